"""Seasons of the network: which one a day is in, and its phases."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from storage.reading import LONDON
from storage.tables import Season, SeasonPhase


def today(now: datetime) -> date:
    """The network's day, by London's clock."""
    return now.astimezone(LONDON).date()


def current(session: Session, on: date) -> Season | None:
    """The season that a day is in."""
    return session.exec(select(Season).where(col(Season.first) <= on, col(Season.last) >= on)).first()


def coming(session: Session, on: date) -> Season | None:
    """The next one to begin after a day."""
    return session.exec(select(Season).where(col(Season.first) > on).order_by(col(Season.first)).limit(1)).first()


def all_of(session: Session) -> Sequence[Season]:
    """Every season, the newest first."""
    return session.exec(select(Season).order_by(col(Season.first).desc())).all()


def get(session: Session, number: int) -> Season | None:
    """A season by number."""
    return session.get(Season, number)


def in_the_way(session: Session, first: date, last: date, but: int = 0) -> Season | None:
    """A season, other than `but`, that has a day between these."""
    shared = (col(Season.first) <= last, col(Season.last) >= first, col(Season.id) != but)
    return session.exec(select(Season).where(*shared).order_by(col(Season.first)).limit(1)).first()


def phases(session: Session, season_id: int) -> Sequence[SeasonPhase]:
    """Its phases in order."""
    query = select(SeasonPhase).where(SeasonPhase.season_id == season_id)
    return session.exec(query.order_by(col(SeasonPhase.first))).all()


def keep(session: Session, row: Season, begins: Mapping[str, date], leaves: Mapping[str, str]) -> None:
    """Store a season with its phases; of `leaves` only those that are given are changed."""
    session.add(row)
    session.flush()
    known = {phase.phase: phase for phase in phases(session, row.id or 0)}
    for slug, first in begins.items():
        phase = known.get(slug) or SeasonPhase(season_id=row.id or 0, phase=slug, first=first)
        phase.first, phase.leaves = first, leaves.get(slug, phase.leaves)
        session.add(phase)
    session.flush()


def drop(session: Session, row: Season) -> None:
    """Take a season away."""
    session.exec(delete(SeasonPhase).where(col(SeasonPhase.season_id) == row.id))
    session.delete(row)
    session.flush()
