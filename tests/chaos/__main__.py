"""Chaos: what becomes of messages and questions while processes, databases, connections and clocks fail.

    python -m tests.chaos --short      a few minutes, for every change
    python -m tests.chaos              200 kills and 2,000 messages on each database
    python -m tests.chaos --only sqlite

Real `upstream serve` processes speak to stand-ins of both clouds, which answer 5 % of all calls with 429, 5 % with
500, and drop the connection after 3 %. On SQLite one process, on PostgreSQL three. Exits with 1 when a target is
missed.
"""

import argparse
import asyncio
import logging
import signal
import sys
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage import people
from storage.tables import Schedule
from tests.chaos.figures import Figures, count
from tests.chaos.stage import LEASE, Stage, staged

DAILY = "mon,tue,wed,thu,fri,sat,sun"
PLANS = (
    ("Europe/London", "01:30"),
    ("Europe/London", "10:00"),
    ("America/New_York", "02:30"),
    ("Asia/Kolkata", "09:15"),
)
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)  # when clocks change in London


async def main(told: argparse.Namespace) -> int:
    """Run both, side by side, and print what came of it."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # whoever is killed leaves half a request behind
    begun = time.monotonic()
    kills, messages, steps = (10, 100, 2) if told.short else (200, 2000, 12)
    kills, messages = told.kills or kills, told.messages or messages
    runs = [
        one_run(name, processes, change, kills, messages, steps)
        for name, processes, change in (("sqlite", 1, AUTUMN), ("postgres", 3, SPRING))
        if told.only in {None, name}
    ]
    results = await asyncio.gather(*runs)
    for name, figures, notes in results:
        say(f"\n{name}: {notes}")
        for what, many, target, met in figures.rows():
            say(f"  {what:<30} {many!s:>8}   {target and 'target ' + target:<32}{'' if met else 'MISSED'}")
    say(f"\n{time.monotonic() - begun:.0f} s")
    return 0 if all(met for _, figures, _ in results for *_, met in figures.rows()) else 1


async def one_run(
    name: str, processes: int, change: date, kills: int, messages: int, steps: int
) -> tuple[str, Figures, str]:
    """Messages under fire, questions over a week with kills, an outage of two days, a graceful end."""
    figures = Figures()
    async with staged(name, processes, seed=len(name)) as stage:
        begin = datetime.combine(change, datetime.min.time(), UTC) - timedelta(days=3)
        stage.move_to(begin + timedelta(hours=6))
        for server in stage.servers:  # all at once: they bring the database up to date one after another
            server.start()
        await asyncio.gather(*(server.ready() for server in stage.servers))
        tell(name, "messages under fire")
        stage.faulty = True
        await under_fire(stage, kills, messages)
        tell(name, "questions")
        await a_week(stage, begin, steps)
        stage.faulty = False
        tell(name, "settling")
        await stage.settle(120)
        await a_graceful_end(stage, figures)
        count(stage, figures)
        notes = f"{processes} process(es), {stage.kills} × kill -9, {stage.stops} × SIGSTOP for {LEASE + 3:g} s, "
        notes += ", ".join(f"{many} × {fault}" for fault, many in sorted(stage.faults.items()))
    return name, figures, notes


async def under_fire(stage: Stage, kills: int, messages: int) -> None:
    """Messages come while processes are killed and stopped; on PostgreSQL the database itself goes away once."""
    each = max(1, messages // kills)
    for number in range(kills):
        if len(stage.sent) < messages:
            await stage.say(each if number < kills - 1 else messages - len(stage.sent))
        if number == kills // 2 and stage.restart_database:
            await asyncio.sleep(1.0)  # a beat comes every second: what was said is on its way
            held = await stage.held()
            await asyncio.to_thread(stage.restart_database)
            await stage.was_left(held)
        await asyncio.sleep(stage.dice.uniform(0.3, 1.6))
        await harm(stage, stop=False)
        if number % 6 == 3:
            await harm(stage, stop=True)
    await stage.settle(60 + messages / 4)


async def harm(stage: Stage, *, stop: bool) -> None:
    """Kill one process and start it again, or stop it past its lease; the others take over meanwhile."""
    server = stage.dice.choice(stage.servers)
    if stop:
        server.send(signal.SIGSTOP)
        stage.stops += 1
        held = await stage.held()
        await asyncio.sleep(2)
        await stage.was_left(held)
        await asyncio.sleep(LEASE + 1)
        server.send(signal.SIGCONT)
        return
    await server.kill()
    stage.kills += 1
    held = await stage.held()
    server.start()
    await server.ready()
    await stage.was_left(held)


async def a_week(stage: Stage, begin: datetime, steps: int) -> None:
    """Daily questions in several zones, the time moved on in steps, a kill in each; then two days without anybody."""
    with stage.database.write() as session:
        for zone, clock in PLANS:
            first = (begin + timedelta(days=1)).date()
            moment = datetime.combine(first, datetime.strptime(clock, "%H:%M").time(), ZoneInfo(zone))  # noqa: DTZ007
            row = Schedule(zone=zone, time=clock, weekdays=DAILY, starts_on=first, missed="all", nation="")
            row.next_at, row.made_at = moment.astimezone(UTC), stage.now()
            people.add(session, row)
    day = max(begin, stage.now())
    leap = timedelta(hours=36) / steps
    for _ in range(steps):
        day += leap
        stage.move_to(day)
        await asyncio.sleep(stage.dice.uniform(0, 5.5))  # a beat comes every five seconds
        await harm(stage, stop=False)
        await stage.settle(90)
    for server in stage.servers:
        await server.kill()
        stage.kills += 1
    await stage.was_left(await stage.held())
    stage.move(timedelta(days=2).total_seconds())
    for server in stage.servers:
        server.start()
    await asyncio.gather(*(server.ready() for server in stage.servers))
    await asyncio.sleep(stage.dice.uniform(0, 5.5))
    await harm(stage, stop=False)
    await asyncio.sleep(7)
    await stage.settle(90)
    stage.move(timedelta(hours=30).total_seconds())
    await asyncio.sleep(7)
    await stage.settle(90)


async def a_graceful_end(stage: Stage, figures: Figures) -> None:
    """SIGTERM while there is something to send: ended in ten seconds, with nothing held any more."""
    await stage.say(60)
    await asyncio.sleep(1)
    for server in stage.servers:
        server.send(signal.SIGTERM)
    ends = [await server.ended(10) for server in stage.servers]
    await stage.was_left(await stage.held())
    figures.not_graceful += sum(code != 0 for code in ends)
    for server in stage.servers:
        server.start()
    await asyncio.gather(*(server.ready() for server in stage.servers))
    await stage.settle(120)


def tell(name: str, what: str) -> None:
    """Say how far it is."""
    say(f"{datetime.now(UTC):%H:%M:%S} {name}: {what}")


def say(line: str) -> None:
    """A line for whoever started this."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--kills", type=int, help="another number of kills while messages go out")
    parser.add_argument("--messages", type=int, help="another number of messages")
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    sys.exit(asyncio.run(main(parser.parse_args())))
