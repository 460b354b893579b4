"""The doors as adapters knock on them: asynchronous outside, plain functions in threads inside."""

import logging
from collections.abc import Callable, Sequence

from bot.arriving import Arrival, Arrivals
from bot.chat import Account, Card, Change, Hits, Incoming, MessageRef, Reply
from bot.hearing import NeedsWritingError
from bot.network import Network
from bot.threads import Runner, Threads
from storage.database import DatabaseUnavailableError

log = logging.getLogger(__name__)


class Doors:
    """`hear`, `look` and `changed`. `then` is called after whatever left something to deliver."""

    def __init__(self, network: Network, runner: Runner, then: Callable[[], None] = lambda: None) -> None:
        self._network, self._runner, self._then = network, runner, then

    async def hear(self, incoming: Incoming) -> Reply | None:
        """What somebody did. Committed when this returns; raises `bot.errors.Unavailable` when nothing was done."""
        self._runner.heard += 1
        if self._network.reads(incoming):
            try:
                return await self._runner.read(self._network.hear_reading, incoming)
            except NeedsWritingError:
                pass
        reply, decided = await self._runner.write(self._network.hear_deciding, incoming)
        if decided:
            self._then()
        return reply

    async def form(self, incoming: Incoming) -> Reply | None:
        """The form that a sentence opens, made once more; nothing is written. None where it opens none."""
        return await self._runner.read(self._network.form, incoming)

    async def look(self, incoming: Incoming) -> Hits:
        """What somebody looks for in the platform's own search box."""
        return await self._runner.read(self._network.look, incoming)

    async def stands(self, who: Account, card: Card, ref: MessageRef) -> None:
        """An answer stands as a message in somebody's own chat. What shows nobody's words need not be noted."""
        try:
            if bool(card.items) or await self._runner.read(self._network.noted, ref):
                await self._runner.write(self._network.stands, who, card, ref)
        except DatabaseUnavailableError:
            log.warning("an answer that stands could not be noted")

    async def changed(self, change: Change) -> None:
        """What changed without anybody speaking."""
        await self._runner.write(self._network.changed, change)


class FrontDoor:
    """The door that a new workspace comes in by, as an adapter's pages knock on it."""

    def __init__(self, arrivals: Arrivals, threads: Threads, then: Callable[[], None] = lambda: None) -> None:
        self._arrivals, self._threads, self._then = arrivals, threads, then

    async def welcome(self, code: str, language: str, asks: Sequence[str], may_ask: Sequence[str]) -> Card:
        """The page behind an invitation. Raises `Refusal` where it does not hold."""
        return await self._threads.read(self._arrivals.welcome, code, language, asks, may_ask)

    async def begin(self, state: str) -> bool:
        """Use the state of a sign-in up; False when it was used before."""
        return await self._threads.write(self._arrivals.begin, state)

    async def sorry(self, why: str, language: str, **about: str) -> Card:
        """A page that says what did not work, and what to do."""
        return await self._threads.read(self._arrivals.sorry, why, language, **about)

    async def arrive(self, arrival: Arrival, code: str, language: str, lacks: Sequence[str]) -> Card:
        """Let a workspace in and keep its tokens. Raises `Refusal` where nobody invited it: nothing was kept."""
        card = await self._threads.write(self._arrivals.arrive, arrival, code, language, lacks)
        self._then()
        return card
