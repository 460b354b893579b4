"""What is counted for whoever watches over the bot: numbers by platform and kind, never by person, place or word.

Counters are of this process since it started; what the database knows is read when somebody asks. `docs/operate.md`
says what each means, and a test holds the two together.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.chat import Incoming
from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Uncertain

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # Slack waits for three
STATES = ("pending", "claimed", "sending", "uncertain", "dead")
_KINDS: Mapping[type[DeliveryFailed], str] = {
    RetryAt: "later",
    Gone: "gone",
    Refused: "refused",
    Uncertain: "uncertain",
}


class Metrics:
    """Everything that is counted in one process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # when each began is of no use here, and doubles what is sent
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"upstream_{name}", what, labels, registry=registry)

        def gauge(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(f"upstream_{name}", what, labels, registry=registry)

        self.askings = counter("askings", "Questions asked as planned")
        self.rounds = counter("rounds", "Rounds of introductions made")
        self.matches = counter("matches", "Groups found in rounds of introductions")
        self._searches = counter("searches", "Searches", "platform", "by")
        self._turned_away = counter("turned_away", "Happenings answered with 503", "platform", "why")
        self._tries = counter("delivery_tries", "Deliveries tried, by what came of it", "platform", "outcome")
        self._retries = counter("delivery_retries", "Deliveries tried again", "platform")
        self._errors = counter("platform_errors", "Calls that a platform did not take", "platform", "kind")
        self._lines = counter("log_lines", "Lines in the log, by how bad it is", "level")
        self._heard = Histogram(
            "upstream_heard_seconds",
            "From hearing to having an answer, committed",
            ("platform", "kind"),
            buckets=SECONDS,
            registry=registry,
        )
        self._deliveries = gauge("deliveries", "Deliveries not finished, or failed", "platform", "state")
        self._oldest = gauge("delivery_oldest_seconds", "How long the oldest that is due has waited", "platform")
        self._up = gauge("database_up", "Whether the database answered just now")
        self._tick = gauge("tick_age_seconds", "How long ago time last passed here")

    # --- as it happens

    @contextmanager
    def heard(self, incoming: Incoming) -> Iterator[None]:
        """Time one happening."""
        begun = monotonic()
        try:
            yield
        finally:
            self._heard.labels(incoming.account.platform, incoming.kind.value).observe(monotonic() - begun)

    def searched(self, platform: str, by: str) -> None:
        """Somebody searched, by a *command* or the platform's own *box*."""
        self._searches.labels(platform, by).inc()

    def turned_away(self, platform: str, why: str) -> None:
        """Something was answered with 503: the *database* was away, or it came *too often*."""
        self._turned_away.labels(platform, why).inc()

    def tried(self, platform: str, attempt: int, failed: DeliveryFailed | None) -> None:
        """A delivery was handed over for the so-manieth time."""
        self._tries.labels(platform, "sent" if failed is None else _kind(failed)).inc()
        if attempt > 1:
            self._retries.labels(platform).inc()

    def failed(self, platform: str) -> Callable[[DeliveryFailed], None]:
        """Told of each call that this platform does not take."""

        def told(failed: DeliveryFailed) -> None:
            slow = isinstance(failed, RetryAt) and failed.too_fast
            self._errors.labels(platform, "slow_down" if slow else _kind(failed)).inc()

        return told

    def lines(self) -> logging.Handler:
        """A handler that counts what is worth a look in the log."""
        handler = _Counting(self._lines)
        handler.setLevel(logging.WARNING)
        return handler

    # --- when somebody asks

    def text(
        self,
        counts: Sequence[tuple[str, str, int]] | None,
        oldest: Mapping[str, datetime],
        now: datetime,
        ticked: float,
    ) -> bytes:
        """Everything, as Prometheus reads it. `counts` is None where the database does not answer.

        `oldest` is since when the oldest due delivery waits, `ticked` when time last passed, by the monotonic clock.
        """
        self._up.set(counts is not None)
        self._tick.set(monotonic() - ticked)
        self._deliveries.clear()
        self._oldest.clear()
        for platform in {platform for platform, _, _ in counts or ()}:
            for state in STATES:
                self._deliveries.labels(platform, state).set(0)
        for platform, state, many in counts or ():
            self._deliveries.labels(platform, state).set(many)
        for platform, since in oldest.items():
            self._oldest.labels(platform).set(max(0.0, (now - since).total_seconds()))
        return generate_latest(self.registry)


class _Counting(logging.Handler):
    def __init__(self, lines: Counter) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Count it; what it says is not looked at."""
        self._lines.labels(record.levelname.lower()).inc()


def _kind(failed: DeliveryFailed) -> str:
    return next((name for kind, name in _KINDS.items() if isinstance(failed, kind)), "refused")
