"""What members ask of each other, what they mean to try, and whose words they used."""

from datetime import date

from sqlalchemy import BigInteger, Column, ForeignKey, Text
from sqlmodel import Field as PlainField
from sqlmodel import UniqueConstraint

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment


def _about_reflection(*, when_gone: str, nullable: bool = False) -> Column[int]:
    """A column with the number of a reflection."""
    gone = ForeignKey("reflection.id", ondelete=when_gone)
    return Column("reflection_id", BigInteger, gone, nullable=nullable, index=True)


class Request(SQLModel, table=True):
    """What somebody asks: an author for twenty minutes, or three people for a line.

    `words` are dropped as soon as everybody asked has answered, and ten days after they were asked at the latest; where
    nobody was free to be asked, after four weeks. `seed` makes the choice of the three again. `nameless` tells that the
    asker does not know whom they ask. States: waiting (nobody is free yet) · open ·
    hidden (reported) · answered (by everybody; asked later whether it helped) · closed.
    """

    __tablename__ = "request"
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # author · three · meet
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    reflection_id: int | None = PlainField(
        default=None, sa_column=_about_reflection(when_gone="SET NULL", nullable=True)
    )
    challenge_id: int | None = Field(default=None, foreign_key="challenge.id", ondelete="SET NULL")
    words: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    nameless: bool = False
    seed: int = 0
    state: str = "open"
    made_at: datetime = moment()
    until: datetime = moment(index=True)
    helped: str = ""  # empty · yes · partly · no


class Asked(SQLModel, table=True):
    """Somebody who is asked. `told_at` is when they were told of it; `said_message` the message they answered with.

    States: offered (shown, not asked) · waiting · unheard (not told, and nobody learns why) · line · yes · no · pass ·
    lapsed.
    """

    __tablename__ = "asked"
    __table_args__ = (UniqueConstraint("request_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    state: str = "waiting"
    told_at: datetime | None = maybe_moment()
    answered_at: datetime | None = maybe_moment()
    said_platform: str = ""
    said_tenant: str = ""
    said_conversation: str = ""
    said_message: str = Field(default="", index=True)


class Commitment(SQLModel, table=True):
    """What somebody means to try after a reflection of theirs, by when, and what came of it.

    `ask_at` is when they are asked what happened; empty once they were. It goes when the reflection does. States:
    open · did · partly · dropped · rests (put off twice).
    """

    __tablename__ = "commitment"
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    reflection_id: int = PlainField(sa_column=_about_reflection(when_gone="CASCADE"))
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    lesson: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    due: date
    ask_at: datetime | None = maybe_moment(index=True)
    moved: bool = False
    state: str = "open"
    shown: bool = False  # stands with the reflection, for whoever may read that
    made_at: datetime = moment()
    answered_at: datetime | None = maybe_moment()


class Use(SQLModel, table=True):
    """Somebody used what another wrote.

    `words` say what they changed; they are dropped once the author was told, and after sixty days at the latest.
    """

    __tablename__ = "use"
    __table_args__ = (UniqueConstraint("member_id", "reflection_id"),)
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    reflection_id: int = PlainField(sa_column=_about_reflection(when_gone="CASCADE"))
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    named: bool = False
    used_at: datetime = moment(index=True)
    told_at: datetime | None = maybe_moment()
