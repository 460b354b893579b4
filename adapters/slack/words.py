"""Words both ways: what members typed as plain text, and plain text as something Slack shows without acting on it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TOKEN = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_EMOJI = re.compile(r":([a-z0-9_+'\-]+):(?::skin-tone-[2-6]:)?")

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, save tab and line break
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners and fillers that show nothing
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, direction marks, overrides, isolates
    "\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff"  # half a surrogate pair: cannot be sent
    "]"
)
_LONELY_JOINER = re.compile("(?<![\u0300-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0300-\U0010ffff])")
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]")  # the flag of Wales is made of tags


def length(text: str) -> int:
    """How long Slack takes a text to be: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _beginning(text: str, most: int) -> str:
    """As much of a text as `most` holds, no character halved."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def safe(text: str) -> str:
    """The same words without characters that hide, turn round or break what stands beside them."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    text = _LONELY_JOINER.sub("", text)
    return _TAGS.sub(lambda found: found[1] or "", text)


def line(text: str) -> str:
    """Safe words on one line."""
    return " ".join(safe(text).split())


def cut(text: str, most: int) -> str:
    """The text, or its beginning and "…" where it is longer than `most`."""
    if length(text) <= most:
        return text
    return _beginning(text[:most], most - 1).rstrip() + "…"


def pieces(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Where to split a text so that no part is longer than `most`: at a line, else at a space, else anywhere."""
    start = 0
    while start < len(text):
        end = start + max(1, len(_beginning(text[start : start + most], most)))
        if end < len(text):
            for mark in ("\n", " "):
                found = text.rfind(mark, start + (end - start) // 2, end)
                if found >= 0:
                    end = found + 1
                    break
        yield start, end
        start = end


def escaped(text: str) -> str:
    """For the one place that reads markup, the top-level `text`: no mention, link or entity survives."""
    return safe(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mentioned(text: str) -> list[str]:
    """The user ids that a Slack text mentions, in order, once each."""
    return list(dict.fromkeys(_MENTION.findall(text)))


def plain(
    text: str, *, bot: str = "", names: Mapping[str, str] | None = None, emoji: Mapping[str, str] | None = None
) -> str:
    """A Slack text as the member saw it: entities, links and mentions as words, the bot's own mention gone.

    `names` are the display names of mentioned people by id (unknown: "@…"), `emoji` characters by their Slack name.
    """

    def shown(found: re.Match[str]) -> str:
        token, _, label = found[1].partition("|")
        if token.startswith("@"):
            return "\0" if bot and token[1:] == bot else "@" + ((names or {}).get(token[1:]) or label or "…")
        if token.startswith("#"):
            return "#" + (label or "…")
        if token.startswith("!"):
            return label or "@" + token[1:].partition("^")[0]
        address = token.removeprefix("mailto:").removeprefix("tel:")
        bare = token.removeprefix("http://").removeprefix("https://")
        return address if not label or label in (address, bare, token) else f"{label} ({address})"

    words = _TOKEN.sub(shown, text)
    words = re.sub(r"^\s*\0[\s,:;–-]*|[ \t]*\0", "", words)
    if emoji:
        words = _EMOJI.sub(lambda found: emoji.get(found[1], found[0]), words)
    return unescape_once(words).strip()


def unescape_once(text: str) -> str:
    """Slack escapes three characters and no other."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def emoji_of(blocks: Any) -> dict[str, str]:
    """The emoji of a message by their Slack names, as its `blocks` spell them out; custom ones are left out."""
    found: dict[str, str] = {}
    waiting = [blocks]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if node.get("type") == "emoji" and isinstance(node.get("unicode"), str):
                found[str(node.get("name"))] = _characters(node["unicode"])
            waiting.extend(value for value in node.values() if isinstance(value, list | dict))
    return {name: character for name, character in found.items() if character}


def _characters(codes: str) -> str:
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-"))
    except (ValueError, OverflowError):
        return ""
