"""Digits as they are said: "oh seven seven double-one", or one by one with spaces between."""

import re
from collections.abc import Iterator

from bot.noticing.numbers import Lists, Span

TELEPHONE_DIGITS, CASE_DIGITS = 9, 4  # at least

_VALUES = {
    **dict.fromkeys(("oh", "o", "zero", "nought", "naught", "dim", "sero"), "0"),
    **{
        word: str(at)
        for at, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 1)
    },
    **{
        word: str(at)
        for at, word in enumerate(("un", "dau", "tri", "pedwar", "pump", "chwech", "saith", "wyth", "naw"), 1)
    },
}
_TIMES = {"double": 2, "treble": 3, "triple": 3, "dwbl": 2}
_SAID = rf"(?:(?:{'|'.join(_TIMES)})[ -])?(?:{'|'.join(_VALUES)}|\d)"
_DIGITS = re.compile(rf"(?<![\w.-]){_SAID}(?:[ ,-]{{1,2}}{_SAID}){{3,}}(?![\w-])", re.IGNORECASE)


def notice_spoken(text: str, lists: Lists) -> Iterator[Span]:
    """Digits one after the other: as many as a telephone has, or fewer after a word such as *case*."""
    for found in _DIGITS.finditer(text):
        count = _digits_in(found[0])
        before = re.findall(r"[\w-]+", text[: found.start()].casefold())[-3:]
        if count >= TELEPHONE_DIGITS or (count >= CASE_DIGITS and not lists["case-words"].isdisjoint(before)):
            yield found.span()


def _digits_in(said: str) -> int:
    words = re.findall(r"[a-z]+|\d", said.casefold())
    return sum(_TIMES.get(before, 1) for before, word in zip(["", *words], words, strict=False) if word not in _TIMES)
