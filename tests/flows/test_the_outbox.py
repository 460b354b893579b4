"""The outbox: in order, once, kept while a platform is away, and no transaction open while a message travels."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from adapters.simulator.wire import Fault
from bot.chat import Card, address_from_json
from bot.delivering import outbox
from storage.tables import Account, Delivery, Space
from tests.world import Person, World

pytestmark = pytest.mark.on("sqlite", "postgres")

LEASE = timedelta(seconds=60)


def to(world: World, person: Person, *titles: str, kind: str = "notice") -> None:
    """Decide to write these to somebody, in this order."""
    number = world.number(person)
    with world.writing() as session:
        from storage import people  # noqa: PLC0415

        member = people.member(session, number)
        for title in titles:
            outbox.put_direct(session, member, Card(title), kind=kind, about="", now=world.now)


def claimed(world: World, owner: str) -> Delivery:
    """Some process takes the newest delivery and is not heard of again."""
    with world.writing() as session:
        row = session.get(Delivery, world.all(Delivery)[-1].id)
        row.state, row.owner, row.fence, row.lease_until = "claimed", owner, row.fence + 1, world.now + LEASE
        session.add(row)
        session.flush()
        session.expunge_all()
        return row


def states(world: World, person: Person) -> list[str]:
    number = world.number(person)
    return [row.state for row in world.all(Delivery) if row.member_id == number]


def test_order_is_kept_in_a_conversation_though_the_first_fails(world: World, ana: Person, ben: Person) -> None:
    for person, cloud in ((ana, world.beside.slack), (ben, world.beside.teams)):
        failures = iter([Fault(status=503)])
        cloud.faults = lambda _call, _body, failures=failures: next(failures, None)
        to(world, person, "The first", "The second", "The third")
        world.settle()
        assert "The second" not in person.sees()
        world.later(minutes=1)
        cloud.faults = None
        world.later(minutes=1)
        seen = person.sees()
        assert seen.index("The first") < seen.index("The second") < seen.index("The third")


def test_one_who_cannot_be_reached_holds_up_nobody_else(world: World, ana: Person, ben: Person) -> None:
    cas = world.member("slack", "Cas Invented", "Barnsley")
    direct = ana.hands.direct.id
    world.beside.slack.faults = lambda _call, body: Fault(status=503) if body.get("channel") == direct else None
    to(world, ana, "For Ana")
    to(world, cas, "For Cas")
    to(world, ben, "For Ben")
    world.settle()
    assert "For Cas" in cas.sees()
    assert "For Ben" in ben.sees()
    assert "sent" not in states(world, ana)


def test_an_ambiguous_post_is_asked_for_in_slack_before_it_is_sent_again(world: World, ana: Person) -> None:
    """The message arrived, its answer did not."""
    lost = iter([Fault(lost=True)])
    world.beside.slack.faults = lambda call, _body: next(lost, None) if call == "chat.postMessage" else None
    to(world, ana, "Only once")
    world.settle()
    assert states(world, ana) == ["sending"]
    world.later(minutes=2)
    world.later(minutes=2)
    assert states(world, ana) == ["sent"]
    assert ana.sees().count("Only once") == 1


def test_what_did_not_arrive_is_sent_again_after_asking(world: World, ana: Person) -> None:
    failing = iter([Fault(status=500, error="internal_error")])
    world.beside.slack.faults = lambda call, _body: next(failing, None) if call == "chat.postMessage" else None
    to(world, ana, "Only once")
    world.settle()
    world.later(minutes=2)
    world.later(minutes=2)
    assert ana.sees().count("Only once") == 1


@pytest.mark.parametrize(("what", "state", "times"), [("words", "sent", 2), ("notice", "uncertain", 1)])
def test_teams_cannot_be_asked_so_words_go_again_and_notices_do_not(
    world: World, ben: Person, what: str, state: str, times: int
) -> None:
    lost = iter([Fault(lost=True)])
    world.beside.teams.faults = lambda call, _body: next(lost, None)
    to(world, ben, "Perhaps", kind=what)
    world.settle()
    world.later(minutes=2)
    world.later(minutes=2)
    assert states(world, ben) == [state]
    assert ben.sees().count("Perhaps") == times


def test_what_a_dead_process_had_claimed_goes_out_after_its_lease(world: World, ana: Person) -> None:
    to(world, ana, "Claimed and left")
    claimed(world, "dead")
    world.settle()
    assert states(world, ana) == ["claimed"]
    world.later(seconds=61)
    assert states(world, ana) == ["sent"]
    assert ana.sees().count("Claimed and left") == 1


def test_who_lost_the_lease_may_not_write_over_its_successor(world: World, ana: Person) -> None:
    from storage import outbox as rows  # noqa: PLC0415

    to(world, ana, "Twice claimed")
    mine = claimed(world, "slow")
    world.later(seconds=61)
    with world.writing() as session:
        assert not rows.mark(session, mine, "dead", card=None)
    assert states(world, ana) == ["sent"]


def test_somebody_who_blocked_the_bot_is_marked_and_comes_back(world: World, ben: Person) -> None:
    ben.hands.blocks()
    to(world, ben, "Not for you")
    world.settle()
    assert states(world, ben) == ["dead"]
    number = world.number(ben)
    (account,) = [row for row in world.all(Account) if row.member_id == number]
    assert not account.reachable
    to(world, ben, "Neither this")
    assert len(states(world, ben)) == 1
    ben.says("home")
    (account,) = [row for row in world.all(Account) if row.member_id == number]
    assert account.reachable
    to(world, ben, "Now again")
    world.settle()
    assert "Now again" in ben.sees()


def test_a_channel_that_is_gone_is_no_home_any_more(world: World, ana: Person, ben: Person) -> None:
    world.slack_channel.row.archived = True
    question = world.asks()
    assert question in ben.sees_there()
    assert {row.platform: row.state for row in world.all(Space)} == {"slack": "gone", "teams": "home"}


def test_a_delivery_that_nobody_will_ever_take_is_put_aside(world: World, ana: Person) -> None:
    world.beside.slack.faults = lambda call, _body: (
        Fault(status=200, error="invalid_blocks") if call == "chat.postMessage" else None
    )
    to(world, ana, "Unacceptable")
    world.settle()
    world.beside.slack.faults = None
    world.later(hours=1)
    assert states(world, ana) == ["dead"]
    to(world, ana, "Acceptable")
    world.settle()
    assert "Acceptable" in ana.sees()


def test_no_transaction_is_open_while_a_message_travels(world: World, ana: Person, ben: Person) -> None:
    """The clouds look into the program's own pool while they are being spoken to."""
    open_then: list[int] = []
    pool: Any = world.parts.database.engine.pool

    def look(_call: str, _body: dict[str, Any]) -> Fault | None:
        end = time.monotonic() + 1  # what has begun beside it (the next claim) may end meanwhile; its own would not
        while pool.checkedout() and time.monotonic() < end:
            time.sleep(0.005)
        open_then.append(pool.checkedout())
        return None

    world.beside.slack.faults = world.beside.teams.faults = look
    for person, title in ((ana, "One"), (ben, "Two")):
        to(world, person, title)
        world.loop.run(world.parts.heartbeat.deliver())
    assert len(open_then) >= 2
    assert set(open_then) == {0}


def test_two_replicas_deliver_each_once(world: World, ana: Person, ben: Person) -> None:
    other = world.another()
    for person in (ana, ben):
        to(world, person, *(f"Number {n}." for n in range(6)))

    async def both() -> None:
        await asyncio.gather(*(parts.heartbeat.deliver() for parts in (world.parts, other, world.parts, other)))

    world.loop.run(both())
    world.settle()
    for person in (ana, ben):
        positions = [person.sees().index(f"Number {n}.") for n in range(6)]
        assert positions == sorted(positions)
        assert all(person.sees().count(f"Number {n}.") == 1 for n in range(6))


def test_a_retry_after_is_kept(world: World, ana: Person) -> None:
    world.beside.slack.faults = lambda call, _body: (
        Fault(status=429, retry_after=300) if call == "chat.postMessage" else None
    )
    to(world, ana, "Patience")
    world.settle()
    world.beside.slack.faults = None
    world.later(minutes=4)
    assert "Patience" not in ana.sees()
    world.later(minutes=2)
    assert "Patience" in ana.sees()


def test_an_address_survives_its_way_through_the_database(world: World, ana: Person, ben: Person) -> None:
    for row in world.all(Account):
        assert address_from_json(row.direct).platform == row.platform
