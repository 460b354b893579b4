"""Where botbuilder-core works: one activity in, its turn, and the answer to an invoke out.

What of it is used, and why:

- `botbuilder.schema.Activity` reads the JSON and refuses what is not an activity;
- `CloudAdapterBase.process_activity` makes the `TurnContext`, runs the middleware and collects the invoke's answer.
  It is given an authentication that has been done (`trust.py`), so that nothing in it authenticates anybody;
- `ActivityHandler.on_turn` sends each type of activity to its handler;
- `TurnContext.send_activity` sends *typing*, through our own connector.

What is not, each for a reason in `trust.py`, `tokens.py`, `wire.py`: its authentication, tokens and connector client;
and its reading of invokes (`on_invoke_activity` is ours: a typed `AdaptiveCardInvokeResponse` cannot carry text, and
`TeamsActivityHandler` serialises answers twice); nor state, dialogs or storage. To replace botbuilder is to rewrite
this file.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity, ActivityTypes, ResourceResponse
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory

from bot.errors import UpstreamError

Json = dict[str, Any]
Typing = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """What an invoke is answered: a status, and JSON where there is any."""

    status: int
    body: Json | None = None


class NotAnActivityError(UpstreamError):
    """The JSON is no activity."""


class Handlers(Protocol):
    """Who is told of each turn. `typing` shows that an answer is being made."""

    async def spoken(self, activity: Json, typing: Typing) -> None:
        """Somebody said, edited or deleted something."""

    async def changed(self, activity: Json) -> None:
        """Something was installed, renamed or removed."""

    async def invoked(self, activity: Json) -> Answer:
        """Somebody pressed, opened or sent something that waits for its answer."""


Send = Callable[[Json], Awaitable[None]]
"""Sends an activity to where the turn came from."""


class Turns:
    """Runs activities, already authenticated, through botbuilder."""

    def __init__(self, handlers: Handlers, send: Callable[[Json], Send]) -> None:
        self._adapter = _Adapter(_Authenticated())
        self._listener = _Listener(handlers)
        self._send = send

    async def take(self, raw: Json) -> Answer | None:
        """Run one activity; gives an invoke's answer. Raises `NotAnActivityError`."""
        try:
            activity = Activity().deserialize(raw)
        except ValueError:  # its text repeats what was sent
            raise NotAnActivityError from None
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity({}, True)
        result.connector_factory = _Connectors(self._send(raw))

        async def turn(context: TurnContext) -> None:
            context.turn_state[_Listener.RAW] = raw
            await self._listener.on_turn(context)

        answer = await self._adapter.process_activity(result, activity, turn)
        return Answer(int(answer.status), answer.body) if isinstance(answer, InvokeResponse) else None


class _Listener(ActivityHandler):  # type: ignore[misc]  # botbuilder has no types
    """Which handler is told of which type of activity. The raw JSON is what is read: see `incoming.py`."""

    RAW = "upstream.raw"

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        async def typing() -> None:
            await turn_context.send_activity(Activity(type=ActivityTypes.typing))

        await self._handlers.spoken(turn_context.turn_state[self.RAW], typing)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        await self.on_message_activity(turn_context)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        await self.on_message_activity(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._handlers.changed(turn_context.turn_state[self.RAW])

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._handlers.changed(turn_context.turn_state[self.RAW])

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        answer = await self._handlers.invoked(turn_context.turn_state[self.RAW])
        return InvokeResponse(status=answer.status, body=answer.body)


class _Adapter(CloudAdapterBase):  # type: ignore[misc]  # botbuilder has no types
    """The adapter as it is; it only has to be given what it would otherwise build."""


class _Authenticated(BotFrameworkAuthentication):  # type: ignore[misc]  # botbuilder has no types
    """Stands where the adapter wants an authentication. Nothing is left for it to do."""

    async def authenticate_request(self, _activity: Activity, _header: str) -> AuthenticateRequestResult:
        raise PermissionError("authenticated before")

    async def authenticate_streaming_request(self, _header: str, _channel_id: str) -> AuthenticateRequestResult:
        raise PermissionError("authenticated before")

    def create_connector_factory(self, _identity: ClaimsIdentity) -> ConnectorFactory:
        raise PermissionError("nothing is begun from here")

    async def create_user_token_client(self, _identity: ClaimsIdentity) -> None:
        """We sign nobody in."""


class _Connectors(ConnectorFactory):  # type: ignore[misc]  # botbuilder has no types
    """Gives the adapter the connector that answers this one turn."""

    def __init__(self, send: Send) -> None:
        self._conversations = _Conversations(send)

    async def create(self, _service_url: str, _audience: str) -> "_Connectors":
        return self

    @property
    def conversations(self) -> "_Conversations":
        return self._conversations


class _Conversations:
    """The two calls that `TurnContext.send_activity` makes, on our own wire."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def send_to_conversation(self, _conversation: str, activity: Activity) -> ResourceResponse:
        await self._send(activity.serialize())
        return ResourceResponse(id="")

    async def reply_to_activity(self, conversation: str, _activity: str, activity: Activity) -> ResourceResponse:
        return await self.send_to_conversation(conversation, activity)
