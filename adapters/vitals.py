"""How the running program is: whether it can do its work, and everything that is counted."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from adapters.heartbeat import Heartbeat
from adapters.metrics import Metrics
from bot.network import Network
from bot.threads import Runner, Threads
from storage import outbox
from storage.database import Database, DatabaseUnavailableError

READY_SECONDS = 3.0  # less than whoever probes waits


async def ready(network: Network, runner: Runner) -> bool:
    """Whether the rules can read, and could write, within a probe's patience. Nothing is written."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await asyncio.gather(runner.read(network.can_read), runner.write(network.can_write))
    except (DatabaseUnavailableError, TimeoutError):
        return False
    return True


async def measured(
    metrics: Metrics, database: Database, threads: Threads, clock: Callable[[], datetime], heartbeat: Heartbeat
) -> bytes:
    """All metrics, with what the database knows just now."""
    now = clock()

    def ask() -> tuple[Sequence[tuple[str, str, int]], Mapping[str, datetime]]:
        with database.read() as session:
            return outbox.by_state(session), outbox.oldest_due(session, now)

    try:
        async with asyncio.timeout(READY_SECONDS):
            counts, oldest = await threads.read(ask)
    except (DatabaseUnavailableError, TimeoutError):
        return metrics.text(None, {}, now, heartbeat.ticked)
    return metrics.text(counts, oldest, now, heartbeat.ticked)
