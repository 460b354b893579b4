"""Workgroups: three places, an end, a line of progress, and what they leave for others."""

import pytest

from storage.tables import Workgroup, WorkgroupMember
from tests.world import BARNSLEY, Person, World

THEME, LEAVES = "Asking once, not three times", "A one-page form that three services share."
PROMISE = {"What will we leave": LEAVES, "Who would use it": "Front desks"}


@pytest.fixture
def cas(world: World) -> Person:
    """On Slack, from Barnsley, confirmed."""
    return world.member("slack", "Cas Invented", BARNSLEY)


def starts(person: Person, theme: str = THEME) -> int:
    """They start a workgroup in words of their own; its number."""
    person.begins("start workgroup")
    person.fills({"In your own words": theme, **PROMISE}, submit="Start it")
    return max(int(row.id) for row in person.world.all(Workgroup))


def running(*people: Person) -> int:
    """A workgroup of these people, the first of whom started it."""
    number = starts(people[0])
    for person in people[1:]:
        person.says(f"workgroup join {number}")
    return number


def answer(person: Person, sentence: str) -> str:
    """What they are answered to this."""
    person.says(sentence)
    return person.sees().rpartition(sentence)[2]


def state(world: World) -> str:
    return str(world.all(Workgroup)[-1].state)


def test_the_third_place_begins_it_and_names_are_for_its_members(
    world: World, ana: Person, ben: Person, cas: Person
) -> None:
    number = starts(ana)
    assert "2 more places, and it begins." in ana.sees()
    ben.says("workgroups")
    assert (THEME in ben.sees(), LEAVES in ben.sees(), "Leeds · one person" in ben.sees()) == (True, True, True)
    assert "Ana" not in ben.sees()
    ben.presses("Open")
    ben.presses("Join")
    assert "One more place, and it begins." in ben.sees()
    assert "Leeds City Council · Slack · convenes" in ben.sees()
    cas.says(f"workgroup join {number}")
    assert "Runs until 3 May 2027" in cas.sees()
    assert "Your workgroup begins" in ana.sees()
    assert len(world.all(WorkgroupMember)) == 3
    dee = world.member("teams", "Dee Invented", BARNSLEY)
    dee.says(f"workgroup {number}")
    assert "Barnsley, Gateshead, Leeds · 3 people" in dee.sees()
    assert not [name for name in ("Ana", "Ben Invented", "Cas") if name in dee.sees()]
    ana.begins(f"workgroup change {number}")
    ana.fills({"Where do we meet": "Room 3, or https://meet.example/x"}, submit="Save")
    assert "https://meet.example/x" in ana.sees()
    ben.says(f"workgroup {number}")
    dee.says(f"workgroup {number}")
    assert ("meet.example" in ben.sees(), "meet.example" in dee.sees()) == (True, False)


def test_who_is_not_confirmed_not_in_it_or_does_not_convene_it_is_refused(
    world: World, ana: Person, ben: Person, cas: Person
) -> None:
    number = running(ana, ben, cas)
    new = world.on_slack("Fay Invented")
    new.joins(BARNSLEY)
    for sentence in ("workgroups", f"workgroup {number}", f"workgroup join {number}", "start workgroup", "assets"):
        assert "has not confirmed yet where you work" in answer(new, sentence), sentence
    dee = world.member("teams", "Dee Invented", BARNSLEY)
    for what in ("change", "progress", "leave", "end", "prolong", "done"):
        assert "You are not in this workgroup." in answer(dee, f"workgroup {what} {number}"), what
    for what in ("progress", "end", "prolong", "done"):
        assert "Only who convenes the group" in answer(ben, f"workgroup {what} {number}"), what
    for sentence in ("workgroup 99", "workgroup join 99", "workgroup x"):
        assert "I cannot find that." in answer(ben, sentence), sentence
    assert (state(world), world.all(Workgroup)[0].prolonged) == ("running", False)
    assert len(world.all(WorkgroupMember)) == 3


