"""SQLite takes one writer at a time, and lets the others sleep and look again: here they stand in a queue instead.

With several processes on one file (the server, its workers, a command) those that had slept longest came last.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class BusyError(Exception):
    """Somebody else writes, and does not come to an end."""


class OneWriter:
    """A lock beside the database's file. The system gives it on as soon as it is free, also when its holder died."""

    def __init__(self, database: Path | None, patience: float) -> None:
        self._patience = patience
        self._file = database.with_name(f"{database.name}-writer") if database else None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for it, so many seconds at most: then `BusyError`.

        Where there is no file, or none may be made beside it, there is nothing to wait for.
        """
        lock = self._open()
        try:
            if lock is not None:
                self._take(lock)
            yield
        finally:
            if lock is not None:
                os.close(lock)

    def _take(self, lock: int) -> None:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        taken = threading.Event()

        def wait() -> None:  # has no end of its own: a lock that is closed meanwhile is given back once it comes
            fcntl.flock(lock, fcntl.LOCK_EX)
            taken.set()

        threading.Thread(target=wait, daemon=True).start()
        if not taken.wait(self._patience):
            raise BusyError

    def _open(self) -> int | None:
        """Opened each time: two threads that share it would not be kept apart."""
        if self._file is None or not self._file.parent.is_dir():
            return None
        try:
            return os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
