"""Somebody in a world of the tests: on Slack, on Teams, or at the prompt, with the same gestures.

They say, reply, press, fill in, and see. Each gesture ends when the bot has answered and everything is delivered.
"""

import json
import re
import secrets
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from adapters.simulator.slack import sending
from adapters.simulator.slack.world import CannotError as SlackCannotError
from adapters.simulator.teams.state import CannotError as TeamsCannotError
from adapters.terminal.outgoing import buttons_of
from adapters.terminal.platform import Person as Prompt

if TYPE_CHECKING:
    from tests.world import World

LEEDS, GATESHEAD, BARNSLEY = "Leeds City Council", "Gateshead Metropolitan", "Barnsley"
CannotError = (SlackCannotError, TeamsCannotError, LookupError)
"""What a gesture raises when there is nothing on the screen to do it with."""


class Person:
    """Somebody of either cloud, whose gestures end when the bot has answered and everything is delivered.

    `pressed` counts presses: a button, a choice made, a form sent off. `typed` counts fields that were typed into.
    """

    def __init__(self, world: "World", hands: Any, platform: str) -> None:
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
        answers = {"Where do you work": organisation, "Introduce me": introductions}
        if challenge:
            answers["One thing"] = challenge
        with self.world.in_one_go():
            self.says("hello")
            self.presses("Join")
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

    def __init__(self, world: "World", name: str) -> None:
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
        shown = self.prompt._card
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
        shown = self.prompt._card
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
