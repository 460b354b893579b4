"""What a text sounds like: the challenges and the principle that its words speak of, by the words in the content.

No model: words are compared without their endings. A phrase counts when all of its words are there; a short everyday
word alone does not.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable

from content.model import Challenge, Content

MOST = 2
ENOUGH = 3.0  # about one phrase of two words, or one long word that no other challenge has
LONG_WORD = 9  # letters from which a word alone weighs fully
_ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ies", "ers", "er", "es", "ed", "al", "s", "e")
_SHORTEST = 3
_EVERYDAY = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "get", "had", "has", "have",
    "how", "i", "if", "in", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our", "out", "so", "than",
    "that", "the", "their", "them", "they", "this", "to", "up", "us", "was", "we", "well", "were", "what", "when",
    "who", "will", "with", "you", "your", "people", "work", "working", "y", "yr", "o", "ar", "gyda", "mewn", "yn", "sy",
    "nad", "ddim",
})  # fmt: skip


def suggest(content: Content, text: str) -> list[str]:
    """Slugs of at most two challenges that a text speaks of, the likeliest first."""
    there = set(_stems(text))
    phrases, known = _known(tuple(content.challenges.values()))
    scores = {slug: _score(theirs, there, known, len(phrases)) for slug, theirs in phrases.items()}
    likely = sorted((slug for slug, score in scores.items() if score >= ENOUGH), key=lambda slug: -scores[slug])
    return likely[:MOST]


@functools.lru_cache(maxsize=1)
def _known(challenges: tuple[Challenge, ...]) -> tuple[dict[str, list[list[str]]], Counter[str]]:
    """The phrases of each challenge, as stems, and of how many challenges each stem speaks."""
    phrases = {
        challenge.slug: [_stems(phrase) for phrase in (challenge.name, challenge.name_cy or "", *challenge.words)]
        for challenge in challenges
    }
    known = Counter(stem for theirs in phrases.values() for stem in {stem for phrase in theirs for stem in phrase})
    return phrases, known


def principle_of(content: Content, slugs: Iterable[str]) -> str | None:
    """The principle that the first of these challenges with one belongs to."""
    principles = {part.slug for part in content.group("principle")}
    parts = (part for slug in slugs for part in content.challenges[slug].parts)
    return next((part for part in parts if part in principles), None)


def _score(phrases: list[list[str]], there: set[str], known: Counter[str], count: int) -> float:
    matched = {tuple(phrase) for phrase in phrases if phrase and there.issuperset(phrase)}
    return sum(_weight(phrase, known, count) for phrase in matched)


def _weight(phrase: tuple[str, ...], known: Counter[str], count: int) -> float:
    """How telling a phrase is: the rarer and the longer its words, the more."""
    rarity = sum(math.log(count / known[stem]) for stem in phrase)
    return rarity * (1.0 if len(phrase) > 1 else min(1.0, len(phrase[0]) / (LONG_WORD - 2)))


def _stems(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold().replace("’", "'").replace("'s", ""))
    return [_stem(word) for word in words if word not in _EVERYDAY]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
