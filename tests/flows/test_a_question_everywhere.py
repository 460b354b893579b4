"""An organiser plans in Teams, and the question comes to Slack and Teams; the database owns time."""

from datetime import UTC, datetime

from adapters.simulator.wire import Fault
from storage.tables import Asking, Audit, Delivery, Posting, Schedule
from tests.world import Person, World


def planned(person: Person, which: str = "Chosen by what") -> None:
    """Weekly on Tuesday at ten, from the form."""
    person.begins("schedule")
    person.fills(
        {"Which questions": which, "Day": "Tuesday", "Time": "10:00", "How often": "Every week"},
        submit="Show me the dates",
    )
    person.presses("Start")
    person.looks_up()


def states(world: World) -> dict[str, str]:
    return {row.platform: row.state for row in world.all(Delivery) if row.kind == "question"}


def test_a_plan_made_in_teams_asks_in_slack_and_teams(world: World, otto: Person, ana: Person, ben: Person) -> None:
    planned(otto)
    assert "Tuesday 3 November, 10:00" in otto.sees()
    (row,) = world.all(Schedule)
    assert row.next_at == datetime(2026, 11, 3, 10, tzinfo=UTC)
    world.later(hours=24)
    assert not world.all(Asking)
    world.later(hours=1)
    (asking,) = world.all(Asking)
    assert asking.question in ana.sees_there()
    assert asking.question in ben.sees_there()
    assert states(world) == {"slack": "sent", "teams": "sent"}
    assert len(world.all(Posting)) == 2
    (row,) = world.all(Schedule)
    assert row.next_at == datetime(2026, 11, 10, 10, tzinfo=UTC)
    assert "scheduled" in {row.act for row in world.all(Audit)}


def test_the_preview_changes_nothing_until_it_is_started(world: World, otto: Person) -> None:
    otto.says("schedule weekly tue 10:00")
    assert "Is this right?" in otto.sees()
    assert "Tuesday 10 November, 10:00" in otto.sees()
    assert not world.all(Schedule)
    otto.presses("Start")
    otto.sends_again()
    assert len(world.all(Schedule)) == 1


def test_slack_being_down_does_not_delay_teams_and_slack_gets_it_later(
    world: World, otto: Person, ana: Person, ben: Person
) -> None:
    planned(otto)
    world.beside.slack.faults = lambda _call, _body: Fault(status=503)
    world.later(hours=25)
    (asking,) = world.all(Asking)
    assert asking.question in ben.sees_there()
    assert asking.question not in ana.sees_there()
    assert states(world)["teams"] == "sent"
    assert states(world)["slack"] != "sent"
    world.beside.slack.faults = None
    world.later(minutes=5)
    world.later(minutes=5)
    assert ana.sees_there().count(asking.question) == 1
    assert states(world) == {"slack": "sent", "teams": "sent"}


def test_beating_twice_asks_once(world: World, otto: Person) -> None:
    planned(otto)
    world.later(hours=25)
    world.settle()
    world.settle()
    assert len(world.all(Asking)) == 1


def test_two_replicas_ask_once_and_deliver_once(world: World, otto: Person, ana: Person, ben: Person) -> None:
    planned(otto)
    other = world.another()
    world.now = datetime(2026, 11, 3, 10, 0, 1, tzinfo=UTC)

    async def both() -> None:
        import asyncio  # noqa: PLC0415

        await asyncio.gather(world.parts.heartbeat.tick(), other.heartbeat.tick())
        await asyncio.gather(world.parts.heartbeat.deliver(), other.heartbeat.deliver())

    world.loop.run(both())
    world.settle()
    (asking,) = world.all(Asking)
    assert ana.sees_there().count(asking.question) == 1
    assert ben.sees_there().count(asking.question) == 1


def test_after_a_month_of_silence_one_question_is_asked(world: World, otto: Person) -> None:
    planned(otto)
    world.later(days=30)
    assert len(world.all(Asking)) == 1
    (row,) = world.all(Schedule)
    assert row.next_at == datetime(2026, 12, 8, 10, tzinfo=UTC)


def test_weeks_keep_their_hour_through_the_clock_change(world: World, otto: Person) -> None:
    planned(otto)
    world.later(hours=25)
    world.now = datetime(2027, 3, 23, 10, 0, 1, tzinfo=UTC)
    world.settle()
    (row,) = world.all(Schedule)
    assert row.next_at == datetime(2027, 3, 30, 9, tzinfo=UTC)  # ten o'clock in British Summer Time


def test_a_stopped_plan_asks_nothing(world: World, otto: Person) -> None:
    planned(otto)
    otto.says("upcoming")
    otto.presses("Stop")
    assert "Nothing more is asked from this plan." in otto.sees()
    world.later(days=15)
    assert not world.all(Asking)


def test_the_count_goes_up_where_the_question_stands(world: World, ana: Person, ben: Person) -> None:
    world.asks()
    ana.answers_there("From Slack.", "The network")
    ben.answers_there("From Teams.", "The network")
    world.later(minutes=1)
    assert "2 people have answered." in ana.sees_there()
    ben.hands.reloads()
    assert "2 people have answered." in ben.sees_there()


def test_nothing_is_asked_where_no_channel_is_a_home(bare: World) -> None:
    olga = bare.on_slack("Olga Organiser")
    olga.says("hello")
    bare.make_organiser()
    olga.says("ask")
    assert "No channel is a home of the network yet." in olga.sees()
    assert not bare.all(Asking)


def test_who_wants_it_directly_gets_it_directly_on_both(world: World, ana: Person, ben: Person) -> None:
    for person in (ana, ben):
        person.begins("me")
        person.fills({"How should the weekly": "By direct message"}, submit="Save")
        person.looks_up()
    question = world.asks()
    for person in (ana, ben):
        assert question in person.sees("direct")
    ana.presses("Reflect", in_="direct")
    ana.fills({"Your words": "From my own chat.", "Who can read it": "Only me"}, submit="Save")
    ben.fills({"Your words": "From mine.", "Who can read it": "Only me"}, submit="Reflect", in_="direct")
    assert "Kept." in ana.sees("direct")
    assert "Kept." in ben.sees("direct")
