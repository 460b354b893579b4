"""What a channel is called, where an event does not say: looked up once an hour, never waited for over a second."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from adapters.slack.api import Api
from bot.errors import DeliveryFailed

log = logging.getLogger(__name__)

KEPT = 3600.0
"""Seconds that a name is believed, and that one which Slack does not tell is not asked for again."""

WAIT = 1.0
"""Seconds that a mention may wait for the name of its channel."""

MOST = 5_000
"""Names kept, the oldest going first."""


class Channels:
    """Names of channels by workspace."""

    def __init__(self, api: Api, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def name(self, tenant: str, channel: str) -> str:
        """A channel's name; empty when Slack does not tell within the second."""
        until, name = self._known.get((tenant, channel), (0.0, ""))
        if until > self._clock():
            return name
        try:
            async with asyncio.timeout(WAIT):
                answer = await self._api.call(tenant, lambda client: client.conversations_info(channel=channel))
        except (DeliveryFailed, TimeoutError) as error:
            log.info("name of channel %s in %s not told: %s", channel, tenant, type(error).__name__)
            answer = {}
        name = str((answer.get("channel") or {}).get("name") or "")
        self.learn(tenant, channel, name)
        return name

    def learn(self, tenant: str, channel: str, name: str) -> None:
        """Keep what Slack told by itself (channel_rename)."""
        self._known.pop((tenant, channel), None)
        self._known[tenant, channel] = (self._clock() + KEPT, name)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
