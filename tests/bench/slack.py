"""How soon a Slack event is acknowledged, over HTTP, while a hundred and two hundred come a second; is any lost?

    python -m tests.bench.slack            a minute at each rate
    python -m tests.bench.slack --quick    ten seconds at each

Every event is a member's reply in the thread of a question: it is kept, committed with full durability, answered for
its author alone through Slack's API, and then acknowledged. Beside it, in the same run: a bare Bolt app that answers
each event through the same API, and one that commits one row first, with the same durability. Servers, Slack and the
events' sender are processes of their own; all wait for the same two cores.
"""

import asyncio
import hashlib
import hmac
import json
import multiprocessing
import os
import secrets
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters import serving
from adapters.main import build
from adapters.settings import Settings
from bot.chat import MessageRef, ref_to_json
from storage import outbox, people
from storage.database import Database
from storage.tables import Account, Asking, Member, Posting, Reflection
from tests.bench.delivery import milliseconds, spread
from tests.bench.table import Row, hand_over, options

SPEAKERS = 50
ACK_MS = 3000  # Slack takes an event for lost after this, and sends it again
P99_MS = 250
WARM_SECONDS = 3
FIRST, SECOND = 100, 200  # events a second
LEFT_OUT = "ten seconds at each rate instead of a minute"
MEANS = """
How long Slack waits until the bot has kept a reply and says so, while a hundred and two hundred replies come a
second: far more than a network of ten thousand writes in its busiest minute. Slack gives up after 3 seconds and
sends the same once more. *A row*: a bare Bolt app that commits one row before it answers, with the same durability;
*bare*: one that keeps nothing. *Late* were not answered in 3 seconds; *not kept* would be words that are gone.
"""


@dataclass(frozen=True)
class Thread:
    """A question that stands in a channel, where members reply."""

    secret: str = "a signing secret"
    team: str = "T1"
    bot: str = "UBOT"
    channel: str = "C1"
    root: str = "1.000001"
    users: Sequence[str] = tuple(f"U{number}" for number in range(SPEAKERS))


THREAD = Thread()


# --- processes -------------------------------------------------------------------------------------------------------


def serve_upstream(port: int, api_url: str, file: str) -> None:
    """The program, as `upstream serve` runs it."""
    settings = Settings(
        most_a_minute=0,
        _env_file=None,
        database_url=f"sqlite:///{file}",
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr(THREAD.secret),
        slack_api_url=api_url,
    )
    parts = build(settings, apart=True)
    with parts.database.write() as session:
        members(session, THREAD)
    try:
        serving.serve(parts.app, host="127.0.0.1", port=port)
    finally:
        parts.close()


def members(session: Any, thread: Thread) -> None:
    """The question, and people who agreed that their replies to it are kept."""
    now = datetime.now(UTC)
    people.let_in(session, "slack", thread.team, None, now)
    asking = Asking(prompt="bench", question="What did you stop doing?", asked_at=now)
    people.add(session, asking)
    ref = MessageRef("slack", thread.team, thread.channel, thread.root)
    about = f"asking {asking.id}"
    outbox.stands(
        session,
        Posting(
            about=about,
            platform="slack",
            tenant=thread.team,
            conversation=thread.channel,
            message=thread.root,
            ref=ref_to_json(ref),
            posted_at=now,
        ),
    )
    for number, user in enumerate(thread.users):
        member = Member(
            name=f"Person {number}", joined_at=now, confirmed_at=now, usual_audience="only me", keeps_replies=True
        )
        people.add(session, member)
        account = Account(member_id=member.id or 0, platform="slack", tenant=thread.team, user=user, seen_at=now)
        people.add(session, account)


def serve_bolt(port: int, api_url: str, file: str) -> None:
    """A bare Bolt app: an answer to each event, and with a file one row committed before it."""
    client = AsyncWebClient(token="xoxb-bench", base_url=api_url)
    app = AsyncApp(client=client, signing_secret=THREAD.secret, process_before_response=True)
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False) if file else None
    if database:
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event (id TEXT)")
    one = asyncio.Lock()

    def commit(event: str) -> None:
        assert database
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO event VALUES (?)", (event,))
        database.execute("COMMIT")

    @app.event("message")
    async def said(event: dict[str, Any], client: AsyncWebClient, body: dict[str, Any]) -> None:
        if database:
            async with one:
                await asyncio.to_thread(commit, body["event_id"])
        await client.chat_postEphemeral(channel=event["channel"], user=event["user"], text="Kept.")

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    routes = [Route("/slack/events", events, methods=["POST"])]
    uvicorn.run(Starlette(routes=routes), port=port, log_config=None, access_log=False)


