"""The search box beside a Teams message: what it finds, and that nothing it puts into a message tells too much."""

import json
from typing import Any

import pytest

from storage.tables import Account
from tests.world import GATESHEAD, LEEDS, Person, World

LIGHTHOUSE = "The lighthouse stands on a rock. <at>Everybody</at> waits there."


@pytest.fixture
def cas(world: World) -> Person:
    """From Leeds, on Teams."""
    return world.member("teams", "Cas Colleague", LEEDS)


@pytest.fixture
def wil(world: World) -> Person:
    """Somebody in the same channel who never joined."""
    return world.on_teams("Wil Watching")


def looks_for(person: Person, words: str, in_: Any = None) -> list[str]:
    """Type into the search box; the lines of its list."""
    found = person._do(person.hands.searches(words, in_=in_))
    return [f"{one['preview']['content']['title']} | {one['preview']['content']['text']}" for one in found]


def inserts(person: Person, in_: Any) -> str:
    """Put the first result into a message there; all that goes out with it."""
    person.hands.inserts(0, in_)
    return json.dumps(person.hands.results[0]["content"])


def test_somebody_elses_words_stay_out_of_the_message_and_open_for_whoever_may_read_them(
    world: World, ben: Person, cas: Person, wil: Person
) -> None:
    number = ben.reflects(LIGHTHOUSE)
    (line,) = looks_for(cas, "lighthouse", world.teams_channel)
    assert line.startswith(f"Ben Invented · {GATESHEAD}")
    assert "stands on a rock" in line
    sent = inserts(cas, world.teams_channel)
    assert not any(word in sent for word in ("lighthouse", "Ben", "Gateshead"))
    assert "The words are not shown here." in wil.sees_there()
    dora = world.member("teams", "Dora Reader", "Barnsley")
    dora.presses_there("Open")
    assert "stands on a rock" in dora.sees("modal")
    wil.presses_there("Open")
    assert "You have not joined yet." in wil.sees("modal")
    assert "rock" not in wil.sees()
    ben.says(f"delete for good {number}")
    dora.looks_up()
    dora.presses_there("Open")
    assert "It may have been taken away." in dora.sees("modal")
    assert "rock" not in dora.sees("modal")


def test_ones_own_stands_there_with_its_words_as_they_were_written(world: World, cas: Person, wil: Person) -> None:
    cas.reflects(LIGHTHOUSE)
    assert looks_for(cas, "lighthouse")[0].startswith("You | ")
    inserts(cas, world.teams_channel)
    assert f"Cas Colleague · {LEEDS}\n{LIGHTHOUSE}" in wil.sees_there()
    assert not wil.mentioned


@pytest.mark.parametrize("audience", ["Leeds", "Without my name", "Only me"])
def test_what_is_for_fewer_is_never_put_into_a_message_with_its_words(
    world: World, ben: Person, cas: Person, wil: Person, audience: str
) -> None:
    for name in ("Dee", "Eli"):
        world.member("slack", f"{name} Example", "Barnsley")
    cas.reflects(LIGHTHOUSE, audience)
    world.later(days=7)
    assert len(looks_for(cas, "lighthouse")) == (audience != "Only me")
    assert len(looks_for(ben, "lighthouse")) == (audience == "Without my name")
    assert not any("Cas" in line for line in looks_for(ben, "lighthouse"))
    if looks_for(cas, "lighthouse"):
        assert not any(word in inserts(cas, world.teams_channel) for word in ("lighthouse", "Cas", "Leeds"))
    assert "rock" not in wil.sees_there()


def test_it_only_looks_and_says_kindly_why_it_shows_nothing(world: World, cas: Person, wil: Person) -> None:
    before = world.rows()
    for typed, why in (
        ("", "There is nothing yet that you could put into a message."),
        ("lighthouse", "Nothing found for: lighthouse"),
        ("council:atlantis", "I do not know a place called “atlantis”"),
        ("leave for good", "Nothing found for: leave for good"),
    ):
        assert looks_for(cas, typed) == []
        assert why in cas.hands.problem
    assert looks_for(wil, "lighthouse") == []
    assert "You have not joined yet." in wil.hands.problem
    assert world.rows() == before


def test_looking_from_a_chat_of_two_people_does_not_change_where_somebody_is_written_to(
    world: World, cas: Person, ben: Person
) -> None:
    before = world.all(Account)
    looks_for(cas, "")
    elsewhere = {"id": "19:cas_ben@unq.gbl.spaces", "conversationType": "personal", "tenantId": world.teams.id}
    cloud = world.beside.teams
    action = {"commandId": "save_as_reflection", "messagePayload": {"id": "1"}}
    for name, value in (("composeExtension/query", {}), ("composeExtension/fetchTask", action)):
        told = {**cloud.sent, "id": f"f:{name}", "conversation": elsewhere, "name": name, "value": value}
        assert world.loop.run(cloud.deliver(told)).status == 200
    assert world.all(Account) == before
