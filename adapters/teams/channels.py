"""What a channel is called, where an activity does not say: messages name their channel by its id alone.

A channel goes by its own name, and General, whose id is the team's and which Teams gives no name, by that of its team.
"""

import asyncio
import logging
import time
from collections import OrderedDict

from bot.chat import Incoming, Where
from bot.errors import DeliveryFailed

from .places import Json, part, words
from .wire import Wire

log = logging.getLogger(__name__)

KEPT = 3600.0
"""Seconds that a name is believed, and that one which Teams does not tell is not asked for again."""
WAIT = 1.0
"""Seconds that a mention may wait for the name of its channel."""
MOST = 5_000
"""Names kept, the oldest going first."""


class Channels:
    """Names of channels by tenant."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._known: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def name(self, heard: Incoming, activity: Json) -> str:
        """The name of the channel that this was said in. Whoever speaks to us there may make it a home."""
        where, team = heard.address, words(part(part(activity, "channelData"), "team").get("id"))
        if heard.called or not heard.named or where.where is not Where.CHANNEL or not team:
            return heard.called
        until, name = self._known.get((where.tenant, where.conversation), (0.0, ""))
        if until > time.monotonic():
            return name
        try:
            async with asyncio.timeout(WAIT):
                name = await self._asked(where.route.get("service_url", ""), team, where.conversation)
        except (DeliveryFailed, TimeoutError) as failure:
            log.info("name of a channel not read: %s", type(failure).__name__)
            name = ""
        self.learn(where.tenant, where.conversation, name)
        return name

    def learn(self, tenant: str, channel: str, name: str) -> None:
        """Keep what Teams told by itself (a rename)."""
        self._known.pop((tenant, channel), None)
        self._known[tenant, channel] = (time.monotonic() + KEPT, name)
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    async def _asked(self, service_url: str, team: str, channel: str) -> str:
        if channel == team:
            return words((await self._wire.team(service_url, team)).get("name"))
        listed = (await self._wire.channels(service_url, team)).get("conversations")
        channels = listed if isinstance(listed, list) else []
        return next((words(one.get("name")) for one in channels if one.get("id") == channel), "")
