"""A Slack that answers as it is told, over real HTTP, and the door with whoever listens behind it."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from starlette.applications import Starlette

from adapters.slack.door import slack_routes
from adapters.slack.platform import SlackPlatform
from bot.chat import Card, Change, Incoming, Reply

SECRET = "a signing secret"
BOT = "UBOT"
TEAM = "T1"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class ScriptedSlack:
    """Says `ok` to everything, save what `answers` says: a dict, or (status, headers, dict), or a callable."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Any] = {}
        self.posted = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{name}", self._respond)
        return app

    def called(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == method]

    def last(self, method: str) -> dict[str, Any]:
        return self.called(method)[-1]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.text()
        if request.content_type == "application/json":
            arguments = json.loads(body or "{}")
        else:
            arguments = dict(await request.post()) | dict(request.query)
        arguments["_token"] = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append((method, arguments))
        return await self._answer(method, request, self._usual(method, arguments))

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(("respond", await request.json() | {"_name": request.match_info["name"]}))
        return await self._answer("respond", request, {"ok": True})

    async def _answer(self, method: str, request: web.Request, usual: dict[str, Any]) -> web.StreamResponse:
        told = self.answers.get(method)
        if isinstance(told, list):
            told = told.pop(0) if told else None
        if callable(told):
            return await told(request)
        if isinstance(told, tuple):
            status, headers, body = told
            return web.json_response(body, status=status, headers=headers)
        return web.json_response(told if told is not None else usual)

    def _usual(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "chat.postMessage":
            self.posted += 1
            return {"ok": True, "channel": arguments["channel"], "ts": f"1700000000.{self.posted:06d}"}
        if method == "conversations.open":
            users = str(arguments["users"]).split(",")
            return {"ok": True, "channel": {"id": ("D" if len(users) == 1 else "G") + "".join(users)}}
        if method == "auth.test":
            return {"ok": True, "user_id": BOT, "team_id": TEAM}
        if method == "users.info":
            return {"ok": True, "user": person(str(arguments["user"]))}
        return {"ok": True}


def person(user: str, **more: Any) -> dict[str, Any]:
    return {
        "id": user,
        "team_id": TEAM,
        "name": user.lower(),
        "tz": "Europe/London",
        "locale": "en-GB",
        "profile": {"real_name": f"Name of {user}", "email": f"{user}@Leeds.Example".lower()},
    } | more


@dataclass
class Slack:
    """The door, the adapter behind it, and what came through."""

    wire: ScriptedSlack
    platform: SlackPlatform
    url: str
    tokens: dict[str, str]
    heard: list[Incoming] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    reply: Reply | Exception | Callable[[Incoming], Reply] | None = None
    client: httpx.AsyncClient = field(init=False)

    async def hear(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply(incoming) if callable(self.reply) else self.reply

    async def changed(self, change: Change) -> None:
        self.changes.append(change)
        if isinstance(self.reply, Exception):
            raise self.reply

    # --- what Slack sends

    async def post(self, body: bytes, content_type: str, **headers: str) -> httpx.Response:
        now = str(int(time.time()))
        signed = {
            "content-type": content_type,
            "x-slack-request-timestamp": now,
            "x-slack-signature": sign(now, body),
        }
        return await self.client.post("/slack/events", content=body, headers=signed | headers)

    async def event(self, event: dict[str, Any], **more: Any) -> httpx.Response:
        return await self.post(json.dumps(enveloped(event) | more).encode(), "application/json")

    async def interaction(self, payload: dict[str, Any]) -> httpx.Response:
        form = urlencode({"payload": json.dumps(payload)}).encode()
        return await self.post(form, "application/x-www-form-urlencoded")

    async def command(self, text: str, channel: str = "C1", name: str = "general") -> httpx.Response:
        form = {
            "command": "/upstream",
            "text": text,
            "team_id": TEAM,
            "user_id": "UANA",
            "channel_id": channel,
            "channel_name": name,
            "trigger_id": "1.2.abc",
            "response_url": f"{self.url}respond/command",
        }
        return await self.post(urlencode(form).encode(), "application/x-www-form-urlencoded")

    async def press(self, says: str = "reflect 1", **more: Any) -> httpx.Response:
        return await self.interaction(pressed(says, f"{self.url}respond/press") | more)


def sign(timestamp: str, body: bytes, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def enveloped(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event": event,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }


def pressed(says: str, url: str = "", token: str = "") -> dict[str, Any]:
    value = json.dumps({"says": says, "token": token} if token else {"says": says})
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "one"},
        "user": {"id": "UANA", "team_id": TEAM},
        "trigger_id": "3.4.def",
        "response_url": url,
        "container": {"type": "message", "message_ts": "1700.5", "channel_id": "C1", "is_ephemeral": False},
        "channel": {"id": "C1", "name": "general"},
        "message": {"ts": "1700.5", "user": BOT, "bot_id": "B1"},
        "actions": [{"type": "button", "action_id": "press-1", "block_id": "x", "value": value}],
    }


def said(text: str = "hello", **more: Any) -> dict[str, Any]:
    """A message in Ana's direct chat with the bot, unless it says otherwise."""
    return {
        "type": "message",
        "user": "UANA",
        "team": TEAM,
        "text": text,
        "ts": "1700.9",
        "channel": "DANA",
        "channel_type": "im",
    } | more


def a_reply(**more: Any) -> Reply:
    return Reply(Card("Kept.", plain="Kept."), **more)


@pytest.fixture
async def slack(anyio_backend: str) -> AsyncIterator[Slack]:
    wire = ScriptedSlack()
    server = TestServer(wire.app())
    await server.start_server()
    url = str(server.make_url("/"))
    tokens = {TEAM: "xoxb-1", "T2": "xoxb-2"}

    async def token_of(tenant: str) -> str | None:
        return tokens.get(tenant)

    platform = SlackPlatform(token_of=token_of, api_url=f"{url}api")
    slack = Slack(wire, platform, url, tokens)
    routes = slack_routes(signing_secret=SECRET, platform=platform, hear=slack.hear, changed=slack.changed)
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as slack.client:
        yield slack
    await platform.close()
    await server.close()
