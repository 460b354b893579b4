"""Finding the council, or another name, that somebody typed: abbreviations, spelling mistakes, and when to ask back."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from content.model import Council

# Words that say what sort of council it is rather than which one.
COMMON = {
    "the", "of", "in", "council", "councils", "cc", "bc", "mbc", "dc", "borough", "london", "royal", "city",
    "county", "district", "metropolitan", "cyngor", "local", "authority", "ca", "combined",
}  # fmt: skip
# A typed word that says which tier, and the kinds it does not fit.
CONTRADICTS = {
    "county": ("district", "metropolitan", "london-borough"),
    "city": ("county",),
    "district": ("county", "london-borough"),
    "borough": ("county",),
}
EXACT = 100.0
SURE = 86.0
AHEAD = 8.0  # how far the next best has to be behind
WORTH_SHOWING = 50.0
SHOWN = 5
LIKE = 60.0  # of two names that may mean the same
SHORTEST_GUESSED = 6  # letters; below that one slip makes another word


@dataclass(frozen=True)
class Found:
    """A council that may be meant. `score` is 0 to 100; where it is not `sure`, ask."""

    council: Council
    score: float
    sure: bool


def find_council(councils: Mapping[str, Council], typed: str) -> list[Found]:
    """The councils that may be meant, best first, at most five; at most the first is sure.

    Sure is a name or alias as it is written, or a long one nearly so with no other close behind; never where
    the typed tier contradicts ("Gloucester County Council").
    """
    core = _core(typed)
    if not core:
        return []
    scored = sorted(
        ((_score(core, typed, council), council) for council in councils.values()),
        key=lambda pair: (-pair[0], pair[1].slug),
    )
    ahead = scored[0][0] - (scored[1][0] if len(scored) > 1 else 0.0) if scored else 0.0
    found = []
    for place, (score, council) in enumerate(scored[:SHOWN]):
        if score >= WORTH_SHOWING:
            close = score == EXACT or (score >= SURE and len(core) >= SHORTEST_GUESSED)
            sure = place == 0 and close and ahead >= AHEAD and not _contradicts(typed, council)
            found.append(Found(council, score, sure))
    return found


def nearest(names: Mapping[str, Sequence[str]], typed: str) -> list[str]:
    """The keys one of whose names is like what was typed, the likest first."""
    plain = _plain(typed)
    scored = {key: max(_likeness(plain, _plain(name)) for name in theirs) for key, theirs in names.items()}
    return sorted((key for key, score in scored.items() if score >= LIKE), key=lambda key: (-scored[key], key))


def _likeness(one: str, other: str) -> float:
    """Half for the words they share in any order, half for how much of the whole is the same."""
    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 2


def _score(core: str, typed: str, council: Council) -> float:
    """Abbreviations count only as they are written: "Derby" is not a slip of "Derbys"."""
    names = (council.name, council.short, council.slug, *council.aliases)
    if _plain(typed) in {_plain(name) for name in names} or core in {_core(name) for name in names}:
        return EXACT
    return max(fuzz.ratio(core, _core(name)) for name in (council.name, council.short))


def _contradicts(typed: str, council: Council) -> bool:
    words = set(_plain(typed).split())
    named = _plain(council.name).split()
    return any(word in words and word not in named and council.kind in kinds for word, kinds in CONTRADICTS.items())


def _plain(text: str) -> str:
    """Small letters without accents or punctuation, `&` as a word."""
    letters = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", letters))


def _core(text: str) -> str:
    """The words that say which council; all of them where none would be left."""
    words = _plain(text).split()
    return " ".join(word for word in words if word not in COMMON) or " ".join(words)
