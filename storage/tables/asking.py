"""Questions: organisers' own, when they are asked, and each time one was."""

from datetime import date

from sqlmodel import UniqueConstraint

from storage.tables.base import Field, SQLModel, datetime, json_list, maybe_moment, moment


class Prompt(SQLModel, table=True):
    """A question that an organiser wrote, beside those of the content."""

    __tablename__ = "prompt"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    question: str
    ways_in: list[str] = json_list()
    principle: str = ""
    parts: list[str] = json_list()
    challenges: list[str] = json_list()
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()


class Schedule(SQLModel, table=True):
    """When questions are asked. `next_at` is the moment of the next one: the database owns time."""

    __tablename__ = "schedule"
    id: int | None = Field(default=None, primary_key=True)
    playlist: str = ""  # a playlist's slug; empty: chosen by what has not come up lately
    theme: str = ""  # a part of the framework that every question is to touch
    picked: list[str] = json_list()  # prompts picked by hand, in order
    position: int = 0
    introduces: int = 0  # people a group, where a plan opens rounds of introductions; 0: it asks questions
    automatic: bool = False  # such rounds introduce without an organiser's look
    replacement: str = ""  # the prompt asked next instead of the one whose turn it is
    zone: str = "Europe/London"
    time: str = "10:00"
    weekdays: str = "tue"  # three-letter names, comma between
    every_weeks: int = 1
    starts_on: date
    ends_on: date | None = None
    count: int | None = None  # how many in all, where a number was agreed
    nation: str = ""  # whose bank holidays; empty: none
    on_holiday: str = "skip"
    missed: str = "latest"  # latest · all · skip
    skipped: list[str] = json_list()  # days (YYYY-MM-DD) an organiser took out
    paused_until: date | None = None  # the first day it goes on again
    space_ids: list[int] = json_list()  # empty: every space
    state: str = "on"  # on · stopped
    next_at: datetime | None = maybe_moment(index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()


class Asking(SQLModel, table=True):
    """One question, asked once. `question` is the text as it was asked, in the network's first language.

    `recount` is set where answers came or went; `counted` is how many the standing cards say.
    """

    __tablename__ = "asking"
    __table_args__ = (UniqueConstraint("schedule_id", "slot"),)
    id: int | None = Field(default=None, primary_key=True)
    schedule_id: int | None = Field(default=None, foreign_key="schedule.id", ondelete="SET NULL")
    slot: datetime | None = maybe_moment()
    prompt: str = Field(index=True)
    question: str
    principle: str = ""
    space_ids: list[int] = json_list()  # where it was asked; empty: in every space
    asked_at: datetime = moment(index=True)
    recount: bool = False
    counted: int = 0


class QuietPeriod(SQLModel, table=True):
    """Days without questions: an election, a budget week, August. Of one place, or of all where it has none."""

    __tablename__ = "quiet_period"
    id: int | None = Field(default=None, primary_key=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    first: date
    last: date
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()
