"""Threes and fours: sizes laid out for everybody who can be placed, seats changed until nothing helps.

Whoever then still sits with somebody they must not meet is seated elsewhere.
"""

import numpy as np
from numpy.random import default_rng

from bot.matching.exchange import exchange
from bot.matching.pairs import Groups, Keys, pair_up
from bot.matching.past import Ints
from bot.matching.weights import NEVER, Matrix

SHUFFLES = 60_000  # divided by the number of people, and at least and at most:
FEWEST, MOST = 50, 400


def group_up(value: Matrix, place: Ints, size: int, keys: Keys, never_placed: int, start: Groups) -> Groups:
    """Groups of about `size` of everybody who can be placed. A `start` from a like value saves half the search."""
    pairs = pair_up(value, keys, never_placed)
    placed = sorted(each for pair in pairs for each in pair)
    if len(placed) <= size:
        return pairs
    shuffles = int(np.clip(SHUFFLES // len(placed), FEWEST, MOST))
    if start and placed == sorted(each for group in start for each in group):
        groups = exchange(value, start, keys, shuffles // 2)
    else:
        groups = exchange(value, _at_random(placed, place, size, keys), keys, shuffles)
    groups = _keep_the_rules(value, groups, size)
    return groups if sum(map(len, groups)) >= len(placed) else pairs


def layout(people: int, size: int, of_one_place: int) -> list[int]:
    """The sizes of groups: as near to `size` as can be, and as many groups as the largest place has people."""
    ways = []
    for groups in range(max(1, of_one_place, -(-people // (size + 1))), people // 2 + 1):
        less, more = divmod(people, groups)
        sizes = [less + 1] * more + [less] * (groups - more)
        ways.append((sum(abs(each - size) for each in sizes), -groups, sizes))
    return min(ways)[2]


def _at_random(placed: list[int], place: Ints, size: int, keys: Keys) -> Groups:
    shuffled = iter(default_rng(int(np.bitwise_xor.reduce(keys))).permutation(placed).tolist())
    sizes = layout(len(placed), size, int(np.bincount(place[placed]).max()))
    return [tuple(next(shuffled) for _ in range(each)) for each in sizes]


def _keep_the_rules(value: Matrix, groups: Groups, size: int) -> Groups:
    """Whoever sits with somebody they must not meet leaves the group, and is seated wherever it is permitted."""
    kept: list[list[int]] = []
    left: list[int] = []
    for group in groups:
        staying = list(group)
        while clashes := {one: sum(value[one, x] == NEVER for x in staying) - 1 for one in staying}:
            worst = max(staying, key=lambda one: (clashes[one], one))
            if not clashes[worst]:
                break
            staying.remove(worst)
            left.append(worst)
        kept.append(staying)
    left += [group[0] for group in kept if len(group) == 1]
    kept = [group for group in kept if len(group) > 1]
    for one in sorted(left):
        _seat(value, kept, one, size)
    return sorted(tuple(sorted(group)) for group in kept)


def _seat(value: Matrix, groups: list[list[int]], one: int, size: int) -> None:
    """Join the group that suits best, or make a pair with somebody a larger group can spare."""
    joining = [
        (float(value[one, group].mean()), number)
        for number, group in enumerate(groups)
        if len(group) <= size and value[one, group].min() > NEVER
    ]
    if joining:
        groups[max(joining)[1]].append(one)
        return
    pairing = [
        (float(value[one, other]), number, other)
        for number, group in enumerate(groups)
        for other in group
        if len(group) > 2 and value[one, other] > NEVER  # noqa: PLR2004
    ]
    if pairing:
        _, number, other = max(pairing)
        groups[number].remove(other)
        groups.append([one, other])
