"""What was sent, what was answered, and what should not have happened: each kind of it once, with an example."""

import logging
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from tests.fuzz.lived import Request
from tests.world import World

SHOWN = 1500  # characters of an example
OURS = re.compile(r"/(adapters|bot|content|storage)/")
KNOWN = {501}  # Bot Framework's own answer to an invoke of a kind one does not have


class Findings:
    """Counts of one run."""

    def __init__(self) -> None:
        self.requests = 0
        self.answers: Counter[tuple[str, int]] = Counter()
        self.found: dict[str, tuple[int, str]] = {}
        self._last: Request | None = None

    def sent(self, door: str, request: Request, status: int) -> None:
        """Note one request and its answer."""
        self.requests += 1
        self.answers[door, status] += 1
        self._last = request
        if status not in KNOWN and (status == 0 or status >= 500):
            self._note(f"{door}: answered {status or 'nothing'}")

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what the log says meanwhile."""
        handler = _Hearing(self)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)

    def heard(self, record: logging.LogRecord) -> None:
        """An error in the log."""
        error = record.exc_info[1] if record.exc_info else None
        places = traceback.extract_tb(error.__traceback__) if error else []
        ours = [at for at in places if OURS.search(at.filename)]
        if ours and "simulator" in ours[-1].filename:
            return  # the stand-in itself stumbled
        at = (ours or places or [None])[-1]
        where = f" {type(error).__name__} at {Path(at.filename).name}:{at.lineno}" if at else ""
        said = re.sub(r"\b[0-9a-f]{8}\b", "…", record.getMessage())
        self._note(f"{record.name}: {said[:300]}{where}")

    def after(self, door: str, world: World) -> None:
        """The database is whole, what waits is delivered, and somebody is still answered."""
        self._last = None
        world.later(hours=1)
        with world.session() as session:
            connection = session.connection()
            whole = connection.execute(text("PRAGMA integrity_check")).scalar()
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if whole != "ok" or broken:
            self._note(f"{door}: the database is not whole")
        olga = world.on_slack("Olga Organiser")
        before = len(olga.sees())
        olga.says("places")
        if len(olga.sees()) == before:
            self._note(f"{door}: nobody is answered any more")

    def _note(self, what: str) -> None:
        many, example = self.found.get(what, (0, ""))
        if not many and self._last:
            last = self._last
            example = f"{last.method} {last.path}\n      {last.body[:SHOWN]!r}"
        self.found[what] = (many + 1, example)

    def told(self, first: int, last: int) -> str:
        """All of it."""
        lines = [f"{self.requests:,} requests, seeds {first} to {last - 1}"]
        for door in sorted({door for door, _ in self.answers}):
            answers = ", ".join(
                f"{many:,} × {status}" for (at, status), many in sorted(self.answers.items()) if at == door
            )
            lines.append(f"  {door:<14} {answers}")
        lines.append(f"{len(self.found) or 'no'} findings")
        for what, (many, example) in sorted(self.found.items(), key=lambda one: -one[1][0]):
            lines.append(f"  {many} × {what}\n      {example}")
        return "\n".join(lines)


class _Hearing(logging.Handler):
    def __init__(self, findings: Findings) -> None:
        super().__init__(logging.ERROR)
        self._findings = findings

    def emit(self, record: logging.LogRecord) -> None:
        """Hear it."""
        self._findings.heard(record)
