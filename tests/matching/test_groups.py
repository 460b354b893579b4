import itertools

import pytest

from bot.matching.engine import match
from bot.matching.groups import layout
from bot.matching.model import Config
from tests.matching.people import Plain, network, person

PLAIN = Config(fairness=0, goes_first=False)


@pytest.mark.parametrize(
    ("people", "size", "largest", "sizes"),
    [
        (9, 3, 1, [3, 3, 3]),
        (10, 3, 1, [4, 3, 3]),
        (11, 3, 1, [3, 3, 3, 2]),
        (5, 3, 1, [3, 2]),
        (4, 3, 1, [4]),
        (5, 4, 1, [5]),
        (6, 4, 1, [3, 3]),
        (11, 4, 1, [4, 4, 3]),
        (8, 4, 4, [2, 2, 2, 2]),  # four of one place need four groups
    ],
)
def test_sizes_stay_as_near_as_can_be(people, size, largest, sizes):
    assert sorted(layout(people, size, largest), reverse=True) == sizes


@pytest.mark.parametrize("size", [3, 4])
def test_groups_of_a_few_are_as_good_as_the_best_of_all_ways(size):
    people, history = network(9 if size == 3 else 8, seed=4, places=9)
    people = [person(each.id, faces=each.faces, worked_on=each.worked_on) for each in people]
    outcome = match(people, history, round_number=4, size=size, config=PLAIN)
    plain = Plain(people, history, 4, PLAIN)
    value = {
        pair: plain.weight(*pair) - 1000 * plain.repeat(*pair)
        for pair in itertools.combinations(sorted(plain.people), 2)
    }

    def best(rest: tuple[str, ...]) -> float:
        if not rest:
            return 0
        first, *others = rest
        found = []
        for some in itertools.combinations(others, size - 1):
            inside = sum(value[pair] for pair in itertools.combinations((first, *some), 2))
            found.append(2 * inside / (size - 1) + best(tuple(x for x in others if x not in some)))
        return max(found)

    mine = sum(
        2 * sum(value[pair] for pair in itertools.combinations(group.members, 2)) / (size - 1)
        for group in outcome.groups
    )
    assert mine == pytest.approx(best(tuple(sorted(plain.people))), abs=1e-3)


def test_where_one_place_dominates_groups_become_pairs_so_that_most_are_placed():
    people = [person(f"l{number}", "leeds") for number in range(6)] + [person(f"o{number}") for number in range(6)]
    outcome = match(people, [], round_number=1, size=4)
    assert len(outcome.groups) == 6
    assert not outcome.unplaced
