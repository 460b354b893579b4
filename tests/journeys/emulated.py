"""Slack as `emulate` plays it, and people in it: each workspace is a process of its own, with a store of its own.

`emulate` keeps conversations, triggers and views, checks tokens and scopes, signs its events. What it has not is done
here: people's screens and hands (it does not simulate interactions), and what stands between it and the bot:

- both workspaces stand behind one address, as Slack's do: who consents says which is meant, and a token tells it after;
- it reads bodies alone, but slack-sdk asks `users.info` by GET, and `conversations.open` with arguments in its address;
- its events lack `channel_type` and, in threads, `parent_user_id`, which Slack's have.
"""

import asyncio
import contextlib
import html
import json
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin

import httpx
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.simulator.slack import filling
from adapters.simulator.slack.block_reading import buttons_of, message_words, words_of
from adapters.simulator.slack.view_methods import initial_state
from adapters.slack.installing import BACK
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from tests.journeys import install
from tests.sky import Loop

Json = dict[str, Any]

SECRET = "emulated-signing-secret"
CLIENT = {"client_id": "1111.2222", "client_secret": "emulated-client-secret"}
BOT, CHANNEL = "U0000BOT", "C000000001"
"""The same ids in every workspace, as two workspaces may have them. The channel is emulate's own #general."""
PEOPLE_SCOPES = ("chat:write", "channels:history", "groups:history", "im:write", "im:history", "mpim:history")
STARTS_WITHIN = 60.0
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Workspace:
    """One process of emulate. `token` is the bot's, once it was installed there.

    `views` and `whispers` are what the bot opened for, and showed to, one person alone.
    """

    team: str
    address: str
    token: str = ""
    views: dict[str, list[Json]] = field(default_factory=dict)
    whispers: dict[str, list[Json]] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    opened: dict[str, list[str]] = field(default_factory=dict)


