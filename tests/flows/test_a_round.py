"""A round of introductions: from a draft to words carried between Slack and Teams, until one of them ends it."""

import pytest

from storage.tables import Group, GroupMember, Round
from tests.world import Person, World


@pytest.fixture
def introduced(world: World, olga: Person, ana: Person, ben: Person) -> Group:
    """Ana and Ben were introduced to each other."""
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    (group,) = world.all(Group)
    return group


def test_a_draft_says_who_and_why_and_tells_nobody_yet(world: World, olga: Person, ana: Person, ben: Person) -> None:
    olga.says("round")
    seen = olga.sees()
    assert "Ana Example · Leeds City Council + Ben Invented · Gateshead" in seen or "Ben Invented · Gateshead" in seen
    assert "are both facing sharing data" in seen
    assert "Leeds and Gateshead have not met in this network yet." in seen
    assert "Meet" not in ana.sees() + ben.sees()
    olga.presses("Drop this draft")
    assert not world.all(Group)
    assert not world.all(GroupMember)
    assert "Meet" not in ana.sees() + ben.sees()


def test_asking_for_a_round_again_shows_the_draft_that_waits(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    olga.says("round")
    olga.says("round")
    assert len(world.all(Round)) == 1


def test_approving_twice_introduces_once(world: World, olga: Person, ana: Person, ben: Person) -> None:
    olga.says("round")
    olga.presses("Introduce them")
    olga.says("round approve 1")
    world.settle()
    assert ana.sees().count("Meet Ben Invented") == 1
    assert ben.sees().count("Meet Ana Example") == 1


def test_a_card_says_who_why_and_how_to_begin(introduced: Group, ana: Person, ben: Person) -> None:
    for person, other in ((ana, "Ben Invented"), (ben, "Ana Example")):
        seen = person.sees()
        assert f"Meet {other}" in seen
        assert f"You and {other} are both facing sharing data" in seen
        assert "have not met in this network yet." in seen
        assert "To begin with: what have you tried" in seen
        assert "turn to suggest a time." in seen
        assert {"Say hello", "Not this time", "I know them already"} <= set(person.buttons())


def test_words_cross_both_ways(world: World, introduced: Group, ana: Person, ben: Person) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "Could we talk on Thursday?"}, submit="Send")
    assert "Sent to Ben Invented." in ana.sees()
    assert "Ana Example · Leeds City Council (Slack)" in ben.sees()
    ben.looks_up()
    ben.fills({"Reply to": "Thursday at two?"}, submit="Reply")
    assert "Thursday at two?" in ana.sees()
    ana.replies("Two is good.", to="Thursday at two?")
    assert "Two is good." in ben.sees()
    ben.says("See you then")
    ben.presses("Send to Ana Example")
    assert "See you then" in ana.sees()
    ben.says("Milk and bread")
    ben.presses("Neither")
    assert "Nothing of it was kept." in ben.sees()
    assert "Milk and bread" not in ana.sees() + str(world.rows())


def test_the_words_are_not_kept_once_they_arrived(world: World, introduced: Group, ana: Person, ben: Person) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "quince marmalade"}, submit="Send")
    assert "quince marmalade" in ben.sees()
    assert "quince marmalade" not in str(world.rows())


def test_nothing_further_is_carried_before_the_other_answers(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "First words."}, submit="Send")
    ana.says("write to 1 And second words.")
    assert "Ben Invented has not answered yet." in ana.sees()
    assert "And second words." not in ben.sees()
    ben.looks_up()
    ben.presses("Say hello")
    ben.fills({}, submit="Send")
    ana.says("write to 1 And third words.")
    assert "And third words." in ben.sees()


def test_an_introduction_says_what_comes_next_at_each_step(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    def told() -> tuple[str, list[str]]:
        ana.looks_up()
        ana.says("introduction 1")
        return ana.sees().rpartition("Next")[2], ana.buttons()[-3:]

    card = ana.sees()
    assert "Say hello." in told()[0]
    ana.presses("Say hello")
    ana.fills({"Your words": "First words."}, submit="Send")
    assert "More can follow once they have answered" in ana.sees()
    assert "Say hello." in card
    assert "Say hello." not in ana.sees().partition("introduction 1")[0]  # the card that was told first
    assert "Say hello" in ben.buttons()
    words, buttons = told()
    assert "Your first words are with them." in words
    assert "Write to Ben Invented" not in buttons
    ben.looks_up()
    ben.fills({"Reply to": "Second words."}, submit="Reply")
    words, buttons = told()
    assert "Write to them whenever you like." in words
    assert "Write to Ben Invented" in buttons
    ana.says("end introduction 1")
    assert "Say hello." not in told()[0]
    assert "whenever you like" not in ana.sees().rpartition("Meet Ben Invented")[2]


def test_a_refused_reply_keeps_its_words(world: World, introduced: Group, ana: Person, ben: Person) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "First words."}, submit="Send")
    ana.begins("write to 1")
    ana.fills({"Your words": "Too early."}, submit="Send")
    assert "has not answered yet" in ana.problem()
    assert "Too early." in ana.filled_in("Your words")


