"""The days of a season: where it stands, and the phase a day is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage import seasons
from storage.database import Session
from storage.tables import Season, SeasonPhase

WEEK = timedelta(days=7)
USUAL = 12 * WEEK  # of a season that is proposed


@dataclass(frozen=True)
class Standing:
    """Where a season stands on a day. `phase` is None before it begins."""

    phase: SeasonPhase | None
    week: int
    weeks: int


def standing(session: Session, row: Season, on: date) -> Standing:
    """Which week it is, of how many, and in which phase."""
    begun = [phase for phase in seasons.phases(session, row.id or 0) if phase.first <= on]
    return Standing(begun[-1] if begun else None, (on - row.first).days // 7 + 1, weeks(row))


def weeks(row: Season) -> int:
    """How many weeks it has, the last one maybe shorter."""
    return (row.last - row.first).days // 7 + 1


def proposed(today: date) -> tuple[date, date]:
    """The first and the last day of a season that nobody has planned yet: twelve weeks from next Monday."""
    first = today + timedelta(days=7 - today.weekday())
    return first, first + USUAL - timedelta(days=1)


def thirds(first: date, last: date, slugs: Sequence[str]) -> dict[str, date]:
    """The first day of each phase, if they are equally long; in whole weeks where each has one."""
    days = (last - first).days + 1
    unit = 7 if days >= 7 * len(slugs) else 1
    return {slug: first + timedelta(days=days * at // len(slugs) // unit * unit) for at, slug in enumerate(slugs)}


def moved(before: date, phases: Sequence[SeasonPhase], first: date, last: date) -> dict[str, date]:
    """The first day of each phase now that the season's own days are these: as it was where that fits, else thirds."""
    slugs = [phase.phase for phase in phases]
    kept = {phase.phase: phase.first for phase in phases}
    if first != before:
        return thirds(first, last, slugs)
    return kept if all(begins <= last for begins in kept.values()) else thirds(first, last, slugs)
