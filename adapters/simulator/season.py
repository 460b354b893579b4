"""The season that the demo network lives through: a plan, a workgroup, a pattern that its answers change, and a use."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from adapters.simulator.acting import Stage, Week, closes, seeds

NETWORK = "The network"


async def happens(stage: Stage, week: Week) -> None:
    """What of it falls into this week."""
    season = seeds("season")
    due: dict[int, Callable[[], Awaitable[None]]] = {
        season["begins"]: lambda: _planned(week, season),
        season["workgroup"]["begins"]: lambda: _together(stage, week, season["workgroup"]),
        season["heard"]["posted"]: lambda: _heard(stage, week, season["heard"]),
        season["heard"]["revised"]: lambda: _revised(stage, week, season["heard"]),
        season["asset"]["shared"]: lambda: _left(week, season["workgroup"], season["asset"]),
        season["used"]["weeks"]: lambda: _used(week, season["used"], season["asset"]),
    }
    if week.ago in due:
        stage.move(week.tuesday + timedelta(days=2))
        await due[week.ago]()
        await stage.settle()


async def _planned(week: Week, season: dict[str, Any]) -> None:
    first = week.tuesday.date() - timedelta(days=1)
    last = first + timedelta(weeks=season["weeks"], days=-1)
    await week.organiser.command("season new")
    days = {"First day": first.isoformat(), "Last day": last.isoformat()}
    await week.organiser.fills({"What is it called": season["name"], **days}, submit="Save")
    await week.organiser.presses("Phases")
    await week.organiser.fills(season["leaves"], submit="Save")
    await closes(week.organiser)


async def _together(stage: Stage, week: Week, group: dict[str, Any]) -> None:
    begins = week.hands[group["by"]]
    await begins.command("start workgroup")
    promise = {"What will we leave": group["leaves"], "Who would use it": group["users"]}
    await begins.fills({"In your own words": group["theme"], **promise}, submit="Start it")
    await closes(begins)
    for name in group["joined"]:
        await week.hands[name].command("workgroups")
        await week.hands[name].presses("Open")
        await week.hands[name].presses("Join")
        await closes(week.hands[name])
        await stage.settle()


async def _heard(stage: Stage, week: Week, heard: dict[str, Any]) -> None:
    await week.organiser.command("heard new")
    said = {"Pattern 1": heard["pattern"], "One thing we": heard["disagreement"]}
    await week.organiser.fills(said, submit="Look at it")
    await closes(week.organiser)
    await week.organiser.says("heard")
    await week.organiser.presses("Post it")
    await stage.settle()
    for row in heard["answers"]:
        person, channel = week.hands[row["by"]], _channel(stage, week, row["by"])
        await person.presses(row["answer"], in_=channel)
        because = {"Because": row["because"], "Who can read it": NETWORK} if "because" in row else {}
        await person.fills(because, submit="Send")
        await closes(person)


def _channel(stage: Stage, week: Week, name: str) -> Any:
    return stage.slack_channel if week.people[name]["platform"] == "slack" else stage.teams_channel


async def _revised(stage: Stage, week: Week, heard: dict[str, Any]) -> None:
    await week.organiser.says("heard")
    await week.organiser.presses("Say it anew")
    await week.organiser.fills({"What does it say now": heard["says"]}, submit="Look at it")
    await closes(week.organiser)
    await week.organiser.says("heard")
    await week.organiser.presses("Publish what changed")
    await stage.settle()


async def _left(week: Week, group: dict[str, Any], asset: dict[str, Any]) -> None:
    shares = week.hands[group["by"]]
    await shares.command("asset")
    written = {
        "What is it called": asset["title"],
        "Or the thing itself": asset["text"],
        "Who is it for": asset["for"],
        "When not to use it": asset["not"],
    }
    await shares.fills(written, submit="Share it")
    await closes(shares)


async def _used(week: Week, used: dict[str, Any], asset: dict[str, Any]) -> None:
    reads = week.hands[used["by"]]
    await reads.command(f"search {asset['title'].partition(',')[0]}")
    await reads.presses("Open")
    await reads.presses("I used this")
    await reads.fills({"What did you change": used["changed"], "May others read": "Yes"}, submit="Tell them")
    await closes(reads)
