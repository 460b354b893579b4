"""How often a bot may call, per conversation and per tenant."""

import math
from collections import deque
from datetime import datetime

from adapters.simulator.teams import limits


class Throttle:
    """Counts operations in sliding windows."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], deque[float]] = {}

    def wait(self, kind: str, conversation: str, tenant: str, at: datetime) -> int:
        """Seconds until this may be tried again; 0 counts it and lets it pass."""
        moment = at.timestamp()
        mine = self._calls.setdefault((kind, conversation), deque(maxlen=4000))
        all_of_tenant = self._calls.setdefault(("tenant", tenant), deque(maxlen=4000))
        waits = [_until_free(mine, moment, seconds, most) for seconds, most in limits.THROTTLES[kind]]
        waits.append(_until_free(all_of_tenant, moment, 1, limits.TENANT_PER_SECOND))
        longest = max(waits)
        if longest > 0:
            return max(1, math.ceil(longest))
        mine.append(moment)
        all_of_tenant.append(moment)
        return 0


def _until_free(calls: deque[float], now: float, seconds: float, most: int) -> float:
    if len(calls) < most:
        return 0.0
    return max(0.0, calls[-most] + seconds - now)
