"""Which processes run the bot, by the signs of life that they leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from storage.tables import Pulse

KEPT = timedelta(hours=1)


def note(session: Session, process: str, started_at: datetime, now: datetime, *, alone: bool = False) -> None:
    """A process says that time passes in it. Those silent for an hour are forgotten; where it is alone, all others."""
    session.merge(Pulse(process=process, started_at=started_at, at=now))
    session.flush()
    others = col(Pulse.process) != process
    silent = (col(Pulse.at) < now - KEPT) | (col(Pulse.at) > now + KEPT)  # or left by a clock that was wrong
    session.exec(delete(Pulse).where(others, *(() if alone else (silent,))))


def ended(session: Session, process: str) -> None:
    """A process ends, and is not missed."""
    session.exec(delete(Pulse).where(col(Pulse.process) == process))


def all_of_them(session: Session) -> Sequence[Pulse]:
    """Every process that left a sign of life and did not say that it ends, the newest sign first."""
    return session.exec(select(Pulse).order_by(col(Pulse.at).desc())).all()
