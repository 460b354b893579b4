"""Changing seats: people swap groups until no swap helps, and then a few groups at a time are shuffled and settle anew.

How often is given, never measured by a clock, so the same input gives the same groups.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng

from bot.matching.pairs import Groups, Keys
from bot.matching.past import Floats, Ints
from bot.matching.weights import NEVER, Matrix

FORBIDDEN = -1e5  # what a pair that must not be counts for during the search
SHUFFLED = 5  # groups at a time
ROWS = 512  # people whose swaps are looked at together
BETTER = 1e-9


def exchange(value: Matrix, groups: Groups, keys: Keys, shuffles: int) -> Groups:
    """The groups after so many shuffles, no worse than before. Their sizes stay; who is in none stays out.

    Groups that break a rule to begin with may still break one afterwards.
    """
    if len(groups) <= 1:
        return groups
    who = np.array(sorted(each for group in groups for each in group), np.int64)
    number = {each: number for number, group in enumerate(groups) for each in group}
    inner = value[np.ix_(who, who)].astype(np.float64)
    inner[inner == NEVER] = FORBIDDEN
    np.fill_diagonal(inner, 0)
    table = _Table(inner, np.array([number[each] for each in who.tolist()], np.int64))
    table.improve(default_rng(int(np.bitwise_xor.reduce(keys))), shuffles)
    return sorted(tuple(who[table.seats == each].tolist()) for each in range(len(groups)))


@dataclass
class _Table:
    """Who sits in which group, and what everybody's weights with each group sum to."""

    value: Floats
    seats: Ints

    def __post_init__(self) -> None:
        sizes = np.bincount(self.seats)
        self.groups = len(sizes)
        self.share = 2 / np.maximum(1, sizes - 1)  # a group counts the mean weight of each of its people
        self.sums = np.zeros((len(self.value), self.groups))
        for number in range(self.groups):
            self._add_up(number)

    def improve(self, chance: Generator, shuffles: int) -> None:
        """Settle, then shuffle so many times and keep what is no worse."""
        self.settle(np.arange(self.groups))
        for _ in range(shuffles):
            before = self.seats.copy(), self.sums.copy()
            some = chance.choice(self.groups, min(SHUFFLED, self.groups), replace=False)
            if self.shuffle(some, chance) + self.settle(some) < 0:
                self.seats, self.sums = before

    def shuffle(self, some: Ints, chance: Generator) -> float:
        """Seat the people of some groups anew; what that gained."""
        who = np.flatnonzero(np.isin(self.seats, some))
        before = self._worth(who)
        self.seats[who] = chance.permutation(self.seats[who])
        for number in some.tolist():
            self._add_up(number)
        return self._worth(who) - before

    def settle(self, changed: Ints) -> float:
        """Swap while it helps, beginning with the people of the groups that changed; what that gained."""
        gained = 0.0
        while len(changed):
            who = np.flatnonzero(np.isin(self.seats, changed))
            found = [self._best_swaps(who[start : start + ROWS]) for start in range(0, len(who), ROWS)]
            other, gain = (np.concatenate(column) for column in zip(*found, strict=True))
            touched: set[int] = set()
            for row in np.argsort(-gain, kind="stable").tolist():
                if gain[row] <= BETTER:
                    break
                if self._swap(int(who[row]), int(other[row]), touched):
                    gained += float(gain[row])
            changed = np.array(sorted(touched), np.int64)
        return gained

    def _best_swaps(self, who: Ints) -> tuple[Ints, Floats]:
        """For each of those: with whom to change seats, and what it gains."""
        everybody = np.arange(len(self.seats))
        own, share, between = self.sums[everybody, self.seats], self.share[self.seats], self.value[who]
        gain = (self.sums[who][:, self.seats] - between - own) * share
        gain += (self.sums[:, self.seats[who]].T - between - own[who][:, None]) * share[who][:, None]
        gain[self.seats[who][:, None] == self.seats[None]] = 0
        other = gain.argmax(1)
        return other, gain[np.arange(len(who)), other]

    def _swap(self, one: int, other: int, touched: set[int]) -> bool:
        """Change seats unless either group has changed since the gain was worked out."""
        here, there = int(self.seats[one]), int(self.seats[other])
        if here in touched or there in touched:
            return False
        touched |= {here, there}
        self.seats[one], self.seats[other] = there, here
        moved = self.value[other] - self.value[one]
        self.sums[:, here] += moved
        self.sums[:, there] -= moved
        return True

    def _worth(self, who: Ints) -> float:
        own = self.sums[who, self.seats[who]] * self.share[self.seats[who]]
        return float(own.sum()) / 2

    def _add_up(self, number: int) -> None:
        self.sums[:, number] = self.value[:, self.seats == number].sum(1)
