"""A network of any size, made from a seed: who wrote what for whom, and what they look for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np

from storage.reading import acl_of
from storage.search import Filters
from storage.search.tokens import tags_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
YEARS = 5
PLACES, CHALLENGES = 20, 50
PRINCIPLES = ("share-power", "be-curious", "start-small", "learn-together", "trust-people", "go-upstream")
AUDIENCES = ("only me", "my place", "network", "network", "network", "nameless")
VOCABULARY = 30_000
_SOUNDS = (
    "ba", "ke", "li", "mo", "tu", "ra", "se", "ni", "po", "du", "ga", "fe", "shi", "zo", "cha", "wen", "tor", "mel",
)  # fmt: skip


def members_of(size: int) -> int:
    """How many people write so many reflections."""
    return max(50, size // 100)


def vocabulary() -> list[str]:
    """Words that nobody uses; the first ones are the most common."""
    dice, words = Random(2), dict[str, None]()
    while len(words) < VOCABULARY:
        words["".join(dice.choice(_SOUNDS) for _ in range(dice.randint(2, 5)))] = None
    return list(words)


def reflections(size: int, members: int = 0) -> Iterator[dict[str, Any]]:
    """Rows as the table has them, by growing number. Words as they are in texts: a few very often, most hardly ever."""
    dice, numbers, words = Random(3), np.random.default_rng(4), vocabulary()
    share = 1 / np.arange(5, VOCABULARY + 5)
    reach = np.cumsum(share / share.sum())
    for number in sorted(dice.sample(range(1, 1 << 52), size)):
        drawn = np.searchsorted(reach, numbers.random(int(numbers.integers(15, 100))))
        member, hours = dice.randrange(members or members_of(size)) + 1, dice.randrange(24 * 365 * YEARS)
        written = NOW - timedelta(hours=hours + 1)
        row = SimpleNamespace(
            id=number, member_id=member, organisation_id=member % PLACES + 1, place_id=member % PLACES + 1,
            words=" ".join(words[min(int(place), VOCABULARY - 1)] for place in drawn), audience=dice.choice(AUDIENCES),
            principle=dice.choice(PRINCIPLES), hidden_at=None, written_at=written, shown_from=written,
        )  # fmt: skip
        row.dated, challenge = written, dice.randrange(CHALLENGES) + 1
        row.acl, row.tags = acl_of(row, author_confirmed=True), tags_of(row, [challenge])  # type: ignore[arg-type]
        yield vars(row) | {
            "language": "en",
            "said_platform": "",
            "said_tenant": "",
            "said_conversation": "",
            "said_message": "",
        }


@dataclass(frozen=True)
class Looked:
    """One search: who looks, for what, narrowed to what."""

    member: int
    words: tuple[str, ...]
    filters: Filters


def searches(size: int, count: int) -> list[Looked]:
    """Common and rare words alike, one to five of them; a third with a filter."""
    dice, words = Random(5), vocabulary()
    made = []
    for _ in range(count):
        ranks = [
            int(np.exp(dice.uniform(np.log(3), np.log(VOCABULARY)))) for _ in range(dice.choice((1, 1, 2, 2, 2, 3, 5)))
        ]
        after = NOW - timedelta(days=dice.randrange(30, 700))
        kinds = (
            Filters(place_ids=(dice.randrange(PLACES) + 1,)), Filters(principles=(dice.choice(PRINCIPLES),)),
            Filters(after=after), Filters(mine=True), *[Filters()] * 8,
        )  # fmt: skip
        member = dice.randrange(members_of(size)) + 1
        made.append(Looked(member, tuple(words[min(rank, VOCABULARY - 1)] for rank in ranks), dice.choice(kinds)))
    return made