class Between:
    """What stands between the bot and the workspaces. `calls` is every call of the bot's, with emulate's answer."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.bot_url = ""
        self.workspaces: dict[str, Workspace] = {}
        self.consenting = ""
        self.calls: list[tuple[str, str]] = []
        self.answers: list[int] = []
        self._verifier = SignatureVerifier(SECRET)
        routes = [Route("/api/{method}", self._called, methods=["GET", "POST"])]
        routes += [Route("/events/{team}", self._told, methods=["POST"])]
        routes += [Route("/oauth/{path:path}", self._consented, methods=["GET", "POST"])]
        self.app = Starlette(routes=routes)

    async def sends(self, body: bytes, kind: str) -> httpx.Response:
        """Send the bot something as Slack does."""
        now = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=now, body=body)
        headers = {"content-type": kind, "x-slack-request-timestamp": now, "x-slack-signature": str(signature)}
        answer = await self.http.post(self.bot_url, content=body, headers=headers)
        self.answers.append(answer.status_code)
        return answer

    async def _called(self, request: Request) -> Response:
        """A call of the bot's, as it is, save one whose arguments stand in its address."""
        method, token = request.path_params["method"], request.headers.get("authorization", "")
        known = (one for one in self.workspaces.values() if one.token and token == f"Bearer {one.token}")
        workspace = self.workspaces[self.consenting] if method == "oauth.v2.access" else next(known)
        body = await request.body()
        headers = {"authorization": token, "content-type": request.headers.get("content-type", "")}
        if not body:
            body, headers = urlencode(dict(request.query_params)).encode(), headers | FORM
        answer = await self.http.post(f"{workspace.address}/api/{method}", content=body, headers=headers)
        answered = answer.json()
        self.calls.append((method, str(answered.get("error", "")) if not answered["ok"] else "ok"))
        if method == "oauth.v2.access" and answered["ok"]:
            workspace.token = answered["access_token"]
        elif answered["ok"]:
            _seen(workspace, method, _read(body, headers["content-type"]), answered)
        return JSONResponse(answered, answer.status_code)

    async def _consented(self, request: Request) -> Response:
        """The pages of consent, of the workspace that the browser is signed in to."""
        address = f"{self.workspaces[self.consenting].address}{request.url.path}"
        body, headers = await request.body(), {"content-type": request.headers.get("content-type", "")}
        params = dict(request.query_params)
        answer = await self.http.request(request.method, address, params=params, content=body, headers=headers)
        back = {name: answer.headers[name] for name in ("location", "content-type") if name in answer.headers}
        return Response(answer.content, answer.status_code, back)

    async def installs(self, team: str, user: str, link: str) -> httpx.Response:
        """Somebody follows an invitation: our page, Slack's page of consent, back to ours."""
        self.consenting = team
        async with httpx.AsyncClient(timeout=30) as browser:
            ours = await browser.get(link)
            (action,) = re.findall(r'action="([^"]+)"', ours.text)
            sent = await browser.post(urljoin(link, html.unescape(action)))
            theirs = await browser.get(sent.headers["location"])
            form = next(one for one in re.findall(r"<form.*?</form>", theirs.text, re.DOTALL) if f'"{user}"' in one)
            fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
            agreed = await browser.post(urljoin(sent.headers["location"], "/oauth/v2/authorize/callback"), data=fields)
            return await browser.get(agreed.headers["location"])

    async def _told(self, request: Request) -> Response:
        """An event of emulate's. Its signature has to be right; what it lacks is added and it is signed again."""
        body = await request.body()
        assert self._verifier.is_valid_request(body, dict(request.headers)), "emulate signed this wrongly"
        envelope = json.loads(body)
        workspace, event = self.workspaces[request.path_params["team"]], envelope["event"]
        assert envelope["team_id"] == workspace.team
        if event["type"] == "message":
            event["channel_type"] = {"D": "im", "G": "mpim"}.get(event["channel"][0], "channel")
            workspace.authors[event["ts"]] = event.get("user", "")
            if parent := workspace.authors.get(event.get("thread_ts", "")):
                event["parent_user_id"] = parent
        answer = await self.sends(json.dumps(envelope).encode(), "application/json")
        return Response(answer.content, answer.status_code)


