"""How fast the bot may call, by the wall clock: counted always, enforced where `SlackCloud.pacing` is on."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.simulator.slack import limits


class TooFastError(Exception):
    """429: to be tried again after so many whole seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too fast: {seconds:.2f} s")
        self.retry_after = max(1, int(seconds + 0.999))


@dataclass
class Pace:
    """Buckets that refill: one for each channel, workspace, and (workspace, method)."""

    enforced: Callable[[], bool]
    over: Counter[str] = field(default_factory=Counter)  # what was too fast, and how often
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)  # left, counted at

    def message(self, team: str, channel: str) -> None:
        """Before a message is posted."""
        self._take(f"{team}/{channel}", limits.CHANNEL_RATE, limits.CHANNEL_BURST)
        self._take(team, limits.WORKSPACE_RATE, limits.WORKSPACE_BURST)

    def call(self, team: str, method: str) -> None:
        """Before a method is called."""
        tier = limits.METHOD_TIERS.get(method)
        if tier is not None:
            a_minute = limits.TIERS.get(tier, 600)
            self._take(f"{team}:{method}", a_minute / 60, float(a_minute))

    def _take(self, bucket: str, rate: float, burst: float) -> None:
        now = time.monotonic()
        left, counted = self._buckets.get(bucket, (burst, now))
        left = min(burst, left + (now - counted) * rate)
        if left < 1:
            self.over[bucket] += 1
            if self.enforced():
                self._buckets[bucket] = (left, now)
                raise TooFastError((1 - left) / rate)
        self._buckets[bucket] = (max(0.0, left - 1), now)
