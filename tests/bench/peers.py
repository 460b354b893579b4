"""How other bots pair people, on what our own engine knows: each gives groups of positions among the active.

Written after their published sources. None knows challenges; the last is given our own weight.
"""

import random
from collections.abc import Callable

import numpy as np

from bot.matching.auction import NOT
from bot.matching.weights import Network

Groups = list[list[int]]
Way = Callable[[Network, random.Random], Groups]
ATTEMPTS = 5


def shuffled(known: Network, chance: random.Random) -> Groups:
    """Icebreaker, pairing-bot: shuffle and take two by two, whoever they are."""
    rows = list(range(len(known.active)))
    chance.shuffle(rows)
    return [list(pair) for pair in zip(rows[::2], rows[1::2], strict=False)]


def not_met_lately(known: Network, chance: random.Random) -> Groups:
    """Meetuply, slack-meetups: shuffle, then the first who was not met lately."""
    return _first_allowed(known, chance, apart=lambda _one, _other: False)


def of_another_place(known: Network, chance: random.Random) -> Groups:
    """Donut's and CoffeePals' option: the same, and of another group; who is left over joins a pair where that goes."""
    place = known.place[known.active].tolist()
    groups = _first_allowed(known, chance, apart=lambda one, other: bool(place[one] == place[other]))
    lately = _lately(known)
    for one in sorted(set(range(len(place))) - {each for group in groups for each in group}):
        for group in groups:
            fits = all(place[one] != place[each] and frozenset((one, each)) not in lately for each in group)
            if len(group) == 2 and fits:
                group.append(one)
                break
    return groups


def _lately(known: Network) -> set[frozenset[int]]:
    return {frozenset(pair) for pair in zip(*(each.tolist() for each in known.met_lately()), strict=True)}


def _first_allowed(known: Network, chance: random.Random, apart: Callable[[int, int], bool]) -> Groups:
    """The best of some attempts: the one that leaves fewest over."""
    lately, best = _lately(known), None
    for _ in range(ATTEMPTS):
        rows = list(range(len(known.active)))
        chance.shuffle(rows)
        groups: Groups = []
        while rows:
            one = rows.pop()
            for index in range(len(rows) - 1, -1, -1):
                if not apart(one, rows[index]) and frozenset((one, rows[index])) not in lately:
                    groups.append([one, rows.pop(index)])
                    break
        if best is None or len(groups) > len(best):
            best = groups
    return best or []


def greedy(known: Network, _chance: random.Random) -> Groups:
    """doughnut's method given our weight: all pairs, the best first; who is left over joins the pair it suits best."""
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
    for left in sorted(free):
        fitting = [group for group in groups if len(group) == 2 and min(weight[left, group]) > NOT]
        if fitting:
            max(fitting, key=lambda group: float(sum(weight[left, group]))).append(left)
    return groups
