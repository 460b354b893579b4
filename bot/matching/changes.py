"""Changing a round by hand: which swaps of two people leave it good, and what stands behind a group made so.

Only the better half of what could be is offered, and at most three. So what is not offered was perhaps just worse:
nobody can tell from it whom somebody does not want to meet.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any

from bot.matching.explain import explain
from bot.matching.model import Config, PastRound, Person
from bot.matching.pairs import APART
from bot.matching.weights import NEVER, Matrix, network

MOST = 3


@dataclass(frozen=True)
class Swap:
    """`one` and `other` change seats; then these are their groups."""

    one: str
    other: str
    first: tuple[str, ...]
    second: tuple[str, ...]


def swaps(
    people: Sequence[Person], history: Sequence[PastRound], number: int, groups: Sequence[Sequence[str]], who: str
) -> list[Swap]:
    """The best people of other groups to change seats with, the best first."""
    known = network(people, history, number, Config())
    value = known.matrix()
    one, other = known.met_lately()
    value[one, other] -= APART
    value[other, one] -= APART
    seat = {known.people[each].id: place for place, each in enumerate(known.active.tolist())}
    mine = next(group for group in groups if who in group)
    found = []
    for group in groups:
        for each in group if group is not mine else ():
            swap = Swap(who, each, _exchanged(mine, who, each), _exchanged(group, each, who))
            worth = sum(_worth(value, [seat[name] for name in names]) for names in (swap.first, swap.second))
            worth -= sum(_worth(value, [seat[name] for name in names]) for names in (mine, group))
            found.append((worth, swap))
    found.sort(key=lambda each: (-each[0], each[1].other))
    offered = found[: min(MOST, (len(found) + 1) // 2)]
    return [swap for worth, swap in offered if worth > NEVER]


def best_for(
    people: Sequence[Person], history: Sequence[PastRound], number: int, who: str, among: Sequence[str]
) -> list[str]:
    """Of these people, those who may be introduced to somebody and did not meet them lately, the best first."""
    everybody = [replace(person, active=person.id == who or person.id in among) for person in people]
    known = network(everybody, history, number, Config())
    value = known.matrix()
    one, other = known.met_lately()
    value[one, other] = value[other, one] = NEVER
    names = [known.people[each].id for each in known.active.tolist()]
    mine = value[names.index(who)]
    return [names[place] for place in (-mine).argsort(kind="stable").tolist() if mine[place] > NEVER]


def explained(people: Sequence[Person], history: Sequence[PastRound], number: int, group: Sequence[str]) -> list[Any]:
    """What stands behind every pair of a group, as a round keeps it."""
    everybody = [replace(person, active=person.active or person.id in group) for person in people]
    known = network(everybody, history, number, Config())
    seats = {known.people[each].id: place for place, each in enumerate(known.active.tolist())}
    (told,) = explain(known, [[seats[each] for each in group]])
    return [asdict(pair) for pair in told.pairs]


def _exchanged(group: Sequence[str], out: str, into: str) -> tuple[str, ...]:
    return tuple(into if each == out else each for each in group)


def _worth(value: Matrix, seats: Sequence[int]) -> float:
    pairs = [float(value[pair]) for pair in combinations(seats, 2)]
    return 2 * sum(pairs) / (len(seats) - 1)
