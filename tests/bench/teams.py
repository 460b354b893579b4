"""How soon Teams is answered under load, beside two bots that do next to nothing.

    python -m tests.bench.teams            100 events a second for a minute each, then 200 for half a minute
    python -m tests.bench.teams --quick    for fifteen seconds each, and no 200

References, in the same run: botbuilder's own adapter with a handler that echoes what was said, as its samples have it;
and the same committing one row with the durability that ours has before it answers. Each bot is served in a process of
its own; Microsoft's keys, tokens and connector are in this one. What is sent to ours: half are forms that are filled in
(each keeps a reflection), three in ten open one's own reflections, two in ten are typed searches, answered by a post.
Beside it forms alone: what is most like the row that the echo commits.
"""

import asyncio
import logging
import multiprocessing
import secrets
import socket
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters import serving
from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from adapters.simulator.teams.cloud import TeamsCloud
from adapters.simulator.teams.login import Login
from adapters.simulator.wire import served
from adapters.standins import APP_ID, APP_PASSWORD, TENANT
from storage import people
from storage.database import Database
from storage.migrate import upgrade
from storage.tables import Account, Member
from tests.bench.slack import cpu_seconds, free_port
from tests.bench.table import Row, hand_over, options, say

PEOPLE = 200
SLOWEST_MS, WITHIN = 250.0, 2.0
WORDS = "We asked the families first, and then stopped the weekly report. Nobody has missed it."

LEFT_OUT = "fifteen seconds instead of a minute, and no 200 a second"
MEANS = """
How long somebody in Teams looks at a button that they pressed. Half of what comes are forms that are sent off,
three in ten open one's own reflections, two in ten are searches: a hundred a second, far more than a network of ten
thousand does in its busiest minute. *Echo that commits*: Microsoft's own library, which repeats what was said and
commits one row before it answers; *echo* keeps nothing. *Forms alone* are what is most like that row: a
search keeps nothing and computes more. *Processor* is what one event costs the machine, whoever else is busy.
"""

Json = dict[str, Any]


# --- the bots, each in a process of its own --------------------------------------------------------------------------


def ours(database_url: str, microsoft: str) -> Parts:
    """The program as `upstream serve` runs it."""
    settings = Settings(
        most_a_minute=0,
        _env_file=None,
        database_url=database_url,
        microsoft_app_id=APP_ID,
        microsoft_app_password=APP_PASSWORD,
        microsoft_app_tenant_id=TENANT,
        teams_openid_url=f"{microsoft}/v1/.well-known/openidconfiguration",
        teams_login_url=microsoft,
        teams_service_urls=microsoft,
    )
    return build(settings, apart=True)


def echo(database_url: str, _microsoft: str, *, commits: bool = False) -> Starlette:
    """What botbuilder's samples show. It believes everybody, so it is spared the check of a signature."""
    from botbuilder.core import (  # noqa: PLC0415
        ActivityHandler,
        BotFrameworkAdapter,
        BotFrameworkAdapterSettings,
        MessageFactory,
        TurnContext,
    )
    from botbuilder.schema import Activity  # noqa: PLC0415

    keep = _keeper(database_url) if commits else None

    class Echo(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            if keep:
                await keep(turn_context.activity.id, turn_context.activity.text)
            await turn_context.send_activity(MessageFactory.text(turn_context.activity.text))

    adapter, handler = BotFrameworkAdapter(BotFrameworkAdapterSettings("", "")), Echo()

    async def messages(request: Request) -> Response:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity(activity, "", handler.on_turn)
        return Response(status_code=200)

    return Starlette(routes=[Route("/api/messages", messages, methods=["POST"])])


def _keeper(database_url: str) -> Callable[..., Any]:
    """Commits one row as our database does: WAL, synchronous FULL, one writer."""
    writer = ThreadPoolExecutor(1)

    def begin() -> sqlite3.Connection:
        made = sqlite3.connect(database_url.removeprefix("sqlite:///"), check_same_thread=False)
        made.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (id TEXT PRIMARY KEY, words TEXT)"
        )
        return made

    connection = writer.submit(begin).result()

    def commit(ident: str, words: str) -> None:
        with connection:
            connection.execute("INSERT INTO row VALUES (?, ?)", (ident, words))

    async def keep(ident: str, words: str) -> None:
        await asyncio.get_running_loop().run_in_executor(writer, commit, ident, words)

    return keep


