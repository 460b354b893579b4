"""`upstream demo`: a seeded network beside its stand-ins, on loopback, and one page to watch it on.

What is there is kept in the folder `.demo` and is there again the next time. Invented people and words.
"""

import asyncio
import json
import shutil
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from adapters.one_server import only_server
from adapters.parts import Build, Parts
from adapters.simulator.acting import PATIENCE, Stage
from adapters.simulator.page.app import page_app
from adapters.simulator.seeding import invented_people, seed
from adapters.simulator.slack.person import Person
from adapters.simulator.wire import served
from adapters.standins import TENANT, WORKSPACE, Beside, beside_stand_ins
from bot.asking.civil import Nation, next_civil
from bot.chat import Pace
from bot.errors import SetupError
from bot.people import organisers
from content import Content
from storage import askings, people
from storage.record import newest_code

FOLDER = Path(".demo")
HURRY = Pace(conversation=1000, tenant=1000)  # twenty weeks pass in half a minute
VERSION = 3  # of what is kept: another one begins afresh


def tell(line: str) -> None:
    """A line for whoever started the demo."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class MovableClock:
    """The machine's time, moved by some days or hours."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        """What the demo calls now."""
        return datetime.now(UTC) + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Make it this moment."""
        self.ahead = moment - datetime.now(UTC)


async def run(build: Build, port: int, *, fresh: bool = False) -> None:
    """Serve until interrupted."""
    kept = _kept(fresh=fresh)
    clock = MovableClock(timedelta(seconds=kept["ahead"]) if kept else timedelta())
    url, dice = _database(), Random() if kept else Random(20)  # noqa: S311  (invented people need no secrets)
    teams_port = kept["teams_port"] if kept else 0
    with only_server(url):
        async with beside_stand_ins(build, url, clock=clock, dice=dice, teams_port=teams_port) as beside:
            await _show(beside, clock, port, kept)


async def _show(beside: Beside, clock: MovableClock, port: int, kept: dict[str, Any] | None) -> None:
    """Be as it was, or seed; then serve the page."""
    if kept:
        beside.slack.load(kept["slack"])
        beside.teams.load(kept["teams"])
    else:
        tell("Seeding: invented people live through twenty weeks. This takes a minute, once.")
        await _seed(beside, clock)
        _keep(beside, clock)
    page = page_app(beside.slack, beside.teams, _controls(beside, clock), clock, place_of=_places(beside.parts.content))
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    try:
        async with served(page, port) as address:
            tell(f"Open {address} in a browser. Ctrl-C ends.")
            await ended.wait()
    finally:
        _keep(beside, clock)


# --- what is kept between two demos ----------------------------------------------------------------------------------


def _kept(*, fresh: bool) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] | None = json.loads((FOLDER / "clouds.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = None
    if fresh or not kept or kept.get("version") != VERSION:
        shutil.rmtree(FOLDER, ignore_errors=True)
        return None
    if _taken(kept["teams_port"]):
        raise SetupError("This demo runs already. Stop it first, or begin afresh: upstream demo --fresh")
    return kept


def _taken(port: int) -> bool:
    """Whether something listens on this port of the machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _database() -> str:
    FOLDER.mkdir(exist_ok=True)
    return f"sqlite:///{FOLDER.resolve()}/upstream.db"


def _keep(beside: Beside, clock: MovableClock) -> None:
    kept = {
        "version": VERSION,
        "ahead": clock.ahead.total_seconds(),
        "slack": beside.slack.dump(),
        "teams": beside.teams.dump(),
        "teams_port": urlsplit(beside.teams.base_url).port,
    }
    new = FOLDER / "clouds.json.new"
    new.write_text(json.dumps(kept), encoding="utf-8")
    new.replace(FOLDER / "clouds.json")


# --- seeding ---------------------------------------------------------------------------------------------------------


