"""What a posted card looks like in Teams, in lines of plain text, for who chats elsewhere."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.chat import Card

from . import outgoing
from .words import NOTHING

Json = dict[str, Any]
BOX = "______________________"


def sketch(card: Card) -> str:
    """The card's own elements from top to bottom: a box below a label to write in, choices, buttons in brackets."""
    rendered = outgoing.adaptive(card)
    return "\n".join([*_lines(rendered["body"]), *_buttons(rendered)])


def _lines(elements: Iterable[Json]) -> Iterator[str]:
    for element in elements:
        match element["type"]:
            case "TextBlock":
                yield _unescaped(element["text"])
            case "RichTextBlock":
                yield "".join(run["text"] for run in element["inlines"])
            case "FactSet":
                yield from (f"{_unescaped(fact['title'])}: {_unescaped(fact['value'])}" for fact in element["facts"])
            case "Input.ChoiceSet":
                yield element["label"]
                yield from (f"  ○ {_unescaped(choice['title'])}" for choice in element["choices"])
            case "ActionSet":
                yield from _buttons(element)
            case "Container":
                yield from _lines(element["items"])
            case _:
                yield f"{element['label']}: {BOX}"


def _buttons(element: Json) -> list[str]:
    return ["  ".join(f"[ {action['title']} ]" for action in element.get("actions", ()))]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace(NOTHING, "")
