"""Delivery: the only caller of `Platform`. Each row is claimed, said to be being sent, sent, and noted where it stands.

No transaction is open while a message travels. What was being sent when a process or a connection died is asked for
before it is sent again. Tenants, and conversations of a tenant, go beside each other; a conversation keeps its order.
"""

import asyncio
import logging
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from time import monotonic

from bot import chat
from bot.chat import MessageRef, Platform
from bot.delivering import outbox, outcome
from bot.delivering.desk import Desk
from bot.delivering.pacing import AT_ONCE_IN_ALL, Pacer, Tenant
from bot.errors import DeliveryFailed, RetryAt, Uncertain
from bot.threads import Threads
from storage import outbox as rows
from storage.database import Database, DatabaseUnavailableError, Session
from storage.tables import Delivery

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 200
REST, LONGEST_REST = 4, 1.0  # after a claim, so many times as long as it took: it looks at all that waits; in seconds
ASKED_AHEAD = 3  # deliveries of a tenant that are held to be asked for: each takes its turn
HANDING_BACK_SECONDS = 2.0  # what the database gets for it when the program ends
SKEW_SECONDS, SKEW_MEASURED_IN = 60.0, 1.0
SKEW = timedelta(seconds=2)  # what two clocks may differ by without anybody minding

Tried = Callable[[str, int, DeliveryFailed | None], None]
"""Is told of each try: on which platform, the how-manieth, and what went wrong, if anything did."""


def nobody_counts(_platform: str, _attempt: int, _failed: DeliveryFailed | None) -> None:
    """Nobody counts."""


