"""What crosses between the server and a worker: calls, what came of them, and lines for the log.

A message is a number (whose call it is about) and a pickle, behind the pickle's length. Both ends are this program, of
one version and on one machine, so a pickle is as safe as the memory it comes from.
"""

import io
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.rules import Rules
from bot.network import Network

HEAD = struct.Struct("!QI")  # number, length
LOG_LINE = 0  # the number of what answers no call


@dataclass(frozen=True)
class Beginning:
    """The first that a worker is told: the rules, how much at once, and from which level on lines for the log."""

    rules: Rules
    threads: int
    level: int


def framed(number: int, body: bytes) -> bytes:
    """A message: its head, and what is in it."""
    return HEAD.pack(number, len(body)) + body


def wire_of(network: Network) -> "Wire":
    """Both sides have a network with its database, so these go by name."""
    return Wire({"network": network, "database": network.database})


class Wire:
    """Packs and unpacks. `shared` is what both sides have of their own, by name: it never crosses."""

    def __init__(self, shared: Mapping[str, object]) -> None:
        self._shared = shared
        self._names = {id(thing): name for name, thing in self._shared.items()}

    def pack(self, number: int, what: object) -> bytes:
        """A whole message. Raises what pickling raises."""
        into = io.BytesIO()
        pickler = pickle.Pickler(into, pickle.HIGHEST_PROTOCOL)
        pickler.persistent_id = lambda thing: self._names.get(id(thing))  # type: ignore[method-assign]
        pickler.dump(what)
        return framed(number, into.getvalue())

    def unpack(self, body: bytes) -> Any:
        """What is in a message, behind its head."""
        unpickler = pickle.Unpickler(io.BytesIO(body))  # from our own process  # noqa: S301  # nosec B301
        unpickler.persistent_load = self._shared.__getitem__  # type: ignore[method-assign]
        return unpickler.load()
