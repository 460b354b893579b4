"""Microsoft's Agents Playground, driven as its own page drives it: over HTTP and a WebSocket.

What its page sends was watched in a browser (`test_in_a_browser.py` still does that); nothing of it is read or changed.
It has one person, their own chat with the bot, a group chat, and a team with channels. Dialogs (`task/fetch`) it has
not: a button that opens one does nothing there.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.journeys import install
from tests.sky import Loop

Json = dict[str, Any]

STARTS_WITHIN = 60.0
ANSWERS_WITHIN = 15.0


class Playground:
    """One running Playground. `messages` is what stands in each conversation, by its id and the message's."""

    def __init__(self, loop: Loop, address: str, http: aiohttp.ClientSession, config: Json) -> None:
        self.loop, self.address, self.http = loop, address, http
        self.tenant: str = config["tenantId"]
        self.bot: Json = config["bot"]
        self.user: Json = config["currentUser"]
        self.personal: str = config["personalChat"]["id"]
        self.group: str = config["groupChats"][0]["id"]
        self.channel: str = config["teams"][0]["channels"][1]["id"]
        self.messages: dict[str, dict[str, Json]] = {}
        self.log: list[Json] = []

    # --- gestures of the one person there

    def installs(self, where: str) -> None:
        """Add the app to a conversation: what the page does when one first looks into it."""
        self._post(f"/_debug/conversation/{where}/installation", {})

    def says(self, words: str, where: str = "") -> str:
        """Type, in one's own chat unless another place is named, and there with a mention; the message's id."""
        where = where or self.personal
        said = {"type": "text", "text": words, "textFormat": "plain", "from": {"id": self.user["id"]}}
        if where.partition(";")[0] != self.personal:
            at = f"<at>{self.bot['name']}</at>"
            said |= {"text": f"{at} {words}", "mentions": [{"mentioned": self.bot, "text": at}]}
        return str(self._post(f"/_conversation/v1/conversations/{where}/messages", said)["messageId"])

    def replies(self, words: str, where: str, message: str) -> None:
        """Answer in the thread of a channel's message, with a mention."""
        self.says(words, f"{where};messageid={message}")

    def presses(self, label: str, where: str = "") -> None:
        """Press the newest button of that label."""
        where = where or self.personal
        found = [(shown, one) for shown, one in self._actions(where) if one["title"] == label]
        if not found:
            raise LookupError(f"no button {label!r} in {self.buttons(where)}")
        self._execute(where, *found[-1], {})

    def fills(self, values: dict[str, str], submit: str, where: str = "") -> None:
        """Fill in the newest card with inputs, by the beginnings of their labels and choices, and press a button."""
        where = where or self.personal
        shown = next(one for one in reversed(self._shown(where)) if list(_inputs(one)))
        inputs = list(_inputs(shown))
        filled = {one["id"]: one.get("value", "") for one in inputs}
        for label, value in values.items():
            one = next((one for one in inputs if one["label"].startswith(label)), None)
            if one is None:
                raise LookupError(f"no field {label!r} in {[one['label'] for one in inputs]}")
            filled[one["id"]] = _chosen(one, value)
        missing = [one["label"] for one in inputs if one.get("isRequired") and not filled[one["id"]]]
        assert not missing, f"the page would not send it without {missing}"
        self._execute(where, shown, next(one for one in _walk(shown, "Action.") if one["title"] == submit), filled)

    def searches(self, words: str, where: str = "") -> Json:
        """Type into the search box beside a message; what the bot answers."""
        value = {"commandId": "search", "parameters": [{"name": "words", "value": words}]}
        return dict(
            self._extension("query", value | {"queryOptions": {"skip": 0, "count": 25}}, where)["composeExtension"]
        )

    def acts_on(self, words: str, where: str = "") -> Json:
        """Choose *Save as reflection* in the menu of a message of one's own; the dialog that opens."""
        message = {"id": "1", "body": {"contentType": "html", "content": f"<p>{words}</p>"}}
        message |= {"from": {"user": {"id": self.user["aadObjectId"], "displayName": "Alex"}}}
        value = {"commandId": "save_as_reflection", "commandContext": "message", "messagePayload": message}
        return dict(self._extension("fetchTask", value, where)["task"])

    def _extension(self, name: str, value: Json, where: str) -> Json:
        sent = {"name": f"composeExtension/{name}", "value": value, "from": {"id": self.user["id"]}}
        return self._post("/_conversation/v1/invoke", sent | {"conversation": {"id": where or self.personal}})

    # --- what is on the screen

    def sees(self, where: str = "") -> str:
        """All the words in a conversation and its threads, oldest first."""
        return "\n".join(text for shown in self._shown(where or self.personal) for text in _words(shown))

    def buttons(self, where: str = "") -> list[str]:
        """The labels of all buttons there."""
        return [one["title"] for _, one in self._actions(where or self.personal)]

    def newest(self, words: str, where: str) -> str:
        """The id of the newest message with these words."""
        shown = self.messages[where]
        return [message for message, one in shown.items() if words in "\n".join(_words(one))][-1]

    def waits_for(self, words: str, where: str = "") -> str:
        """All the words, once these are among them."""
        self.loop.run(self._until(lambda: words in self.sees(where)))
        seen = self.sees(where)
        assert words in seen, seen
        return seen

    @property
    def refused(self) -> list[tuple[str, int]]:
        """What either side was answered with anything but success."""
        told = [(str(one.get("activityName")), one.get("response", {}).get("statusCode", 200)) for one in self.log]
        return [(name, status) for name, status in told if not 200 <= status < 300]

    # --- how

    def _shown(self, where: str) -> list[Json]:
        return list(self.messages.get(where, {}).values())

    def _actions(self, where: str) -> Iterator[tuple[Json, Json]]:
        return ((shown, one) for shown in self._shown(where) for one in _walk(shown, "Action."))

    def _execute(self, where: str, shown: Json, action: Json, filled: Json) -> None:
        """What the page sends for a press. The card that comes back takes the place of the one that was pressed."""
        if action["type"] != "Action.Execute":
            raise LookupError(f"{action['title']!r} opens a dialog, and there are none here")
        data = {**action["data"], **filled}
        sent = {key: action[key] for key in ("type", "title", "verb")} | {"data": data}
        message = shown["messageId"]
        answer = self._post(
            "/_conversation/v1/invoke",
            {
                "name": "adaptiveCard/action",
                "value": {"action": sent},
                "from": {"id": self.user["id"]},
                "conversation": {"id": f"{where};messageid={message}" if where == self.channel else where},
                "replyToId": message,
            },
        )
        if answer.get("type") == "application/vnd.microsoft.card.adaptive":
            self.messages[where][message] = {**shown, "attachments": [{"content": answer["value"]}]}

    def _post(self, path: str, body: Json) -> Json:
        async def post() -> Json:
            async with self.http.post(self.address + path, json=body) as response:
                assert response.status < 300, await response.text()
                answer = await response.json(content_type=None)
                return answer if isinstance(answer, dict) else {}

        return self.loop.run(post())

    async def _until(self, true: Any) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWERS_WITHIN):
                while not true():  # noqa: ASYNC110 - what it waits for has no event
                    await asyncio.sleep(0.05)

    async def follow(self) -> None:
        """Keep up with what its conversations show, as long as it runs."""
        async with self.http.ws_connect(f"{self.address}/_ws_conversation/v1/conversations/stream") as socket:
            async for told in socket:
                happened = told.json()
                if happened.get("action") in {"createMessage", "updateMessage"}:
                    place = happened["actionConversationId"].partition(";")[0]
                    message = happened["message"]
                    self.messages.setdefault(place, {})[message["messageId"]] = message

    async def follow_log(self) -> None:
        """Keep up with what it says went over the wire."""
        async with self.http.ws_connect(f"{self.address}/_ws/log/stream") as socket:
            async for told in socket:
                self.log.append(told.json().get("log", {}))


