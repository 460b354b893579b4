"""The part of a find that is shown, with the words that were looked for marked in it."""

import re
from collections import deque
from dataclasses import dataclass

from snowballstemmer import stemmer

from storage.search import Query, words_of

MOST = 400  # characters of a find that are shown
BEFORE = 80  # of them before the first mark


@dataclass(frozen=True)
class Extract:
    """Words as they are shown; `marks` are (start, end) in them."""

    words: str
    marks: tuple[tuple[int, int], ...]


def extract(words: str, query: Query) -> Extract:
    """The part in which most of the words looked for stand together; the beginning where none is there."""
    marks = _marks(words, query)
    start = _start(words, marks)
    end = start + MOST
    if end < len(words):
        end = max(words.rfind(" ", start, end), start + MOST // 2)
    lead, tail = ("… " if start else ""), (" …" if end < len(words) else "")
    by = len(lead) - start
    shown = tuple((first + by, last + by) for first, last, _ in marks if start <= first and last <= end)
    return Extract(lead + words[start:end] + tail, shown)


def _marks(words: str, query: Query) -> list[tuple[int, int, str]]:
    """Where a word stands that the index takes for one of those looked for: start, end and its stem."""
    stem = stemmer("english")
    wanted = {stem.stemWord(word) for word in query.words} | set(query.words)
    heads = {word[:2] for word in wanted}
    found = []
    for match in re.finditer(r"[^\W_]+[\u0300-\u036f\w]*", words):
        plain = "".join(words_of(match[0]))
        if plain[:2] in heads and (plain in wanted or stem.stemWord(plain) in wanted):
            found.append((match.start(), match.end(), stem.stemWord(plain)))
    return found


def _start(words: str, marks: list[tuple[int, int, str]]) -> int:
    """Where to begin, so that most different words are in view."""
    if len(words) <= MOST or not marks:
        return 0
    view: deque[tuple[int, int, str]] = deque()
    best, most = marks[0][0], 0
    for mark in marks:
        view.append(mark)
        while view and mark[1] - view[0][0] > MOST - BEFORE:
            view.popleft()
        seen = len({stem for _, _, stem in view})
        if view and seen > most:
            best, most = view[0][0], seen
    begin = max(0, min(best - BEFORE, len(words) - MOST))
    space = words.find(" ", begin, best)
    return space + 1 if begin and space >= 0 else begin
