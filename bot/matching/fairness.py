"""Fairness: what falls short of the typical introduction costs more than what exceeds it gains.

The round with the best sum comes first; its median is what is typical. The fair one is kept unless the sum or the
lowest would suffer, for a literal maximum of the lowest would let one hopeless person cancel everybody's protection.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from bot.matching.pairs import Groups
from bot.matching.past import Floats, Ints, median
from bot.matching.weights import Network, Weight

KEEP_MANY, KEEP_FEW, MANY = 0.985, 0.96, 100  # the share of the best sum that is kept, from so many people on
GENTLER = (1, 1 / 4, 1 / 16)  # what is tried of the fairness asked for
Worth = Callable[[Weight], Weight]
Solve = Callable[[Worth, Groups], Groups]


def plainly(weight: Weight) -> Weight:
    """Weights are worth what they are."""
    return weight


def fairly(known: Network, plain: Groups, fairness: float, solve: Solve) -> tuple[Groups, float]:
    """The fair groups and the fairness that made them; the plain ones and 0 where none would serve."""
    if fairness <= 0 or not plain:
        return plain, 0.0
    typical = median(_weights(known, plain)[1])
    for part in GENTLER:
        groups = solve(_worth(typical, fairness * part), plain)
        if _serves(known, plain, groups):
            return groups, fairness * part
    return plain, 0.0


def _worth(typical: float, fairness: float) -> Worth:
    def worth(weight: Weight) -> Weight:
        short = np.maximum(0, weight.dtype.type(typical) - weight)
        return weight - weight.dtype.type(fairness) * short**2

    return worth


def _serves(known: Network, plain: Groups, groups: Groups) -> bool:
    before, now = _each(known, plain), _each(known, groups)
    keep = KEEP_MANY if len(before) >= MANY else KEEP_FEW
    return len(now) == len(before) and now.min() >= before.min() and now.sum() >= keep * before.sum()


def _weights(known: Network, groups: Groups) -> tuple[Ints, Floats]:
    """Every pair in the groups and its weight."""
    pairs = np.array([pair for group in groups for pair in combinations(group, 2)], np.int64)
    return pairs, known.parts(*pairs.T)[:, -1]


def _each(known: Network, groups: Groups) -> Floats:
    """The mean weight of each placed person's introductions."""
    pairs, weight = _weights(known, groups)
    count = np.bincount(pairs.ravel())
    total = np.bincount(pairs.ravel(), np.repeat(weight, 2))
    mean: Floats = total[count > 0] / count[count > 0]
    return mean
