"""Socket Mode: what Slack would send to `/slack/events` comes over a WebSocket that we opened, to the same listener.

For a machine that nobody on the internet can reach. Nothing has to be signed: the connection is ours, made with the
app's own token. What is not acknowledged is sent again.
"""

import asyncio
import json
import logging
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import TIMEOUT, quiet
from adapters.slack.hearing import bolt_app, take
from adapters.slack.platform import SlackPlatform
from bot.chat import Changed, Hear

log = logging.getLogger(__name__)

PING = 5.0
"""Seconds between signs of life; after four without an answer the connection is opened anew."""

_OK = 200


class SlackSocket:
    """The connection of one app. It opens itself again whenever Slack closes it, which happens every few hours."""

    def __init__(
        self,
        *,
        app_token: str,
        platform: SlackPlatform,
        hear: Hear,
        changed: Changed,
        form: Hear | None = None,
        ping: float = PING,
    ) -> None:
        self._app_token, self._platform, self._ping = app_token, platform, ping
        self._bolt = bolt_app(platform, hear, changed, form)
        self._client: SocketModeClient | None = None
        self._opening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to connect; what comes is heard from then on. Where Slack is away it is tried again and again."""
        logger = quiet("adapters.slack.socket_sdk", logging.CRITICAL)  # its errors hold whole messages
        web = AsyncWebClient(base_url=self._platform.api.url, timeout=int(TIMEOUT), logger=logger, retry_handlers=[])
        self._client = SocketModeClient(self._app_token, logger, web, ping_interval=self._ping)
        self._client.socket_mode_request_listeners.append(self._heard)
        self._opening = asyncio.create_task(self._open(self._client))

    async def stop(self) -> None:
        """Close it. What was not acknowledged comes again at the next start."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]
            self._client = None

    @property
    def connected(self) -> bool:
        """Whether the connection stands."""
        session = self._client.current_session if self._client else None
        return session is not None and not session.closed

    async def _open(self, client: SocketModeClient) -> None:
        await client.connect()  # type: ignore[no-untyped-call]
        log.info("connected to Slack in Socket Mode")

    async def _heard(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await take(self._bolt, request.payload)
        if answer.status == _OK:
            payload: dict[str, Any] | None = json.loads(answer.body) if answer.body else None
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
