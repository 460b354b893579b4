"""Delivery: the only caller of `Platform`. Each row is claimed, said to be being sent, sent, and noted where it stands.

No transaction is open while a message travels. What was being sent when a process or a connection died is asked for
before it is sent again. Tenants, and conversations of a tenant, go beside each other; a conversation keeps its order.
"""

import asyncio
import logging
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from time import monotonic

from bot import chat, outbox
from bot.chat import MessageRef, Platform
from bot.desk import Desk
from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Uncertain
from bot.pacing import AT_ONCE, AT_ONCE_IN_ALL, Pacer, Tenant
from bot.threads import Threads
from storage import outbox as rows
from storage import people
from storage.database import Database, DatabaseUnavailableError, Session
from storage.tables import Delivery, Posting

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 50
ASKED_AHEAD = 3  # deliveries of a tenant that are held to be asked for: each takes its turn
PAUSE = timedelta(seconds=5)  # before the first retry where the platform names no time; doubled each time
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)  # whatever a platform names
PATIENCE = timedelta(days=7)  # how long what failed for no fault of its own is tried again
MANY_ATTEMPTS = 12  # after these (about an hour and a half) it is the message's own fault, if the tenant took others
LATELY = timedelta(hours=1)
RESEND = frozenset({"words", "introduction", "question", "answer", "change"})  # better twice than lost
RESENDS = 2  # of what cannot be asked for; then an organiser decides
SKEW_SECONDS, SKEW_MEASURED_IN = 60.0, 1.0
SKEW = timedelta(seconds=2)  # what two clocks may differ by without anybody minding

