"""The page beside both stand-ins, each served on loopback, and a bot that says yes to everything."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.simulator.page import page_app
from adapters.simulator.slack import Person as SlackPerson
from adapters.simulator.slack import SlackCloud
from adapters.simulator.teams import Person as TeamsPerson
from adapters.simulator.teams import TeamsCloud
from adapters.simulator.wire import served

TOKEN = "xoxb-one"
MOMENT = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Bot:
    """Takes whatever comes and keeps it; answers an invoke with what it was told to."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    status: int = 200

    async def hear(self, request: Request) -> Response:
        body = await request.body()
        form = "form" in request.headers.get("content-type", "")
        self.heard.append(dict(parse_qsl(body.decode())) if form else json.loads(body))
        if self.status != 200:
            return Response(status_code=self.status)
        return JSONResponse(self.answers.pop(0)) if self.answers else Response()


@dataclass
class Bench:
    """Everything, and a client that speaks to the page as its own front does."""

    slack: SlackCloud
    teams: TeamsCloud
    bot: Bot
    page: httpx.AsyncClient
    address: str
    built: Path
    pressed: list[str]

    @property
    def ana(self) -> SlackPerson:
        return self.slack.workspace("T1").person("Ana Example")

    @property
    def ben(self) -> TeamsPerson:
        return self.teams.tenant("tenant-1").person("Ben Pretend")

    async def slack_call(self, method: str, **args: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient() as http:
            answered = await http.post(f"{self.slack.base_url}/api/{method}", json=args, headers=headers)
        assert answered.json()["ok"], answered.text
        return answered.json()

    async def sees(self, person: SlackPerson | TeamsPerson, **query: Any) -> dict[str, Any]:
        answered = await self.page.get(address_of(person), params=query)
        return answered.json()

    async def does(self, person: SlackPerson | TeamsPerson, gesture: str, **body: Any) -> httpx.Response:
        return await self.page.post(f"{address_of(person)}/{gesture}", json=body)


def address_of(person: SlackPerson | TeamsPerson) -> str:
    if isinstance(person, SlackPerson):
        return f"/api/slack/{person.team_id}/{person.id}"
    return f"/api/teams/{person.id}"


@pytest.fixture
async def bench(anyio_backend: str, tmp_path: Path) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        bot, pressed = Bot(), []
        door = Starlette(routes=[Route("/{path:path}", bot.hear, methods=["POST"])])
        bot_address = await stack.enter_async_context(served(door))
        slack = SlackCloud(f"{bot_address}/slack/events", "a secret", now=lambda: MOMENT)
        slack.echoes = False
        teams = TeamsCloud(bot_address, "app", "password", now=lambda: MOMENT)
        await stack.enter_async_context(slack.serving())
        await stack.enter_async_context(teams.serving())
        workspace = slack.workspace("T1", "Upstream network", bot_token=TOKEN)
        workspace.person("Ana Example", title="Leeds")
        workspace.channel("upstream")
        tenant = teams.tenant("tenant-1", "Gateshead")
        tenant.person("Ben Pretend", installed=True)
        tenant.team("Network")

        async def a_day() -> str:
            pressed.append("a day")
            await asyncio.sleep(0)
            return "It is Wednesday."

        controls = {"Go forward a day": a_day}
        page = page_app(slack, teams, controls, lambda: MOMENT, built=tmp_path / "built")
        address = await stack.enter_async_context(served(page))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=address))
        yield Bench(slack, teams, bot, client, address, tmp_path / "built", pressed)
