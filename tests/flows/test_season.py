"""A season: planned in a short form, seen by everybody, one at a time, and what it leaves behind."""

from datetime import date, timedelta
from typing import Any

import pytest

from storage.tables import Audit, Season, SeasonPhase
from tests.web.visiting import Visit
from tests.world import BARNSLEY, PLATFORMS, Person, World

DAYS = {"First day": "2026-11-09", "Last day": "2027-01-31"}  # twelve weeks from a Monday


def planned(organiser: Person, name: str = "Listening", **days: str) -> None:
    organiser.begins("season new")
    organiser.fills({"What is it called": name} | DAYS | days, submit="Save")
    organiser.looks_up()


def phases(world: World) -> dict[str, date]:
    return {row.phase: row.first for row in world.all(SeasonPhase) if row.season_id == 1}


@pytest.fixture(params=PLATFORMS)
def organiser(request: Any, world: World) -> Person:
    person = world.organiser_on(request.param)
    person.looks_up()
    return person


def test_three_fields_make_a_season_with_phases_of_a_third_each(world: World, organiser: Person) -> None:
    planned(organiser)
    assert phases(world) == {
        "discovery": date(2026, 11, 9),
        "action-learning": date(2026, 12, 7),
        "sharing": date(2027, 1, 4),
    }
    assert "Three patterns that come up in more than one place" in organiser.sees()
    organiser.begins("season phases 1")
    organiser.fills(
        {"Action learning begins": "2026-12-14", "What should Action learning leave": "One thing tried in each place"},
        submit="Save",
    )
    assert phases(world)["action-learning"] == date(2026, 12, 14)
    world.later(days=7 * 6)  # Monday 14 December
    organiser.looks_up()
    organiser.says("season")
    assert "Week 6 of 12, Action learning" in organiser.sees()
    assert "It should leave: One thing tried in each place" in organiser.sees()
    assert [row.act for row in world.all(Audit)][-2:] == ["planned a season", "changed a season"]


def test_one_season_at_a_time(world: World) -> None:
    olga = world.organiser_on("slack")
    planned(olga)
    olga.begins("season new")
    olga.fills({"What is it called": "Another", "First day": "2027-01-31", "Last day": "2027-03-31"}, submit="Save")
    assert "“Listening” goes from 9 November 2026 to 31 January 2027. One season at a time" in olga.problem()
    olga.fills({"First day": "2027-02-01", "Last day": "2027-03-31"}, submit="Save")
    assert [row.name for row in world.all(Season)] == ["Listening", "Another"]
    olga.looks_up()
    olga.begins("season phases 1")
    olga.fills({"Sharing begins": "2026-12-01"}, submit="Save")
    assert "follow each other" in olga.problem()
    olga.looks_up()
    olga.begins("season edit 1")  # what no longer fits is proposed anew
    olga.fills({"Last day": "2026-12-06"}, submit="Save")
    assert phases(world)["sharing"] < date(2026, 12, 6)


def test_a_member_sees_it_and_changes_nothing(world: World) -> None:
    olga = world.organiser_on("slack")
    ben = world.member("teams", "Ben Invented", "Gateshead")
    ben.says("season")
    assert "No season is going on." in ben.sees()
    planned(olga)
    olga.says("schedule weekly tue 10:00")
    olga.presses("Start")
    world.later(days=8)
    ben.says("season")
    assert "Week 1 of 12, Discovery" in ben.sees()
    assert "times, next on" in ben.sees()  # what is planned in its days
    assert "Name and days" not in ben.buttons()
    ben.says("home")
    assert "Listening: Week 1 of 12, Discovery" in ben.sees()
    for sentence in ("season new", "season edit 1", "season phases 1", "season end for good 1"):
        ben.looks_up()
        ben.says(sentence)
        assert "organisers" in ben.sees()
    assert [row.last for row in world.all(Season)] == [date(2027, 1, 31)]


def test_organisers_see_in_the_week_before_that_a_phase_begins_and_can_end_it(world: World) -> None:
    olga = world.organiser_on("slack")
    planned(olga)
    world.later(days=35 - 8)
    olga.says("organise")
    assert "Action learning begins" not in olga.sees()
    world.later(days=4)
    olga.says("organise")
    assert "Action learning begins on Monday 7 December. It should leave: One thing each of us tried" in olga.sees()
    olga.says("season")
    olga.presses("End it today")
    olga.presses("End it today")
    (row,) = world.all(Season)
    assert row.last == world.now.date()
    world.later(days=1)
    olga.looks_up()
    planned(
        olga, "The next", **{"First day": (world.now.date() + timedelta(days=1)).isoformat(), "Last day": "2027-02-28"}
    )
    assert len(world.all(Season)) == 2


def test_the_page_shows_and_changes_it_in_both_languages(world: World) -> None:
    olga = world.organiser_on("slack")
    world.member("teams", "Ben Invented", BARNSLEY)
    visit = Visit.of(olga)
    visit.opens("season")
    visit.presses("Plan a season")
    day = {"first~day": "9", "first~month": "11", "first~year": "2026"}
    last = {"last~day": "31", "last~month": "1", "last~year": "2027"}
    assert "The season is planned" in visit.fills({"name": "Listening <1>", **day, **last})
    seen = visit.opens("season")
    assert "Listening <1>" in seen
    assert "Tried, reported back, used in another place" in seen
    visit.presses("Phases")
    visit.fills({"discovery-leaves": "Three of them"})
    assert "Three of them" in visit.opens("season")
    seen = visit.opens("season?lang=cy")
    assert "Dylai adael: Three of them" in seen
    assert "Darganfod" in seen
