"""This machine: its clock beside others', its time zones, its disk."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.doctor.finding import Finding, good, note, problem

APART = timedelta(seconds=60)
"""Slack refuses what is five minutes off, and so do we: a fifth of that is time to act."""

LITTLE, VERY_LITTLE = 1_000_000_000, 200_000_000  # bytes


def clock(others: Mapping[str, timedelta]) -> Finding:
    """How far others' clocks are ahead of this machine's."""
    if not others:
        return note("clock", "Nobody was there to compare the clock with.")
    whose, apart = max(others.items(), key=lambda one: abs(one[1]))
    seconds = abs(apart).total_seconds()
    if abs(apart) > APART:
        return problem(
            "clock",
            f"The clock of this machine and {whose}’s are {seconds:.0f} seconds apart.",
            "Let the machine keep its time by NTP: Slack and Teams refuse what is five minutes off.",
        )
    return good("clock", f"It agrees with {', '.join(others)} to {max(seconds, 1):.0f} s.")


def ahead(date: str | None, now: datetime) -> timedelta | None:
    """How far an HTTP `Date` is ahead of us; None where there is none."""
    try:
        theirs = datetime.strptime(date or "", "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except ValueError:
        return None
    return theirs - now


def zones(names: Iterable[str]) -> Finding:
    """Whether every time zone that plans go by is known, and clocks change in London."""
    unknown = sorted(name for name in names if not _known(name))
    if unknown:
        return problem("time zones", f"Not known here: {', '.join(unknown)}.", "Install the package tzdata anew.")
    london = ZoneInfo("Europe/London")
    summer, winter = (datetime(2026, month, 1, tzinfo=london).utcoffset() for month in (7, 1))
    if (summer, winter) != (timedelta(hours=1), timedelta()):
        return problem("time zones", "London has no summer time here.", "Install the package tzdata anew.")
    return good("time zones", f"They are known, in summer and winter (tzdata {metadata.version('tzdata')}).")


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def disk(file: Path | None) -> Sequence[Finding]:
    """Whether there is room to go on, and for a backup beside the database."""
    if file is None:
        return [note("disk", "The database is PostgreSQL’s: look after its disk where it runs.")]
    folder = file.absolute().parent
    if not folder.is_dir():
        return []
    free = shutil.disk_usage(folder).free
    size = sum(part.stat().st_size for part in folder.glob(f"{file.name}*") if part.is_file())
    says = f"{_large(free)} are free where the database is, which has {_large(size)}."
    if free < max(VERY_LITTLE, size):
        return [problem("disk", says, "Make room: a backup needs as much as the database, and a full disk stops it.")]
    return [note("disk", says, "Make room soon.") if free < LITTLE else good("disk", says)]


def file_of_settings(file: Path) -> Sequence[Finding]:
    """Whether the file `.env`, which holds secrets, is for the eyes of its user alone."""
    if not file.is_file() or not file.stat().st_mode & 0o077:
        return []
    return [problem("settings", f"{file} can be read by others on this machine.", f"`chmod 600 {file}`")]


def _large(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= LITTLE else f"{size / 1e6:.0f} MB"
