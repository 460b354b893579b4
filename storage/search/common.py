"""How often common words are there, as it was minutes ago: that changes slowly, and counting them takes long."""

import time
from collections.abc import Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

FRESH = 600  # seconds
MOST = 10_000  # words


class Common:
    """What one process counted. Of a word that is in thousands of reflections nobody learns who looked for it."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._until = 0.0
        self._busy = Lock()

    def now(self) -> Mapping[str, int]:
        """What is known and fresh."""
        if time.monotonic() > self._until or len(self._counts) > MOST:
            with self._busy:
                self._counts, self._until = {}, time.monotonic() + FRESH
        return self._counts

    def learn(self, counts: Mapping[str, int]) -> None:
        """Keep what was counted."""
        with self._busy:
            self._counts = {**self._counts, **counts}


_OF: WeakKeyDictionary[Engine, Common] = WeakKeyDictionary()


def common(session: Session) -> Common:
    """What is known of the words of this session's database."""
    engine = session.get_bind().engine
    found = _OF.get(engine)
    if found is None:
        found = _OF.setdefault(engine, Common())
    return found
