"""Who somebody is, as their workspace tells it: looked up once an hour, and never waited for longer than a second."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.api import Api
from adapters.slack.changes import profile_of
from bot.chat import Profile
from bot.errors import DeliveryFailed

log = logging.getLogger(__name__)

KEPT = 3600.0
"""Seconds that a profile is believed."""

MISSED = 60.0
"""Seconds until somebody who could not be looked up is tried again."""

WAIT = 1.0
"""Seconds that a member's message may wait for a look-up. It goes on by itself, and serves the next message."""

MOST = 20_000
"""Profiles kept, the least recently used going first."""


class People:
    """Profiles of people, and our own user id, by workspace."""

    def __init__(self, api: Api, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, Profile | None]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Profile | None]] = {}
        self._bots: dict[str, str] = {}

    async def profile(self, tenant: str, user: str) -> Profile | None:
        """Somebody's profile, or None when Slack does not tell within the second."""
        who = (tenant, user)
        known = self._known.get(who)
        if known and known[0] > self._clock():
            self._known.move_to_end(who)
            return known[1]
        if who not in self._asking:
            self._asking[who] = asyncio.create_task(self._ask(tenant, user))
        task = self._asking[who]
        done, _ = await asyncio.wait({task}, timeout=WAIT)
        return task.result() if done else None

    async def names(self, tenant: str, users: list[str]) -> dict[str, str]:
        """Display names by id, of those that can be told within the second."""
        profiles = await asyncio.gather(*(self.profile(tenant, user) for user in users))
        return {user: one.name for user, one in zip(users, profiles, strict=True) if one and one.name}

    def learn(self, tenant: str, user: Mapping[str, Any]) -> None:
        """Keep what Slack told by itself (user_change), which may leave out the language."""
        who = (tenant, str(user.get("id") or ""))
        before = self._known[who][1] if who in self._known else None
        now = profile_of(user, tenant)
        self._keep(who, replace(now, language=now.language or before.language) if before else now)

    async def bot(self, tenant: str) -> str:
        """Our own user id there: it never changes while we are installed. Raises `DeliveryFailed`."""
        if tenant not in self._bots:
            answer = await self._api.call(tenant, lambda client: client.auth_test())
            self._bots[tenant] = str(answer.get("user_id") or "")
        return self._bots[tenant]

    def learn_bot(self, tenant: str, user: str) -> None:
        """Keep our own user id, as an event named it."""
        self._bots[tenant] = user

    def forget_bot(self, tenant: str) -> None:
        """We were uninstalled: a new installation has a new user."""
        self._bots.pop(tenant, None)

    async def close(self) -> None:
        """End the look-ups under way."""
        for task in list(self._asking.values()):
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def _ask(self, tenant: str, user: str) -> Profile | None:
        try:
            answer = await self._api.call(tenant, lambda client: client.users_info(user=user, include_locale=True))
            found: Profile | None = profile_of(answer.get("user") or {}, tenant)
        except DeliveryFailed as error:
            log.info("profile of %s in %s not told: %s", user, tenant, error.code)
            found = None
        finally:
            self._asking.pop((tenant, user), None)
        self._keep((tenant, user), found)
        return found

    def _keep(self, who: tuple[str, str], profile: Profile | None) -> None:
        self._known[who] = (self._clock() + (KEPT if profile else MISSED), profile)
        self._known.move_to_end(who)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
