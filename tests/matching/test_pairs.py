import itertools
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.engine import match
from bot.matching.model import Config, Outcome, PastRound, Person, Why
from tests.matching.people import Plain, network, networks, person

PLAIN = Config(fairness=0, goes_first=False)


def members(outcome: Outcome) -> list[tuple[str, ...]]:
    return [group.members for group in outcome.groups]


def best_by_hand(people: list[Person], plain: Plain) -> tuple[int, int, float]:
    """Of all ways to form pairs: the most people placed, then the fewest repeats, then the highest sum."""
    names = sorted(each.id for each in people if each.active)

    def ways(rest: list[str]):
        if not rest:
            yield []
            return
        first, *others = rest
        yield from ways(others)
        for other in others:
            if plain.allowed(first, other):
                yield from ([(first, other), *way] for way in ways([x for x in others if x != other]))

    return max(
        (2 * len(way), -sum(itertools.starmap(plain.repeat, way)), 2 * sum(itertools.starmap(plain.weight, way)))
        for way in ways(names)
    )


@settings(deadline=None, max_examples=60)
@given(networks(most=8), st.sampled_from([0, 1, 3, 6]))
def test_the_pairs_are_the_best_of_all_ways(made, apart):
    people, history = made
    config = replace(PLAIN, no_repeat_rounds=apart)
    outcome = match(people, history, round_number=5, config=config)
    plain = Plain(people, history, 5, config)
    placed, repeats, total = best_by_hand(people, plain)
    if any(len(group.members) > 2 for group in outcome.groups) or placed % 2:
        assert sum(map(len, members(outcome))) > placed
    else:
        pairs = members(outcome)
        assert 2 * len(pairs) == placed
        assert -sum(itertools.starmap(plain.repeat, pairs)) == repeats
        assert outcome.objective == pytest.approx(total, abs=1e-4)


@pytest.mark.thorough
@settings(deadline=None, max_examples=200)
@given(networks(), st.sampled_from([0.0, 4.0]), st.sampled_from([2, 3, 4]), st.booleans())
def test_no_rule_is_ever_broken_and_everybody_is_placed_or_told_why(made, fairness, size, first):
    people, history = made
    config = Config(fairness=fairness, goes_first=first)
    outcome = match(people, history, round_number=5, size=size, config=config)
    plain = Plain(people, history, 5, config)
    placed = [name for group in members(outcome) for name in group]
    left = [each.id for each in outcome.unplaced]
    assert sorted(placed + left) == sorted(each.id for each in people if each.active)
    for group in members(outcome):
        assert 2 <= len(group) <= size + 1
        assert all(itertools.starmap(plain.allowed, itertools.combinations(group, 2)))
    for one, other in itertools.combinations(left, 2):
        assert not plain.allowed(one, other), "two who may meet are both left over"


@settings(deadline=None, max_examples=60)
@given(networks())
def test_what_is_told_of_a_pair_is_what_the_definition_says(made):
    people, history = made
    outcome = match(people, history, round_number=5)
    plain = Plain(people, history, 5, Config())
    for pair in (pair for group in outcome.groups for pair in group.pairs):
        assert pair.parts.affinity == pytest.approx(plain.affinity(pair.one, pair.other), abs=1e-5)
        assert pair.parts.weight == pytest.approx(plain.weight(pair.one, pair.other), abs=1e-5)
        met = plain.met(pair.one, pair.other)
        assert pair.last_met == (max(met) if met else None)
        assert {shared.challenge for shared in pair.shared} == {
            *plain.people[pair.one].faces, *plain.people[pair.one].worked_on
        } & {*plain.people[pair.other].faces, *plain.people[pair.other].worked_on}  # fmt: skip
        for mine in pair.standing:
            assert 1 <= mine.rank <= mine.among


