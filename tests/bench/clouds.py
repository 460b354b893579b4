"""Stand-ins of both clouds in a process of their own, which enforce the pace; and what the bot knows of them."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from adapters.simulator.slack.cloud import SlackCloud
from adapters.simulator.teams.cloud import TeamsCloud
from adapters.slack.platform import SlackPlatform
from adapters.standins import APP_ID, APP_PASSWORD
from adapters.teams.platform import TeamsPlatform
from bot.chat import Account, Address, Platform, Where


@dataclass(frozen=True)
class Size:
    """How many workspaces, and as many tenants; how many channels and people in each."""

    tenants: int
    spaces: int
    people: int


@dataclass(frozen=True)
class Clouds:
    """Where they are served, and every place in them."""

    slack_url: str
    teams_url: str
    login_url: str
    openid_url: str
    tokens: dict[str, str]
    spaces: list[Address]
    directs: list[Address]
    connection: Connection

    def platforms(self) -> dict[str, Platform]:
        """The real adapters, speaking to these clouds."""

        async def token_of(tenant: str) -> str | None:
            return self.tokens.get(tenant)

        home = next(address.tenant for address in self.spaces if address.platform == "teams")
        return {
            "slack": SlackPlatform(token_of=token_of, api_url=f"{self.slack_url}/api/"),
            "teams": TeamsPlatform(
                app_id=APP_ID,
                app_password=APP_PASSWORD,
                tenant_id=home,
                app_type="SingleTenant",
                login_url=self.login_url,
                openid_url=self.openid_url,
                service_urls=(self.teams_url,),
            ),
        }

    def posted(self) -> tuple[int, int]:
        """How many messages stand in Slack and in Teams."""
        self.connection.send("count")
        found: tuple[int, int] = self.connection.recv()
        return found


@contextmanager
def clouds(size: Size) -> Iterator[Clouds]:
    """Serve them while the block lasts."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    process = spawned.Process(target=_live, args=(size, theirs), daemon=True)
    process.start()
    told: dict[str, Any] = ours.recv()
    try:
        yield Clouds(**told, connection=ours)
    finally:
        ours.send("end")
        process.join(10)


def _live(size: Size, connection: Connection) -> None:
    asyncio.run(_serve(size, connection))


async def _serve(size: Size, connection: Connection) -> None:
    home = "00000000-0000-4000-8000-000000000000"
    slack = SlackCloud()
    teams = TeamsCloud("http://127.0.0.1", APP_ID, APP_PASSWORD, home_tenant=home)
    slack.pacing = teams.pacing = True
    slack.echoes = False
    spaces, directs, tokens = list[Address](), list[Address](), dict[str, str]()
    async with slack.serving() as slack_url, teams.serving() as teams_url:
        for number in range(size.tenants):
            team = f"T{number:04d}"
            tokens[team] = f"xoxb-{number}"
            workspace = slack.workspace(team, team, bot_token=tokens[team])
            for place in range(size.spaces):
                made = workspace.channel(f"channel-{place}")
                spaces.append(Address("slack", team, Where.CHANNEL, conversation=made.id))
            for person in range(size.people):
                who = workspace.person(f"Person {person}", email=f"p{person}@bench.example")
                chat = slack.open_direct(workspace.row, who.id)
                account = (Account("slack", team, who.id),)
                directs.append(Address("slack", team, Where.DIRECT, conversation=chat.id, people=account))
        for number in range(size.tenants):
            tenant = teams.tenant(f"{home[:-4]}{number:04d}", f"Tenant {number}")
            route = {"service_url": tenant.service_url, "bot_id": teams.bot_id, "tenant": tenant.id}
            for place in range(size.spaces):
                channel = tenant.team(f"Team {place}").channel("General")
                spaces.append(Address("teams", tenant.id, Where.CHANNEL, conversation=channel.id, route=route))
            for person in range(size.people):
                one = tenant.person(f"Person {person}", installed=True)
                account = (Account("teams", tenant.id, one.id),)
                direct = one.direct.id
                directs.append(Address("teams", tenant.id, Where.DIRECT, direct, people=account, route=route))
        connection.send(
            {
                "slack_url": slack_url,
                "teams_url": teams_url,
                "login_url": teams.login_url,
                "openid_url": teams.openid_url,
                "tokens": tokens,
                "spaces": spaces,
                "directs": directs,
            }
        )
        while await asyncio.to_thread(connection.recv) == "count":
            in_slack = (each.messages for team in slack.world.teams.values() for each in team.conversations.values())
            in_teams = (each.messages for each in teams.conversations.values())
            connection.send((sum(map(len, in_slack)), sum(map(len, in_teams))))
