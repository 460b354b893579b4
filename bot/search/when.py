"""Moments as people type them after `after:` and `before:`: a day, a month, a year, *last month*, *three weeks ago*."""

import re
from datetime import date, timedelta

_ENGLISH = "january february march april may june july august september october november december"
_WELSH = "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr"
MONTHS = {name: number for names in (_ENGLISH, _WELSH) for number, name in enumerate(names.split(), 1)}
SHORTEST = 3  # letters that are enough of a month's name
UNITS = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "year": "year", "years": "year", "wythnos": "week", "mis": "month", "blwyddyn": "year", "diwrnod": "day",
}  # fmt: skip
LONGEST_AGO = 120  # of any unit


def day_typed(typed: str, today: date) -> date | None:
    """The first day of what was typed; None for what is no time. A month without a year is the last one there was."""
    words = re.sub(r"[\s,]+", " ", typed.casefold()).strip()
    try:
        return _relative(words, today) or _numbers(words) or _named(words, today)
    except (ValueError, OverflowError):  # the 31st of February
        return None


def _relative(words: str, today: date) -> date | None:
    if words in {"today", "heddiw"}:
        return today
    if words in {"yesterday", "ddoe"}:
        return today - timedelta(days=1)
    if match := re.fullmatch(r"(this|last) (week|month|year)", words):
        first = _first_of(match[2], today)
        return first if match[1] == "this" else _first_of(match[2], first - timedelta(days=1))
    if match := re.fullmatch(r"(\d{1,3}) (\w+)(?: ago| yn ôl)?", words):
        unit, count = UNITS.get(match[2], ""), int(match[1])
        return _ago(unit, count, today) if unit and count <= LONGEST_AGO else None
    return None


def _first_of(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _ago(unit: str, count: int, today: date) -> date:
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    return date(months // 12, months % 12 + 1, min(today.day, 28))


def _numbers(words: str) -> date | None:
    if match := re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", words):
        return _day(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    if match := re.fullmatch(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})", words):
        return _day(int(match[3]), int(match[2]), int(match[1] or 1))
    return None


def _named(words: str, today: date) -> date | None:
    match = re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([^\W\d_]+)(?: (\d{4}))?", words)
    month = _month(match[2]) if match else None
    if not match or month is None:
        return None
    day = int(match[1] or 1)
    if match[3]:
        return _day(int(match[3]), month, day)
    this_year = _day(today.year, month, day)
    return this_year if this_year <= today else _day(today.year - 1, month, day)


def _month(typed: str) -> int | None:
    if typed in MONTHS:
        return MONTHS[typed]
    known = {number for name, number in MONTHS.items() if len(typed) >= SHORTEST and name.startswith(typed)}
    return known.pop() if len(known) == 1 else None


def _day(year: int, month: int, day: int) -> date:
    """Years that a database takes in any zone. Raises ValueError for others."""
    if not 1900 <= year <= 2999:  # noqa: PLR2004
        raise ValueError(year)
    return date(year, month, day)
