"""Platforms, processes and a database that fail in every way, in a time that passes as fast as nothing happens.

Each process has an event loop to itself: while another one runs, it stands still, as if it had been stopped.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlmodel import SQLModel

from bot.chat import Address, Card, MessageRef, Pace
from bot.delivering.delivery import Outbox
from bot.errors import Refused, RetryAt, Uncertain
from bot.threads import Threads
from storage.database import Database, DatabaseUnavailableError

BEAT = 5.0  # seconds
BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FATES = ("ok", "ok", "ok", "busy", "fails", "fails at once", "drops", "hangs", "arrives and hangs", "refused")


@dataclass
class Time:
    """The time that all share, in seconds; `moved` is what the clock on the wall is wrong by."""

    seconds: float = 0.0
    moved: float = 0.0

    def now(self) -> datetime:
        """The clock on the wall."""
        return BEGIN + timedelta(seconds=self.seconds + self.moved)


class Hurrying(asyncio.SelectorEventLoop):
    """Does not wait: when nothing happens before a moment, it is that moment."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self.shared = time
        wait = self._selector.select  # type: ignore[attr-defined]

        def select_now(timeout: float | None = None) -> Any:
            found = wait(0)
            if not found and timeout:
                time.seconds += timeout
            return found

        self._selector.select = select_now  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.shared.seconds


@dataclass
class Weather:
    """When the database is away, and whether what it did last still came about."""

    time: Time
    away_until: float = 0.0
    did_it_all_the_same: bool = False


class Mortal(Threads):
    """Threads of a process that may be killed: from then on nothing it writes arrives.

    `left` is how many writes it has to live; `commits` is whether the last of them takes effect.
    """

    def __init__(self, weather: Weather) -> None:
        self.weather, self.dead = weather, False
        self.left: int | None = None
        self.commits = False

    async def write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0.02)
        if self.left is not None and not self.dead:
            self.left -= 1
            self.dead = self.left < 0
            if self.dead and self.commits:
                function(*args, **kwargs)
        if self.dead:
            await asyncio.Event().wait()
        if self.weather.time.seconds < self.weather.away_until:
            if self.weather.did_it_all_the_same:
                self.weather.did_it_all_the_same = False
                function(*args, **kwargs)
            raise DatabaseUnavailableError("away")
        result = function(*args, **kwargs)
        await asyncio.sleep(0.01)  # until the answer is there
        return result

    read = write


@dataclass
class Standing:
    """A message that somebody can see."""

    conversation: str
    key: str
    words: str
    ref: str
    left: float = 0.0  # when it left its process


class Cloud:
    """A platform. `stands` is everything posted and not taken away, in order; fates come one a call."""

    makes_groups = False

    def __init__(self, name: str, *, can_be_asked: bool, pace: Pace | None = None) -> None:
        self.name, self.can_be_asked = name, can_be_asked
        self.pace = pace or Pace(conversation=1000, tenant=1000)
        self.fates: list[str] = []
        self.stands: list[Standing] = []
        self.on_its_way: list[Standing] = []  # has left its process, and may arrive even when that dies
        self.came = Counter[str]()  # how often anything with these words arrived

    def sketch(self, card: Card) -> str:
        return card.title

    async def post(self, address: Address, card: Card, key: str) -> MessageRef:
        ref = f"{key}/{sum(self.came.values())}/{len(self.on_its_way)}"
        await self._goes(Standing(address.conversation, key, card.title, ref))
        return MessageRef(self.name, address.tenant, address.conversation, ref)

    async def _goes(self, message: Standing) -> None:
        fate = self._fate()
        if fate == "hangs":
            message.left = asyncio.get_running_loop().time()
            self.on_its_way.append(message)
            await asyncio.Event().wait()
        await asyncio.sleep(0.05)
        if fate == "fails":
            raise Uncertain("failed")
        self.arrives(message)
        if fate == "arrives and hangs":
            await asyncio.Event().wait()
        await asyncio.sleep(0.05)
        if fate == "drops":
            raise Uncertain("dropped")

    def _fate(self) -> str:
        fate = self.fates.pop(0) if self.fates else "ok"
        if fate == "busy":
            raise RetryAt("busy")
        if fate == "fails at once":
            raise Uncertain("failed")
        if fate == "refused":
            raise Refused("refused")
        return fate

    def arrives(self, message: Standing) -> None:
        """It stands now."""
        self.stands.append(message)
        self.came[message.words] += 1

    async def update(self, ref: MessageRef, card: Card) -> None:
        fate = self._fate()
        await asyncio.sleep(0.05)
        for one in self.stands:
            if one.ref == ref.message and fate not in {"fails", "hangs"}:
                one.words = card.title
        if fate in {"drops", "fails"}:
            raise Uncertain(fate)
        if "hangs" in fate:
            await asyncio.Event().wait()

    async def delete(self, ref: MessageRef) -> None:
        await asyncio.sleep(0.05)
        self.stands = [one for one in self.stands if one.ref != ref.message]

    async def was_posted(self, address: Address, key: str, begun_at: datetime) -> MessageRef | None:
        await asyncio.sleep(0.05)
        if not self.can_be_asked:
            raise Uncertain("cannot be asked")
        if self.fates and self.fates[0] == "busy":
            raise RetryAt(self.fates.pop(0))
        found = next((one for one in self.stands if one.key == key), None)
        return MessageRef(self.name, address.tenant, address.conversation, found.ref) if found else None

    async def close(self) -> None:
        pass


def database_in(folder: str) -> Database:
    """A fresh one that need not outlast a power cut."""
    database = Database(f"sqlite:///{folder}/upstream.db")
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
    SQLModel.metadata.create_all(database.engine)
    return database


@dataclass
class Process:
    """One of several that share the rows: beats, stands still, ends or dies."""

    database: Database
    clouds: dict[str, Cloud]
    time: Time
    weather: Weather
    loop: Hurrying = field(init=False)
    threads: Mortal = field(init=False)
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.loop, self.threads = Hurrying(self.time), Mortal(self.weather)
        self.outbox = Outbox(self.database, self.threads, self.clouds, self.time.now)
        self.loop.create_task(self._beats())

    async def _beats(self) -> None:
        while True:
            with suppress(DatabaseUnavailableError):
                await self.outbox.deliver()
            await asyncio.sleep(BEAT)

    def runs(self, seconds: float) -> None:
        """It runs, and everybody else stands still."""
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def ends(self) -> None:
        """SIGTERM."""
        self.loop.run_until_complete(self.outbox.stop(4))
        self.dies()

    def dies(self) -> None:
        """`kill -9`: whatever has left it is on its own."""
        self.threads.dead = True
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.wait(tasks))
        self.loop.close()
