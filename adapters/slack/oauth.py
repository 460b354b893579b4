"""Signing in with Slack (OAuth v2): where people are sent, what a code or refresh token gives, giving one back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api import TIMEOUT, quiet
from adapters.slack.errors import at_the_edge
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from bot.errors import DeliveryFailed


@dataclass(frozen=True)
class Granted:
    """What Slack gave. `tenant` is empty where the app was installed for a whole Enterprise organisation."""

    tenant: str
    name: str
    organisation: str
    by: str
    bot_user: str
    scopes: tuple[str, ...]
    token: str
    refresh_token: str
    expires_at: datetime | None


class OAuth:
    """One app. Raises only `bot.errors.DeliveryFailed` and its kinds.

    The app's secret goes into the form: slack-sdk's own way puts it into a header by a class that aiohttp gives up.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        api_url: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._url = api_url or AsyncWebClient.BASE_URL
        self._now = now
        self._log = quiet("adapters.slack.sdk")

    def address(self, redirect_uri: str, state: str) -> str:
        """Slack's page of consent."""
        asked = {
            "client_id": self._app["client_id"],
            "scope": ",".join([*SCOPES, *OPTIONAL_SCOPES]),
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{urljoin(self._url, '/oauth/v2/authorize')}?{urlencode(asked)}"

    async def exchange(self, code: str, redirect_uri: str) -> Granted:
        """What the code of a consent gives; a code counts once, within ten minutes."""
        return await self._access({"code": code, "redirect_uri": redirect_uri})

    async def renew(self, refresh_token: str) -> Granted:
        """New tokens for old. The refresh token is used up by it."""
        return await self._access({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def give_back(self, token: str) -> None:
        """Make a token worthless; nothing is raised where it is so already, or cannot be."""
        try:
            await self._call(lambda client: client.auth_revoke(), token)
        except DeliveryFailed:
            return

    async def _access(self, about: dict[str, str]) -> Granted:
        data = await self._call(lambda client: client.api_call("oauth.v2.access", data=self._app | about))
        return _granted(data, self._now())

    async def _call(self, method: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]], token: str = "") -> Any:
        client = AsyncWebClient(
            token=token or None, base_url=self._url, timeout=int(TIMEOUT), retry_handlers=[], logger=self._log
        )
        with at_the_edge(self._now):
            return (await method(client)).data


def _granted(data: dict[str, Any], now: datetime) -> Granted:
    team, organisation = data.get("team") or {}, data.get("enterprise") or {}
    whole = bool(data.get("is_enterprise_install"))
    seconds = int(data.get("expires_in") or 0)
    return Granted(
        tenant="" if whole else str(team.get("id") or ""),
        name=str(team.get("name") or ""),
        organisation=str(organisation.get("name") or organisation.get("id") or ""),
        by=str((data.get("authed_user") or {}).get("id") or ""),
        bot_user=str(data.get("bot_user_id") or ""),
        scopes=tuple(scope for scope in str(data.get("scope") or "").split(",") if scope),
        token=str(data.get("access_token") or ""),
        refresh_token=str(data.get("refresh_token") or ""),
        expires_at=now + timedelta(seconds=seconds) if seconds else None,
    )
