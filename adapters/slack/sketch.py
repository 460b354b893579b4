"""What a posted card looks like in Slack, in lines of plain text, for who chats elsewhere."""

from collections.abc import Iterable, Iterator
from typing import Any

from adapters.slack import outgoing
from bot.chat import Card

Json = dict[str, Any]


def sketch(card: Card) -> str:
    """The message's own blocks from top to bottom, the buttons of a row in brackets."""
    return "\n".join(_lines(outgoing.message(card)["blocks"]))


def _lines(blocks: Iterable[Json]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "actions":
            yield "  ".join(f"[ {button['text']['text']} ]" for button in block["elements"])
        else:
            yield "".join(_texts(block))


def _texts(block: Any) -> Iterator[str]:
    """Every text in a block, in order. `text` is a string where it is one, else an object with one."""
    if isinstance(block, list):
        for one in block:
            yield from _texts(one)
    elif isinstance(block, dict):
        text = block.get("text")
        yield from [text] if isinstance(text, str) else _texts(text)
        yield from _texts(block.get("elements"))
