"""Civil hours: when an unasked message may reach somebody at work, and what a working day is in each nation.

Bank holidays come from the list that `govuk-bank-holidays` carries with it, never from the network. The list
ends some years ahead; `holidays_known_until` says where, so that a preview can say what it cannot know yet.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped]  # ships no types

FROM = time(8, 30)
UNTIL = time(18, 0)
SATURDAY = 5
DAY = timedelta(days=1)


class Nation(StrEnum):
    """Whose bank holidays count."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern ireland"


_DIVISION = {
    Nation.ENGLAND: BankHolidays.ENGLAND_AND_WALES,
    Nation.WALES: BankHolidays.ENGLAND_AND_WALES,
    Nation.SCOTLAND: BankHolidays.SCOTLAND,
    Nation.NORTHERN_IRELAND: BankHolidays.NORTHERN_IRELAND,
}


@cache
def _holidays() -> dict[Nation, frozenset[date]]:
    known = BankHolidays(use_cached_holidays=True)
    return {
        nation: frozenset(each["date"] for each in known.get_holidays(division=division))
        for nation, division in _DIVISION.items()
    }


def bank_holidays(nation: Nation | None) -> frozenset[date]:
    """Every bank holiday known for that nation; none without a nation."""
    return _holidays()[nation] if nation else frozenset()


def holidays_known_until(nation: Nation) -> date:
    """The last day of the last year whose bank holidays are known."""
    return date(max(bank_holidays(nation)).year, 12, 31)


def is_working_day(day: date, nation: Nation | None = None) -> bool:
    """Monday to Friday and no bank holiday of that nation."""
    return day.weekday() < SATURDAY and day not in bank_holidays(nation)


def at(day: date, clock: time, zone: str) -> datetime:
    """That wall-clock time as an instant in UTC.

    In the gap of a clock change it shifts forward by as much as the clock does; where a time comes twice, the
    first counts.
    """
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), ZoneInfo(zone)).astimezone(UTC)


def next_civil(moment: datetime, zone: str, nation: Nation | None = None) -> datetime:
    """The moment itself, in UTC, where it is civil there; otherwise the next morning that is.

    Civil is 08:30 up to 18:00 by the clock of that zone on a working day.
    """
    here = moment.astimezone(ZoneInfo(zone))
    day = here.date()
    if is_working_day(day, nation):
        if FROM <= here.time() < UNTIL:
            return moment.astimezone(UTC)
        if here.time() < FROM:
            return at(day, FROM, zone)
    return at(_working_day_after(day, nation), FROM, zone)


def working_days_after(moment: datetime, count: int, zone: str, nation: Nation | None = None) -> datetime:
    """The same time by the clock of that zone, so many working days later."""
    here = moment.astimezone(ZoneInfo(zone))
    if count == 0:
        return moment.astimezone(UTC)
    day = here.date()
    for _ in range(count):
        day = _working_day_after(day, nation)
    return at(day, here.time(), zone)


def _working_day_after(day: date, nation: Nation | None) -> date:
    day += DAY
    while not is_working_day(day, nation):
        day += DAY
    return day
