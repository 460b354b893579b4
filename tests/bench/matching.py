"""How good a round is, how long it takes and what it needs, beside random and greedy pairing of the same people.

    python -m tests.bench.matching                    networks of 20, 200 and 2,000 people, beside what other bots do
                                                      (tests/bench/peers.py)
    python -m tests.bench.matching --people 20000     that many (several may be given)
    python -m tests.bench.matching --size 3           groups of three
    python -m tests.bench.matching --measure PATH     instances and figures of the gen.py and evaluate.py in that folder

Many rounds in a row: `python -m tests.bench.year`.
 `bound` is a certified upper bound of the sum: prices of an auction over all permitted pairs.
"""

import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.matching.auction import NOT, bid
from bot.matching.engine import match, objective
from bot.matching.explain import explain
from bot.matching.files import run_file
from bot.matching.model import Config, Group, PastRound, Person
from bot.matching.weights import Network, network
from tests.bench import peers
from tests.bench.table import Row, hand_over, options, say

ZONES = [(0, 94), (60, 2), (-300, 2), (720, 2)]
BOUND_UP_TO = 3000
LEFT_OUT = "networks of 20 and 200 people, not of 2,000"
MEANS = """
How much good one round of introductions does, and how long an organiser waits for its draft. *All that pairs gain*
is the sum of what each pair is worth to the two (who faces something meets somebody who worked on it), beside a
proven upper bound that no method can exceed, and beside other ways of pairing. *Upstream* gives a little of the sum
away so that nobody gets a poor introduction: look at the lowest pair.
"""


def made_up(people: int, seed: int, places: int = 0) -> list[Person]:
    """A network: places of very different size, forty challenges in seven families, one platform to a place.

    Where `places` is given, each of them has somebody.
    """
    chance = random.Random(f"{people} {seed}")
    at_least_one = places
    places = places or max(6, min(400, round(2.9 * math.sqrt(people))))
    families = [[f"challenge {family} {number}" for number in range(6)] for family in range(7)]
    everything = [name for family in families for name in family]
    found = []
    for number in range(people):
        own, named = chance.choice(families), set[str]()
        while len(named) < chance.choice((3, 4, 4, 5, 6)):
            named.add(chance.choice(own if chance.random() < 0.6 else everything))
        ordered = sorted(named)
        faces = tuple(name for name in ordered if chance.random() < 0.65)
        place = min(int(places * chance.random() ** 1.6), places - 1)
        place = number if number < at_least_one else place
        found.append(
            Person(
                id=f"m{number:06d}",
                place=f"place {place:03d}",
                platforms=(("teams" if place % 5 < 3 else "slack"),),
                utc_offset=chance.choices([z for z, _ in ZONES], [w for _, w in ZONES])[0],
                faces=faces,
                worked_on=tuple(name for name in ordered if name not in faces),
                active=chance.random() < 0.9,
            )
        )
    return found


def bound(known: Network) -> float:
    """Nobody can gain more than their best choice beyond its price, whatever the prices: an upper bound of the sum."""
    weight = known.matrix().astype(np.float64)
    one, other = known.met_lately()
    weight[one, other] = weight[other, one] = NOT
    everybody = np.broadcast_to(np.arange(len(weight)), weight.shape)
    _, price = bid(everybody, weight)
    return float(price.sum() + np.maximum(0, (weight - price).max(1)).sum())


@dataclass(frozen=True)
class Tried:
    """What one method made of one round, and how long it took, in seconds."""

    groups: Sequence[Group]
    took: float


