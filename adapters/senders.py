"""How often one sender may come: so many a minute, and as many at once after a quiet minute."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic

MOST = 10_000  # senders remembered, the longest silent going first


class Senders:
    """Counts senders by whatever tells them apart. With none a minute everybody may come as often as they like."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._a_minute, self._clock = a_minute, clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def may(self, sender: Hashable) -> bool:
        """Whether this one may come once more now; if so, that is counted."""
        if not self._a_minute:
            return True
        now = self._clock()
        left, at = self._left.get(sender, (float(self._a_minute), now))
        left = min(float(self._a_minute), left + (now - at) * self._a_minute / 60)
        self._left[sender] = (left - 1 if left >= 1 else left, now)
        self._left.move_to_end(sender)
        if len(self._left) > MOST:
            self._left.popitem(last=False)
        return left >= 1
