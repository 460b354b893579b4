"""What a request to the server may be: no larger, no slower and, for pages, no more frequent than this.

Requests of Slack and Teams come from their machines for everybody, so an address says nothing about them; once they
are believed, each person is counted (`watched`).
"""

import asyncio
from collections.abc import Sequence

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.senders import Senders

LARGEST = 2_000_000
"""Bytes of a body: Slack's largest is a quarter of it. The doors have smaller limits of their own."""
READ_SECONDS = 10.0
"""How long a body may take to come in whole."""
ANSWER_SECONDS = 30.0
"""How long an answer may take to begin: Teams waits for fifteen."""
SIGNED = ("/slack/events", "/api/messages", "/healthz", "/readyz", "/metrics")
"""Paths that are not counted by address."""


class Limits:
    """Around the whole app. `senders` counts addresses."""

    def __init__(self, app: ASGIApp, senders: Senders) -> None:
        self._app, self._senders = app, senders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it in, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope.get("client") or ("",)
        if scope["path"] not in SIGNED and not self._senders.may(client[0]):
            await _refused(429, scope, receive, send, {"retry-after": "60"})
            return
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await _body(scope["headers"], receive)
        except TimeoutError:
            await _refused(408, scope, receive, send)
            return
        if body is None:
            await _refused(413, scope, receive, send)
            return
        await self._answered(scope, _again(body, receive), send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            watch.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(ANSWER_SECONDS) as watch:
                await self._app(scope, receive, sending)
        except TimeoutError:
            if begun:
                raise
            await _refused(503, scope, receive, send, {"retry-after": "10"})


async def _body(headers: Sequence[tuple[bytes, bytes]], receive: Receive) -> Sequence[Message] | None:
    """All that comes in; None when it is too large."""
    told = dict(headers).get(b"content-length", b"0")
    if told.isdigit() and int(told) > LARGEST:
        return None
    messages: list[Message] = []
    size, more = 0, True
    while more:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > LARGEST:
            return None
        more = message["type"] == "http.request" and message.get("more_body", False)
    return messages


def _again(messages: Sequence[Message], receive: Receive) -> Receive:
    """The same messages once more, then what comes after them."""
    left = list(messages)

    async def again() -> Message:
        return left.pop(0) if left else await receive()

    return again


async def _refused(status: int, scope: Scope, receive: Receive, send: Send, more: dict[str, str] | None = None) -> None:
    response = PlainTextResponse("", status, {"connection": "close", **(more or {})})
    await response(scope, receive, send)
