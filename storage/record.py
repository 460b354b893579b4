"""What was heard already, which tokens were used, what was done and by whom, and short-lived codes."""

from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from storage.tables import Audit, Code, HandedOver, SeenEvent, UsedToken

ONCE = {
    "sqlite": sqlite.insert(SeenEvent).on_conflict_do_nothing().returning(col(SeenEvent.event)),
    "postgresql": postgresql.insert(SeenEvent).on_conflict_do_nothing().returning(col(SeenEvent.event)),
}


def heard(session: Session, platform: str, tenant: str, event: str, now: datetime) -> bool:
    """Note an event. True when it had taken effect before, or another process just let it take effect."""
    row = {"platform": platform, "tenant": tenant, "event": event, "seen_at": now}
    noted = session.connection().execute(ONCE[session.get_bind().dialect.name], row).first()
    return noted is None


def used(session: Session, token: str) -> str | None:
    """What came of a token that was used; None when it was not."""
    row = session.get(UsedToken, token)
    return row.result if row else None


def use(session: Session, token: str, result: str, now: datetime) -> None:
    """Use a token up."""
    session.add(UsedToken(token=token, result=result, used_at=now))
    session.flush()


def forget_before(session: Session, moment: datetime) -> None:
    """Drop events and tokens older than this."""
    session.exec(delete(SeenEvent).where(col(SeenEvent.seen_at) < moment))
    session.exec(delete(UsedToken).where(col(UsedToken.used_at) < moment))


def forget_codes(session: Session, now: datetime) -> None:
    """Drop codes whose time is over: they name who was shown them."""
    session.exec(delete(Code).where(col(Code.until) <= now))


def note(session: Session, by_id: int | None, act: str, about: str, now: datetime) -> None:
    """Record an organiser's act; without a number, that of whoever runs the bot."""
    session.add(Audit(at=now, by_id=by_id, act=act, about=about))
    session.flush()


def handed_over(session: Session, member_id: int, now: datetime, *, by_server: bool = False) -> None:
    """Note for a member alone that a file with everything held about them is made."""
    session.add(HandedOver(member_id=member_id, at=now, by_server=by_server))
    session.flush()


def handed_over_last(session: Session, member_id: int) -> HandedOver | None:
    """The newest of these."""
    newest = select(HandedOver).where(HandedOver.member_id == member_id).order_by(col(HandedOver.id).desc())
    return session.exec(newest.limit(1)).first()


def show_code(session: Session, row: Code) -> str:
    """Keep a code, in place of an earlier one for the same account and purpose."""
    session.exec(
        delete(Code).where(
            col(Code.purpose) == row.purpose,
            col(Code.platform) == row.platform,
            col(Code.tenant) == row.tenant,
            col(Code.user) == row.user,
        )
    )
    session.add(row)
    session.flush()
    return row.code


def take_code(session: Session, code: str, purpose: str, now: datetime) -> Code | None:
    """Use a code up, if it still holds."""
    forget_codes(session, now)
    row = session.exec(select(Code).where(Code.code == code, Code.purpose == purpose)).one_or_none()
    if row:
        session.delete(row)
        session.flush()
    return row


def code_of(session: Session, code: str, purpose: str, now: datetime) -> Code | None:
    """A code that still holds."""
    return session.exec(
        select(Code).where(Code.code == code, Code.purpose == purpose, col(Code.until) > now)
    ).one_or_none()


CODE_HOLDS = timedelta(minutes=10)


def newest_code(session: Session) -> str | None:
    """The code shown last."""
    return session.exec(select(Code.code).order_by(col(Code.until).desc())).first()
