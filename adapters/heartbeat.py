"""The heartbeat: lets time pass for the network and keeps the outbox moving. The database owns the times themselves."""

import asyncio
import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.network import Network
from bot.outbox import Outbox
from bot.threads import Threads
from storage.database import DatabaseUnavailableError

log = logging.getLogger(__name__)

TICK_SECONDS = 5
DELIVER_SECONDS = 1


class Heartbeat:
    """Beats while the server runs. `wake` delivers at once what was just decided."""

    def __init__(self, network: Network, outbox: Outbox, threads: Threads) -> None:
        self._network, self._outbox, self._threads = network, outbox, threads
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
        self._loop: asyncio.AbstractEventLoop | None = None
        self._busy = asyncio.Lock()
        self._woken: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin. Call it inside the event loop."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS)
        self._scheduler.add_job(self.deliver, "interval", seconds=DELIVER_SECONDS)
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop, and let what is under way come to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        async with self._busy:
            self._loop = None

    def wake(self) -> None:
        """Something may wait to be delivered."""
        if self._loop is not None and not self._busy.locked():
            task = self._loop.create_task(self.deliver())
            self._woken.add(task)
            task.add_done_callback(self._woken.discard)

    async def tick(self) -> None:
        """Let time pass once."""
        try:
            await self._threads.write(self._network.tick)
        except DatabaseUnavailableError:
            log.warning("the database is not to be reached; trying again at the next beat")

    async def deliver(self) -> None:
        """Deliver until nothing is due. Whoever comes meanwhile waits, so that nothing due is left when this returns."""
        async with self._busy:
            try:
                while await self._outbox.deliver():
                    pass
            except DatabaseUnavailableError:
                log.warning("the database is not to be reached; delivering at the next beat")
