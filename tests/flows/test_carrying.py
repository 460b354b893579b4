"""Words on their way between two platforms: in order, each once, whatever fails; and what changes while they wait."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters.simulator.wire import Fault
from storage.tables import Carried, Group
from tests.world import Person, World

OUTAGE = 65  # minutes


def cloud_of(world: World, platform: str) -> Any:
    return {"slack": world.beside.slack, "teams": world.beside.teams}[platform]


def heard(person: Person) -> str:
    """What the bot said to them, oldest first."""
    return "\n".join(entry["text"] for entry in person.hands.screen("direct") if entry["bot"])


def in_order_and_once(person: Person, lines: list[str]) -> bool:
    said = heard(person)
    places = [said.find(line) for line in lines]
    return places == sorted(places) and -1 not in places and all(said.count(line) == 1 for line in lines)


@pytest.mark.thorough
@pytest.mark.parametrize("down", ["slack", "teams"])
def test_words_arrive_in_order_and_once_through_an_hour_without_a_platform_and_a_kill_in_the_middle(
    world: World, talking: Group, ana: Person, ben: Person, down: str
) -> None:
    cloud = cloud_of(world, down)
    near, far = (ben, ana) if down == "slack" else (ana, ben)
    lines = [f"Line {number} of six." for number in range(1, 7)]
    answers = [f"Answer {number} of three." for number in range(1, 4)]

    cloud.faults = lambda _call, _body: Fault(status=503)
    for line in lines[:3]:
        near.says(f"write to 1 {line}")
    for _ in range(4):
        world.later(minutes=OUTAGE / 4)
    assert "Line" not in heard(far)
    begun: list[str] = []

    def half_done(call: str, _body: object) -> Fault | None:
        """Slack takes it and cannot say so any more; Teams, which cannot be asked, does not take it."""
        if call not in {"chat.postMessage", "sendToConversation"}:
            return None
        begun.append(call)
        return Fault(delay=0.3, lost=True) if down == "slack" else Fault(delay=0.3, status=503)

    cloud.faults = half_done
    world.now += timedelta(minutes=15)
    world.dies_delivering(lambda: begun)
    world.loop.run(asyncio.sleep(0.5))
    cloud.faults = None
    for line, answer in zip(lines[3:], answers, strict=True):
        near.says(f"write to 1 {line}")
        far.says(f"write to 1 {answer}")
    for _ in range(4):
        world.later(minutes=15)
    assert in_order_and_once(far, lines)
    assert in_order_and_once(near, answers)
    assert "of six" not in str(world.rows())  # what has arrived is kept nowhere


@pytest.mark.parametrize("down", ["slack", "teams"])
def test_words_that_are_edited_while_they_wait_arrive_as_they_are_by_then(
    world: World, talking: Group, ana: Person, ben: Person, down: str
) -> None:
    cloud = cloud_of(world, down)
    near, far = (ben, ana) if down == "slack" else (ana, ben)
    cloud.faults = lambda _call, _body: Fault(status=503)
    first = near.says("write to 1 Could we talk on Monday?")
    second = near.says("write to 1 Or on Sunday?")
    world.later(minutes=5)
    near.edits(first, "write to 1 Could we talk on Thursday?")
    near.edits(second, "Or on Friday?")
    world.later(minutes=5)
    cloud.faults = None
    for _ in range(3):
        world.later(minutes=15)
    assert in_order_and_once(far, ["Could we talk on Thursday?", "Or on Friday?"])
    assert not [word for word in ("Monday", "Sunday", "write to 1") if word in heard(far)]


@pytest.mark.parametrize("down", ["slack", "teams"])
def test_words_that_are_deleted_while_they_wait_are_not_sent(
    world: World, talking: Group, ana: Person, ben: Person, down: str
) -> None:
    cloud = cloud_of(world, down)
    near, far = (ben, ana) if down == "slack" else (ana, ben)
    cloud.faults = lambda _call, _body: Fault(status=503)
    said = [near.says(f"write to 1 {words}") for words in ("Stays.", "Better not.", "Nor this.")]
    world.later(minutes=5)
    near.deletes(said[1])
    near.deletes(said[2])
    assert "Better not." not in str(world.rows()) + str(world.all(Carried))
    cloud.faults = None
    for _ in range(3):
        world.later(minutes=15)
    assert "Stays." in heard(far)
    assert not [words for words in ("Better not.", "Nor this.") if words in heard(far)]


@pytest.mark.parametrize("down", ["slack", "teams"])
def test_words_that_are_edited_on_their_way_are_changed_once_they_stand(
    world: World, talking: Group, ana: Person, ben: Person, down: str
) -> None:
    near, far = (ben, ana) if down == "slack" else (ana, ben)
    begun = asyncio.Event()

    def slowly(call: str, _body: object) -> Fault | None:
        if call not in {"chat.postMessage", "sendToConversation"}:
            return None
        begun.set()
        return Fault(delay=0.5)

    async def edited_meanwhile() -> None:
        said = await near.hands.says("write to 1 Could we talk on Monday?")
        cloud_of(world, down).faults = slowly
        delivering = asyncio.get_running_loop().create_task(world.parts.heartbeat.deliver())
        await begun.wait()
        await near.hands.edits(said, "write to 1 Could we talk on Thursday?")
        await delivering

    near.looks_up()
    world.loop.run(edited_meanwhile())
    world.settle()
    assert "Monday" not in heard(far)
    assert heard(far).count("Thursday") == 1
    assert "Changed since." in heard(far)


def test_words_that_are_edited_when_slack_could_not_say_that_it_took_them_are_changed_once_it_was_asked(
    world: World, talking: Group, ana: Person, ben: Person
) -> None:
    lost = iter([Fault(lost=True)])
    world.beside.slack.faults = lambda call, _body: next(lost, None) if call == "chat.postMessage" else None
    said = ben.says("write to 1 Could we talk on Monday?")
    assert "Monday" in heard(ana)
    ben.edits(said, "write to 1 Could we talk on Thursday?")
    for _ in range(2):
        world.later(minutes=2)
    assert "Monday" not in heard(ana)
    assert heard(ana).count("Thursday") == 1


def test_what_could_name_a_resident_is_pointed_out_before_it_is_carried(
    world: World, talking: Group, ana: Person, ben: Person
) -> None:
    ben.says("write to 1 We rang Mrs Dalloway.")
    assert "Could this name somebody? “Mrs Dalloway”\nChange it, or send it as it is." in ben.sees()
    ben.presses("Edit")
    assert "We rang Mrs Dalloway." in ben.filled_in("Your words")
    assert "Dalloway" not in heard(ana)
    ben.looks_up()
    ben.presses("It is fine, send it")
    ben.sends_again()
    assert heard(ana).count("We rang Mrs Dalloway.") == 1
    ana.replies("And Mr Ramsay?", to="We rang Mrs Dalloway.")
    ana.begins("write to 1")
    ana.fills({"Your words": "And Mr Ramsay?"}, submit="Send")
    assert "Mr Ramsay" in ana.problem()
    assert "Ramsay" not in heard(ben)
    ana.fills({}, submit="It is fine, send it")
    assert heard(ben).count("And Mr Ramsay?") == 1
    assert "Dalloway" not in str(world.rows())


def test_what_went_by_a_button_follows_the_message_that_it_was(
    world: World, talking: Group, ana: Person, ben: Person
) -> None:
    warned = ben.says("write to 1 We rang Mrs Dalloway.")
    ben.presses("It is fine, send it")
    assert "We rang Mrs Dalloway." in heard(ana)
    ben.edits(warned, "write to 1 We rang her.")
    assert "Dalloway" not in heard(ana)
    assert "We rang her." in heard(ana)
    offered = ben.says("Could we talk on Monday?")
    ben.presses("Send to")
    assert "Monday" in heard(ana)
    ben.deletes(offered)
    assert "Monday" not in heard(ana)


def test_what_is_edited_or_too_long_to_wait_is_pointed_out_once_it_went(
    world: World, talking: Group, ana: Person, ben: Person
) -> None:
    said = ana.says("write to 1 Somebody came by.")
    ana.edits(said, "Mrs Dalloway came by.")
    assert "Mrs Dalloway came by." in heard(ben)
    assert "You changed your message, and it was changed where it was read." in heard(ana)
    ben.says(f"write to 1 Mr Ramsay said: {'so ' * 600}.")
    assert "Mr Ramsay said" in heard(ana)
    assert "Could this name somebody? “Mr Ramsay”" in heard(ben)
    assert "It was sent. You can still change or delete your message." in heard(ben)
