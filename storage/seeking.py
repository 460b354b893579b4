"""Who was shown to whom, asked, and has answered, where somebody looks for somebody."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Asked, Request


def asked(session: Session, asked_id: int) -> tuple[Asked, Request] | None:
    """Somebody who is asked, and for what."""
    return session.exec(
        select(Asked, Request).join(Request, col(Request.id) == col(Asked.request_id)).where(Asked.id == asked_id)
    ).one_or_none()


def offered(session: Session, asked_id: int, member_id: int) -> tuple[Asked, Request] | None:
    """The same, if it was this member who asks."""
    found = asked(session, asked_id)
    return found if found and found[1].member_id == member_id else None


def waits(session: Session, member_id: int, kind: str) -> bool:
    """Whether somebody asked by this member has not answered yet."""
    query = (
        select(Asked.id)
        .join(Request, col(Request.id) == col(Asked.request_id))
        .where(Request.member_id == member_id, Request.kind == kind, Asked.state == "waiting")
    )
    return session.exec(query).first() is not None


def asked_since(session: Session, since: datetime) -> Collection[int]:
    """Who was told of any request since then, or waits to be."""
    told = col(Asked.told_at) > since
    return set(session.exec(select(Asked.member_id).where(told | (Asked.state == "waiting"))).all())
