from dataclasses import replace

from bot.matching.engine import match
from bot.matching.model import Group, PastRound, Person
from bot.matching.reasons import Code, reasons
from tests.matching.people import person

ANA = person("ana", "leeds", faces=("data-sharing", "housing"), worked_on=("apologising",))
BEN = person("ben", "gateshead", faces=("housing",), worked_on=("data-sharing", "apologising"))


def only_group(people: list[Person], history: list[PastRound] | None = None, size: int = 2) -> Group:
    (group,) = match(people, history or [], round_number=5, size=size).groups
    return group


def codes(group: Group, reader: str, most: int = 9) -> list[Code]:
    return [reason.code for reason in reasons(group, reader, most)]


def test_each_reader_is_told_first_what_the_other_can_help_with():
    group = only_group([ANA, BEN])
    told = reasons(group, "ana")
    assert [reason.code for reason in told] == [Code.THEY_WORKED_ON, Code.PLACES_NOT_MET, Code.BOTH_FACE]
    assert told[0].variables == {"person": "ben", "challenge": "data-sharing"}
    assert told[1].variables == {"person": "ben", "place": "leeds", "other_place": "gateshead"}
    back = reasons(group, "ben")
    assert back[0].code == Code.YOU_WORKED_ON
    assert back[1].variables == {"person": "ana", "place": "gateshead", "other_place": "leeds"}


def test_places_that_have_met_are_not_said_to_be_new():
    ann = person("ann", "leeds")
    bob = person("bob", "gateshead")
    history = [PastRound(1, (("ann", "bob"),))]
    told = reasons(only_group([ANA, BEN, replace(ann, active=False), replace(bob, active=False)], history), "ana")
    assert [reason.code for reason in told][1] == Code.PLACES_SELDOM_MET
    assert told[1].variables["count"] == 1


def test_who_meets_again_is_told_when_it_was():
    told = reasons(only_group([ANA, BEN], [PastRound(2, (("ana", "ben"),))]), "ben", most=9)
    assert told[-1].code == Code.MET_BEFORE
    assert told[-1].variables == {"person": "ana", "round": 2}


def test_without_a_common_challenge_there_is_still_a_reason():
    told = codes(only_group([person("ana", "leeds"), person("ben", "gateshead")]), "ana")
    assert told == [Code.PLACES_NOT_MET, Code.NEW_TO_YOU, Code.SAME_HOURS, Code.SAME_PLATFORM]


def test_in_a_group_of_three_each_of_the_others_is_introduced():
    group = only_group([ANA, BEN, person("cai", "cardiff", faces=("housing",))], size=3)
    told = reasons(group, "cai", most=1)
    assert {reason.variables["person"] for reason in told} == {"ana", "ben"}
