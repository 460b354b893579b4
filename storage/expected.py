"""Who is expected, by a digest of how they will be known; and letting go of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from storage.tables import Expected


def find(session: Session, digests: Collection[str], now: datetime) -> Expected | None:
    """The one that is expected under any of these."""
    if not digests:
        return None
    mine = (col(Expected.digest).in_(digests), col(Expected.until) > now)
    return session.exec(select(Expected).where(*mine).order_by(Expected.digest).limit(1)).first()


def among(session: Session, digests: Collection[str]) -> set[str]:
    """Those of them that are expected already."""
    return set(session.exec(select(Expected.digest).where(col(Expected.digest).in_(digests))).all())


def keep(session: Session, rows: Sequence[Expected]) -> None:
    """All of them, instead of what was said of them before."""
    for row in rows:
        session.merge(row)
    session.flush()


def forget(session: Session, digests: Collection[str]) -> None:
    """Somebody has come."""
    session.exec(delete(Expected).where(col(Expected.digest).in_(digests)))


def forget_before(session: Session, now: datetime) -> None:
    """Whose time is over."""
    session.exec(delete(Expected).where(col(Expected.until) <= now))


def count(session: Session, now: datetime) -> int:
    """How many are expected."""
    return session.exec(select(func.count(col(Expected.digest))).where(col(Expected.until) > now)).one()