def _echo_and_commit(database_url: str, microsoft: str) -> Starlette:
    return echo(database_url, microsoft, commits=True)


OURS, FORMS = "ours", "ours, forms alone"
ECHOES = {"echo": echo, "echo that commits": _echo_and_commit}


def _serve(name: str, port: int, database_url: str, microsoft: str) -> None:
    logging.disable()  # nothing is said here while the others are measured
    if name in ECHOES:
        uvicorn.run(ECHOES[name](database_url, microsoft), port=port, log_level="critical", access_log=False)
        return
    parts = ours(database_url, microsoft)
    try:
        serving.serve(parts.app, host="127.0.0.1", port=port)
    finally:
        parts.close()


# --- Microsoft -------------------------------------------------------------------------------------------------------


def microsoft(cloud: TeamsCloud) -> Starlette:
    """Its keys and tokens, and a connector that takes everything at once."""

    async def connector(request: Request) -> Response:
        await request.body()
        ident = request.path_params["rest"].rpartition("/")[2]
        return JSONResponse({"id": secrets.token_hex(4), "name": ident, "userRole": "user", "tenantId": TENANT})

    every = Route("/teams/v3/{rest:path}", connector, methods=["GET", "POST", "PUT", "DELETE"])
    return Starlette(routes=[*Login(cloud).routes(), every])


# --- what is sent ----------------------------------------------------------------------------------------------------


def activity(service_url: str, person: int, **more: Any) -> Json:
    """What every activity carries."""
    return {
        "type": "message",
        "id": secrets.token_hex(8),
        "timestamp": datetime.now(UTC).isoformat(),
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": f"29:{person}", "name": f"Person {person}", "aadObjectId": f"aad-{person}"},
        "recipient": {"id": f"28:{APP_ID}", "name": "Upstream"},
        "conversation": {"id": f"a:{person}", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "entities": [{"type": "clientInfo", "locale": "en-GB", "timezone": "Europe/London"}],
        **more,
    }


def said(service_url: str, number: int) -> Json:
    """Somebody types something."""
    return activity(service_url, number % PEOPLE, text=f"search families {number}", textFormat="plain")


def happening(service_url: str, number: int) -> Json:
    """What ours hears: forms, presses, typed searches."""
    if number % 10 in {3, 7}:
        return said(service_url, number)
    return form(service_url, number) if number % 2 == 0 else pressed(service_url, number, {"says": "mine"})


def form(service_url: str, number: int) -> Json:
    """Somebody sends off what they wrote down: the one happening that keeps something, as the echo does."""
    data = {"says": "reflect", "token": secrets.token_hex(8), "fields": {"words": "one", "audience": "one"}}
    return pressed(service_url, number, data | {"in.words": f"{WORDS} {number}", "in.audience": "only me"})


def pressed(service_url: str, number: int, data: Json) -> Json:
    """Somebody presses a button of a card."""
    value = {"action": {"type": "Action.Execute", "verb": "say", "data": data}, "trigger": "manual"}
    more: Json = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "1", "value": value}
    return activity(service_url, number % PEOPLE, **more)


@dataclass
class Run:
    """How long each took, in milliseconds, and what was answered. `work` is the bot's own processor time for each."""

    took: list[float] = field(default_factory=list)
    work: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)

    def at(self, percent: int) -> float:
        """This percentile."""
        return quantiles(self.took, n=100)[percent - 1]


