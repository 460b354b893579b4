"""What a Slack client makes of typed words: escaped text with real mentions and links, and the same as rich text."""

import html
import re
from collections.abc import Mapping
from typing import Any

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"]")
_BROADCAST = re.compile(r"@(channel|here|everyone)\b")


def typed(words: str, people: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """The `text` and the `blocks` of a message that somebody typed. `people` maps a shown name to a user id."""
    pieces = _pieces(words, people)
    text = "".join(_markup(piece) for piece in pieces)
    section = {"type": "rich_text_section", "elements": pieces}
    return text, [{"type": "rich_text", "elements": [section]}] if pieces else []


def _pieces(words: str, people: Mapping[str, str]) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = []
    names = sorted(people, key=len, reverse=True)
    at, begun = 0, 0
    while at < len(words):
        piece, length = _special(words, at, names, people)
        if piece is None:
            at += 1
            continue
        if begun < at:
            pieces.append({"type": "text", "text": words[begun:at]})
        pieces.append(piece)
        at += length
        begun = at
    if begun < len(words):
        pieces.append({"type": "text", "text": words[begun:]})
    return pieces


def _special(words: str, at: int, names: list[str], people: Mapping[str, str]) -> tuple[dict[str, Any] | None, int]:
    """The mention or link that begins here, and how many characters it takes."""
    if words[at] == "@" and not words[at - 1 : at].isalnum():
        broadcast = _BROADCAST.match(words, at)
        if broadcast:
            return {"type": "broadcast", "range": broadcast[1]}, len(broadcast[0])
        for name in names:
            end = at + 1 + len(name)
            if words[at + 1 : end].casefold() == name.casefold() and not words[end : end + 1].isalnum():
                return {"type": "user", "user_id": people[name]}, 1 + len(name)
    if words[at] == "h":
        url = _URL.match(words, at)
        if url:
            return {"type": "link", "url": url[0]}, len(url[0])
    return None, 0


def _markup(piece: dict[str, Any]) -> str:
    if piece["type"] == "user":
        return f"<@{piece['user_id']}>"
    if piece["type"] == "broadcast":
        return f"<!{piece['range']}>"
    if piece["type"] == "link":
        return f"<{piece['url']}>"
    return html.escape(piece["text"], quote=False)
