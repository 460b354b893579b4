"""Browsers in which organisers have their pages open. Only a digest of each one's secret is kept."""

import hashlib
from datetime import datetime

from sqlmodel import Session, col, delete

from storage.tables import Visit


def begin(session: Session, secret: str, member_id: int, now: datetime, until: datetime) -> None:
    """Somebody opened the pages; this browser has the secret."""
    session.add(Visit(digest=_digest(secret), member_id=member_id, began_at=now, until=until))
    session.flush()


def whose(session: Session, secret: str, now: datetime) -> int | None:
    """Whose browser this is, while that holds."""
    row = session.get(Visit, _digest(secret))
    return row.member_id if row and row.until > now else None


def end(session: Session, secret: str) -> None:
    """They signed out in this browser."""
    session.exec(delete(Visit).where(col(Visit.digest) == _digest(secret)))


def end_all(session: Session, member_id: int) -> None:
    """Somebody is signed out in every browser."""
    session.exec(delete(Visit).where(col(Visit.member_id) == member_id))


def forget_expired(session: Session, now: datetime) -> None:
    """Drop the ones that hold no more."""
    session.exec(delete(Visit).where(col(Visit.until) <= now))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
