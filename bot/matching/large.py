"""Above 2,000 people: candidates instead of all pairs, an auction instead of the exact pairing, repair at the end.

The auction's prices say whom to look for in the next search. Whoever is left over, and the worst-off, are at last
paired exactly, together with the people who would suit them.
"""

from dataclasses import replace

import numpy as np

from bot.matching.auction import NOT, bid, take_apart
from bot.matching.candidates import Field, leaves, search
from bot.matching.exchange import exchange
from bot.matching.fairness import Worth
from bot.matching.groups import group_up
from bot.matching.pairs import APART, MICRO, ROOM, Groups, Keys, best_pairs, place_the_odd, tie_noise
from bot.matching.past import Floats, Ints, pair_keys
from bot.matching.weights import Bools, Matrix, Network

AUCTIONS = 3
SEARCHES = 2  # before each auction
CHOICES = 40  # candidates anybody bids for
REPAIRS, MOST_REPAIRS = 3, 16  # more than the first only while fewer and fewer are left over
WORST = 150  # so many of the worst-off are repaired at a time
SUITORS = 6  # with so many who would suit each of them
TOGETHER = 1200  # people paired exactly at a time
WIDE = 20  # of the best of each then
LEAF = 240  # people among whom threes and fours are formed


class Market:
    """Everybody's candidates, found by searching and bidding in turns, ready to settle on any worth of weights."""

    def __init__(self, known: Network, ties: Keys) -> None:
        self.known, self.ties = known, ties
        field = Field(known, ties)
        self.size = field.size
        self.price = np.zeros(self.size)
        self.partner, self.weight = np.zeros((self.size, 0), np.int64), np.zeros((self.size, 0))
        keys, weight = np.zeros(0, np.int64), np.zeros(0)
        for turn in range(AUCTIONS):
            if turn:
                _, self.price = bid(self.partner, self.weight)
            cost = self.price.astype(np.float32)
            asked = np.concatenate([search(field, cost) for _ in range(SEARCHES)])
            new, new_weight = self._weigh(_new(asked, keys))
            keys, weight = np.concatenate([keys, new]), np.concatenate([weight, new_weight])
            self.partner, self.weight = self._choices(keys, weight)

    def settle(self, worth: Worth, first: Matrix) -> Groups:
        """Groups of two, with one of three where it must be. `first` is what each counts for having waited."""
        waited = (first[:, None] + first[self.partner]).astype(np.float64)
        value = waited + worth(self.weight)
        chosen, _ = bid(self.partner, value)
        held = np.where(self.partner == chosen[:, None], value, NOT).max(1)
        partner = np.full(self.size, -1)
        for one, other in take_apart(chosen, held):
            partner[one], partner[other] = other, one
        tried = np.zeros(self.size, bool)
        for turn in range(MOST_REPAIRS):
            left = int((partner < 0).sum())
            self._repair(partner, tried, worth, first)
            if turn + 1 >= REPAIRS and int((partner < 0).sum()) in {left, self.size % 2}:
                break
        return self._with_the_odd(partner, worth, first)

    def _repair(self, partner: Ints, tried: Bools, worth: Worth, first: Matrix) -> None:
        """Pair some people anew, exactly; `partner` and `tried` are changed in place."""
        who = self._together(partner, tried, worth)
        value = dense(self.known, who, worth, first[who])
        pairs = np.array(best_pairs(value, self.ties[who], WIDE), np.int64).reshape(-1, 2)
        one, other = who[pairs.T]
        partner[who] = -1
        partner[one], partner[other] = other, one

    def _weigh(self, keys: Ints) -> tuple[Ints, Floats]:
        """The pairs that are neither blocked nor met lately, and their exact weights."""
        known = self.known
        one, other = keys // self.size, keys % self.size
        named = pair_keys(known.active[one], known.active[other], len(known.people))
        last = known.past.met(named)
        free = ~np.isin(named, known.blocks) & ((last == 0) | (known.round_number - last > known.apart))
        one, other = one[free], other[free]
        noise = tie_noise(self.ties, one, other) / (2.0**ROOM * MICRO)
        return keys[free], known.parts(one, other)[:, -1] + noise

    def _choices(self, keys: Ints, weight: Floats) -> tuple[Ints, Floats]:
        """For each person the candidates that gain most at these prices, people x CHOICES."""
        one, other = keys // self.size, keys % self.size
        who, whom = np.concatenate([one, other]), np.concatenate([other, one])
        worth = np.concatenate([weight, weight])
        order = np.lexsort((self.price[whom] - worth, who))
        who, whom, worth = who[order], whom[order], worth[order]
        place = np.arange(len(who)) - np.searchsorted(who, np.arange(self.size))[who]
        kept = place < CHOICES
        partner = np.repeat(np.arange(self.size)[:, None], CHOICES, axis=1)
        value = np.full(partner.shape, NOT)
        partner[who[kept], place[kept]] = whom[kept]
        value[who[kept], place[kept]] = worth[kept]
        return partner, value

    def _together(self, partner: Ints, tried: Bools, worth: Worth) -> Ints:
        """Who is left and the worst-off, whom would suit them, pairs that could take them in, and all partners."""
        own = np.full(self.size, np.inf)
        paired, left = np.flatnonzero(partner >= 0), np.flatnonzero(partner < 0)
        own[paired] = worth(self.known.parts(paired, partner[paired])[:, -1])
        place = self.known.place[self.known.active]
        crowd = np.bincount(place)
        left = left[np.argsort(crowd[place[left]], kind="stable")]  # large places have nowhere to go: last
        open_to = np.zeros(0, np.int64)
        if len(left):
            common = np.bincount(place[left]).argmax()
            open_to = paired[(place[paired] != common) & (place[partner[paired]] != common)]
            open_to = open_to[np.argsort(own[open_to], kind="stable")]
        own[tried] = np.inf
        worst = paired[np.argsort(own[paired], kind="stable")][:WORST]
        tried[worst] = True
        badly = np.concatenate([left[: TOGETHER // 4], worst])
        suitors = self.partner[badly, :SUITORS].T.ravel()
        if len(left) < SUITORS:
            suitors = np.concatenate([self.partner[left].ravel(), suitors])
        wanted = np.concatenate([badly, suitors[:CHOICES], open_to[: TOGETHER // 4], suitors])
        _, places = np.unique(wanted, return_index=True)
        wanted = wanted[np.sort(places)][: TOGETHER // 2]
        theirs = partner[wanted]
        return np.union1d(wanted, theirs[theirs >= 0])

    def _with_the_odd(self, partner: Ints, worth: Worth, first: Matrix) -> Groups:
        one = np.flatnonzero(partner > np.arange(self.size))
        pairs: Groups = list(zip(one.tolist(), partner[one].tolist(), strict=True))
        if len(one) * 2 == self.size:
            return pairs
        who = self._together(partner, np.zeros(self.size, bool), worth)
        position = {each: place for place, each in enumerate(who.tolist())}
        here: Groups = [(position[a], position[b]) for a, b in pairs if a in position]
        value = dense(self.known, who, worth, first[who])
        groups = exchange(value, place_the_odd(value, here), self.ties[who], shuffles=0)
        rest = [pair for pair in pairs if pair[0] not in position]
        return rest + [tuple(who[list(group)].tolist()) for group in groups]


def dense(known: Network, who: Ints, worth: Worth, first: Matrix) -> Matrix:
    """The value of each of those (positions of the active) with each."""
    some = replace(known, active=known.active[who])
    value = worth(some.matrix()) + first[:, None] + first[None]
    one, other = some.met_lately()
    value[one, other] -= APART
    value[other, one] -= APART
    return value.astype(np.float32)


def _new(asked: Ints, known: Ints) -> Ints:
    """The different ones of those asked for that are not known yet, in order; quicker than numpy's hashing."""
    both = np.concatenate([known, asked])
    order = np.argsort(both, kind="stable")
    first = np.append(True, both[order][1:] != both[order][:-1])
    return both[order[first & (order >= len(known))]]


class Crowd:
    """Threes and fours: everybody split into leaves along what they named, groups formed within each."""

    def __init__(self, known: Network, ties: Keys, size: int) -> None:
        self.known, self.ties, self.group_size = known, ties, size
        self.leaves = leaves(Field(known, ties), LEAF)

    def settle(self, worth: Worth, first: Matrix, start: Groups) -> Groups:
        """Groups leaf by leaf, then of whoever was left over."""
        leaf_of = {each: number for number, leaf in enumerate(self.leaves) for each in leaf.tolist()}
        before: dict[int, Groups] = {}
        for group in start:
            before.setdefault(leaf_of[group[0]], []).append(group)
        groups: Groups = []
        for number, leaf in enumerate(self.leaves):
            groups += self._form(leaf, worth, first, before.get(number, []))
        left = np.setdiff1d(np.concatenate(self.leaves), [each for group in groups for each in group])
        return groups + self._form(left[:TOGETHER], worth, first, [])

    def _form(self, who: Ints, worth: Worth, first: Matrix, start: Groups) -> Groups:
        position = {each: place for place, each in enumerate(who.tolist())}
        begin = [tuple(position[each] for each in group) for group in start if all(each in position for each in group)]
        value = dense(self.known, who, worth, first[who])
        place = self.known.place[self.known.active[who]]
        groups = group_up(value, place, self.group_size, self.ties[who], 0, begin)
        return [tuple(who[list(group)].tolist()) for group in groups]
