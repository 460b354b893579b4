"""What waits to be told to somebody unasked, and what they were told lately."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import Notice


def put(session: Session, row: Notice) -> bool:
    """Add a notice, unless the same stands there already."""
    before = select(Notice.id).where(
        Notice.member_id == row.member_id, Notice.kind == row.kind, Notice.about == row.about
    )
    if session.exec(before).first() is not None:
        return False
    session.add(row)
    session.flush()
    return True


def due(session: Session, now: datetime, most: int) -> Sequence[Notice]:
    """Notices whose time has come, by person: everything of the first people, about `most` in all."""
    waiting = (Notice.state == "waiting", col(Notice.not_before) <= now)
    first = session.exec(
        select(Notice.member_id).where(*waiting).distinct().order_by(col(Notice.member_id)).limit(most)
    ).all()
    return session.exec(
        select(Notice)
        .where(*waiting, col(Notice.member_id).in_(first))
        .order_by(col(Notice.member_id), col(Notice.not_before), col(Notice.id))
        .with_for_update(skip_locked=True)
    ).all()


def of_all(session: Session, member_ids: Sequence[int], kind: str, about: str) -> Sequence[Notice]:
    """The notices that these people have of one thing, and that wait."""
    return session.exec(
        select(Notice).where(
            col(Notice.member_id).in_(member_ids),
            Notice.kind == kind,
            Notice.about == about,
            Notice.state == "waiting",
        )
    ).all()


def sent_since(session: Session, member_ids: Sequence[int], since: datetime) -> dict[int, list[datetime]]:
    """When each of these people was told something unasked, since then."""
    rows = session.exec(
        select(Notice.member_id, Notice.sent_at).where(
            col(Notice.member_id).in_(member_ids), Notice.state == "sent", col(Notice.sent_at) > since
        )
    ).all()
    found: dict[int, list[datetime]] = {}
    for member_id, at in rows:
        if at is not None:
            found.setdefault(member_id, []).append(at)
    return found


def last_sent(session: Session, member_id: int, kind: str) -> datetime | None:
    """When somebody was told something of this kind last."""
    theirs = (Notice.member_id == member_id, Notice.kind == kind, Notice.state == "sent")
    return session.exec(select(func.max(Notice.sent_at)).where(*theirs)).one()


def exists(session: Session, about: str) -> bool:
    """Whether anybody has a notice about this."""
    return session.exec(select(Notice.id).where(Notice.about == about)).first() is not None


def drop(session: Session, member_id: int, kind: str) -> None:
    """Drop what waits of one kind for one person."""
    for row in session.exec(
        select(Notice).where(Notice.member_id == member_id, Notice.kind == kind, Notice.state == "waiting")
    ).all():
        row.state = "dropped"
        session.add(row)
