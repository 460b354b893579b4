"""Whoever changes, withdraws or reports words changes them wherever the bot showed them, on either platform."""

import asyncio

import pytest

from adapters.simulator.wire import Fault
from storage.tables import Copy, Erasure, Posting
from tests.world import Person, World


def found_by(person: Person, words: str) -> None:
    person.looks_up()
    person.says(f"search {words}")
    assert words in person.sees()


def test_a_change_reaches_every_message_that_shows_it(world: World, ana: Person, ben: Person) -> None:
    cas = world.member("slack", "Cas Colleague", "Barnsley")
    number = ana.reflects("marmalade on toast", "The network")
    for reader in (ben, cas):
        found_by(reader, "marmalade")
    ana.begins(f"edit {number}")
    ana.fills({"Your words": "honey on toast"}, submit="Save")
    world.settle()
    for reader in (ben, cas):
        assert "marmalade on toast" not in reader.sees()
        assert "honey on toast" in reader.sees()
    ana.begins(f"audience {number}")
    ana.fills({"Who can read it": "Only me"}, submit="Save")
    world.settle()
    assert "honey" in ana.sees()
    for reader in (ben, cas):
        assert "honey" not in reader.sees()
        assert "Who wrote it took it away, or chose other readers." in reader.sees()
    assert not world.all(Erasure)


@pytest.mark.parametrize(
    ("says", "fields", "submit"),
    [
        ("delete", {}, "Delete it"),
        ("audience", {"Who can read it": "Only me"}, "Save"),
        ("edit", {"Your words": "honey on toast"}, "Save"),
    ],
)
def test_a_change_overtakes_an_answer_that_is_still_on_its_way(
    world: World, ana: Person, ben: Person, says: str, fields: dict[str, str], submit: str
) -> None:
    """What Ben looked for reaches his chat after Ana changed it, and before anybody knows that it stands there."""
    number = ana.reflects("marmalade on toast", "The network")
    ana.begins(f"{says} {number}")
    ben.looks_up()
    world.beside.teams.faults = lambda _call, _body: Fault(delay=1)

    async def meanwhile() -> None:
        await asyncio.sleep(0.4)
        await (ana.hands.fills(fields, submit) if fields else ana.hands.presses(submit))

    async def both() -> None:
        await asyncio.gather(ben.hands.says("search marmalade"), meanwhile())

    world.loop.run(both())
    assert "marmalade on toast" in ben.sees()
    world.beside.teams.faults = None
    world.settle()
    assert "marmalade on toast" not in ben.sees()


def test_what_else_stood_in_the_same_answer_stays(world: World, ana: Person, ben: Person) -> None:
    cas = world.member("slack", "Cas Colleague", "Barnsley")
    number = ana.reflects("rhubarb and marmalade", "The network")
    cas.reflects("rhubarb and custard", "The network")
    found_by(ben, "rhubarb")
    ana.says(f"delete {number}")
    ana.presses("Delete it")
    world.settle()
    assert "rhubarb and marmalade" not in ben.sees()
    assert "rhubarb and custard" in ben.sees()


def test_something_wrong_takes_it_out_of_every_chat(world: World, ana: Person, ben: Person) -> None:
    cas = world.member("slack", "Cas Colleague", "Barnsley")
    ana.reflects("marmalade on toast", "The network")
    found_by(cas, "marmalade")
    found_by(ben, "marmalade")
    ben.presses("Something wrong here?")
    world.settle()
    assert "marmalade on toast" not in cas.sees()
    assert "marmalade on toast" in ana.sees()


def test_leaving_takes_it_out_of_every_chat(world: World, olga: Person, ana: Person, ben: Person) -> None:
    ana.reflects("marmalade on toast", "The network")
    found_by(ben, "marmalade")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    ana.begins("say hello 1")
    ana.fills({"Your words": "kaleidoscope"}, submit="Send")
    assert "kaleidoscope" in ben.sees()
    assert "Ana Example" in ben.sees()
    ana.says("forget me")
    ana.presses("Leave and erase")
    for _ in range(4):
        world.settle()
    for words in ("marmalade on toast", "kaleidoscope", "Ana Example"):
        assert words not in ben.sees(), words
    assert "The last of it is gone." in ana.sees()


def test_what_could_not_be_reached_is_named_to_the_author(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("marmalade on toast", "The network")
    found_by(ben, "marmalade")
    world.beside.teams.faults = lambda _call, _body: Fault(status=403)
    ana.says(f"delete {number}")
    ana.presses("Delete it")
    for _ in range(3):
        world.settle()
    assert "One message that shows your words as they were could not be changed" in ana.sees()
    assert "(Teams)" in ana.sees()
    assert not world.all(Erasure)


def test_answers_without_words_and_answers_nobody_else_keeps_are_not_noted(world: World, ana: Person) -> None:
    ana.says("help")
    ana.says_there("mine")  # only they see it, and Slack keeps it nowhere
    ana.command("mine")
    assert not world.all(Copy)
    ana.says("hello")
    assert not [row for row in world.all(Posting) if row.about == "answer"]
