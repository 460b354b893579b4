"""Where chaos happens: real processes of the program on a real database, beside stand-ins that misbehave on purpose."""

import asyncio
import json
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
from sqlmodel import col, select

from adapters.main import build, main
from adapters.settings import Settings
from adapters.simulator.slack.cloud import SlackCloud
from adapters.simulator.teams.cloud import TeamsCloud
from adapters.simulator.wire import Fault
from adapters.standins import APP_ID, APP_PASSWORD, BOT_TOKEN, SIGNING_SECRET, TENANT, WORKSPACE
from bot.chat import Account, Address, Card, Where, address_to_json
from bot.delivering import outbox
from storage import outbox as rows
from storage import people
from storage.database import Database, DatabaseUnavailableError
from storage.tables import Delivery, Space
from tests.servers import RESPONSIBLE, own_postgres

LEASE = 8.0  # seconds, instead of the program's own sixty
CHANNELS, QUESTION_CHANNELS, PERSONS = 8, 2, 6  # on each platform
TENANTS = (TENANT, "00000000-0000-4000-8000-000000000002")

Held = tuple[int, str | None]

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["adapters.main"])  # so that two hundred starts do not import everything anew


def _serve(environment: dict[str, str], arguments: list[str], log: str) -> None:
    """In a process of its own: what the command `upstream` does."""
    os.environ.update(environment)
    with Path(log).open("a", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.exit(main(["serve", *arguments]))


@dataclass
class Server:
    """One `upstream serve`, which may be killed and started again."""

    environment: dict[str, str]
    arguments: list[str]
    log: Path
    port: int
    process: Any = None

    def start(self) -> None:
        """Start it."""
        environment = {**self.environment, "PORT": str(self.port)}
        self.process = _processes.Process(target=_serve, args=(environment, self.arguments, str(self.log)))
        self.process.start()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.process.is_alive():
            os.kill(self.process.pid, number)

    async def kill(self) -> None:
        """`kill -9`."""
        self.send(signal.SIGKILL)
        await self.ended(5)

    async def ended(self, within: float) -> int | None:
        """Its exit code, once it has ended; None when it has not within so many seconds."""
        await asyncio.to_thread(self.process.join, within)
        code: int | None = self.process.exitcode
        return code

    async def ready(self) -> None:
        """Wait until it answers."""
        async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
            for _ in range(600):
                try:
                    if (await client.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == 200:
                        return
                except httpx.HTTPError:
                    pass
                if not self.process.is_alive():
                    raise RuntimeError(f"a server ended by itself: {self.log.read_text()[-2000:]}")
                await asyncio.sleep(0.1)
        raise RuntimeError("a server does not become ready")


@dataclass
class Stage:
    """Everything of one run. `offset` is what the clock file moves the processes' time by, in seconds."""

    name: str
    dice: Random
    slack: SlackCloud
    teams: TeamsCloud
    servers: list[Server]
    database: Database
    clock: Path
    restart_database: Any = None
    faulty: bool = False
    offset: float = 0.0
    kills: int = 0
    stops: int = 0
    caught: int = 0  # deliveries that a process held when it was killed or stopped
    faults: dict[str, int] = field(default_factory=dict)
    in_doubt: Counter[str] = field(default_factory=Counter)  # how often nobody could tell whether Teams has this
    addresses: list[Address] = field(default_factory=list)
    spaces: list[Address] = field(default_factory=list)
    sent: dict[str, Address] = field(default_factory=dict)

    def now(self) -> datetime:
        """What the processes call now."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def move(self, seconds: float) -> None:
        """Move the time on."""
        self.offset += seconds
        new = self.clock.with_suffix(".new")
        new.write_text(repr(self.offset), encoding="ascii")
        new.replace(self.clock)

    def move_to(self, moment: datetime) -> None:
        """Make it this moment."""
        self.move((moment - self.now()).total_seconds())

    # --- what goes wrong -------------------------------------------------------------------------------------------

    def fault(self, call: str, body: dict[str, Any]) -> Fault | None:
        """5 % 429, 5 % 500, 3 % accepted and then dropped, of everything that is called."""
        if not self.faulty or call in {"jwks", "token"}:
            return None
        chance = self.dice.random()
        for limit, name, fault in (
            (0.05, "429", Fault(status=429, error="ratelimited", retry_after=1)),
            (0.10, "500", Fault(status=500)),
            (0.13, "dropped", Fault(lost=True)),
        ):
            if chance < limit:
                self.faults[name] = self.faults.get(name, 0) + 1
                if name == "dropped" and call == "sendToConversation":
                    self.in_doubt[words_in(json.dumps(body, ensure_ascii=False))] += 1
                return fault
        return None

    async def held(self) -> dict[int, Held]:
        """What processes hold just now: the fence of each delivery, and its words where Teams is being sent them."""
        return await asyncio.to_thread(self._held)

    def _held(self) -> dict[int, Held]:
        query = select(Delivery).where(col(Delivery.state).in_(("claimed", "sending")))
        return {row.id or 0: (row.fence, _in_doubt(row)) for row in self._look(query)}

    async def was_left(self, before: dict[int, Held]) -> None:
        """Those of these that nobody has finished under the same fence were left by a process that died or stopped.

        What it was sending to Teams may have arrived, and may be sent again.
        """
        found = await asyncio.to_thread(self._look, select(Delivery).where(col(Delivery.id).in_(before)))
        for row in found:
            fence, words = before[row.id or 0]
            if row.fence != fence or row.state in {"claimed", "sending"}:
                self.caught += 1
                if words is not None:
                    self.in_doubt[words] += 1

    def _look(self, query: Any) -> list[Delivery]:
        while True:
            try:
                with self.database.read() as session:
                    found = list(session.exec(query))
                    session.expunge_all()
                    return found
            except DatabaseUnavailableError:
                time.sleep(0.1)

    # --- what is said ----------------------------------------------------------------------------------------------

    async def say(self, many: int) -> None:
        """Decide to send so many messages, each with words of its own, in any place."""
        await asyncio.to_thread(self._say, many)

    def _say(self, many: int) -> None:
        for _ in range(100):
            try:
                with self.database.write() as session:
                    said = {}
                    for number in range(len(self.sent), len(self.sent) + many):
                        words, address = f"Message {number:05d}.", self.dice.choice(self.addresses)
                        outbox.put(session, address, Card(words), kind="words", about="", now=self.now())
                        said[words] = address
            except DatabaseUnavailableError:
                time.sleep(0.1)
            else:
                self.sent |= said
                return

    async def waiting(self) -> int:
        """How many deliveries are not finished; a very large number while the database is away."""

        def count() -> int:
            try:
                with self.database.read() as session:
                    return rows.waiting(session)
            except DatabaseUnavailableError:
                return 1_000_000

        return await asyncio.to_thread(count)

    async def states(self) -> Counter[str]:
        """How many deliveries are in each state."""

        def count() -> Counter[str]:
            with self.database.read() as session:
                return Counter(session.exec(select(Delivery.state)).all())

        return await asyncio.to_thread(count)

    async def settle(self, seconds: float) -> bool:
        """Wait until nothing waits any more. Whether that came about.

        While all that waits is to be tried again later, the time is moved on. Never while something may be on its way:
        that would end its lease.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not await self.waiting():
                return True
            if not await asyncio.to_thread(self._on_its_way):
                self.move(5)
            await asyncio.sleep(0.5)
        return False

    def _on_its_way(self) -> bool:
        held = select(Delivery.id).where(col(Delivery.state).in_(("claimed", "sending"))).limit(1)
        with self.database.read() as session:
            return session.exec(held).first() is not None


def words_in(content: str) -> str:
    """The message that is told apart from others by its words; empty for a question, which all have in common."""
    at = content.find("Message ")
    return content[at : at + 14] if at >= 0 else ""


def _in_doubt(row: Delivery) -> str | None:
    on_its_way = row.state == "sending" and row.platform == "teams" and row.card
    return words_in(row.card or "") if on_its_way else None


# --- setting it up ---------------------------------------------------------------------------------------------------


@asynccontextmanager
async def staged(name: str, processes: int, seed: int, lease: float = LEASE) -> AsyncIterator[Stage]:
    """A database with a network in it, its clouds, and so many processes, not started yet."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        restart = None
        url = f"sqlite:///{folder}/upstream.db"
        if name == "postgres":
            url, restart = stack.enter_context(own_postgres(folder))
        slack = SlackCloud(signing_secret=SIGNING_SECRET)
        teams = TeamsCloud("http://127.0.0.1", APP_ID, APP_PASSWORD, home_tenant=TENANT)
        slack.workspace(WORKSPACE, "Upstream network", bot_token=BOT_TOKEN)
        slack.echoes = False
        slack_address = await stack.enter_async_context(slack.serving())
        teams_address = await stack.enter_async_context(teams.serving())
        environment = {
            "DATABASE_URL": url,
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            **RESPONSIBLE,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{slack_address}/api/",
            "MICROSOFT_APP_ID": APP_ID,
            "MICROSOFT_APP_PASSWORD": APP_PASSWORD,
            "MICROSOFT_APP_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": teams.openid_url,
            "TEAMS_LOGIN_URL": teams.login_url,
            "TEAMS_SERVICE_URLS": teams_address,
        }
        clock = folder / "clock"
        arguments = ["--clock", str(clock), "--lease", str(lease)]
        servers = [
            Server(environment, arguments, folder / f"server-{number}.log", _free_port()) for number in range(processes)
        ]
        # not in a thread: no two may migrate in one process at a time
        build(Settings(_env_file=None, database_url=url), beats=False).close()
        database = Database(url)
        stage = Stage(name, Random(seed), slack, teams, servers, database, clock, restart)
        _populate(stage)
        slack.now = teams.now = stage.now  # what Slack is asked about has a time
        slack.faults = teams.faults = stage.fault
        slack.bot_url = f"http://127.0.0.1:{servers[0].port}/slack/events"
        teams.bot_url = f"http://127.0.0.1:{servers[0].port}/api/messages"
        try:
            yield stage
        finally:
            for server in servers:
                if server.process is not None:
                    server.send(signal.SIGCONT)
                    await server.kill()
            database.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _populate(stage: Stage) -> None:
    """Channels and people on both platforms; some of the channels are homes, where questions are asked."""
    workspace = stage.slack.workspace(WORKSPACE)
    for number in range(CHANNELS + QUESTION_CHANNELS):
        made = workspace.channel(f"channel-{number}")
        address = Address("slack", WORKSPACE, Where.CHANNEL, conversation=made.id)
        (stage.addresses if number < CHANNELS else stage.spaces).append(address)
    for number in range(PERSONS):
        person = workspace.person(f"Slack Person {number}", email=f"p{number}@chaos.example")
        account = Account("slack", WORKSPACE, person.id)
        stage.addresses.append(Address("slack", WORKSPACE, Where.DIRECT, people=(account,)))
    for number in range(CHANNELS + QUESTION_CHANNELS):
        tenant = stage.teams.tenant(TENANTS[number % 2], f"Tenant {number % 2}")
        place = tenant.team(f"Team {number}").channel("General")
        route = {"service_url": tenant.service_url, "bot_id": stage.teams.bot_id, "tenant": tenant.id}
        address = Address("teams", tenant.id, Where.CHANNEL, conversation=place.id, route=route)
        (stage.addresses if number < CHANNELS else stage.spaces).append(address)
    for number in range(PERSONS):
        tenant = stage.teams.tenant(TENANTS[number % 2])
        one = tenant.person(f"Teams Person {number}", installed=True)
        route = {"service_url": tenant.service_url, "bot_id": stage.teams.bot_id, "user_id": one.mri, "user": one.id}
        route["tenant"] = tenant.id
        account = Account("teams", tenant.id, one.id)
        stage.addresses.append(Address("teams", tenant.id, Where.DIRECT, people=(account,), route=route))
    with stage.database.write() as session:
        people.let_in(session, "slack", WORKSPACE, None, stage.now())
        for ident in TENANTS:
            people.let_in(session, "teams", ident, None, stage.now())
        for address in stage.spaces:
            space = Space(
                platform=address.platform,
                tenant=address.tenant,
                conversation=address.conversation,
                name="home",
                address=address_to_json(address),
                since=stage.now(),
            )
            people.add(session, space)
