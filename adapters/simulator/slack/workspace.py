"""A workspace and its channels, to be set up without events, or changed with them."""

from typing import TYPE_CHECKING

from adapters.simulator.slack import happenings, limits
from adapters.simulator.slack.person import Person
from adapters.simulator.slack.world import Conversation, Member, Team

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud


class Workspace:
    """A workspace by its id. Methods without `await` set things up: the bot is not told."""

    def __init__(self, cloud: "SlackCloud", team: str) -> None:
        self.cloud = cloud
        self.id = team
        self._people: dict[str, Person] = {}

    @property
    def row(self) -> Team:
        """What is kept of it."""
        return self.cloud.world.teams[self.id]

    @property
    def bot_token(self) -> str:
        """The token that the bot has to call with."""
        return self.row.bot_token

    @property
    def bot_user(self) -> str:
        """The bot's own user id here."""
        return self.row.bot_user

    @property
    def people(self) -> list[Person]:
        """Everybody but the bot."""
        return [self.by_id(member.id) for member in self.row.people.values() if not member.bot]

    @property
    def channels(self) -> "list[Channel]":
        """Every channel, public and private."""
        found = self.row.conversations.values()
        return [Channel(self, each.id) for each in found if each.kind in {"channel", "private"}]

    def person(
        self,
        name: str,
        *,
        email: str = "",
        zone: str = "Europe/London",
        language: str = "en",
        user: str = "",
        title: str = "",
        admin: bool = False,
        guest: bool = False,
        stranger: bool = False,
        home_team: str = "",
    ) -> Person:
        """The person of this name, made if there is none yet; a new one is in every open channel there is.

        `user` fixes the id (ids may repeat between workspaces). `stranger` with `home_team` comes from another
        company by Slack Connect.
        """
        known = next((m for m in self.row.people.values() if m.name == name and not m.bot), None)
        if known is None:
            handle = ".".join(word for word in name.lower().split() if word.isalnum()) or "somebody"
            known = Member(
                id=user or self.cloud.world.new_id("U"),
                name=name,
                handle=handle,
                email=email,
                zone=zone,
                locale=language if "-" in language else f"{language}-GB",
                title=title,
                admin=admin,
                guest=guest,
                stranger=stranger,
                home_team=home_team,
            )
            self.row.people[known.id] = known
            for conversation in self.row.conversations.values():
                if conversation.for_all and not guest and not stranger:
                    conversation.members.append(known.id)
        return self.by_id(known.id)

    def channel(
        self,
        name: str,
        *,
        members: list[Person] | None = None,
        private: bool = False,
        bot: bool = True,
        channel: str = "",
        general: bool = False,
        shared_with: list[str] | None = None,
    ) -> "Channel":
        """The channel of this name, made if there is none yet: with everybody, unless `members` says who."""
        name = name.removeprefix("#")
        known = next((c for c in self.row.conversations.values() if c.name == name), None)
        if known is None:
            if name != name.lower() or " " in name or len(name) > limits.CHANNEL_NAME:
                raise ValueError(f"Slack takes no channel called {name!r}: small letters, no spaces")
            people = [m.id for m in self.row.people.values() if not m.bot and not m.deleted]
            chosen = [person.id for person in members] if members is not None else people
            known = Conversation(
                id=channel or self.cloud.world.new_id("C"),
                kind="private" if private else "channel",
                name=name,
                creator=chosen[0] if chosen else "",
                created=int(self.cloud.now().timestamp()),
                members=[*chosen, self.bot_user] if bot else chosen,
                general=general,
                for_all=members is None and not private,
                shared_with=shared_with or [],
            )
            self.row.conversations[known.id] = known
        return Channel(self, known.id)

    def consents(self, by: Person, *scopes: str, organisation: str = "") -> str:
        """Somebody installs the app: the code that Slack gives to the redirect URL, good once.

        `organisation` is the id of an Enterprise organisation that it is installed for as a whole.
        """
        code = self.cloud.world.new_id("X").lower()
        self.cloud.world.codes[code] = [organisation or self.id, by.id, *scopes]
        return code

    def installs(self, bot_token: str) -> None:
        """The app is there (again), with this token, without the OAuth of it."""
        self.row.bot_token, self.row.installed = bot_token, True
        self.row.revoked.pop(bot_token, None)

    async def newcomer(self, name: str, **about: str) -> Person:
        """Somebody joins the workspace: `team_join`."""
        person = self.person(name, email=about.get("email", ""), zone=about.get("zone", "Europe/London"))
        await self.cloud.emit(self.row, happenings.person_joined(self.row, person.row))
        return person

    async def uninstalls(self) -> int:
        """Somebody takes the app away: the token is dead first, then `tokens_revoked` and `app_uninstalled`."""
        self.row.revoked[self.bot_token] = "account_inactive"
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_user]}}
        first = await self.cloud.emit(self.row, revoked)
        second = await self.cloud.emit(self.row, {"type": "app_uninstalled"})
        self.row.installed = False
        return max(first, second)

    async def emits(self, event: dict[str, object]) -> int:
        """Any other event, as it is."""
        return await self.cloud.emit(self.row, event)

    def by_id(self, user: str) -> Person:
        """The person with this id."""
        if user not in self._people:
            self._people[user] = Person(self.cloud, self.id, user)
        return self._people[user]


class Channel:
    """A channel by its id."""

    def __init__(self, workspace: Workspace, channel: str) -> None:
        self.workspace = workspace
        self.cloud = workspace.cloud
        self.id = channel

    @property
    def row(self) -> Conversation:
        """What is kept of it."""
        return self.workspace.row.conversations[self.id]

    @property
    def name(self) -> str:
        """Its name, without a #."""
        return self.row.name

    async def _emit(self, event: dict[str, object]) -> int:
        return await self.cloud.emit(self.workspace.row, event, shared=bool(self.row.shared_with))

    async def renames(self, name: str) -> int:
        """Somebody renames it: `channel_rename`."""
        self.row.name = name
        return await self._emit(happenings.renamed(self.row))

    async def archives(self, by: Person | None = None, *, undo: bool = False) -> int:
        """Somebody archives it, or brings it back: `channel_archive`, `channel_unarchive`."""
        self.row.archived = not undo
        return await self._emit(happenings.archived(self.row, by.id if by else self.row.creator))

    async def adds(self, person: Person) -> int:
        """Somebody joins: `member_joined_channel`, if the bot is there to see it."""
        if person.id not in self.row.members:
            self.row.members.append(person.id)
        if self.workspace.bot_user not in self.row.members:
            return 200
        return await self._emit(happenings.joined(self.workspace.row, self.row, person.id))

    async def adds_bot(self, by: Person) -> int:
        """Somebody invites the bot: `member_joined_channel` of the bot itself."""
        bot = self.workspace.bot_user
        if bot not in self.row.members:
            self.row.members.append(bot)
        return await self._emit(happenings.joined(self.workspace.row, self.row, bot, by.id))

    async def removes_bot(self) -> int:
        """Somebody takes the bot out: `channel_left`."""
        if self.workspace.bot_user in self.row.members:
            self.row.members.remove(self.workspace.bot_user)
        return await self._emit(happenings.left(self.row))