def serve_slack(port: int) -> None:
    """Slack's API, as quick as can be: it says yes to everything."""

    async def method(request: web.Request) -> web.Response:
        asked = await request.post() if request.content_type != "application/json" else {}
        user = {
            "id": str(asked.get("user", "")),
            "team_id": THREAD.team,
            "name": "somebody",
            "tz": "Europe/London",
            "profile": {},
        }
        known = {"user_id": THREAD.bot, "bot_id": "B1", "team_id": THREAD.team, "user": user, "channel": {"id": "D1"}}
        return web.json_response({"ok": True, "ts": "2.000001", "message_ts": "2.000001", **known})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", method)
    web.run_app(app, port=port, print=None, access_log=None, handle_signals=False)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def running(serve: Any, *arguments: Any) -> Iterator[tuple[int, int]]:
    """A server in a process of its own; its port, and the number of its process."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port, *arguments))
    process.start()
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as calling:
                if calling.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, process.pid or 0
    finally:
        process.terminate()
        process.join(10)


# --- events ----------------------------------------------------------------------------------------------------------


def an_event(number: int, thread: Thread = THREAD) -> tuple[bytes, dict[str, str]]:
    """A reply in the question's thread, signed."""
    event = {
        "type": "message",
        "user": thread.users[number % len(thread.users)],
        "team": thread.team,
        "text": f"We stopped the weekly report, and nobody has missed it so far. {secrets.token_hex(4)}",
        "ts": f"{time.time():.6f}",
        "thread_ts": thread.root,
        "parent_user_id": thread.bot,
        "channel": thread.channel,
        "channel_type": "channel",
    }
    authorized = {"enterprise_id": None, "team_id": thread.team, "user_id": thread.bot, "is_bot": True}
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": thread.team,
            "api_app_id": "A1",
            "event_id": f"Ev{secrets.token_hex(8)}",
            "event": event,
            "authorizations": [authorized],
        }
    ).encode()
    now = str(int(time.time()))
    signed = hmac.new(thread.secret.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": now, "x-slack-signature": f"v0={signed}"}
    return body, headers | {"content-type": "application/json"}


async def at_rate(port: int, rate: int, seconds: float) -> tuple[list[float], int]:
    """So many a second, each when its moment comes: milliseconds of those acknowledged in time, how many were not."""
    took: list[float] = []
    lost = 0
    timeout = aiohttp.ClientTimeout(total=ACK_MS / 1000)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=200)) as http:

        async def send(number: int, due: float) -> None:
            nonlocal lost
            body, headers = an_event(number)
            try:
                async with http.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
                    if answer.status != 200:
                        lost += 1
                        return
            except (TimeoutError, aiohttp.ClientError):
                lost += 1
                return
            took.append((time.perf_counter() - due) * 1000)

        begun, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(send(number, due)))
        await asyncio.gather(*tasks)
    return took, lost


@dataclass(frozen=True)
class Load:
    """What became of it: milliseconds of what was acknowledged in time, how much was not, CPU milliseconds an event."""

    took: list[float]
    late: int
    cpu: float

    @property
    def p99(self) -> float:
        """Milliseconds; the longest there is where too few came in time."""
        return spread(self.took)[1] if len(self.took) > 1 else ACK_MS

    def __str__(self) -> str:
        told = milliseconds(self.took) if len(self.took) > 1 else "none in time"
        return f"{told}, {self.late} late, {self.cpu:.1f} ms CPU"


def measured(server: tuple[int, int], rate: int, seconds: float) -> Load:
    """So many events a second, after a warm-up at that rate."""
    port, process = server

    async def both() -> Load:
        await at_rate(port, rate, WARM_SECONDS)
        before = cpu_seconds(process)
        took, late = await at_rate(port, rate, seconds)
        return Load(took, late, (cpu_seconds(process) - before) / (rate * seconds) * 1000)

    return asyncio.run(both())


def cpu_seconds(process: int) -> float:
    """What a process and those it began have used so far, by themselves and for the system.

    It does not depend on who else is busy.
    """
    ticks = 0
    for one in family(process):
        used = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(used[11]) + int(used[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """A process and all that it began."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    began = [int(child) for task in tasks for child in task.read_text().split()]
    return [process, *(one for child in began for one in family(child))]


def kept(url: str) -> int:
    """How many reflections were kept."""
    database = Database(url)
    with database.read() as session:
        count = len(session.exec(select(Reflection.id)).all())
    database.close()
    return count


def at(rate: int, seconds: float, folder: Path) -> list[Row]:
    """One rate: the program, and both references, one after another."""
    file, row_file = str(folder / f"upstream{rate}.db"), str(folder / f"row{rate}.db")
    with running(serve_slack) as (slack, _):
        api = f"http://127.0.0.1:{slack}/api/"
        with running(serve_bolt, api, "") as server:
            bare = measured(server, rate, seconds)
        with running(serve_bolt, api, row_file) as server:
            row = measured(server, rate, seconds)
        with running(serve_upstream, api, file) as server:
            ours = measured(server, rate, seconds)
    missing = int(rate * seconds) + rate * WARM_SECONDS - kept(f"sqlite:///{file}")
    over = ours.p99 / row.p99
    met = (ours.p99 <= P99_MS and over <= 2) if rate == FIRST else (ours.late, missing) == (0, 0)
    target = f"p99 ≤ {P99_MS} ms, ≤ 2 × a row" if rate == FIRST else "none lost"
    return [
        Row(f"{rate} replies/s for {seconds:g} s", f"{ours}, {missing} not kept", f"a row: {row}", over, target, met),
        Row(f"{rate} replies/s, the same", f"p99 {ours.p99:.0f} ms", f"bare: {bare}", ours.p99 / bare.p99),
    ]


def main() -> int:
    """Measure, print, and tell whether the targets were met."""
    told = options(__doc__, LEFT_OUT).parse_args()
    seconds = 10 if told.quick else 60
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for rate in (FIRST, SECOND) for row in at(rate, seconds, Path(folder))]
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
