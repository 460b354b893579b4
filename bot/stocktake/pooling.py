"""What may be told of a stocktake of many: counted once, when it is over, and of five people or more.

Means are rounded to half a step, so that a mean does not tell what each of five said; parts are counted each for
itself, and how many answered one is not told, so that nothing follows from two of them. Who leaves later changes no
figure.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.organising import few
from storage import stocktakes as rows
from storage.database import Session
from storage.tables import Stocktake

LONDON = ZoneInfo("Europe/London")


def close_due(session: Session, now: datetime) -> None:
    """Close those whose last day is over."""
    for row in rows.over(session, now.astimezone(LONDON).date()):
        close(session, row, now)


def close(session: Session, row: Stocktake, now: datetime) -> None:
    """Nobody answers any more; what may be told is worked out now and kept."""
    number = row.id or 0
    row.state, row.closed_at, row.told_up_to = "closed", now, 0
    row.answered = few.enough(rows.answered(session, number)) or 0
    counted = rows.sums(session, number)
    row.pooled = {about: halves(count, total) for about, (count, total) in sorted(counted.items()) if few.enough(count)}
    chosen = rows.beginnings(session, number)
    if few.enough(sum(chosen.values())):
        row.leverage = min(chosen, key=lambda about: (-chosen[about], row.pooled.get(about, 0), about))
    session.add(row)


def halves(count: int, total: int) -> int:
    """Twice the mean, rounded; a half upwards."""
    return (4 * total + count) // (2 * count)
