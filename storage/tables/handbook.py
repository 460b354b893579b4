"""The handbook: a season's reflections whose authors allowed this very use, and how an organiser laid them out."""

from datetime import date

from sqlalchemy import BigInteger, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment

LAST = 1_000_000  # the position of what nobody has moved yet


class Handbook(SQLModel, table=True):
    """A handbook of a season, from `first` to `last`. Title and introduction are the organiser's.

    States: made · asking (the authors of a season are being asked, some at a time) · asked.
    """

    __tablename__ = "handbook"
    id: int | None = Field(default=None, primary_key=True)
    title: str
    introduction: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    first: date
    last: date
    state: str = Field(default="made", index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()


class HandbookTheme(SQLModel, table=True):
    """What a handbook gathers about one principle; about none where that is empty. Without a title it has its name."""

    __tablename__ = "handbook_theme"
    id: int | None = Field(default=None, primary_key=True)
    handbook_id: int = Field(foreign_key="handbook.id", index=True, ondelete="CASCADE")
    principle: str = ""
    title: str = ""
    introduction: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    position: int
    left_out: bool = False


class HandbookPiece(SQLModel, table=True):
    """A reflection whose author was asked for it. `answer` is empty until they say *yes* or *no*: empty means no.

    It goes with its reflection. Its words stand there alone, as their author has them.
    """

    __tablename__ = "handbook_piece"
    __table_args__ = (UniqueConstraint("handbook_id", "reflection_id"),)
    id: int | None = Field(default=None, primary_key=True)
    handbook_id: int = Field(foreign_key="handbook.id", ondelete="CASCADE")
    reflection_id: int = PlainField(
        sa_column=Column(BigInteger, ForeignKey("reflection.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    answer: str = ""
    asked_at: datetime = moment()
    answered_at: datetime | None = maybe_moment()
    position: int = LAST
    left_out: bool = False
