"""How fast what was decided arrives, how soon handlers answer meanwhile, and how fast deliveries are claimed.

    python -m tests.bench.delivery            20 workspaces and 20 tenants of 50 spaces, then 10,000 direct messages
    python -m tests.bench.delivery --quick    4 and 4 of 20 spaces, then 320 direct messages; shorter times

Each row stands beside its reference, taken in the same run: the pace that the platforms allow and the
stand-ins enforce, as if nothing else took any time; a bare transaction that commits one row with the same durability.
Time is real throughout.
"""

import asyncio
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from adapters.main import build
from adapters.settings import Settings
from bot.chat import Account, Address, Card, Incoming, Kind, Platform, Text, Where
from bot.delivering import outbox
from bot.delivering.delivery import Outbox
from bot.doors import Doors
from bot.threads import Threads
from storage import outbox as rows
from storage import people, record
from storage.database import Database
from storage.tables import Account as AccountRow
from storage.tables import Delivery, Member
from tests.bench.clouds import Clouds, Size, clouds
from tests.bench.table import Row, hand_over, options, say
from tests.servers import own_postgres

FULL, QUICK = Size(20, 50, 250), Size(4, 20, 40)
AT_ONCE = 20
LEFT_OUT = f"{QUICK.tenants} + {QUICK.tenants} tenants of {QUICK.spaces} spaces, not 20 + 20 of 50; 5 s of load, not 60"
MEANS = """
How soon people have what was decided for them, and how soon the bot answers while it is busy. *Question to every
space* and *direct messages*: from the decision until the last one stands in its chat. Slack and Teams allow only so
many messages a second; the reference is that alone, so 1.00 is as fast as anybody may be. *A reflection saved*: the
wait of somebody who presses *Send*, with twenty at once and with a hundred and two hundred a second. *Deliveries
claimed*: how many messages a second the database can hand out to be sent; the pace of the chats is far below it.
"""
QUESTION = Card("What did you stop doing this month?", (Text("Something small is welcome."),))


# --- how fast it arrives ---------------------------------------------------------------------------------------------


def bound(platforms: dict[str, Platform], addresses: Sequence[Address]) -> float:
    """Seconds that the pace alone takes: the first of each tenant goes at once."""
    many = Counter((address.platform, address.tenant) for address in addresses)
    return max((count - 1) / platforms[platform].pace.tenant for (platform, _), count in many.items())


def decide(database: Database, addresses: Sequence[Address], kind: str) -> None:
    """Write a delivery for each of these places."""
    now = datetime.now(UTC)
    for begin in range(0, len(addresses), 500):
        with database.write() as session:
            for address in addresses[begin : begin + 500]:
                outbox.put(session, address, QUESTION, kind=kind, about="", now=now)


async def arrival(url: str, there: Clouds) -> list[Row]:
    """A question to every space, then a message to every person."""
    database = Database(url)
    threads, platforms = Threads(database), there.platforms()
    box = Outbox(database, threads, platforms, lambda: datetime.now(UTC))
    found = []
    for what, addresses in (("question to every space", there.spaces), ("direct messages", there.directs)):
        before = sum(there.posted())
        decide(database, addresses, "question")
        begun, least, tried = time.perf_counter(), bound(platforms, addresses), 0
        while True:
            tried += await box.deliver()
            with database.read() as session:
                if not rows.waiting(session):
                    break
            await asyncio.sleep(0.2)
        took, many = time.perf_counter() - begun, len(addresses)
        stand = sum(there.posted()) - before
        measured = f"{took:.1f} s, {stand} stand, {tried - many} tried twice"
        ok = took <= 1.1 * least and stand == many
        found.append(Row(f"{many} × {what}", measured, f"the pace alone: {least:.1f} s", took / least, "≤ 1.1", ok))
    for platform in platforms.values():
        await platform.close()
    threads.close()
    database.close()
    return found


# --- handlers --------------------------------------------------------------------------------------------------------


def joined(database: Database) -> list[Account]:
    """Twenty people who joined."""
    now, accounts = datetime.now(UTC), []
    with database.write() as session:
        people.let_in(session, "slack", "T1", None, now)
        for number in range(AT_ONCE):
            member = Member(name=f"Person {number}", joined_at=now, confirmed_at=now)
            people.add(session, member)
            assert member.id is not None
            account = Account("slack", "T1", f"U{number}")
            row = AccountRow(member_id=member.id, platform="slack", tenant="T1", user=account.user, seen_at=now)
            people.add(session, row)
            accounts.append(account)
    return accounts


def filled(account: Account) -> Incoming:
    """Somebody sends a reflection off."""
    words = f"We stopped the weekly report, and nobody has missed it so far. {secrets.token_hex(4)}"
    here = Address("slack", account.tenant, Where.CHANNEL, conversation="C1")
    values = {"words": (words,), "audience": ("only me",)}
    return Incoming(Kind.FILLED, account, here, secrets.token_hex(8), "reflect", values=values)


async def timed(act: Callable[[], Awaitable[object]], took: list[float]) -> None:
    """Do this and note how long it took, in milliseconds."""
    begun = time.perf_counter()
    await act()
    took.append((time.perf_counter() - begun) * 1000)


async def at_once(act: Callable[[int], Awaitable[object]], times: int) -> list[float]:
    """Twenty at once, so often."""
    took: list[float] = []
    for _ in range(times):
        await asyncio.gather(*(timed(lambda n=n: act(n), took) for n in range(AT_ONCE)))  # type: ignore[misc]
    return took


