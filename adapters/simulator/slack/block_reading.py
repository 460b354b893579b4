"""What a person sees of blocks and mrkdwn: the words, the mentions and links that really happen, what can be used."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from adapters.simulator.slack.block_check import elements_of

Blocks = list[dict[str, Any]]
Names = Callable[[str], str]
"""From a user id or channel id to what is shown for it."""

_ANGLE = re.compile(r"<([^<>]*)>")
_BARE_URL = re.compile(r"(?<![\w/<|])https?://[^\s<>|]+")
_PARSED_WORDS = re.compile(r"(?<!\w)@(channel|here|everyone)\b")


def mentions_of(text: str, blocks: Blocks, parse: str = "") -> list[str]:
    """Who is really notified: `U…` of a person, `channel`, `here`, `everyone`, `S…` of a group of users.

    `parse="full"` makes bare `@channel` one as well, as chat.postMessage does. Text beside blocks counts too: it is
    what the notification says.
    """
    found = list(_in_markup(text, _mention))
    if parse == "full":
        found += _PARSED_WORDS.findall(text)
    for node in _nodes(blocks):
        if node.get("type") == "mrkdwn":
            found += _in_markup(str(node.get("text", "")), _mention)
        elif node.get("type") == "user":
            found.append(str(node.get("user_id")))
        elif node.get("type") == "usergroup":
            found.append(str(node.get("usergroup_id")))
        elif node.get("type") == "broadcast":
            found.append(str(node.get("range")))
    return list(dict.fromkeys(found))


def links_of(text: str, blocks: Blocks) -> list[str]:
    """What can be clicked: links, and bare addresses where Slack makes links of them (never in `plain_text`)."""
    found = [] if blocks else [*_in_markup(text, _link), *_BARE_URL.findall(text)]
    for node in _nodes(blocks):
        if node.get("type") == "mrkdwn":
            words = str(node.get("text", ""))
            found += _in_markup(words, _link)
            found += [] if node.get("verbatim") else _BARE_URL.findall(words)
        elif node.get("url"):
            found.append(str(node["url"]))
    return list(dict.fromkeys(found))


def mrkdwn_words(text: str, names: Names) -> str:
    """What mrkdwn looks like on the screen, formatting characters kept."""

    def shown(match: re.Match[str]) -> str:
        inside, _, label = match[1].partition("|")
        if inside.startswith("@"):
            return f"@{names(inside[1:])}"
        if inside.startswith("#"):
            return f"#{names(inside[1:])}"
        if inside.startswith("!"):
            return label or f"@{inside[1:].partition('^')[0]}"
        return label or inside

    return html.unescape(_ANGLE.sub(shown, text))


def words_of(blocks: Blocks, names: Names) -> str:
    """All text of these blocks as it stands on the screen, a line for each part."""
    return "\n".join(line for block in blocks for line in _lines(block, names) if line)


def message_words(text: str, blocks: Blocks, names: Names) -> str:
    """What a message says on the screen: its blocks where there are any, else its text."""
    return words_of(blocks, names) if blocks else mrkdwn_words(text, names)


def buttons_of(blocks: Blocks) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every button with the block it stands in."""
    return [(b, e) for b in blocks for e in elements_of(b) if e.get("type") == "button"]


def inputs_of(blocks: Blocks) -> list[tuple[dict[str, Any], dict[str, Any], str]]:
    """Everything to fill in or choose from: block, element, label."""
    return [
        (block, element, _label(block, element))
        for block in blocks
        for element in elements_of(block)
        if element.get("type") not in {"button", "overflow"}
    ]


def _label(block: dict[str, Any], element: dict[str, Any]) -> str:
    for holder in (block.get("label"), element.get("placeholder"), block.get("text")):
        if isinstance(holder, dict):
            return str(holder.get("text", ""))
    return str(element.get("action_id", ""))


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Every option of a select, of checkboxes, of radio buttons."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


# --- how


def _mention(inside: str) -> str:
    if inside.startswith("@"):
        return inside[1:].partition("|")[0]
    if inside.startswith("!"):
        word = inside[1:].partition("|")[0]
        if word.startswith("subteam^"):
            return word.partition("^")[2]
        return word if word in {"channel", "here", "everyone", "group"} else ""
    return ""


def _link(inside: str) -> str:
    return "" if inside[:1] in {"@", "#", "!"} else inside.partition("|")[0]


def _in_markup(text: str, what: Callable[[str], str]) -> Iterator[str]:
    for match in _ANGLE.finditer(text):
        found = what(match[1])
        if found:
            yield found


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _nodes(part)


def _text(value: Any, names: Names) -> str:
    if not isinstance(value, dict):
        return ""
    words = str(value.get("text", ""))
    return mrkdwn_words(words, names) if value.get("type") == "mrkdwn" else words


def _lines(block: dict[str, Any], names: Names) -> Iterator[str]:
    kind = block.get("type")
    if kind == "rich_text":
        yield from _rich(block, names)
        return
    if kind == "markdown":
        yield str(block.get("text", ""))
        return
    if kind == "table":
        for row in block.get("rows", []):
            yield " | ".join(
                "\n".join(_rich(cell, names)) if cell.get("type") == "rich_text" else str(cell.get("text"))
                for cell in row
            )
        return
    for part in (block.get("title"), block.get("text"), *(block.get("fields") or []), block.get("label")):
        yield _text(part, names)
    if kind == "image":
        yield str(block.get("alt_text", ""))
    if kind == "context":
        for element in block.get("elements", []):
            yield str(element["alt_text"]) if element.get("type") == "image" else _text(element, names)
    for element in elements_of(block):
        yield from _element_lines(element, names)
    yield _text(block.get("hint"), names)


def _element_lines(element: dict[str, Any], names: Names) -> Iterator[str]:
    yield f"[{_text(element.get('text'), names)}]" if element.get("type") == "button" else ""
    yield _text(element.get("placeholder"), names)
    for option in options_of(element):
        yield _text(option.get("text"), names)
        yield _text(option.get("description"), names)
    for name in ("initial_value", "initial_date", "initial_time"):
        yield str(element.get(name) or "")


def _rich(block: dict[str, Any], names: Names) -> Iterator[str]:
    for part in block.get("elements", []):
        if part.get("type") == "rich_text_list":
            yield from _rich(part, names)
        else:
            yield "".join(_piece(piece, names) for piece in part.get("elements", []))


def _piece(piece: dict[str, Any], names: Names) -> str:
    kind = piece.get("type")
    if kind == "user":
        return f"@{names(str(piece.get('user_id')))}"
    if kind == "channel":
        return f"#{names(str(piece.get('channel_id')))}"
    if kind == "broadcast":
        return f"@{piece.get('range')}"
    if kind == "emoji":
        return f":{piece.get('name')}:"
    return str(piece.get("text") or piece.get("url") or piece.get("fallback") or "")
