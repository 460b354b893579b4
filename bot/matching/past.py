"""What earlier rounds leave behind: who met whom, which places have met, who came in short, who waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.model import PastRound

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lookup:
    """A sparse table: sorted keys and a value for each."""

    keys: Ints
    values: Ints

    def __call__(self, keys: Ints) -> Ints:
        """The values, 0 where there is none."""
        if not len(self.keys):
            return np.zeros(keys.shape, np.int64)
        place = np.searchsorted(self.keys, keys)
        place[place == len(self.keys)] = 0
        return np.where(self.keys[place] == keys, self.values[place], 0)


@dataclass(frozen=True)
class Past:
    """Tables over people and places by number. Round 0 stands for never."""

    places_met: Ints  # places x places: introductions between the two
    places_last: Ints  # places x places: the last round they met in
    met: Lookup  # pair of people -> the last round they met in
    own: Lookup  # person * places + place -> introductions of that person to that place
    short: Floats  # how short each came in, lately more than long ago
    waiting: Ints  # for how many rounds in a row, up to now, each has been left out


def pair_keys(one: Ints, other: Ints, people: int) -> Ints:
    """One number for a pair, whichever comes first."""
    return np.minimum(one, other) * people + np.maximum(one, other)


def look_back(
    history: Sequence[PastRound],
    number: Mapping[str, int],
    place: Ints,
    places: int,
    affinity: Callable[[Ints, Ints], Floats],
) -> Past:
    """Read the history of people who are numbered in `number`."""
    people = len(number)
    short, waiting = np.zeros(people), np.zeros(people, np.int64)
    met: list[tuple[Ints, Ints, Ints]] = []
    for past in sorted(history, key=lambda each: each.number):
        one, other = _introductions(past, number)
        left = np.array([number[each] for each in past.unplaced if each in number], np.int64)
        if len(one):
            _fall_short(short, one, other, affinity(one, other))
            waiting[one] = waiting[other] = 0
            met.append((one, other, np.full(len(one), past.number)))
        short[left] = 0.5 * short[left] + 0.5
        waiting[left] += 1
    one, other, when = (np.concatenate(column) for column in zip(*met, strict=True)) if met else _NOTHING
    both_ways = np.concatenate([one, other]), np.concatenate([other, one])
    between, last = np.zeros((places, places), np.int64), np.zeros((places, places), np.int64)
    ends = place[both_ways[0]], place[both_ways[1]]
    np.add.at(between, ends, 1)
    np.maximum.at(last, ends, np.concatenate([when, when]))
    np.fill_diagonal(between, 0)
    keys, count = np.unique(both_ways[0] * places + ends[1], return_counts=True)
    return Past(between, last, _latest(pair_keys(one, other, people), when), Lookup(keys, count), short, waiting)


def median(values: NDArray[Any]) -> float:
    """The middle of at least one value; numpy's own would load half of numpy first."""
    ordered, half = np.sort(values), len(values) // 2
    return float(ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2)


_NOTHING = (np.zeros(0, np.int64),) * 3


def _introductions(past: PastRound, number: Mapping[str, int]) -> tuple[Ints, Ints]:
    one: list[int] = []
    other: list[int] = []
    for group in past.groups:
        known = [number[each] for each in group if each in number]
        for place, each in enumerate(known):
            for earlier in known[:place]:
                one.append(each)
                other.append(earlier)
    return np.array(one, np.int64), np.array(other, np.int64)


def _fall_short(short: Floats, one: Ints, other: Ints, affinity: Floats) -> None:
    """Each one's shortfall against the median of the round, averaged with what was before."""
    people = len(short)
    total = np.bincount(one, affinity, people) + np.bincount(other, affinity, people)
    count = np.bincount(one, minlength=people) + np.bincount(other, minlength=people)
    grouped = count > 0
    mean = total[grouped] / count[grouped]
    usual = median(mean)
    shortfall = np.maximum(0, 1 - mean / usual) if usual > 0 else np.zeros(len(mean))
    short[grouped] = 0.5 * short[grouped] + 0.5 * shortfall


def _latest(keys: Ints, when: Ints) -> Lookup:
    order = np.lexsort((when, keys))
    keys, when = keys[order], when[order]
    newest = np.append(keys[1:] != keys[:-1], True) if len(keys) else np.zeros(0, bool)
    return Lookup(keys[newest], when[newest])
