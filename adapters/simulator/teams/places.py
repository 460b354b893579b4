"""Where people meet: tenants, their teams and channels, and group chats."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.simulator.teams import activities
from adapters.simulator.teams.state import Conversation, guid, hashed

if TYPE_CHECKING:
    from adapters.simulator.teams.cloud import TeamsCloud
    from adapters.simulator.teams.people import Person


@dataclass
class Tenant:
    """An organisation's Microsoft 365. `region` is the first part of its service URL's path."""

    cloud: "TeamsCloud" = field(repr=False)
    id: str
    name: str
    region: str = "teams"
    people: dict[str, "Person"] = field(default_factory=dict, repr=False)
    teams: dict[str, "Team"] = field(default_factory=dict, repr=False)

    @property
    def service_url(self) -> str:
        """Where the bot finds the connector for this tenant."""
        return f"{self.cloud.base_url}/{self.region}/"

    def person(
        self,
        name: str,
        *,
        email: str = "",
        zone: str = "Europe/London",
        language: str = "en",
        guest: bool = False,
        installed: bool = False,
        id: str = "",  # noqa: A002 - what Teams calls it
    ) -> "Person":
        """Somebody who works here, or a guest; the same again where the name is known already.

        The app is not theirs until they `installs()` it; `installed` says that they did long ago.
        """
        known = next((one for one in self.people.values() if name == one.name and id in {"", one.id}), None)
        return known or self.cloud.add_person(self, name, email, zone, language, guest, installed, id)

    def guest(self, name: str, *, email: str = "", **more: Any) -> "Person":
        """Somebody of another organisation who was let in here."""
        return self.person(name, email=email, guest=True, **more)

    def team(self, name: str, *, members: "list[Person] | None" = None, installed: bool = True) -> "Team":
        """A team; the same again where the name is known already.

        Without `members` everybody of the tenant is in it, guests only when added. The app is in it, as if it had
        been for long, unless `installed` is False.
        """
        known = next((one for one in self.teams.values() if one.name == name), None)
        return known or self.cloud.add_team(self, name, members, installed=installed)

    def group_chat(self, *people: "Person", name: str = "", bot: bool = True) -> "GroupChat":
        """A chat of several people, with the bot in it as if somebody had added it."""
        ident = f"19:{hashed(self.id, name, *(one.id for one in people))}@thread.v2"
        ids = [one.id for one in people]
        kept = Conversation(ident, "groupChat", self.id, people=ids, name=name, bot=bot)
        return GroupChat(self.cloud, self.cloud.conversations.setdefault(ident, kept))


@dataclass(frozen=True)
class GroupChat:
    """A chat of several people."""

    cloud: "TeamsCloud" = field(repr=False)
    conversation: Conversation = field(repr=False)

    @property
    def id(self) -> str:
        """Its conversation id."""
        return self.conversation.id

    async def adds_the_bot(self, by: "Person") -> None:
        """Somebody adds the app to this chat."""
        self.conversation.bot = True
        await _came(by, self.conversation, added=True)

    async def removes_the_bot(self, by: "Person") -> None:
        """Somebody takes the app out of this chat."""
        self.conversation.bot = False
        await _came(by, self.conversation, added=False)


async def _came(by: "Person", where: Conversation, *, added: bool, team: "Team | None" = None) -> None:
    """Tell the bot that it came or went, as Teams does: twice."""
    cloud = by.cloud
    update = activities.members_changed(by, where, [{"id": cloud.bot_id}], added=added)
    if team:
        event = "teamMemberAdded" if added else "teamMemberRemoved"
        update["channelData"] = {"team": team.described(), "eventType": event, "tenant": {"id": where.tenant}}
    await cloud.send(update, by)
    await cloud.send(activities.installed(by, where, "add" if added else "remove", team), by)


@dataclass
class Team:
    """A team. Its General channel has the team's own id. `members` None means everybody but guests."""

    tenant: Tenant = field(repr=False)
    id: str
    name: str
    members: list[str] | None = None
    channels: dict[str, "Channel"] = field(default_factory=dict, repr=False)
    deleted: bool = False

    @property
    def cloud(self) -> "TeamsCloud":
        """The cloud it is in."""
        return self.tenant.cloud

    @property
    def conversation(self) -> Conversation:
        """That of its General channel, where what concerns the whole team is told."""
        return self.cloud.conversations[self.id]

    @property
    def installed(self) -> bool:
        """Whether the app is in this team."""
        return self.conversation.bot

    def described(self) -> dict[str, Any]:
        """How activities and the connector describe it."""
        return {"id": self.id, "name": self.name, "aadGroupId": guid(self.id)}

    def people(self) -> "list[Person]":
        """Who is in it."""
        everybody = self.tenant.people.values()
        if self.members is None:
            return [one for one in everybody if not one.guest]
        return [one for one in everybody if one.id in self.members]

    def channel(self, name: str = "General", *, private: bool = False) -> "Channel":
        """A channel; the same again where the name is known already. A private one is closed to the bot."""
        known = next((one for one in self.channels.values() if one.name == name), None)
        return known or self.cloud.add_channel(self, name, private=private)

    async def installs(self, by: "Person") -> None:
        """Somebody adds the app to this team."""
        self._let_in(True)
        await _came(by, self.conversation, added=True, team=self)

    async def uninstalls(self, by: "Person") -> None:
        """Somebody takes the app out of this team."""
        self._let_in(False)
        await _came(by, self.conversation, added=False, team=self)

    def _let_in(self, bot: bool) -> None:
        for channel in self.channels.values():
            channel.conversation.bot = bot and not channel.conversation.private

    def add(self, person: "Person") -> None:
        """Put somebody into the team without a word to the bot."""
        if self.members is None:
            self.members = [one.id for one in self.people()]
        if person.id not in self.members:
            self.members.append(person.id)

    async def joins(self, person: "Person") -> None:
        """Somebody joins the team."""
        self.add(person)
        await self._told(person, "teamMemberAdded", membersAdded=[person.account()])

    async def leaves(self, person: "Person") -> None:
        """Somebody leaves the team."""
        self.add(person)
        (self.members or []).remove(person.id)
        await self._told(person, "teamMemberRemoved", membersRemoved=[person.account()])

    async def renames(self, name: str, by: "Person") -> None:
        """Somebody gives the team another name."""
        self.name = name
        await self._told(by, "teamRenamed")

    async def deletes(self, by: "Person") -> None:
        """Somebody deletes the team."""
        self.deleted = True
        await self._told(by, "teamDeleted")
        self._let_in(False)

    async def new_channel(self, name: str, by: "Person") -> "Channel":
        """Somebody makes a channel."""
        made = self.channel(name)
        await self._told(by, "channelCreated", channel=made)
        return made

    async def _told(self, by: "Person", event: str, *, channel: "Channel | None" = None, **more: Any) -> None:
        if self.installed:
            await self.cloud.send(activities.team_changed(by, self, event, channel=channel, **more), by)


@dataclass
class Channel:
    """A channel of a team."""

    team: Team = field(repr=False)
    id: str
    name: str
    deleted: bool = False

    @property
    def conversation(self) -> Conversation:
        """What stands in it."""
        return self.team.cloud.conversations[self.id]

    async def renames(self, name: str, by: "Person") -> None:
        """Somebody gives the channel another name."""
        self.name = self.conversation.name = name
        await self._told(by, "channelRenamed")

    async def deletes(self, by: "Person") -> None:
        """Somebody deletes the channel."""
        self.deleted = True
        await self._told(by, "channelDeleted")

    async def _told(self, by: "Person", event: str) -> None:
        if self.team.installed:
            await self.team.cloud.send(activities.team_changed(by, self.team, event, channel=self), by)
