from dataclasses import replace

from hypothesis import given, settings

from bot.matching.changes import MOST, best_for, swaps
from bot.matching.engine import match
from bot.matching.model import Config
from tests.matching.people import Plain, network, networks


@settings(deadline=None, max_examples=60)
@given(networks())
def test_no_swap_that_is_offered_breaks_a_rule(made):
    people, history = made
    groups = [group.members for group in match(people, history, round_number=5).groups]
    plain = Plain(people, history, 5, Config())
    for who in {each for group in groups for each in group}:
        offered = swaps(people, history, 5, groups, who)
        assert len(offered) <= MOST
        for swap in offered:
            for group in (swap.first, swap.second):
                assert all(plain.allowed(one, other) for one in group for other in group if one != other)


def test_a_block_is_not_told_from_what_is_offered():
    people, history = network(20, seed=3)
    people = [replace(each, blocks=(), active=True) for each in people]
    groups = [group.members for group in match(people, history, round_number=5).groups]
    for who in groups[0]:
        offered = swaps(people, history, 5, groups, who)
        best = offered[0].first
        partner = next(each for each in best if each != offered[0].other)
        blocked = [replace(each, blocks=(partner,)) if each.id == offered[0].other else each for each in people]
        left = swaps(blocked, history, 5, groups, who)
        assert len(left) == len(offered)  # another takes its place
        assert offered[0].other not in [swap.other for swap in left]


def test_the_best_for_somebody_are_permitted_and_new_to_them():
    people, history = network(30, seed=5)
    who, among = people[0].id, [each.id for each in people[1:]]
    best = best_for(people, history, 5, who, among)
    plain = Plain(people, history, 5, Config())
    assert best
    assert all(plain.allowed(who, each) for each in best)
    lately = {each for past in history for group in past.groups if who in group for each in group}
    assert not lately & {*best}
