"""Reading a typed schedule: `weekly tue 10:00`, `every 2 weeks thu 9.30`, `bob wythnos iau 2yp`."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WELSH = ("llun", "mawrth", "mercher", "iau", "gwener", "sadwrn", "sul")
SHORTEST = 3  # letters that tell one weekday from another in both languages
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "other": 2, "second": 2,
    "un": 1, "dwy": 2, "ddwy": 2, "dau": 2, "ail": 2, "tair": 3, "pedair": 4,
}  # fmt: skip
WEEKLY = {"weekly": 1, "fortnightly": 2, "wythnosol": 1, "pythefnos": 2, "bythefnos": 2}
WEEKS = frozenset({"week", "weeks", "wythnos", "wythnosau"})
FILLERS = WEEKS | {"every", "each", "at", "on", "and", "the", "bob", "am", "ar", "a", "ac", "dydd", "ddydd"}
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm|yb|yp)?")
MOST_WEEKS = 52
NOON = 12


class Unclear(ValueError):
    """The part that could not be read, so that the answer can ask for just that."""

    def __init__(self, part: Literal["day", "time", "weeks", "word"], word: str = "") -> None:
        super().__init__(part)
        self.part = part
        self.word = word


@dataclass(frozen=True)
class Typed:
    """What the words say: every how many weeks, on which weekdays (Monday is 0), at what local time."""

    every_weeks: int
    weekdays: tuple[int, ...]
    time: time


def read_schedule(words: str) -> Typed:
    """Raises `Unclear` for a day or a time that is missing, and for a word that belongs to neither."""
    weeks, days, clock = 1, set[int](), None
    tokens = _tokens(words)
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in WEEKLY:
            weeks = WEEKLY[token]
        elif (number := _number(token, following)) is not None:
            weeks = number
        elif (day := weekday(token)) is not None:
            days.add(day)
        elif clock is None and (told := read_time(token)) is not None:
            clock = told
        elif token not in FILLERS:
            raise Unclear("word", token)
    if not 1 <= weeks <= MOST_WEEKS:
        raise Unclear("weeks", str(weeks))
    if not days:
        raise Unclear("day")
    if clock is None:
        raise Unclear("time")
    return Typed(weeks, tuple(sorted(days)), clock)


def weekday(word: str) -> int | None:
    """The weekday (Monday is 0) that an English or Welsh word of at least three letters names or begins."""
    word = word.lower().rstrip(".")
    if len(word) < SHORTEST:
        return None
    for names in (ENGLISH, WELSH):
        for number, name in enumerate(names):
            if name.startswith(word) or word == name + "s":
                return number
    return None


def read_time(word: str) -> time | None:
    """`10:00`, `9.30`, `10am`, `2.15pm`, `2yp`, `14`."""
    found = CLOCK.fullmatch(word.lower())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half in {"pm", "yp"} else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _tokens(words: str) -> list[str]:
    text = re.sub(r"\b([ap])\.m\.?", r"\1m", words.lower())
    text = re.sub(r"(\d)\s+(am|pm|yb|yp)\b", r"\1\2", text)
    return [token.strip(".") for token in re.split(r"[\s,;&+]+", text) if token.strip(".")]


def _number(token: str, following: str) -> int | None:
    """A number of weeks: a numeral right before "weeks", or a word such as "other"."""
    if token.isascii() and token.isdigit() and following in WEEKS:
        return int(token)
    return NUMBERS.get(token)
