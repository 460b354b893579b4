"""Where the rules run: never on the event loop. SQLite has one writer thread; PostgreSQL has the pool."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, Protocol, TypeVar

from storage.database import Database

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

READERS = 4
POOL = 8


class Runner(Protocol):
    """Runs the rules beside the event loop. `heard` counts what people did, for whoever gives way to them."""

    heard: int

    async def read(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what changes nothing."""

    async def write(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what may write."""

    async def aside(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what may write, in short transactions, and what nobody waits for."""


class Threads:
    """A runner in threads of this process."""

    def __init__(self, database: Database) -> None:
        self.heard = 0
        self._readers = ThreadPoolExecutor(READERS if database.sqlite else POOL, "reads")
        self._writers = ThreadPoolExecutor(1, "writes") if database.sqlite else self._readers

    async def read(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what changes nothing."""
        return await self._run(self._readers, function, *args, **kwargs)

    async def write(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what may write."""
        return await self._run(self._writers, function, *args, **kwargs)

    async def aside(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what may write, where nobody waits for it."""
        return await self._run(self._writers, function, *args, **kwargs)

    async def _run(
        self,
        pool: ThreadPoolExecutor,
        function: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        return await asyncio.get_running_loop().run_in_executor(pool, lambda: function(*args, **kwargs))

    def close(self) -> None:
        """Wait for what runs, then stop."""
        self._readers.shutdown()
        self._writers.shutdown()
