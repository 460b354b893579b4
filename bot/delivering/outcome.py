"""What becomes of a delivery that was tried: sent, to be tried again, to be asked for, held, or put aside.

Each function may be carried out twice, where a commit's answer was lost, and changes nothing for who holds the row no
more.
"""

import re
import secrets
from datetime import datetime, timedelta

from bot import chat
from bot.chat import MessageRef
from bot.delivering import copies, outbox
from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Uncertain
from storage import copies as copy_rows
from storage import outbox as rows
from storage import people
from storage.database import Session
from storage.tables import Delivery, Posting

PAUSE = timedelta(seconds=5)  # before the first retry where the platform names no time; doubled each time
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)  # whatever a platform names
PATIENCE = timedelta(days=7)  # how long what failed for no fault of its own is tried again
MANY_ATTEMPTS = 12  # after these (about an hour and a half) it is the message's own fault, if the tenant took others
LATELY = timedelta(hours=1)
RESEND = frozenset({"words", "introduction", "question", "answer", "change"})  # better twice than lost
RESENDS = 4  # of what cannot be asked for; then an organiser decides

_UNSURE = re.compile(r"unsure (\d+): ")


def sent(session: Session, row: Delivery, ref: MessageRef | None, now: datetime, *, asked: bool = False) -> None:
    """It stands. What was withdrawn meanwhile is taken away again, what was reworded is changed.

    Where the platform was asked, nobody knows any more which words it took.
    """
    where = chat.ref_to_json(ref) if ref else row.ref
    held = rows.held(session, row)
    if held is None:  # not ours any more, or noted already
        return
    wanted = copy_rows.wanted(session, row.id)
    if not rows.mark(session, row, "sent", card=None, ref=where, sent_at=now, error="", lease_until=None):
        return
    card = chat.card_from_json(row.card) if row.card else None
    if row.act == "post" and ref and ref.message and (row.about or held.withdrawn or (card and card.items)):
        posting = _posting(row, ref, now)
        rows.stands(session, posting)
        if card:
            copies.stands(session, posting, card, wanted, now)
        if held.withdrawn:
            outbox.take_away(session, posting, now)
        elif held.card and (held.card != row.card or (asked and row.kind == "words")):
            outbox.update(session, posting, chat.card_from_json(held.card), now=now)
    if row.act == "update" and card:
        copies.changed(session, chat.ref_from_json(row.ref), card)
    if row.act == "delete":
        rows.stands_no_more(session, row.ref)


def failed(session: Session, row: Delivery, error: DeliveryFailed, now: datetime) -> None:
    """It was not taken, or nobody knows."""
    unknown = isinstance(error, Uncertain)
    held = rows.held(session, row)
    if held and held.withdrawn and not unknown:
        rows.mark(session, row, "dead", error="withdrawn", lease_until=None)
    elif isinstance(error, Gone):
        if rows.mark(session, row, "dead", card=None, error=error.code, lease_until=None):
            _unreachable(session, row, error.code)
    elif isinstance(error, Refused) or _hopeless(session, row, error, now):
        rows.mark(session, row, "uncertain" if unknown else "dead", error=error.code, lease_until=None)
    elif unknown:  # stays *sending*: once that lease ends, the platform is asked
        rows.mark(session, row, "sending", error=_code(row, error), lease_until=_later(row, error, now))
    else:
        at = _later(row, error, now)
        rows.mark(session, row, "pending", error=_code(row, error), not_before=at, lease_until=None)


def not_begun(session: Session, row: Delivery, now: datetime) -> None:
    """Nothing left this machine after all: it waits again, and nobody need ask."""
    rows.mark(session, row, "pending", not_before=now, lease_until=None)


def not_asked(session: Session, row: Delivery, error: DeliveryFailed, now: datetime) -> None:
    """It is still not known whether it stands: ask later, unless there is no place left to ask about."""
    if isinstance(error, Gone | Refused):
        failed(session, row, error, now)
        return
    at = _later(row, error, now)
    rows.mark(session, row, "sending", error=_code(row, error), lease_until=at, attempts=row.attempts + 1)


def not_there(session: Session, row: Delivery) -> None:
    """It was withdrawn before it arrived, and will not."""
    rows.mark(session, row, "dead", error="withdrawn", lease_until=None)


def hold(session: Session, row: Delivery, code: str) -> None:
    """Nobody can tell whether it stands: an organiser decides. What comes after it goes on."""
    rows.mark(session, row, "uncertain", error=code, lease_until=None)


def resent(row: Delivery, code: str) -> str | None:
    """What to note when this is sent again though it may stand already; None where it is to be held instead.

    The kind decides: some things are better said twice than not at all, but not more often than that.
    """
    before = _UNSURE.match(row.error)
    times = int(before[1]) + 1 if before else 1
    return f"unsure {times}: {code}" if row.kind in RESEND and row.card is not None and times <= RESENDS else None


def unsure(row: Delivery) -> str:
    """How often nobody could tell whether this had arrived, as it stands in front of its error; mostly empty."""
    before = _UNSURE.match(row.error)
    return before[0] if before else ""


def failure(error: Exception) -> DeliveryFailed:
    """Whatever came out of a platform. What is no delivery's failure is a fault of ours, and the row is put aside."""
    if isinstance(error, DeliveryFailed):
        return error
    return Uncertain("timeout") if isinstance(error, TimeoutError) else Refused(type(error).__name__)


def pause(attempts: int) -> timedelta:
    """How long to wait, with a little chance in it so that many do not come back together."""
    wait: timedelta = min(PAUSE * 2 ** min(max(attempts - 1, 0), 10), LONGEST_PAUSE)
    return wait * (0.75 + secrets.randbelow(50) / 100)


def _later(row: Delivery, error: DeliveryFailed, now: datetime) -> datetime:
    """When to try again: when the platform says, or after a pause that grows."""
    if isinstance(error, RetryAt) and error.at:
        return min(max(error.at, now + timedelta(seconds=1)), now + LONGEST_WAIT)
    return now + pause(row.attempts)


def _hopeless(session: Session, row: Delivery, error: DeliveryFailed, now: datetime) -> bool:
    """Whether to give up: after a week in any case, or when the tenant takes everything but this."""
    if row.attempts < MANY_ATTEMPTS:
        return False
    if now - row.made_at > PATIENCE:
        return True
    named = isinstance(error, RetryAt) and error.at is not None
    return not named and rows.sent_since(session, row, now - LATELY)


def _code(row: Delivery, error: DeliveryFailed) -> str:
    return unsure(row) + error.code


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
    """The person or place is gone: organisers see it, and nothing more is sent there.

    A thread that is gone or locked says nothing about its channel.
    """
    if row.act != "post":
        return
    address = chat.address_from_json(row.address)
    if address.thread:
        return
    if address.where is not chat.Where.GROUP:
        rows.drop_lane(session, row, code)
    for person in address.people if address.where is chat.Where.DIRECT else ():
        account = people.account(session, person.platform, person.tenant, person.user)
        if account:
            account.reachable = False
            session.add(account)
    space = people.space(session, address.platform, address.tenant, address.conversation)
    if space and space.state != "without":
        space.state = "gone"
        session.add(space)