async def _seed(beside: Beside, clock: MovableClock) -> None:
    parts = beside.parts
    start = datetime.now(UTC)
    _invent_domains(parts)
    paces = {name: platform.pace for name, platform in parts.platforms.items()}
    for platform in parts.platforms.values():
        platform.pace = HURRY
    patiences = {cloud: cloud.patience for cloud in (beside.slack, beside.teams)}
    for cloud in patiences:
        cloud.patience = PATIENCE

    async def settle() -> None:
        await parts.heartbeat.tick()
        await parts.heartbeat.deliver()

    async def first_organiser() -> None:
        with parts.database.write() as session:
            organisers.make_first(session, parts.content, newest_code(session) or "", clock())

    stage = Stage(
        workspace=beside.slack.workspace(WORKSPACE),
        tenant=beside.teams.tenant(TENANT, "Upstream partners"),
        move=clock.move_to,
        settle=settle,
        first_organiser=first_organiser,
        organisation=lambda slug: parts.content.councils[slug].name,
        challenge=lambda slug: parts.content.challenges[slug].name,
        place=lambda slug: parts.content.councils[slug].short,
        tell=lambda line: tell("  " + line),
    )
    await seed(stage, start)
    for name, platform in parts.platforms.items():
        platform.pace = paces[name]
    for cloud, patience in patiences.items():
        cloud.patience = patience


def _invent_domains(parts: Parts) -> None:
    """Invented e-mail domains in place of the councils' own: no real one is used in the demo."""
    with parts.database.write() as session:
        for organisation in people.organisations(session):
            organisation.domains = [f"{organisation.slug}.example"]
            session.add(organisation)


def _places(content: Content) -> Callable[[str], str]:
    """From an invented person's name to the place they work in."""
    places = {row["name"]: content.councils[row["council"]].short for row in invented_people()}
    return lambda name: places.get(name, "")


# --- what the page can do --------------------------------------------------------------------------------------------


def _controls(beside: Beside, clock: MovableClock) -> Mapping[str, Callable[[], Awaitable[str]]]:
    parts = beside.parts

    async def settle() -> None:
        await parts.heartbeat.tick()
        await parts.heartbeat.deliver()

    async def next_question() -> str:
        with parts.database.read() as session:
            planned = next(
                (row.next_at for row in askings.schedules(session) if row.next_at and not row.introduces), None
            )
        if planned is None:
            return "Nothing is planned. An organiser can say “schedule”."
        clock.move_to(planned + timedelta(seconds=5))
        await settle()
        return f"It is {clock():%A %d %B, %H:%M}: the question is there, in both chats."

    async def open_round() -> str:
        organiser = _organiser(beside)
        await organiser.says("round")
        await settle()
        return f"{organiser.name} has a draft of introductions in their own chat with the bot."

    async def approve_round() -> str:
        organiser = _organiser(beside)
        if "Introduce them" not in organiser.buttons("direct"):
            return "There is no draft. Open a round first."
        await organiser.presses("Introduce them", in_="direct")
        clock.move_to(next_civil(clock(), "Europe/London", Nation.ENGLAND))
        await settle()
        return f"Introduced. It is {clock():%A, %H:%M}, an hour to be written to: look into somebody’s own chat."

    async def a_day_on() -> str:
        clock.move_to(next_civil(clock() + timedelta(days=1), "Europe/London", Nation.ENGLAND))
        await settle()
        return f"It is {clock():%A %d %B, %H:%M}, an hour to be written to."

    return {
        "Jump to the next question": next_question,
        "Open a round": open_round,
        "Approve it": approve_round,
        "Go forward a day": a_day_on,
    }


def _organiser(beside: Beside) -> Person:
    with beside.parts.database.read() as session:
        for member in people.organisers(session):
            account = next((a for a in people.accounts(session, member.id or 0) if a.platform == "slack"), None)
            if account:
                return beside.slack.workspace(WORKSPACE).by_id(account.user)
    raise SetupError("The demo has lost its organiser. Begin afresh: upstream demo --fresh")
