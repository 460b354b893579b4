"""What in a text may lead to a resident: a stretch that looks like a number or an address, a name, initials, a person.

They are many and most are nobody's; `weighing.py` says which are meant.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.noticing.addresses import notice_addresses
from bot.noticing.births import notice_births
from bot.noticing.codes import notice_codes
from bot.noticing.homes import notice_homes
from bot.noticing.numbers import Lists, Span, notice_numbers
from bot.noticing.reading import Reading
from bot.noticing.sentence import Run, Word, runs
from bot.noticing.spoken import notice_spoken

_LETTER = r"(?:Ch|Dd|Ff|Ng|Ll|Ph|Rh|Th|[OM]['’][A-Z]|[A-Z])"  # Welsh ones of two, and O'B.
_INITIALS = re.compile(rf"(?:{_LETTER}\.){{1,3}}{_LETTER}|[A-Z]{{1,3}}(?:-[A-Z]{{1,2}})?")
_NUMBER = re.compile(r"(?<![\w£$€.,/-])(?:[A-Z]{1,4}[ /-]?)?\d[\dA-Z]*(?:[ /-]?\d[\dA-Z]*){0,5}(?![\w%])")
_HANDLE = re.compile(
    r"(?<![\w@.])@[\w.]{3,}|(?<![\w@./:-])(?!www\.)\w+(?:[._]\w+){2,}\b(?!/)(?<!\.org|\.com|\.net|\.gov)(?<!\.uk)"
)
_PATTERNS: dict[str, Callable[[str, Lists], Iterator[Span]]] = {
    "numbers": notice_numbers,
    "spoken": notice_spoken,
    "births": notice_births,
    "codes": notice_codes,
    "addresses": notice_addresses,
    "homes": notice_homes,
}


@dataclass(frozen=True)
class Candidate:
    """Words `start` to `end` of a text, the stretch to be quoted, and what they look like."""

    kind: str
    start: int
    end: int
    span: Span
    pattern: str = ""


def candidates(reading: Reading) -> Iterator[Candidate]:
    """Every one in a text; those of the patterns first."""
    taken: set[int] = set()
    for one in (*_patterned(reading), *_named(reading)):
        taken.update(range(one.start, one.end))
        yield one
    yield from _numbered(reading, taken)
    for at, word in enumerate(reading.words):
        if at not in taken and (kind := _kind_of(word, reading)):
            yield Candidate(
                kind, at, at + 1, _with_its_article(reading, at) if kind == "person" else _span(word, reading)
            )


def _patterned(reading: Reading) -> Iterator[Candidate]:
    for name, notice in _PATTERNS.items():
        for span in notice(reading.text, reading.lexicon.lists):
            words = reading.within(span)
            if words:
                yield Candidate("hit", words[0], words[-1] + 1, span, name)
    for found in _HANDLE.finditer(reading.text):
        words = reading.within(found.span())
        if words:
            yield Candidate("handle", words[0], words[-1] + 1, found.span())


def _numbered(reading: Reading, taken: set[int]) -> Iterator[Candidate]:
    for found in _NUMBER.finditer(reading.text):
        words = reading.within(found.span())
        if words and taken.isdisjoint(words):
            taken.update(words)
            yield Candidate("number", words[0], words[-1] + 1, found.span())


def _named(reading: Reading) -> Iterator[Candidate]:
    """Runs of capitalised words, without what only begins a sentence or is never part of a name."""
    for run in runs(reading.spelled, reading.words):
        start = run.start
        while start < run.end and _only_begins(reading, run, start):
            start += 1
        ends = (at for at in range(start + 1, run.end) if _never(reading, run.words[at]))
        end = next(ends, run.end)
        if start < end and run.words[start].text != "." and not _unknown_beginning(reading, start, end):
            kind = "cap" if reading.kind(run.words[start]) == "unknown" else "name"
            yield Candidate(kind, start, end, _whole_name(reading, start, end))


def _never(reading: Reading, word: Word) -> bool:
    return word.plain in reading.lexicon.lists["never-names"] and not reading.lexicon.also_a_word(word.plain)


def _only_begins(reading: Reading, run: Run, at: int) -> bool:
    word = run.words[at]
    more = run.end - at > 1 and not reading.lexicon.is_surname(run.words[run.end - 1].plain)
    return _never(reading, word) or (word.first and more and reading.kind(word) in {"unknown", "surname"})


def _unknown_beginning(reading: Reading, start: int, end: int) -> bool:
    """An ordinary word at the beginning of a sentence."""
    word = reading.words[start]
    quoted = start > 0 and reading.plain[start - 1] == '"'
    return word.first and end - start == 1 and reading.kind(word) == "unknown" and not (quoted or word.possessive)


def _whole_name(reading: Reading, start: int, end: int) -> Span:
    """The Brennans; Craig W; M. Gallacher."""
    words = reading.words
    if start > 0 and words[start - 1].plain == "the" and words[end - 1].plain.endswith("s"):
        start -= 1
    elif start > 1 and words[start - 1].text == "." and len(words[start - 2].text) == 1:
        start -= 2
    elif end < len(words) and len(words[end].text.removesuffix("'s")) == 1 and words[end].text[0].isupper():
        end += 1
    return words[start].start, words[end - 1].end


def _kind_of(word: Word, reading: Reading) -> str:
    lists = reading.lexicon.lists
    if word.text[0].isupper() and _INITIALS.fullmatch(word.text) and word.plain not in {"i", "a"}:
        return "" if word.plain.replace(".", "") in lists["abbreviations"] else "initials"
    small = not word.capital or word.first
    return "person" if small and (word.plain in lists["residents"] or word.plain in lists["livelihoods"]) else ""


def _with_its_article(reading: Reading, at: int) -> Span:
    """The only Syrian family."""
    first = max(reading.begins[at], at - 4)
    start = next((one for one in range(at - 1, first - 1, -1) if reading.plain[one] in reading.ARTICLES), at)
    return reading.words[start].start, reading.words[at].end


def _span(word: Word, reading: Reading) -> Span:
    """R.W. with its last dot."""
    return word.start, word.end + ("." in word.text and reading.text[word.end : word.end + 1] == ".")
