"""Links that open once. Only a digest of the secret is kept, so that nobody can open one by reading the database."""

import hashlib
from datetime import datetime

from sqlalchemy import CursorResult
from sqlmodel import Session, col, delete

from storage.tables import OneTimeLink


def make(session: Session, secret: str, purpose: str, member_id: int, until: datetime) -> None:
    """Keep a link, in place of an earlier one for the same."""
    session.exec(
        delete(OneTimeLink).where(col(OneTimeLink.purpose) == purpose, col(OneTimeLink.member_id) == member_id)
    )
    session.add(OneTimeLink(digest=_digest(secret), purpose=purpose, member_id=member_id, until=until))
    session.flush()


def whose(session: Session, secret: str, purpose: str, now: datetime) -> int | None:
    """Whose link this is, while it holds; it is not used up."""
    row = session.get(OneTimeLink, _digest(secret))
    return row.member_id if row and row.purpose == purpose and row.until > now else None


def spend(session: Session, secret: str, purpose: str, now: datetime) -> int | None:
    """Use a link up; whose it was, if it still held. Of two who come at once, one has it."""
    member_id = whose(session, secret, purpose, now)
    if member_id is None:
        return None
    session.expunge(session.get_one(OneTimeLink, _digest(secret)))
    done = session.connection().execute(delete(OneTimeLink).where(col(OneTimeLink.digest) == _digest(secret)))
    assert isinstance(done, CursorResult)
    return member_id if done.rowcount else None


def forget(session: Session, member_id: int, *purposes: str) -> None:
    """Somebody's links for these hold no more."""
    session.exec(
        delete(OneTimeLink).where(col(OneTimeLink.member_id) == member_id, col(OneTimeLink.purpose).in_(purposes))
    )


def forget_expired(session: Session, now: datetime) -> None:
    """Drop the links that hold no more."""
    session.exec(delete(OneTimeLink).where(col(OneTimeLink.until) <= now))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
