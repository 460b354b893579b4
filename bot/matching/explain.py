"""What stands behind each group: the parts of every pair, what they share, how good a partner each one got."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from bot.matching.model import Group, Pair, Parts, Person, Shared, Standing
from bot.matching.past import Ints
from bot.matching.weights import NEVER, Matrix, Network


def explain(known: Network, groups: Sequence[Sequence[int]], weight: Matrix | None = None) -> tuple[Group, ...]:
    """Groups of positions among the active, told in ids. With `weight` (`known.matrix()`) come the standings."""
    ordered = sorted(tuple(sorted(group)) for group in groups)
    pairs = np.array([pair for group in ordered for pair in combinations(group, 2)], np.int64).reshape(-1, 2)
    told = iter(_pairs(known, pairs, weight))
    return tuple(
        Group(
            tuple(known.people[known.active[each]].id for each in group),
            tuple(next(told) for _ in combinations(group, 2)),
        )
        for group in ordered
    )


def shared(one: Person, other: Person, rarity: dict[str, float]) -> tuple[Shared, ...]:
    """The challenges that both named, the rarest first."""
    both = {*one.faces, *one.worked_on} & {*other.faces, *other.worked_on}
    return tuple(
        Shared(
            name,
            tuple(person.id for person in (one, other) if name in person.faces),
            tuple(person.id for person in (one, other) if name in person.worked_on),
        )
        for name in sorted(both, key=lambda name: (-rarity[name], name))
    )


def _pairs(known: Network, pairs: Ints, weight: Matrix | None) -> list[Pair]:
    one, other = pairs.T
    first, second = known.active[one], known.active[other]
    places = known.place[first], known.place[second]
    columns = zip(
        first.tolist(),
        second.tolist(),
        known.parts(one, other).tolist(),
        known.past.places_met[places].tolist(),
        known.past.places_last[places].tolist(),
        known.last_met(one, other).tolist(),
        [None] * len(pairs) if weight is None else _standings(known, pairs, weight),
        strict=True,
    )
    people, rarity = known.people, known.challenges.rarity
    return [
        Pair(
            one=people[a].id,
            other=people[b].id,
            parts=Parts(*parts),
            shared=shared(people[a], people[b], rarity),
            places=(people[a].place, people[b].place),
            places_met=met,
            places_last_met=places_last or None,
            last_met=last or None,
            standing=standing,
        )
        for a, b, parts, met, places_last, last, standing in columns
    ]


def _standings(known: Network, pairs: Ints, weight: Matrix) -> list[tuple[Standing, Standing]]:
    """For both of each pair: among whom, and how many would have been better."""
    lately = np.zeros(weight.shape, bool)
    one, other = known.met_lately()
    lately[one, other] = lately[other, one] = True
    told = []
    for who, partner in (pairs.T, pairs[:, ::-1].T):
        better = weight[who] > weight[who, partner][:, None]
        rank = (better.sum(1) + 1).tolist()
        among = (weight > NEVER).sum(1)[who].tolist()
        met = (better & lately[who]).sum(1).tolist()
        told.append([Standing(*each) for each in zip(rank, among, met, strict=True)])
    return list(zip(*told, strict=True))
