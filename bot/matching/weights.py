"""What every introduction would be worth: the people of a round as arrays, and the weight of any pair of them.

Products are summed over whole numbers that a float holds exactly, so no order of adding, and therefore no number
of threads, changes a weight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.model import Config, PastRound, Person, Weights
from bot.matching.past import Floats, Ints, Past, look_back, pair_keys

Matrix = NDArray[np.float32]
Bools = NDArray[np.bool_]
Weight = NDArray[np.floating[Any]]
EXACT = 2.0**22  # products of two such numbers, summed to at most their square, stay below 2**53
NEAR, FAR = 60, 180  # minutes between two clocks: the same hours, half of them
NEVER = -np.inf
CHUNK = 256  # rows worked out at a time
PAIRS = 2**15  # single pairs worked out at a time


@dataclass(frozen=True)
class Challenges:
    """What people named, a row for each and a column for each challenge, in units of 1 / EXACT.

    Scaled by how rare a challenge is and how much a person named, so that the product of two rows is their overlap.
    """

    faces: Matrix
    worked_on: Matrix
    rarity: dict[str, float]

    def between(self, one: Ints, other: Ints, weights: Weights) -> Floats:
        """The affinity of each of `one` with each of `other`."""
        faces, worked_on = self.faces[one].astype(float), self.worked_on[one].astype(float)
        their_faces, their_work = self.faces[other].T.astype(float), self.worked_on[other].T.astype(float)
        found: Floats = weights.complement * (faces @ their_work + worked_on @ their_faces)
        found += weights.both_face * (faces @ their_faces)
        found += weights.both_worked_on * (worked_on @ their_work)
        return found / EXACT**2

    def of(self, one: Ints, other: Ints, weights: Weights) -> Floats:
        """The affinity of `one[i]` with `other[i]`."""
        found = np.zeros(len(one))
        for start in range(0, len(one), PAIRS):
            part = slice(start, start + PAIRS)
            faces, worked_on = self.faces[one[part]], self.worked_on[one[part]]
            their_faces, their_work = self.faces[other[part]], self.worked_on[other[part]]
            crossed = _products(faces, their_work) + _products(worked_on, their_faces)
            found[part] = weights.complement * crossed + weights.both_face * _products(faces, their_faces)
            found[part] += weights.both_worked_on * _products(worked_on, their_work)
        return found / EXACT**2


@dataclass(frozen=True)
class Network:
    """Everybody known, numbered in the order of ids. `active` are the numbers of those to be introduced."""

    people: tuple[Person, ...]
    active: Ints
    weights: Weights
    round_number: int
    apart: int  # rounds until two people may meet again
    place: Ints
    zone: Ints
    platform: Ints
    challenges: Challenges
    blocks: Ints  # pairs, as keys
    past: Past

    def matrix(self) -> Matrix:
        """The weight of each of the active with each; NEVER with oneself, one's own place and a block."""
        count = len(self.active)
        found = np.empty((count, count), np.float32)
        for start in range(0, count, CHUNK):
            part = slice(start, start + CHUNK)
            found[part] = self._rows(self.active[part])
        one, other, rounds = self._among_active(self.past.met.keys, self.past.met.values)
        again = (self.weights.again * self._fading(rounds)).astype(np.float32)
        found[one, other] -= again
        found[other, one] -= again
        one, other, _ = self._among_active(self.blocks)
        found[one, other] = found[other, one] = NEVER
        place = self.place[self.active]
        found[place[:, None] == place[None]] = NEVER
        return found

    def met_lately(self) -> tuple[Ints, Ints]:
        """Pairs of the active, by position, who have met within the rounds that they should be apart."""
        one, other, rounds = self._among_active(self.past.met.keys, self.past.met.values)
        lately = self.round_number - rounds <= self.apart
        return one[lately], other[lately]

    def last_met(self, one: Ints, other: Ints) -> Ints:
        """For pairs of the active by position: the last round they met in, 0 for never."""
        return self.past.met(pair_keys(self.active[one], self.active[other], len(self.people)))

    def parts(self, one: Ints, other: Ints) -> Floats:
        """For pairs of the active by position: a row each, with the columns of `Parts`."""
        one, other = self.active[one], self.active[other]
        weights, past, places = self.weights, self.past, len(self.past.places_met)
        here, there = self.place[one], self.place[other]
        affinity = self.challenges.of(one, other, weights)
        reach = np.where(here == there, 0, 1 / (1 + past.places_met[here, there]))
        own = 0.5 / (1 + past.own(one * places + there)) + 0.5 / (1 + past.own(other * places + here))
        same_hours = hours(self.zone[one], self.zone[other])
        platform = (self.platform[one] & self.platform[other]) > 0
        last = past.met(pair_keys(one, other, len(self.people)))
        again = np.where(last > 0, self._fading(last), 0)
        need = 1 + weights.need / 2 * (past.short[one] + past.short[other])
        weight = affinity * need + weights.reach * reach + weights.own * own - weights.again * again
        weight += weights.hours * same_hours + weights.platform * platform
        return np.column_stack([affinity, reach, own, same_hours, platform, again, weight])

    def _rows(self, who: Ints) -> Floats:
        """The weights of those with all the active, as if none of them had met."""
        weights, past, everybody = self.weights, self.past, self.active
        here, there = self.place[who], self.place[everybody]
        need = weights.need / 2 * past.short
        found = self.challenges.between(who, everybody, weights)
        found *= 1 + need[who][:, None] + need[everybody][None]
        found += (weights.reach / (1 + past.places_met))[here][:, there]
        found += weights.own * self._own(who)[:, there]
        found += weights.own * self._own(everybody)[:, here].T
        found += weights.hours * hours(self.zone[who][:, None], self.zone[everybody][None])
        found += weights.platform * ((self.platform[who][:, None] & self.platform[everybody][None]) > 0)
        return found

    def _own(self, who: Ints) -> Floats:
        """Half of how little each of those has met each place."""
        places = len(self.past.places_met)
        return 0.5 / (1 + self.past.own(who[:, None] * places + np.arange(places)[None]))

    def _fading(self, rounds: Ints) -> Floats:
        age = self.round_number - rounds
        return 0.5 ** (np.maximum(0, age - self.apart - 1) / self.weights.half_life)

    def _among_active(self, keys: Ints, values: Ints | None = None) -> tuple[Ints, Ints, Ints]:
        """The pairs of those keys that are both active, by position, and their values."""
        position = np.full(len(self.people), -1)
        position[self.active] = np.arange(len(self.active))
        one, other = position[keys // len(self.people)], position[keys % len(self.people)]
        both = (one >= 0) & (other >= 0)
        return one[both], other[both], (keys if values is None else values)[both]


def network(people: Iterable[Person], history: Sequence[PastRound], round_number: int, config: Config) -> Network:
    """Number everybody by their id and read the history. Raises ValueError when two people share an id."""
    everybody = tuple(sorted(people, key=lambda person: person.id))
    number = {person.id: position for position, person in enumerate(everybody)}
    if len(number) < len(everybody):
        raise ValueError("two people have the same id")
    active = np.array([number[person.id] for person in everybody if person.active], np.int64)
    places = _numbered(person.place for person in everybody)
    place = np.array([places[person.place] for person in everybody], np.int64)
    challenges = _challenges(everybody, active)
    past = look_back(history, number, place, len(places), lambda one, other: challenges.of(one, other, config.weights))
    bits = _numbered(platform for person in everybody for platform in person.platforms)
    return Network(
        people=everybody,
        active=active,
        weights=config.weights,
        round_number=round_number,
        apart=config.rounds_apart(len(active)),
        place=place,
        zone=np.array([person.utc_offset for person in everybody], np.int64),
        platform=np.array([sum({1 << bits[name] for name in each.platforms}) for each in everybody], np.int64),
        challenges=challenges,
        blocks=_blocks(everybody, number),
        past=past,
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(set(names)))}


