"""The heartbeat: lets time pass for the network and keeps the outbox moving. The database owns the times themselves."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters.metrics import Metrics
from bot.delivering.delivery import Outbox
from bot.errors import SetupError
from bot.network import Network
from bot.passing import AFTER, ASK
from bot.threads import Runner
from storage.database import ConflictError, DatabaseUnavailableError

log = logging.getLogger(__name__)

TICK_SECONDS = 5
DELIVER_SECONDS = 1
SETTLE_SECONDS = 2  # what was written is taken from SQLite's log into its file
APART_SECONDS = 0.3  # so that no two of them come at once
PARTING_SECONDS = 3  # what is being sent gets so long to arrive when the program ends
PULSE_SECONDS = 30  # between two signs of life in the database
PULSE_ENDS_SECONDS = 1.0  # what the last one may take
READ_STEPS = 16  # of reading what reflections mean, at a beat; one where people are about: the rest waits
A_CROWD = 50  # things heard since the last beat: then it waits altogether


class Heartbeat:
    """Beats while the server runs. `wake` delivers at once what was just decided.

    `ticked` is when time last passed (before it ever did: when this began), by the monotonic clock.
    """

    def __init__(self, network: Network, outbox: Outbox, runner: Runner, metrics: Metrics) -> None:
        self._network, self._outbox, self._runner, self._metrics = network, outbox, runner, metrics
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
        self._loop: asyncio.AbstractEventLoop | None = None
        self._busy, self._reading = asyncio.Lock(), asyncio.Lock()
        self._stopping, self._heard, self._alone = False, 0, False
        self._woken: set[asyncio.Task[None]] = set()
        self._process, self._started_at = secrets.token_hex(6), network.clock()
        self._pulsed, self.ticked = float("-inf"), monotonic()

    async def start(self, *, alone: bool) -> None:
        """Begin. `alone` is whether nobody else can have this database: then what is held comes free at once."""
        self._loop, self._alone = asyncio.get_running_loop(), alone
        if alone:
            await self._outbox.begin_alone()
        # a beat that comes while the last one works on is no fault worth a line in the log
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        beats = ((self._pass_time, TICK_SECONDS), (self._beat, DELIVER_SECONDS), (self._settle, SETTLE_SECONDS))
        for place, (beat, seconds) in enumerate((*beats, (self.understand, TICK_SECONDS))):
            first = datetime.now(UTC) + timedelta(seconds=place * APART_SECONDS)
            self._scheduler.add_job(
                self._unless_it_ends, "interval", [beat], seconds=seconds, name=beat.__name__, next_run_time=first
            )
        self._scheduler.start()

    async def _unless_it_ends(self, beat: Callable[[], Awaitable[None]]) -> None:
        """One beat. That it is broken off because the program ends is no fault."""
        try:
            await beat()
        except asyncio.CancelledError:
            if not self._stopping:
                raise

    async def stop(self) -> None:
        """Stop beating; finish what is being sent or hand it back."""
        self._loop, self._stopping = None, True
        if self._scheduler.running:
            self._scheduler.pause()  # not yet an end: that would break off what is being claimed
        await self._outbox.stop(PARTING_SECONDS)
        async with self._reading:  # what is being read comes to its end
            pass
        if self._pulsed > 0:
            await self._write_pulse(ended=True)
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

    async def _pass_time(self) -> None:
        """Let time pass, and leave a sign of life once it has: a beat that hangs leaves none."""
        await self.tick()
        if monotonic() - self._pulsed >= PULSE_SECONDS:
            self._pulsed = monotonic()
            await self._write_pulse()

    async def _write_pulse(self, *, ended: bool = False) -> None:
        pulse, mine = self._network.pulse, (self._process, self._started_at)
        with suppress(DatabaseUnavailableError, ConflictError, TimeoutError):
            async with asyncio.timeout(PULSE_ENDS_SECONDS):
                await self._runner.write(pulse, *mine, alone=self._alone, ended=ended)

    async def tick(self) -> None:
        """Let time pass once."""
        try:
            self._metrics.askings.inc(await self._runner.write(self._network.let_pass, ASK))
            for step in AFTER:
                while await self._runner.write(self._network.let_pass, step):
                    pass
            while found := await self._runner.read(self._network.round_to_make):
                outcome = await self._runner.read(found.make)
                await self._runner.aside(self._network.keep_round, found, outcome)
                self._metrics.rounds.inc()
                self._metrics.matches.inc(len(outcome.groups))
            while await self._runner.aside(self._network.tidy):
                pass
        except DatabaseUnavailableError:
            log.warning("the database is not to be reached; trying again at the next beat")
        except ConflictError:
            log.info("another process did the same first; what is left is done at the next beat")
        else:
            self.ticked = monotonic()
            self.wake()

    async def understand(self) -> None:
        """Read what new reflections mean, beside everything else: only storing it is a transaction, and a short one.

        It takes a quarter of a second of processor time a step, so whoever wants an answer meanwhile goes first.
        """
        heard, self._heard = self._runner.heard - self._heard, self._runner.heard
        if self._network.understanding is None or heard > A_CROWD:
            return
        async with self._reading:
            try:
                for _ in range(READ_STEPS):
                    before = self._runner.heard
                    if self._stopping or not await self._runner.read(self._network.understand):
                        return
                    if self._runner.heard > before:
                        return
            except DatabaseUnavailableError:
                log.warning("the database is not to be reached; reading at the next beat")
            except SetupError as error:
                log.error("%s Search works by words alone until then.", error)  # noqa: TRY400  (it says it all)

    async def _settle(self) -> None:
        with suppress(DatabaseUnavailableError):
            if self._network.database.sqlite:
                await self._runner.read(self._network.database.settle)

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
