"""The doors with somebody beside them: who comes too often is turned away, and everybody is counted."""

from collections.abc import Callable

from adapters.metrics import Metrics
from adapters.senders import Senders
from bot.chat import Account, Hits, Incoming, Kind, Reply
from bot.commands import find
from bot.doors import Doors
from bot.errors import Unavailable
from bot.network import Network
from bot.threads import Runner

SEARCHES = frozenset({"search", "narrow"})


class WatchedDoors(Doors):
    """`Doors`, counted. Whoever comes too often is told what a busy database tells: nothing was done, try again."""

    def __init__(
        self, network: Network, runner: Runner, then: Callable[[], None], metrics: Metrics, senders: Senders
    ) -> None:
        super().__init__(network, runner, then)
        self._metrics, self._senders = metrics, senders

    async def hear(self, incoming: Incoming) -> Reply | None:
        """What somebody did."""
        self._let(incoming.account)
        if _searches(incoming):
            self._metrics.searched(incoming.account.platform, "command")
        try:
            with self._metrics.heard(incoming):
                return await super().hear(incoming)
        except Unavailable:
            self._metrics.turned_away(incoming.account.platform, "database")
            raise

    async def look(self, incoming: Incoming) -> Hits:
        """What somebody looks for in the platform's own search box."""
        self._let(incoming.account)
        self._metrics.searched(incoming.account.platform, "box")
        with self._metrics.heard(incoming):
            return await super().look(incoming)

    def _let(self, who: Account) -> None:
        if not self._senders.may(who):
            self._metrics.turned_away(who.platform, "too often")
            raise Unavailable("too often")


def _searches(incoming: Incoming) -> bool:
    """Whether this is a search, and not the opening of its form."""
    found = find(incoming.text, incoming.kind) if incoming.kind in {Kind.SAID, Kind.FILLED} else None
    return found is not None and found[0].name in SEARCHES and bool(found[1] or incoming.values)
