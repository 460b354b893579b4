"""A stand-in Slack on loopback, and a plain Bolt app that nobody here wrote listening to it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.simulator.slack import SlackCloud, Workspace
from adapters.simulator.wire import served

SECRET = "a signing secret"
TOKEN = "xoxb-one"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Heard:
    """A bot that answers every request with what it was told to, and keeps what came."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    async def hear(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        return self.answers.pop(0) if self.answers else Response()


@dataclass
class Bench:
    """The stand-in, its address, one workspace, and the Web API as the bot calls it."""

    sim: SlackCloud
    network: Workspace
    address: str
    heard: Heard
    http: httpx.AsyncClient

    @property
    def client(self) -> AsyncWebClient:
        return AsyncWebClient(TOKEN, base_url=f"{self.address}/api/", retry_handlers=[])

    async def call(self, method: str, token: str | None = TOKEN, **args: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.post(f"{self.address}/api/{method}", json=args, headers=headers)
        return answer.json()


@pytest.fixture
async def bench(anyio_backend: str) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        heard = Heard()
        door = Starlette(routes=[Route("/slack/events", heard.hear, methods=["POST"])])
        bot = await stack.enter_async_context(served(door))
        sim = SlackCloud(bot_url=f"{bot}/slack/events", signing_secret=SECRET)
        sim.echoes = False
        address = await stack.enter_async_context(sim.serving())
        network = sim.workspace("T1", "Upstream network", bot_token=TOKEN)
        http = await stack.enter_async_context(httpx.AsyncClient())
        yield Bench(sim, network, address, heard, http)


MODAL = {
    "type": "modal",
    "callback_id": "reflect",
    "title": {"type": "plain_text", "text": "Reflect"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Your words"},
            "element": {"type": "plain_text_input", "action_id": "value", "multiline": True},
        },
        {
            "type": "input",
            "block_id": "audience",
            "label": {"type": "plain_text", "text": "Who can read it"},
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [
                    {"text": {"type": "plain_text", "text": "Only me"}, "value": "me"},
                    {"text": {"type": "plain_text", "text": "The network: 143 people"}, "value": "network"},
                ],
            },
        },
    ],
}


def button(label: str, value: str = "v", action: str = "press") -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label},
        "value": value,
    }


def actions(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "row", "elements": list(buttons)}


def section(words: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": words}}


def bolt_app(address: str) -> AsyncApp:
    """An echo: says words back, offers a button, opens a modal, keeps what was filled in."""
    client = AsyncWebClient(TOKEN, base_url=f"{address}/api/")
    app = AsyncApp(token=TOKEN, signing_secret=SECRET, client=client, process_before_response=True)

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        if "subtype" not in event:
            await say(f"you said {event['text']}", thread_ts=event.get("thread_ts"))

    @app.event("app_mention")
    async def mention(event: dict[str, Any], say: Any) -> None:
        await say(f"mentioned by <@{event['user']}>", thread_ts=event["ts"])

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Your home")]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.command("/upstream")
    async def command(ack: Any, command: dict[str, Any], respond: Any) -> None:
        await ack()
        blocks = [section(f"{command['text']}?"), actions(button("Reflect"))]
        await respond(text="a button", blocks=blocks)

    @app.action("press")
    async def press(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @app.view("reflect")
    async def submitted(ack: Any, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        words = values["words"]["value"]["value"]
        if len(words) < 5:
            await ack(response_action="errors", errors={"words": "A little more, please."})
            return
        chosen = values["audience"]["value"]["selected_option"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"kept {words} for {chosen}")
        await ack()

    return app


@pytest.fixture
async def echo(anyio_backend: str) -> AsyncIterator[SlackCloud]:
    """A stand-in with a Bolt echo app behind it."""
    sim = SlackCloud(signing_secret=SECRET)
    async with sim.serving() as address:
        handler = AsyncSlackRequestHandler(bolt_app(address))

        async def events(request: Request) -> Response:
            return await handler.handle(request)

        async with served(Starlette(routes=[Route("/slack/events", events, methods=["POST"])])) as bot:
            sim.bot_url = f"{bot}/slack/events"
            sim.workspace("T1", "Upstream network", bot_token=TOKEN)
            yield sim
            await sim.settle()
