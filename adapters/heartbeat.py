"""The heartbeat: lets time pass for the network and keeps the outbox moving. The database owns the times themselves."""

import asyncio
import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivering.delivery import Outbox
from bot.errors import SetupError
from bot.network import Network
from bot.search.understanding import Understanding
from bot.threads import Threads
from storage.database import ConflictError, Database, DatabaseUnavailableError

log = logging.getLogger(__name__)

TICK_SECONDS = 5
DELIVER_SECONDS = 1
PARTING_SECONDS = 3  # what is being sent gets so long to arrive when the program ends
READ_STEPS = 16  # of reading what reflections mean, at a beat; one where people are about: the rest waits


class Heartbeat:
    """Beats while the server runs. `wake` delivers at once what was just decided."""

    def __init__(self, network: Network, outbox: Outbox, threads: Threads) -> None:
        self._network, self._outbox, self._threads = network, outbox, threads
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
        self._loop: asyncio.AbstractEventLoop | None = None
        self._busy, self._reading = asyncio.Lock(), asyncio.Lock()
        self._stopping = False
        self._woken: set[asyncio.Task[None]] = set()

    async def start(self, *, alone: bool) -> None:
        """Begin. `alone` is whether nobody else can have this database: then what is held comes free at once."""
        self._loop = asyncio.get_running_loop()
        if alone:
            await self._outbox.begin_alone()
        # a beat that comes while the last one works on is no fault worth a line in the log
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS)
        self._scheduler.add_job(self.understand, "interval", seconds=TICK_SECONDS)
        self._scheduler.add_job(self._beat, "interval", seconds=DELIVER_SECONDS)
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop beating; finish what is being sent or hand it back."""
        self._loop, self._stopping = None, True
        if self._scheduler.running:
            self._scheduler.pause()  # not yet an end: that would break off what is being claimed
        await self._outbox.stop(PARTING_SECONDS)
        async with self._reading:  # what is being read comes to its end
            pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Something may wait to be delivered."""
        if self._busy.locked():
            self._outbox.wake()
        elif self._loop is not None:
            task = self._loop.create_task(self.deliver())
            self._woken.add(task)
            task.add_done_callback(self._woken.discard)

    async def tick(self) -> None:
        """Let time pass once."""
        try:
            await self._threads.write(self._network.tick)
            while found := await self._threads.read(self._network.round_to_make):
                outcome = await self._threads.read(found.make)
                await self._threads.write(self._network.keep_round, found, outcome)
            while await self._threads.write(self._network.tidy):
                pass
        except DatabaseUnavailableError:
            log.warning("the database is not to be reached; trying again at the next beat")
        except ConflictError:
            log.info("another process did the same first; what is left is done at the next beat")
        else:
            self.wake()

    async def understand(self) -> None:
        """Read what new reflections mean, beside everything else: only storing it is a transaction, and a short one.

        It takes a quarter of a second of processor time a step, so whoever wants an answer meanwhile goes first.
        """
        known = self._network.understanding
        if known is None:
            return
        async with self._reading:
            try:
                for _ in range(READ_STEPS):
                    before = self._threads.heard
                    if self._stopping or not await self._read_some(known, self._network.database):
                        return
                    if self._threads.heard > before:
                        return
            except DatabaseUnavailableError:
                log.warning("the database is not to be reached; reading at the next beat")
            except SetupError as error:
                log.error("%s Search works by words alone until then.", error)  # noqa: TRY400  (it says it all)

    async def _read_some(self, known: Understanding, database: Database) -> int:
        made = await self._threads.read(known.read, database)
        if made:
            await self._threads.write(known.keep, database, made)
        await self._threads.read(known.catch_up, database)
        return len(made)

    async def _beat(self) -> None:
        if not self._busy.locked():
            await self.deliver()

    async def deliver(self) -> None:
        """Deliver until nothing is due. Whoever comes meanwhile waits: nothing due is left when this returns."""
        async with self._busy:
            try:
                await self._outbox.deliver()
            except DatabaseUnavailableError:
                log.warning("the database is not to be reached; delivering at the next beat")
