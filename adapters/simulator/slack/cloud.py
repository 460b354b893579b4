"""The stand-in Slack as a whole: its workspaces, the app that the bot calls, and what it tells the bot.

sim = SlackCloud(bot_url="http://127.0.0.1:3000/slack/events", signing_secret="…")
async with sim.serving() as address:          # SLACK_API_URL is f"{address}/api/"
    network = sim.workspace("T1", "Upstream network", bot_token="xoxb-1")
    ana = network.person("Ana Example")
    await ana.says("hello")
    assert "Welcome" in ana.sees()
"""

import asyncio
import copy
import json
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from adapters.simulator.slack import happenings, limits, screen, sending, world
from adapters.simulator.slack.api import app_of
from adapters.simulator.slack.block_reading import links_of, mentions_of
from adapters.simulator.slack.pace import Pace
from adapters.simulator.slack.person import Person
from adapters.simulator.slack.socket import Socket
from adapters.simulator.slack.view_methods import Trigger, initial_state
from adapters.simulator.slack.workspace import Workspace
from adapters.simulator.slack.world import Conversation, Member, Message, Team, World
from adapters.simulator.wire import Cloud, droppable, served


class SlackCloud(Cloud):
    """A Slack with several workspaces, in which one app (the bot) is installed.

    `bot_url` is the bot's door for events, commands and interactions. `pacing` enforces the rate limits (what is too
    fast is counted in `pace.over` either way). `echoes` sends the bot its own messages as events, as Slack does.
    `retries` sends an event that failed once more at once. `events` are the types the app is subscribed to, None for
    all. `history_most` is 15 for apps outside the Marketplace.
    """

    def __init__(
        self,
        bot_url: str = "",
        signing_secret: str = "stand-in-signing-secret",  # noqa: S107 - of a stand-in
        now: Callable[[], datetime] | None = None,
        base_url: str = "",
        *,
        command: str = "/upstream",
        client_id: str = "1.2",
        client_secret: str = "stand-in-client-secret",  # noqa: S107 - of a stand-in
    ) -> None:
        super().__init__(now, patience=limits.ACK_SECONDS)
        self.bot_url, self.base_url = bot_url, base_url
        self.signing_secret = signing_secret
        self.command = command
        self.client_id, self.client_secret = client_id, client_secret
        self.world = World()
        self.triggers: dict[str, Trigger] = {}
        self.pacing = False
        self.pace = Pace(lambda: self.pacing)
        self.echoes = True
        self.retries = True
        self.events: set[str] | None = None
        self.socket: Socket | None = None
        self.history_most = limits.HISTORY_MOST
        self.sent: deque[dict[str, Any]] = deque(maxlen=100)
        self.unanswered: list[sending.Unanswered] = []
        self.app = droppable(app_of(self))
        self._later: set[asyncio.Task[Any]] = set()
        self._workspaces: dict[str, Workspace] = {}

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on loopback while the block lasts; gives the address, without a slash at the end."""
        async with served(self.app, port) as address:
            self.base_url = self.base_url or address
            try:
                yield address
            finally:
                await self.close()

    @asynccontextmanager
    async def in_socket_mode(self, app_token: str) -> AsyncIterator[Socket]:
        """While the block lasts the bot is told everything over a WebSocket that it opens."""
        self.socket = Socket(app_token)
        await self.socket.start()
        try:
            yield self.socket
        finally:
            await self.socket.stop()
            self.socket = None

    async def close(self) -> None:
        """Stop what is still being told to the bot."""
        for task in list(self._later):
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        await super().close()

    # --- workspaces

    def workspace(
        self,
        team: str,
        name: str = "",
        *,
        bot_token: str = "",
        domain: str = "",
        bot_name: str = "Upstream",
        bot_user: str = "",
        installed: bool = True,
    ) -> Workspace:
        """The workspace with this id, made if there is none yet. Without a token it gets one of its own."""
        if team not in self.world.teams:
            self._make_team(team, name or team, bot_token, domain, bot_name, bot_user, installed=installed)
        if team not in self._workspaces:
            self._workspaces[team] = Workspace(self, team)
        return self._workspaces[team]

    def person(self, user: str, team: str = "") -> Person:
        """The person with this id; `team` where ids repeat between workspaces."""
        for row in self.world.teams.values():
            if user in row.people and team in {"", row.id}:
                return self.workspace(row.id).by_id(user)
        raise KeyError(user)

    @property
    def workspaces(self) -> list[Workspace]:
        """Every workspace."""
        return [self.workspace(team) for team in self.world.teams]

    def _make_team(
        self, team: str, name: str, token: str, domain: str, bot_name: str, bot_user: str, *, installed: bool
    ) -> None:
        user = bot_user or self.world.new_id("U")
        row = Team(
            id=team,
            name=name,
            domain=domain or "".join(c for c in name.lower() if c.isalnum()),
            bot_token=token or f"xoxb-{team.lower()}-{secrets.token_hex(6)}",
            app="A0UPSTREAM",
            bot_user=user,
            bot_id=self.world.new_id("B"),
            installed=installed,
        )
        row.people[user] = Member(user, bot_name, bot_name.lower(), bot=True)
        self.world.teams[team] = row

    # --- conversations and messages

    def open_direct(self, team: Team, user: str) -> Conversation:
        """The direct chat of somebody with the bot."""
        return self._open(team, "im", [user, team.bot_user], "")

    def open_group(self, team: Team, users: list[str]) -> Conversation:
        """The group conversation of the bot with exactly these people."""
        handles = "--".join(team.people[user].handle for user in users)
        return self._open(team, "mpim", [*users, team.bot_user], f"mpdm-{handles}--{team.domain}-1")

    def _open(self, team: Team, kind: world.Kind, members: list[str], name: str) -> Conversation:
        for each in team.conversations.values():
            if each.kind == kind and set(each.members) == set(members):
                return each
        opened = Conversation(
            id=self.world.new_id("D" if kind == "im" else "C"),
            kind=kind,
            name=name,
            creator=team.bot_user,
            created=int(self.now().timestamp()),
            members=list(members),
        )
        team.conversations[opened.id] = opened
        self.tell("conversation", team=team.id, channel=opened.id)
        return opened

    def put(self, team: Team, conversation: Conversation, message: Message) -> None:
        """A message appears. The bot is told of its own here; of people's by their gesture."""
        self._read(message)
        conversation.messages.append(message)
        self.tell("message", team=team.id, channel=conversation.id, ts=message.ts)
        if message.bot and not message.only_to:
            self._echo(team, conversation, happenings.said(team, conversation, message))

    def change(
        self,
        team: Team,
        conversation: Conversation,
        message: Message,
        text: str,
        blocks: list[dict[str, Any]],
    ) -> dict[str, Any]:
        """A message gets another content. Gives the event that tells of it."""
        before = sending.message_json(message, team)
        event_ts = self.world.new_ts(team.id, self.now())
        message.text, message.blocks, message.edited = text, blocks, event_ts
        self._read(message)
        self.tell("message", team=team.id, channel=conversation.id, ts=message.ts)
        event = happenings.changed(team, conversation, message, before, event_ts)
        if message.bot and not message.only_to:
            self._echo(team, conversation, event)
        return event

    def remove(self, team: Team, conversation: Conversation, message: Message) -> dict[str, Any]:
        """A message goes; where it has answers, a line that says so stays. Gives the event that tells of it."""
        event = happenings.deleted(team, conversation, message, self.world.new_ts(team.id, self.now()))
        if any(each.thread_ts == message.ts for each in conversation.messages if each is not message):
            message.subtype, message.user, message.bot = "tombstone", world.SLACKBOT, False
            message.text, message.blocks, message.metadata = "This message was deleted.", [], {}
            self._read(message)
        else:
            conversation.messages.remove(message)
        self.tell("message", team=team.id, channel=conversation.id, ts=message.ts)
        if event["previous_message"].get("bot_id") and not message.only_to:
            self._echo(team, conversation, event)
        return event

    def _read(self, message: Message) -> None:
        message.mentions = mentions_of(message.text, message.blocks, message.parse)
        message.links = links_of(message.text, message.blocks)
        message.state = initial_state(message.blocks) if message.bot else {}

    # --- what the bot is told

    async def emit(self, team: Team, event: dict[str, Any], *, shared: bool = False) -> int:
        """Send an event, if the app is installed, subscribed and allowed to; gives the last status, 200 if not."""
        kind = str(event["type"])
        scope = limits.MESSAGE_SCOPES.get(str(event.get("channel_type"))) if kind == "message" else None
        scope = scope or limits.EVENT_SCOPES.get(kind)
        allowed = team.scopes is None or scope is None or scope in team.scopes
        subscribed = self.events is None or kind in self.events
        if not (self.bot_url and team.installed and allowed and subscribed):
            return 200
        return await sending.send_event(self, sending.envelope(self, team, copy.deepcopy(event), shared))

    async def emit_together(self, team: Team, events: list[dict[str, Any]], *, shared: bool = False) -> list[int]:
        """Send several at the same time, in no order, as Slack sends `message` and `app_mention`."""
        return list(await asyncio.gather(*(self.emit(team, event, shared=shared) for event in events)))

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do this soon, without anybody waiting for it but `settle`."""
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def settle(self) -> None:
        """Wait until everything that is on its way to the bot has arrived."""
        while self._later:
            await asyncio.gather(*self._later, return_exceptions=True)

    def _echo(self, team: Team, conversation: Conversation, event: dict[str, Any]) -> None:
        there = team.installed and team.bot_user in conversation.members
        if self.echoes and self.bot_url and there:
            self.later(self.emit(team, event))

    async def retry_now(self) -> None:
        """The later retries of Slack (after a minute, after five): every event not taken, once more."""
        for waiting in list(self.unanswered):
            await sending.retry(self, waiting)

    async def redeliver(self, times: int = 1) -> list[int]:
        """Send the newest event again under its own id, as Slack does when an acknowledgement got lost."""
        body = json.dumps(self.sent[-1]).encode()
        statuses = []
        for number in range(1, times + 1):
            again = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_timeout"}
            answered = await sending.post_signed(self, body, "application/json", self.sent[-1], **again)
            statuses.append(answered.status)
        return statuses

    async def verify_url(self) -> bool:
        """Ask the bot whether the door is its own, as Slack does when the URL is entered."""
        challenge = secrets.token_hex(8)
        body = {"token": sending.VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        content = json.dumps(body).encode()
        answered = await sending.post_signed(self, content, "application/json", body)
        said = answered.body.get("challenge") if isinstance(answered.body, dict) else answered.body
        return answered.status == 200 and said == challenge  # noqa: PLR2004 - Slack wants 200

    def trigger(self, team: Team, user: str, *, modal: bool = False) -> str:
        """A new `trigger_id`."""
        name = f"{secrets.randbelow(10**9)}.{secrets.randbelow(10**9)}.{secrets.token_hex(12)}"
        self.triggers[name] = Trigger(team.id, user, time.monotonic(), modal)
        while len(self.triggers) > 200:  # noqa: PLR2004 - older ones have long expired
            del self.triggers[next(iter(self.triggers))]
        return name

    # --- for the page

    def view_for(self, person: str, team: str = "") -> dict[str, Any]:
        """All that a page needs to draw this person's Slack; `team` where ids repeat between workspaces."""
        for row in self.world.teams.values():
            if person in row.people and team in {"", row.id}:
                return screen.view_for(row, row.people[person])
        raise KeyError(person)

    def dump(self) -> dict[str, Any]:
        """Everything that lasts, as JSON can carry it (not: the wire, triggers, what waits for a retry)."""
        return world.dump(self.world)

    def load(self, data: dict[str, Any]) -> None:
        """What `dump` gave. Handles of workspaces and people made before go on working where their ids are known."""
        self.world = world.load(data)
        self.tell("loaded")
