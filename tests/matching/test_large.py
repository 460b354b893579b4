"""Above 2,000 people: the same rules, kept by another way of looking."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from bot.matching.auction import NOT, bid, take_apart
from bot.matching.engine import match
from bot.matching.model import Config, Outcome, PastRound, Person
from tests.matching.people import network

MANY = 2600


@cache
def crowd() -> tuple[list[Person], list[PastRound]]:
    return network(MANY, seed=1, places=60)


@cache
def made(size: int, fairness: float) -> Outcome:
    people, history = crowd()
    return match(people, history, round_number=4, size=size, config=Config(fairness=fairness))


@pytest.mark.parametrize(
    ("size", "fairness"),
    [(2, 0.0), *(pytest.param(*each, marks=pytest.mark.thorough) for each in [(2, 4.0), (3, 0.0)])],
)
def test_the_rules_hold_among_thousands(size, fairness):
    people, history = crowd()
    outcome = made(size, fairness)
    by_id = {each.id: each for each in people}
    placed = [each for group in outcome.groups for each in group.members]
    assert sorted(placed) == sorted(each.id for each in people if each.active)
    assert not outcome.unplaced
    met = {frozenset(pair) for past in history for group in past.groups for pair in combinations(group, 2)}
    for group in outcome.groups:
        assert 2 <= len(group.members) <= size + 1
        for one, other in combinations(group.members, 2):
            assert by_id[one].place != by_id[other].place
            assert other not in by_id[one].blocks
            assert one not in by_id[other].blocks
            assert frozenset((one, other)) not in met
    assert sum(len(group.members) == 3 for group in made(2, fairness).groups) == len(placed) % 2


@pytest.mark.thorough
def test_thousands_are_served_nearly_as_well_as_by_the_exact_pairing():
    people, history = crowd()
    fewer = [replace(each, active=each.active and number < 2100) for number, each in enumerate(people)]
    exact = match(fewer, history, round_number=4, config=Config(fairness=0))
    assert exact.tier == "pairs"
    assert made(2, 0.0).tier == "auction"
    assert _mean(made(2, 0.0)) > 0.99 * _mean(exact)


def _mean(outcome: Outcome) -> float:
    return outcome.objective / sum(len(group.members) for group in outcome.groups)


@pytest.mark.thorough
def test_the_same_thousands_make_the_same_groups_in_any_order():
    people, history = crowd()
    again = match(people[::-1], history[::-1], round_number=4, config=Config(fairness=0))
    assert again == made(2, 0.0)


def test_when_one_place_is_most_of_thousands_everybody_else_is_placed():
    people, history = crowd()
    people = [
        replace(each, active=True, blocks=(), place="leeds" if n % 5 < 3 else each.place)
        for n, each in enumerate(people)
    ]
    outcome = match(people, history, round_number=4, config=Config(fairness=0))
    leeds = sum(each.place == "leeds" for each in people)
    assert len(outcome.unplaced) == 2 * leeds - len(people)


def test_an_auction_gives_each_the_partner_they_are_worth_most_to():
    value = np.array([[3.0, 1.0], [3.0, 2.0], [1.0, 2.0], [1.0, 2.5]])
    partner = np.array([[1, 2], [0, 3], [0, 3], [1, 2]])
    chosen, _ = bid(partner, value)
    assert chosen.tolist() == [1, 0, 3, 2]


@pytest.mark.parametrize("count", [3, 4, 5, 8])
def test_a_ring_is_taken_apart_into_its_best_pairs(count):
    chosen = np.array([*range(1, count), 0])
    worth = np.arange(count) * 1.0
    pairs = take_apart(chosen, worth)
    assert len(pairs) == count // 2
    ways = [[(start + 2 * step) % count for step in range(count // 2)] for start in range(count)]
    assert sum(worth[one] for one, _ in pairs) == max(sum(worth[one] for one in way) for way in ways)


def test_a_row_is_paired_from_its_end_so_that_nobody_is_left_out_needlessly():
    assert sorted(take_apart(np.array([1, 2, 3, -1]), np.array([1.0, 9.0, 1.0, NOT]))) == [(0, 1), (2, 3)]
