"""Whatever fails, in whatever order: nothing is lost, nothing said twice where one can ask, and order is kept.

Processes share one database and are killed at any moment; platforms refuse, fail, hang and drop connections. Time is
the event loop's own and passes as fast as nothing happens.
"""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import event
from sqlmodel import SQLModel, select

from bot import outbox
from bot.chat import Address, Card, MessageRef, Pace, Where
from bot.delivery import Outbox
from bot.errors import Gone, Refused, RetryAt, Uncertain
from bot.threads import Threads
from storage import outbox as rows
from storage.database import Database
from storage.tables import Delivery

BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LANES = ("one", "two", "three")
FATES = ("ok", "ok", "ok", "busy", "fails", "fails at once", "drops", "hangs", "arrives and hangs", "refused")


class Hurrying(asyncio.SelectorEventLoop):
    """Does not wait: when nothing happens before a moment, it is that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0
        wait = self._selector.select  # type: ignore[attr-defined]

        def select_now(timeout: float | None = None) -> Any:
            found = wait(0)
            if not found and timeout:
                self.ahead += timeout
            return found

        self._selector.select = select_now  # type: ignore[attr-defined]

    def time(self) -> float:
        return super().time() + self.ahead


class Mortal(Threads):
    """Threads of a process that may be killed: from then on nothing it writes arrives."""

    def __init__(self) -> None:
        self.dead = False

    async def write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0)
        if self.dead:
            await asyncio.Event().wait()
        return function(*args, **kwargs)

    read = write


class Cloud:
    """A platform. `stands` is everything that was posted and not taken away, in order; fates come one a call."""

    pace = Pace(conversation=1000, tenant=1000)
    makes_groups = False

    def __init__(self, name: str, can_be_asked: bool) -> None:
        self.name, self.can_be_asked = name, can_be_asked
        self.fates: list[str] = []
        self.stands: list[tuple[str, str, str]] = []  # conversation, key, words
        self.hanging: list[tuple[str, str, str]] = []

    def sketch(self, card: Card) -> str:
        return card.title

    async def post(self, address: Address, card: Card, key: str) -> MessageRef:
        message = (address.conversation, key, card.title)
        fate = self.fates.pop(0) if self.fates else "ok"
        if fate == "busy":
            raise RetryAt("busy")
        if fate == "fails at once":
            raise Uncertain("failed")
        if fate == "refused":
            raise Refused("refused")
        if fate == "hangs":
            self.hanging.append(message)
            await asyncio.Event().wait()
        await asyncio.sleep(0.1)
        if fate == "fails":
            raise Uncertain("failed")
        self.stands.append(message)
        if fate == "arrives and hangs":
            await asyncio.Event().wait()
        if fate == "drops":
            raise Uncertain("dropped")
        return MessageRef(self.name, address.tenant, address.conversation, f"{key}/{len(self.stands)}")

    async def update(self, ref: MessageRef, card: Card) -> None:
        raise Gone("not tried here")

    async def delete(self, ref: MessageRef) -> None:
        key = ref.message.split("/")[0]
        self.stands = [one for one in self.stands if one[1] != key]

    async def was_posted(self, address: Address, key: str) -> MessageRef | None:
        if not self.can_be_asked:
            raise Uncertain("cannot be asked")
        if self.fates and self.fates[0] == "busy":
            raise RetryAt(self.fates.pop(0))
        found = next((one for one in self.stands if one[1] == key), None)
        return MessageRef(self.name, address.tenant, address.conversation, f"{key}/0") if found else None

    async def close(self) -> None:
        pass


class UnderFailure(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite:///{Path(self.folder.name)}/upstream.db")
        event.listen(self.database.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
        SQLModel.metadata.create_all(self.database.engine)
        self.loop = Hurrying()
        self.begun = self.loop.time()
        self.clouds = {"asked": Cloud("asked", can_be_asked=True), "mute": Cloud("mute", can_be_asked=False)}
        self.processes = [self._process() for _ in range(2)]
        self.put: list[tuple[str, str, str]] = []  # platform, lane, words
        self.withdrawn: set[str] = set()

    def _process(self) -> tuple[Mortal, Outbox]:
        threads = Mortal()
        return threads, Outbox(self.database, threads, self.clouds, self.now)

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.loop.time() - self.begun)

    # --- what happens

    @rule(platform=st.sampled_from(["asked", "mute"]), lane=st.sampled_from(LANES), later=st.booleans())
    def decides(self, platform: str, lane: str, later: bool) -> None:
        words = f"{len(self.put):04d}"
        address = Address(platform, "t", Where.CHANNEL, conversation=lane)
        with self.database.write() as session:
            at = self.now() + timedelta(minutes=10) if later else None
            about = f"thing {words}"
            outbox.put(session, address, Card(words), kind="words", about=about, now=self.now(), not_before=at)
        self.put.append((platform, lane, words if not later else f"later {words}"))

    @rule(number=st.integers(0, 30))
    def withdraws(self, number: int) -> None:
        if number < len(self.put):
            words = self.put[number][2].removeprefix("later ")
            with self.database.write() as session:
                outbox.withdraw(session, f"thing {words}", self.now())
            self.withdrawn.add(words)

    @rule(platform=st.sampled_from(["asked", "mute"]), fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=4))
    def goes_wrong(self, platform: str, fates: list[str]) -> None:
        self.clouds[platform].fates = fates

    @rule(which=st.integers(0, 1), seconds=st.sampled_from([0.05, 1, 40, 70]))
    def delivers(self, which: int, seconds: float) -> None:
        async def some() -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.processes[which][1].deliver()

        self.loop.run_until_complete(some())

    @rule(which=st.integers(0, 1), arrives=st.booleans())
    def is_killed(self, which: int, arrives: bool) -> None:
        """What it was sending is lost on its way, or arrives just so."""
        threads, box = self.processes[which]
        threads.dead = True
        for cloud in self.clouds.values():
            cloud.stands += [one for one in cloud.hanging if arrives]
            cloud.hanging.clear()
        self._bury(box)
        self.processes[which] = self._process()

    @rule(which=st.integers(0, 1))
    def ends_gracefully(self, which: int) -> None:
        box = self.processes[which][1]
        self.loop.run_until_complete(box.stop(4))
        with self.database.read() as session:
            held = session.exec(select(Delivery).where(Delivery.owner == box._owner, Delivery.state == "claimed")).all()
        assert not held
        self.processes[which] = self._process()

    @rule(minutes=st.sampled_from([1, 5, 30]))
    def time_passes(self, minutes: int) -> None:
        self.loop.run_until_complete(asyncio.sleep(minutes * 60))

    def _bury(self, box: Outbox) -> None:
        tasks = list(box._held)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.wait(tasks))

    # --- what holds

    @invariant()
    def nothing_is_said_twice_where_one_can_ask(self) -> None:
        keys = [key for _, key, _ in self.clouds["asked"].stands]
        assert len(keys) == len(set(keys))

    @invariant()
    def words_are_dropped_once_delivered(self) -> None:
        with self.database.read() as session:
            assert not session.exec(select(Delivery).where(Delivery.state == "sent", Delivery.card.is_not(None))).all()  # type: ignore[union-attr]

    def teardown(self) -> None:
        try:
            self._settles()
        finally:
            for _, box in self.processes:
                self._bury(box)
            self.loop.run_until_complete(asyncio.sleep(0))
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.run_until_complete(asyncio.sleep(0))
            self.loop.close()
            self.database.close()
            self.folder.cleanup()

    def _settles(self) -> None:
        for cloud in self.clouds.values():
            cloud.fates = []
        for _ in range(40):
            self.delivers(0, 70)
            with self.database.read() as session:
                if not rows.waiting(session):
                    break
            self.time_passes(5)
        with self.database.read() as session:
            ends = {
                row.about.removeprefix("thing "): row for row in session.exec(select(Delivery)) if row.act == "post"
            }
            waits = rows.unfinished(session, 100)
            assert not [row for row in waits if row.state in rows.UNFINISHED], waits
            session.expunge_all()
        for platform, _lane, named in self.put:
            words = named.removeprefix("later ")
            times = sum(one[2] == words for one in self.clouds[platform].stands)
            if words in self.withdrawn:
                assert times == 0 or platform == "mute", words
            elif ends[words].state == "sent":
                assert times >= 1, f"{words} is lost"
                assert times == 1 or platform == "mute", f"{words} is doubled"
            else:
                assert ends[words].state in {"dead", "uncertain"}
                assert ends[words].error, words
        for platform, cloud in self.clouds.items():
            for lane in LANES:
                punctual = [words for where, at, words in self.put if (where, at) == (platform, lane)]
                stood = [words for at, _, words in cloud.stands if at == lane and words in punctual]
                first = list(dict.fromkeys(stood))
                assert first == sorted(first), f"{platform} {lane}: {first}"


TestOutboxUnderFailure = UnderFailure.TestCase
TestOutboxUnderFailure.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
