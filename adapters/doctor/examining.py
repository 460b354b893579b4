"""The whole examination: every part looked at, the clock last, for others tell the time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.doctor import address, chats, kept, machine
from adapters.doctor.finding import Finding, good, problem
from adapters.half_made import check_serving
from adapters.settings import Settings
from bot.errors import SetupError
from storage.database import Database, DatabaseUnavailableError


async def examine(settings: Settings) -> Sequence[Finding]:
    """Everything that is found."""
    now, apart = datetime.now(UTC), dict[str, timedelta]()
    whole, findings = _settings(settings)
    findings += machine.file_of_settings(Path(".env"))
    database = Database(settings.database_url)
    try:
        there, more = _database(database, now, apart)
        findings += more
        if whole and settings.slack:
            try:
                findings += [one async for one in chats.slack(settings, database if there else None, now, apart)]
            except SetupError as error:
                findings.append(problem("slack", str(error), ""))
        if whole and settings.teams:
            findings += await chats.teams(settings)
        findings += [one async for one in address.base_url(settings.base_url, now, apart)]
        findings += machine.disk(database.file)
        zones = kept.planned_zones(database) if there else set()
        return [*findings, machine.zones({"Europe/London", *zones}), machine.clock(apart)]
    finally:
        database.close()


def _settings(settings: Settings) -> tuple[bool, list[Finding]]:
    """Whether the settings are whole, so that the rest can be asked by them."""
    try:
        check_serving(settings)
    except SetupError as error:
        return False, [problem("settings", str(error), "")]
    chat = " and ".join(name for name, there in {"Slack": settings.slack, "Teams": settings.teams}.items() if there)
    return True, [good("settings", f"They are whole, for {chat}.")]


def _database(database: Database, now: datetime, apart: dict[str, timedelta]) -> tuple[bool, list[Finding]]:
    """Whether the database can be asked, and what it says."""
    try:
        first = kept.revision(database)
        if first.state != "good":
            return False, [first]
        theirs = kept.ahead(database, now)
        if theirs is not None:
            apart["the database"] = theirs
        return True, [first, kept.heartbeat(database, now), *kept.waiting(database, now)]
    except DatabaseUnavailableError as error:
        fix = "Look at DATABASE_URL, and whether it runs."
        return False, [problem("database", f"It cannot be reached ({error}).", fix)]
