"""*Did you mean*: words near to one that was not found, taken from what the reader may read and from nowhere else."""

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from rapidfuzz.distance import OSA
from sqlmodel import col, select

from storage.search.asking import Asking
from storage.search.query import words_of
from storage.tables import Reflection

SHORTEST = 4  # letters; below that one slip makes another word
LOOKED_AT = 40  # reflections in which the right spelling is looked for
SLIPS = 2


def candidates(word: str) -> Sequence[str]:
    """One slip away, whatever it was; two away where both are the usual ones: letters doubled, left out or swapped."""
    once = list(_usual(word))
    twice = (other for near in once for other in _usual(near))
    return list(dict.fromkeys((*once, *_unusual(word), *twice)))


def _usual(word: str) -> Iterator[str]:
    """A letter too many, two swapped, one that should be doubled."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _unusual(word: str) -> Iterator[str]:
    """Another letter, or one missing."""
    for at in range(len(word) + 1):
        for letter in ascii_lowercase:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]


def nearest(asking: Asking, ids: Sequence[int], word: str) -> str:
    """The word in these reflections, as far as they may be read, that is spelt most like this one; empty if none is."""
    rows = select(Reflection.words).where(col(Reflection.id).in_(ids), *asking.conditions)
    there = {found for words in asking.session.exec(rows).all() for found in words_of(words)}
    near = [(OSA.distance(word, other), other) for other in there]
    distance, best = min(near, default=(SLIPS + 1, ""))
    return best if 0 < distance <= SLIPS else ""
