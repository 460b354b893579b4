"""What organisers do with a plan: a season in ten presses, a look ahead, and every way to change what comes next."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.simulator.wire import Fault
from bot.chat import Card
from bot.delivering import notices, outbox
from storage import people
from storage.tables import Asking, Audit, QuietPeriod, Schedule, Space
from tests.world import Person, World

SEASON = {"Which questions": "A first season", "How many": "12 times"}


@pytest.fixture(params=["slack", "teams"])
def organiser(request: Any, world: World) -> Person:
    person = world.organiser_on(request.param)
    person.looks_up()
    return person


def season(organiser: Person, **more: str) -> None:
    organiser.begins("schedule")
    organiser.fills(SEASON | more, submit="Show me the dates")
    organiser.presses("Start")
    organiser.looks_up()


def plan(world: World) -> Schedule:
    return world.all(Schedule)[-1]


def weeks(world: World, count: int) -> list[Asking]:
    for _ in range(count):
        world.later(days=7)
    return world.all(Asking)


def test_a_season_of_twelve_weeks_takes_at_most_ten_presses(world: World, organiser: Person) -> None:
    organiser.says("organise")
    before = organiser.pressed
    organiser.presses("Plan questions")
    organiser.fills(SEASON | {"Day": "Tuesday", "Time": "10:00"}, submit="Show me the dates")
    assert "Tuesday 3 November, 10:00" in organiser.sees()
    organiser.presses("Start")
    assert organiser.pressed - before <= 10
    assert len(weeks(world, 14)) == 12
    assert plan(world).next_at is None


def test_the_preview_shows_the_first_question_as_each_platform_will(world: World, organiser: Person) -> None:
    organiser.begins("schedule")
    organiser.fills(SEASON, submit="Show me the dates")
    seen = organiser.sees()
    first = world.parts.content.prompts["came-back"]
    slack, teams = seen.split("As Slack will show it")[1].split("As Teams will show it")
    for shown in (slack, teams):
        assert first.question in shown
        assert all(way in shown for way in first.ways_in)
        assert "[ What others said ]" in shown
    assert "[ Reflect ]" in slack
    assert "Your words" not in slack
    assert "Your words: ___" in teams
    assert not world.all(Schedule)
    assert first.question not in world.on_slack("Nobody Special").sees_there()


def test_replaced_skipped_paused_and_copied(world: World, organiser: Person) -> None:
    season(organiser)
    first = plan(world).next_at
    organiser.says("upcoming")
    organiser.presses("Replace the next")
    organiser.fills({"The question to ask instead": world.parts.content.prompts["habit-to-leave"].question[:40]})
    assert "Changed." in organiser.sees()
    (asked,) = weeks(world, 1)
    assert (asked.prompt, asked.slot) == ("habit-to-leave", first)

    organiser.says("upcoming")
    organiser.presses("Skip")
    assert [row.prompt for row in weeks(world, 2)] == ["habit-to-leave", "own-eyes"]

    organiser.says("upcoming")
    organiser.presses("Pause")
    organiser.fills({"Go on again on": "2026-12-20"})
    organiser.looks_up()
    assert plan(world).next_at == datetime(2026, 12, 22, 10, tzinfo=UTC)

    organiser.says("upcoming")
    organiser.presses("Copy")
    organiser.fills({"Day": "Thursday"}, submit="Show me the dates")
    organiser.presses("Start")
    copied = plan(world)
    assert (copied.playlist, copied.weekdays, copied.count) == ("a-first-season", "thu", 12)
    acts = {row.act for row in world.all(Audit)}
    assert acts >= {"scheduled", "replaced the next", "skipped the next", "paused"}


def test_questions_are_picked_by_some_of_their_words(world: World, organiser: Person) -> None:
    prompts = world.parts.content.prompts
    first, second = prompts["told-afterwards"], prompts["came-back"]
    organiser.begins("schedule")
    organiser.fills({"Or questions you pick": "xyzzy plugh"}, submit="Show me the dates")
    assert "Which question do you mean by “xyzzy plugh”?" in organiser.problem()
    typed = f"{' '.join(second.question.split()[2:12])}\ntold-afterwards"
    organiser.fills({"Or questions you pick": typed}, submit="Show me the dates")
    assert organiser.sees().index(second.question) < organiser.sees().index(first.question)
    organiser.presses("Start")
    assert (plan(world).picked, plan(world).count) == ([second.slug, first.slug], 2)


def test_a_date_in_the_past_is_refused_beside_its_field(world: World, organiser: Person) -> None:
    season(organiser)
    organiser.says("upcoming")
    organiser.presses("Pause")
    organiser.fills({"Go on again on": "2026-10-01"})
    assert "a day after today" in organiser.problem()
    assert plan(world).skipped == []


def test_quiet_days_of_all_move_a_plan_and_of_one_place_leave_its_people_out(
    world: World, organiser: Person, ana: Person, ben: Person
) -> None:
    season(organiser)
    organiser.says("quiet 2026-11-03 2026-11-09")
    organiser.says("quiet 2026-11-10 2026-11-10 gateshead")
    assert plan(world).next_at == datetime(2026, 11, 10, 10, tzinfo=UTC)
    ben.begins("me")
    ben.fills({"How should the weekly": "By direct message"}, submit="Save")
    ben.looks_up()
    (asked,) = weeks(world, 2)
    assert asked.question in ana.sees_there()
    assert asked.question not in ben.sees("direct")
    organiser.says("upcoming")
    organiser.presses("End it")
    assert len(world.all(QuietPeriod)) == 1


def test_bank_holidays_are_skipped_or_moved(world: World, organiser: Person) -> None:
    season(organiser, **{"Day": "Friday", "Starting": "2026-12-21", "On a bank holiday": "Ask on the next working day"})
    assert plan(world).next_at == datetime(2026, 12, 29, 10, tzinfo=UTC)  # Christmas Day, and Boxing Day's substitute
    season(organiser, Day="Friday", Starting="2026-12-21")
    assert plan(world).next_at == datetime(2027, 1, 8, 10, tzinfo=UTC)  # New Year's Day is one too


def test_a_plan_for_some_channels_asks_there_alone_and_its_history_is_theirs(
    world: World, organiser: Person, ana: Person, ben: Person
) -> None:
    organiser.begins("schedule")
    organiser.fills(SEASON | {"In which channels": ["upstream (Slack)"]}, submit="Show me the dates")
    organiser.presses("Start")
    organiser.looks_up()
    (asked,) = weeks(world, 1)
    assert asked.question in ana.sees_there()
    assert asked.question not in ben.sees_there()
    other = next(row.id for row in world.all(Space) if row.id not in asked.space_ids)
    organiser.says(f"schedule what=a-first-season days=thu at=10:00 spaces={other}")
    assert asked.question in organiser.sees().split("The first question")[-1]


def test_every_malformed_plan_gets_a_sentence(world: World, organiser: Person) -> None:
    for words in (
        "schedule what=nothing days=tue at=10:00",
        "schedule what=chosen days=tue at=25:00",
        "schedule what=chosen days=foo at=10:00",
        "schedule what=chosen days=tue at=10:00 zone=Atlantis/Deep",
        "schedule what=chosen days=tue at=10:00 every=0",
        "schedule what=chosen days=tue at=10:00 count=-3",
        "schedule what=chosen days=tue at=10:00 spaces=x",
        "schedule what=chosen days=tue at=10:00 until=2020-01-01",
        "schedule what=picked:nothing-like-it days=tue at=10:00",
        "schedule what=theme:nothing days=tue at=10:00",
        "schedule weekly someday 10:00",
        "schedule = = =",
        "quiet tomorrow never",
        "quiet 2026-12-01 2026-11-01",
        "quiet 2026-12-01 2026-12-02 atlantis",
        "pause plan 77 2026-12-01",
        "replace next 77 came-back",
        "skip next x",
    ):
        organiser.says(words)
        assert "went wrong" not in organiser.sees(), words
    assert not world.all(Schedule)
    assert not world.all(QuietPeriod)


def test_what_failed_is_seen_and_decided_by_an_organiser(
    world: World, organiser: Person, ana: Person, ben: Person
) -> None:
    home = world.slack_channel.id
    world.beside.slack.faults = lambda call, body: (
        Fault(error="invalid_blocks") if call == "chat.postMessage" and body["channel"] == home else None
    )
    question = world.asks()
    world.beside.slack.faults = None
    organiser.says("organise")
    assert "One message could not be delivered." in organiser.sees()
    organiser.says("undelivered")
    assert "A question to upstream (Slack)" in organiser.sees()
    assert "invalid_blocks" in organiser.sees()
    organiser.presses("Try again")
    assert question in ana.sees_there()
    organiser.says("undelivered")
    assert "Everything arrived" in organiser.sees()
    organiser.says("deliver again 1")
    assert "not waiting any more" in organiser.sees()
    ben.begins("me")
    ben.fills({"How should the weekly": "By direct message"}, submit="Save")
    ben.hands.blocks()
    world.slack_channel.row.archived = True
    world.asks()
    world.later(days=1)
    with world.writing() as session:
        for kind in (*notices.ORDER, "words", "answer", "change", "notice"):
            row = outbox.put_direct(session, people.members(session)[-2], Card("x"), kind=kind, about="", now=world.now)
            assert row
            row.state = "dead"
    for _ in range(4):
        organiser.says("undelivered")
        organiser.presses("Let it go")
        assert "went wrong" not in organiser.sees()
    organiser.says("undelivered")
    assert "Channels we cannot post in any more" in organiser.sees()
    assert "Ben Invented, Gateshead" in organiser.sees()
    ana.says("undelivered")
    assert "Channels" not in ana.sees("direct")
