"""What an open page is told by itself, and what it shows of the wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from adapters.simulator.page.live import Live
from tests.simulator.page.conftest import MOMENT, Bench

pytestmark = pytest.mark.anyio


async def events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def test_an_open_page_is_told_what_changed_and_the_time(bench: Bench) -> None:
    async with asyncio.timeout(10), bench.page.stream("GET", "/api/events") as response:
        told = events(response)
        assert await anext(told) == ("clock", MOMENT.isoformat())
        await bench.ana.says("hello", in_="upstream")
        name, change = await anext(told)
        assert (name, change["platforms"]) == ("changed", ["slack"])
        assert await anext(told) == ("clock", MOMENT.isoformat())
        await bench.ben.says("hello")
        name, change = await anext(told)
        assert (name, change["platforms"]) == ("changed", ["teams"])


async def test_what_happens_together_is_told_once(bench: Bench) -> None:
    async with asyncio.timeout(10), bench.page.stream("GET", "/api/events") as response:
        told = events(response)
        await anext(told)
        for number in range(5):
            bench.slack.tell("message", ts=str(number))
            bench.teams.tell("message", message=str(number))
        assert (await anext(told))[1]["platforms"] == ["slack", "teams"]
        assert (await anext(told))[0] == "clock"
        bench.slack.tell("message")
        assert (await anext(told))[1]["platforms"] == ["slack"]


async def test_a_page_that_is_gone_is_no_longer_told(bench: Bench) -> None:
    live = Live(bench.slack, bench.teams, lambda: MOMENT)
    told = live.events()
    await anext(told)
    await told.aclose()
    bench.slack.tell("message")
    assert not live._readers


async def test_the_wire_shows_both_directions_newest_first(bench: Bench) -> None:
    await bench.slack_call("chat.postMessage", channel="upstream", text="A question")
    await bench.ana.says("hello", in_="upstream")
    await bench.ben.says("hello")
    shown = (await bench.page.get("/api/wire")).json()
    assert [(one["platform"], one["direction"]) for one in shown] == [
        ("teams", "to bot"),
        ("slack", "to bot"),
        ("slack", "from bot"),
    ]
    assert shown[-1]["body"]["text"] == "A question"
    newest = shown[0]["number"]
    assert (await bench.page.get("/api/wire", params={"after": newest})).json() == []
    await bench.ben.says("again")
    assert len((await bench.page.get("/api/wire", params={"after": newest})).json()) == 1


async def test_what_went_over_the_wire_before_the_page_was_there_is_shown_as_well(bench: Bench) -> None:
    await bench.ana.says("hello", in_="upstream")
    live = Live(bench.slack, bench.teams, lambda: MOMENT)
    assert [one["platform"] for one in live.wire()] == ["slack"]
