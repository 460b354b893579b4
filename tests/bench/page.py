"""`docs/benchmarks.md`: a section for each measurement, with the machine it was taken on. Never written by hand."""

import os
import platform
import re
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from storage.database import Database
from tests.bench.table import Told, marked_down
from tests.servers import own_postgres

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`; not by hand. `python -m tests.bench NAME` measures one anew and replaces its section alone,
`--quick` makes it smaller and shorter. Each number stands beside a reference, taken in the same run on the same machine
wherever there is one; the ratio is what was measured over the reference. MISSED marks a target that was not met.
"""


def machine() -> str:
    """What it was measured on, without a name, and when."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    now = datetime.now(UTC)
    return (
        f"{now.day} {now:%B %Y}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB of memory, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_postgres()}"
    )


def write(name: str, told: Told, there: str, docs: Path = DOCS) -> None:
    """Replace one section, and the table between this measurement's marks in any other document."""
    page = docs / PAGE.name
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", before, re.MULTILINE | re.DOTALL))
    how = f"*Measured on {there}.*"
    if told.quick:
        how += f"\n\n**A quick run: {told.quick}. It says that the measurement works rather than how fast things are.**"
    table = f"{how}\n\n{marked_down(told.rows)}\n"
    sections[name] = f"\n{told.means.strip()}\n\n{table}"
    every = "\n".join(f"## {each}\n{sections[each].rstrip()}\n" for each in sorted(sections))
    page.write_text(f"{HEAD}\n{every}", encoding="utf-8")
    begin, end = f"<!-- measured: {name} -->\n", "<!-- end -->"
    for other in docs.glob("*.md"):
        words = other.read_text(encoding="utf-8")
        if begin in words:
            head, rest = words.split(begin, 1)
            other.write_text(f"{head}{begin}\n{table}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def _postgres() -> str:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, own_postgres(Path(folder)) as (url, _):
        database = Database(url)
        with database.read() as session:
            version = str(session.connection().execute(text("SHOW server_version")).scalar_one())
        database.close()
    return f"PostgreSQL {version.split(maxsplit=1)[0]}"
