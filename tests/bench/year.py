"""Rounds in a row with every method: whom people come to meet over a year, how often again, how long they wait.

    python -m tests.bench.year                  26 rounds of 60 and of 200 people
    python -m tests.bench.year --quick          of 60 people alone
    python -m tests.bench.year --people 500 --rounds 52

In each round one in ten sits out, the same people whatever the method.
"""

import math
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from statistics import fmean

from bot.matching.engine import match
from bot.matching.explain import explain
from bot.matching.model import Config, Group, PastRound, Person
from bot.matching.weights import network
from tests.bench import peers
from tests.bench.matching import made_up
from tests.bench.table import Row, hand_over, options, say

METHODS: dict[str, peers.Way | None] = {
    "upstream": None,
    "shuffled": peers.shuffled,
    "not met lately": peers.not_met_lately,
    "of another place": peers.of_another_place,
    "greedy": peers.greedy,
}
SITS_OUT = 0.1
HALF_A_YEAR = 13  # rounds, one a fortnight
PLACES, ROUNDS, SEED = 20, 26, 1
NONE = {f"repeats within {HALF_A_YEAR} rounds", "pairs within a place", "times anybody was left out"}
LEFT_OUT = "60 people alone, not 200"
MEANS = """
What a member has of a year of introductions, one a fortnight, with one in ten away each time: how often they meet
somebody they met lately, whether they come to meet other places, how long they may be left out, and how many of the
things they face were talked over with somebody who has worked on them. The references are other bots' ways of
pairing, after their published sources, with the same people away; *greedy* is given our own weight. There is no
ratio: each line is a count of its own.
"""


def tell(people: Sequence[Person], rounds: int) -> list[Row]:
    """A table: a line for each figure, a column for each method; and the same as rows."""
    places = len({each.place for each in people})
    say(f"\n{len(people)} people of {places} places, {rounds} rounds, one in ten sits each out")
    columns = {name: _figures(people, *_lived(people, rounds, name, way)) for name, way in METHODS.items()}
    say(f"{'':<52}" + "".join(f"{name:>18}" for name in METHODS))
    ours = columns["upstream"]
    for label in ours:
        say(f"{label:<52}" + "".join(f"{column[label]:>18}" for column in columns.values()))
    return [_row(f"{len(people)} people, {label.strip()}", label, columns) for label in ours]


def _row(what: str, label: str, columns: dict[str, dict[str, str]]) -> Row:
    against = ", ".join(f"{name} {column[label]}" for name, column in columns.items() if name != "upstream")
    measured, target = columns["upstream"][label], "none" if label in NONE else ""
    return Row(what, measured, against, target=target, met=not target or float(measured.rstrip("%")) == 0)


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


def main() -> int:
    """Read the options and run."""
    asked = options(__doc__, LEFT_OUT)
    asked.add_argument("--people", type=int, nargs="+")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    told, rows = asked.parse_args(), list[Row]()
    for people in told.people or ([60] if told.quick else [60, 200]):
        rows += tell(made_up(people, SEED, PLACES), told.rounds)
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
