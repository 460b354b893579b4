"""Reflections, and replies that wait for a yes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text
from sqlalchemy import text as sql
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment

TO_GO = "goes_at IS NULL AND audience <> 'nameless'"
"""What is announced once it has had its time: what is named, and was not announced yet."""


class Reflection(SQLModel, table=True):
    """What somebody wrote and chose to keep.

    `id` is drawn at random, so that the order of ids says nothing about when something was written. `place_id` and
    `organisation_id` are those of the time of writing. `acl` and `tags` are the tokens that search asks for; they are
    made by `storage.reflections.keep` alone, as `dated` is: what *newest* means. There a nameless one counts as of its
    weekly batch, so that its place in a list does not tell when it was written. The four `said_…` columns name the
    chat message it came from, for edits.
    """

    __tablename__ = "reflection"
    __table_args__ = (
        Index("ix_reflection_said", "said_platform", "said_tenant", "said_conversation", "said_message"),
        Index("ix_reflection_answers", "asking_id", "written_at", "member_id", "audience"),  # counted without its words
        Index("ix_reflection_writers", "written_at", "member_id", "audience"),
        Index(
            "ix_reflection_had_its_time",
            "written_at",
            "kept_at",
            sqlite_where=sql(TO_GO),
            postgresql_where=sql(TO_GO),
        ),
        Index(
            "ix_reflection_goes_at",
            "goes_at",
            sqlite_where=sql("goes_at IS NOT NULL"),
            postgresql_where=sql("goes_at IS NOT NULL"),
        ),
        Index("ix_reflection_of_member", "member_id", "written_at", "kept_at"),
    )
    id: int = PlainField(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    member_id: int = Field(foreign_key="member.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")
    asking_id: int | None = Field(default=None, foreign_key="asking.id", ondelete="SET NULL")
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    audience: str  # only me · my place · network · nameless
    principle: str = ""
    language: str = "en"
    hidden_at: datetime | None = maybe_moment()
    shown_from: datetime = moment()  # a nameless one waits for its weekly batch
    written_at: datetime = moment()
    dated: datetime | None = maybe_moment(index=True)
    edited_at: datetime | None = maybe_moment()
    kept_at: datetime | None = maybe_moment()  # when its author last said that it is still true
    goes_at: datetime | None = maybe_moment()  # announced: it is let go then, unless its author keeps it
    imported_as: str | None = Field(default=None, unique=True)  # its id in the file it came from
    acl: str = ""
    tags: str = ""
    said_platform: str = ""
    said_tenant: str = ""
    said_conversation: str = ""
    said_message: str = ""


class ReflectionChallenge(SQLModel, table=True):
    """A challenge that a reflection is about."""

    __tablename__ = "reflection_challenge"
    reflection_id: int = PlainField(
        sa_column=Column(BigInteger, ForeignKey("reflection.id", ondelete="CASCADE"), primary_key=True)
    )
    challenge_id: int = Field(primary_key=True, foreign_key="challenge.id")


class Held(SQLModel, table=True):
    """A member's thread reply, waiting at most a day for their *Keep*. Nobody else can see it.

    It answers a question, or says why a pattern of what was heard is true or not.
    """

    __tablename__ = "held"
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    asking_id: int | None = Field(default=None, foreign_key="asking.id", ondelete="CASCADE")
    heard_id: int | None = Field(default=None, foreign_key="heard.id", ondelete="CASCADE")
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    said_platform: str = ""
    said_tenant: str = ""
    said_conversation: str = ""
    said_message: str = ""
    until: datetime = moment()


class Meaning(SQLModel, table=True):
    """What a reflection means, as a vector: 384 floats of four bytes, of length one. Made after it was kept.

    A row without a vector waits for it: the database itself makes it so when words are written or changed. `change`
    grows with every vector that is made, so that each process reads what is new to it.
    """

    __tablename__ = "meaning"
    __table_args__ = (
        Index(
            "ix_meaning_waits",
            "reflection_id",
            sqlite_where=sql("vector IS NULL"),
            postgresql_where=sql("vector IS NULL"),
        ),
    )
    reflection_id: int = PlainField(
        sa_column=Column(
            BigInteger, ForeignKey("reflection.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    vector: bytes | None = None
    change: int = PlainField(default=0, sa_column=Column(BigInteger, nullable=False, index=True))
