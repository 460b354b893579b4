"""The door that Teams knocks on: `POST /api/messages`.

Size, token, JSON, and what the activity says against its token, in this order; only then anything is called. Nothing
of a refused request is logged but the reason. A database that cannot be reached is 503.
"""

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.chat import Account, Change, Changed, Hear, Incoming, Kind, Look, Shift
from bot.errors import DeliveryFailed, Unavailable

from . import incoming, outgoing, places, showing
from .platform import TeamsPlatform
from .trust import KeysUnreachableError, UntrustedError
from .turns import Answer, NotAnActivityError, Send, Turns, Typing

log = logging.getLogger(__name__)

Json = dict[str, Any]

BODY_BYTES = 512 * 1024
"""Teams: a message is at most 100 KB; what surrounds it is a few more."""
TYPING_AFTER_SECONDS = 1.0
TYPING_LASTS_SECONDS = 3.0

IN_DIALOGS = {
    incoming.DIALOG_OPENS: True,
    incoming.DIALOG_SENT: False,
    incoming.ACTION_OPENS: True,
    incoming.ACTION_SENT: False,
}
"""What is answered in a dialog, and whether it opens with that."""


def teams_routes(*, platform: TeamsPlatform, hear: Hear, look: Look, changed: Changed) -> list[Route]:
    """The routes that Teams needs. `look` answers the search extension."""
    door = _Door(platform, _Listening(platform, hear, look, changed))
    return [Route("/api/messages", door.messages, methods=["POST"])]


class _TooLargeError(Exception):
    """More than Teams would send."""


_STATUSES: dict[type[Exception], int] = {
    _TooLargeError: 413,
    ClientDisconnect: 400,
    NotAnActivityError: 400,
    UntrustedError: 401,
    KeysUnreachableError: 503,
    Unavailable: 503,
}


def _status(fault: Exception) -> int:
    """What a failed turn is answered. Of a fault of ours the places in the code are logged, but not its text."""
    for kind, status in _STATUSES.items():
        if isinstance(fault, kind):
            reason = fault.reason if isinstance(fault, UntrustedError) else kind.__name__
            log.warning("refused with %d: %s", status, reason)
            return status
    trail = " ".join(f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(fault.__traceback__))
    log.error("a turn failed: %s at %s", type(fault).__name__, trail)
    return 500


class _Door:
    """From a request to an activity that may be believed, and back to a response."""

    def __init__(self, platform: TeamsPlatform, listening: "_Listening") -> None:
        self._platform = platform
        self._turns = Turns(listening, self._sender)

    async def messages(self, request: Request) -> Response:
        try:
            answer = await self._turns.take(await self._believed(request))
        except Exception as fault:  # noqa: BLE001 - whoever lets it through logs what people wrote with it
            return Response(status_code=_status(fault))
        if answer is None or answer.body is None:
            return Response(status_code=answer.status if answer else 200)
        return JSONResponse(answer.body, answer.status)

    async def _believed(self, request: Request) -> Json:
        """The activity of this request. Raises what `_STATUSES` lists."""
        body = await _body(request)
        forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
        caller = request.client.host if request.client and not forwarded else ""
        claims = await self._platform.trust.token(request.headers.get("authorization", ""), caller)
        activity = _activity(body)
        self._platform.trust.activity(claims, activity)
        return activity

    def _sender(self, activity: Json) -> Send:
        """Sends to where the turn came from."""

        async def send(answer: Json) -> None:
            await self._platform.send(places.place(activity, self._platform.tenant), {"type": answer["type"]})

        return send


class _Listening:
    """What each turn does: read, hear, show."""

    def __init__(self, platform: TeamsPlatform, hear: Hear, look: Look, changed: Changed) -> None:
        self._platform = platform
        self._hear = hear
        self._look = look
        self._changed = changed

    async def spoken(self, activity: Json, typing: Typing) -> None:
        heard = incoming.read(activity, self._platform.tenant)
        if not isinstance(heard, Incoming):
            return
        async with _typing(typing):
            reply = await self._hear(await self._known(activity, heard))
        if reply is not None:
            await showing.after_message(self._platform, activity, heard, reply)

    async def changed(self, activity: Json) -> None:
        change = incoming.read(activity, self._platform.tenant)
        if isinstance(change, Change):
            if change.kind is Shift.SPACE_CHANGED and change.address:
                self._platform.channels.learn(change.tenant, change.address.conversation, change.name)
            await self._changed(change)
            if change.kind is Shift.INSTALLED and change.account:
                await self._welcome(activity, change, change.account)

    async def _welcome(self, activity: Json, change: Change, who: Account) -> None:
        """Who adds the app for themselves is greeted as if they had said hello, once. A team is never spoken to."""
        here = change.address or places.direct(activity, self._platform.tenant)
        hello = Incoming(Kind.SAID, who, here, f"{change.event}|hello", "hello", profile=change.profile)
        reply = await self._hear(hello)
        if reply is not None:
            await showing.after_message(self._platform, activity, hello, reply)

    async def _known(self, activity: Json, heard: Incoming) -> Incoming:
        known, called = await asyncio.gather(
            self._platform.known(heard, places.sender(activity)), self._platform.channels.name(heard, activity)
        )
        return replace(known, called=called)

    async def invoked(self, activity: Json) -> Answer:
        name, heard = places.words(activity.get("name")), incoming.read(activity, self._platform.tenant)
        if name == incoming.QUERY and isinstance(heard, Incoming):
            return Answer(200, outgoing.found(await self._look(heard)))
        if name == incoming.CARD_PRESS:
            return await self._pressed(activity, heard) if isinstance(heard, Incoming) else showing.pressed_wrongly()
        if name not in IN_DIALOGS:
            return Answer(501)
        if not isinstance(heard, Incoming):
            return Answer(400)
        reply = await self._hear(await self._known(activity, heard))
        return await showing.after_dialog(self._platform, heard, reply, opening=IN_DIALOGS[name])

    async def _pressed(self, activity: Json, heard: Incoming) -> Answer:
        known = heard if heard.kind is Kind.LOOKED else await self._known(activity, heard)
        reply = await self._hear(known)
        return await showing.after_press(self._platform, activity, heard, reply)


@asynccontextmanager
async def _typing(show: Typing) -> AsyncIterator[None]:
    """Show that an answer is on its way, once it takes longer than a second, and as long as it takes."""

    async def repeat() -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        while True:
            with suppress(DeliveryFailed):
                await show()
            await asyncio.sleep(TYPING_LASTS_SECONDS)

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _body(request: Request) -> bytes:
    """The body, as long as it is not larger than anything Teams would send."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            raise _TooLargeError
    return bytes(body)


def _activity(body: bytes) -> Json:
    """The JSON of a body. Raises `NotAnActivityError` for anything but an object with a type."""
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAnActivityError from None
    if isinstance(activity, dict) and isinstance(activity.get("type"), str):
        return activity
    raise NotAnActivityError
