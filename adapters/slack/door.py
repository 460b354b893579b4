"""`POST /slack/events`: everything that Slack sends comes in here, and only what Slack sends.

What is not signed is read no further than its headers and its bytes. What is goes to Bolt (`hearing`) as a parsed
payload, the way Socket Mode gives it: Bolt's own parser of HTTP bodies loses a slash command that contains the word
"payload", and its own check of signatures logs the body of what it refuses.
"""

import json
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.hearing import bolt_app, take
from adapters.slack.platform import SlackPlatform
from bot.chat import Changed, Hear
from bot.errors import SetupError

log = logging.getLogger(__name__)

LARGEST = 2_000_000
"""Bytes of a request we read: a message of 40,000 characters with its blocks is a quarter of this."""

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


def slack_routes(
    *,
    signing_secret: str,
    platform: SlackPlatform,
    hear: Hear,
    changed: Changed,
    form: Hear | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Route]:
    """The routes for Slack.

    `form` makes an open form once more, for menus that are searched. `clock` tells the Unix time that a request's age
    is judged by.
    """
    if not signing_secret.strip():
        raise SetupError("SLACK_SIGNING_SECRET is not set, but Slack needs it. Set it, or leave Slack's settings out.")
    bolt = bolt_app(platform, hear, changed, form)
    verifier = SignatureVerifier(signing_secret, _Told(clock))

    async def events(request: Request) -> Response:
        body = await _read(request)
        if body is None or not _genuine(verifier, request, body):
            log.info("a request to /slack/events was not Slack's")
            return Response(status_code=401)
        try:
            payload = _payload(body, request.headers.get("content-type", ""))
        except (ValueError, RecursionError):
            log.info("a signed request to /slack/events could not be read")
            return Response(status_code=400)
        answer = await take(bolt, payload)
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())

    return [Route("/slack/events", events, methods=["POST"])]


class _Told(Clock):
    """A clock that is given."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


async def _read(request: Request) -> bytes | None:
    """The body; None when it is too large, or when its sender went away."""
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > LARGEST:
                return None
    except ClientDisconnect:
        return None
    return bytes(read)


def _genuine(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    """Whether Slack signed exactly these bytes within the last five minutes."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    try:
        return verifier.is_valid(body, timestamp, signature)
    except (ValueError, TypeError):  # no number, no UTF-8, no ASCII
        return False


def _payload(body: bytes, content_type: str) -> dict[str, Any]:
    """Events come as JSON, commands as a form, interactions as JSON in a form. ValueError for anything else."""
    kind = content_type.partition(";")[0].strip().lower()
    text = body.decode()
    if kind == _FORM:
        form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=100))
        if "payload" not in form or "command" in form:
            return form
        text = form["payload"]
    elif kind != _JSON:
        raise ValueError("neither JSON nor a form")
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("no object")  # noqa: TRY004 - all that is unreadable is one error here
    return data
