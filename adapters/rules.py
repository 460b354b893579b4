"""What the rules are made from: the same in the process that answers the chats and in those that work for it."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom

import content
from bot.chat import Sketch
from bot.keeping.promises import Promises
from bot.network import Network
from bot.search.understanding import understanding
from storage.database import Database


@dataclass(frozen=True)
class Rules:
    """All of it can be sent to another process, and no token of a chat is among it."""

    database_url: str
    clock: Callable[[], datetime]
    group_platforms: frozenset[str]
    sketches: Mapping[str, Sketch]
    doorstep: str
    promises: Promises

    def network(self, dice: Random | None = None) -> Network:
        """The rules, on a database that is up to date once they are asked."""
        return Network(
            Database(self.database_url),
            library(),
            self.clock,
            dice or SystemRandom(),
            self.group_platforms,
            self.sketches,
            doorstep=self.doorstep,
            understanding=understanding(),
            promises=self.promises,
        )


def now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


@functools.cache
def library() -> content.Content:
    """The content, read once in a process."""
    return content.load()