def once(people: int, seed: int, size: int) -> list[Row]:
    """One round, with every method."""
    network_of = made_up(people, seed)
    history = [PastRound(1, tuple(g.members for g in match(network_of, [], round_number=1).groups))]
    known = network(network_of, history, 2, Config())
    active = len(known.active)
    most = bound(known) if active <= BOUND_UP_TO else math.nan
    tried: dict[str, Tried] = {}
    for name, fairness in (("upstream, sum only", 0.0), ("upstream", 4.0)):
        begun = time.perf_counter()
        made = match(network_of, history, round_number=2, size=size, config=Config(fairness=fairness))
        tried[name] = Tried(made.groups, time.perf_counter() - begun)
    if size == 2 and active <= BOUND_UP_TO:
        for name, way in (("of another place", peers.of_another_place), ("greedy", peers.greedy)):
            begun = time.perf_counter()
            told = explain(known, way(known, random.Random(seed)))
            tried[name] = Tried(told, time.perf_counter() - begun)
    for name, each in tried.items():
        say(f"{people:>7} people, seed {seed}: {name:<20} {_told(each, most, active)}")
    return list(_rows(f"{people} people, seed {seed}", tried, most, active))


def _rows(what: str, tried: dict[str, Tried], most: float, active: int) -> Iterator[Row]:
    ours = tried["upstream"]
    share = objective(ours.groups) / most
    if not math.isnan(most):
        yield Row(f"{what}: all that pairs gain", _told(ours, most, active), "the most there could be: 100 %", share)
    for name, each in tried.items():
        if name != "upstream":
            over = objective(ours.groups) / objective(each.groups)
            yield Row(f"{what}: the same, beside {name}", f"{share:.1%} of the bound", _told(each, most, active), over)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took = f"{ours.took * 1000:.0f} ms, {memory} MB at most so far"
    if "greedy" in tried:
        least = tried["greedy"].took
        yield Row(f"{what}: time", took, f"greedy: {least * 1000:.0f} ms", ours.took / least)
    else:
        yield Row(f"{what}: time", took)


def _told(each: Tried, most: float, active: int) -> str:
    lowest = min(pair.parts.weight for group in each.groups for pair in group.pairs)
    placed = sum(len(group.members) for group in each.groups)
    share = objective(each.groups) / most
    return f"{share:.1%} of the bound, lowest pair {lowest:.2f}, placed {placed} of {active}, {each.took * 1000:.0f} ms"


def measured(folder: Path, people: int, seed: int, size: int, scenario: str) -> None:
    """An instance of the given generator, judged by the given measure, with its bound where scipy is installed."""
    with tempfile.TemporaryDirectory() as name:
        instance, output = Path(name, "instance.json"), Path(name, "groups.json")
        asked = ["--n", str(people), "--seed", str(seed), "--size", str(size), "--scenario", scenario]
        subprocess.run([sys.executable, folder / "gen.py", *asked, "-o", instance], check=True)
        for fairness in (0.0, 4.0):
            begun = time.perf_counter()
            run_file(instance, output, 0, fairness)
            took = time.perf_counter() - begun
            told = None
            for extra in (["--bound"], []):
                command = [sys.executable, str(folder / "evaluate.py"), str(instance), str(output), "--json", *extra]
                told = subprocess.run(command, capture_output=True, text=True, check=False)
                if told.stdout:
                    break
            figures = json.loads(told.stdout) if told else {}
            kept = ["valid", "objective", "objective_share_of_bound", "unplaced", "trios", "same_council_pairs"]
            kept += ["repeats_within_K"]
            line = ", ".join(f"{key} {figures[key]}" for key in kept if key in figures)
            say(f"{people} {scenario}, seed {seed}, fairness {fairness}: {took:.2f} s, {line}")


def main() -> int:
    """Read the options and run."""
    asked = options(__doc__, LEFT_OUT)
    asked.add_argument("--people", type=int, nargs="+")
    asked.add_argument("--seeds", type=int, nargs="+", default=[1])
    asked.add_argument("--size", type=int, default=2)
    asked.add_argument("--measure", type=Path)
    asked.add_argument("--scenarios", nargs="+", default=["normal"])
    told, rows = asked.parse_args(), list[Row]()
    for people in told.people or ([20, 200] if told.quick else [20, 200, 2000]):
        for seed in told.seeds:
            if told.measure:
                for scenario in told.scenarios:
                    measured(told.measure, people, seed, told.size, scenario)
            else:
                rows += once(people, seed, told.size)
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
