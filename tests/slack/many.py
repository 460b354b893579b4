"""The whole program as an app that workspaces install, beside the stand-in Slack, while time stands still."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import SecretStr
from sqlmodel import SQLModel, select

from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from adapters.simulator.slack import Person, SlackCloud, Workspace
from adapters.simulator.wire import served
from adapters.slack.scopes import EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.arriving import invitation
from bot.chat import Pace
from bot.people import organisers
from storage.record import newest_code
from tests.sky import MONDAY

KEY, NEXT_KEY = "the first key is long enough to be one", "the next key is long enough to be one too"
APP_TOKEN = "xapp-1-A1-1-stand-in"
ALL = (*SCOPES, *OPTIONAL_SCOPES)


@dataclass
class Many:
    """The program, the cloud, and a browser. `now` is what every clock says."""

    cloud: SlackCloud
    settings: Settings
    now: datetime = MONDAY
    parts: Parts = None  # type: ignore[assignment]
    browser: httpx.AsyncClient = None  # type: ignore[assignment]

    def invited(self, council: str = "leeds") -> str:
        """The path of a link from the command line."""
        with self.parts.database.write() as session:
            network = self.parts.network
            link = invitation(session, council, network.doorstep, self.now, network.dice)
        return link.removeprefix(self.settings.base_url)

    async def begins(self, path: str) -> str:
        """Open the page, press its button; the state that Slack is sent."""
        page = await self.browser.get(path)
        assert page.status_code == 200, page.text
        action = re.search(r'action="([^"]+)"', page.text)
        assert action
        went = await self.browser.post(action[1].replace("&amp;", "&"))
        assert went.status_code == 303
        return parse_qs(urlsplit(went.headers["location"]).query)["state"][0]

    async def returns(self, state: str, code: str = "", **more: str) -> httpx.Response:
        """Slack sends the browser back."""
        return await self.browser.get("/slack/oauth_redirect", params={"state": state, "code": code, **more})

    async def installs(self, ws: Workspace, by: Person, path: str = "/slack/install", *scopes: str) -> httpx.Response:
        """The whole walk."""
        state = await self.begins(path)
        answer = await self.returns(state, ws.consents(by, *(scopes or ALL)))
        await self.settles()
        return answer

    async def first_organiser(self, olga: Person) -> None:
        """She says hello, and what the bot shows is typed on the command line."""
        await olga.says("hello")
        with self.parts.database.write() as session:
            assert organisers.make_first(session, self.parts.content, newest_code(session) or "", self.now)

    async def settles(self) -> None:
        """Time's work is done, and everything that is due delivered."""
        await self.parts.heartbeat.tick()
        await self.parts.heartbeat.deliver()
        await self.cloud.settle()

    async def later(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)
        await self.settles()

    def all(self, table: type[SQLModel]) -> list[Any]:
        """Every row of a table."""
        with self.parts.database.read() as session:
            found = list(session.exec(select(table)).all())
            session.expunge_all()
            return found


@asynccontextmanager
async def many(folder: Path, **more: Any) -> AsyncIterator[Many]:
    """Both, while the block lasts."""
    cloud = SlackCloud(signing_secret="a signing secret")
    async with cloud.serving() as address:
        settings = Settings(
            _env_file=None,
            database_url=f"sqlite:///{folder}/upstream.db",
            base_url="http://127.0.0.1:8000",
            secret_keys=SecretStr(KEY),
            slack_client_id=cloud.client_id,
            slack_client_secret=SecretStr(cloud.client_secret),
            slack_signing_secret=SecretStr("a signing secret"),
            slack_api_url=f"{address}/api/",
        )
        world = Many(cloud, settings.model_copy(update=more))
        cloud.now = lambda: world.now
        cloud.events = {event.partition(".")[0] for event in EVENTS}
        async with AsyncExitStack() as stack:
            if world.settings.slack_app_token.get_secret_value():
                await stack.enter_async_context(cloud.in_socket_mode(APP_TOKEN))
            await stack.enter_async_context(running(world))
            yield world


@asynccontextmanager
async def running(world: Many) -> AsyncIterator[None]:
    """The program runs while the block lasts."""
    world.parts = build(world.settings, clock=lambda: world.now, dice=Random(7), beats=False)
    world.parts.platforms["slack"].pace = Pace(conversation=10_000, tenant=10_000)
    try:
        async with served(world.parts.app) as bot:
            world.cloud.bot_url = f"{bot}/slack/events"
            async with httpx.AsyncClient(base_url=bot) as world.browser:
                yield
    finally:
        world.parts.close()
