"""The desk where many small changes of rows become few transactions: what comes while one runs goes into the next.

What happened outside goes before what is to happen: until it is noted that a message arrived, whoever takes over from
a process that dies would have to ask for it, or send it again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bot.threads import Threads
from storage.database import Database, DatabaseUnavailableError, Session

MOST = 50  # changes in one transaction
TO_COME = 8  # of what is to happen, so that what happened meanwhile waits for few
AGAIN = 0.5  # seconds until the next try while the database is away

Result = TypeVar("Result")
Change = Callable[[Session], Any]
Waiting = tuple[Change, asyncio.Future[Any], float]
"""What to do, who waits for it, and until when it is tried."""


class Desk:
    """Carries changes out. Each sees a session and returns once it is committed."""

    def __init__(self, database: Database, threads: Threads, patience: float) -> None:
        self._database, self._threads, self._patience = database, threads, patience
        self._happened: deque[Waiting] = deque()
        self._to_come: deque[Waiting] = deque()
        self._working: asyncio.Task[None] | None = None

    async def note(self, change: Callable[[Session], Result]) -> Result:
        """Note what happened. While the database is away it is tried again, `patience` seconds long, then raises."""
        return await self._do(self._happened, change)

    async def do(self, change: Callable[[Session], Result]) -> Result:
        """The same for what has to stand before something is done; it waits its turn."""
        return await self._do(self._to_come, change)

    async def _do(self, queue: deque[Waiting], change: Callable[[Session], Result]) -> Result:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        queue.append((change, done, loop.time() + self._patience))
        if self._working is None or self._working.done():
            self._working = loop.create_task(self._work())
        return await done

    async def _work(self) -> None:
        while queue := self._happened or self._to_come:
            most = MOST if queue is self._happened else TO_COME
            batch = [queue.popleft() for _ in range(min(most, len(queue)))]
            try:
                results = await self._threads.write(self._together, [change for change, _, _ in batch])
            except DatabaseUnavailableError as away:
                self._give_up(queue, batch, away)
                await asyncio.sleep(AGAIN)
            except Exception as error:  # noqa: BLE001  (it belongs to whoever asked for the change)
                await self._one_by_one(batch, error)
            else:
                for (_, done, _), result in zip(batch, results, strict=True):
                    _answer(done, result)

    def _together(self, changes: Sequence[Change]) -> list[Any]:
        with self._database.write() as session:
            return [change(session) for change in changes]

    def _give_up(self, queue: deque[Waiting], batch: Sequence[Waiting], error: Exception) -> None:
        """What has waited too long fails; the rest stands in front of the queue again."""
        now = asyncio.get_running_loop().time()
        for change, done, until in reversed(batch):
            if until > now:
                queue.appendleft((change, done, until))
            else:
                _fail(done, error)

    async def _one_by_one(self, batch: Sequence[Waiting], error: Exception) -> None:
        """One of them is at fault: each alone, so that only that one fails."""
        if len(batch) == 1:
            _fail(batch[0][1], error)
            return
        for change, done, _ in batch:
            try:
                _answer(done, (await self._threads.write(self._together, [change]))[0])
            except Exception as alone:  # noqa: BLE001  (it belongs to whoever asked for the change)
                _fail(done, alone)


def _answer(done: asyncio.Future[Any], result: Any) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[Any], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
