"""Keeping to what a platform allows: a conversation and a tenant at a time, by this machine's own clock."""

import asyncio

from bot.chat import Pace

ASK_SECONDS = 1.3  # Slack gives a method 50 calls a minute in a workspace (tier 3), which others use as well
AHEAD = 2.0  # seconds of a tenant's pace that are claimed ahead: little waits here that another process could send
AT_ONCE_IN_ALL = 64  # of one platform: fewer than its client's connections, so that nobody waits for one of those

Tenant = tuple[str, str]


class Pacer:
    """Who may go when. Times are those of the event loop, which no change of the clock moves."""

    def __init__(self) -> None:
        self._free: dict[tuple[str, ...], float] = {}
        self._slow: dict[Tenant, tuple[str, float]] = {}

    def room(self, pace: Pace, held: int) -> int:
        """How many more of a tenant may be claimed beside those held, so that none of them waits long."""
        return max(2, min(2 * pace.at_once, int(pace.tenant * AHEAD))) - held

    async def turn(self, pace: Pace, tenant: Tenant, lane: str) -> None:
        """Wait until one more message may go into this conversation, and then into this tenant."""
        await self._wait((*tenant, lane), 1 / pace.conversation)
        await self._wait(tenant, 1 / pace.tenant)

    async def ask_turn(self, tenant: Tenant) -> None:
        """Wait until this tenant may be asked once more whether a message stands there."""
        await self._wait((*tenant, "", "asked"), ASK_SECONDS)

    def slow_down(self, tenant: Tenant, lane: str, seconds: float) -> None:
        """The platform asked to wait. When it does so in two conversations at a time, it means the whole tenant."""
        now = asyncio.get_running_loop().time()
        other, until = self._slow.get(tenant, (lane, 0.0))
        if other != lane and until > now:
            self._free[tenant] = max(self._free.get(tenant, 0.0), now + seconds)
        self._slow[tenant] = (lane, now + seconds)

    async def _wait(self, what: tuple[str, ...], seconds: float) -> None:
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self._free.get(what, 0.0))
        self._free[what] = start + seconds
        self._tidy(loop.time())
        if start > loop.time():
            await asyncio.sleep(start - loop.time())

    def _tidy(self, now: float) -> None:
        """Forget what is free again, now and then."""
        if len(self._free) > 10_000:  # noqa: PLR2004  (a few megabytes at most)
            self._free = {what: at for what, at in self._free.items() if at > now}