_UNSURE = re.compile(r"unsure (\d+): ")


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
    ) -> None:
        self._database, self._threads, self._platforms, self._clock = database, threads, platforms, clock
        self._lease = lease
        self._owner = secrets.token_hex(6)
        self._pace = Pacer()
        self._desk = Desk(database, threads, patience=lease.total_seconds())
        self._held: dict[asyncio.Task[None], Delivery] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._at_once: defaultdict[Tenant, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._in_all: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_IN_ALL))
        self._skew, self._skew_at = timedelta(), float("-inf")
        self._stopping = False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something new may be due: do not wait for what is under way."""
        self._woken.set()

    async def deliver(self) -> int:
        """Deliver until nothing is due and nothing is under way; how many deliveries were tried."""
        tried = 0
        while True:
            self._woken.clear()
            claimed = [] if self._stopping else await self._claim()
            for row in claimed:
                self._begin(row)
            tried += len(claimed)
            if not self._held and not claimed:
                return tried
            if not claimed:
                await self._something_happens()

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
            async with asyncio.timeout(within):
                await self._threads.write(self._hand_back)
        except (DatabaseUnavailableError, TimeoutError):
            log.warning("the database is not to be reached: what is held comes free when its lease ends")

    def _hand_back(self) -> None:
        with self._database.write() as session:
            rows.hand_back(session, self._owner, self._now())

    # --- claiming ----------------------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        """The time by the database's clock, so that processes whose clocks differ mean the same by a lease."""
        return self._clock() + self._skew

    async def _claim(self) -> list[Delivery]:
        held = Counter((row.platform, row.tenant) for row in self._held.values())
        return await self._threads.write(self._claim_rows, held)

    def _claim_rows(self, held: Mapping[Tenant, int]) -> list[Delivery]:
        room: dict[Tenant, int] = {}
        for name, platform in self._platforms.items():
            room[name, ""] = self._pace.room(platform.pace, 0)
            room |= {key: self._pace.room(platform.pace, many) for key, many in held.items() if key[0] == name}
        asking = {key: ASKED_AHEAD if not key[1] else ASKED_AHEAD - held[key] for key in room}
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
            unsure = _UNSURE.match(row.error)
            await self._send(platform, row, unsure[0] if unsure else "")

    async def _send(self, platform: Platform, row: Delivery, error: str = "") -> None:
        """When its turn comes, say that it is being sent, and send it. `error` counts how often nobody could tell."""
        tenant = (row.platform, row.tenant)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self._lease.total_seconds() / 2):
                    await self._pace.turn(platform.pace, tenant, row.lane.removesuffix(outbox.CHANGES))
                    await stack.enter_async_context(self._at_once[tenant])
                    await stack.enter_async_context(self._in_all[row.platform])
            except TimeoutError:
                return  # its lease ends, and it is claimed again
            if self._stopping:
                return
            self._note_sending()
            begun = monotonic()
            lease_until = self._now() + self._lease
            if await self._desk.do(lambda session: rows.begin(session, row, lease_until, error)):
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
        if monotonic() - begun > most / 2:
            return
        try:
            async with asyncio.timeout(most):
                ref = await _perform(platform, row)
        except Exception as error:  # noqa: BLE001  (one broken row must not stop the others)
            failed = _failure(error)
            log.warning("delivery %s failed: %s %s", row.id, type(failed).__name__, failed.code)  # never its words
            self._slow_down(row, failed)
            await self._desk.do(lambda session: self._failed(session, row, failed))
        else:
            await self._desk.do(lambda session: self._sent(session, row, ref))

    def _slow_down(self, row: Delivery, error: DeliveryFailed) -> None:
        if isinstance(error, RetryAt) and error.at:
            seconds = min((error.at - self._clock()).total_seconds(), self._lease.total_seconds())
            self._pace.slow_down((row.platform, row.tenant), row.lane, max(0.0, seconds))

    # --- what may have arrived ---------------------------------------------------------------------------------------

    async def _ask_first(self, platform: Platform, row: Delivery) -> None:
        """It was being sent when its process died: ask whether it stands, and send it only if it does not."""
        if row.act != "post":  # a change that is made twice is the same change
            await self._send(platform, row)
            return
        try:
            async with asyncio.timeout(self._lease.total_seconds() / 2):
                await self._pace.ask_turn((row.platform, row.tenant))
                ref = await platform.was_posted(chat.address_from_json(row.address), row.key)
        except TimeoutError:
            return  # its lease ends, and it is asked for again
        except Uncertain as error:
            await self._cannot_tell(platform, row, error.code)
        except Exception as error:  # noqa: BLE001  (one broken row must not stop the others)
            failed = _failure(error)
            await self._desk.do(lambda session: self._not_asked(session, row, failed))
        else:
            if ref is not None:
                await self._desk.do(lambda session: self._sent(session, row, ref))
            else:
                await self._not_there(platform, row)

    async def _not_there(self, platform: Platform, row: Delivery) -> None:
        if row.card is None:  # withdrawn meanwhile
            await self._desk.do(lambda session: rows.mark(session, row, "dead", error="withdrawn", lease_until=None))
        else:
            await self._send(platform, row)

    async def _cannot_tell(self, platform: Platform, row: Delivery, code: str) -> None:
        """The kind decides: some things are better said twice than not at all, but not more often than that."""
        before = _UNSURE.match(row.error)
        times = int(before[1]) + 1 if before else 1
        if row.kind in RESEND and row.card is not None and times <= RESENDS:
            await self._send(platform, row, f"unsure {times}: {code}")
        else:
            await self._desk.do(lambda session: rows.mark(session, row, "uncertain", error=code, lease_until=None))

    def _not_asked(self, session: Session, row: Delivery, error: DeliveryFailed) -> None:
        """It is still not known whether it stands: ask later, unless there is no place left to ask about."""
        if isinstance(error, Gone | Refused):
            self._failed(session, row, error)
            return
        at = self._later(row, error)
        rows.mark(session, row, "sending", error=error.code, lease_until=at, attempts=row.attempts + 1)

    # --- what became of it (each may be carried out twice, where a commit's answer was lost) -------------------------

    def _sent(self, session: Session, row: Delivery, ref: MessageRef | None) -> None:
        now = self._clock()
        where = chat.ref_to_json(ref) if ref else row.ref
        withdrawn = rows.withdrawn_meanwhile(session, row)
        if withdrawn is None:  # not ours any more, or noted already
            return
        if not rows.mark(session, row, "sent", card=None, ref=where, sent_at=now, error="", lease_until=None):
            return
        if row.act == "post" and ref and (row.about or withdrawn):
            posting = _posting(row, ref, now)
            rows.stands(session, posting)
            if withdrawn:
                outbox.take_away(session, posting, now)
        if row.act == "delete":
            rows.stands_no_more(session, row.ref)

    def _failed(self, session: Session, row: Delivery, error: DeliveryFailed) -> None:
        if rows.withdrawn_meanwhile(session, row) and not isinstance(error, Uncertain):
            rows.mark(session, row, "dead", error="withdrawn", lease_until=None)
        elif isinstance(error, Gone):
            if rows.mark(session, row, "dead", card=None, error=error.code, lease_until=None):
                _unreachable(session, row, error.code)
        elif isinstance(error, Refused) or self._hopeless(session, row, error):
            rows.mark(session, row, "dead", error=error.code, lease_until=None)
        elif isinstance(error, Uncertain):
            # stays *sending*: once that lease ends, the platform is asked
            rows.mark(session, row, "sending", error=_code(row, error), lease_until=self._later(row, error))
        else:
            at = self._later(row, error)
            rows.mark(session, row, "pending", error=_code(row, error), not_before=at, lease_until=None)

    def _later(self, row: Delivery, error: DeliveryFailed) -> datetime:
        """When to try again: when the platform says, or after a pause that grows."""
        now = self._now()
        if isinstance(error, RetryAt) and error.at:
            return min(max(error.at, now + timedelta(seconds=1)), now + LONGEST_WAIT)
        return now + pause(row.attempts)

    def _hopeless(self, session: Session, row: Delivery, error: DeliveryFailed) -> bool:
        """Whether to give up: after a week in any case, or when the tenant takes everything but this."""
        now = self._clock()
        if row.attempts < MANY_ATTEMPTS:
            return False
        if now - row.made_at > PATIENCE:
            return True
        named = isinstance(error, RetryAt) and error.at is not None
        return not named and rows.sent_since(session, row, now - LATELY)