class Somebody:
    """A person in one of the workspaces, with the gestures that Slack gives them."""

    def __init__(self, loop: Loop, between: Between, workspace: Workspace, user: str, name: str) -> None:
        self.loop, self.between, self.workspace, self.user, self.name = loop, between, workspace, user, name
        self.direct = str(self._as_me("conversations.open", users=BOT)["channel"]["id"])

    # --- gestures

    def says(self, words: str, channel: str = "", thread: str = "") -> str:
        """Write, to the bot unless another place is named, and there with a mention; the message's ts."""
        channel = channel or self.direct
        text = html.escape(words, quote=False)  # as Slack's own client does
        if channel != self.direct and not thread:
            text = f"<@{BOT}> {text}"
        said = self._as_me("chat.postMessage", channel=channel, text=text, **({"thread_ts": thread} if thread else {}))
        return str(said["ts"])

    def replies(self, words: str, channel: str, to: str) -> str:
        """Write in the thread of the newest message with these words."""
        return self.says(words, channel, next(one["ts"] for one in reversed(self.shown(channel)) if to in _text(one)))

    def presses(self, label: str, channel: str = "") -> None:
        """Press the newest button of that label, in the modal if one is open."""
        if self.modal and label == self.modal["submit"]["text"]:
            self.submits({})
            return
        channel = channel or self.direct
        for shown in [*([self.modal] if self.modal else []), *reversed(self.shown(channel))]:
            for block, button in buttons_of(shown.get("blocks") or []):
                if button["text"]["text"] == label:
                    self._acts(channel, shown, block, button)
                    return
        raise LookupError(f"{self.name} sees no button {label!r} in {self.sees(channel)}")

    def fills(self, values: dict[str, Any]) -> Json:
        """Fill in the open modal, by the beginnings of labels and choices, and send it off."""
        blocks = self.modal["blocks"] if self.modal else []
        state: Json = {}
        for label, value in values.items():
            block, element = filling.find_field(blocks, label)
            filled = filling.fill(None, element, value, [])  # type: ignore[arg-type]
            state.setdefault(block["block_id"], {})[element["action_id"]] = filled
        return self.submits(state)

    def submits(self, state: Json) -> Json:
        """Send the open modal off; what the bot answers decides what becomes of it."""
        assert self.modal, "no modal is open"
        values = initial_state(self.modal["blocks"])
        for block, elements in state.items():
            values.setdefault(block, {}).update(elements)
        empty = filling.missing(self.modal["blocks"], values)
        assert not empty, f"Slack sends nothing without {empty}"
        view = {**self.modal, "state": {"values": values}}
        answer = self._interacts({"type": "view_submission", "view": view, "response_urls": []})
        answered: Json = answer.json() if answer.content else {}
        if answered.get("response_action") == "update":
            self.workspace.views[self.user][-1] = {**self.modal, **answered["view"]}
        elif answered.get("response_action") != "errors":
            self.workspace.views[self.user] = []
        return answered

    def closes(self) -> None:
        """Close the modal."""
        self.workspace.views[self.user] = []

    # --- what is on the screen

    @property
    def modal(self) -> Json | None:
        """The modal that is open."""
        return next(reversed(self.workspace.views.get(self.user) or [None]), None)

    def shown(self, channel: str) -> list[Json]:
        """The messages there, with threads and with what only this person sees, oldest first."""
        roots = self._as_me("conversations.history", channel=channel)["messages"]
        inside = [self._as_me("conversations.replies", channel=channel, ts=one["ts"])["messages"] for one in roots]
        whispers = [one for one in self.workspace.whispers.get(self.user, []) if one["channel"] == channel]
        found = {one["ts"]: one for one in [*(one for thread in inside for one in thread), *whispers]}
        return [found[ts] for ts in sorted(found)]

    def sees(self, channel: str = "") -> str:
        """All the words there, and those of the modal."""
        texts = [_text(one) for one in self.shown(channel or self.direct)]
        if self.modal:
            texts += [self.modal["title"]["text"], words_of(self.modal["blocks"], str)]
        return "\n".join(texts)

    def groups(self) -> list[str]:
        """The group conversations that the bot opened with this person."""
        return [channel for channel, people in self.workspace.opened.items() if len(people) > 1 and self.user in people]

    # --- how

    def _acts(self, channel: str, shown: Json, block: Json, button: Json) -> None:
        carried = {name: button[name] for name in ("type", "action_id", "text", "value") if name in button}
        action = {**carried, "block_id": block.get("block_id", "from Slack"), "action_ts": f"{time.time():.6f}"}
        data: Json = {"type": "block_actions", "actions": [action]}
        if shown is self.modal:
            data |= {"container": {"type": "view", "view_id": shown["id"]}, "view": shown}
        else:
            place = {"type": "message", "message_ts": shown["ts"], "channel_id": channel}
            passing = bool(shown.get("whispered"))
            names = {"D": "directmessage", "G": "mpdm-1"}
            data |= {
                "container": {**place, "is_ephemeral": passing, **_thread(shown)},
                "channel": {"id": channel, "name": names.get(channel[0], "general")},
                **({} if passing else {"message": shown}),
            }
        self._interacts(data)

    def _interacts(self, data: Json) -> httpx.Response:
        """Send what somebody pressed or sent off, with a trigger of emulate's own: good for three seconds, once."""
        on = {"view_id": data["view"]["id"]} if "view" in data else {}
        asked = {"user_id": self.user, **on}
        trigger = self._api(self.workspace.token, "views.generateTriggerId", asked)["trigger_id"]
        self.workspace.triggers[trigger] = self.user
        user = {"id": self.user, "username": self.name, "team_id": self.workspace.team}
        common = {"user": user, "team": {"id": self.workspace.team}, "api_app_id": "A1", "trigger_id": trigger}
        body = urlencode({"payload": json.dumps(data | common)}).encode()
        answer = self.loop.run(self.between.sends(body, FORM["content-type"]))
        assert answer.status_code == httpx.codes.OK, answer.status_code
        return answer

    def _as_me(self, method: str, **body: Any) -> Json:
        return self._api(f"xoxp-{self.user}", method, body)

    def _api(self, token: str, method: str, body: Json) -> Json:
        answered = self.loop.run(_call(self.between.http, self.workspace, token, method, body))
        assert answered["ok"], (method, answered)
        return answered