def _challenges(people: tuple[Person, ...], active: Ints) -> Challenges:
    column = _numbered(name for person in people for name in (*person.faces, *person.worked_on))
    faces, worked_on = np.zeros((2, len(people), len(column)), np.float32)
    for row, person in enumerate(people):
        faces[row, [column[name] for name in person.faces]] = 1
        worked_on[row, [column[name] for name in person.worked_on if name not in person.faces]] = 1
    named = np.zeros(len(column))
    for start in range(0, len(active), PAIRS):
        some = active[start : start + PAIRS]
        named += faces[some].sum(0, float) + worked_on[some].sum(0, float)
    rarity = np.log(1 + len(active) / np.maximum(1, named))
    for start in range(0, len(people), PAIRS):
        part = slice(start, start + PAIRS)
        most = ((faces[part] + worked_on[part]) * rarity).sum(1)
        scale = np.sqrt(rarity)[None] / np.sqrt(np.where(most > 0, most, 1))[:, None]
        scale = np.rint(scale * EXACT).astype(np.float32)
        faces[part] *= scale
        worked_on[part] *= scale
    return Challenges(faces, worked_on, dict(zip(column, rarity.tolist(), strict=True)))


def _products(one: Matrix, other: Matrix) -> Floats:
    """The sum of the products in each row, exactly."""
    total: Floats = np.einsum("ij,ij->i", one, other, dtype=np.float64)
    return total


def _blocks(people: tuple[Person, ...], number: dict[str, int]) -> Ints:
    pairs = [(row, number[other]) for row, person in enumerate(people) for other in person.blocks if other in number]
    one, other = np.array(pairs, np.int64).reshape(-1, 2).T
    return pair_keys(one, other, len(people))


def hours(one: Ints, other: Ints) -> Floats:
    """1 for clocks within an hour of each other, a half within three, given their offsets in minutes."""
    apart = np.abs(one - other)
    return np.where(apart <= NEAR, 1.0, np.where(apart <= FAR, 0.5, 0.0))
