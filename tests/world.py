"""A world to test in: the whole program on a real database, beside stand-ins of Slack and Teams, told as a story.

Everything goes over the wire. Time stands still until a test moves it, and nothing is delivered until it settles.
Whoever is in it has the same gestures, whatever they chat on: they say, reply, press, fill in, and see.
"""

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlmodel import SQLModel, select

from adapters.main import build
from adapters.parts import Parts
from adapters.simulator.slack import sending
from adapters.simulator.slack.world import CannotError as SlackCannotError
from adapters.simulator.teams.state import CannotError as TeamsCannotError
from adapters.standins import TENANT, WORKSPACE, Beside, beside_stand_ins
from adapters.terminal.outgoing import buttons_of
from adapters.terminal.platform import Person as Prompt
from bot.chat import Card, Pace
from bot.people import organisers
from storage.tables import Code, Member
from tests.sky import MONDAY, Loop, Sky

PLATFORMS = ("slack", "teams", "terminal")
TENANTS = {"slack": WORKSPACE, "teams": TENANT, "terminal": "here"}
LEEDS, GATESHEAD, BARNSLEY = "Leeds City Council", "Gateshead Metropolitan", "Barnsley"
CannotError = (SlackCannotError, TeamsCannotError, LookupError)
"""What a gesture raises when there is nothing on the screen to do it with."""


