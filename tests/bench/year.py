"""Rounds in a row with every method: whom people come to meet over a year, how often again, how long they wait.

In each round one in ten sits out, the same people whatever the method.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from statistics import fmean

from bot.matching.engine import match
from bot.matching.explain import explain
from bot.matching.model import Config, Group, PastRound, Person
from bot.matching.weights import network
from tests.bench import peers

METHODS: dict[str, peers.Way | None] = {
    "upstream": None,
    "shuffled": peers.shuffled,
    "not met lately": peers.not_met_lately,
    "of another place": peers.of_another_place,
    "greedy": peers.greedy,
}
SITS_OUT = 0.1
HALF_A_YEAR = 13  # rounds, one a fortnight


def tell(people: Sequence[Person], rounds: int) -> None:
    """A table: a line for each figure, a column for each method."""
    places = len({each.place for each in people})
    print(f"\n{len(people)} people of {places} places, {rounds} rounds, one in ten sits each out")  # noqa: T201
    columns = [_figures(people, *_lived(people, rounds, name, way)) for name, way in METHODS.items()]
    print(f"{'':<52}" + "".join(f"{name:>18}" for name in METHODS))  # noqa: T201
    for label in columns[0]:
        print(f"{label:<52}" + "".join(f"{column[label]:>18}" for column in columns))  # noqa: T201


def _lived(
    people: Sequence[Person], rounds: int, name: str, way: peers.Way | None
) -> tuple[list[PastRound], list[Group]]:
    """What comes of it when every round is made this way."""
    history: list[PastRound] = []
    told: list[Group] = []
    chance, absent = random.Random(name), random.Random(len(people))
    for number in range(1, rounds + 1):
        here = [replace(each, active=absent.random() >= SITS_OUT) for each in people]
        if way is None:
            groups = match(here, history, round_number=number).groups
        else:
            known = network(here, history, number, Config())
            groups = explain(known, way(known, chance))
        placed = {each for group in groups for each in group.members}
        left = tuple(sorted(each.id for each in here if each.active and each.id not in placed))
        history.append(PastRound(number, tuple(group.members for group in groups), left))
        told += groups
    return history, told


def _figures(people: Sequence[Person], history: Sequence[PastRound], told: Sequence[Group]) -> dict[str, str]:
    by_id = {each.id: each for each in people}
    pairs = [pair for group in told for pair in group.pairs]
    seen: dict[str, set[str]] = {each: set() for each in by_id}
    helped: dict[str, set[str]] = {each: set() for each in by_id}
    for pair in pairs:
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            seen[one].add(by_id[other].place)
            helped[one] |= {*by_id[one].faces} & {*by_id[other].worked_on}
    places = {each.place for each in people}
    met = {frozenset(pair.places) for pair in pairs if len({*pair.places}) > 1}
    faced = sum(len(each.faces) for each in people)
    again, ever = _repeats(history, HALF_A_YEAR)
    return {
        f"repeats within {HALF_A_YEAR} rounds": f"{again / len(pairs):.1%}",
        "repeats ever": f"{ever / len(pairs):.1%}",
        "pairs within a place": f"{sum(len({*pair.places}) == 1 for pair in pairs) / len(pairs):.1%}",
        "places a member met, of the others": f"{fmean(map(len, seen.values())):.2f} of {len(places) - 1}",
        "  the member who met fewest": f"{min(map(len, seen.values()))}",
        "pairs of places that met": f"{len(met) / math.comb(len(places), 2):.1%}",
        "rounds in a row somebody was left out": f"{_longest_wait(by_id, history)}",
        "times anybody was left out": f"{sum(len(past.unplaced) for past in history)}",
        "mean affinity": f"{fmean(pair.parts.affinity for pair in pairs):.3f}",
        "introductions that share no challenge": f"{sum(not pair.shared for pair in pairs) / len(pairs):.1%}",
        "challenges that met somebody who worked on them": f"{sum(map(len, helped.values())) / faced:.1%}",
    }


def _repeats(history: Sequence[PastRound], apart: int) -> tuple[int, int]:
    """How many introductions were of two who met in the last so many rounds, and ever before."""
    last: dict[frozenset[str], int] = {}
    again = ever = 0
    for past in history:
        for two in (frozenset(two) for group in past.groups for two in combinations(group, 2)):
            again += two in last and past.number - last[two] <= apart
            ever += two in last
            last[two] = past.number
    return again, ever


def _longest_wait(by_id: dict[str, Person], history: Sequence[PastRound]) -> int:
    """The most times in a row that somebody who wanted an introduction got none."""
    longest, waiting = 0, dict.fromkeys(by_id, 0)
    for past in history:
        for group in past.groups:
            waiting.update(dict.fromkeys(group, 0))
        for each in past.unplaced:
            waiting[each] += 1
            longest = max(longest, waiting[each])
    return longest