def test_complements_come_before_sameness():
    people = [
        person("ana", faces=("data-sharing",)),
        person("ben", worked_on=("data-sharing",)),
        person("cai", faces=("data-sharing",)),
        person("dee", worked_on=("data-sharing",)),
    ]
    assert members(match(people, [], round_number=1)) in (
        [("ana", "ben"), ("cai", "dee")],
        [("ana", "dee"), ("ben", "cai")],
    )


def test_who_met_lately_does_not_meet_again_while_others_can_be_met():
    people = [person(name, faces=("housing",)) for name in "abcd"]
    history = [PastRound(1, (("a", "b"), ("c", "d"))), PastRound(2, (("a", "c"), ("b", "d")))]
    assert members(match(people, history, round_number=3)) == [("a", "d"), ("b", "c")]


def test_when_everybody_has_met_they_meet_again_rather_than_nobody():
    history = [PastRound(1, (("a", "b"),))]
    assert members(match([person("a"), person("b")], history, round_number=2)) == [("a", "b")]


def test_the_odd_one_joins_a_pair():
    outcome = match([person(name) for name in "abcde"], [], round_number=1)
    assert sorted(map(len, members(outcome))) == [2, 3]


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ([person("a")], [Why.NOBODY_ELSE]),
        ([person("a", "leeds"), person("b", "leeds")], [Why.ONE_PLACE] * 2),
        ([person(name, "leeds") for name in "abc"] + [person("d", "barnsley")], [Why.LARGE_PLACE] * 2),
        ([person("a", blocks=("b",)), person("b")], [Why.NOBODY_LEFT] * 2),
        ([], []),
    ],
)
def test_whoever_cannot_be_placed_is_told_why_and_no_reason_names_a_block(people, why):
    assert [each.why for each in match(people, [], round_number=1).unplaced] == why


def test_whoever_was_left_out_goes_first_next_time():
    people = [person(f"leeds {number}", "leeds", faces=("housing",)) for number in range(6)]
    people += [person("ben", "barnsley", faces=("housing",)), person("eve", "elsewhere", faces=("housing",))]
    people[5] = replace(people[5], faces=())  # worth least to everybody
    history: list[PastRound] = []
    for number in range(1, 4):
        outcome = match(people, history, round_number=number)
        history.append(PastRound(number, tuple(members(outcome)), tuple(each.id for each in outcome.unplaced)))
    everybody = {name for past in history for group in past.groups for name in group}
    assert everybody == {each.id for each in people}


def test_fairness_lifts_the_lowest_and_costs_little():
    people, history = network(60)
    found = {fair: match(people, history, round_number=4, config=Config(fairness=fair)) for fair in (0, 4)}
    lowest = {fair: min(p.parts.weight for g in made.groups for p in g.pairs) for fair, made in found.items()}
    assert lowest[4] > lowest[0]
    assert 0.96 * found[0].objective <= found[4].objective <= found[0].objective


def test_the_order_of_people_and_of_their_lists_changes_nothing():
    people, history = network(50)
    turned = [replace(each, faces=each.faces[::-1], worked_on=each.worked_on[::-1]) for each in people[::-1]]
    first = match(people, history, round_number=4, seed=3)
    second = match(turned, [replace(past, groups=past.groups[::-1]) for past in history[::-1]], round_number=4, seed=3)
    assert first == second


def test_the_seed_breaks_ties():
    people = [person(f"p{number}") for number in range(12)]
    assert len({str(members(match(people, [], round_number=1, seed=seed))) for seed in range(5)}) == 5


SCRIPT = """
from bot.matching.engine import match
from tests.matching.people import network
people, history = network(150)
for size in (2, 3):
    print([group.members for group in match(people, history, round_number=4, size=size).groups])
"""


@pytest.mark.thorough
def test_neither_hash_seed_nor_threads_change_the_groups():
    told = set()
    for hash_seed, threads in (("0", "1"), ("1", "2"), ("2", "4")):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "OPENBLAS_NUM_THREADS": threads}
        told.add(
            subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True).stdout
        )
    assert len(told) == 1


def test_two_people_with_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        match([person("a"), person("a")], [], round_number=1)