async def load(address: str, token: str, made: Callable[[int], Json], rate: int, seconds: float) -> Run:
    """Send so many a second, whether the last ones were answered or not. Waiting for a free moment here counts too."""
    run, first = Run(), secrets.randbelow(10**6) * 1000
    headers = {"Authorization": f"Bearer {token}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as http:
        begun = time.perf_counter() + 0.1

        async def one(number: int) -> None:
            due = begun + number / rate
            await asyncio.sleep(due - time.perf_counter())
            async with http.post(f"{address}/api/messages", json=made(first + number)) as response:
                await response.read()
            run.took.append((time.perf_counter() - due) * 1000)
            run.statuses[response.status] += 1

        await asyncio.gather(*(one(number) for number in range(int(rate * seconds))))
    return run


# --- one after the other ---------------------------------------------------------------------------------------------


def members(database_url: str) -> None:
    """A tenant, and people in it who joined."""
    database, now = Database(database_url), datetime.now(UTC)
    upgrade(database)
    with database.write() as session:
        people.let_in(session, "teams", TENANT, None, now)
        for number in range(PEOPLE):
            member = Member(name=f"Person {number}", joined_at=now, confirmed_at=now)
            people.add(session, member)
            assert member.id is not None
            row = Account(member_id=member.id, platform="teams", tenant=TENANT, user=f"aad-{number}", seen_at=now)
            people.add(session, row)
    database.close()


@asynccontextmanager
async def bot(name: str, database_url: str, there: str) -> AsyncIterator[tuple[str, int]]:
    """A bot in a process of its own, once it answers: its address and the number of its process."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(name, port, database_url, there))
    process.start()
    try:
        for _ in range(300):
            await asyncio.sleep(0.1)
            with socket.socket() as knocking:
                if knocking.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield f"http://127.0.0.1:{port}", process.pid or 0
    finally:
        process.terminate()
        process.join(10)


async def one_bot(name: str, there: str, token: str, seconds: float, rates: list[int]) -> dict[int, Run]:
    """Load one bot at each rate, after everybody in it has been heard once."""
    runs, service_url = {}, f"{there}/teams/"
    with tempfile.TemporaryDirectory() as folder:
        database_url = f"sqlite:///{Path(folder) / 'bench.db'}"
        if name not in ECHOES:
            await asyncio.to_thread(members, database_url)
        made = {OURS: happening, FORMS: form}.get(name, said)

        async with bot(name, database_url, there) as (address, process):
            await load(address, token, partial(made, service_url), 40, PEOPLE / 40 + 1)
            for rate in rates:
                before = cpu_seconds(process)
                run = runs[rate] = await load(address, token, partial(made, service_url), rate, seconds)
                run.work = (cpu_seconds(process) - before) * 1000 / len(run.took)
                say(
                    f"  {name}, {rate}/s for {seconds:g} s: p50 {run.at(50):.1f} ms, p99 {run.at(99):.1f} ms, "
                    f"worst {max(run.took):.0f} ms, processor {run.work:.2f} ms each; answered {dict(run.statuses)}"
                )
    return runs


async def measure(seconds: float, rates: list[int]) -> list[Row]:
    """All of it."""
    cloud = TeamsCloud("http://127.0.0.1", APP_ID, APP_PASSWORD, home_tenant=TENANT)
    async with served(microsoft(cloud)) as there:
        cloud.base_url = there
        token = cloud.sign({"serviceUrl": f"{there}/teams/"})
        runs = {
            name: await one_bot(name, there, token, seconds, rates if name == OURS else rates[:1])
            for name in (*ECHOES, OURS, FORMS)
        }
    bare, commits = runs["echo"][rates[0]], runs["echo that commits"][rates[0]]
    rows = []
    for rate, run in runs[OURS].items():
        lost, over = run.statuses.total() - run.statuses[200], run.at(99) / commits.at(99)
        met, target = lost == 0, "none lost"
        if rate == rates[0]:
            met = met and run.at(99) <= SLOWEST_MS and over <= WITHIN
            target = f"p99 ≤ {SLOWEST_MS:.0f} ms, ≤ {WITHIN:.0f} × a row, none lost"
        what, against = f"{rate} events/s for {seconds:g} s", f"echo that commits, {rates[0]}/s: {told(commits)}"
        rows.append(Row(what, f"{told(run)}, {lost} lost", against, over, target, met))
    mine, forms = runs[OURS][rates[0]], runs[FORMS][rates[0]]
    what, over = f"{rates[0]} forms/s alone, each kept like the echo's row", forms.at(99) / commits.at(99)
    rows.append(Row(what, told(forms), f"echo that commits: {told(commits)}", over))
    rows.append(Row(f"{rates[0]} events/s, the same", told(mine), f"echo: {told(bare)}", mine.at(99) / bare.at(99)))
    work, least = f"{mine.work:.2f} ms", f"echo that commits: {commits.work:.2f} ms"
    rows.append(Row("processor time of an event", work, least, mine.work / commits.work))
    return rows


def told(run: Run) -> str:
    """As words."""
    return f"p50 {run.at(50):.0f}, p99 {run.at(99):.0f}, worst {max(run.took):.0f} ms"


def main() -> int:
    """Run it."""
    asked = options(__doc__, LEFT_OUT).parse_args()
    rows = asyncio.run(measure(15 if asked.quick else 60, [100] if asked.quick else [100, 200]))
    return hand_over(rows, MEANS, LEFT_OUT if asked.quick else "", asked.rows)


if __name__ == "__main__":
    sys.exit(main())