class Outbox:
    """Delivers what is due. One per process; any number of processes share the rows.

    `lease` is how long a process may hold a delivery. One call takes at most half of it, so that whoever takes over
    finds nobody still sending.
    """

    def __init__(
        self,
        database: Database,
        threads: Threads,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
        lease: timedelta = LEASE,
        tried: Tried = nobody_counts,
    ) -> None:
        self._database, self._threads, self._platforms, self._clock = database, threads, platforms, clock
        self._lease, self._tried = lease, tried
        self._owner = secrets.token_hex(6)
        self._pace = Pacer()
        self._desk = Desk(database, threads, patience=lease.total_seconds())
        self._held: dict[asyncio.Task[None], Delivery] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._at_once: dict[Tenant, asyncio.Semaphore] = {}
        self._in_all: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_IN_ALL))
        self._skew, self._skew_at = timedelta(), float("-inf")
        self._stopping = False
        self._claiming, self._rested_at = asyncio.Lock(), 0.0
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something new may be due: do not wait for what is under way."""
        self._woken.set()

    async def deliver(self) -> int:
        """Deliver until nothing is due and nothing is under way; how many deliveries were tried."""
        tried = 0
        while True:
            await asyncio.sleep(max(0.0, self._rested_at - asyncio.get_running_loop().time()))
            self._woken.clear()
            claimed = await self._claim()
            for row in claimed:
                self._begin(row)
            tried += len(claimed)
            if not self._held and not claimed:
                return tried
            if not claimed:
                await self._something_happens()

    async def begin_alone(self) -> None:
        """Nobody else has these rows (SQLite): whatever is held was held by a process that is no more."""

        def take_over() -> None:
            with self._database.write() as session:
                rows.hand_back(session, self._now() + outcome.PAUSE)

        await self._threads.write(take_over)

    async def stop(self, within: float) -> None:
        """Claim no more; hand back what was not begun; give what is being sent so many seconds to arrive."""
        self._stopping = True
        self.wake()
        for task in set(self._held) - self._sending:
            task.cancel()
        if self._held:
            _, late = await asyncio.wait(set(self._held), timeout=within)
            for task in late:
                task.cancel()
        try:
            async with asyncio.timeout(HANDING_BACK_SECONDS), self._claiming:  # what is being claimed goes back too
                await self._threads.write(self._hand_back)
        except (DatabaseUnavailableError, TimeoutError):
            log.warning("the database is not to be reached: what is held comes free when its lease ends")

    def _hand_back(self) -> None:
        with self._database.write() as session:
            rows.hand_back(session, self._now() + outcome.PAUSE, self._owner)

    # --- claiming ----------------------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        """The time by the database's clock, so that processes whose clocks differ mean the same by a lease."""
        return self._clock() + self._skew

    async def _claim(self) -> list[Delivery]:
        held = Counter((row.platform, row.tenant) for row in self._held.values())
        asked = Counter((row.platform, row.tenant) for row in self._held.values() if row.state == "sending")
        async with self._claiming:
            loop = asyncio.get_running_loop()
            begun = loop.time()
            idle = self._stopping or not await self._threads.read(self._anything_waits)
            claimed = [] if idle else await self._threads.write(self._claim_rows, held, asked)
            self._rested_at = loop.time() + min(REST * (loop.time() - begun), LONGEST_REST)
        return [] if self._stopping else claimed

    def _anything_waits(self) -> bool:
        """Whether there is anything that could be claimed; whoever writes need not wait for the answer."""
        with self._database.read() as session:
            return rows.anything_waits(session)

    def _claim_rows(self, held: Mapping[Tenant, int], asked: Mapping[Tenant, int]) -> list[Delivery]:
        room: dict[Tenant, int] = {}
        for name, platform in self._platforms.items():
            room[name, ""] = self._pace.room(platform.pace, 0)
            room |= {key: self._pace.room(platform.pace, many) for key, many in held.items() if key[0] == name}
        asking = {(name, ""): ASKED_AHEAD for name in self._platforms}
        asking |= {key: ASKED_AHEAD - many for key, many in asked.items()}
        with self._database.write() as session:
            self._compare_clocks(session)
            now = self._now()
            ambiguous = rows.claim_ambiguous(session, self._owner, now, self._lease, ASKED_AHEAD, asking)
            return [*ambiguous, *rows.claim(session, self._owner, now, self._lease, BATCH, room)]

    def _compare_clocks(self, session: Session) -> None:
        """Once a minute: how far the database's clock is ahead of this machine's."""
        begun = monotonic()
        if begun - self._skew_at < SKEW_SECONDS:
            return
        theirs, mine = rows.database_time(session), datetime.now(UTC)
        if monotonic() - begun < SKEW_MEASURED_IN:  # a process that was stopped in between measures nothing
            apart = theirs - mine if theirs else timedelta()
            self._skew, self._skew_at = apart if abs(apart) > SKEW else timedelta(), begun

    def _begin(self, row: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._see_to(row))
        self._held[task] = row
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        row = self._held.pop(task)
        self._sending.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, DatabaseUnavailableError):
            log.warning("delivery %s: the database is not to be reached; its lease will end", row.id)
        elif error is not None:
            log.error("delivery %s broke: %s", row.id, type(error).__name__)

    async def _something_happens(self) -> None:
        """Wait until a delivery ends, somebody wakes us, or a second is over."""
        woken = asyncio.ensure_future(self._woken.wait())
        await asyncio.wait({woken, *self._held}, timeout=1, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        if self._held and not self._woken.is_set():
            await asyncio.sleep(0.02)  # what ends at almost the same time makes room for one claim together

    # --- one delivery ------------------------------------------------------------------------------------------------

    async def _see_to(self, row: Delivery) -> None:
        platform = self._platforms[row.platform]
        if row.state == "sending":
            await self._ask_first(platform, row)
        else:
            await self._send(platform, row, outcome.unsure(row))

    async def _send(self, platform: Platform, row: Delivery, error: str = "") -> None:
        """When its turn comes, say that it is being sent, and send it. `error` counts how often nobody could tell."""
        tenant = (row.platform, row.tenant)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self._lease.total_seconds() / 2):
                    await self._pace.turn(platform.pace, tenant, row.lane.removesuffix(outbox.CHANGES))
                    at_once = self._at_once.setdefault(tenant, asyncio.Semaphore(platform.pace.at_once))
                    await stack.enter_async_context(at_once)
                    await stack.enter_async_context(self._in_all[row.platform])
            except TimeoutError:
                return  # its lease ends, and it is claimed again
            if self._stopping:
                return
            self._note_sending()
            begun, now = asyncio.get_running_loop().time(), self._now()
            if await self._desk.do(lambda session: rows.begin(session, row, now, now + self._lease, error)):
                row.error = error
                await self._hand_over(platform, row, begun)

    def _note_sending(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._sending.add(task)

    async def _hand_over(self, platform: Platform, row: Delivery, begun: float) -> None:
        """The call itself. Whoever was stopped since `begun` sends nothing: somebody may have taken over."""
        row.attempts += 1
        most = self._lease.total_seconds() / 2
        if asyncio.get_running_loop().time() - begun > most / 2:
            await self._desk.note(lambda session: outcome.not_begun(session, row, self._now()))
            return
        try:
            async with asyncio.timeout(most):
                ref = await _perform(platform, row)
        except Exception as error:  # noqa: BLE001  (one broken row must not stop the others)
            failed = outcome.failure(error)
            log.warning("delivery %s failed: %s %s", row.id, type(failed).__name__, failed.code)  # never its words
            self._tried(row.platform, row.attempts, failed)
            self._slow_down(row, failed)
            await self._desk.note(lambda session: outcome.failed(session, row, failed, self._now()))
        else:
            self._tried(row.platform, row.attempts, None)
            await self._desk.note(lambda session: outcome.sent(session, row, ref, self._now()))

    def _slow_down(self, row: Delivery, error: DeliveryFailed) -> None:
        if isinstance(error, RetryAt) and error.at:
            seconds = min((error.at - self._clock()).total_seconds(), self._lease.total_seconds())
            lane = row.lane.removesuffix(outbox.CHANGES)
            self._pace.slow_down((row.platform, row.tenant), lane, max(0.0, seconds))

    # --- what may have arrived ---------------------------------------------------------------------------------------

    async def _ask_first(self, platform: Platform, row: Delivery) -> None:
        """It was being sent when its process died: ask whether it stands, and send it only if it does not."""
        if row.act != "post":  # a change that is made twice is the same change
            await self._send(platform, row)
            return
        try:
            async with asyncio.timeout(self._lease.total_seconds() / 2):
                await self._pace.ask_turn((row.platform, row.tenant))
                begun_at = row.begun_at or row.made_at
                ref = await platform.was_posted(chat.address_from_json(row.address), row.key, begun_at)
        except TimeoutError:
            return  # its lease ends, and it is asked for again
        except Uncertain as error:
            await self._cannot_tell(platform, row, error.code)
        except Exception as error:  # noqa: BLE001  (one broken row must not stop the others)
            failed = outcome.failure(error)
            await self._desk.note(lambda session: outcome.not_asked(session, row, failed, self._now()))
        else:
            await self._told(platform, row, ref)

    async def _told(self, platform: Platform, row: Delivery, ref: MessageRef | None) -> None:
        if ref is not None:
            await self._desk.note(lambda session: outcome.sent(session, row, ref, self._now(), asked=True))
        elif row.card is None:
            await self._desk.note(lambda session: outcome.not_there(session, row))
        else:
            await self._send(platform, row)

    async def _cannot_tell(self, platform: Platform, row: Delivery, code: str) -> None:
        noted = outcome.resent(row, code)
        if noted is not None:
            await self._send(platform, row, noted)
        else:
            await self._desk.note(lambda session: outcome.hold(session, row, code))


async def _perform(platform: Platform, row: Delivery) -> MessageRef | None:
    if row.act == "post":
        assert row.card is not None
        return await platform.post(chat.address_from_json(row.address), chat.card_from_json(row.card), row.key)
    ref = chat.ref_from_json(row.ref)
    if row.act == "delete":
        await platform.delete(ref)
    else:
        assert row.card is not None
        await platform.update(ref, chat.card_from_json(row.card))
    return None
