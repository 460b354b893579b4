"""After an introduction: a nudge, whether they met, what they take away; edits that follow; how to reach each other."""

import pytest

from storage.tables import Apart, Carried, Delivery, Group, GroupMember, Reflection, ReflectionChallenge, Round
from tests.world import Person, World


@pytest.fixture
def introduced(world: World, olga: Person, ana: Person, ben: Person) -> Group:
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    (group,) = world.all(Group)
    return group


def days(world: World, count: int) -> None:
    for _ in range(count):
        world.later(days=1)


def test_one_nudge_where_nobody_wrote_and_none_where_somebody_did(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    days(world, 4)
    assert "You and Ben Invented have not written yet" in ana.sees()
    days(world, 5)
    assert ana.sees().count("have not written yet") == 1
    ana.presses("Say hello")
    ana.fills({"Your words": "Here I am."}, submit="Send")
    assert "Here I am." in ben.sees()


def test_no_nudge_once_somebody_wrote(world: World, introduced: Group, ana: Person, ben: Person) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "Here I am."}, submit="Send")
    days(world, 6)
    assert "have not written yet" not in ana.sees() + ben.sees()


def test_did_you_meet_is_asked_again_once_and_yes_leads_to_a_reflection(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    days(world, 15)
    assert "Did you meet Ben Invented?" in ana.sees()
    ana.presses("Not yet")
    assert "I will ask once more, in two weeks." in ana.sees()
    days(world, 15)
    assert "Did you meet Ben Invented?" in ana.sees()  # the answer stands in place of the first asking
    ben.presses("Yes")
    ben.presses("One thing you take away")
    ben.fills({"Your words": "Ask early whose data it is.", "Who can read it": "The network"}, submit="Save")
    (kept,) = world.all(Reflection)
    assert kept.words == "Ask early whose data it is."
    assert len(world.all(ReflectionChallenge)) == 1
    assert "About: sharing data across partners" in ben.sees()
    ana.presses("Couldn’t")
    assert "It does not count as having met" in ana.sees()
    days(world, 20)
    assert "Did you meet Ben Invented?" not in ana.sees()


def test_an_introduction_that_is_looked_at_again_asks_it_too(world: World, introduced: Group, ana: Person) -> None:
    ana.says("introduction 1")
    assert "Did you meet" not in ana.sees()
    days(world, 15)
    ana.says("introduction 1")
    asked = ana.hands.screen()[-1]
    assert "Did you meet Ben Invented?" in asked["text"]
    assert "Couldn’t" in asked["buttons"]


def test_who_never_met_may_be_introduced_again_soon_and_who_met_not(
    world: World, introduced: Group, olga: Person, ana: Person, ben: Person
) -> None:
    from bot.introducing.rounds import inputs  # noqa: PLC0415

    for person in (ana, ben):
        person.says("met 1 no")
    with world.session() as session:
        assert inputs.take(session, world.now).history[0].groups == ()
    ben.says("met 1 yes")
    with world.session() as session:
        assert inputs.take(session, world.now).history[0].groups == ((str(world.number(ana)), str(world.number(ben))),)


def test_an_edit_changes_what_was_carried_and_a_deletion_takes_it_away(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    said = ana.replies("Could we talk on Tuesday?", to="Meet Ben Invented")
    assert "Could we talk on Tuesday?" in ben.sees()
    ana.edits(said, "Could we talk on Thursday?")
    assert "Could we talk on Thursday?" in ben.sees()
    assert "Tuesday" not in ben.sees()
    assert "Changed since." in ben.sees()
    ana.deletes(said)
    assert "Thursday" not in ben.sees()
    assert not world.all(Carried)
    assert "Thursday" not in str(world.rows())


def test_carried_words_stand_in_the_thread_of_the_introduction(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    ben.presses("Say hello")
    ben.fills({"Your words": "Hello from Gateshead"}, submit="Send")
    card = next(entry for entry in ana.hands.screen("direct") if "Meet Ben Invented" in entry["text"])
    words = next(entry for entry in ana.hands.screen("direct") if "Hello from Gateshead" in entry["text"])
    assert words["thread"] == card["id"]
    ana.replies("And from Leeds", to="Hello from Gateshead")
    assert "And from Leeds" in ben.sees()


def test_how_to_reach_each_other_is_shown_once_both_have_said(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    ana.presses("Say hello")
    ana.fills({"Your words": "Hello"}, submit="Send")
    ana.presses("Share how to reach me")
    ana.fills({"An e-mail": "ana@leeds.example"}, submit="Share it")
    assert "ana@leeds.example" not in ben.sees()
    ben.looks_up()
    ben.presses("Share how to reach me")
    ben.fills({"An e-mail": "ben@gateshead.example"}, submit="Share it")
    assert "ana@leeds.example" in ben.sees()
    assert "ben@gateshead.example" in ana.sees()
    assert "leeds.example" not in str([row.card for row in world.all(Delivery)])
    assert {row.reach for row in world.all(GroupMember)} == {""}


def test_who_leaves_takes_their_words_back_and_rounds_forget_them(
    world: World, introduced: Group, ana: Person, ben: Person
) -> None:
    ana.replies("Quince marmalade?", to="Meet Ben Invented")
    ana.begins("not with")
    ana.fills({"Or somebody else": "Otto Organiser"}, submit="Save")
    assert "Quince marmalade?" in ben.sees()
    number = world.number(ana)
    ana.says("leave")
    ana.presses("Leave and erase")
    world.settle()
    assert "Quince marmalade?" not in ben.sees()
    assert not world.all(Apart)
    assert str(number) not in {person["id"] for row in world.all(Round) for person in row.inputs["people"]}
    ben.says("introduction 1")
    assert "somebody who left" in ben.sees()


def test_two_of_one_teams_tenant_are_offered_a_chat_of_their_own(world: World, olga: Person, ben: Person) -> None:
    dee = world.member("teams", "Dee Example", "Kirklees", challenge="sharing data")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    assert {"Open a chat", "Not this time"} <= set(ben.buttons())
    assert "Say hello" not in ben.buttons() + dee.buttons()
    assert "write to each other there" in ben.sees()
    assert world.all(Group)[0].native


def test_a_file_is_named_and_stays_where_it_is(world: World, introduced: Group, ana: Person, ben: Person) -> None:
    from adapters.slack.incoming import Here, incoming  # noqa: PLC0415

    event = {
        "type": "message", "subtype": "file_share", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "2.0",
        "thread_ts": "1.0", "parent_user_id": "B", "text": "Our agreement", "files": [{"name": "agreement.pdf"}],
    }  # fmt: skip
    heard = incoming({"type": "event_callback", "event_id": "E1", "event": event}, Here("T1", "B"))
    assert heard is not None
    assert heard.files == ("agreement.pdf",)
