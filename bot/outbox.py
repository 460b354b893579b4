"""Delivery: the only caller of `Platform`. Whatever is said unasked is a row here first.

The first half decides (inside a transaction), the second half delivers (outside of any): claim, say that it is being
sent, send, note where it stands. What was being sent when a process died is asked for before it is sent again.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot import chat
from bot.chat import Address, Card, MessageRef, Platform
from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Uncertain
from bot.threads import Threads
from bot.turn import direct_account
from storage import outbox as rows
from storage import people
from storage.database import Database, Session
from storage.tables import Delivery, Member, Posting

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 50
PAUSE = timedelta(seconds=10)  # before the first retry where the platform names no time; doubled each time
LONGEST_PAUSE = timedelta(minutes=15)
MOST_ATTEMPTS = 12
CALM = timedelta(seconds=20)  # how long a count may lag behind, so that ten answers make one update
RESEND = frozenset({"words", "introduction", "question", "answer"})  # better twice than lost, where nobody can be asked

# --- deciding --------------------------------------------------------------------------------------------------------


def put(
    session: Session,
    address: Address,
    card: Card,
    *,
    kind: str,
    about: str,
    now: datetime,
    member_id: int | None = None,
    not_before: datetime | None = None,
) -> Delivery:
    """Decide to post a card. It is delivered after the transaction commits."""
    return rows.put(
        session,
        Delivery(
            key=secrets.token_hex(12),
            kind=kind,
            platform=address.platform,
            tenant=address.tenant,
            lane=_lane(address),
            address=chat.address_to_json(address),
            card=chat.card_to_json(card),
            about=about,
            member_id=member_id,
            not_before=not_before or now,
            made_at=now,
        ),
    )


def put_direct(
    session: Session,
    member: Member,
    card: Card,
    *,
    kind: str,
    about: str,
    now: datetime,
) -> Delivery | None:
    """Decide to write to somebody alone. None when they cannot be reached."""
    account = direct_account(session, member)
    if account is None:
        return None
    address = chat.address_from_json(account.direct)
    return put(session, address, card, kind=kind, about=about, now=now, member_id=member.id)


def standing(session: Session, about: str) -> Sequence[Posting]:
    """Where what is about this stands."""
    return rows.postings(session, about)


def update(
    session: Session, posting: Posting, card: Card, *, now: datetime, after: timedelta = timedelta()
) -> Delivery:
    """Decide to change a message of ours; of several changes that wait, only the last is made."""
    return _change(session, posting, "update", now + after, now, chat.card_to_json(card))


def withdraw(session: Session, about: str, now: datetime) -> None:
    """Decide to take away every message about this, and whatever waits to be posted about it."""
    rows.forget(session, about)
    for posting in standing(session, about):
        _change(session, posting, "delete", now, now, None)


def _change(
    session: Session, posting: Posting, act: str, not_before: datetime, now: datetime, card: str | None
) -> Delivery:
    rows.supersede(session, posting.ref, "update")
    ref = chat.ref_from_json(posting.ref)
    return rows.put(
        session,
        Delivery(
            key=secrets.token_hex(12),
            kind="change",
            act=act,
            platform=ref.platform,
            tenant=ref.tenant,
            lane=f"{ref.platform}/{ref.tenant}/{ref.conversation}/changes",
            address="",
            ref=posting.ref,
            card=card,
            about=posting.about,
            member_id=posting.member_id,
            not_before=not_before,
            made_at=now,
        ),
    )


def _lane(address: Address) -> str:
    return f"{address.platform}/{address.tenant}/{address.key}"


# --- delivering ------------------------------------------------------------------------------------------------------


class Outbox:
    """Delivers what is due. One per process; any number of processes share the rows."""

    def __init__(
        self,
        database: Database,
        threads: Threads,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._threads, self._platforms, self._clock = database, threads, platforms, clock
        self._owner = secrets.token_hex(6)
        self._pace = _Pacer()

    async def deliver(self) -> int:
        """Deliver what is due, each tenant beside the others; how many deliveries were tried."""
        ambiguous = await self._threads.write(self._claim_ambiguous)
        for row in ambiguous:
            await self._ask_first(row)
        claimed = await self._threads.write(self._claim)
        by_tenant: dict[tuple[str, str], list[Delivery]] = {}
        for row in claimed:
            by_tenant.setdefault((row.platform, row.tenant), []).append(row)
        await asyncio.gather(*(self._deliver_each(group) for group in by_tenant.values()))
        return len(claimed) + len(ambiguous)

    def _claim(self) -> Sequence[Delivery]:
        with self._database.write() as session:
            rows.give_back_expired(session, self._clock())
            return rows.claim(session, self._owner, self._clock(), LEASE, BATCH, tuple(self._platforms))

    def _claim_ambiguous(self) -> Sequence[Delivery]:
        with self._database.write() as session:
            return rows.claim_ambiguous(session, self._owner, self._clock(), LEASE, BATCH, tuple(self._platforms))

    async def _deliver_each(self, group: Sequence[Delivery]) -> None:
        for row in group:
            platform = self._platforms[row.platform]
            await self._pace.wait(platform, row)
            if await self._threads.write(self._mark, row, "sending"):
                await self._send(platform, row)

    async def _ask_first(self, row: Delivery) -> None:
        """It was being sent when its process died: ask whether it stands, and send it only if it does not."""
        platform = self._platforms[row.platform]
        if row.act != "post":
            await self._send(platform, row)
            return
        try:
            ref = await platform.was_posted(chat.address_from_json(row.address), row.key)
        except DeliveryFailed as error:
            await self._unknown(platform, row, error.code)
            return
        if ref is not None:
            await self._threads.write(self._sent, row, ref)
        else:
            await self._send(platform, row)

    async def _unknown(self, platform: Platform, row: Delivery, code: str) -> None:
        if row.kind in RESEND:
            await self._send(platform, row)
        else:
            await self._threads.write(self._mark, row, "uncertain", code)

    async def _send(self, platform: Platform, row: Delivery) -> None:
        try:
            ref = await _perform(platform, row)
        except DeliveryFailed as error:
            log.warning("delivery %s failed: %s %s", row.id, type(error).__name__, error.code)
            await self._threads.write(self._failed, row, error)
        except Exception as error:  # noqa: BLE001  (one broken row must not stop the others)
            log.error("delivery %s broke: %s", row.id, type(error).__name__)  # noqa: TRY400  (no words in a trace)
            await self._threads.write(self._failed, row, Refused(type(error).__name__))
        else:
            await self._threads.write(self._sent, row, ref)

    def _mark(self, row: Delivery, state: str, code: str = "") -> bool:
        with self._database.write() as session:
            lease_until = self._clock() + LEASE
            return rows.mark(session, row, state, error=code, lease_until=lease_until, attempts=row.attempts + 1)

    def _sent(self, row: Delivery, ref: MessageRef | None) -> None:
        now = self._clock()
        where = chat.ref_to_json(ref) if ref else row.ref
        with self._database.write() as session:
            if not rows.mark(session, row, "sent", card=None, ref=where, sent_at=now, error="", lease_until=None):
                return
            if row.act == "post" and ref and row.about:
                rows.stands(session, _posting(row, ref, now))
            if row.act == "delete":
                rows.stands_no_more(session, row.ref)

    def _failed(self, row: Delivery, error: DeliveryFailed) -> None:
        now = self._clock()
        with self._database.write() as session:
            if isinstance(error, Gone):
                rows.mark(session, row, "dead", card=None, error=error.code, lease_until=None)
                _unreachable(session, row)
            elif isinstance(error, Refused) or row.attempts + 1 >= MOST_ATTEMPTS:
                rows.mark(session, row, "dead", error=error.code, lease_until=None)
            elif isinstance(error, Uncertain):
                # stays *sending*: once its lease ends, the platform is asked
                rows.mark(session, row, "sending", error=error.code, lease_until=now, attempts=row.attempts + 1)
            else:
                at = error.at if isinstance(error, RetryAt) and error.at else now + _pause(row.attempts)
                rows.mark(session, row, "pending", error=error.code, not_before=at, lease_until=None)


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


def _unreachable(session: Session, row: Delivery) -> None:
    """The person or place is gone: organisers see it, and nothing more is sent there."""
    if row.act != "post":
        return
    address = chat.address_from_json(row.address)
    for person in address.people:
        account = people.account(session, person.platform, person.tenant, person.user)
        if account:
            account.reachable = False
            session.add(account)
    space = people.space(session, address.platform, address.tenant, address.conversation)
    if space:
        space.state = "gone"
        session.add(space)


def _pause(attempts: int) -> timedelta:
    """How long to wait, with a little chance in it so that many do not come back together."""
    wait: timedelta = min(PAUSE * 2 ** min(attempts, 10), LONGEST_PAUSE)
    return wait * (0.75 + secrets.randbelow(50) / 100)


class _Pacer:
    """Keeps to what a platform allows, a conversation and a tenant at a time, by the machine's own clock."""

    def __init__(self) -> None:
        self._free: dict[str, float] = {}

    async def wait(self, platform: Platform, row: Delivery) -> None:
        loop = asyncio.get_running_loop()
        tenant = f"{row.platform}/{row.tenant}"
        now = loop.time()
        start = max(now, self._free.get(row.lane, 0.0), self._free.get(tenant, 0.0))
        self._free[row.lane] = start + 1 / platform.pace.conversation
        self._free[tenant] = start + 1 / platform.pace.tenant
        if start > now:
            await asyncio.sleep(start - now)
