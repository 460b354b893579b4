"""A card as lines of text, with its buttons numbered."""

import textwrap
import unicodedata

from bot.chat import (
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Field,
    Heading,
    Link,
    Said,
    Text,
)

WIDTH = 92


def buttons_of(card: Card) -> tuple[Button | Link, ...]:
    """Every button of a card, in the order of its numbers: those inside, the form's own, those at the foot."""
    inside = tuple(button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons)
    submit = (card.submit,) if card.submit else ()
    return (*inside, *submit, *card.buttons)


def plain(words: str) -> str:
    """Text without what could steer a terminal: no escapes, no marks that turn its direction."""
    return "".join(c for c in words if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def render(card: Card) -> str:
    """The card as text."""
    lines = [plain(card.title), "─" * min(WIDTH, max(8, len(card.title)))]
    number = 0
    for block in card.blocks:
        if isinstance(block, Buttons):
            lines.append(_row(block.buttons, number + 1))
            number += len(block.buttons)
        elif not isinstance(block, Field):
            lines += _lines(block)
    foot = (*((card.submit,) if card.submit else ()), *card.buttons)
    if foot:
        lines.append(_row(foot, number + 1))
    return "\n".join(lines)


def _row(buttons: tuple[Button | Link, ...], first: int) -> str:
    return "  ".join(f"[{number}] {plain(button.label)}" for number, button in enumerate(buttons, first))


def _lines(block: Text | Heading | Said | Facts | Divider) -> list[str]:
    if isinstance(block, Divider):
        return [""]
    if isinstance(block, Facts):
        return [f"{plain(label)}: {plain(value)}" for label, value in block.facts]
    if isinstance(block, Said):
        by = [plain(block.by) + ":"] if block.by else []
        return [*by, *_wrapped(_marked(block), "  │ ")]
    if isinstance(block, Heading):
        return ["", plain(block.text).upper()]
    return _wrapped(plain(block.text), "  " if block.quiet else "")


def _marked(said: Said) -> str:
    words = said.words
    for start, end in sorted(said.marks, reverse=True):
        words = f"{words[:start]}*{words[start:end]}*{words[end:]}"
    return plain(words)


def _wrapped(words: str, lead: str) -> list[str]:
    return [
        line
        for paragraph in words.split("\n")
        for line in textwrap.wrap(paragraph, WIDTH, initial_indent=lead, subsequent_indent=lead) or [lead]
    ]
