"""The one way to Slack's Web API: a shared connection, the right token, and no foreign exception on the way out."""

import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.errors import at_the_edge, failure_of_code
from bot.errors import DeliveryFailed, Failing, RetryAt, Unavailable, nobody_told

TokenOf = Callable[[str], Awaitable[str | None]]
"""The bot token of a workspace, None where we are not installed. May raise `bot.errors.Unavailable`."""

TokenRefused = Callable[[str, str, str], Awaitable[bool]]
"""Slack refused this workspace's token, with this code: whether there is another by now, to try once more."""

TIMEOUT = 15.0
"""Seconds for one call: well under the outbox's lease."""

IDLE = 10.0
"""Seconds that an unused connection is kept: less than Slack keeps it, so that we do not write into a closed one."""

_OK = 200
_OF_THE_TOKEN = frozenset({"account_inactive", "token_revoked", "token_expired", "invalid_auth"})
_REFUSED = re.compile(r'"error"\s*:\s*"(\w+)"')


def quiet(name: str, level: int = logging.ERROR) -> logging.Logger:
    """A logger for a library whose lower levels print whole requests, with what people wrote in them."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger


class Api:
    """Calls to Slack for any workspace. Raises only `bot.errors.DeliveryFailed` and its kinds."""

    def __init__(
        self,
        token_of: TokenOf,
        api_url: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        refused: TokenRefused | None = None,
        failing: Failing = nobody_told,
    ) -> None:
        self.token_of = token_of
        self._refused, self._failing = refused, failing
        self.url = api_url or AsyncWebClient.BASE_URL
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._log = quiet("adapters.slack.sdk")

    def client(self, token: str | None = None, *, patient: bool = False) -> AsyncWebClient:
        """A client of slack-sdk. It retries nothing, unless *patient*: then it waits once when told to slow down."""
        retries: list[Any] = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)] if patient else []
        return AsyncWebClient(
            token=token,
            base_url=self.url,
            timeout=int(TIMEOUT),
            session=self._open_session(),
            retry_handlers=retries,
            logger=self._log,
        )

    async def call(
        self,
        tenant: str,
        method: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]],
        *,
        patient: bool = False,
    ) -> dict[str, Any]:
        """Call a method as the bot of this workspace; returns Slack's answer."""
        token = await self._token(tenant)
        try:
            return await self._call(token, method, patient=patient)
        except DeliveryFailed as failed:
            if failed.code not in _OF_THE_TOKEN or not self._refused:
                raise
            if not await self._refused(tenant, token, failed.code):
                raise
        return await self._call(await self._token(tenant), method, patient=patient)

    async def _token(self, tenant: str) -> str:
        try:
            token = await self.token_of(tenant)
        except Unavailable:
            raise RetryAt("token_unavailable") from None
        if not token:  # it may come back: what waits for it waits with it
            raise RetryAt("not_installed")
        return token

    async def _call(
        self, token: str, method: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]], *, patient: bool
    ) -> dict[str, Any]:
        with self._told(), at_the_edge(self._now):
            response = await method(self.client(token, patient=patient))
        return response.data if isinstance(response.data, dict) else {}

    async def respond(self, url: str, body: dict[str, Any]) -> None:
        """Answer through a response_url."""
        hook = AsyncWebhookClient(
            url,
            timeout=int(TIMEOUT),
            session=self._open_session(),
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)],
            logger=self._log,
        )
        with self._told():
            with at_the_edge(self._now):
                response = await hook.send_dict(body)
            refused = _REFUSED.search(response.body or "")
            if response.status_code != _OK or refused:
                raise failure_of_code(refused[1] if refused else "response_url_refused", response.status_code)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whoever counts is told of what Slack does not take."""
        try:
            yield
        except DeliveryFailed as failed:
            self._failing(failed)
            raise

    async def close(self) -> None:
        """Close the connections. The next call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE),
            )
        return self._session