class World:
    """Two clouds, a prompt, and the program between them. `now` is what every clock says."""

    def __init__(self, loop: Loop, database_url: str, sky: Sky | None = None) -> None:
        self.loop = loop
        self.sky = sky
        self.now = MONDAY
        self._stack = AsyncExitStack()
        self.database_url = database_url
        self.beside: Beside = loop.run(self._enter())
        self.parts = self.beside.parts
        self.slack = self.beside.slack.workspace(WORKSPACE)
        self.teams = self.beside.teams.tenant(TENANT, "Upstream partners")
        self.slack_channel: Any = None
        self.teams_channel: Any = None
        self._others: list[Parts] = []
        for platform in self.parts.platforms.values():
            platform.pace = Pace(conversation=10_000, tenant=10_000)  # what vendors bear has tests of its own

    async def _enter(self) -> Beside:
        how: dict[str, Any] = {"clock": lambda: self.now, "dice": Random(7), "beats": False}
        if self.sky is None:
            return await self._stack.enter_async_context(beside_stand_ins(build, self.database_url, **how))
        self.sky.now = lambda: self.now
        return await self._stack.enter_async_context(self.sky.lived_in(self.database_url, **how))

    def close(self) -> None:
        """Stop the servers."""
        self.loop.run(self.beside.slack.settle())
        self.loop.end(self._stop())

    async def _stop(self) -> None:
        for parts in self._others:
            for platform in parts.platforms.values():
                await platform.close()
            parts.close()
        await self._stack.aclose()

    def another(self) -> Parts:
        """A second process of the program, on the same database."""
        parts = build(self.parts.settings, clock=lambda: self.now, dice=Random(8), beats=False)
        for platform in parts.platforms.values():
            platform.pace = Pace(conversation=10_000, tenant=10_000)
        self._others.append(parts)
        return parts

    def dies_delivering(self, once: Callable[[], object]) -> None:
        """Deliver, and `kill -9` in the middle of it once this is so; another process takes over."""
        self.loop.run(self._dies_delivering(once))
        self.parts = self.another()
        if self.sky:
            self.sky.behind = self.parts.app
        if self.parts.database.sqlite:
            self.loop.run(self.parts.heartbeat._outbox.begin_alone())

    async def _dies_delivering(self, once: Callable[[], object]) -> None:
        delivering = asyncio.get_running_loop().create_task(self.parts.heartbeat.deliver())
        while not once():
            assert not delivering.done(), "everything was delivered before that"
            await asyncio.sleep(0.01)
        tasks = {delivering, *self.parts.heartbeat._outbox._held}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    # --- people and places

    def organised(self) -> "Person":
        """A network with an organiser on both platforms, and a home channel on each."""
        olga = self.on_slack("Olga Organiser")
        self.slack_channel = self.slack.channel("upstream")
        olga.says("hello")
        self.make_organiser()
        olga.command("here", in_=self.slack_channel)
        olga.says(f"let in teams:{TENANT} network")
        self.teams_channel = self.teams.team("Network").channel("General")
        otto = self.on_teams("Otto Organiser")
        self.promote(otto)
        otto.says("@Upstream here", in_=self.teams_channel)
        self.settle()
        return olga

    def knows_its_channels(self) -> None:
        """The home channels, in a world that was organised before."""
        self.slack_channel = self.slack.channel("upstream")
        self.teams_channel = self.teams.team("Network").channel("General")

    def organiser_on(self, platform: str) -> "Person":
        """The organiser of `organised` on that platform; for the terminal one is made, and the room a home."""
        if platform == "slack":
            return self.on_slack("Olga Organiser")
        if platform == "teams":
            return self.second_organiser()
        self.on_slack("Olga Organiser").says("let in terminal:here network")
        tess = self.on_terminal("Tess Organiser")
        self.promote(tess)
        tess.says_there("here")
        return tess

    def promote(self, person: "Person") -> None:
        """They join as the network's own team; an organiser confirms them and makes them one too."""
        olga = self.on_slack("Olga Organiser")
        person.joins("The network’s own team", introductions="Not now")
        olga.says(f"confirm {self.number(person)}")
        olga.says(f"organiser {self.number(person)}")
        if any(row.organiser and row.name == "Otto Organiser" for row in self.all(Member)):
            self.second_organiser().says(f"organiser yes {self.number(person)}")

    def second_organiser(self) -> "Person":
        """The organiser of `organised` on Teams."""
        return Person(self, self.teams.person("Otto Organiser"), "teams")

    def confirm(self, *people: "Person") -> None:
        """An organiser confirms where they work; Olga herself is confirmed by another."""
        olga = self.on_slack("Olga Organiser")
        for person in people:
            by = self.second_organiser() if person.name == olga.name else olga
            by.says(f"confirm {self.number(person)}")

    def make_organiser(self) -> Member:
        """What the command line's `organiser add CODE` does, with the newest code."""
        with self.writing() as session:
            code = session.exec(select(Code)).one().code
            member = organisers.make_first(session, self.parts.content, code, self.now)
            assert member
        return member

    def on_slack(self, name: str, email: str = "", **more: Any) -> "Person":
        """Somebody in the Slack workspace."""
        email = email or f"{name.split(maxsplit=1)[0].lower()}@nowhere.example"
        return Person(self, self.slack.person(name, email=email, **more), "slack")

    def on_teams(self, name: str, **more: Any) -> "Person":
        """Somebody in the Teams tenant, with the app in their own chat."""
        person = self.teams.person(name, **more)
        self.loop.run(person.installs())
        return Person(self, person, "teams")

    def on_terminal(self, name: str) -> "AtPrompt":
        """Somebody at the prompt of `upstream chat`."""
        return AtPrompt(self, name)

    def on(self, platform: str, name: str) -> "Person":
        """Somebody on that platform."""
        made = {"slack": self.on_slack, "teams": self.on_teams, "terminal": self.on_terminal}
        return made[platform](name)

    def member(self, platform: str, name: str, council: str = LEEDS, **more: str) -> "Person":
        """Somebody on that platform who joined, and whom an organiser confirmed."""
        person = self.on(platform, name)
        person.joins(council, **more)
        self.confirm(person)
        return person

    def number(self, person: "Person") -> int:
        """Somebody's number."""
        return next(row.id for row in self.all(Member) if row.name == person.name)

    # --- time

    def settle(self) -> None:
        """Let time's work be done and deliver everything that is due."""
        self.loop.run(self.parts.heartbeat.tick())
        self.deliver()

    def deliver(self) -> None:
        """Deliver everything that is due."""
        self.loop.run(self.parts.heartbeat.deliver())
        self.loop.run(self.beside.slack.settle())

    def later(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)
        self.settle()

    def asks(self) -> str:
        """Olga asks everybody a question now; which one."""
        olga = self.on_slack("Olga Organiser")
        olga.says("ask")
        olga.presses("Ask it now")
        self.settle()
        from storage.tables import Asking  # noqa: PLC0415

        return str(self.all(Asking)[-1].question)

    # --- the database

    def writing(self) -> Any:
        """A session that commits."""
        return self.parts.database.write()

    def all(self, table: type[SQLModel]) -> list[Any]:
        """Every row of a table, in order."""
        with self.parts.database.read() as session:
            found = list(session.exec(select(table).order_by(*table.__table__.primary_key.columns)).all())
            session.expunge_all()
            return found

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the database, table by table."""
        with self.parts.database.read() as session:
            return {
                table.name: sorted(map(tuple, session.connection().execute(table.select()).all()), key=repr)
                for table in SQLModel.metadata.sorted_tables
            }

    def session(self) -> Any:
        """A session that reads."""
        return self.parts.database.read()


class Person:
    """Somebody of either cloud, whose gestures end when the bot has answered and everything is delivered.

    `pressed` counts presses: a button, a choice made, a form sent off. `typed` counts fields that were typed into.
    """

    def __init__(self, world: World, hands: Any, platform: str) -> None:
        self.world, self.hands, self.platform = world, hands, platform
        self.pressed = self.typed = 0

    @property
    def name(self) -> str:
        """Their name."""
        return str(self.hands.name)

    @property
    def _channel(self) -> Any:
        return self.world.slack_channel if self.platform == "slack" else self.world.teams_channel

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return self.world.loop.run(work)
        finally:
            self.world.settle()

    # --- gestures

    def says(self, words: str, in_: Any = None) -> Any:
        """Type to the bot, in their own chat unless another place is named."""
        self.looks_up()
        return self._do(self.hands.says(words, in_))

    def begins(self, sentence: str) -> None:
        """Say what a form answers, so that it stands open."""
        if self.platform == "slack":
            self.command(sentence)
        else:
            self.says(sentence)

    def looks_up(self) -> None:
        """Close whatever lies over the chat."""
        if self.platform == "teams":
            self.hands.closes()
        elif self.hands.screen("modal"):
            self._do(self.hands.closes(everything=True))

    def says_there(self, words: str) -> None:
        """Type to the bot in the home channel, mentioning it."""
        self.says(f"@Upstream {words}", in_=self._channel)

    def opens_it(self) -> None:
        """Press *Open it*, where an answer for one alone could not be shown at once."""
        if self.platform == "teams":
            self.presses_there("Open it")

    def command(self, words: str, in_: Any = None) -> Any:
        """Use the slash command; in Teams, which has none, type it."""
        self.looks_up()
        return self._do(self.hands.command(words, in_))

    def replies(self, words: str, to: Any) -> Any:
        """Answer a message: in its thread where there are threads."""
        self.looks_up()
        return self._do(self.hands.replies(words, to))

    def replies_there(self, words: str, to: str) -> Any:
        """Answer a message of the bot in the home channel: the newest with these words in it."""
        found = [entry for entry in self.hands.screen(self._channel) if to in entry["text"] and entry["bot"]]
        return self.replies(words if self.platform == "slack" else f"@Upstream {words}", to=found[-1]["id"])

    def edits(self, message: Any, words: str) -> None:
        """Change a message of their own."""
        self._do(self.hands.edits(message, words))

    def deletes(self, message: Any) -> None:
        """Delete a message of their own."""
        self._do(self.hands.deletes(message))

    def presses(self, label: str, in_: Any = None) -> Any:
        """Press the newest button of that label."""
        self.pressed += 1
        return self._do(self.hands.presses(label, in_))

    def presses_there(self, label: str) -> Any:
        """Press a button in the home channel."""
        return self.presses(label, in_=self._channel)

    def fills(self, values: dict[str, Any], submit: str | None = None, in_: Any = None) -> Any:
        """Fill a form in, fields and choices by the beginnings of their labels, and send it off."""
        self._count(values)
        return self._do(self.hands.fills(values, submit, in_))

    def _count(self, values: dict[str, Any]) -> None:
        self.typed += sum(1 for label in values if _typed(label))
        self.pressed += sum(1 for label in values if not _typed(label)) + 1

    def opens_home(self) -> None:
        """Look at the bot's home."""
        self._do(self.hands.opens_home())

    def sends_again(self) -> None:
        """What they pressed or sent last reaches the bot once more, as happens with a double press."""
        world = self.world
        if self.platform == "teams":
            self._do(world.beside.teams.redeliver(1, id=f"f:{secrets.token_hex(4)}"))
            return
        entries = [one for one in world.beside.slack.wire if one["direction"] == "to bot" and one["status"] == 200]
        acts = [one["body"] for one in entries if one["body"].get("type") in {"view_submission", "block_actions"}]
        body = urlencode({"payload": json.dumps(acts[-1] | {"trigger_id": f"1.2.{secrets.token_hex(4)}"})}).encode()
        kind = "application/x-www-form-urlencoded"
        self._do(sending.post_signed(world.beside.slack, body, kind, acts[-1]))

    # --- what several gestures come to

    def joins(self, organisation: str = LEEDS, challenge: str = "", introductions: str = "Yes") -> None:
        """Say hello, press Join, answer the three questions."""
        self.says("hello")
        self.presses("Join")
        answers = {"Where do you work": organisation, "Introduce me": introductions}
        if challenge:
            answers["One thing"] = challenge
        self.fills(answers, submit="Join")

    def answers_there(self, words: str, audience: str = "") -> None:
        """Answer the question that stands in the home channel, by its box or its button."""
        values = {"Your words": words} | ({"Who can read it": audience} if audience else {})
        self.looks_up()
        if self.platform == "teams":
            self.fills(values, submit="Reflect", in_=self._channel)
        else:
            self.presses_there("Reflect")
            self.fills(values, submit="Save")

    def reflects(self, words: str, audience: str = "The network") -> int:
        """Write something down; the reflection's number."""
        from storage.tables import Reflection  # noqa: PLC0415

        before = {row.id for row in self.world.all(Reflection)}
        self.begins("reflect")
        self.fills({"Your words": words, "Who can read it": audience}, submit="Save")
        (number,) = {row.id for row in self.world.all(Reflection)} - before
        return int(number)

    # --- what stands on the screen

    def sees(self, in_: Any = None) -> str:
        """All the words they see, oldest first."""
        return str(self.hands.sees(in_))

    def sees_there(self) -> str:
        """All the words they see in the home channel."""
        return self.sees(self._channel)

    def buttons(self, in_: Any = None) -> list[str]:
        """The labels of all buttons they see, oldest first."""
        return list(self.hands.buttons(in_))

    def problem(self) -> str:
        """What the form that stands open says is wrong; fails where none is open."""
        entry = next(entry for entry in reversed(self.hands.screen()) if entry["inputs"])
        return str(entry["text"])

    def filled_in(self, label: str) -> str:
        """What stands in a field of the form that is open."""
        if self.platform == "slack":
            entry = next(entry for entry in reversed(self.hands.screen("modal")))
            return str(entry["values"])
        fields = next(entry["fields"] for entry in reversed(self.hands.screen()) if entry["fields"])
        return str(next(one.get("value", "") for one in fields if str(one.get("label", "")).startswith(label)))

    def bot_says_there(self) -> str:
        """What of that is the bot's."""
        return "\n".join(entry["text"] for entry in self.hands.screen(self._channel) if entry["bot"])

    @property
    def mentioned(self) -> bool:
        """Whether anything of the bot's mentions anybody, or links anywhere."""
        return any(entry.get("mentions") or entry.get("links") for entry in self.hands.screen() if entry.get("bot"))


