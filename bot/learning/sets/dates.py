"""When a set could meet: in working hours where each of them is, and on no bank holiday of theirs. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.asking.civil import DAY, Nation, at, next_civil

LENGTH = timedelta(minutes=90)  # of a meeting
PROPOSED = 3
APART = 2  # days from one proposal to the next, at least
LOOKED_AT = 40  # days
CLOCKS = (time(10), time(14), time(11, 30), time(15, 30), time(9), time(13), time(16, 30))


@dataclass(frozen=True)
class Where:
    """By which clock somebody works, and whose bank holidays they have."""

    zone: str
    nation: Nation


def is_civil(moment: datetime, homes: Sequence[Where]) -> bool:
    """Whether this is a working hour for all of them."""
    return _count(moment, timedelta(), homes) == len(homes)


def _count(begin: datetime, length: timedelta, homes: Sequence[Where]) -> int:
    """For how many of them all of it falls into a working day."""
    both = (begin, begin + length)
    return sum(all(next_civil(each, home.zone, home.nation) == each for each in both) for home in homes)


def propose(first: date, homes: Sequence[Where]) -> list[datetime]:
    """Three dates from a day on, at different hours; where no hour suits all, those that suit most of them."""
    zone = min(Counter(home.zone for home in homes).most_common(), key=lambda each: (-each[1], each[0]))[0]
    days = [first + DAY * number for number in range(LOOKED_AT)]
    slots = {day: [(_count(slot := at(day, clock, zone), LENGTH, homes), slot) for clock in CLOCKS] for day in days}
    most = max(count for each in slots.values() for count, _ in each)
    found: list[datetime] = []
    free = first
    for day, each in slots.items():
        good = [slot for count, slot in each if count == most]
        if good and day >= free and len(found) < PROPOSED:
            found.append(good[len(found) % len(good)])
            free = day + DAY * APART
    return found


def days_before(moment: datetime, count: int, homes: Sequence[Where]) -> datetime:
    """The same hour so many working days earlier, by the clock of the first; three weeks at most."""
    zone, now, found = homes[0].zone, timedelta(), moment
    here = moment.astimezone(ZoneInfo(zone))
    for back in range(1, 22):
        day = at(here.date() - DAY * back, here.time(), zone)
        if _count(day, now, homes) >= _count(moment, now, homes):
            found, count = day, count - 1
        if count == 0:
            break
    return found
