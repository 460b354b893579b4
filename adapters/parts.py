"""What the program is put together from, as it is handed to the command line and the tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from starlette.applications import Starlette

from adapters.heartbeat import Heartbeat
from adapters.metrics import Metrics
from adapters.settings import Settings
from adapters.workers.pool import Workers
from bot.chat import Platform
from bot.delivering.delivery import Outbox
from bot.doors import Doors
from bot.network import Network
from bot.threads import Threads
from content import Content
from storage.database import Database


@dataclass(frozen=True)
class Parts:
    """Everything, built and ready. `app` serves every door over HTTP."""

    settings: Settings
    database: Database
    content: Content
    network: Network
    threads: Threads
    platforms: Mapping[str, Platform]
    outbox: Outbox
    doors: Doors
    heartbeat: Heartbeat
    metrics: Metrics
    app: Starlette
    workers: Workers | None = None

    def close(self) -> None:
        """Give back processes, threads and connections."""
        if self.workers:
            self.workers.close()
        self.threads.close()
        self.database.close()


class Build(Protocol):
    """What puts the program together. Only the composition root has one; it is handed to whoever needs it."""

    def __call__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = ...,
        dice: Random | None = ...,
        beats: bool = ...,
        lease: timedelta = ...,
        apart: bool = ...,
    ) -> Parts:
        """Build it from settings.

        `beats` is whether time passes by itself once the app is served; `lease` how long a delivery may be held;
        `apart` whether the rules run in processes of their own.
        """
