"""A text as words with their places, and its runs of capitalised words, which may be names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+(?:['’.-](?=[^\W\d_])[^\W\d_]+)*|\d+|[^\w\s]")
_ENDS = frozenset(".!?…:;\n")
_POSSESSIVE = re.compile(r"['’]s?$")
_PARTICLE = re.compile(r"a[pbl]|ferch|verch|d[aeio]s?|del|la|le|van|von|der|den|bint?i?|ibn|el|ul|ma?c")
_SHORTENED = re.compile(r"mrs?|ms|dr|prof|revd?|st|cllrs?|cyng|insp|sgt|capt|fr")


class Word(NamedTuple):
    """A word, a number or a mark. `plain` is in small letters, without 's; `first` begins a sentence.

    `capital` is whether it is written like a name: a capital and small letters.
    """

    text: str
    start: int
    end: int
    plain: str
    first: bool
    capital: bool

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's."""
        return _POSSESSIVE.search(self.text) is not None


def words_of(text: str) -> list[Word]:
    """The words, numbers and marks of a text, in order."""
    found: list[Word] = []
    first = True
    for match in _WORD.finditer(text):
        typed = match[0]
        first = first or "\n" in text[found[-1].end : match.start()]
        capital = typed[0].isupper() and not typed.isupper()
        found.append(Word(typed, *match.span(), _POSSESSIVE.sub("", typed.casefold()), first, capital))
        shortened = typed == "." and len(found) > 1 and _SHORTENED.fullmatch(found[-2].plain)
        first = (typed in _ENDS and not shortened) or (first and not typed[0].isalnum())
    return found


@dataclass(frozen=True)
class Run:
    """Capitalised words side by side, `words[start:end]` of a text."""

    text: str
    words: Sequence[Word]
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return self.words[self.start].start, self.words[self.end - 1].end

    @property
    def plain(self) -> list[str]:
        """Its words in small letters, without the dot of a title."""
        return [word.plain for word in self.words[self.start : self.end] if word.text != "."]

    @property
    def before(self) -> str:
        """The text before it, as far as it matters."""
        return self.text[max(0, self.span[0] - 90) : self.span[0]]

    @property
    def after(self) -> str:
        """The text after it, as far as it matters, without its 's."""
        return re.sub(r"^['’]s\b", "", self.text[self.span[1] : self.span[1] + 90])

    @property
    def sentence(self) -> tuple[int, int]:
        """The words of its sentence: (first, after the last)."""
        begin, stop = self.start, self.end
        while begin > 0 and not self._begins(begin):
            begin -= 1
        while stop < len(self.words) and not self._begins(stop):
            stop += 1
        return begin, stop

    def _begins(self, at: int) -> bool:
        goes_on = at > 0 and self.words[at - 1].text in {":", ";"}
        return self.words[at].first and self.words[at].text[0].isalnum() and not goes_on

    def plain_before(self, count: int) -> list[str]:
        """The words before it, nearest first, as far as its sentence goes."""
        first = max(self.sentence[0], self.start - count)
        return [word.plain for word in reversed(self.words[first : self.start])]

    def plain_after(self, count: int) -> list[str]:
        """The words after it, as far as its sentence goes."""
        return [word.plain for word in self.words[self.end : min(self.sentence[1], self.end + count)]]

    def plain_next(self, count: int) -> list[str]:
        """The beginning of the next sentence."""
        stop = self.sentence[1]
        return [word.plain for word in self.words[stop : stop + count]]

    @property
    def goes_on(self) -> bool:
        """Whether another capitalised word follows at once."""
        return self.end < len(self.words) and self.words[self.end].capital and _beside(self.words, self.end)

    def narrowed(self, start: int, end: int) -> "Run":
        """Some of its words."""
        return replace(self, start=start, end=end)


def runs(text: str, words: Sequence[Word]) -> Iterator[Run]:
    """Where capitalised words stand side by side, particles such as *ap* within them."""
    at = 0
    while at < len(words):
        if words[at].capital:
            end = at + 1
            while step := _goes_on(words, end):
                end += step
            yield Run(text, words, at, end)
            at = end
        else:
            at += 1


def _goes_on(words: Sequence[Word], at: int) -> int:
    """How many words more belong to a run; 0 where it ends."""
    if at >= len(words):
        return 0
    word, last = words[at], words[at - 1]
    if word.capital and _beside(words, at):
        return 1
    if word.text == "." and _SHORTENED.fullmatch(last.plain):
        return 1
    particle = _PARTICLE.fullmatch(word.plain) and not last.possessive
    return 2 if particle and at + 1 < len(words) and words[at + 1].capital else 0


def _beside(words: Sequence[Word], at: int) -> bool:
    """Whether only a space stands before this word."""
    return not words[at].first and words[at].start - words[at - 1].end <= 1
