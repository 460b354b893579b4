"""One bot on an SQLite file: the lock that a second one meets."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import SetupError
from storage.database import Database


@contextmanager
def only_server(database_url: str) -> Iterator[None]:
    """Hold the lock of an SQLite file: a second server on the same file is refused. PostgreSQL needs none."""
    file = Database(database_url).file
    if file is None:
        yield
        return
    with file.with_name(file.name + ".lock").open("w") as lock:
        _lock(lock, file)
        yield


def _lock(lock: IO[str], file: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        raise SetupError(
            f"Another bot runs on {file} already. Stop it first, or use PostgreSQL (DATABASE_URL) for several."
        ) from taken
