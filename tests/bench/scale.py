"""What more processes on one PostgreSQL bring, and what becomes of everything while they are killed.

    python -m tests.bench.scale            1, 2 and 4 processes for half a minute each; then 60 kills
    python -m tests.bench.scale --quick    for five seconds each; then 6 kills

Every process is a real `upstream serve`. *Events* are members' replies in Slack, signed, as many as are answered;
*deliveries* are direct messages in Teams, whose stand-in keeps Microsoft's pace. Then four processes under both, one
of them killed every few seconds: what was not acknowledged is sent again under the same id, as Slack does. PostgreSQL,
both clouds and whoever sends the events share the machine.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import aiohttp
from sqlmodel import select

from adapters.main import build
from adapters.settings import Settings
from adapters.standins import APP_ID, APP_PASSWORD, SIGNING_SECRET, WORKSPACE
from bot.chat import Card
from bot.delivering import outbox
from bot.delivering.delivery import LEASE
from bot.search.meaning import installed
from storage import outbox as rows_of
from storage.database import Database
from storage.search import meaning
from storage.tables import Delivery
from tests.bench import slack
from tests.bench.clouds import Clouds, Size, clouds
from tests.bench.table import Row, hand_over, options, say
from tests.chaos.__main__ import harm
from tests.chaos.figures import Figures
from tests.chaos.figures import count as counted
from tests.chaos.stage import Server, Stage, staged
from tests.servers import RESPONSIBLE, own_postgres

PROCESSES = (1, 2, 4)
AT_ONCE, FEWER = 32, 8  # events on their way at the same time; while the clouds are in this process too
SIZE = Size(20, 1, 50)
PATIENCE = 180.0  # seconds in which the meaning of everything is read
EVERY_SECONDS, MORE = 3.0, 40  # a kill, and messages before each
NONE_WRONG = "none lost or doubled"
ELSEWHERE = {
    "kill -9",
    "slots",
    "missed slots",
    "doubled slots",
    "not ended by SIGTERM in 10 s",
}  # `make chaos` has them
LEFT_OUT = "five seconds instead of thirty, 2,000 deliveries instead of 10,000, 6 kills instead of 60"
MEANS = """
Whether a second and a fourth process help, and whether anybody loses anything by it. *Events* is how many replies a
second are kept and answered when as many come as are taken; *deliveries* how many messages a second stand in chats.
*Processor* is what one of them costs all processes of the bot together (*with its meaning*: until what it says has
been read for the search as well, which happens afterwards): a second divided by it is what a core carries. The
reference is one process; a ratio near 1 says that the machine is the limit, not the number of processes. *Wrong* is
what was lost or doubled. The last lines count what stands in the chats and in the database after four processes
were killed in turn under load.
"""


@dataclass
class Measured:
    """So many processes: replies and deliveries a second, and the processor's milliseconds for each."""

    events: float = 0.0
    event_cost: float = 0.0
    whole_cost: float = 0.0  # until what the replies mean has been read as well
    deliveries: float = 0.0
    delivery_cost: float = 0.0
    again: int = 0  # deliveries that were tried more than once
    wrong_events: int = 0  # lost or doubled
    wrong_deliveries: int = 0


# --- how much --------------------------------------------------------------------------------------------------------


async def so_many(processes: int, seconds: float, messages: int) -> Measured:
    """Give them messages to deliver, then load them with replies, and wait until those are understood too."""
    found = Measured()
    async with running(processes) as (servers, database, there):
        before, stood, took = worked(servers), sum(there.posted()), await delivered(database, there, messages)
        found.deliveries, found.delivery_cost = messages / took, (worked(servers) - before) * 1000 / messages
        found.wrong_deliveries = abs(sum(there.posted()) - stood - messages)
        found.again = _tried_again(database)
        ports, kept_in = [server.port for server in servers], database.engine.url.render_as_string(hide_password=False)
        await replies(ports, slack.THREAD, _for(2))  # what is only done once
        await asyncio.to_thread(_all_understood, database)
        before, kept = worked(servers), slack.kept(kept_in)
        many = await replies(ports, slack.THREAD, _for(seconds))
        found.events, found.event_cost = many / seconds, (worked(servers) - before) * 1000 / many
        await asyncio.to_thread(_all_understood, database)
        found.whole_cost = (worked(servers) - before) * 1000 / many
        found.wrong_events = abs(slack.kept(kept_in) - kept - many)
    return found


