"""A clock that a file moves: for tests of the whole program, on this machine alone."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.half_made import LOOPBACK
from bot.errors import SetupError


@dataclass
class MovedClock:
    """This machine's time, moved by as many seconds as the file says at each call."""

    file: Path
    _last: timedelta = field(default=timedelta(), init=False)

    def __call__(self) -> datetime:
        """The time."""
        with suppress(OSError, ValueError):  # not there, or being written
            self._last = timedelta(seconds=float(self.file.read_text(encoding="ascii")))
        return datetime.now(UTC) + self._last


def moved_clock(file: Path, host: str) -> MovedClock:
    """A moved clock, only where nobody else can reach."""
    if host not in LOOPBACK:
        raise SetupError(f"--clock is for tests on this machine: HOST is {host}. Leave it out, or use 127.0.0.1.")
    return MovedClock(file)


def short_lease(seconds: float, host: str) -> timedelta:
    """Another lease than the program's own, so that a test need not wait a minute."""
    if host not in LOOPBACK:
        raise SetupError(f"--lease is for tests on this machine: HOST is {host}. Leave it out, or use 127.0.0.1.")
    return timedelta(seconds=seconds)
