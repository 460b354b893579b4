"""Made-up networks for the tests of the engine, and an objective written out plainly."""

import math
import random
from statistics import median

from hypothesis import strategies as st

from bot.matching.model import Config, PastRound, Person

CHALLENGES = ["data-sharing", "housing", "homelessness", "early-help", "apologising", "budgets", "rural-access"]


def person(name: str, place: str = "", **more) -> Person:
    return Person(id=name, place=place or f"place of {name}", platforms=("slack",), **more)


def network(count: int, seed: int = 0, places: int = 8, rounds: int = 3) -> tuple[list[Person], list[PastRound]]:
    chance = random.Random(seed)
    people = []
    for number in range(count):
        named = chance.sample(CHALLENGES, chance.randint(1, 4))
        cut = chance.randint(0, len(named))
        people.append(
            Person(
                id=f"m{number:05d}", place=f"place {chance.randrange(places)}",
                platforms=(chance.choice(["slack", "teams"]),), utc_offset=chance.choice([0, 0, 0, 60, -300]),
                faces=tuple(named[:cut]), worked_on=tuple(named[cut:]),
                blocks=(f"m{chance.randrange(count):05d}",) if chance.random() < 0.05 else (),
                active=chance.random() < 0.9,
            )
        )  # fmt: skip
    history = []
    for number in range(1, rounds + 1):
        order = [each.id for each in people]
        chance.shuffle(order)
        history.append(PastRound(number, tuple(zip(order[::2], order[1::2], strict=False)), tuple(order[count - 1 :])))
    return people, history


@st.composite
def networks(draw, most: int = 14):
    """Small networks of every kind: one dominant place, blocks without end, newcomers, repeats that must be."""
    count = draw(st.integers(0, most))
    names = [f"p{number}" for number in range(count)]
    some = st.lists(st.sampled_from(CHALLENGES[:4]), unique=True, max_size=3).map(tuple)
    blocks = st.lists(st.sampled_from(names), max_size=4).map(tuple) if names else st.just(())
    people = [
        Person(
            id=name, place=draw(st.sampled_from("aaabcde")), platforms=("slack",),
            utc_offset=draw(st.sampled_from([0, 120])), faces=draw(some), worked_on=draw(some),
            blocks=draw(blocks | st.just(())), active=draw(st.integers(0, 9)) > 0,
        )
        for name in names
    ]  # fmt: skip
    history = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        order = draw(st.permutations(names))
        cut = draw(st.integers(0, count))
        pairs = tuple(zip(order[:cut:2], order[1:cut:2], strict=False))
        history.append(PastRound(number, pairs, tuple(order[cut:])))
    return people, history


class Plain:
    """The objective of one round, pair by pair, as the words of its definition have it."""

    def __init__(self, people: list[Person], history: list[PastRound], round_number: int, config: Config) -> None:
        self.people = {each.id: each for each in people}
        self.history, self.round, self.weights = history, round_number, config.weights
        active = [each for each in people if each.active]
        self.apart = config.rounds_apart(len(active))
        named = {name for each in people for name in (*each.faces, *each.worked_on)}
        self.rarity = {
            name: math.log(1 + len(active) / max(1, sum(name in (*p.faces, *p.worked_on) for p in active)))
            for name in named
        }
        self.short = self._short()

    def met(self, one: str, other: str) -> list[int]:
        return [past.number for past in self.history for group in past.groups if {one, other} <= set(group)]

    def affinity(self, one: str, other: str) -> float:
        faces = [set(self.people[each].faces) for each in (one, other)]
        worked = [set(self.people[each].worked_on) - set(self.people[each].faces) for each in (one, other)]
        weights, both = self.weights, [mine | theirs for mine, theirs in zip(faces, worked, strict=True)]
        found = 0.0
        for name in both[0] & both[1]:
            facing = (name in faces[0]) + (name in faces[1])
            found += self.rarity[name] * (weights.both_worked_on, weights.complement, weights.both_face)[facing]
        most = [sum(self.rarity[name] for name in each) for each in both]
        return found / math.sqrt(most[0] * most[1]) if all(most) else 0.0

    def weight(self, one: str, other: str) -> float:
        a, b, weights = self.people[one], self.people[other], self.weights
        pairs = [
            (x, y) for past in self.history for group in past.groups
            for x in group for y in group if x < y and {x, y} <= set(self.people)
        ]  # fmt: skip
        place = {name: each.place for name, each in self.people.items()}
        between = sum({place[x], place[y]} == {a.place, b.place} for x, y in pairs)
        seen = lambda who, there: sum(  # noqa: E731
            who in pair and place[pair[pair[0] == who]] == there for pair in pairs
        )
        apart = abs(a.utc_offset - b.utc_offset)
        met = self.met(one, other)
        age = self.round - max(met) if met else 0
        return (
            self.affinity(one, other) * (1 + weights.need * (self.short[one] + self.short[other]) / 2)
            + (weights.reach / (1 + between) if a.place != b.place else 0)
            + weights.own * (0.5 / (1 + seen(one, b.place)) + 0.5 / (1 + seen(other, a.place)))
            + weights.hours * (1 if apart <= 60 else 0.5 if apart <= 180 else 0)
            + weights.platform * bool({*a.platforms} & {*b.platforms})
            - (weights.again * 0.5 ** (max(0, age - self.apart - 1) / weights.half_life) if met else 0)
        )

    def allowed(self, one: str, other: str) -> bool:
        a, b = self.people[one], self.people[other]
        return a.place != b.place and one not in b.blocks and other not in a.blocks

    def repeat(self, one: str, other: str) -> bool:
        return any(self.round - number <= self.apart for number in self.met(one, other))

    def _short(self) -> dict[str, float]:
        short = dict.fromkeys(self.people, 0.0)
        for past in sorted(self.history, key=lambda each: each.number):
            came = {}
            for group in past.groups:
                known = [each for each in group if each in self.people]
                for each in known:
                    others = [self.affinity(each, other) for other in known if other != each]
                    if others:
                        came[each] = sum(others) / len(others)
            usual = median(came.values()) if came else 0
            for each, mean in came.items():
                short[each] = short[each] / 2 + (max(0, 1 - mean / usual) / 2 if usual else 0)
            for each in past.unplaced:
                if each in short:
                    short[each] = short[each] / 2 + 0.5
        return short
