"""How good a round is, how long it takes and what it needs, beside random and greedy pairing of the same people.

    python -m tests.bench.matching                    26 rounds of 60 and of 200 people, beside what other bots do
                                                      (tests/bench/peers.py); then networks of 20, 200 and 2,000 people
    python -m tests.bench.matching --people 20000     that many (several may be given)
    python -m tests.bench.matching --size 3           groups of three
    python -m tests.bench.matching --rounds 26        so many rounds in a row of 60 and of 200 people (or --people)
    python -m tests.bench.matching --measure PATH     instances and figures of the gen.py and evaluate.py in that folder

`bound` is a certified upper bound of the sum: prices of an auction over all permitted pairs.
"""

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.matching.auction import NOT, bid
from bot.matching.engine import match, objective
from bot.matching.explain import explain
from bot.matching.files import run_file
from bot.matching.model import Config, Group, PastRound, Person
from bot.matching.weights import Network, network
from tests.bench import peers, year

ZONES = [(0, 94), (60, 2), (-300, 2), (720, 2)]
BOUND_UP_TO = 3000
PLACES, ROUNDS = 20, 26


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


def once(people: int, seed: int, size: int) -> None:
    """One round, with every method."""
    network_of = made_up(people, seed)
    history = [PastRound(1, tuple(g.members for g in match(network_of, [], round_number=1).groups))]
    known = network(network_of, history, 2, Config())
    most = bound(known) if len(known.active) <= BOUND_UP_TO else math.nan
    for name, fairness in (("upstream, sum only", 0.0), ("upstream", 4.0)):
        begun = time.perf_counter()
        made = match(network_of, history, round_number=2, size=size, config=Config(fairness=fairness))
        _tell(people, seed, name, made.groups, len(known.active), most, time.perf_counter() - begun)
    if size == 2:
        for name, way in (("of another place", peers.of_another_place), ("greedy", peers.greedy)):
            if len(known.active) <= BOUND_UP_TO:
                begun = time.perf_counter()
                told = explain(known, way(known, random.Random(seed)))
                _tell(people, seed, name, told, len(known.active), most, time.perf_counter() - begun)


def _tell(people: int, seed: int, name: str, groups: Sequence[Group], active: int, most: float, took: float) -> None:
    lowest = min(pair.parts.weight for group in groups for pair in group.pairs)
    placed = sum(len(group.members) for group in groups)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(  # noqa: T201
        f"{people:>7} people, seed {seed}: {name:<20} {objective(groups) / most:7.2%} of the bound, lowest pair "
        f"{lowest:.2f}, placed {placed} of {active}, {took * 1000:7.0f} ms, {memory} MB at most so far"
    )


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
            print(f"{people} {scenario}, seed {seed}, fairness {fairness}: {took:.2f} s, {line}")  # noqa: T201


def main() -> None:
    """Read the options and run."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, nargs="+")
    asked.add_argument("--seeds", type=int, nargs="+", default=[1])
    asked.add_argument("--size", type=int, default=2)
    asked.add_argument("--rounds", type=int)
    asked.add_argument("--measure", type=Path)
    asked.add_argument("--scenarios", nargs="+", default=["normal"])
    told = asked.parse_args()
    if told.rounds or not (told.people or told.measure):
        for people in told.people or [60, 200]:
            year.tell(made_up(people, told.seeds[0], PLACES), told.rounds or ROUNDS)
    if told.rounds:
        return
    for people in told.people or [20, 200, 2000]:
        for seed in told.seeds:
            if told.measure:
                for scenario in told.scenarios:
                    measured(told.measure, people, seed, told.size, scenario)
            else:
                once(people, seed, told.size)


if __name__ == "__main__":
    main()
