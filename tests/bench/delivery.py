"""How fast what was decided arrives, how soon handlers answer meanwhile, and how fast deliveries are claimed.

    python -m tests.bench.delivery            20 workspaces and 20 tenants of 50 spaces, then 10,000 direct messages
    python -m tests.bench.delivery --quick    4 and 4 of 20 spaces, then 320 direct messages; shorter times

References, in the same run: the pace that the platforms allow, as if nothing else took any time; and a bare echo that
commits one row with the same durability.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from adapters.main import build
from adapters.settings import Settings
from bot import outbox
from bot.chat import Account, Address, Card, Incoming, Kind, Platform, Text, Where
from bot.delivery import Outbox
from bot.doors import Doors
from bot.threads import Threads
from storage import outbox as rows
from storage import people, record
from storage.database import Database
from storage.tables import Account as AccountRow
from storage.tables import Delivery, Member
from tests.bench.clouds import Clouds, Size, clouds
from tests.servers import own_postgres

FULL, QUICK = Size(20, 50, 250), Size(4, 20, 40)
AT_ONCE = 20
QUESTION = Card("What did you stop doing this month?", (Text("Something small is welcome."),))


def say(line: str) -> None:
    """A line for whoever runs this."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


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


async def arrival(url: str, there: Clouds) -> None:
    """A question to every space, then a message to every person."""
    database = Database(url)
    threads, platforms = Threads(database), there.platforms()
    box = Outbox(database, threads, platforms, lambda: datetime.now(UTC))
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
        took = time.perf_counter() - begun
        stand = sum(there.posted()) - before
        say(
            f"  {what}: {len(addresses)} in {took:.1f} s; the pace alone takes {least:.1f} s: ratio {took / least:.3f} "
            f"(target 1.1); {stand} stand, {tried - len(addresses)} tries more than messages"
        )
    for platform in platforms.values():
        await platform.close()
    threads.close()
    database.close()


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


def spread(took: Sequence[float]) -> str:
    """Median, p99 and worst, in milliseconds."""
    cuts = quantiles(took, n=100)
    return f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, worst {max(took):.0f} ms"


async def handlers(url: str, *, quick: bool) -> None:
    """Saving a reflection, beside an echo that commits one row."""
    parts = build(Settings(_env_file=None, database_url=url), beats=False)
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
    say(f"  20 at once: saving a reflection {spread(await at_once(hear, times))} (target: worst 500 ms)")
    say(f"  20 at once: echo of one row     {spread(await at_once(echo, times))}")
    for rate in (100, 200):
        took = await at_rate(hear, rate, seconds)
        target = "target: p99 250 ms, none lost" if rate == 100 else "target: none lost"
        say(f"  {rate}/s for {seconds:g} s: {len(took)} of {int(rate * seconds)} saved, {spread(took)} ({target})")
    parts.close()


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


# --- all of it -------------------------------------------------------------------------------------------------------


def main() -> None:
    """Read the options and run."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    quick = asked.parse_args().quick
    size = QUICK if quick else FULL
    if quick:
        say(f"quick: {size.tenants} + {size.tenants} tenants, not 20 + 20; {size.spaces} spaces in each, not 50")
    with tempfile.TemporaryDirectory(prefix="bench-") as name, own_postgres(Path(name)) as (postgres, _):
        sqlite = f"sqlite:///{name}/upstream.db"
        for kind, url in (("SQLite", sqlite), ("PostgreSQL", postgres)):
            say(kind)
            build(Settings(_env_file=None, database_url=url), beats=False).close()
            with clouds(size) as there:
                asyncio.run(arrival(url, there))
            asyncio.run(handlers(url, quick=quick))
            for at_a_time in (1,) if kind == "SQLite" else (1, 4):
                speed = claims(url, 1000 if quick else 10_000, at_a_time)
                say(f"  claims: {speed:.0f} a second, {at_a_time} at a time")


if __name__ == "__main__":
    main()