async def at_rate(act: Callable[[int], Awaitable[object]], rate: int, seconds: float) -> list[float]:
    """So many a second, each begun when its moment comes, whether the last has ended or not."""
    took: list[float] = []
    tasks, begun = [], time.perf_counter()
    for number in range(int(rate * seconds)):
        wait = begun + number / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(timed(lambda n=number % AT_ONCE: act(n), took)))  # type: ignore[misc]
    await asyncio.gather(*tasks)
    return took


def spread(took: Sequence[float]) -> tuple[float, float, float]:
    """Median, p99 and worst, in milliseconds."""
    cuts = quantiles(took, n=100)
    return cuts[49], cuts[98], max(took)


def milliseconds(took: Sequence[float]) -> str:
    """The same as words."""
    return "p50 {:.0f}, p99 {:.0f}, worst {:.0f} ms".format(*spread(took))


async def handlers(url: str, *, quick: bool) -> list[Row]:
    """Saving a reflection, beside an echo that commits one row: twenty at once, and at two rates."""
    parts = build(Settings(_env_file=None, database_url=url, most_a_minute=0), beats=False)  # twenty people do it all
    accounts = joined(parts.database)
    doors: Doors = parts.doors

    async def hear(number: int) -> object:
        return await doors.hear(filled(accounts[number]))

    def echo_row() -> None:
        with parts.database.write() as session:
            record.heard(session, "slack", "T1", secrets.token_hex(8), datetime.now(UTC))

    async def echo(_number: int) -> object:
        return await parts.threads.write(echo_row)

    times, seconds = (10, 5.0) if quick else (50, 60.0)
    await at_once(hear, 1)  # what is only done once
    took, bare = await at_once(hear, times), await at_once(echo, times)
    found = [
        Row(
            "a reflection saved, 20 at once",
            milliseconds(took),
            f"bare transaction: {milliseconds(bare)}",
            max(took) / max(bare),
            "worst ≤ 500 ms",
            max(took) <= 500,
        )
    ]
    for rate in (100, 200):
        took, bare = await at_rate(hear, rate, seconds), await at_rate(echo, rate, min(seconds, 10.0))
        lost = int(rate * seconds) - len(took)
        p99, least = spread(took)[1], spread(bare)[1]
        target, ok = ("p99 ≤ 250 ms, none lost", p99 <= 250) if rate == 100 else ("none lost", True)
        measured = f"{milliseconds(took)}, {lost} lost"
        against = f"bare transaction: {milliseconds(bare)}"
        found.append(Row(f"{rate}/s for {seconds:g} s", measured, against, p99 / least, target, ok and not lost))
    parts.close()
    return found


# --- claims ----------------------------------------------------------------------------------------------------------


def claims(url: str, many: int, at_a_time: int) -> float:
    """Deliveries claimed a second by so many processes' worth of threads, each conversation once."""
    database = Database(url)
    now = datetime.now(UTC)
    with database.write() as session:
        for number in range(many):
            session.add(
                Delivery(
                    key=f"{at_a_time}-{number}",
                    kind="words",
                    platform="slack",
                    tenant=f"T{number % 20}",
                    lane=f"{at_a_time}/{number}",
                    address="",
                    card="{}",
                    not_before=now,
                    made_at=now,
                )
            )
    taken: list[int] = []

    def take() -> None:
        while True:
            with database.write() as session:
                got = rows.claim(session, secrets.token_hex(4), now, timedelta(hours=1), 50, {("slack", ""): 50})
            if not got:
                return
            taken.extend(row.id or 0 for row in got)

    begun = time.perf_counter()
    threads = [threading.Thread(target=take) for _ in range(at_a_time)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    assert len(taken) == len(set(taken)) == many
    database.close()
    return many / took


def bare_transactions(url: str, seconds: float = 3.0) -> float:
    """How many transactions a second commit one row, one after another."""
    database, many = Database(url), 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        with database.write() as session:
            record.heard(session, "slack", "T1", secrets.token_hex(8), datetime.now(UTC))
        many += 1
    database.close()
    return many / seconds


def claim_rows(url: str, *, quick: bool) -> Iterator[Row]:
    """Claims a second; on PostgreSQL also with four at a time."""
    for at_a_time in (1,) if url.startswith("sqlite") else (1, 4):
        speed, bare = claims(url, 1000 if quick else 10_000, at_a_time), bare_transactions(url)
        against = f"bare transactions: {bare:.0f}/s"
        yield Row(f"deliveries claimed, {at_a_time} at a time", f"{speed:.0f}/s", against, speed / bare)


# --- all of it -------------------------------------------------------------------------------------------------------


def main() -> int:
    """Read the options and run."""
    told = options(__doc__, LEFT_OUT).parse_args()
    size, every = QUICK if told.quick else FULL, list[Row]()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, own_postgres(Path(name)) as (postgres, _):
        for kind, url in (("SQLite", f"sqlite:///{name}/upstream.db"), ("PostgreSQL", postgres)):
            build(Settings(_env_file=None, database_url=url), beats=False).close()
            say(f"{kind}: deliveries, handlers, claims")
            with clouds(size) as there:
                found = asyncio.run(arrival(url, there))
            found += asyncio.run(handlers(url, quick=told.quick))
            found += claim_rows(url, quick=told.quick)
            every += [replace(row, what=f"{kind}: {row.what}") for row in found]
    return hand_over(every, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
