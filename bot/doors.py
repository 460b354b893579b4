"""The doors as adapters knock on them: asynchronous outside, plain functions in threads inside."""

from collections.abc import Callable

from bot.chat import Change, Incoming, Reply
from bot.hearing import NeedsWritingError
from bot.network import Network
from bot.threads import Threads


class Doors:
    """`hear` and `changed` for the adapters. `then` is called after whatever may have left something to deliver."""

    def __init__(self, network: Network, threads: Threads, then: Callable[[], None] = lambda: None) -> None:
        self._network, self._threads, self._then = network, threads, then

    async def hear(self, incoming: Incoming) -> Reply | None:
        """What somebody did. Committed when this returns; raises `bot.errors.Unavailable` when nothing was done."""
        if self._network.reads(incoming):
            try:
                return await self._threads.read(self._network.hear_reading, incoming)
            except NeedsWritingError:
                pass
        reply = await self._threads.write(self._network.hear, incoming)
        self._then()
        return reply

    async def changed(self, change: Change) -> None:
        """What changed without anybody speaking."""
        await self._threads.write(self._network.changed, change)
