"""The outbox in the database: who may deliver what, and what became of it.

Every change checks owner and fence, so that a process which lost its lease cannot write over its successor. No
transaction is open while a message travels.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select

from storage.tables import Delivery, Posting

UNFINISHED = ("pending", "claimed", "sending")


def put(session: Session, row: Delivery) -> Delivery:
    """Add a delivery."""
    session.add(row)
    session.flush()
    return row


def claim(
    session: Session, owner: str, now: datetime, lease: timedelta, most: int, platforms: Sequence[str]
) -> Sequence[Delivery]:
    """Take what is due on these platforms, at most the first of each lane, and hold it until the lease ends."""
    earlier = aliased(Delivery)
    first = ~exists().where(
        col(earlier.lane) == col(Delivery.lane),
        col(earlier.id) < col(Delivery.id),
        col(earlier.state).in_(UNFINISHED),
    )
    query = (
        select(Delivery)
        .where(
            Delivery.state == "pending",
            col(Delivery.not_before) <= now,
            col(Delivery.platform).in_(platforms),
            first,
        )
        .order_by(col(Delivery.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [_take(session, row, owner, now, lease, "claimed") for row in session.exec(query).all()]


def claim_ambiguous(
    session: Session, owner: str, now: datetime, lease: timedelta, most: int, platforms: Sequence[str]
) -> Sequence[Delivery]:
    """Take what was being sent when its process died: it may or may not have arrived."""
    query = (
        select(Delivery)
        .where(
            Delivery.state == "sending",
            col(Delivery.lease_until) < now,
            col(Delivery.platform).in_(platforms),
        )
        .order_by(col(Delivery.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [_take(session, row, owner, now, lease, "sending") for row in session.exec(query).all()]


def _take(session: Session, row: Delivery, owner: str, now: datetime, lease: timedelta, state: str) -> Delivery:
    row.state, row.owner, row.fence, row.lease_until = state, owner, row.fence + 1, now + lease
    session.add(row)
    session.flush()
    return row


def give_back_expired(session: Session, now: datetime) -> None:
    """What was claimed but never begun goes back, once its lease ended."""
    session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "claimed", col(Delivery.lease_until) < now)
        .values(state="pending", owner="", lease_until=None)
    )


def _mine(row: Delivery) -> ColumnElement[bool]:
    return (col(Delivery.id) == row.id) & (col(Delivery.owner) == row.owner) & (col(Delivery.fence) == row.fence)


def mark(session: Session, row: Delivery, state: str, **values: object) -> bool:
    """Change a delivery that we hold. False when somebody else holds it by now: then nothing was changed."""
    done = session.connection().execute(update(Delivery).where(_mine(row)).values(state=state, **values))
    assert isinstance(done, CursorResult)
    return bool(done.rowcount)


def ref_of(session: Session, key: str) -> str:
    """Where the delivery with this key stands, as JSON; empty if it is not there."""
    return session.exec(select(Delivery.ref).where(Delivery.key == key)).one_or_none() or ""


def stands(session: Session, row: Posting) -> None:
    """Note that a message of ours stands somewhere, and what it is about."""
    session.add(row)
    session.flush()


def standing_at(session: Session, platform: str, tenant: str, conversation: str, message: str) -> Posting | None:
    """What a message of ours is about."""
    return session.exec(
        select(Posting).where(
            Posting.platform == platform,
            Posting.tenant == tenant,
            Posting.conversation == conversation,
            Posting.message == message,
        )
    ).one_or_none()


def postings(session: Session, about: str) -> Sequence[Posting]:
    """Every message of ours about this."""
    return session.exec(select(Posting).where(Posting.about == about).order_by(col(Posting.id))).all()


def supersede(session: Session, ref: str, act: str) -> None:
    """Drop earlier changes of this message that still wait: the next one says it all."""
    session.exec(
        update(Delivery)
        .where(col(Delivery.ref) == ref, col(Delivery.act) == act, col(Delivery.state) == "pending")
        .values(state="dead", card=None, error="superseded")
    )


def stands_no_more(session: Session, ref: str) -> None:
    """A message of ours was taken away."""
    session.exec(delete(Posting).where(col(Posting.ref) == ref))


def waiting(session: Session, now: datetime | None = None) -> int:
    """How many deliveries are not finished; of those due by `now` only, where given."""
    query = select(func.count(col(Delivery.id))).where(col(Delivery.state).in_(UNFINISHED))
    return session.exec(query if now is None else query.where(col(Delivery.not_before) <= now)).one()


def forget(session: Session, about: str) -> None:
    """Drop what waits to be posted about this. What is on its way already is caught by its copies."""
    session.exec(
        update(Delivery)
        .where(col(Delivery.about) == about, col(Delivery.state) == "pending", col(Delivery.act) == "post")
        .values(state="dead", card=None, error="withdrawn")
    )


def drop_waiting_for(session: Session, member_id: int) -> None:
    """Drop whatever waits to be sent to somebody who left."""
    session.exec(
        update(Delivery)
        .where(col(Delivery.member_id) == member_id, col(Delivery.state).in_(("pending", "claimed")))
        .values(state="dead", card=None, error="left")
    )
