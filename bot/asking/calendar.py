"""When: weekly times by the clock on the wall, through clock changes, bank holidays and quiet periods.

A slot is a local time on a local day, turned into an instant only at the end, so "Tuesdays at 10:00 in
London" stays at 10:00 in summer and winter. Whoever fires keeps the last slot and asks for the next one; nothing
here knows what time it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from bot.asking.civil import DAY, Nation, at, bank_holidays, is_working_day

WEEK = 7
LOOK_BACK = timedelta(days=14)  # longer than a slot is ever moved by holidays in a row


class OnHoliday(StrEnum):
    """What becomes of a slot on a bank holiday."""

    SKIP = "skip"
    NEXT_WORKING_DAY = "next working day"


class Missed(StrEnum):
    """What becomes of slots that passed while nobody was there to fire them."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


@dataclass(frozen=True)
class Quiet:
    """Days without questions, the first and the last included: an election, a budget week, August."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Weekly:
    """On these weekdays (Monday is 0), every so many weeks counted from the week that `start` is in.

    `end` is the last day a slot may fall on. `count` is how many slots there are to be in all: a skipped one
    is not counted, so twelve questions stay twelve. On quiet days slots fall out; none is moved onto one either.
    """

    zone: str
    time: time
    weekdays: tuple[int, ...]
    start: date
    every_weeks: int = 1
    end: date | None = None
    count: int | None = None
    holidays: Nation | None = None
    on_holiday: OnHoliday = OnHoliday.SKIP
    quiet: tuple[Quiet, ...] = ()

    def __post_init__(self) -> None:
        if not self.weekdays or not all(0 <= day < WEEK for day in self.weekdays):
            raise ValueError("weekdays are numbers from 0 (Monday) to 6, at least one")
        if self.every_weeks < 1:
            raise ValueError("every_weeks is 1 or more")
        ZoneInfo(self.zone)  # raises ZoneInfoNotFoundError for an unknown one


def slots(schedule: Weekly, after: datetime, limit: int | None = None) -> Iterator[datetime]:
    """The slots later than `after`, in order, in UTC: at most `limit`, endless when nothing ends them."""
    return islice(_after(schedule, after.astimezone(UTC)), limit)


def next_slot(schedule: Weekly, after: datetime) -> datetime | None:
    """The first slot later than `after`, or None when there are no more."""
    return next(slots(schedule, after, 1), None)


@dataclass(frozen=True)
class Due:
    """What to fire now, oldest first, and what is let go."""

    fire: tuple[datetime, ...] = ()
    dropped: tuple[datetime, ...] = ()


def missed(schedule: Weekly, last: datetime, now: datetime, policy: Missed, grace: timedelta) -> Due:
    """What became due after `last` up to `now`, and what to do with it.

    A slot no older than `grace` is merely late and always fired. Of the older ones *all* fires every one,
    *skip* none, and *latest* the newest if nothing merely late follows it.
    """
    due: list[datetime] = []
    for slot in slots(schedule, last):
        if slot > now:
            break
        due.append(slot)
    late = [slot for slot in due if now - slot <= grace]
    older = due[: len(due) - len(late)]
    if policy is Missed.ALL:
        fire = due
    elif policy is Missed.LATEST and not late:
        fire = older[-1:]
    else:
        fire = late
    return Due(tuple(fire), tuple(slot for slot in due if slot not in fire))


def _after(schedule: Weekly, after: datetime) -> Iterator[datetime]:
    begin = schedule.start
    if schedule.count is None:
        begin = max(begin, after.astimezone(ZoneInfo(schedule.zone)).date() - LOOK_BACK)
    last = after
    for number, day in enumerate(_days(schedule, begin)):
        if schedule.count is not None and number >= schedule.count:
            return
        slot = at(day, schedule.time, schedule.zone)
        if slot > last:  # a day that a zone leaves out altogether never doubles its neighbour
            yield slot
            last = slot


def _days(schedule: Weekly, begin: date) -> Iterator[date]:
    """The local days that carry a slot, from `begin` on."""
    holidays = bank_holidays(schedule.holidays)
    day, last, moved = begin, schedule.end or date.max, False
    while day <= last:
        regular = _regular(schedule, day)
        if regular and day in holidays:
            moved = moved or schedule.on_holiday is OnHoliday.NEXT_WORKING_DAY
        elif regular or (moved and is_working_day(day, schedule.holidays)):
            moved = moved and not is_working_day(day, schedule.holidays)
            if not any(day in quiet for quiet in schedule.quiet):
                yield day
        if day == date.max:
            return
        day += DAY


def _regular(schedule: Weekly, day: date) -> bool:
    if day.weekday() not in schedule.weekdays:
        return False
    weeks = (_monday(day) - _monday(schedule.start)).days // WEEK
    return weeks % schedule.every_weeks == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
