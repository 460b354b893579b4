"""One person on Slack and Teams is one member: a code shown on one is typed on the other, once, within ten minutes."""

import re

from storage.tables import Account, GroupMember, Member, MemberChallenge, Reflection
from tests.world import Person, World


def code_of(person: Person) -> str:
    person.says("link")
    return re.findall(r"link ([A-Z0-9]{4}-[A-Z0-9]{4})", person.sees())[-1]


def test_somebody_new_there_is_the_same_member(world: World, ana: Person, ben: Person, olga: Person) -> None:
    code = code_of(ana)
    there = world.on_teams("Ana on Teams")
    there.says(f"link {code.lower()}")
    assert "Your accounts are linked." in there.sees()
    assert "If it was not you who typed the code" in ana.sees()
    accounts = [row for row in world.all(Account) if row.member_id == world.number(ana)]
    assert {row.platform for row in accounts} == {"slack", "teams"}
    number = ana.reflects("Written on Slack", "Only me")
    there.says(f"reflection {number}")
    assert "Written on Slack" in there.sees()
    world.later(minutes=1)
    there.says("home")  # she spoke there last
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    assert "Meet Ben Invented" in there.sees()
    assert "Meet Ben Invented" not in ana.sees()


def test_a_chosen_chat_comes_before_the_last_one(world: World, ana: Person, ben: Person, olga: Person) -> None:
    code = code_of(ana)
    there = world.on_teams("Ana on Teams")
    there.says(f"link {code}")
    there.begins("me")
    there.fills({"Where should I write to you": "Slack"}, submit="Save")
    world.later(minutes=1)
    there.says("home")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    assert "Meet Ben Invented" in ana.sees()


def test_a_code_works_once_and_for_ten_minutes(world: World, ana: Person, ben: Person) -> None:
    code = code_of(ana)
    world.later(minutes=11)
    ben.says(f"link {code}")
    assert "That code does not hold (any more)." in ben.sees()
    code = code_of(ana)
    ana.says(f"link {code}")
    assert "You are one person for me here already." in ana.sees()
    first = world.on_teams("Ana on Teams")
    first.says(f"link {code}")
    second = world.on_teams("Somebody Else")
    second.says(f"link {code}")
    assert "That code does not hold (any more)." in second.sees()
    assert len(world.all(Account)) == len(world.all(Member)) + 1


def test_two_members_become_one_and_nothing_of_either_is_lost(
    world: World, ana: Person, ben: Person, olga: Person
) -> None:
    there = world.member("teams", "Ana on Teams", "Leeds", challenge="preventing homelessness")
    mine, theirs = ana.reflects("Written on Slack", "The network"), there.reflects("Written on Teams", "Only me")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    before = [row.member_id for row in world.all(GroupMember)]
    gone, stays = world.number(there), world.number(ana)
    there.looks_up()
    there.says(f"link {code_of(ana)}")
    assert "You are two members so far" in there.sees()
    assert gone in {row.id for row in world.all(Member)}
    there.presses("Make them one")
    assert "Your accounts are linked." in there.sees()
    assert gone not in {row.id for row in world.all(Member)}
    assert {row.id: row.member_id for row in world.all(Reflection)} == {mine: stays, theirs: stays}
    assert {row.challenge_id for row in world.all(MemberChallenge) if row.member_id == stays} == {
        row.challenge_id for row in world.all(MemberChallenge) if row.member_id == stays
    }
    assert len([row for row in world.all(MemberChallenge) if row.member_id == stays]) == 2
    assert [row.member_id for row in world.all(GroupMember)] == [stays if each == gone else each for each in before]
    ana.says("search written")
    assert "Written on Teams" in ana.sees().replace("\n", " ")
    ben.says("search written")
    assert "Written on Teams" not in ben.sees()


def test_two_places_are_not_one_person(world: World, ana: Person, ben: Person) -> None:
    ben.says(f"link {code_of(ana)}")
    assert "These two work at different places" in ben.sees()
    assert len({row.id for row in world.all(Member)}) == 4
