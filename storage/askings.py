"""Schedules, and what was asked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CursorResult, bindparam, update
from sqlmodel import Session, col, select

from storage.tables import Asking, Prompt, QuietPeriod, Schedule


def schedules(session: Session) -> Sequence[Schedule]:
    """Every schedule that runs, the next to fire first."""
    return session.exec(select(Schedule).where(Schedule.state == "on").order_by(col(Schedule.next_at))).all()


def schedule(session: Session, schedule_id: int) -> Schedule | None:
    """A schedule by number."""
    return session.get(Schedule, schedule_id)


def due(session: Session, now: datetime) -> Sequence[Schedule]:
    """Schedules whose moment has come."""
    return session.exec(
        select(Schedule)
        .where(Schedule.state == "on", col(Schedule.next_at) <= now)
        .order_by(col(Schedule.next_at), col(Schedule.id))
    ).all()


def move(session: Session, row: Schedule, to: datetime | None) -> bool:
    """Move `next_at` on, if nobody else has: compare and set. False when another replica was first."""
    done = session.connection().execute(
        update(Schedule)
        .where(col(Schedule.id) == row.id, col(Schedule.next_at) == row.next_at, col(Schedule.state) == "on")
        .values(next_at=to)
    )
    assert isinstance(done, CursorResult)
    session.expire(row)
    return bool(done.rowcount)


ASKING = select(Asking).where(col(Asking.id) == bindparam("id"))


def asking(session: Session, asking_id: int) -> Asking | None:
    """An asking by number."""
    return session.exec(ASKING, params={"id": asking_id}).one_or_none()


def to_recount(session: Session) -> Sequence[Asking]:
    """Questions to which answers came or went."""
    return session.exec(select(Asking).where(col(Asking.recount)).order_by(col(Asking.id))).all()


def latest(session: Session) -> Asking | None:
    """The question asked last."""
    return session.exec(select(Asking).order_by(col(Asking.asked_at).desc(), col(Asking.id).desc())).first()


def history(session: Session, space_ids: Collection[int] = ()) -> Sequence[tuple[str, datetime]]:
    """(prompt, when) of everything asked in any of these spaces, or at all where none is named, oldest first."""
    rows = session.exec(select(Asking.prompt, Asking.asked_at, Asking.space_ids).order_by(col(Asking.asked_at))).all()
    wanted = set(space_ids)
    return [(prompt, at) for prompt, at, where in rows if not where or not wanted or wanted & set(where)]


def own_prompts(session: Session) -> Sequence[Prompt]:
    """The questions that organisers wrote."""
    return session.exec(select(Prompt).order_by(col(Prompt.id))).all()


def quiet_periods(session: Session) -> Sequence[QuietPeriod]:
    """Every stretch of days without questions, the first one first."""
    return session.exec(select(QuietPeriod).order_by(col(QuietPeriod.first), col(QuietPeriod.id))).all()


def quiet_period(session: Session, number: int) -> QuietPeriod | None:
    """A quiet period by number."""
    return session.get(QuietPeriod, number)


def remove(session: Session, row: QuietPeriod) -> None:
    """Take a quiet period away."""
    session.delete(row)
    session.flush()


def before(session: Session, moment: datetime, most: int) -> Sequence[Asking]:
    """The newest questions that were asked before then."""
    query = select(Asking).where(col(Asking.asked_at) < moment)
    return session.exec(query.order_by(col(Asking.asked_at).desc(), col(Asking.id).desc()).limit(most)).all()
