"""Challenges in one's own words, organisers who merge them, and looking for somebody who has worked on one."""

import pytest

from storage.tables import Asked, Challenge, Group, MemberChallenge
from tests.world import BARNSLEY, GATESHEAD, Person, World


def worked_on(person: Person, *names: str) -> None:
    person.begins("challenges")
    person.fills({"I have worked on": list(names)}, submit="Save")
    person.looks_up()


def test_ones_own_words_are_a_suggestion_with_the_nearest_existing_ones_beside_it(
    world: World, olga: Person, ana: Person
) -> None:
    ana.begins("challenges")
    ana.fills({"Or say it": "data sharing with the police"}, submit="Save")
    assert "“data sharing with the police” is new here. Is it one of these?" in ana.sees()
    ana.presses("sharing data across partners")
    assert "“data sharing" not in ana.sees().rpartition("Saved.")[2]
    assert not [row for row in world.all(Challenge) if row.state == "suggested"]


def test_what_organisers_merge_stays_merged(world: World, olga: Person, ana: Person, ben: Person) -> None:
    for person in (ana, ben):
        person.begins("challenges")
        person.fills({"Or say it": "Rough sleeping downtown"}, submit="Save")
    olga.says("organise")
    assert "Suggested: “Rough sleeping downtown”, by 2 people." in olga.sees()
    olga.presses("Merge")
    olga.fills({"The challenge it is part of": "preventing homelessness"}, submit="Merge")
    assert "is part of “preventing homelessness” now" in olga.sees()
    cas = world.member("slack", "Cas Invented", BARNSLEY)
    cas.begins("challenges")
    cas.fills({"Or say it": "rough sleeping, downtown"}, submit="Save")
    assert "preventing homelessness" in cas.sees()
    into = next(
        row.id for row in world.all(Challenge) if row.slug == "preventing-homelessness" or "homeless" in row.slug
    )
    assert sum(row.challenge_id == into for row in world.all(MemberChallenge)) == 3
    assert len([row for row in world.all(Challenge) if row.state == "merged"]) == 1


def test_a_suggestion_that_is_kept_can_be_chosen_by_everybody(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    ana.begins("challenges")
    ana.fills({"Or say it": "Allotments"}, submit="Save")
    ben.begins("challenges")
    assert "Allotments" not in str(ben.hands.screen())
    ben.looks_up()
    olga.says("organise")
    olga.presses("Keep as it is")
    worked_on(ben, "Allotments")
    assert "Allotments" in ben.sees()


def test_somebody_who_has_worked_on_it_is_nameless_until_they_say_yes(world: World, olga: Person, ana: Person) -> None:
    ben = world.member("teams", "Ben Invented", GATESHEAD)
    cas = world.member("teams", "Cas Invented", BARNSLEY)
    neighbour = world.member("teams", "Nia Neighbour", "Leeds")
    shy = world.member("slack", "Shy Example", GATESHEAD, introductions="Not now")
    for person in (ben, cas, neighbour, shy):
        worked_on(person, "sharing data across partners")
    ana.says("introduce me to somebody who has worked on data sharing")
    seen = ana.sees()
    assert seen.count("Somebody in another place") == 2
    for told in ("Ben", "Cas", "Nia", "Shy", "Gateshead", "Barnsley", "Teams"):
        assert told not in seen.rpartition("Who has worked on")[2]
    ana.presses("Ask them")
    asked = next(person for person in (ben, cas) if "would like to talk about sharing data" in person.sees())
    assert "Ana Example from Leeds City Council" in asked.sees()
    ana.says("ask to meet 1")
    ana.says("ask to meet 2")
    assert "You have asked somebody already." in ana.sees()
    asked.presses("Yes, introduce us")
    assert f"Meet {asked.name}" in ana.sees()
    assert "Meet Ana Example" in asked.sees()
    assert "has worked on sharing data across partners, which you are facing" in ana.sees()
    (group,) = world.all(Group)
    assert group.origin == "asked"
    ana.presses("Say hello")
    ana.fills({"Your words": "Thank you for saying yes."}, submit="Send")
    assert "Thank you for saying yes." in asked.sees()


def test_a_no_and_silence_sound_the_same(world: World, olga: Person, ana: Person) -> None:
    ben = world.member("teams", "Ben Invented", GATESHEAD)
    worked_on(ben, "sharing data across partners")
    ana.says("introduce me to somebody who has worked on data sharing")
    ana.presses("Ask them")
    ben.presses("Not now")
    assert "There was no answer" not in ana.sees()
    for _ in range(9):
        world.later(days=1)
    assert "There was no answer to your wish to meet somebody" in ana.sees()
    assert not world.all(Group)
    assert world.all(Asked)[0].state == "no"


def test_what_is_not_understood_is_asked_back(world: World, ana: Person) -> None:
    ana.says("introduce me")
    assert "What should they have worked on?" in ana.sees()
    assert "sharing data across partners" in ana.buttons()


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_what_one_both_faces_and_has_worked_on_is_kept_as_both_and_what_is_wrong_goes(
    world: World, olga: Person, platform: str
) -> None:
    sharing, homes = "sharing data across partners", "preventing homelessness"
    cas = world.member(platform, "Cas Invented", BARNSLEY, challenge=homes)
    cas.begins("challenges")
    cas.fills({"I am facing": [sharing], "I have worked on": [sharing]}, submit="Save")
    cas.looks_up()
    assert [row.stance for row in world.all(MemberChallenge)] == ["both"]  # what was chosen on joining is gone
    cas.begins("challenges")
    assert cas.hands.screen()[-1]["text"].count(sharing) or sharing in str(cas.hands.screen())
    cas.fills({}, submit="Save")  # saved as it stands
    cas.looks_up()
    assert [row.stance for row in world.all(MemberChallenge)] == ["both"]
    cas.begins("challenges")
    cas.fills({"I am facing": []}, submit="Save")
    assert [row.stance for row in world.all(MemberChallenge)] == ["worked on"]


def test_whoever_does_both_is_found_and_introduced_as_somebody_who_has_worked_on_it(
    world: World, olga: Person, ana: Person
) -> None:
    ben = world.member("teams", "Ben Invented", GATESHEAD)
    ben.begins("challenges")
    both = ["sharing data across partners"]
    ben.fills({"I am facing": both, "I have worked on": both}, submit="Save")
    ben.looks_up()
    ana.says("introduce me to somebody who has worked on data sharing")
    assert "Somebody in another place" in ana.sees()
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    assert "Ben Invented has worked on sharing data across partners, which you are facing." in ana.sees()
    assert "Ana Example is facing sharing data across partners, which you have worked on." in ben.sees()


def test_a_merge_keeps_both_stances(world: World, olga: Person, ana: Person) -> None:
    ana.begins("challenges")
    ana.fills({"I am facing": [], "I have worked on": ["preventing homelessness"], "Or say it": "Rough sleeping"},
              submit="Save")  # fmt: skip
    olga.says("organise")
    olga.presses("Merge")
    olga.fills({"The challenge it is part of": "preventing homelessness"}, submit="Merge")
    assert [row.stance for row in world.all(MemberChallenge)] == ["both"]
    ana.begins("challenges")
    ana.fills({"I have worked on": [], "Or say it": "rough sleeping"}, submit="Save")  # what was merged stays merged
    assert [row.stance for row in world.all(MemberChallenge)] == ["faces"]
    assert not [row for row in world.all(Challenge) if row.state == "suggested"]
