"""The token of each workspace: kept sealed, opened here, renewed before it ends, dropped when it holds no more."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from adapters.slack.oauth import OAuth
from adapters.slack.vault import Vault
from bot.chat import Change, Changed, Shift
from bot.errors import DeliveryFailed, SetupError, Unavailable
from bot.threads import Threads
from storage.installations import DatabaseUnavailableError, Installation, Installations

log = logging.getLogger(__name__)

EARLY = timedelta(hours=2)
"""How long before its end a token is renewed: Slack gives it twelve hours."""

RENEWING = timedelta(seconds=30)
"""How long one process has for it before another may try."""

ENDED = frozenset({"account_inactive", "token_revoked", "invalid_refresh_token"})
"""What Slack says of a token once the app was taken out (`invalid_auth` it also says to a forbidden IP address)."""

LOOKED = timedelta(seconds=0.5)
"""How long to wait for another process's new token, where the old one has ended."""


class Tokens:
    """Tokens by workspace. `changed` is told when a workspace turns out to have taken the app away."""

    def __init__(
        self,
        kept: Installations,
        threads: Threads,
        vault: Vault,
        oauth: OAuth,
        changed: Changed,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._kept, self._threads, self._vault, self._oauth = kept, threads, vault, oauth
        self._changed, self._now = changed, now
        self._known: dict[str, tuple[str, datetime | None]] = {}
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def reseal(self) -> None:
        """Seal everything with the newest key. Raises SetupError where no key opens what is kept."""
        for row in self._kept.all():
            opened = [self._vault.open(sealed) for sealed in (row.token, row.refresh_token)]
            if None in opened:
                raise SetupError(
                    f"SECRET_KEYS does not open the token of workspace {row.tenant}. "
                    "Put the key it was sealed with behind the new one."
                )
            if not (self._vault.current(row.token) and self._vault.current(row.refresh_token)):
                token, refresh_token = (self._vault.seal(text or "") for text in opened)
                self._kept.replace(row, token, refresh_token, row.expires_at)

    async def token_of(self, tenant: str) -> str | None:
        """The token, renewed where it must be; None where the app is not installed. May raise `Unavailable`."""
        known = self._known.get(tenant)
        if known and not self._old(known[1]):
            return known[0]
        async with self._turn[tenant]:
            known = self._known.get(tenant)
            if known and not self._old(known[1]):
                return known[0]
            return await self._look(tenant)

    async def refused(self, tenant: str, token: str, code: str) -> bool:
        """Slack does not take this token. Whether there is another by now; else, perhaps, the app was taken out."""
        self.forget(tenant)
        row = await self._find(tenant)
        if row is None:
            return False
        if self._vault.open(row.token) != token:
            return True
        if code not in ENDED:
            return bool(row.refresh_token and await self._renew(row))
        await self._ended(row)
        return False

    def forget(self, tenant: str) -> None:
        """Look it up anew the next time."""
        self._known.pop(tenant, None)

    async def _look(self, tenant: str) -> str | None:
        self.forget(tenant)
        row = await self._find(tenant)
        if row is None:
            return None
        token = self._vault.open(row.token)
        if token is None:
            raise Unavailable("no key opens this token")
        if self._old(row.expires_at):
            token = await self._renew(row) or (await self._another(row) if self._over(row.expires_at) else token)
        else:
            self._known[tenant] = (token, row.expires_at)
        return token

    async def _renew(self, row: Installation) -> str:
        """The new token; empty where another process is at it, or Slack is not to be asked just now."""
        now = self._now()
        try:
            if not await self._threads.write(self._kept.claim, row, now, now + RENEWING):
                return ""
            given = await self._oauth.renew(self._vault.open(row.refresh_token) or "")
        except DeliveryFailed as failed:
            log.warning("the token of workspace %s was not renewed: %s", row.tenant, failed.code)
            if failed.code in ENDED:
                await self._ended(row)
            return ""
        except DatabaseUnavailableError:
            return ""
        seal = self._vault.seal
        sealed = seal(given.token), seal(given.refresh_token)
        await self._threads.write(self._kept.replace, row, *sealed, given.expires_at)
        self._known[row.tenant] = (given.token, given.expires_at)
        return given.token

    async def _another(self, row: Installation) -> str:
        """What another process has fetched meanwhile."""
        await asyncio.sleep(LOOKED.total_seconds())
        found = await self._find(row.tenant)
        if found is None or found.version == row.version:
            raise Unavailable("a new token is on its way")
        return self._vault.open(found.token) or ""

    async def _ended(self, row: Installation) -> None:
        log.warning("workspace %s takes our token no more", row.tenant)
        self.forget(row.tenant)
        await self._changed(Change(Shift.UNINSTALLED, "slack", row.tenant, f"token {row.version} refused"))

    async def _find(self, tenant: str) -> Installation | None:
        try:
            return await self._threads.read(self._kept.find, tenant)
        except DatabaseUnavailableError:
            raise Unavailable("the database is not to be reached") from None

    def _old(self, expires_at: datetime | None) -> bool:
        return expires_at is not None and expires_at - EARLY <= self._now()

    def _over(self, expires_at: datetime | None) -> bool:
        return expires_at is not None and expires_at <= self._now()