def _code(row: Delivery, error: DeliveryFailed) -> str:
    """The platform's word, behind how often nobody could tell whether this had arrived."""
    unsure = _UNSURE.match(row.error)
    return f"{unsure[0]}{error.code}" if unsure else error.code


def _failure(error: Exception) -> DeliveryFailed:
    """Whatever came out of a platform. What is no delivery's failure is a fault of ours, and the row is put aside."""
    if isinstance(error, DeliveryFailed):
        return error
    return Uncertain("timeout") if isinstance(error, TimeoutError) else Refused(type(error).__name__)


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


def _posting(row: Delivery, ref: MessageRef, now: datetime) -> Posting:
    return Posting(
        about=row.about,
        platform=ref.platform,
        tenant=ref.tenant,
        conversation=ref.conversation,
        message=ref.message,
        ref=chat.ref_to_json(ref),
        member_id=row.member_id,
        posted_at=now,
    )


def _unreachable(session: Session, row: Delivery, code: str) -> None:
    """The person or place is gone: organisers see it, and nothing more is sent there."""
    if row.act != "post":
        return
    address = chat.address_from_json(row.address)
    if address.where is not chat.Where.GROUP:
        rows.drop_lane(session, row, code)
    for person in address.people if address.where is chat.Where.DIRECT else ():
        account = people.account(session, person.platform, person.tenant, person.user)
        if account:
            account.reachable = False
            session.add(account)
    space = people.space(session, address.platform, address.tenant, address.conversation)
    if space:
        space.state = "gone"
        session.add(space)


def pause(attempts: int) -> timedelta:
    """How long to wait, with a little chance in it so that many do not come back together."""
    wait: timedelta = min(PAUSE * 2 ** min(max(attempts - 1, 0), 10), LONGEST_PAUSE)
    return wait * (0.75 + secrets.randbelow(50) / 100)
