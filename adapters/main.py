"""The composition root: knows every part and puts them together. Nothing imports it."""

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom

from starlette.applications import Starlette
from starlette.routing import Route

import content
from adapters import cli
from adapters.heartbeat import Heartbeat
from adapters.parts import Parts
from adapters.settings import Settings
from adapters.slack.door import slack_routes
from adapters.slack.platform import SlackPlatform
from adapters.teams.door import teams_routes
from adapters.teams.platform import TeamsPlatform
from adapters.terminal.platform import TerminalPlatform
from adapters.web.health import health_routes
from bot import founding
from bot.chat import Platform
from bot.delivery import LEASE, Outbox
from bot.doors import Doors
from bot.network import Network
from bot.threads import Threads
from storage import migrate
from storage.database import Database, DatabaseUnavailableError

CLOSING_SECONDS = 2  # what is still being shown gets so long when the program ends


def now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def build(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    dice: Random | None = None,
    beats: bool = True,
    anonymous: bool = False,
    lease: timedelta = LEASE,
) -> Parts:
    """Put the program together. The database is brought up to date; nothing runs yet.

    `beats` is whether time passes by itself once the app is served; `anonymous` is for Microsoft's Agents Playground.
    """
    database = Database(settings.database_url)
    library = _library()
    with migrate.in_turn(database):
        migrate.upgrade(database)
        with database.write() as session:
            founding.bring_in(session, library)
    platforms = _platforms(settings, clock, anonymous=anonymous)
    makers = frozenset(name for name, platform in platforms.items() if platform.makes_groups)
    threads = Threads(database)
    sketches = {name: platform.sketch for name, platform in platforms.items()}
    network = Network(database, library, clock, dice or SystemRandom(), makers, sketches)
    outbox = Outbox(database, threads, platforms, clock, lease)
    heartbeat = Heartbeat(network, outbox, threads)
    doors = Doors(network, threads, heartbeat.wake)
    routes = [*_doors(settings, platforms, doors), *health_routes(lambda: _ready(database, threads))]
    app = Starlette(routes=routes, lifespan=lambda _app: _living(heartbeat, platforms, beats=beats))
    return Parts(settings, database, library, network, threads, platforms, outbox, doors, heartbeat, app)


@functools.cache
def _library() -> content.Content:
    """The content, read once in a process."""
    return content.load()


def _platforms(settings: Settings, clock: Callable[[], datetime], *, anonymous: bool) -> dict[str, Platform]:
    platforms: dict[str, Platform] = {TerminalPlatform.name: TerminalPlatform()}
    if settings.slack:

        async def token_of(_tenant: str) -> str | None:
            return settings.slack_bot_token.get_secret_value()

        platforms["slack"] = SlackPlatform(token_of=token_of, api_url=settings.slack_api_url, now=clock)
    if settings.teams:
        platforms["teams"] = TeamsPlatform(
            app_id=settings.microsoft_app_id,
            app_password=settings.microsoft_app_password.get_secret_value(),
            tenant_id=settings.microsoft_app_tenant_id,
            app_type=settings.microsoft_app_type,
            login_url=settings.teams_login_url,
            openid_url=settings.teams_openid_url,
            service_urls=settings.service_urls,
            anonymous=anonymous,
            now=clock,
        )
    return platforms


def _doors(settings: Settings, platforms: dict[str, Platform], doors: Doors) -> list[Route]:
    routes: list[Route] = []
    slack, teams = platforms.get("slack"), platforms.get("teams")
    if isinstance(slack, SlackPlatform):
        routes += slack_routes(
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            platform=slack,
            hear=doors.hear,
            changed=doors.changed,
        )
    if isinstance(teams, TeamsPlatform):
        routes += teams_routes(platform=teams, hear=doors.hear, changed=doors.changed)
    return routes


@contextlib.asynccontextmanager
async def _living(heartbeat: Heartbeat, platforms: Mapping[str, Platform], *, beats: bool) -> AsyncIterator[None]:
    teams = platforms.get("teams")
    warming = asyncio.create_task(teams.warm()) if isinstance(teams, TeamsPlatform) else None
    if beats:
        heartbeat.start()
    try:
        yield
    finally:
        if warming:
            warming.cancel()
        await heartbeat.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await asyncio.gather(*(platform.close() for platform in platforms.values()))


async def _ready(database: Database, threads: Threads) -> bool:
    def ask() -> bool:
        with database.read():
            return True

    try:
        return await threads.read(ask)
    except DatabaseUnavailableError:
        return False


def main(argv: Sequence[str] | None = None) -> int:
    """The command `upstream`."""
    return cli.run(sys.argv[1:] if argv is None else argv, build)
