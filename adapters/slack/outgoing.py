"""Card → Block Kit: a message, a modal or Home. Pure: the same card gives the same blocks.

All text goes out as `plain_text` or `rich_text`, never as mrkdwn, so there is no markup to escape: the one exception
is the message's top-level `text`, which notifications and screen readers use, and that is escaped. What does not fit
(`limits`) is split, and at last cut with "…"; the buttons at a card's foot and a form's fields always stay.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from adapters.slack import limits
from adapters.slack.fields import inputs, plain_text
from adapters.slack.origin import Origin, button_value, memo
from adapters.slack.words import cut, escaped, length, line, pieces, safe
from bot.chat import Button, Buttons, Card, Divider, Facts, Field, Heading, Link, Said, Text

Json = dict[str, Any]

FORM = "form"
"""The callback id of every modal of ours."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")

_MORE: Json = {"type": "context", "elements": [{"type": "plain_text", "text": "…", "emoji": False}]}


def message(card: Card) -> Json:
    """What chat.postMessage, chat.update and a response_url take. A form becomes a button that opens it."""
    opening = (replace(card.submit, label=card.opens or card.submit.label),) if card.submit else ()
    foot = (*opening, *card.buttons)
    blocks = _numbered(_fit(_titled(card), list(_row(foot)), limits.MESSAGE_BLOCKS, limits.MESSAGE_SIZE))
    return {
        "text": cut(escaped(card.plain or card.title), limits.MESSAGE_TEXT) or "…",
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def modal(card: Card, origin: Origin) -> Json:
    """What views.open takes: a form, or without fields a page that one closes."""
    title = line(card.title)
    content = list(_content(card, form=True))
    if length(title) > limits.VIEW_TITLE:
        content = [*_paragraphs(title), *content]
    blocks = _numbered(_fit(content, list(_row(card.buttons)), limits.VIEW_BLOCKS, limits.VIEW_SIZE))
    view: Json = {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_text(title, limits.VIEW_TITLE),
        "blocks": blocks,
        "private_metadata": memo(origin, card.submit),
    }
    if any(block["type"] == "input" for block in blocks):
        view["submit"] = plain_text(line(card.submit.label if card.submit else "…"), limits.VIEW_SUBMIT)
    return view


def home(card: Card) -> Json:
    """What views.publish takes."""
    opening = (replace(card.submit, label=card.opens or card.submit.label),) if card.submit else ()
    foot = (*opening, *card.buttons)
    blocks = _numbered(_fit(_titled(card), list(_row(foot)), limits.VIEW_BLOCKS, limits.VIEW_SIZE))
    return {"type": "home", "callback_id": "home", "blocks": blocks}


# --- the parts of a card -----------------------------------------------------------------------------------------


def _titled(card: Card) -> list[Json]:
    """The content below its title: a heading, or plain words where the title is all there is to say."""
    content = list(_content(card))
    title = safe(card.title).strip() or ("" if content else safe(card.plain).strip())
    if not title:
        return content or [_MORE]
    if content and length(line(title)) <= limits.HEADER:
        return [_header(title), *content]
    return [*_paragraphs(title), *content]


def _content(card: Card, *, form: bool = False) -> Iterator[Json]:
    """The blocks of a card; its fields only in a form, for messages and Home show none."""
    for block in card.blocks:
        if not isinstance(block, Field):
            yield from _block(block)
        elif form:
            yield from inputs(block)


def _block(block: Text | Heading | Said | Facts | Buttons | Divider) -> Iterator[Json]:
    match block:
        case Text():
            yield from _small(block.text) if block.quiet else _paragraphs(block.text)
        case Heading():
            yield from [_header(block.text)] if line(block.text) else []
        case Said():
            yield from _said(block)
        case Facts():
            yield from _facts(block)
        case Buttons():
            yield from _row(block.buttons)
        case Divider():
            yield {"type": "divider"}


def _header(text: str) -> Json:
    return {"type": "header", "text": plain_text(line(text), limits.HEADER)}


def _paragraphs(text: str) -> Iterator[Json]:
    for part in _split(text, limits.SECTION):
        yield {"type": "section", "text": plain_text(part, limits.SECTION)}


def _small(text: str) -> Iterator[Json]:
    for part in _split(text, limits.CONTEXT):
        yield {"type": "context", "elements": [plain_text(part, limits.CONTEXT)]}


def _split(text: str, most: int) -> list[str]:
    text = safe(text).strip()
    return [part for start, end in pieces(text, most) if (part := text[start:end].strip())]


def _said(said: Said) -> Iterator[Json]:
    """Whose words in bold, then the words in a quote: rich text, in which nothing a member typed means anything."""
    by = cut(line(said.by), limits.RICH_TEXT)
    head = [_section([_run(by, bold=True)])] if by else []
    for start, end in pieces(said.words, limits.RICH_TEXT):
        runs = [
            _run(words, bold=marked)
            for begin, stop, marked in _marked(said, start, end)
            if (words := safe(said.words[begin:stop]))
        ]
        if runs:
            yield {"type": "rich_text", "elements": [*head, {"type": "rich_text_quote", "elements": runs}]}
            head = []
    if head:
        yield {"type": "rich_text", "elements": head}


def _marked(said: Said, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The stretches of `words[start:end]`, in order, and whether each is to stand out."""
    at = start
    for begin, stop in sorted(said.marks):
        begin, stop = max(begin, at), min(stop, end)  # noqa: PLW2901 - cut to this stretch
        if begin < stop:
            if at < begin:
                yield at, begin, False
            yield begin, stop, True
            at = stop
    if at < end:
        yield at, end, False


def _facts(facts: Facts) -> Iterator[Json]:
    """One fact a line, ten lines a block."""
    for start in range(0, len(facts.facts), 10):
        runs: list[Json] = []
        for label, value in facts.facts[start : start + 10]:
            gap = "\n" if runs else ""
            runs.append(_run(f"{gap}{cut(line(label), limits.HEADER)}: ", bold=True))
            if words := cut(safe(value).strip(), limits.RICH_TEXT // 10):
                runs.append(_run(words))
        yield {"type": "rich_text", "elements": [_section(runs)]}


def _run(text: str, *, bold: bool = False) -> Json:
    run: Json = {"type": "text", "text": text}
    return run | {"style": {"bold": True}} if bold else run


def _section(runs: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": runs}


# --- buttons -----------------------------------------------------------------------------------------------------


def _row(buttons: Iterable[Button | Link]) -> Iterator[Json]:
    elements = [element for button in buttons if (element := _element(button))]
    for start in range(0, len(elements), limits.ACTIONS):
        yield {"type": "actions", "elements": elements[start : start + limits.ACTIONS]}


def _element(button: Button | Link) -> Json | None:
    element: Json = {"type": "button", "text": plain_text(line(button.label), limits.BUTTON_TEXT)}
    if isinstance(button, Link):
        usable = _ADDRESS.fullmatch(button.url) and length(button.url) <= limits.URL
        return element | {"action_id": "link", "url": button.url} if usable else None
    value = button_value(button)
    if not value:
        return None
    style = {"main": "primary", "danger": "danger"}.get(button.style)
    return element | {"action_id": "press", "value": value} | ({"style": style} if style else {})


def _numbered(blocks: list[Json]) -> list[Json]:
    """The same blocks with action ids that occur once in the whole."""
    numbered, count = [], 0
    for block in blocks:
        if block["type"] == "actions":
            elements = []
            for element in block["elements"]:
                count += 1
                elements.append(element | {"action_id": f"{element['action_id']}-{count}"})
            numbered.append(block | {"elements": elements})
        else:
            numbered.append(block)
    return numbered


# --- the whole ---------------------------------------------------------------------------------------------------


def _fit(content: list[Json], foot: list[Json], most: int, room: int) -> list[Json]:
    """Content, then foot, within `most` blocks and `room` characters of JSON.

    Inputs and the foot stay; of the rest the end gives way, with "…" in its place. A foot that alone takes more than
    half of the room loses its last buttons.
    """
    while foot and _size(foot) > room // 2:
        last = foot[-1]["elements"][:-1]
        foot = [*foot[:-1], foot[-1] | {"elements": last}] if last else foot[:-1]
    inputs_kept = [block for block in content if block["type"] == "input"][:most]
    others = len(content) - len(inputs_kept)
    most -= len(foot) + len(inputs_kept)
    room -= _size(foot) + _size(inputs_kept) + _size([_MORE])
    kept: list[Json] = []
    full = most <= 0
    for block in content:
        if block["type"] == "input":
            kept.append(block)
        elif not full:
            room -= _size([block])
            most, others = most - 1, others - 1
            full = room < 0 or (most == 0 and others > 0)
            kept.append(_MORE if full else block)
    return [*kept, *foot] or [_MORE]


def _size(blocks: list[Json]) -> int:
    return length(json.dumps(blocks, ensure_ascii=False))
