"""The program beside stand-ins of the vendors' clouds, all on this machine: for the demo and the tests.

The bot speaks to them over HTTP as it would to the vendors: requests are signed, tokens checked, limits enforced.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random

from pydantic import SecretStr

from adapters.parts import Build, Parts
from adapters.settings import Settings
from adapters.simulator.slack.cloud import SlackCloud
from adapters.simulator.teams.cloud import TeamsCloud
from adapters.simulator.wire import listening_at, served_at

WORKSPACE, BOT_TOKEN, SIGNING_SECRET = "T0UPSTREAM", "xoxb-stand-in", "stand-in-signing-secret"
APP_ID, APP_PASSWORD = "00000000-0000-4000-8000-00000000b07a", "stand-in-password"
TENANT = "00000000-0000-4000-8000-000000000001"


@dataclass(frozen=True)
class Beside:
    """The program and the two clouds it lives in. `address` is where the bot is served."""

    parts: Parts
    slack: SlackCloud
    teams: TeamsCloud
    address: str


@dataclass(frozen=True)
class Clouds:
    """A stand-in Slack with one workspace, and a stand-in Teams, each served at an address of its own."""

    slack: SlackCloud
    teams: TeamsCloud

    def settings(self, database_url: str) -> Settings:
        """The settings of a program that lives in them."""
        return Settings(
            _env_file=None,
            database_url=database_url,
            most_a_minute=0,
            slack_bot_token=SecretStr(BOT_TOKEN),
            slack_signing_secret=SecretStr(SIGNING_SECRET),
            slack_api_url=f"{self.slack.base_url}/api/",
            microsoft_app_id=APP_ID,
            microsoft_app_password=SecretStr(APP_PASSWORD),
            microsoft_app_tenant_id=TENANT,
            teams_openid_url=self.teams.openid_url,
            teams_login_url=self.teams.login_url,
            teams_service_urls=self.teams.base_url,
        )

    def call(self, address: str) -> None:
        """From now on the bot is at this address."""
        self.slack.bot_url = f"{address}/slack/events"
        self.teams.bot_url = f"{address}/api/messages"


@asynccontextmanager
async def stand_ins(clock: Callable[[], datetime], teams_port: int = 0) -> AsyncIterator[Clouds]:
    """Serve both clouds on loopback while the block lasts.

    Where something is to outlast them, Teams needs the same port again: its address stands in what the bot keeps.
    """
    slack = SlackCloud(signing_secret=SIGNING_SECRET, now=clock)
    teams = TeamsCloud("http://127.0.0.1", APP_ID, APP_PASSWORD, now=clock, home_tenant=TENANT)
    slack.workspace(WORKSPACE, "Upstream network", bot_token=BOT_TOKEN)
    async with slack.serving(), teams.serving(teams_port):
        yield Clouds(slack, teams)


@asynccontextmanager
async def beside(
    clouds: Clouds,
    build: Build,
    database_url: str,
    *,
    clock: Callable[[], datetime],
    dice: Random | None = None,
    port: int = 0,
    beats: bool = True,
) -> AsyncIterator[Beside]:
    """Serve the program on loopback while the block lasts. Without `beats` nothing happens by itself."""
    with listening_at(port) as (listening, address):
        settings = clouds.settings(database_url).model_copy(update={"base_url": address})
        parts = build(settings, clock=clock, dice=dice, beats=beats)
        try:
            async with served_at(parts.app, listening):
                clouds.call(address)
                yield Beside(parts, clouds.slack, clouds.teams, address)
        finally:
            parts.close()


@asynccontextmanager
async def beside_stand_ins(
    build: Build,
    database_url: str,
    *,
    clock: Callable[[], datetime],
    dice: Random | None = None,
    port: int = 0,
    beats: bool = True,
    teams_port: int = 0,
) -> AsyncIterator[Beside]:
    """Both at once: the clouds, and the program beside them."""
    async with (
        stand_ins(clock, teams_port) as clouds,
        beside(clouds, build, database_url, clock=clock, dice=dice, port=port, beats=beats) as program,
    ):
        yield program
