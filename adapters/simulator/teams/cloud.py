"""A stand-in for Microsoft Teams on this machine: its sign-in, its connector, its tenants and the people in them."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette

from adapters.simulator.teams import keys, limits, remember, screen
from adapters.simulator.teams.connector import Connector
from adapters.simulator.teams.login import Login
from adapters.simulator.teams.pace import Throttle
from adapters.simulator.teams.people import Person
from adapters.simulator.teams.places import Channel, Team, Tenant
from adapters.simulator.teams.state import Conversation, Message, guid, hashed
from adapters.simulator.wire import Answered, Cloud, droppable, served

Found = dict[str, Any]


class TeamsCloud(Cloud):
    """The whole of it. Serve `app` at `base_url` (or use `serving`), and let people act.

    `bot_url` is the bot's messaging endpoint; where it has no path, `/api/messages`. `home_tenant` is where a
    single-tenant app gets its tokens; empty for an app that may get them anywhere. `pacing` turns throttling on.
    `problems` says why answers of the bot could not be shown, `undelivered` which activities it did not take.
    """

    def __init__(
        self,
        bot_url: str,
        app_id: str,
        app_password: str,
        now: Callable[[], datetime] | None = None,
        base_url: str = "",
        *,
        bot_name: str = "Upstream",
        home_tenant: str = "",
    ) -> None:
        super().__init__(now, patience=limits.MESSAGE_SECONDS)
        self.bot_url = bot_url if urlsplit(bot_url).path.strip("/") else f"{bot_url.rstrip('/')}/api/messages"
        self.app_id, self.app_password = app_id, app_password
        self.base_url = base_url.rstrip("/")
        self.bot_id, self.bot_name = f"28:{app_id}", bot_name
        self.home_tenant = home_tenant
        self.pacing = False
        self.keys = keys.Keys()
        self.throttle = Throttle()
        self.tenants: dict[str, Tenant] = {}
        self.people: dict[str, Person] = {}
        self.people_by_id: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.problems: list[str] = []
        self.undelivered: list[tuple[Found, Person]] = []
        self.sent: Found | None = None
        self.last_id = 0
        routes = [*Login(self).routes(), *Connector(self).routes()]
        self.app = droppable(Starlette(routes=routes))

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Serve it on loopback while the block lasts, and know its own address."""
        async with served(self.app, port) as address:
            self.base_url = address
            try:
                yield address
            finally:
                await self.close()

    @property
    def openid_url(self) -> str:
        """Where a bot finds the keys that this cloud signs with."""
        return f"{self.base_url}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """Where a bot gets tokens, below the tenant's id."""
        return self.base_url

    # --- who and where ---

    def tenant(self, id: str, name: str = "", *, region: str = "teams") -> Tenant:  # noqa: A002 - what Teams calls it
        """A tenant; the same again where the id is known already."""
        return self.tenants.setdefault(id, Tenant(self, id, name or id, region))

    def person(self, id: str) -> Person:  # noqa: A002 - what Teams calls it
        """Somebody, by their Entra object id or by the id that the bot knows."""
        return self.people_by_id.get(id) or self.people[id]

    def add_person(
        self, tenant: Tenant, name: str, email: str, zone: str, language: str, guest: bool, installed: bool, ident: str
    ) -> Person:
        """Behind `Tenant.person`."""
        ident = ident or guid(tenant.id, name)
        email = email or f"{name.lower().replace(' ', '.')}@{tenant.id[:8]}.example"
        personal: Any = "installed" if installed else "none"
        made = Person(self, tenant, ident, name, email, zone, language, guest, personal)
        tenant.people[ident] = self.people_by_id[ident] = self.people[made.mri] = made
        return made

    def add_team(self, tenant: Tenant, name: str, members: list[Person] | None, *, installed: bool) -> Team:
        """Behind `Tenant.team`."""
        ident = f"19:{hashed('team', tenant.id, name, length=43)}1@thread.tacv2"
        ids = None if members is None else [one.id for one in members]
        made = tenant.teams[ident] = Team(tenant, ident, name, ids)
        self._open(made, ident, "General", private=False, bot=installed)
        return made

    def add_channel(self, team: Team, name: str, *, private: bool) -> Channel:
        """Behind `Team.channel`."""
        ident = f"19:{hashed('channel', team.id, name)}@thread.tacv2"
        return self._open(team, ident, name, private=private, bot=team.installed and not private)

    def _open(self, team: Team, ident: str, name: str, *, private: bool, bot: bool) -> Channel:
        kept = Conversation(ident, "channel", team.tenant.id, team=team.id, name=name, bot=bot, private=private)
        self.conversations[ident] = kept
        made = team.channels[ident] = Channel(team, ident, name)
        return made

    def team(self, ident: str) -> Team | None:
        """A team by its id."""
        return next((one.teams[ident] for one in self.tenants.values() if ident in one.teams), None)

    def members(self, where: Conversation) -> list[Person]:
        """Who is in a conversation."""
        if where.kind != "channel":
            return [self.people_by_id[one] for one in where.people]
        team = self.team(where.team)
        return team.people() if team else []

    def is_gone(self, where: Conversation) -> bool:
        """Whether this was a channel that is deleted, with its team or alone."""
        if where.kind != "channel":
            return False
        team = self.team(where.team)
        return team is None or team.deleted or team.channels[where.id].deleted

    def name_of(self, author: str) -> str:
        """What stands above a message."""
        return self.bot_name if author == self.bot_id else self.people[author].name

    # --- messages ---

    def next_id(self) -> str:
        """An id as Teams gives to messages: milliseconds, never twice."""
        self.last_id = max(self.last_id + 1, int(self.now().timestamp() * 1000))
        return str(self.last_id)

    def keep(self, where: Conversation, author: str, activity: Found, *, root: str) -> Message:
        """Put a message into a conversation; `root` is the post it stands under, empty for a new one."""
        ident = self.next_id()
        post = (root or ident) if where.kind == "channel" else ""
        message = Message(ident, where.id, author, activity, self.now().isoformat(), post)
        where.messages.append(message)
        self.tell("message", conversation=where.id, message=ident)
        return message

    # --- speaking to the bot ---

    def sign(self, activity: Found, **overrides: Any) -> str:
        """The token that goes with an activity, or one that is wrong on purpose: see `keys.channel_token`."""
        return keys.channel_token(self.keys, self.app_id, str(activity.get("serviceUrl", "")), **overrides)

    def rotate_keys(self, *, keep_old: bool = False) -> None:
        """Sign with a new key from now on, as Bot Framework does now and then."""
        self.keys.rotate(keep_old=keep_old)

    async def deliver(self, activity: Found, authorization: str | None = None) -> Answered:
        """Send this to the bot as it is. `authorization` is the whole header; empty sends none."""
        header = f"Bearer {self.sign(activity)}" if authorization is None else authorization.strip()
        headers = {"Content-Type": "application/json; charset=utf-8"} | ({"Authorization": header} if header else {})
        return await self.post_to_bot(self.bot_url, json.dumps(activity).encode(), headers, activity)

    async def ask(self, activity: Found, by: Person) -> Answered:
        """Send an invoke; its answer is for the person to see. Raises what a gesture is to raise."""
        by.problem = ""
        self.sent = activity
        answered = await self.deliver(activity)
        by.last_status = answered.status
        if not answered.ok:
            by.problem = "Unable to reach app. Please try again."
        self.judge(answered.status, urlsplit(self.bot_url).path)
        return answered

    async def send(self, activity: Found, by: Person) -> Answered:
        """Send any other activity, kept for `retry_now` where the bot fails."""
        self.sent = activity
        answered = await self.deliver(activity)
        by.last_status = answered.status
        if answered.status == 0 or answered.status >= 500:  # noqa: PLR2004 - what 5xx means
            self.undelivered.append((activity, by))
        self.judge(answered.status, urlsplit(self.bot_url).path)
        return answered

    async def retry_now(self) -> list[int]:
        """Deliver once more what the bot did not take, with the same ids; then it is given up. Gives the statuses."""
        waiting, self.undelivered = self.undelivered, []
        return [(await self.deliver(activity)).status for activity, _ in waiting]

    async def redeliver(self, times: int = 1, **changes: Any) -> list[int]:
        """Deliver the last activity again, as happens in the world; `id=…` gives it another id. Gives the statuses."""
        if self.sent is None:
            raise ValueError("nothing was sent yet")
        return [(await self.deliver({**self.sent, **changes})).status for _ in range(times)]

    # --- for the page, and for another day ---

    def view_for(self, person_id: str) -> Found:
        """All that a page needs to draw this person's Teams."""
        return screen.view_for(self.person(person_id))

    def dump(self) -> Found:
        """Everything but keys and the log of the wire, as JSON."""
        return remember.dump(self)

    def load(self, dumped: Found) -> None:
        """Take the place of what `dump` wrote."""
        remember.load(self, dumped)
