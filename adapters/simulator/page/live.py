"""What changes while somebody looks: the log of the wire, numbered, and server-sent events."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

from adapters.simulator.slack import SlackCloud
from adapters.simulator.teams import TeamsCloud

KEPT = 500
"""So many exchanges are kept, of both platforms together."""
BREATH = 0.06
"""Seconds to wait for more before the page is told: one press changes several things."""
PULSE = 15.0
"""Seconds after which the clock is told again, so that a lost connection is noticed."""


class _Reader:
    """One open page: which platforms changed since it was last told."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()
        self.changed: set[str] = set()

    def note(self, platform: str) -> None:
        self.changed.add(platform)
        self.woken.set()


class Live:
    """Listens to both stand-ins, for as many pages as are open."""

    def __init__(self, slack: SlackCloud, teams: TeamsCloud, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._exchanges: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._count = 0
        self._readers: set[_Reader] = set()
        for platform, cloud in (("slack", slack), ("teams", teams)):
            for entry in cloud.wire:
                self._keep(platform, entry)
            cloud.listeners.append(self._listener(platform))

    def wire(self, after: int = 0) -> list[dict[str, Any]]:
        """The exchanges with a number above `after`, newest first."""
        return [one for one in reversed(self._exchanges) if one["number"] > after]

    async def events(self) -> AsyncIterator[str]:
        """Server-sent events: `clock` with the demo's time, `changed` with the platforms that did."""
        reader = _Reader()
        self._readers.add(reader)
        try:
            yield self._event("clock", self._clock().isoformat())
            while True:
                try:
                    await asyncio.wait_for(reader.woken.wait(), PULSE)
                except TimeoutError:
                    yield self._event("clock", self._clock().isoformat())
                    continue
                await asyncio.sleep(BREATH)
                reader.woken.clear()
                changed, reader.changed = sorted(reader.changed), set()
                yield self._event("changed", {"platforms": changed, "wire": self._count})
                yield self._event("clock", self._clock().isoformat())
        finally:
            self._readers.discard(reader)

    def _listener(self, platform: str) -> Callable[[dict[str, Any]], None]:
        def heard(change: dict[str, Any]) -> None:
            if change["change"] == "wire":
                self._keep(platform, change["entry"])
            for reader in list(self._readers):
                reader.loop.call_soon_threadsafe(reader.note, platform)

        return heard

    def _keep(self, platform: str, entry: dict[str, Any]) -> None:
        self._count += 1
        self._exchanges.append({"number": self._count, "platform": platform, **entry})

    @staticmethod
    def _event(name: str, data: Any) -> str:
        return f"event: {name}\ndata: {json.dumps(data)}\n\n"