async def _call(http: httpx.AsyncClient, workspace: Workspace, token: str, method: str, body: Json) -> Json:
    headers = {"authorization": f"Bearer {token}"}
    answer = await http.post(f"{workspace.address}/api/{method}", json=body, headers=headers)
    return dict(answer.json())


def _seen(workspace: Workspace, method: str, asked: Json, answered: Json) -> None:
    """What a call of the bot's puts on somebody's screen."""
    if method == "chat.postEphemeral":
        shown = {**asked, "ts": answered["message_ts"], "whispered": True}
        workspace.whispers.setdefault(asked["user"], []).append(shown)
    elif method in {"views.open", "views.push"}:
        user = workspace.triggers[asked["trigger_id"]]
        workspace.views.setdefault(user, []).append(answered["view"])
    elif method == "views.update":
        for stack in workspace.views.values():
            stack[:] = [answered["view"] if one["id"] == answered["view"]["id"] else one for one in stack]
    elif method == "conversations.open":
        users = asked["users"].split(",") if isinstance(asked["users"], str) else asked["users"]
        workspace.opened[answered["channel"]["id"]] = users


def _read(body: bytes, kind: str) -> Json:
    if kind.startswith("application/json"):
        return dict(json.loads(body))
    return dict(parse_qsl(body.decode()))


def _thread(shown: Json) -> Json:
    return {"thread_ts": shown["thread_ts"]} if shown.get("thread_ts") else {}


def _text(shown: Json) -> str:
    return message_words(str(shown.get("text") or ""), shown.get("blocks") or [], str)


@asynccontextmanager
async def workspace(
    team: str, name: str, between_url: str, bot_url: str, people: dict[str, str], http: httpx.AsyncClient
) -> AsyncIterator[Workspace]:
    """One workspace with these people (id: name), the bot, and emulate's channels, while the block lasts."""
    port = free_port()
    asked = {
        "package": str(install.package("emulate")),
        "port": port,
        "events": f"{between_url}/events/{team}",
        "team": team,
        "name": name,
        "signing_secret": SECRET,
        "app": {
            **CLIENT,
            "bot_user_id": BOT,
            "redirect_uris": [f"{bot_url}{BACK}"],
            "scopes": [*SCOPES, *OPTIONAL_SCOPES],
        },
        "people": [
            {"id": BOT, "name": "Upstream", "bot": True},
            *({"id": user, "name": called, "scopes": PEOPLE_SCOPES} for user, called in people.items()),
        ],
    }
    process = await asyncio.create_subprocess_exec(
        install.node(), str(install.HERE / "emulate.mjs"), json.dumps(asked), stdin=asyncio.subprocess.PIPE
    )
    made = Workspace(team, f"http://127.0.0.1:{port}")
    try:
        await _ready(http, made, process, f"xoxp-{next(iter(people))}")
        yield made
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _ready(http: httpx.AsyncClient, made: Workspace, process: asyncio.subprocess.Process, token: str) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while process.returncode is None:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                if (await _call(http, made, token, "auth.test", {}))["ok"]:
                    return
            await asyncio.sleep(0.1)
    raise AssertionError("emulate did not start")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
