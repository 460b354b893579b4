"""The server's side of its workers: calls them, and begins another where one has ended."""

import asyncio
import itertools
import logging
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from adapters.rules import Rules
from adapters.settings import Settings
from adapters.workers.wire import HEAD, LOG_LINE, Beginning, Wire, framed, wire_of
from bot.errors import Unavailable
from bot.network import Network
from bot.threads import POOL
from storage.database import DatabaseUnavailableError

log = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

READERS = 2
"""Threads that read: of more, each would wait for the interpreter longer than it computes."""
ENDS_WITHIN = 5.0
"""Seconds that a worker has to finish what it was doing when the program ends."""


class EndedError(Unavailable, DatabaseUnavailableError):
    """The worker ended before it answered. What it was doing was committed or was not; whoever comes again is told."""


class Workers:
    """Runs functions as `bot.threads.Threads` does, one process for what may write and one for what reads alone.

    SQLite has one writer: one thread. What is called has to be known by its name, and what it takes and gives be plain.
    """

    def __init__(self, rules: Rules, network: Network) -> None:
        self.heard, wire, level = 0, wire_of(network), logging.getLogger().level
        self._writes = _Worker(Beginning(rules, 1 if network.database.sqlite else POOL, level), wire)
        self._reads = _Worker(Beginning(rules, READERS, level), wire)

    async def read(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what changes nothing that others wait for."""
        found: Result = await self._reads.call(function, args, kwargs)
        return found

    async def write(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what may write."""
        done: Result = await self._writes.call(function, args, kwargs)
        return done

    async def aside(
        self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run what may write, in short transactions, beside the process where people wait."""
        return await self.read(function, *args, **kwargs)

    async def ready(self) -> None:
        """Return once they work."""
        await asyncio.gather(self.read(os.getpid), self.write(os.getpid))

    def hang_up(self) -> None:
        """Call no more. To be followed by `close`, when the loop has ended."""
        for worker in (self._writes, self._reads):
            worker.hang_up()

    def close(self) -> None:
        """Wait until they have ended."""
        for worker in (self._writes, self._reads):
            worker.close()


def _without_settings() -> dict[str, str]:
    """The environment for a worker: what is set up there, tokens among it, is the server's alone."""
    return {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}


class _Worker(asyncio.Protocol):
    """One process, and the connection to it."""

    def __init__(self, beginning: Beginning, wire: Wire) -> None:
        self._beginning, self._wire = framed(LOG_LINE, pickle.dumps(beginning)), wire
        self._numbers, self._waiting = itertools.count(LOG_LINE + 1), dict[int, asyncio.Future[Any]]()
        self._transport: asyncio.Transport | None = None
        self._opening, self._ending, self._came = asyncio.Lock(), False, bytearray()
        self._begin()

    def _begin(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "adapters.workers"], stdin=theirs.fileno(), env=_without_settings()
            )
        self._socket.sendall(self._beginning)

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a function there. Raises what it raises, and `EndedError`."""
        number, loop = next(self._numbers), asyncio.get_running_loop()
        packed = self._wire.pack(number, (function, args, kwargs))
        if self._transport is None:
            await self._open()
        assert self._transport
        answer = self._waiting[number] = loop.create_future()
        self._transport.write(packed)
        try:
            return await answer
        finally:
            self._waiting.pop(number, None)

    async def _open(self) -> None:
        async with self._opening:
            if self._ending:
                raise EndedError("the program ends")
            if self._transport is None:
                if self._process.poll() is not None:
                    self._begin()
                self._came.clear()
                self._transport, _ = await asyncio.get_running_loop().create_connection(lambda: self, sock=self._socket)

    def data_received(self, data: bytes) -> None:
        """Answers, whole or in pieces."""
        self._came += data
        while len(self._came) >= HEAD.size:
            number, length = HEAD.unpack_from(self._came)
            if len(self._came) < HEAD.size + length:
                return
            body = bytes(memoryview(self._came)[HEAD.size : HEAD.size + length])
            del self._came[: HEAD.size + length]
            self._answered(number, body)

    def _answered(self, number: int, body: bytes) -> None:
        if number == LOG_LINE:
            name, level, line = self._wire.unpack(body)
            logging.getLogger(name).log(level, "%s", line)
            return
        waiting = self._waiting.get(number)
        if waiting is None or waiting.done():
            return
        try:
            well, what = self._wire.unpack(body)
        except Exception as error:  # noqa: BLE001 - whoever called is told
            well, what = False, error
        if well:
            waiting.set_result(what)
        else:
            waiting.set_exception(what)

    def connection_lost(self, error: Exception | None) -> None:
        """It ended. The next call begins another."""
        del error
        self._transport = None
        if not self._ending:
            log.error("a process that runs the rules has ended; another begins")
            self._process.kill()
            self._process.wait()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(EndedError("a process that runs the rules has ended"))

    def hang_up(self) -> None:
        """Call no more."""
        self._ending = True
        if self._transport:
            self._transport.close()

    def close(self) -> None:
        """Wait until it has ended."""
        self._ending = True
        with suppress(OSError):
            self._socket.close()
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
