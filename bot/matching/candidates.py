"""Whom to look at among very many: people split into leaves, everybody weighed with everybody within each.

A split goes by chance but along what people named, and with the prices of an auction it finds those who are worth
more than they cost. Weights here are about right; whoever is chosen is weighed again exactly.
"""

import numpy as np
from numpy.random import default_rng

from bot.matching.pairs import Keys
from bot.matching.past import Ints
from bot.matching.weights import EXACT, NEVER, Matrix, Network, hours

LEAF = 2048  # people weighed with each other at a time
BEST = 12  # candidates kept of each
COARSE = np.float32(2.0**11)  # products of whole numbers up to this sum exactly even in single precision


class Field:
    """The active, by position, as single-precision arrays."""

    def __init__(self, known: Network, keys: Keys) -> None:
        weights, past, active = known.weights, known.past, known.active
        self.size = len(active)
        scale = COARSE / np.float32(EXACT)
        faces = np.rint(known.challenges.faces[active] * scale)
        worked_on = np.rint(known.challenges.worked_on[active] * scale)
        self.named = faces + worked_on
        self.mine = np.hstack([faces, worked_on])
        wanted = weights.both_face * faces + weights.complement * worked_on
        offered = weights.complement * faces + weights.both_worked_on * worked_on
        self.theirs = np.rint(np.hstack([wanted, offered])).astype(np.float32)
        self.need = (weights.need / 2 * past.short[active]).astype(np.float32)
        self.place = known.place[active]
        self.reach = (weights.reach / (1 + past.places_met)).astype(np.float32)
        kinds = np.column_stack([known.zone[active], known.platform[active]])
        (zone, platform), self.kind = _distinct(kinds)
        near = weights.hours * hours(zone[:, None], zone[None])
        near += weights.platform * ((platform[:, None] & platform[None]) > 0)
        self.near = near.astype(np.float32)
        self.chance = default_rng(int(np.bitwise_xor.reduce(keys)))

    def among(self, who: Ints) -> Matrix:
        """About what each of those is worth to each; NEVER within a place."""
        found: Matrix = self.mine[who] @ self.theirs[who].T
        found *= COARSE**-2 * (1 + self.need[who][:, None] + self.need[who][None])
        place, kind = self.place[who], self.kind[who]
        found += self.reach[place].take(place, axis=1)
        found += self.near[kind].take(kind, axis=1)
        found[place[:, None] == place[None]] = NEVER
        return found


def leaves(field: Field, most: int) -> list[Ints]:
    """Everybody, halved along what they named until no part is larger than `most`."""
    found, waiting = [], [np.arange(field.size)]
    while waiting:
        who = waiting.pop()
        if len(who) <= most:
            found.append(np.sort(who))
            continue
        one, other = field.named[field.chance.choice(who, 2, replace=False)]
        along = field.named[who] @ (one - other) + field.chance.random(len(who), np.float32)
        order = np.argsort(along, kind="stable")
        waiting += [who[order[: len(who) // 2]], who[order[len(who) // 2 :]]]
    return found


def search(field: Field, price: Matrix) -> Ints:
    """Keys of pairs: for each person those of one leaf who are worth most beyond their price."""
    found = []
    for who in leaves(field, LEAF):
        gain = field.among(who) - price[who]
        best = min(BEST, len(who) - 1)
        top = np.argpartition(gain, -best, axis=1)[:, -best:]
        possible = np.take_along_axis(gain, top, 1) > NEVER
        one = np.broadcast_to(who[:, None], top.shape)[possible]
        other = who[top][possible]
        found.append(np.minimum(one, other) * field.size + np.maximum(one, other))
    return np.concatenate(found)


def _distinct(rows: Ints) -> tuple[Ints, Ints]:
    """The columns of the different rows, and for each row which of them it is."""
    kinds, which = np.unique(rows, axis=0, return_inverse=True)
    return kinds.T, which.ravel()
