"""How good a round is, how long it takes and what it needs, beside random and greedy pairing of the same people.

    python -m tests.bench.matching                    26 rounds of 60 and of 200 people in 20 places, beside what
                                                      other bots do; then networks of 20, 200 and 2,000 people
    python -m tests.bench.matching --people 20000     that many (several may be given)
    python -m tests.bench.matching --size 3           groups of three
    python -m tests.bench.matching --rounds 26        so many rounds in a row among 200 people (or --people)
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
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import fmean

import numpy as np

from bot.matching.auction import NOT, bid
from bot.matching.engine import match, objective
from bot.matching.explain import explain
from bot.matching.files import run_file
from bot.matching.model import Config, Group, PastRound, Person
from bot.matching.weights import Network, network

Groups = list[list[int]]
ZONES = [(0, 94), (60, 2), (-300, 2), (720, 2)]
BOUND_UP_TO = 3000
PLACES, ROUNDS = 20, 26


def made_up(people: int, seed: int, places: int = 0) -> list[Person]:
    """A network: places of very different size, forty challenges in seven families, one platform to a place."""
    chance = random.Random(f"{people} {seed}")
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


def shuffled(known: Network, chance: random.Random) -> Groups:
    """What most bots do: shuffle, then the first of another place who was not met lately."""
    rows = list(range(len(known.active)))
    chance.shuffle(rows)
    lately = {frozenset(pair) for pair in zip(*(each.tolist() for each in known.met_lately()), strict=True)}
    place = known.place[known.active].tolist()
    groups: Groups = []
    while rows:
        one = rows.pop()
        for index in range(len(rows) - 1, -1, -1):
            if place[rows[index]] != place[one] and frozenset((one, rows[index])) not in lately:
                groups.append([one, rows.pop(index)])
                break
    return groups


def blindly(known: Network, chance: random.Random) -> Groups:
    """What the plainest bots do: shuffle and take two by two, whoever they are."""
    rows = list(range(len(known.active)))
    chance.shuffle(rows)
    return [list(pair) for pair in zip(rows[::2], rows[1::2], strict=False)]


def greedy(known: Network, _chance: random.Random) -> Groups:
    """All pairs by our own weight, the best first."""
    weight = known.matrix()
    one, other = known.met_lately()
    weight[one, other] = weight[other, one] = NOT
    one, other = np.triu_indices(len(weight), 1)
    order = np.argsort(-weight[one, other], kind="stable")
    free, groups = set(range(len(weight))), []
    for a, b in zip(one[order].tolist(), other[order].tolist(), strict=True):
        if a in free and b in free and weight[a, b] > NOT:
            free -= {a, b}
            groups.append([a, b])
    return groups


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
        for name, way in (("shuffled", shuffled), ("greedy", greedy)):
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


def many_rounds(people: int, rounds: int, seed: int = 1) -> None:
    """Rounds in a row, with every method: whom people come to meet over a year."""
    methods: dict[str, Callable[[Network, random.Random], Groups] | None] = {"upstream": None}
    methods |= {"blindly": blindly, "shuffled": shuffled}
    if people <= BOUND_UP_TO:
        methods["greedy"] = greedy
    for name, way in methods.items():
        _year(name, way, [replace(each, active=True) for each in made_up(people, seed, PLACES)], rounds)


def _year(name: str, way: Callable[[Network, random.Random], Groups] | None, people: list[Person], rounds: int) -> None:
    history: list[PastRound] = []
    told: list[Group] = []
    chance, by_id = random.Random(name), {each.id: each for each in people}
    apart = Config().rounds_apart(len(people))
    for number in range(1, rounds + 1):
        if way is None:
            groups = match(people, history, round_number=number).groups
        else:
            known = network(people, history, number, Config())
            groups = explain(known, way(known, chance))
        placed = {each for group in groups for each in group.members}
        history.append(PastRound(number, tuple(g.members for g in groups), tuple(sorted({*by_id} - placed))))
        told += groups
    pairs = [pair for group in told for pair in group.pairs]
    last: dict[frozenset[str], int] = {}
    repeats = waited = 0
    waiting = dict.fromkeys(by_id, 0)
    for past in history:
        waiting = {each: waiting[each] + 1 if each in past.unplaced else 0 for each in by_id}
        waited = max(waited, *waiting.values())
        for two in (frozenset(two) for group in past.groups for two in combinations(group, 2)):
            repeats += past.number - last.get(two, -apart - 1) <= apart
            last[two] = past.number
    seen: dict[str, set[str]] = {each: set() for each in by_id}
    helped: dict[str, set[str]] = {each: set() for each in by_id}
    for pair in pairs:
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            seen[one].add(by_id[other].place)
            helped[one] |= {*by_id[one].faces} & {*by_id[other].worked_on}
    places = {each.place for each in people}
    met = {frozenset(pair.places) for pair in pairs if len({*pair.places}) > 1}
    faced = sum(len(each.faces) for each in people)
    own_place = sum(len({*pair.places}) == 1 for pair in pairs) / len(pairs)
    print(  # noqa: T201
        f"{len(people)} people, {rounds} rounds: {name:<10} repeats within {apart} rounds {repeats / len(pairs):.1%}, "
        f"within a place {own_place:.1%}, longest wait {waited}, places a member met "
        f"{fmean(map(len, seen.values())):.2f}, place pairs {len(met) / math.comb(len(places), 2):.1%}, mean affinity "
        f"{fmean(p.parts.affinity for p in pairs):.3f}, sharing nothing "
        f"{sum(not p.shared for p in pairs) / len(pairs):.2%}, challenges that met somebody who worked on them "
        f"{sum(map(len, helped.values())) / faced:.1%}"
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
            many_rounds(people, told.rounds or ROUNDS)
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
