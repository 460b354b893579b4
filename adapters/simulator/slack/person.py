"""A person in a stand-in Slack: what they do, and what they see.

Every gesture returns after the bot has answered it, and after what the bot posted has been told back to it. What the
bot answered is `last_status`; a 5xx is raised (see `Cloud.raises`).
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from adapters.simulator.slack import filling, hands, happenings, screen
from adapters.simulator.slack.block_reading import buttons_of, inputs_of
from adapters.simulator.slack.sending import view_json
from adapters.simulator.slack.typing_in import typed
from adapters.simulator.slack.world import CannotError, Conversation, Member, Message, Team
from adapters.simulator.wire import TIMED_OUT, Answered

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Place = str | _HasId
"""A channel, a conversation's id or name, or `"direct"`, `"modal"`, `"home"`."""
Which = Message | Mapping[str, Any] | str
"""A message: itself, what `screen` said of it, its ts, or some of its words (the newest with them)."""


class Person:
    """Somebody, by workspace and user id."""

    def __init__(self, cloud: "SlackCloud", team: str, user: str) -> None:
        self.cloud = cloud
        self.team_id = team
        self.id = user
        self.last_status = 200

    @property
    def team(self) -> Team:
        """Their workspace's row."""
        return self.cloud.world.teams[self.team_id]

    @property
    def row(self) -> Member:
        """What is kept of them."""
        return self.team.people[self.id]

    @property
    def name(self) -> str:
        """Their name."""
        return self.row.name

    @property
    def direct(self) -> Conversation:
        """Their direct chat with the bot."""
        return self.cloud.open_direct(self.team, self.id)

    @property
    def groups(self) -> list[Conversation]:
        """The group conversations they are in with the bot."""
        return [c for c in screen.conversations_of(self.team, self.row) if c.kind == "mpim"]

    # --- writing

    async def says(self, words: str, in_: Place | None = None) -> Message:
        """Write, to the bot or in a channel. `@Upstream`, `@Ana Example` and `@channel` become mentions."""
        return await self._write(words, self.place(in_))

    async def replies(self, words: str, to: Which) -> Message:
        """Write in the thread of a message."""
        conversation, message = self.message(to)
        return await self._write(words, conversation, message.thread_ts or message.ts)

    async def edits(self, which: Which, words: str) -> None:
        """Change a message of their own: `message_changed`, if the bot can read there."""
        conversation, message = self._own(which)
        text, blocks = typed(words, self._mentionable())
        event = self.cloud.change(self.team, conversation, message, text, blocks)
        await self._tell(conversation, event)

    async def deletes(self, which: Which) -> None:
        """Delete a message of their own: `message_deleted`, if the bot can read there."""
        conversation, message = self._own(which)
        await self._tell(conversation, self.cloud.remove(self.team, conversation, message))

    async def command(self, words: str, in_: Place | None = None, *, name: str = "") -> Answered:
        """The slash command with these words; `name` for another than the bot's usual one."""
        conversation = self.place(in_)
        self.row.looks_at = conversation.id
        used = name or self.cloud.command
        return await self._did(await hands.command(self.cloud, self.team, self.row, conversation, used, words))

    async def _write(self, words: str, conversation: Conversation, thread: str = "") -> Message:
        if conversation.archived:
            raise CannotError(f"#{conversation.name} is archived")
        if self.id not in conversation.members:
            if conversation.kind != "channel":
                raise CannotError(f"{self.name} is not in that conversation")
            conversation.members.append(self.id)
        text, blocks = typed(words, self._mentionable())
        ts = self.cloud.world.new_ts(self.team_id, self.cloud.now())
        message = Message(ts, self.id, text, blocks, thread_ts=thread, client_msg_id=str(uuid.uuid4()))
        self.cloud.put(self.team, conversation, message)
        self.row.looks_at = conversation.id
        self.row.read[conversation.id] = ts
        events = [happenings.said(self.team, conversation, message)]
        if self.team.bot_user in message.mentions and conversation.kind != "im":
            events.append(happenings.mentioned(self.team, conversation, message))
        await self._tell(conversation, *events)
        return message

    async def _tell(self, conversation: Conversation, *events: dict[str, Any]) -> None:
        """Tell the bot, if it is in that conversation; what comes twice (a mention) comes at the same time."""
        statuses = [200]
        if self.team.bot_user in conversation.members:
            shared = bool(conversation.shared_with)
            statuses = await self.cloud.emit_together(self.team, list(events), shared=shared)
        await self._ended(statuses)

    def _mentionable(self) -> dict[str, str]:
        return {name: m.id for m in self.team.people.values() for name in (m.handle, m.name)}

    # --- using what is on the screen

    async def presses(self, label: str, in_: Place | None = None) -> Answered:
        """Press the newest button with this label (exact, else beginning so): in the modal, then elsewhere."""
        surfaces = self._surfaces(in_)
        for begins in (False, True):
            for surface in surfaces:
                for block, button in buttons_of(surface.blocks):
                    if _fits(button["text"]["text"], label, begins=begins):
                        return await self._act(surface, block, button)
                if surface.modal and _fits(_foot(surface, "submit"), label, begins=begins):
                    return await self.submits()
        there = ", ".join(map(repr, self.buttons(in_))) or "none"
        raise CannotError(f"{self.name} sees no button {label!r}; there are: {there}")

    async def fills(
        self, values: Mapping[str, filling.Value], submit: str | None = None, in_: Place | None = None
    ) -> Answered:
        """Fill fields by their labels, choices by theirs, and send off: the modal, else the newest with fields.

        `submit` is the label of what sends it, where it is not the modal's own.
        """
        surface = next((each for each in self._surfaces(in_) if inputs_of(each.blocks)), None)
        if surface is None:
            raise CannotError(f"{self.name} sees nothing to fill in")
        for label, value in values.items():
            await self._fill(surface, label, value)
        if surface.modal and (submit is None or _fits(_foot(surface, "submit"), submit, begins=True)):
            return await self.submits()
        if submit is None:
            raise CannotError("this is no modal: say with submit= which button sends it")
        return await self.presses(submit, in_)

    async def chooses(self, label: str, value: filling.Value, in_: Place | None = None) -> Answered:
        """Choose in a select, checkboxes or a date picker that acts at once (`block_actions`)."""
        for surface in self._surfaces(in_):
            if inputs_of(surface.blocks):
                block, element = await self._fill(surface, label, value)
                return await self._act(surface, block, element)
        raise CannotError(f"{self.name} sees nothing to choose from")

    async def submits(self) -> Answered:
        """Press the submit button of the open modal."""
        return await self._did(await hands.submit(self.cloud, self.team, self.row))

    async def closes(self, *, everything: bool = False) -> None:
        """Close the modal on top, or the whole stack."""
        answered = await hands.close(self.cloud, self.team, self.row, everything=everything)
        await self._did(answered or Answered(200))

    async def opens_home(self) -> None:
        """Open the bot's Home tab: `app_home_opened`."""
        self.row.looks_at = "home"
        home = self.team.homes.get(self.id)
        view = view_json(home, [], self.team) if home else None
        event = happenings.home_opened(self.id, self.direct.id, view)
        await self._ended([await self.cloud.emit(self.team, event)])

    async def shortcut(self, callback_id: str) -> Answered:
        """Choose a global shortcut of the app."""
        return await self._did(await hands.shortcut(self.cloud, self.team, self.row, callback_id))

    async def acts_on(self, which: Which, callback_id: str) -> Answered:
        """Choose the app's shortcut of that callback_id from a message's menu."""
        on = self.message(which)
        return await self._did(await hands.shortcut(self.cloud, self.team, self.row, callback_id, on))

    async def acts(
        self, on: str, block_id: str, action_id: str, inputs: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Answered:
        """Use exactly this element, for the page. `on` is a ts or view id; `inputs` new state by block and action."""
        for surface in self._surfaces(None):
            here = surface.view.id if surface.view else surface.message.ts if surface.message else ""
            if here != on:
                continue
            self.keeps(surface, inputs or {})
            for block, element in [*buttons_of(surface.blocks), *(f[:2] for f in inputs_of(surface.blocks))]:
                if (block["block_id"], element["action_id"]) == (block_id, action_id):
                    return await self._act(surface, block, element)
        raise CannotError(f"there is no {block_id}/{action_id} on {on}")

    async def sends(self, inputs: Mapping[str, Mapping[str, Any]]) -> Answered:
        """Send the open modal off with exactly this state, for the page."""
        self.keeps(self._surfaces("modal")[0], inputs)
        return await self.submits()

    def keeps(self, surface: hands.Surface, inputs: Mapping[str, Mapping[str, Any]]) -> None:
        """Put this state (by block_id and action_id) into a surface's fields."""
        for block_id, elements in inputs.items():
            for action_id, value in elements.items():
                if action_id not in surface.state.get(block_id, {}):
                    raise CannotError(f"there is no field {block_id}/{action_id}")
                surface.state[block_id][action_id] = dict(value)

    async def _act(self, surface: hands.Surface, block: dict[str, Any], element: dict[str, Any]) -> Answered:
        return await self._did(await hands.act(self.cloud, self.team, self.row, surface, block, element))

    async def _fill(
        self, surface: hands.Surface, label: str, value: filling.Value
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        block, element = filling.find_field(surface.blocks, label)
        offered: list[dict[str, Any]] = []
        if "external" in element["type"]:
            words = value if isinstance(value, str) else ""
            offered = await hands.suggest(self.cloud, self.team, self.row, surface, block, element, words)
        state = surface.state.setdefault(block["block_id"], {})
        state[element["action_id"]] = filling.fill(self.team, element, value, offered)
        return block, element

    def _surfaces(self, in_: Place | None) -> list[hands.Surface]:
        """What can be used, first what is in front: modal, Home if it is open, messages by age, Home."""
        wanted = "" if in_ is None else self._place_id(in_)
        stack, home = self.team.modals.get(self.id, []), self.team.homes.get(self.id)
        found = [hands.Surface(stack[-1])] if stack and wanted in {"", "modal"} else []
        homes = [hands.Surface(home)] if home and wanted in {"", "home"} else []
        messages = [
            hands.Surface(None, conversation, message)
            for conversation in screen.conversations_of(self.team, self.row)
            if wanted in {"", conversation.id}
            for message in screen.visible(conversation, self.row)
        ]
        messages.sort(key=lambda surface: float(surface.message.ts if surface.message else 0), reverse=True)
        in_front = self.row.looks_at == "home"
        return found + (homes + messages if in_front else messages + homes)

    # --- what they see

    def sees(self, in_: Place | None = None) -> str:
        """All the words on their screen, oldest first: chats, ephemerals, the open modal, Home."""
        return screen.text_of(self.screen(in_))

    def screen(self, in_: Place | None = None) -> list[dict[str, Any]]:
        """The same as data."""
        wanted = "" if in_ is None else self._place_id(in_)
        return screen.screen(self.team, self.row, wanted)

    def buttons(self, in_: Place | None = None) -> list[str]:
        """The labels of all buttons they see, oldest first."""
        return [label for entry in self.screen(in_) for label in entry["buttons"]]

    def reads(self, in_: Place | None = None) -> None:
        """Read a conversation to its end, so that nothing there is unread."""
        conversation = self.place(in_)
        shown = screen.visible(conversation, self.row)
        if shown:
            self.row.read[conversation.id] = shown[-1].ts
            self.cloud.tell("read", team=self.team_id, user=self.id, channel=conversation.id)

    def place(self, in_: Place | None) -> Conversation:
        """The conversation that is meant; the direct chat with the bot where nothing is said."""
        if in_ is None or in_ == "direct":
            return self.direct
        wanted = self._place_id(in_)
        if wanted not in self.team.conversations:
            raise CannotError(f"there is no conversation {wanted!r} here")
        return self.team.conversations[wanted]

    def _place_id(self, in_: Place) -> str:
        wanted = in_ if isinstance(in_, str) else in_.id
        if wanted == "direct":
            return self.direct.id
        named = (c.id for c in self.team.conversations.values() if c.name == wanted.removeprefix("#") != "")
        return wanted if wanted in self.team.conversations else next(named, wanted)

    def message(self, which: Which) -> tuple[Conversation, Message]:
        """The message that is meant, and where it stands."""
        wanted = which if isinstance(which, str) else which["id"] if isinstance(which, Mapping) else which.ts
        places = screen.conversations_of(self.team, self.row)
        seen = [(place, m) for place in places for m in screen.visible(place, self.row)]
        seen.sort(key=lambda pair: float(pair[1].ts), reverse=True)
        for place, message in seen:
            if message.ts == wanted:
                return place, message
        for place, message in seen:
            if wanted and wanted in screen.message_entry(self.team, place, message)["text"]:
                return place, message
        raise CannotError(f"{self.name} sees no message {wanted!r}")

    def _own(self, which: Which) -> tuple[Conversation, Message]:
        conversation, message = self.message(which)
        if message.user != self.id:
            raise CannotError("this message is somebody else's")
        return conversation, message

    # --- what becomes of them

    async def changes(self, **about: str | bool) -> None:
        """Another `name`, `email`, `zone`, `locale`, `title`, `guest`, `deleted`: `user_change`."""
        for key, value in about.items():
            if key not in {"name", "email", "zone", "locale", "title", "guest", "deleted"}:
                raise CannotError(f"there is no {key!r} to change")
            setattr(self.row, key, value)
        event = happenings.person_changed(self.team, self.row)
        await self._ended([await self.cloud.emit(self.team, event)])

    async def _did(self, answered: Answered) -> Answered:
        await self._ended([answered.status])
        return answered

    async def _ended(self, statuses: Sequence[int]) -> None:
        """The gesture is over: the worst status is kept, and raised where it is to be."""
        failed = [status for status in statuses if not 200 <= status < 300]  # noqa: PLR2004 - 2xx
        self.last_status = (TIMED_OUT if TIMED_OUT in failed else max(failed)) if failed else 200
        await self.cloud.settle()
        self.cloud.judge(self.last_status, "the bot's door")


def _fits(there: str, wanted: str, *, begins: bool) -> bool:
    return bool(there) and (there.startswith(wanted) if begins else there == wanted)


def _foot(surface: hands.Surface, part: str) -> str:
    payload = surface.view.payload if surface.view else {}
    return str(payload[part]["text"]) if payload.get(part) else ""
