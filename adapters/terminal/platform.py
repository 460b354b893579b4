"""The terminal as a platform, and the person in front of it."""

import itertools
import secrets
from collections.abc import Callable
from datetime import datetime

from adapters.terminal import incoming
from adapters.terminal.outgoing import buttons_of, plain, render
from bot.chat import Address, Button, Card, Field, Hear, MessageRef, Pace, Reply, Shown, Where
from bot.errors import Gone

GIVE_UP = "."  # alone on a line: leave the form as it is
Write = Callable[[str], None]


class TerminalPlatform:
    """Shows what is posted to whoever sits at the prompt."""

    name = incoming.PLATFORM
    pace = Pace(conversation=1000, tenant=1000)
    makes_groups = False

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._people: dict[str, Person] = {}
        self._posted: dict[str, MessageRef] = {}

    def sits_down(self, person: "Person") -> None:
        """Somebody comes to the prompt."""
        self._people[person.name] = person

    async def post(self, address: Address, card: Card, key: str) -> MessageRef:
        """Show a card, to one person or in the room."""
        ref = MessageRef(self.name, address.tenant, address.conversation, f"m{next(self._numbers)}")
        if address.where is Where.CHANNEL:
            for person in self._people.values():
                person.shown(card, ref, room=True)
        else:
            receiver = self._people.get(address.conversation)
            if receiver is None:
                raise Gone("nobody_there")
            receiver.shown(card, ref)
        self._posted[key] = ref
        return ref

    async def update(self, ref: MessageRef, card: Card) -> None:
        """What was printed stays printed; its buttons are the new ones."""
        for person in self._people.values():
            person.changed(card, ref)

    async def delete(self, ref: MessageRef) -> None:
        """What was printed stays printed."""

    async def was_posted(self, address: Address, key: str, begun_at: datetime) -> MessageRef | None:
        """Whether it was shown."""
        del address, begun_at
        return self._posted.get(key)

    async def close(self) -> None:
        """Nothing is held."""


class Person:
    """Somebody at the prompt. Numbers press the buttons of what was shown last; a form is asked field by field."""

    def __init__(self, name: str, hear: Hear, write: Write) -> None:
        self.name = name
        self._hear, self._write = hear, write
        self._card: Card | None = None
        self._form: Card | None = None
        self._values: dict[str, tuple[str, ...]] = {}
        self._room: MessageRef | None = None

    def shown(self, card: Card, ref: MessageRef, *, room: bool = False) -> None:
        """A card arrives."""
        if room:
            self._room = ref
        self._card = card
        self._write(("[the room] " if room else "") + render(card))

    def changed(self, card: Card, ref: MessageRef) -> None:
        """A card changes."""
        if self._room == ref:
            self._card = card

    async def types(self, line: str) -> None:
        """One line at the prompt."""
        if self._form is not None and line.strip() == GIVE_UP:
            self._form = None
        elif self._form is not None:
            await self._fills_next(line)
        elif line.strip().isdecimal() and self._card and int(line) <= len(buttons_of(self._card)):
            await self._presses(int(line))
        elif line.strip():
            await self._show(await self._hear(incoming.said(self.name, line.strip(), _event(), self._room)))

    async def _presses(self, number: int) -> None:
        assert self._card is not None
        button = buttons_of(self._card)[number - 1]
        if not isinstance(button, Button):
            self._write(button.url)
        elif button is self._card.submit and self._card.fields:
            self._begin(self._card)
        else:
            await self._show(await self._hear(incoming.pressed(self.name, button.says, button.token, _event())))

    def _begin(self, form: Card) -> None:
        self._form, self._values = form, {}
        self._ask()

    def _left(self) -> list[Field]:
        assert self._form is not None
        return [field for field in self._form.fields if field.name not in self._values]

    def _ask(self) -> None:
        field = self._left()[0]
        lines = [plain(field.label) + (f" ({plain(field.hint)})" if field.hint else "")]
        lines += [f"  {number}. {plain(option.label)}" for number, option in enumerate(field.options, 1)]
        if field.value:
            lines.append(f"  Enter keeps: {', '.join(_labels(field))}")
        self._write("\n".join(lines))

    async def _fills_next(self, line: str) -> None:
        field = self._left()[0]
        chosen = _chosen(field, line.strip())
        if chosen is None:
            self._ask()
            return
        self._values[field.name] = chosen
        if self._left():
            self._ask()
            return
        form, self._form = self._form, None
        assert form is not None
        assert form.submit is not None
        event = incoming.filled(self.name, form.submit.says, form.submit.token, _event(), dict(self._values))
        await self._show(await self._hear(event))

    async def _show(self, reply: Reply | None) -> None:
        if reply is None:
            return
        if reply.problem:
            self._write(plain(reply.problem.text))
        if reply.shown is Shown.FORM:
            self._write(render(Card(reply.card.title, tuple(b for b in reply.card.blocks if not isinstance(b, Field)))))
            self._begin(reply.card)
            return
        self._card = reply.card
        self._write(render(reply.card))


def _event() -> str:
    return secrets.token_hex(8)


def _labels(field: Field) -> list[str]:
    named = {option.value: option.label for option in field.options}
    return [plain(named.get(value, value)) for value in field.value]


def _chosen(field: Field, line: str) -> tuple[str, ...] | None:
    """What a line means for a field; None when it does not fit, so that it is asked again."""
    if not line:
        return field.value if field.value or not field.required else None
    if not field.options:
        return (line,)
    numbers = line.replace(",", " ").split()
    picked = tuple(
        field.options[int(n) - 1].value for n in numbers if n.isdecimal() and 0 < int(n) <= len(field.options)
    )
    picked = picked or tuple(o.value for o in field.options if o.label.casefold().startswith(line.casefold()))[:1]
    if not picked or (field.kind == "choice" and len(picked) != 1):
        return None
    return picked
