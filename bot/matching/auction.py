"""An auction: everybody bids for the partner worth most to them, and prices rise until each has one.

Everybody is bidder and prize at once, so the outcome is a best fractional pairing to within the smallest step: most
people choose each other, the rest stand in rings, which are taken apart here.
"""

import numpy as np

from bot.matching.past import Floats, Ints, median

STEPS = ((0.1, 50), (0.03, 50), (0.01, 50), (0.003, 2000))  # how much a bid adds; one of so many may stay alone
LEAST = 0.25  # of what the best choice is worth to the typical person: who would gain less stays alone
NOT = -np.inf


def bid(partner: Ints, value: Floats) -> tuple[Ints, Floats]:
    """The partner that each one ends up with, -1 for none, and what each one cost in the end.

    `partner` and `value` are people x choices; a value of NOT is no choice.
    """
    people = len(partner)
    chosen, price = np.full(people, -1), np.zeros(people)
    least = LEAST * max(0.0, median(value.max(1)))
    for step, one_of in STEPS:
        chosen = np.full(people, -1)
        holder = np.full(people, -1)
        bidding = np.arange(people)
        while len(bidding) > people // one_of:
            gain = value[bidding] - price[partner[bidding]]
            # A higher floor at first: a price that once reached it must not shut its own bidder out afterwards.
            who, prize, offer = _offers(bidding, partner, gain, least + 2 * step)
            offer += price[prize] + step
            order = np.lexsort((offer, prize))
            highest = np.append(prize[order][1:] != prize[order][:-1], np.ones(min(1, len(order)), bool))
            winners = order[highest]
            won, by = prize[winners], who[winners]
            outbid = holder[won]
            outbid = outbid[outbid >= 0]
            chosen[outbid] = -1
            holder[won], chosen[by], price[won] = by, won, offer[winners]
            bidding = np.sort(np.concatenate([np.delete(who, winners), outbid]))
    return chosen, price


def _offers(bidding: Ints, partner: Ints, gain: Floats, least: float) -> tuple[Ints, Ints, Floats]:
    """Who bids, for whom, and how much more than the price: up to where their second choice would be as good."""
    rows = np.arange(len(bidding))
    first = gain.argmax(1)
    best = gain[rows, first]
    gain[rows, first] = NOT
    second = np.maximum(gain.max(1), least)
    going = best > least
    who = bidding[going]
    return who, partner[who, first[going]], best[going] - second[going]


def take_apart(chosen: Ints, worth: Floats) -> list[tuple[int, int]]:
    """Pairs out of who chose whom: those who chose each other, and the best of each ring or row of the others.

    `worth[i]` is the value of the pair of i and its choice.
    """
    people = np.arange(len(chosen))
    mutual = (chosen >= 0) & (chosen[chosen] == people)
    first = people[mutual & (people < chosen)]
    pairs = list(zip(first.tolist(), chosen[first].tolist(), strict=True))
    next_one = chosen.tolist()
    seen = mutual.tolist()
    chosen_by = set(chosen[~mutual].tolist())
    rest = people[~mutual].tolist()
    for start in [each for each in rest if each not in chosen_by] + rest:
        row: list[int] = []
        each = start
        while each >= 0 and not seen[each]:
            seen[each] = True
            row.append(each)
            each = next_one[each]
        pairs += _every_other(row, worth, ring=bool(row) and each == start)
    return pairs


def _every_other(row: list[int], worth: Floats, *, ring: bool) -> list[tuple[int, int]]:
    """The best pairs of neighbours that leave out nobody, or one where their number is odd."""
    if len(row) % 2 == 0:
        return _best([row, row[1:] + row[:1]] if ring else [row], worth)
    if not ring:
        return _best([row, row[1:]], worth)
    most, alone, gained, best = len(row), 0, 0.0, 0.0
    for turn in range(0, 2 * most, 2):  # leaving out the next but one puts one pair in the place of another
        place = turn % most
        if gained > best:
            alone, best = place, gained
        gained += float(worth[row[place]] - worth[row[(place + 1) % most]])
    return _best([row[alone + 1 :] + row[:alone]], worth)


def _best(ways: list[list[int]], worth: Floats) -> list[tuple[int, int]]:
    paired = [list(zip(way[::2], way[1::2], strict=False)) for way in ways]
    return max(paired, key=lambda pairs: sum(float(worth[one]) for one, _ in pairs))
