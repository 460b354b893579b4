"""The database: whether it is there and of this version, whether time passes in it, and what waits to be sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.doctor.finding import Finding, good, note, problem
from storage import askings, migrate, outbox, pulses
from storage.database import Database, DatabaseUnavailableError

SILENT = timedelta(minutes=2)
"""A process leaves a sign of life every half minute."""

LATE, LATELY = timedelta(minutes=15), timedelta(days=7)
UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60))


def revision(database: Database) -> Finding:
    """Whether it is there, and of the version that this program expects."""
    about = "database"
    if database.file is not None and not database.file.exists():
        return problem(about, "It is not there yet.", "Start the bot, or run `upstream migrate`: either makes it.")
    try:
        here, newest = migrate.current(database), migrate.newest()
    except DatabaseUnavailableError as error:
        return problem(about, f"It cannot be reached ({error}).", "Look at DATABASE_URL, and whether it runs.")
    kind = "SQLite" if database.sqlite else "PostgreSQL"
    if here == newest:
        return good(about, f"{kind}, at {here}, as this program expects.")
    if migrate.is_newer(here):
        return problem(about, f"It is at {here}, this program knows {newest}.", "Install the newer version again.")
    return problem(
        about,
        f"It is at {here or 'nothing'}, this program expects {newest}.",
        "Back it up, then start the bot or run `upstream migrate`.",
    )


def heartbeat(database: Database, now: datetime) -> Finding:
    """Whether time passes in a process, so that questions are asked and messages go out."""
    about = "heartbeat"
    with database.read() as session:
        found = [one.at for one in pulses.all_of_them(session)]
    if not found:
        return problem(about, "No bot runs on this database.", "Start it with `upstream serve`.")
    alive = [at for at in found if abs(now - at) < SILENT]
    if not alive and found[0] > now:
        ahead_of_us = _long(found[0] - now)
        return problem(
            about,
            f"The last sign of life is {ahead_of_us} ahead of the clock here.",
            "Let both machines take their time from a time server.",
        )
    if not alive:
        return problem(
            about,
            f"The last sign of life is {_long(now - found[0])} old.",
            "Start the bot again, and look at the end of its log.",
        )
    lost = len(found) - len(alive)
    gone = f"; {lost} ended without saying so within the last hour" if lost else ""
    return good(about, f"Time passes in {len(alive)} process{'es' if len(alive) > 1 else ''}{gone}.")


def waiting(database: Database, now: datetime) -> Sequence[Finding]:
    """How long what is due has been waiting, and what failed lately."""
    about = "outbox"
    with database.read() as session:
        oldest = outbox.oldest_due(session, now)
        failed = len(outbox.failed(session, 1000, now - LATELY))
    late = {platform: now - since for platform, since in oldest.items() if now - since > LATE}
    findings = [
        problem(
            about,
            f"What is due on {platform} has been waiting for {_long(age)}.",
            "`upstream deliveries` says what and why.",
        )
        for platform, age in sorted(late.items())
    ]
    if failed:
        findings.append(
            note(about, f"{failed} messages of the last week were not delivered.", "`upstream deliveries` says why.")
        )
    return findings or [good(about, "Nothing waits that is due, and nothing failed in the last week.")]


def planned_zones(database: Database) -> set[str]:
    """The time zones that plans go by."""
    with database.read() as session:
        return {row.zone for row in askings.schedules(session)}


def ahead(database: Database, now: datetime) -> timedelta | None:
    """How far the database's clock is ahead of ours; None for SQLite, which has ours."""
    with database.read() as session:
        theirs = outbox.database_time(session)
    return theirs - now if theirs else None


def _long(age: timedelta) -> str:
    """An age in the largest unit that it has two of."""
    unit, seconds = next((one for one in UNITS if age.total_seconds() >= 2 * one[1]), UNITS[-1])
    return f"{int(age.total_seconds() // seconds)} {unit}"
