"""In every test, what the rules are given and what they give back crosses as it does between a server and its workers.

The tests run the rules in threads; a served bot has them in other processes (`adapters/workers`).
"""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from adapters.workers.wire import HEAD, Wire, wire_of
from bot.introducing.rounds.making import Making
from bot.network import Network
from bot.threads import Threads

Run = Callable[..., Awaitable[Any]]


def crossing(run: Run) -> Run:
    """The same, for a function of the network: packed and unpacked on the way there and back."""

    @functools.wraps(run)
    async def there_and_back(self: Threads, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        owner = getattr(function, "__self__", None)
        if not isinstance(owner, Network | Making):
            return await run(self, function, *args, **kwargs)
        wire = wire_of(owner) if isinstance(owner, Network) else Wire({})
        there, given, named = _crossed(wire, (function, args, kwargs))
        return _crossed(wire, await run(self, there, *given, **named))

    return there_and_back


def _crossed(wire: Wire, what: Any) -> Any:
    return wire.unpack(wire.pack(1, what)[HEAD.size :])
