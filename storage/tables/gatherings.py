"""Gatherings: a roundtable, a residential, a visit; who comes, and which reflections answer its questions."""

from datetime import date

from sqlalchemy import BigInteger, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, json_list, moment


class Gathering(SQLModel, table=True):
    """What organisers wrote of one. `clock` is such as "10:00", by `zone`; empty: the whole day.

    `draft` is a text as it was before, `revised` as it is since, `why` what moved them. States: draft (not announced) ·
    planned · off. `stage`: 1: who has not answered was reminded; 2: told the day before; 3: asked after it.
    """

    __tablename__ = "gathering"
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # roundtable · residential · visit
    title: str
    day: date = Field(index=True)
    clock: str = ""
    zone: str = "Europe/London"
    place: str = ""
    questions: list[str] = json_list()
    reading: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    draft: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    revised: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    why: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    state: str = "draft"
    stage: int = 0
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()


class GatheringPart(SQLModel, table=True):
    """Whether somebody comes."""

    __tablename__ = "gathering_part"
    __table_args__ = (UniqueConstraint("gathering_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    gathering_id: int = Field(foreign_key="gathering.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    comes: bool


class GatheringAnswer(SQLModel, table=True):
    """A reflection that answers a gathering's question, by its position; 3: what its author changed their mind about.

    It has no readers but the reflection's own, and goes with it.
    """

    __tablename__ = "gathering_answer"
    reflection_id: int = PlainField(
        sa_column=Column(
            BigInteger, ForeignKey("reflection.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    gathering_id: int = Field(foreign_key="gathering.id", index=True, ondelete="CASCADE")
    question: int
