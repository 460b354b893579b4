"""Stocktakes: how true each part of the framework is where somebody works, by oneself or in a council's own."""

from datetime import date

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, json_map, maybe_moment, moment


class Stocktake(SQLModel, table=True):
    """One that an organiser opened until the end of `last`, for a place, or for everybody where none is named.

    Once it is over (`state`: open · closed), what may be told of it is kept here and never counted again: `answered`
    (0: fewer than five), `pooled` (of each part twice its mean, rounded) and `leverage`, the part that most would begin
    with. So nobody who leaves later is told by a difference. `told_up_to` is the member up to whom the news has gone.
    """

    __tablename__ = "stocktake"
    id: int | None = Field(default=None, primary_key=True)
    place_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    last: date
    state: str = "open"
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    opened_at: datetime = moment()
    closed_at: datetime | None = maybe_moment()
    answered: int = 0
    pooled: dict[str, int] = json_map()
    leverage: str = ""
    leader_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    told_up_to: int | None = 0  # None: everybody has been told


class Taking(SQLModel, table=True):
    """Somebody's own answers, in a council's stocktake or by themselves. Nobody else ever sees them.

    `leverage` is the part they would begin with, `leads` who does it, in their words.
    """

    __tablename__ = "taking"
    __table_args__ = (UniqueConstraint("stocktake_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    stocktake_id: int | None = Field(default=None, foreign_key="stocktake.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    began_at: datetime = moment(index=True)
    done_at: datetime | None = maybe_moment()
    leverage: str = ""
    leads: str = ""


class TakingAnswer(SQLModel, table=True):
    """One answer: `step` (1 to 5) about a part, or `words` about a form, or what to keep, let go, strengthen."""

    __tablename__ = "taking_answer"
    __table_args__ = (UniqueConstraint("taking_id", "about"),)
    id: int | None = Field(default=None, primary_key=True)
    taking_id: int = Field(foreign_key="taking.id", ondelete="CASCADE")
    about: str
    step: int | None = None
    words: str = PlainField(default="", sa_column=Column(Text, nullable=False))
