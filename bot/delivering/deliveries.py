"""What waits to be delivered and what failed, for whoever runs the program: ids and codes, never words or names."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bot.errors import SetupError
from storage import outbox as rows
from storage import record
from storage.database import Database

_COLUMNS = ("id", "kind", "act", "platform", "tenant", "state", "code", "attempts", "age")
_UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))


@dataclass(frozen=True)
class Unfinished:
    """One delivery that waits or failed. `code` is the platform's own word for what went wrong; `age` in seconds."""

    id: int
    kind: str
    act: str
    platform: str
    tenant: str
    state: str
    code: str
    attempts: int
    not_before: str
    age: int

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def unfinished(database: Database, most: int, now: datetime | None = None) -> Sequence[Unfinished]:
    """What waits or is under way, and what failed, the oldest first."""
    now = now or datetime.now(UTC)
    with database.read() as session:
        return [
            Unfinished(
                id=row.id or 0,
                kind=row.kind,
                act=row.act,
                platform=row.platform,
                tenant=row.tenant,
                state=row.state,
                code=row.error,
                attempts=row.attempts,
                not_before=row.not_before.isoformat(timespec="seconds"),
                age=max(0, int((now - row.made_at).total_seconds())),
            )
            for row in rows.unfinished(session, most)
        ]


def as_text(found: Sequence[Unfinished]) -> str:
    """The same as a table for a terminal."""
    if not found:
        return "Nothing waits, and nothing failed."
    lines = [_COLUMNS, *(tuple(_cell(row, name) for name in _COLUMNS) for row in found)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _cell(row: Unfinished, name: str) -> str:
    if name == "age":
        unit, seconds = next((unit for unit in _UNITS if row.age >= unit[1]), _UNITS[-1])
        return f"{row.age // seconds} {unit}"
    return str(getattr(row, name)) or "–"


def retry(database: Database, number: int, now: datetime | None = None) -> str:
    """Let one be tried again at once. Raises `SetupError` where there is nothing left to be sent."""
    now = now or datetime.now(UTC)
    with database.write() as session:
        if rows.again(session, number, now):
            record.note(session, None, "delivered again", f"delivery {number}", now)
            return f"Delivery {number} is tried again with the next beat."
    raise SetupError(
        f"Delivery {number} cannot be tried again: it is not there, was sent, is being sent, or its words are gone."
    )


def drop(database: Database, number: int, now: datetime | None = None) -> str:
    """Send one no more. Raises `SetupError` where it is too late for that."""
    with database.write() as session:
        if rows.drop(session, number):
            record.note(session, None, "let a delivery go", f"delivery {number}", now or datetime.now(UTC))
            return f"Delivery {number} will not be sent."
    raise SetupError(f"Delivery {number} cannot be dropped: it is not there, was sent, or is being sent.")
