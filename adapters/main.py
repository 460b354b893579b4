"""The composition root: knows every part and puts them together. Nothing imports it."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

import content
from adapters import cli, vitals
from adapters.heartbeat import Heartbeat
from adapters.limits import Limits
from adapters.metrics import Metrics
from adapters.parts import Parts
from adapters.rules import Rules, now
from adapters.senders import Senders
from adapters.settings import Settings
from adapters.slack.app import SlackApp, for_many, for_one
from adapters.slack.door import slack_routes
from adapters.slack.installing import doorstep
from adapters.slack.platform import SlackPlatform
from adapters.slack.sketch import sketch as slack_sketch
from adapters.slack.socket import SlackSocket
from adapters.teams.door import teams_routes
from adapters.teams.platform import TeamsPlatform
from adapters.teams.sketch import sketch as teams_sketch
from adapters.terminal.outgoing import render
from adapters.terminal.platform import TerminalPlatform
from adapters.watched import WatchedDoors
from adapters.web.about import about_routes
from adapters.web.exported import export_routes
from adapters.web.health import health_routes
from adapters.web.metrics import metrics_routes
from adapters.web.organise.routes import organise_routes
from adapters.workers.pool import Workers
from bot.arriving import Arrivals
from bot.chat import Change, Changed, Platform
from bot.delivering.delivery import LEASE, Outbox
from bot.doors import Doors, FrontDoor
from bot.keeping import privacy
from bot.network import Network
from bot.organising.door import PagesDoor
from bot.people import founding
from bot.threads import Runner, Threads
from storage import migrate
from storage.database import Database
from storage.installations import Installations

SKETCHES = {"slack": slack_sketch, "teams": teams_sketch, "terminal": render}
CLOSING_SECONDS = 2  # what is still being shown gets so long when the program ends


def build(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    dice: Random | None = None,
    beats: bool = True,
    lease: timedelta = LEASE,
    apart: bool = False,
) -> Parts:
    """Put the program together. The database is brought up to date; nothing is served yet.

    `beats` is whether time passes by itself once the app is served; `apart` whether the rules run in processes of their
    own: then whoever has it has to close it.
    """
    rules = _rules(settings, clock)
    network = rules.network(dice)
    workers = Workers(rules, network) if apart else None
    try:
        _up_to_date(network.database, network.content)
        return _built(settings, network, workers, beats=beats, lease=lease)
    except BaseException:
        if workers:
            workers.close()
        network.database.close()
        raise


def _rules(settings: Settings, clock: Callable[[], datetime]) -> Rules:
    on = {"slack": settings.slack, "teams": settings.teams, "terminal": True}
    return Rules(
        settings.database_url,
        clock,
        frozenset(each.name for each in (SlackPlatform, TeamsPlatform) if each.makes_groups and on[each.name]),
        {name: sketch for name, sketch in SKETCHES.items() if on[name]},
        _doorstep(settings),
        settings.promises,
    )


def _built(settings: Settings, network: Network, workers: Workers | None, *, beats: bool, lease: timedelta) -> Parts:
    """Everything around the rules."""
    database, library, clock = network.database, network.content, network.clock
    threads, metrics = Threads(database), Metrics()
    runner: Runner = workers or threads

    async def changed(change: Change) -> None:
        await doors.changed(change)

    slack = _slack(settings, Installations(database, "slack"), threads, changed, clock, metrics)
    platforms = _platforms(settings, slack, clock, metrics)
    outbox = Outbox(database, threads, platforms, clock, lease, metrics.tried)
    heartbeat = Heartbeat(network, outbox, runner, metrics)
    doors = WatchedDoors(network, runner, heartbeat.wake, metrics, Senders(settings.most_a_minute))
    for platform in platforms.values():
        if isinstance(platform, SlackPlatform | TeamsPlatform):
            platform.stands = doors.stands
    routes = [
        *_doors(settings, platforms, doors),
        *health_routes(lambda: vitals.ready(network, runner)),
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
            PagesDoor(network, runner, doors, threads),
            library.wording.say,
            secure=not settings.base_url.startswith("http://"),
        ),
    ]
    if slack:
        arrivals = Arrivals(database, library, clock, settings.promises)
        routes += slack.pages(FrontDoor(arrivals, threads, heartbeat.wake), settings.base_url)
    sockets = _socket_mode(settings, slack, doors)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Limits, senders=Senders(settings.most_a_minute))],
        lifespan=lambda _app: _living(heartbeat, platforms, sockets, workers, beats=beats, alone=database.sqlite),
    )
    return Parts(
        settings, database, library, network, threads, platforms, outbox, doors, heartbeat, metrics, app, workers
    )


def _up_to_date(database: Database, library: content.Content) -> None:
    with migrate.in_turn(database):
        migrate.upgrade(database)
        with database.write() as session:
            founding.bring_in(session, library)


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


def _socket_mode(settings: Settings, slack: SlackApp | None, doors: Doors) -> SlackSocket | None:
    app_token = settings.slack_app_token.get_secret_value()
    if not (slack and app_token):
        return None
    return SlackSocket(
        app_token=app_token, platform=slack.platform, hear=doors.hear, changed=doors.changed, form=doors.form
    )


@contextlib.asynccontextmanager
async def _living(
    heartbeat: Heartbeat,
    platforms: Mapping[str, Platform],
    socket_mode: SlackSocket | None,
    workers: Workers | None,
    *,
    beats: bool,
    alone: bool,
) -> AsyncIterator[None]:
    teams = platforms.get("teams")
    warming = asyncio.create_task(teams.warm()) if isinstance(teams, TeamsPlatform) else None
    if workers:
        await workers.ready()
    if beats:
        await heartbeat.start(alone=alone)
    if socket_mode:
        await socket_mode.start()
    try:
        yield
    finally:
        if socket_mode:
            await socket_mode.stop()
        if warming:
            warming.cancel()
        await heartbeat.stop()
        if workers:
            workers.hang_up()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await asyncio.gather(*(platform.close() for platform in platforms.values()))


def main(argv: Sequence[str] | None = None) -> int:
    """The command `upstream`."""
    return cli.run(sys.argv[1:] if argv is None else argv, build)