@asynccontextmanager
async def running(loop: Loop, port: int, bot_url: str, folder: Path) -> AsyncIterator[Playground]:
    """Agents Playground on this port while the block lasts, with its telemetry switched off."""
    address = f"http://127.0.0.1:{port}"
    program = str(install.package("@microsoft/m365agentsplayground") / "cli.js")
    arguments = ["start", "--app-endpoint", bot_url, "--channel-id", "msteams", "--port", str(port)]
    arguments += ["--service-url", f"{address}/_connector", "--disable-telemetry"]
    with (folder / "playground.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            install.node(), program, *arguments, cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            async with aiohttp.ClientSession() as http:
                config = await _config(http, address, process)
                playground = Playground(loop, address, http, config)
                following = [asyncio.create_task(one()) for one in (playground.follow, playground.follow_log)]
                try:
                    yield playground
                finally:
                    for task in following:
                        task.cancel()
                    await asyncio.gather(*following, return_exceptions=True)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _config(http: aiohttp.ClientSession, address: str, process: asyncio.subprocess.Process) -> Json:
    async with asyncio.timeout(STARTS_WITHIN):
        while process.returncode is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"{address}/_internal/v1/config") as response:
                    return dict((await response.json())["config"])
            await asyncio.sleep(0.1)
    raise AssertionError("Agents Playground did not start")


# --- reading cards


def _walk(part: Any, kind: str) -> Iterator[Json]:
    """Every element of a card whose type begins so, in order."""
    if isinstance(part, dict):
        if str(part.get("type", "")).startswith(kind):
            yield part
        for key, inner in part.items():
            if key != "fallback":  # for other clients
                yield from _walk(inner, kind)
    elif isinstance(part, list):
        for inner in part:
            yield from _walk(inner, kind)


def _inputs(shown: Json) -> Iterator[Json]:
    return _walk(shown.get("attachments", []), "Input.")


def _words(part: Any) -> Iterator[str]:
    """What a message says, a line for each element."""
    if isinstance(part, list):
        for inner in part:
            yield from _words(inner)
    elif isinstance(part, dict):
        if part.get("type") == "RichTextBlock":
            yield "".join(run.get("text", "") for run in part["inlines"])
            return
        yield from (part[key] for key in ("text", "label", "title") if isinstance(part.get(key), str))
        if "value" in part and "title" in part and isinstance(part["value"], str):
            yield part["value"]
        for key, inner in part.items():
            if key not in {"data", "fallback"}:
                yield from _words(inner)


def _chosen(one: Json, value: str) -> str:
    if "choices" not in one:
        return value
    return str(next(choice["value"] for choice in one["choices"] if choice["title"].startswith(value)))
