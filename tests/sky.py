"""What all worlds of a test run share: an event loop in a thread, and stand-ins of both clouds, served once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Dialect, Engine
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.main import build
from adapters.simulator.wire import served
from adapters.standins import Beside, Clouds, stand_ins

Result = TypeVar("Result")
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PATIENCE = 30.0  # seconds; Slack's own three would measure how busy the machine is that tests run on


class Loop:
    """An event loop in a thread, so that tests can be told in order."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._ending: Future[None] | None = None

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run this to its end."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def end(self, work: Coroutine[Any, Any, None]) -> None:
        """Let this come to its end while the next test begins: servers take half a second to stop."""
        self.rest()
        self._ending = asyncio.run_coroutine_threadsafe(work, self._loop)

    def rest(self) -> None:
        """Wait for what is still ending."""
        ending, self._ending = self._ending, None
        if ending:
            ending.result(timeout=60)

    def close(self) -> None:
        """Stop it."""
        self.rest()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Sky:
    """Both clouds, served once for many worlds: each begins with them as they were noted down once."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.now = lambda: MONDAY
        self._stack = AsyncExitStack()
        self._compiled: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
        self.clouds: Clouds = loop.run(self._stack.enter_async_context(stand_ins(self._time)))
        self.address = loop.run(self._stack.enter_async_context(served(Starlette(routes=[Mount("/", self._door)]))))
        self.clouds.call(self.address)
        for cloud in (self.clouds.slack, self.clouds.teams):
            cloud.patience = PATIENCE
        self.behind: ASGIApp | None = None
        self.clear = self.noted()

    async def _door(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The bot's address, the same for all worlds: whoever lives behind it now answers."""
        assert self.behind, "nobody lives there"
        await self.behind(scope, receive, send)

    @asynccontextmanager
    async def lived_in(self, database_url: str, **how: Any) -> AsyncIterator[Beside]:
        """The program beside the clouds, behind the door that is there already."""
        settings = self.clouds.settings(database_url).model_copy(update={"base_url": self.address})
        parts = build(settings, **how)
        self._compiles_once(parts.database.engine)
        try:
            async with parts.app.router.lifespan_context(parts.app):
                self.behind = parts.app
                yield Beside(parts, self.clouds.slack, self.clouds.teams, self.address)
        finally:
            parts.close()

    def _time(self) -> datetime:
        return self.now()

    def noted(self) -> tuple[Any, Any]:
        """Who is where and what was said, on both."""
        self.loop.run(self.clouds.slack.settle())
        return self.clouds.slack.dump(), self.clouds.teams.dump()

    def becomes(self, noted: tuple[Any, Any]) -> None:
        """Be as it was noted down, with nothing going wrong."""
        for cloud, known in zip((self.clouds.slack, self.clouds.teams), noted, strict=True):
            cloud.load(known)
            cloud.wire.clear()
            cloud.faults, cloud.raises = None, "faults"
        self.clouds.slack.retries = True
        self.clouds.slack.unanswered.clear()
        self.clouds.slack.sent.clear()
        self.clouds.teams.problems.clear()

    def _compiles_once(self, engine: Engine) -> None:
        """Let it have the statements that were compiled for worlds before this one: a sixth of all the work."""
        engine.dialect, compiled = self._compiled.setdefault(engine.name, (engine.dialect, {}))
        engine.update_execution_options(compiled_cache=compiled)

    def close(self) -> None:
        """Stop them."""
        self.loop.run(self._stack.aclose())
