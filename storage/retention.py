"""What has had its time: reflections to ask about, to announce and to let go; records to drop. A few at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, Delete, exists, func, text
from sqlmodel import Session, col, delete, select

from storage.tables import Audit, Delivery, HandedOver, Member, Notice, Reflection
from storage.tables.remembering import TO_GO

STEP = 100  # rows a transaction


def _last_kept() -> ColumnElement[datetime]:
    return func.coalesce(col(Reflection.kept_at), col(Reflection.written_at))


def to_ask(session: Session, kind: str, about: str, kept_before: datetime) -> Sequence[Member]:
    """Members with something of theirs to ask about, who were not asked this time."""
    asked = exists().where(
        col(Notice.member_id) == col(Member.id), col(Notice.kind) == kind, col(Notice.about) == about
    )
    old = exists().where(
        col(Reflection.member_id) == col(Member.id),
        col(Reflection.written_at) < kept_before,
        _last_kept() < kept_before,
    )
    return session.exec(select(Member).where(Member.state == "member", ~asked, old).limit(STEP)).all()


def oldest(session: Session, member_id: int, kept_before: datetime, most: int) -> Sequence[Reflection]:
    """A member's own that they have not looked at for longest."""
    return session.exec(
        select(Reflection)
        .where(Reflection.member_id == member_id, col(Reflection.written_at) < kept_before, _last_kept() < kept_before)
        .order_by(_last_kept(), col(Reflection.id))
        .limit(most)
    ).all()


def to_announce(session: Session, kept_before: datetime) -> Sequence[Reflection]:
    """What goes soon, and whose author was not told. What has no name has nothing left to lose."""
    return session.exec(
        select(Reflection)
        .where(col(Reflection.written_at) < kept_before, _last_kept() < kept_before, text(TO_GO))  # as the index has it
        .order_by(col(Reflection.written_at))
        .limit(STEP)
    ).all()


def going(session: Session, member_id: int, most: int) -> Sequence[Reflection]:
    """A member's own that go soon, the first of them first."""
    return session.exec(
        select(Reflection)
        .where(Reflection.member_id == member_id, col(Reflection.goes_at).is_not(None))
        .order_by(col(Reflection.goes_at), col(Reflection.id))
        .limit(most)
    ).all()


def to_let_go(session: Session, now: datetime) -> Sequence[Reflection]:
    """What was announced, and not kept."""
    return session.exec(select(Reflection).where(col(Reflection.goes_at) <= now).limit(STEP)).all()


def drop_deliveries(session: Session, before: datetime) -> int:
    """Drop the record of what was sent, failed or may have arrived, before this; how many that were."""
    over = col(Delivery.state).in_(("sent", "dead", "uncertain"))
    first = select(Delivery.id).where(col(Delivery.made_at) < before, over)
    return _drop(session, delete(Delivery).where(col(Delivery.id).in_(first.order_by(col(Delivery.id)).limit(STEP))))


def drop_notices(session: Session, before: datetime, but: str) -> int:
    """Drop the record of what was told before this, save what is about `but`."""
    first = select(Notice.id).where(
        col(Notice.state).in_(("sent", "dropped")), col(Notice.not_before) < before, Notice.about != but
    )
    return _drop(session, delete(Notice).where(col(Notice.id).in_(first.limit(STEP))))


def drop_acts(session: Session, before: datetime) -> int:
    """Drop the record of what was done, and of files that went out, before this."""
    first = select(Audit.id).where(col(Audit.at) < before)
    out = _drop(session, delete(HandedOver).where(col(HandedOver.at) < before))
    return out + _drop(session, delete(Audit).where(col(Audit.id).in_(first.limit(STEP))))


def _drop(session: Session, which: Delete) -> int:
    done = session.connection().execute(which)
    assert isinstance(done, CursorResult)
    return done.rowcount