@pytest.mark.thorough
def test_a_line_a_month_then_its_end_prolonged_once_and_nothing_is_a_good_answer(
    world: World, ana: Person, ben: Person, cas: Person
) -> None:
    number = running(ana, ben, cas)
    world.later(days=35)
    assert "How is your workgroup going?" in ana.sees()
    assert "How is your workgroup going?" not in ben.sees()
    ana.begins(f"workgroup progress {number}")
    ana.fills({"How is it going": "Two of us tried the form."}, submit="Save")
    dee = world.member("teams", "Dee Invented", BARNSLEY)
    dee.says("workgroups")
    assert "Two of us tried the form." in dee.sees()
    ana.begins(f"workgroup change {number}")
    ana.fills({"Who convenes it": "Ben Invented"}, submit="Save")
    for days in (35, 35, 35, 35, 14):
        world.later(days=days)
    assert ben.sees().count("How is your workgroup going?") == 4
    assert state(world) == "ending"
    assert "What does your workgroup leave?" in ben.sees()
    ben.presses("Three more months")
    assert (state(world), world.all(Workgroup)[0].prolonged) == ("running", True)
    world.later(days=110)
    assert state(world) == "ending"
    ben.says(f"workgroup end {number}")
    assert "Three more months" not in ben.sees().split("What does your workgroup leave?")[-1]
    world.later(days=29)
    assert state(world) == "ended"


@pytest.mark.thorough
def test_one_that_never_comes_together_lapses(world: World, ana: Person, ben: Person) -> None:
    number = starts(ana)
    ben.says(f"workgroup join {number}")
    world.later(weeks=14)
    assert state(world) == "lapsed"
    ben.says("workgroups")
    assert "No workgroup is going on just now." in ben.sees()


def test_what_four_people_of_three_places_face_is_suggested_to_an_organiser_and_offered_to_them(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    cas = world.member("slack", "Cas Invented", BARNSLEY, challenge="sharing data")
    off = world.member("slack", "Off Invented", BARNSLEY, challenge="sharing data", introductions="Not now")
    world.later(hours=2)
    olga.says("organise")
    assert "offer them a workgroup" not in olga.sees()
    dee = world.member("teams", "Dee Invented", BARNSLEY, challenge="sharing data")
    world.later(hours=2)
    olga.says("organise")
    assert "Several people from several places face “sharing data" in olga.sees()
    assert not [one for one in (ana, ben, cas, dee, off) if "workgroup" in one.sees()]
    olga.presses("Offer it")
    world.later(days=1)
    for person in (ana, ben, cas, dee):
        person.looks_up()
        assert "A workgroup, together with others who face this?" in person.sees()
        told = person.sees().split("A workgroup, together")[1]
        others = {"Ana Example", "Ben Invented", "Cas Invented", "Dee Invented"} - {person.name}
        assert not [name for name in others if name in told]
    assert "workgroup" not in off.sees()
    ana.presses("Not for me")
    assert "That is fine." in ana.sees()
    dee.presses("Less of this")
    assert "You will not be told of workgroups" in dee.sees()
    cas.presses("Join")
    assert "You are the first, so you convene it." in cas.sees()
    cas.begins("workgroup change 1")
    cas.fills(PROMISE, submit="Save")
    assert LEAVES in cas.sees()
    world.later(days=30)
    olga.says("organise")
    assert "offer them a workgroup" not in olga.sees()
    assert len(world.all(Workgroup)) == 1


@pytest.mark.thorough
def test_who_leaves_is_gone_from_it_and_what_the_group_said_stays(
    world: World, ana: Person, ben: Person, cas: Person
) -> None:
    number = running(ana, ben, cas)
    ben.says(f"workgroup {number}")
    assert "Ana Example" in ben.sees()
    ana.says("leave for good")
    world.settle()
    assert "Ana Example" not in ben.sees()
    ben.says(f"workgroup {number}")
    assert LEAVES in ben.sees()
    assert "Gateshead Metropolitan Borough Council · Teams · convenes" in ben.sees()
    assert world.all(Workgroup)[0].starter_id is None
    ben.says(f"workgroup leave {number}")
    cas.says(f"workgroup leave {number}")
    assert [row.member_id for row in world.all(WorkgroupMember)] == []
