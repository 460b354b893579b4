"""The program beside a party that nobody here wrote, in a folder of its own, while time stands still."""

import re
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import httpx
from pydantic import SecretStr
from sqlmodel import SQLModel, select

from adapters.main import build
from adapters.settings import Settings
from adapters.simulator.slack.cloud import SlackCloud
from adapters.simulator.teams.cloud import TeamsCloud
from adapters.simulator.wire import served
from adapters.slack.platform import SlackPlatform
from adapters.standins import BOT_TOKEN, SIGNING_SECRET, TENANT, WORKSPACE, Beside
from bot.arriving import invitation
from bot.chat import Pace
from bot.people import organisers
from storage.record import newest_code
from storage.tables import Member
from tests.journeys.emulated import CHANNEL, CLIENT, SECRET, Between, Somebody, free_port, workspace
from tests.journeys.playground import Playground, running
from tests.sky import MONDAY, Loop
from tests.world import Person, World

FIRST, SECOND = "T0000FIRST", "T000SECOND"
PEOPLE = {
    FIRST: {"U00000001": "Olga Organiser", "U00000002": "Ana Example", "U00000003": "Cai Example"},
    SECOND: {"U00000001": "Ben Invented", "U00000002": "Bea Invented"},
}
"""Who is in which of the emulated workspaces: the same ids are other people there."""


class PlaygroundWorld(World):
    """The program with Agents Playground as its Teams, and a stand-in Slack."""

    playground: Playground

    def __init__(self, loop: Loop, folder: Path) -> None:
        self.folder = folder
        super().__init__(loop, f"sqlite:///{folder}/upstream.db")

    async def _enter(self) -> Beside:
        try:
            return await self._begin()
        except BaseException:
            await self._stack.aclose()
            raise

    async def _begin(self) -> Beside:
        slack = SlackCloud(signing_secret=SIGNING_SECRET, now=lambda: self.now)
        slack.workspace(WORKSPACE, "Upstream network", bot_token=BOT_TOKEN)
        slack_address = await self._stack.enter_async_context(slack.serving())
        port = free_port()
        settings = Settings(
            most_a_minute=0,
            _env_file=None,
            database_url=self.database_url,
            slack_bot_token=SecretStr(BOT_TOKEN),
            slack_signing_secret=SecretStr(SIGNING_SECRET),
            slack_api_url=f"{slack_address}/api/",
            teams_anonymous=True,
            teams_service_urls=f"http://127.0.0.1:{port}",
        )
        parts = build(settings, clock=lambda: self.now, beats=False)
        self._stack.callback(parts.close)
        address = await self._stack.enter_async_context(served(parts.app))
        slack.bot_url = f"{address}/slack/events"
        self.playground = await self._stack.enter_async_context(
            running(self.loop, port, f"{address}/api/messages", self.folder)
        )
        nobody = TeamsCloud("http://127.0.0.1", "unused", "unused", now=lambda: self.now, home_tenant=TENANT)
        return Beside(parts, slack, nobody, address)

    def organised(self) -> Person:
        """An organiser and a home channel on Slack, who lets the Playground's tenant in."""
        olga = self.on_slack("Olga Organiser")
        self.slack_channel = self.slack.channel("upstream")
        olga.says("hello")
        self.make_organiser()
        olga.command("here", in_=self.slack_channel)
        olga.says(f"let in teams:{self.playground.tenant} network")
        return olga


class EmulatedWorld:
    """The program with two workspaces of `emulate` as its Slack. Ids of people and channels are the same in both."""

    def __init__(self, loop: Loop, folder: Path) -> None:
        self.loop, self.folder, self.now = loop, folder, MONDAY
        self._stack = AsyncExitStack()
        loop.run(self._enter())
        self.people = {
            name: Somebody(loop, self.between, self.between.workspaces[team], user, name)
            for team, people in PEOPLE.items()
            for user, name in people.items()
        }

    async def _enter(self) -> None:
        try:
            await self._begin()
        except BaseException:
            await self._stack.aclose()
            raise

    async def _begin(self) -> None:
        http = await self._stack.enter_async_context(httpx.AsyncClient(timeout=30))
        self.between = Between(http)
        between_url = await self._stack.enter_async_context(served(self.between.app))
        port = free_port()
        bot_url = f"http://127.0.0.1:{port}"
        for team, people in PEOPLE.items():
            self.between.workspaces[team] = await self._stack.enter_async_context(
                workspace(team, f"Workspace {team}", between_url, bot_url, people, http)
            )
        settings = Settings(
            most_a_minute=0,
            _env_file=None,
            database_url=f"sqlite:///{self.folder}/upstream.db",
            base_url=bot_url,
            secret_keys=SecretStr("a key that is long enough to be one"),
            slack_client_id=CLIENT["client_id"],
            slack_client_secret=SecretStr(CLIENT["client_secret"]),
            slack_signing_secret=SecretStr(SECRET),
            slack_api_url=f"{between_url}/api/",
        )
        self.parts = build(settings, clock=lambda: self.now, dice=Random(7), beats=False)
        self._stack.callback(self.parts.close)
        slack = self.parts.platforms["slack"]
        assert isinstance(slack, SlackPlatform)
        slack.pace = Pace(conversation=10_000, tenant=10_000)
        address = await self._stack.enter_async_context(served(self.parts.app, port))
        self.between.bot_url = f"{address}/slack/events"

    def close(self) -> None:
        """Stop everything."""
        self.loop.run(self._stack.aclose())

    def settle(self) -> None:
        """Let time's work be done and deliver everything that is due."""
        self.loop.run(self.parts.heartbeat.tick())
        self.loop.run(self.parts.heartbeat.deliver())

    def all(self, table: type[SQLModel]) -> list[Any]:
        """Every row of a table, in order."""
        with self.parts.database.read() as session:
            found = list(session.exec(select(table).order_by(*table.__table__.primary_key.columns)).all())
            session.expunge_all()
            return found

    def organised(self) -> Somebody:
        """An organiser and a home channel in the first workspace; the second one comes in by her invitation."""
        olga = self.people["Olga Organiser"]
        with self.parts.database.write() as session:
            network = self.parts.network
            link = invitation(session, "network", network.doorstep, self.now, network.dice)
        self.pages = [self.loop.run(self.between.installs(FIRST, olga.user, link))]
        olga.says("hello")
        with self.parts.database.write() as session:
            assert organisers.make_first(session, self.parts.content, newest_code(session) or "", self.now)
        olga.says("here", CHANNEL)
        olga.says("invite network")
        (link,) = re.findall(r"http://127\S+invitation=\w+", olga.sees())
        self.pages.append(self.loop.run(self.between.installs(SECOND, self.people["Ben Invented"].user, link)))
        self.settle()
        return olga

    def joins(self, name: str, council: str, challenge: str = "sharing data") -> Somebody:
        """Say hello, press Join, fill the form in; the organiser confirms it."""
        person = self.people[name]
        person.says("hello")
        person.presses("Join")
        person.fills({"Where do you work": council, "One thing": challenge, "Introduce me": "Yes"})
        number = next(row.id for row in self.all(Member) if row.name == name)
        self.people["Olga Organiser"].says(f"confirm {number}")
        return person
