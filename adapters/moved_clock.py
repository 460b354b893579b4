"""A clock that a file moves: for tests of the whole program, on this machine alone."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.half_made import LOOPBACK
from bot.errors import SetupError


def moved_clock(file: Path, host: str) -> Callable[[], datetime]:
    """This machine's time, moved by as many seconds as the file says at each call. Only where nobody else can reach."""
    if host not in LOOPBACK:
        raise SetupError(f"--clock is for tests on this machine: HOST is {host}. Leave it out, or use 127.0.0.1.")
    last = timedelta()

    def clock() -> datetime:
        nonlocal last
        with suppress(OSError, ValueError):  # not there, or being written
            last = timedelta(seconds=float(file.read_text(encoding="ascii")))
        return datetime.now(UTC) + last

    return clock


def short_lease(seconds: float, host: str) -> timedelta:
    """Another lease than the program's own, so that a test need not wait a minute."""
    if host not in LOOPBACK:
        raise SetupError(f"--lease is for tests on this machine: HOST is {host}. Leave it out, or use 127.0.0.1.")
    return timedelta(seconds=seconds)