def test_who_passes_gets_no_words_and_the_other_is_not_told_who(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    ben.presses("Not this time")
    assert "Nobody is told." in ben.sees()
    ana.presses("Say hello")
    ana.fills({"Your words": "Are you there?"}, submit="Send")
    assert "Are you there?" not in ben.sees()
    assert "passed" not in ana.sees()


def test_knowing_each_other_already_is_noted(world: World, introduced: Group, ben: Person) -> None:
    ben.presses("I know them already")
    assert "Good to know." in ben.sees()
    assert {row.answer for row in world.all(GroupMember)} == {"", "known"}


def test_ending_is_told_and_nothing_more_is_carried(world: World, introduced: Group, ana: Person, ben: Person) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "First words."}, submit="Send")
    ben.looks_up()
    ben.fills({"Reply to": "Second words."}, submit="Reply")
    ana.presses("End this conversation")
    assert "Ana Example has closed it." in ben.sees()
    ben.says("write to 1 Too late.")
    assert "This conversation has ended." in ben.sees()
    assert "Too late." not in ana.sees()


def test_an_introduction_is_nobody_elses(world: World, introduced: Group, olga: Person, ana: Person) -> None:
    for sentence in ("introduction 1", "write to 1 Listening in", "say hello 1", "end introduction 1"):
        olga.says(sentence)
    assert "Meet Ana" not in olga.sees()
    assert olga.sees().count("I cannot find that.") == 4
    assert "Listening in" not in ana.sees()
    assert world.all(Group)[0].ended_at is None


def test_two_in_one_slack_workspace_get_a_conversation_of_their_own(world: World, olga: Person, ana: Person) -> None:
    cas = world.member("slack", "Cas Invented", "Barnsley", challenge="sharing data")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    (group,) = world.all(Group)
    assert group.native
    assert "Meet each other: " in cas.sees()
    assert cas.hands.groups[0].id == ana.hands.groups[0].id
    assert not olga.hands.groups


def test_people_of_one_place_are_not_introduced(world: World, olga: Person, ana: Person) -> None:
    world.member("teams", "Neighbour Invented", "Leeds", challenge="sharing data")
    olga.says("round")
    assert not world.all(Group)


def test_who_is_left_out_is_told_and_comes_first_next_time(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    cas = world.member("slack", "Cas Neighbour", "Leeds")
    dee = world.member("slack", "Dee Neighbour", "Leeds")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    left = [person for person in (ana, cas, dee) if "No introduction for you this time" in person.sees()]
    assert left
    assert all("You come first in the next round." in person.sees() for person in left)
    assert not [person for person in left if "Meet" in person.sees()]


def test_who_paused_or_said_not_now_is_not_introduced(world: World, olga: Person, ana: Person, ben: Person) -> None:
    ben.says("pause")
    olga.says("round")
    assert "Fewer than two people can be introduced now." in olga.sees()
    ben.says("resume")
    ana.begins("me")
    ana.fills({"Introduce me": "Not now"}, submit="Save")
    olga.says("round")
    assert not world.all(Round)


def told_tomorrow(world: World, olga: Person, size: str = "") -> None:
    """A round that is approved in the evening: everybody is told in the morning."""
    world.later(hours=10)
    olga.says(f"round {size}")
    olga.presses("Introduce them")


@pytest.mark.parametrize("how", ["pause", "leave for good"])
def test_who_is_away_before_they_are_told_is_not_introduced_and_the_other_comes_first_next_time(
    world: World, olga: Person, ana: Person, ben: Person, how: str
) -> None:
    told_tomorrow(world, olga)
    assert len(world.all(Group)) == 1
    ben.says(how)
    world.later(hours=14)
    assert "Meet" not in ana.sees() + ben.sees()
    assert "Whoever you were to meet cannot take part just now.\nYou come first in the next round." in ana.sees()
    assert not world.all(Group)
    olga.says("round show 1")
    assert "They left, paused or cannot be written to any more." in olga.sees()
    assert "Ana Example: Whoever they were to meet cannot be introduced any more." in olga.sees()
    assert {str(left["member"]) for left in world.all(Round)[0].unplaced} >= {str(world.number(ana))}


def test_a_group_goes_on_without_who_is_away_before_it_is_told(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    cas = world.member("slack", "Cas Invented", "Barnsley", challenge="sharing data")
    told_tomorrow(world, olga, "3")
    cas.says("pause")
    world.later(hours=14)
    assert "Meet Ben Invented" in ana.sees()
    assert "Meet Ana Example" in ben.sees()
    assert "Cas" not in ana.sees() + ben.sees()
