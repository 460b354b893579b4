"""A season of the network, and what was heard in it: patterns, what they rest on, and who says that they are true."""

from datetime import date

from sqlalchemy import BigInteger, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment


class Season(SQLModel, table=True):
    """A season from `first` to `last`. No two share a day."""

    __tablename__ = "season"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    first: date = Field(index=True)
    last: date = Field(index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()


class SeasonPhase(SQLModel, table=True):
    """A phase of a season, by its slug in the framework: the day it begins, and what it should leave behind."""

    __tablename__ = "season_phase"
    season_id: int = Field(primary_key=True, foreign_key="season.id", ondelete="CASCADE")
    phase: str = Field(primary_key=True)
    first: date
    leaves: str = PlainField(default="", sa_column=Column(Text, nullable=False))


class Heard(SQLModel, table=True):
    """What organisers heard: up to three patterns and a disagreement. States: draft · posted · withdrawn.

    `numbers` is what its cards in channels tell as numbers, so that they follow answers and what is taken back.
    """

    __tablename__ = "heard"
    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(default="draft", index=True)
    disagreement: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    numbers: str = ""
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()
    posted_at: datetime | None = maybe_moment()


class Pattern(SQLModel, table=True):
    """One sentence of an organiser's. `version` grows whenever it is published anew: answers are to one version."""

    __tablename__ = "pattern"
    id: int | None = Field(default=None, primary_key=True)
    heard_id: int = Field(foreign_key="heard.id", index=True, ondelete="CASCADE")
    position: int
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    version: int = 0


class PatternChange(SQLModel, table=True):
    """That a pattern says something else, and after how many answers. It is published at `told_at`."""

    __tablename__ = "pattern_change"
    id: int | None = Field(default=None, primary_key=True)
    pattern_id: int = Field(foreign_key="pattern.id", index=True, ondelete="CASCADE")
    before: str = PlainField(sa_column=Column(Text, nullable=False))
    after: str = PlainField(sa_column=Column(Text, nullable=False))
    said_yes: int = 0
    said_partly: int = 0
    said_no: int = 0
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()
    told_at: datetime | None = maybe_moment()


class PatternPiece(SQLModel, table=True):
    """A reflection whose author was asked whether it may stand behind a pattern. An empty `answer` means no."""

    __tablename__ = "pattern_piece"
    __table_args__ = (UniqueConstraint("pattern_id", "reflection_id"),)
    id: int | None = Field(default=None, primary_key=True)
    pattern_id: int = Field(foreign_key="pattern.id", ondelete="CASCADE")
    reflection_id: int = PlainField(
        sa_column=Column(BigInteger, ForeignKey("reflection.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    answer: str = ""
    asked_at: datetime = moment()
    answered_at: datetime | None = maybe_moment()


class PatternVote(SQLModel, table=True):
    """Whether a pattern is true where somebody works: yes · partly · no. Why, if they said so, is a reflection."""

    __tablename__ = "pattern_vote"
    __table_args__ = (UniqueConstraint("pattern_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    pattern_id: int = Field(foreign_key="pattern.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    answer: str
    version: int = 0
    reflection_id: int | None = PlainField(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("reflection.id", ondelete="SET NULL"), nullable=True, index=True),
    )
    voted_at: datetime = moment()
