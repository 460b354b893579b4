"""The Bot Connector's REST calls, as far as we make them: one attempt each, fifteen seconds, mapped errors.

botbuilder's own connector client is not used. It fetches a token for each client it makes, on the event loop, knows
no timeout, drops what it does not know of an activity, and raises from four libraries; what is left of it are the
seven requests below. They go through aiohttp, which takes a quarter of the processor time that httpx does: of all that
we do, this is done most often.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.errors import DeliveryFailed, Failing, Gone, Refused, RetryAt, Uncertain, nobody_told

from . import errors
from .hosts import ServiceUrls
from .tokens import Tokens

log = logging.getLogger(__name__)

Json = dict[str, Any]

SECONDS = 15.0
"""How long one call may take in all, its token apart."""
AT_ONCE = 50
"""So many calls are under way at most; others wait here, and that wait does not count against their time."""
CONNECT_SECONDS = 5.0


Connect = Callable[[], aiohttp.ClientSession]
"""Makes the client; called inside the event loop, with the first request."""


def client(tls: ssl.SSLContext, *, trust_env: bool) -> aiohttp.ClientSession:
    """The client as it is made where nobody asks for another."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=tls, limit=AT_ONCE, keepalive_timeout=30),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS),
        trust_env=trust_env,
    )


class Wire:
    """Speaks to the connector. Raises only `DeliveryFailed` and its kinds."""

    def __init__(
        self,
        connect: Connect,
        tokens: Tokens,
        service_urls: ServiceUrls,
        now: Callable[[], datetime],
        seconds: float = SECONDS,
        failing: Failing = nobody_told,
    ) -> None:
        self._connect = connect
        self._session: aiohttp.ClientSession | None = None
        self._tokens = tokens
        self._service_urls = service_urls
        self._now = now
        self._seconds, self._failing = seconds, failing
        self._free = asyncio.Semaphore(AT_ONCE)

    async def send(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        """Post an activity; gives its id."""
        answer = await self._call("POST", service_url, f"{_place(conversation)}/activities", activity)
        return str(answer.get("id") or "")

    async def replace(self, service_url: str, conversation: str, message: str, activity: Mapping[str, Any]) -> None:
        """Put an activity in the place of one of ours."""
        await self._call("PUT", service_url, _message(conversation, message), activity)

    async def remove(self, service_url: str, conversation: str, message: str) -> None:
        """Delete an activity of ours. One that is gone already is done."""
        try:
            await self._call("DELETE", service_url, _message(conversation, message))
        except Gone as gone:
            log.info("was gone already: %s", gone.code)

    async def open(self, service_url: str, *, bot: str, person: str, tenant: str) -> str:
        """Somebody's direct chat with the bot, opened if need be; gives its id.

        Asking twice gives the same chat, so what is uncertain here may simply be tried again.
        """
        wanted: Json = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": person}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        try:
            answer = await self._call("POST", service_url, "v3/conversations", wanted)
        except Uncertain as failure:
            raise RetryAt(failure.code) from failure
        if not isinstance(answer.get("id"), str) or not answer["id"]:
            raise RetryAt("no conversation in the answer")
        return str(answer["id"])

    async def member(self, service_url: str, conversation: str, person: str) -> Json:
        """What the roster of a conversation says about somebody."""
        return await self._call("GET", service_url, f"{_place(conversation)}/members/{quote(person, safe='')}")

    async def team(self, service_url: str, team: str) -> Json:
        """What a team is called: `id`, `name`."""
        return await self._call("GET", service_url, _team(team))

    async def channels(self, service_url: str, team: str) -> Json:
        """The channels of a team, under `conversations`: `id`, `name`."""
        return await self._call("GET", service_url, f"{_team(team)}/conversations")

    async def _call(self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        try:
            return await self._called(method, service_url, path, body)
        except DeliveryFailed as failed:
            self._failing(failed)
            raise

    async def _called(self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None) -> Json:
        if not self._service_urls.allow(service_url):
            raise Refused("service URL not allowed")
        token = await self._tokens.value()
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._session = self._session or self._connect()
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        try:
            async with (
                self._free,
                asyncio.timeout(self._seconds),
                self._session.request(method, url, json=body, headers=headers, allow_redirects=False) as response,
            ):
                answer = await response.read()
        except Exception as error:
            failure = errors.of_exception(error)
            if failure is None:
                raise
            raise failure from error
        if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            return _object(answer)
        if response.status == HTTPStatus.UNAUTHORIZED:
            self._tokens.drop(token)
        raise errors.of_response(response.status, answer, response.headers.get("retry-after", ""), self._now())

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()


def _place(conversation: str) -> str:
    if not conversation.strip("."):
        raise Refused("no conversation")
    return f"v3/conversations/{quote(conversation, safe='')}"


def _team(team: str) -> str:
    if not team.strip("."):
        raise Refused("no team")
    return f"v3/teams/{quote(team, safe='')}"


def _message(conversation: str, message: str) -> str:
    if not message.strip("."):
        raise Refused("no message id")
    return f"{_place(conversation)}/activities/{quote(message, safe='')}"


def _object(answer: bytes) -> Json:
    """The answer's object; empty where it has none, for the message stands all the same."""
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
