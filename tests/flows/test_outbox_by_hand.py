"""What waits and what failed: looked at, tried again, dropped; withdrawn on its way; handed back at the end."""

import asyncio
from datetime import timedelta

import pytest

from adapters.moved_clock import moved_clock, short_lease
from adapters.simulator.wire import Fault
from bot.chat import Card
from bot.delivering import deliveries, outbox
from bot.errors import SetupError
from storage import people
from storage.tables import Delivery, Posting
from tests.world import Person, World


def to(world: World, person: Person, *titles: str, kind: str = "notice", about: str = "") -> None:
    """Decide to write these to somebody."""
    number = world.number(person)
    with world.writing() as session:
        member = people.member(session, number)
        assert member
        for title in titles:
            outbox.put_direct(session, member, Card(title), kind=kind, about=about, now=world.now)


def newest(world: World) -> Delivery:
    found = world.all(Delivery)[-1]
    assert isinstance(found, Delivery)
    return found


def test_what_failed_is_listed_without_its_words_and_can_be_tried_again(world: World, ana: Person) -> None:
    world.beside.slack.faults = lambda call, _: Fault(error="invalid_blocks") if "post" in call else None
    to(world, ana, "Wheelbarrow")
    world.settle()
    world.beside.slack.faults = None
    (failed,) = deliveries.unfinished(world.parts.database, 10, world.now + timedelta(hours=3))
    assert (failed.state, failed.code, failed.kind, failed.age) == ("dead", "invalid_blocks", "notice", 3 * 3600)
    shown = deliveries.as_text([failed])
    assert "invalid_blocks" in shown
    assert "3 h" in shown
    assert "Wheelbarrow" not in shown + str(failed.plain())
    deliveries.retry(world.parts.database, failed.id, world.now)
    world.settle()
    assert "Wheelbarrow" in ana.sees()
    assert deliveries.as_text(deliveries.unfinished(world.parts.database, 10)).startswith("Nothing")
    with pytest.raises(SetupError, match="cannot be tried again"):
        deliveries.retry(world.parts.database, failed.id, world.now)


def test_what_is_dropped_is_not_sent_and_its_words_are_gone(world: World, ana: Person) -> None:
    to(world, ana, "Wheelbarrow")
    number = newest(world).id
    assert number
    deliveries.drop(world.parts.database, number)
    world.settle()
    assert "Wheelbarrow" not in ana.sees()
    assert newest(world).card is None
    assert not deliveries.unfinished(world.parts.database, 10)


def test_what_is_withdrawn_while_it_travels_is_taken_away_once_it_stands(world: World, ana: Person) -> None:
    to(world, ana, "Wheelbarrow", about="thing 1")

    def withdraws(call: str, _body: object) -> None:
        if call == "chat.postMessage":
            with world.writing() as session:
                outbox.withdraw(session, "thing 1", world.now)

    world.beside.slack.faults = withdraws
    world.settle()
    world.beside.slack.faults = None
    world.settle()
    assert "Wheelbarrow" not in ana.sees()
    assert not [row for row in world.all(Posting) if row.about == "thing 1"]


def test_what_is_planned_for_later_does_not_hold_up_what_is_due(world: World, ana: Person) -> None:
    to(world, ana, "Tomorrow")
    with world.writing() as session:
        row = session.get(Delivery, newest(world).id)
        row.not_before = world.now + timedelta(days=1)
        session.add(row)
    to(world, ana, "Today")
    world.settle()
    assert "Today" in ana.sees()
    assert "Tomorrow" not in ana.sees()


def test_a_slow_tenant_delays_no_other(world: World, ana: Person, ben: Person) -> None:
    """Slack takes its time; what is decided for Teams meanwhile is there before Slack has answered."""
    seen: list[bool] = []
    world.beside.slack.faults = lambda call, _: Fault(delay=2.0) if call == "chat.postMessage" else None
    to(world, ana, "Slowly")

    async def both() -> None:
        slow = asyncio.create_task(world.parts.heartbeat.deliver())
        await asyncio.sleep(0.3)
        await asyncio.to_thread(to, world, ben, "Quickly")
        world.parts.heartbeat.wake()
        while not slow.done() and "Quickly" not in ben.sees():  # noqa: ASYNC110 - nobody tells what stands on a screen
            await asyncio.sleep(0.05)
        seen.extend(("Quickly" in ben.sees(), "Slowly" in ana.sees()))
        await slow

    world.loop.run(both())
    assert seen == [True, False]
    assert "Slowly" in ana.sees()


def test_a_process_that_ends_hands_back_what_it_has_not_begun(world: World, ana: Person) -> None:
    world.parts.platforms["slack"].pace = type(world.parts.platforms["slack"].pace)(conversation=0.1, tenant=0.1)
    to(world, ana, "First", "Second")

    async def ends() -> None:
        delivering = asyncio.create_task(world.parts.heartbeat.deliver())
        await asyncio.sleep(0.5)
        await world.parts.heartbeat.stop()
        await delivering

    world.loop.run(ends())
    assert [row.state for row in world.all(Delivery) if row.member_id == world.number(ana)] == ["sent", "pending"]
    world.loop.run(world.another().heartbeat.deliver())
    assert "Second" in ana.sees()


def test_a_clock_and_a_lease_may_be_moved_on_this_machine_alone(tmp_path) -> None:
    file = tmp_path / "clock"
    clock = moved_clock(file, "127.0.0.1")
    before = clock()
    file.write_text("86400")
    assert timedelta(hours=23) < clock() - before < timedelta(hours=25)
    file.write_text("")  # being written
    assert clock() - before > timedelta(hours=23)
    with pytest.raises(SetupError, match="HOST is 0"):
        moved_clock(file, "0.0.0.0")
    with pytest.raises(SetupError, match="HOST is 0"):
        short_lease(5, "0.0.0.0")