class AtPrompt(Person):
    """Somebody at the prompt of `upstream chat`: they type lines, and all that is printed stays."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world, None, "terminal")
        self._name = name
        self.printed: list[str] = []
        self._last: Any = None
        self.prompt = Prompt(name, world.parts.doors.hear, self.printed.append)
        world.parts.platforms["terminal"].sits_down(self.prompt)  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        """Their name."""
        return self._name

    def types(self, line: str) -> None:
        """One line."""
        self._do(self.prompt.types(line))

    def says(self, words: str, in_: Any = None) -> None:
        """Type to the bot."""
        self.types(words)

    def says_there(self, words: str) -> None:
        """Type in the room."""
        self.types(f"#{words}")

    def looks_up(self) -> None:
        """Give up what was being filled in."""
        self.prompt._form = None

    def begins(self, sentence: str) -> None:
        """The same as saying it."""
        self.types(sentence)

    def command(self, words: str, in_: Any = None) -> None:
        """The same as saying it."""
        self.types(words)

    def replies_there(self, words: str, to: str) -> None:
        """Answer the newest message in the room."""
        self.types(f">{words}")

    def presses(self, label: str, in_: Any = None) -> None:
        """Type the number of a button."""
        self.pressed += 1
        shown: Card | None = self.prompt._card
        labels = [button.label for button in buttons_of(shown)] if shown else []
        found = [n for n, there in enumerate(labels, 1) if there == label]
        found = found or [n for n, there in enumerate(labels, 1) if there.startswith(label)]
        if not found:
            raise LookupError(f"{self.name} sees no button {label!r}; there are {labels}")
        self.types(str(found[-1]))

    def presses_there(self, label: str) -> None:
        """The room is on the same screen."""
        self.presses(label)

    def fills(self, values: dict[str, Any], submit: str | None = None, in_: Any = None) -> None:
        """Answer field after field; Enter for those that are not named, and nothing sends it off but the last."""
        self._count(values)
        self.pressed -= 1
        left = dict(values)
        form = self.prompt._form
        self._last = (form, values)
        if form is None:
            raise LookupError(f"{self.name} is not asked anything")
        for field in form.fields:
            wanted = next((label for label in left if field.label.startswith(label)), None)
            value = left.pop(wanted) if wanted else ""
            self.types(", ".join(value) if isinstance(value, list) else value)
        if left:
            raise LookupError(f"{self.name} is not asked for {sorted(left)}")

    def sends_again(self) -> None:
        """The same form with the same words."""
        form, values = self._last
        self.prompt._begin(form)
        self.fills(values)

    def opens_home(self) -> None:
        """Say so."""
        self.types("home")

    def sees(self, in_: Any = None) -> str:
        """All that was printed, its lines joined as they were before they were wrapped."""
        return "\n".join(self.printed)

    def sees_there(self) -> str:
        """What was printed of the room."""
        return "\n".join(text for text in self.printed if text.startswith("[the room]"))

    def bot_says_there(self) -> str:
        """Everything that was printed: only the bot prints."""
        return self.sees()

    def buttons(self, in_: Any = None) -> list[str]:
        """The buttons of the last card."""
        shown: Card | None = self.prompt._card
        return [button.label for button in buttons_of(shown)] if shown else []

    def problem(self) -> str:
        """What was printed since the form was asked again."""
        assert self.prompt._form is not None
        return "\n".join(self.printed[-3:])

    def filled_in(self, label: str) -> str:
        """What stands in a field of the form."""
        assert self.prompt._form is not None
        return str(next(field.value for field in self.prompt._form.fields if field.label.startswith(label)))

    @property
    def mentioned(self) -> bool:
        """Whether anything could steer the terminal."""
        return bool(re.search("[\x1b\u202a-\u202e\u2066-\u2069]", self.sees()))


def _typed(label: str) -> bool:
    return label.startswith(("Your words", "Words", "Your name", "Or say it", "What you do", "Reply to"))


__all__ = [
    "BARNSLEY",
    "GATESHEAD",
    "LEEDS",
    "PLATFORMS",
    "TENANTS",
    "AtPrompt",
    "CannotError",
    "Loop",
    "Person",
    "World",
]
