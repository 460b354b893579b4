"""The composition root: knows every part and puts them together. Nothing imports it."""

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

import content
from adapters import cli, vitals
from adapters.heartbeat import Heartbeat
from adapters.limits import Limits
from adapters.metrics import Metrics
from adapters.parts import Parts
from adapters.senders import Senders
from adapters.settings import Settings
from adapters.slack.app import SlackApp, for_many, for_one
from adapters.slack.door import slack_routes
from adapters.slack.installing import doorstep
from adapters.slack.platform import SlackPlatform
from adapters.slack.socket import SlackSocket
from adapters.teams.door import teams_routes
from adapters.teams.platform import TeamsPlatform
from adapters.terminal.platform import TerminalPlatform
from adapters.watched import WatchedDoors
from adapters.web.about import about_routes
from adapters.web.exported import export_routes
from adapters.web.health import health_routes
from adapters.web.metrics import metrics_routes
from adapters.web.organise.routes import organise_routes
from bot.arriving import Arrivals
from bot.chat import Change, Changed, Platform
from bot.delivering.delivery import LEASE, Outbox
from bot.doors import Doors, FrontDoor
from bot.keeping import privacy
from bot.network import Network
from bot.organising.door import PagesDoor
from bot.people import founding
from bot.search.understanding import understanding
from bot.threads import Threads
from storage import migrate
from storage.database import Database
from storage.installations import Installations

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
    lease: timedelta = LEASE,
) -> Parts:
    """Put the program together. The database is brought up to date; nothing runs yet.

    `beats` is whether time passes by itself once the app is served.
    """
    database = Database(settings.database_url)
    library = _library()
    _up_to_date(database, library)
    threads, metrics = Threads(database), Metrics()

    async def changed(change: Change) -> None:
        await doors.changed(change)

    slack = _slack(settings, Installations(database, "slack"), threads, changed, clock, metrics)
    platforms = _platforms(settings, slack, clock, metrics)
    makers = frozenset(name for name, platform in platforms.items() if platform.makes_groups)
    sketches = {name: platform.sketch for name, platform in platforms.items()}
    network = Network(
        database,
        library,
        clock,
        dice or SystemRandom(),
        makers,
        sketches,
        doorstep=_doorstep(settings),
        understanding=understanding(),
        promises=settings.promises,
    )
    outbox = Outbox(database, threads, platforms, clock, lease, metrics.tried)
    heartbeat = Heartbeat(network, outbox, threads, metrics)
    doors = WatchedDoors(network, threads, heartbeat.wake, metrics, Senders(settings.most_a_minute))
    for platform in platforms.values():
        if isinstance(platform, SlackPlatform | TeamsPlatform):
            platform.stands = doors.stands
    routes = [
        *_doors(settings, platforms, doors),
        *health_routes(lambda: vitals.ready(database, threads)),
        *metrics_routes(
            settings.metrics_token.get_secret_value(),
            lambda: vitals.measured(metrics, database, threads, clock, heartbeat),
        ),
        *about_routes(library.wording.say, settings.promises),
        *export_routes(
            library.wording.say,
            lambda secret: threads.write(privacy.take, database, library, secret, clock()),
        ),
        *organise_routes(
            PagesDoor(network, threads, doors),
            library.wording.say,
            secure=not settings.base_url.startswith("http://"),
        ),
    ]
    if slack:
        arrivals = Arrivals(database, library, clock, settings.promises)
        routes += slack.pages(FrontDoor(arrivals, threads, heartbeat.wake), settings.base_url)
    socket = _socket(settings, slack, doors)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Limits, senders=Senders(settings.most_a_minute))],
        lifespan=lambda _app: _living(heartbeat, platforms, socket, beats=beats, alone=database.sqlite),
    )
    return Parts(settings, database, library, network, threads, platforms, outbox, doors, heartbeat, metrics, app)


def _up_to_date(database: Database, library: content.Content) -> None:
    try:
        with migrate.in_turn(database):
            migrate.upgrade(database)
            with database.write() as session:
                founding.bring_in(session, library)
    except BaseException:
        database.close()
        raise


@functools.cache
def _library() -> content.Content:
    """The content, read once in a process."""
    return content.load()


def _slack(
    settings: Settings,
    kept: Installations,
    threads: Threads,
    changed: Changed,
    clock: Callable[[], datetime],
    metrics: Metrics,
) -> SlackApp | None:
    failing = metrics.failed("slack")
    if settings.slack_client_id:
        return for_many(
            settings.slack_client_id,
            settings.slack_client_secret.get_secret_value(),
            settings.keys,
            kept=kept,
            threads=threads,
            changed=changed,
            api_url=settings.slack_api_url,
            now=clock,
            failing=failing,
        )
    if settings.slack:
        token = settings.slack_bot_token.get_secret_value()
        return for_one(token, api_url=settings.slack_api_url, now=clock, failing=failing)
    return None


def _doorstep(settings: Settings) -> str:
    return doorstep(settings.base_url) if settings.slack_client_id else ""


def _platforms(
    settings: Settings, slack: SlackApp | None, clock: Callable[[], datetime], metrics: Metrics
) -> dict[str, Platform]:
    platforms: dict[str, Platform] = {TerminalPlatform.name: TerminalPlatform()}
    if slack:
        platforms["slack"] = slack.platform
    if settings.teams:
        platforms["teams"] = TeamsPlatform(**settings.teams_app, now=clock, failing=metrics.failed("teams"))
    return platforms


def _doors(settings: Settings, platforms: dict[str, Platform], doors: Doors) -> list[Route]:
    routes: list[Route] = []
    slack, teams = platforms.get("slack"), platforms.get("teams")
    signing_secret = settings.slack_signing_secret.get_secret_value()
    if isinstance(slack, SlackPlatform) and signing_secret:
        routes += slack_routes(
            signing_secret=signing_secret, platform=slack, hear=doors.hear, changed=doors.changed, form=doors.form
        )
    if isinstance(teams, TeamsPlatform):
        routes += teams_routes(platform=teams, hear=doors.hear, look=doors.look, changed=doors.changed)
    return routes


def _socket(settings: Settings, slack: SlackApp | None, doors: Doors) -> SlackSocket | None:
    app_token = settings.slack_app_token.get_secret_value()
    if not (slack and app_token):
        return None
    return SlackSocket(
        app_token=app_token, platform=slack.platform, hear=doors.hear, changed=doors.changed, form=doors.form
    )


@contextlib.asynccontextmanager
async def _living(
    heartbeat: Heartbeat, platforms: Mapping[str, Platform], socket: SlackSocket | None, *, beats: bool, alone: bool
) -> AsyncIterator[None]:
    teams = platforms.get("teams")
    warming = asyncio.create_task(teams.warm()) if isinstance(teams, TeamsPlatform) else None
    if beats:
        await heartbeat.start(alone=alone)
    if socket:
        await socket.start()
    try:
        yield
    finally:
        if socket:
            await socket.stop()
        if warming:
            warming.cancel()
        await heartbeat.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await asyncio.gather(*(platform.close() for platform in platforms.values()))


def main(argv: Sequence[str] | None = None) -> int:
    """The command `upstream`."""
    return cli.run(sys.argv[1:] if argv is None else argv, build)