@asynccontextmanager
async def running(processes: int) -> AsyncIterator[tuple[list[Server], Database, Clouds]]:
    """So many of `upstream serve` on one PostgreSQL, beside a Slack that says yes and a Teams that keeps its pace."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        own_postgres(Path(name)) as (url, _),
        slack.running(slack.serve_slack) as (api, _),
        clouds(SIZE) as there,
    ):
        build(Settings(_env_file=None, database_url=url), beats=False).close()
        database = Database(url)
        with database.write() as session:
            slack.members(session, slack.THREAD)
        environment = {
            "DATABASE_URL": url,
            "LOG_LEVEL": "ERROR",
            "MOST_A_MINUTE": "0",
            **RESPONSIBLE,
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": slack.THREAD.secret,
            "SLACK_API_URL": f"http://127.0.0.1:{api}/api/",
            "MICROSOFT_APP_ID": APP_ID,
            "MICROSOFT_APP_PASSWORD": APP_PASSWORD,
            "MICROSOFT_APP_TENANT_ID": next(each.tenant for each in there.directs if each.platform == "teams"),
            "TEAMS_OPENID_URL": there.openid_url,
            "TEAMS_LOGIN_URL": there.login_url,
            "TEAMS_SERVICE_URLS": there.teams_url,
        }
        servers = [
            Server(environment, [], Path(name) / f"server-{number}.log", slack.free_port())
            for number in range(processes)
        ]
        for server in servers:
            server.start()
        await asyncio.gather(*(server.ready() for server in servers))
        try:
            yield servers, database, there
        finally:
            for server in servers:
                await server.kill()
            database.close()


def worked(servers: Sequence[Server]) -> float:
    """Processor time of them all so far, in seconds."""
    return sum(slack.cpu_seconds(server.process.pid) for server in servers)


async def replies(ports: Sequence[int], thread: slack.Thread, on: Callable[[], bool], at_once: int = AT_ONCE) -> int:
    """Send replies while `on` says so, to each process in turn, the next as soon as one is acknowledged. How many were.

    What was not acknowledged is sent again, to the next process, until it is.
    """
    numbers, done = count(), 0
    timeout = aiohttp.ClientTimeout(total=slack.ACK_MS / 1000)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:

        async def one() -> None:
            nonlocal done
            while on():
                number = next(numbers)
                body, headers = slack.an_event(number, thread)
                for port in _in_turn(ports, number):
                    if await _taken(http, port, body, headers):
                        done += 1
                        break
                    await asyncio.sleep(0.1)

        await asyncio.gather(*(one() for _ in range(at_once)))
    return done


def _for(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() < until


def _in_turn(ports: Sequence[int], number: int) -> Iterator[int]:
    while True:
        yield ports[number % len(ports)]
        number += 1


async def _taken(http: aiohttp.ClientSession, port: int, body: bytes, headers: dict[str, str]) -> bool:
    try:
        async with http.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
            return answer.status == 200
    except (TimeoutError, aiohttp.ClientError):
        return False


async def delivered(database: Database, there: Clouds, messages: int) -> float:
    """Messages that are all due at one moment: seconds from then until the last one stands."""
    addresses = [address for address in there.directs if address.platform == "teams"]
    due = datetime.now(UTC) + timedelta(seconds=2 + messages / 500)

    def decide() -> None:
        for begin in range(0, messages, 500):
            with database.write() as session:
                for number in range(begin, min(messages, begin + 500)):
                    card = Card(f"Message {number:05d}.")
                    outbox.put(session, addresses[number % len(addresses)], card, kind="words", about="", now=due)

    await asyncio.to_thread(decide)
    await asyncio.to_thread(_all_gone, database)
    return (datetime.now(UTC) - due).total_seconds()


def _all_understood(database: Database) -> None:
    until = time.monotonic() + PATIENCE
    while installed() and time.monotonic() < until:
        with database.read() as session:
            if not meaning.how_many_wait(session):
                return
        time.sleep(0.2)


def _tried_again(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(Delivery.id).where(Delivery.attempts > 1)).all())


def _all_gone(database: Database) -> None:
    while True:
        with database.read() as session:
            if not rows_of.waiting(session):
                return
        time.sleep(0.1)


# --- killed ----------------------------------------------------------------------------------------------------------


@dataclass
class Survived:
    """Four processes under load, one killed every few seconds."""

    figures: Figures = field(default_factory=Figures)
    acknowledged: int = 0
    kept: int = 0


async def killed(kills: int) -> Survived:
    """Replies and messages come all the while; what stands afterwards is counted."""
    found = Survived()
    async with staged("postgres", 4, seed=11, lease=LEASE.total_seconds()) as stage:
        stage.spaces.clear()  # no questions are asked here
        thread = _thread(stage)
        with stage.database.write() as session:
            slack.members(session, thread)
        for server in stage.servers:
            server.environment["MOST_A_MINUTE"] = "0"
            server.start()
        await asyncio.gather(*(server.ready() for server in stage.servers))
        ports = [server.port for server in stage.servers]
        over = asyncio.Event()
        load = asyncio.create_task(replies(ports, thread, lambda: not over.is_set(), at_once=FEWER))
        for _ in range(kills):
            await stage.say(MORE)
            await asyncio.sleep(stage.dice.uniform(0.5, EVERY_SECONDS - 0.5))
            await harm(stage, stop=False)
        over.set()
        found.acknowledged = await load
        await stage.settle(4 * LEASE.total_seconds())
        counted(stage, found.figures)
        found.kept = slack.kept(stage.database.engine.url.render_as_string(hide_password=False))
    return found


def _thread(stage: Stage) -> slack.Thread:
    workspace = stage.slack.workspace(WORKSPACE)
    users = [address.people[0].user for address in stage.addresses if address.platform == "slack" and address.people]
    channel = next(each.conversation for each in stage.addresses if each.platform == "slack" and each.conversation)
    return slack.Thread(SIGNING_SECRET, WORKSPACE, workspace.row.bot_user, channel, "1.000001", users)


# --- all of it -------------------------------------------------------------------------------------------------------


def as_rows(found: dict[int, Measured], survived: Survived) -> Iterator[Row]:
    """What was measured; one process is the reference of the others."""
    one = found[1]
    for number, each in found.items():
        what = "1 process" if number == 1 else f"{number} processes"
        told = f"{each.events:.0f}/s, processor {each.event_cost:.1f} ms each, {each.whole_cost:.1f} with its meaning"
        told, beside, right = (
            f"{told}, {each.wrong_events} wrong",
            f"1 process: {one.events:.0f}/s",
            not each.wrong_events,
        )
        yield Row(f"events, {what}", told, beside, each.events / one.events, NONE_WRONG, right)
        told = f"{each.deliveries:.0f}/s, processor {each.delivery_cost:.1f} ms each, {each.again} tried again"
        told, right = f"{told}, {each.wrong_deliveries} wrong", not each.wrong_deliveries
        beside = f"1 process: {one.deliveries:.0f}/s; the pace of {SIZE.tenants} tenants: {SIZE.tenants * 30}/s"
        yield Row(f"deliveries, {what}", told, beside, each.deliveries / one.deliveries, NONE_WRONG, right)
    figures = survived.figures
    what = f"4 processes, {figures.kills} × kill -9, one every few seconds"
    yield Row(f"{what}: replies acknowledged", str(survived.acknowledged))
    wrong = survived.kept - survived.acknowledged
    yield Row("… replies lost", str(max(0, -wrong)), "", None, "0", wrong >= 0)
    yield Row("… replies kept twice", str(max(0, wrong)), "", None, "0", wrong <= 0)
    for name, many, target, met in figures.rows():
        if name not in ELSEWHERE:
            yield Row(f"… messages: {name.removeprefix('… ')}", str(many), "", None, target, met)


async def measure(*, quick: bool) -> list[Row]:
    """All of it."""
    found = {}
    for processes in PROCESSES:
        say(f"{processes} on one PostgreSQL")
        found[processes] = await so_many(processes, 5 if quick else 30, 2_000 if quick else 10_000)
    say("four, and one killed every few seconds")
    return [*as_rows(found, await killed(6 if quick else 60))]


def main() -> int:
    """Read the options and run."""
    told = options(__doc__, LEFT_OUT).parse_args()
    rows = asyncio.run(measure(quick=told.quick))
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
