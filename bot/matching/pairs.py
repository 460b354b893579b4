"""Pairs: the best there can be for up to 2,000 people, and a group of three where somebody would be left over.

Values are a matrix: what each pair counts for, NEVER where it must not be. Placing most people comes first, then
the sum. Ties are broken by numbers made from the seed and the ids, so that the best pairing is the only one.
"""

from collections.abc import Sequence
from hashlib import blake2b
from itertools import combinations

import numpy as np
import rustworkx
from numpy.typing import NDArray

from bot.matching.past import Ints
from bot.matching.weights import NEVER, Matrix

Groups = list[tuple[int, ...]]
Keys = NDArray[np.uint64]

MICRO = 1e6  # weights become whole numbers of millionths
ROOM = 32  # bits below them for the numbers that break ties
WIDTH = ((100, 100), (600, 40), (2000, 24))  # up to so many people, so many of the best of each are looked at
FEW = 24  # up to so many people every group of three is tried
APART = 1000  # what a pair that met lately costs: more than any weight, less than leaving somebody out
REPEATED = -APART / 2  # a value below this is that of such a pair


def tie_keys(ids: Sequence[str], seed: int) -> Keys:
    """A number for each person, from the seed."""
    digests = (blake2b(f"{seed}:{each}".encode(), digest_size=8).digest() for each in ids)
    return np.frombuffer(b"".join(digests), np.uint64)


def tie_noise(keys: Keys, one: Ints, other: Ints) -> Ints:
    """A number of `ROOM` bits for each pair, whichever way round."""
    mixed = keys[one] + keys[other]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return (mixed >> np.uint64(64 - ROOM)).astype(np.int64)


def pair_up(value: Matrix, keys: Keys, never_placed: int) -> Groups:
    """Groups of two and, for who is left, of three. At least `never_placed` people can be in none."""
    count = len(value)
    if count % 2 and 1 < count <= FEW and not never_placed and (groups := _with_best_trio(value, keys)):
        return groups
    wide = next((wide for most, wide in WIDTH if count <= most), WIDTH[-1][1])
    while True:
        pairs = best_pairs(value, keys, wide)
        short = count - 2 * len(pairs) > max(never_placed, count % 2)
        if wide >= count or not (short or any(value[pair] < REPEATED for pair in pairs)):
            return place_the_odd(value, pairs)
        wide = min(count, wide * 8)


def _edges(value: Matrix, wide: int) -> tuple[Ints, Ints]:
    """The permitted pairs that are among the `wide` best of one of the two."""
    near = value > NEVER
    if wide < len(value):
        best = np.zeros(value.shape, bool)
        np.put_along_axis(best, np.argpartition(value, -wide, axis=1)[:, -wide:], values=True, axis=1)
        near &= best | best.T
    one, other = np.nonzero(np.triu(near, 1))
    return one, other


def best_pairs(value: Matrix, keys: Keys, wide: int) -> Groups:
    """Of the permitted pairs among the `wide` best of each: most people placed, then the highest sum."""
    one, other = _edges(value, wide)
    whole = np.rint(value[one, other] * MICRO).astype(np.int64) << ROOM
    weights = (whole + tie_noise(keys, one, other)).tolist()
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(value)))
    graph.add_edges_from(list(zip(one.tolist(), other.tolist(), weights, strict=True)))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)


def place_the_odd(value: Matrix, pairs: Groups) -> Groups:
    """Whoever is left joins the pair that gains most, or takes the seat of somebody who then does."""
    seats = np.array(pairs, np.int64).reshape(-1, 2)
    left = sorted(set(range(len(value))) - set(seats.ravel().tolist()))
    if not (left and pairs):
        return pairs
    joining = _joining(value, seats)
    best = joining.max(1)
    third: dict[int, int] = {}
    for odd in left:
        joiner = _who_joins(value, seats, best, odd, sorted(set(range(len(seats))) - set(third)))
        if best[joiner] == NEVER:
            continue
        if joiner != odd:
            row = int(np.flatnonzero((seats == joiner).any(1))[0])
            seats[row, seats[row] == joiner] = odd
            joining[:, row] = _joining(value, seats[[row]])[:, 0]
        pair = int(joining[joiner].argmax())
        third[pair] = joiner
        joining[:, pair] = NEVER
        best = joining.max(1)
    groups = [(*pair, third[row]) if row in third else tuple(pair) for row, pair in enumerate(seats.tolist())]
    return sorted(tuple(sorted(group)) for group in groups)


def _joining(value: Matrix, seats: Ints) -> Matrix:
    """What is gained when each person joins each pair: people x pairs."""
    one, other = seats.T
    gained: Matrix = value[:, one] + value[:, other] - value[one, other]
    return gained


def _who_joins(value: Matrix, seats: Ints, best: Matrix, odd: int, free: list[int]) -> int:
    """`odd`, or the one whose seat `odd` had better take."""
    seated, partner = seats[free], seats[free][:, ::-1]
    exchanged = value[odd, partner] - value[seated, partner] + best[seated]
    if not exchanged.size or best[odd] >= exchanged.max():
        return odd
    return int(seated.ravel()[exchanged.argmax()])


def _with_best_trio(value: Matrix, keys: Keys) -> Groups | None:
    """For an odd few: the best of all ways, trying every group of three. None when not everybody can be placed."""
    count = len(value)
    bound = value.max(1)
    if bound.min() == NEVER:
        return None
    trios = np.array(list(combinations(range(count), 3)))
    a, b, c = trios.T
    inside = value[a, b] + value[a, c] + value[b, c]
    most = inside + (bound.sum() - bound[trios].sum(1))
    best, groups = NEVER, None
    for row in np.argsort(-most, kind="stable").tolist():
        if most[row] <= best:
            break
        trio = trios[row].tolist()
        rest = np.setdiff1d(np.arange(count), trio)
        inner = value[np.ix_(rest, rest)]
        pairs = best_pairs(inner, keys[rest], count)
        found = inside[row] + 2 * sum(inner[pair] for pair in pairs)
        if 2 * len(pairs) == len(rest) and found > best:
            best = found
            groups = sorted([tuple(trio), *((int(rest[one]), int(rest[other])) for one, other in pairs)])
    return groups
