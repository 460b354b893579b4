"""People in Teams: what they do with their hands, and what stands on their screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from adapters.simulator.teams import activities, answers, extension, hands, screen
from adapters.simulator.teams.places import Channel, GroupChat, Team, Tenant
from adapters.simulator.teams.state import CannotError, Conversation, Message, guid, hashed
from adapters.simulator.wire import Answered

if TYPE_CHECKING:
    from adapters.simulator.teams.cloud import TeamsCloud

Place = Channel | GroupChat | Team | Conversation | str
"""Somewhere to narrow down to. A string is a conversation's id or name, or `direct`, or (on the screen) `modal`."""

Which = Message | Mapping[str, Any] | str
"""A message: itself, what `screen` said of it, its id, or some of its words (the newest with them)."""


@dataclass
class Person:
    """Somebody with an account in one tenant. `id` is their Entra object id, `mri` the id that Teams gives the bot.

    `personal` says whether the app is in their own chat. `last_status` is what the bot answered last (0: nothing in
    time), `problem` what Teams showed them instead of the bot's answer.
    """

    cloud: "TeamsCloud" = field(repr=False)
    tenant: Tenant = field(repr=False)
    id: str
    name: str
    email: str
    zone: str = "Europe/London"
    language: str = "en"
    guest: bool = False
    personal: Literal["none", "installed", "removed"] = "none"
    blocked: bool = False
    dialog: dict[str, Any] | None = None
    results: list[dict[str, Any]] = field(default_factory=list, repr=False)
    last_status: int | None = None
    problem: str = ""

    @property
    def mri(self) -> str:
        """How the bot is told who this is; another for every bot."""
        return f"29:1{hashed(self.cloud.app_id, self.tenant.id, self.id, length=60)}"

    @property
    def direct(self) -> Conversation:
        """Their own chat with the bot."""
        ident = f"a:1{hashed('chat', self.cloud.app_id, self.tenant.id, self.id, length=90)}"
        kept = Conversation(ident, "personal", self.tenant.id, people=[self.id], name=self.cloud.bot_name)
        return self.cloud.conversations.setdefault(ident, kept)

    def account(self) -> dict[str, Any]:
        """How the connector describes them."""
        first, _, last = self.name.partition(" ")
        return {
            "id": self.mri,
            "name": self.name,
            "aadObjectId": self.id,
            "objectId": self.id,
            "givenName": first,
            "surname": last,
            "email": self.email,
            "userPrincipalName": self._principal(),
            "tenantId": self.tenant.id,
            "userRole": "guest" if self.guest else "user",
        }

    def _principal(self) -> str:
        local = self.email.replace("@", "_")
        return f"{local}#EXT#@{guid(self.tenant.id)[:8]}.onmicrosoft.example" if self.guest else self.email

    def teams(self) -> list[Team]:
        """The teams they are in."""
        return [team for team in self.tenant.teams.values() if not team.deleted and self in team.people()]

    def why_not(self) -> str:
        """Why the bot may not write to them: the connector's error code, or nothing."""
        if self.blocked:
            return "ConversationBlockedByUser"
        if self.personal == "removed":
            return "MessageWritesBlocked"
        if self.personal == "installed" or any(team.installed for team in self.teams()):
            return ""
        return "BotNotInConversationRoster"

    # --- the app ---

    async def installs(self) -> None:
        """Add the app to their own chat."""
        self.personal, self.blocked = "installed", False
        added = activities.members_changed(self, self.direct, [{"id": self.cloud.bot_id}], added=True)
        await self.cloud.send(added, self)
        await self.cloud.send(activities.installed(self, self.direct, "add"), self)

    async def upgrades(self) -> None:
        """Take a new version of the app."""
        await self.cloud.send(activities.installed(self, self.direct, "add-upgrade"), self)

    async def uninstalls(self) -> None:
        """Take the app out of their own chat."""
        self.personal = "removed"
        await self.cloud.send(activities.installed(self, self.direct, "remove"), self)

    def blocks(self) -> None:
        """Block the bot. It is not told."""
        self.blocked = True

    # --- words ---

    async def says(self, text: str, in_: Place | None = None) -> Message:
        """Write: to the bot, or a new post in a channel, which it hears only where it is mentioned as `@Upstream`."""
        return await self._write(text, self.place(in_), root="")

    async def replies(self, text: str, to: Which) -> Message:
        """Answer a message: under its post in a channel (heard only with a mention), quoting it in a chat."""
        message = self.message(to)
        where = self.cloud.conversations[message.conversation]
        return await self._write(text, where, root=message.root, quoting=message)

    async def command(self, text: str, in_: Place | None = None) -> Message:
        """Type a command. Teams has no slash commands: elsewhere than in their own chat the bot is mentioned."""
        where = self.place(in_)
        return await self.says(text if where.kind == "personal" else f"@{self.cloud.bot_name} {text}", in_)

    async def opens_home(self) -> None:
        """Ask for home. Teams tells a bot nothing when somebody opens it, so they type the word."""
        await self.says("home")

    async def edits(self, message: Which, text: str) -> None:
        """Change a message of their own. The bot is told where it had heard it, or is mentioned now."""
        kept = self._own(message)
        where = self.cloud.conversations[kept.conversation]
        kept.activity, kept.mentions = activities.written(text, self.cloud.bot_name, self.cloud.bot_id)
        kept.edited = True
        self.cloud.tell("message", conversation=where.id, message=kept.id)
        kept.told = kept.told or bool(kept.mentions)
        if kept.told and where.bot:
            await self.cloud.send(activities.edited(self, where, kept), self)

    async def deletes(self, message: Which) -> None:
        """Delete a message of their own. The bot is told where it had heard it."""
        kept = self._own(message)
        where = self.cloud.conversations[kept.conversation]
        kept.deleted = True
        self.cloud.tell("message", conversation=where.id, message=kept.id)
        if kept.told and where.bot:
            await self.cloud.send(activities.deleted(self, where, kept), self)

    async def reacts(self, message: Which, reaction: str = "like") -> None:
        """Put a reaction on a message; on one that has it, take it away. The bot hears of its own messages only."""
        kept = self.message(message)
        added = kept.reactions.get(self.id) != reaction
        kept.reactions.pop(self.id, None)
        if added:
            kept.reactions[self.id] = reaction
        where = self.cloud.conversations[kept.conversation]
        if kept.author == self.cloud.bot_id and where.bot:
            await self.cloud.send(activities.reacted(self, where, kept, reaction, added=added), self)

    async def _write(self, text: str, where: Conversation, root: str, quoting: Message | None = None) -> Message:
        if where.kind == "personal":
            if self.personal != "installed" and not (where.messages and not self.why_not()):
                raise CannotError(f"{self.name} does not have the app: await person.installs() first")
            self.blocked = False
        quoted = quoting if where.kind != "channel" else None
        written, mentions = activities.written(text, self.cloud.bot_name, self.cloud.bot_id, quoting=quoted)
        message = self.cloud.keep(where, self.mri, written, root=root)
        message.mentions = mentions if where.bot else []
        message.told = where.kind == "personal" or bool(message.mentions)
        if message.told:
            await self.cloud.send(activities.said(self, where, message), self)
        return message

    # --- cards, dialogs and the search box ---

    async def presses(self, label: str, in_: Place | None = None) -> Answered | None:
        """Press the newest button of that label (exactly, else beginning so) in the dialog, else anywhere."""
        return await hands.presses(self, label, in_)

    async def fills(
        self,
        values: Mapping[str, str | bool | Sequence[str]],
        submit: str | None = None,
        in_: Place | None = None,
    ) -> Answered | None:
        """Fill in the dialog, else the newest card with such inputs, and press the button that sends it.

        Keys are labels or their beginnings; choices are named by their titles.
        """
        return await hands.fills(self, values, submit, in_)

    async def acts(self, on: str, action: Mapping[str, Any], inputs: Mapping[str, str]) -> Answered | None:
        """Press exactly this action with exactly these inputs, for the page. `on` is a message id, or `dialog`."""
        return await hands.acts(self, on, action, inputs)

    def closes(self) -> None:
        """Close the dialog without sending it."""
        self.dialog = None

    def reloads(self) -> None:
        """Open Teams anew: what was shown to them alone is gone, cards stand as they were posted."""
        self.problem = ""
        for where in self.places():
            for message in where.messages:
                message.views.pop(self.id, None)
                message.notes.pop(self.id, None)

    async def looks(self) -> None:
        """Look at everything once more: their client asks how cards stand for them, where the cards say so."""
        for where in self.places():
            for message in where.messages:
                await answers.refresh(self, message)

    async def searches(self, words: str, command: str = "search", in_: Place | None = None) -> list[dict[str, Any]]:
        """Type into the app's search box beside a message; gives what was found. No words are its first look."""
        return await extension.searches(self, words, command, in_)

    def inserts(self, number: int = 0, in_: Place | None = None) -> Message:
        """Put one of the results into the conversation, as a message of their own."""
        return extension.inserts(self, number, in_)

    async def acts_on(self, message: Which, command: str) -> Answered:
        """Choose the app's action of that id from a message's menu, which opens a dialog."""
        return await extension.acts_on(self, self.message(message), command)

    # --- the screen ---

    def sees(self, in_: Place | None = None) -> str:
        """Every word on their screen, oldest first, the dialog last; the name of a place before what stands there."""
        return screen.text(self, in_)

    def screen(self, in_: Place | None = None) -> list[dict[str, Any]]:
        """The same as data."""
        return [item.described() for item in screen.items(self, in_)]

    def buttons(self, in_: Place | None = None) -> list[str]:
        """The labels of all buttons, oldest first."""
        return [press.label for item in screen.items(self, in_) for press in item.seen.presses]

    def places(self) -> list[Conversation]:
        """The conversations they are in: own chat, group chats, channels."""
        cloud = self.cloud
        own = [self.direct] if self.personal != "none" or self.direct.messages else []
        groups = [one for one in cloud.conversations.values() if one.kind == "groupChat" and self.id in one.people]
        channels = [channel for team in self.teams() for channel in team.channels.values() if not channel.deleted]
        return [*own, *groups, *(channel.conversation for channel in channels)]

    def place(self, in_: Place | None) -> Conversation:
        """The conversation that is meant; their own chat with the bot where nothing is said."""
        if in_ is None or in_ == "direct":
            return self.direct
        wanted = in_ if isinstance(in_, str) else in_.id
        for found in self.places():
            if wanted == found.id or (isinstance(in_, str) and wanted == found.name):
                return found
        raise CannotError(f"{self.name} is not in that conversation")

    def message(self, which: Which) -> Message:
        """The message that is meant."""
        wanted = which if isinstance(which, str) else which["id"] if isinstance(which, Mapping) else which.id
        shown = [one for one in screen.items(self) if one.message]
        found = [one for one in shown if one.id == wanted]
        if not found and isinstance(which, str):
            found = [one for one in shown if which in "\n".join(one.lines())]
        if not found or found[-1].message is None:
            raise CannotError(f"{self.name} sees no message {wanted!r}")
        return found[-1].message

    def _own(self, which: Which) -> Message:
        message = self.message(which)
        if message.author != self.mri:
            raise CannotError(f"{self.name} did not write that")
        return message
