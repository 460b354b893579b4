"""A `Card` as an Adaptive Card 1.5, within every limit of Teams.

Pure. Whatever a member may have written stands in text runs, which are never Markdown; a heading, which has to be a
`TextBlock`, is escaped. No mention can arise: a mention needs an entity beside the card, and none is ever sent.
Buttons are `Action.Execute`, whose answer only its presser sees; those that `opens` ask for a dialog instead; within
a dialog Teams knows `Action.Submit` alone.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.chat import (
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Field,
    Heading,
    Hit,
    Hits,
    Link,
    Problem,
    Said,
    Text,
)

from . import inputs
from .words import MORE, clean, cut, escaped, inert, inline

Json = dict[str, Any]
Values = Mapping[str, tuple[str, ...]]

CARD = "application/vnd.microsoft.card.adaptive"
LOOK = "look"
"""The verb of what a client asks by itself for who looks at a card: how it stands for them.

Teams does so where a conversation has 60 people or fewer. We name nobody to refresh it for (`userIds`): everybody in
the channel could read in the card who answered.
"""
CARD_BYTES = 27_000
"""Teams: 28 KB a card, in UTF-8; the message around it, 100 KB in UTF-16, is kept by that too."""
ACTIONS = 6
"""Teams: six actions in a row."""
TITLE_CHARACTERS = 300
SUMMARY_CHARACTERS = 300
LINE_CHARACTERS = (20_000, 4_000, 1_500, 600, 250, 100, 40)
"""How long each text may be: the first with which the card is small enough."""


@dataclass(frozen=True)
class Style:
    """How a card is to be rendered.

    `dialog`: Teams shows the title above it, and its buttons must be submits. `closes`: a form that answers somebody
    and goes away once it is filled in. `problem` and `values`: a form that was refused, with what was typed in it.
    """

    dialog: bool = False
    closes: bool = False
    problem: Problem | None = None
    values: Values | None = None


MESSAGE = Style()


def adaptive(card: Card, style: Style = MESSAGE) -> Json:
    """The card as Teams takes it; too long texts are cut, and then too many blocks, each time with an ellipsis."""
    for most in LINE_CHARACTERS:
        rendered = _Rendering(card, style, most).whole(card.blocks)
        if size(rendered) <= CARD_BYTES:
            return rendered
    rendering = _Rendering(card, style, LINE_CHARACTERS[-1])

    def kept(count: int) -> Json:
        fields = (block for block in card.blocks[count:] if isinstance(block, Field))
        return rendering.whole((*card.blocks[:count], Text(MORE, quiet=True), *fields))

    too_many = bisect_left(range(len(card.blocks)), True, key=lambda count: size(kept(count)) > CARD_BYTES)
    return kept(max(too_many - 1, 0))


def size(rendered: Json) -> int:
    """What counts against the limit of a card, in bytes."""
    return len(json.dumps(rendered, ensure_ascii=False, separators=(",", ":")).encode())


def message(card: Card, style: Style = MESSAGE) -> Json:
    """The activity that posts a card. `summary` is what a notification shows."""
    return {
        "type": "message",
        "summary": cut(inline(card.plain or card.title), SUMMARY_CHARACTERS),
        "attachments": [attachment(card, style)],
    }


def attachment(card: Card, style: Style = MESSAGE) -> Json:
    """The card as an attachment."""
    return {"contentType": CARD, "content": adaptive(card, style)}


def found(hits: Hits) -> Json:
    """What the search extension is answered: each result a card to insert, with a line for the list of them."""
    if hits.instead:
        return {"composeExtension": {"type": "message", "text": inert(inline(hits.instead))}}
    results = [{**attachment(hit.card), "preview": _preview(hit)} for hit in hits.found]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": results}}


def _preview(hit: Hit) -> Json:
    """Two lines. Teams reads HTML in cards of this kind."""
    content = {"title": inert(_line(hit.by, 100)), "text": inert(_line(hit.words, 200))}
    return {"contentType": "application/vnd.microsoft.card.thumbnail", "content": content}


def action_data(button: Button, fields: Iterable[Field] = (), *, closes: bool = False) -> Json:
    """What comes back with a press, beside what was filled in (each under `in.<name>`).

    `fields` is there for a form's submit only: name → how many values it has, *one* or *many*.
    """
    data: Json = {"says": button.says}
    if button.token:
        data["token"] = button.token
    form = {field.name: "many" if field.kind == "choices" else "one" for field in fields}
    if form:
        data["fields"] = form
    if closes:
        data["closes"] = "1"
    return data


class _Rendering:
    """One way of rendering one card: as what, and how long its texts may be."""

    def __init__(self, card: Card, style: Style, most: int) -> None:
        self._card = card
        self._style = style
        self._most = most
        self._inputs = inputs.Inputs(style.values)

    def whole(self, blocks: Iterable[Any]) -> Json:
        self._inputs = inputs.Inputs(self._style.values)
        body = [] if self._style.dialog else self._heading(self._card.title, "large")
        body += self._problem()
        apart = False
        for block in blocks:
            elements = self._block(block)
            if apart and elements:
                elements[0] = {**elements[0], "separator": True, "spacing": "medium"}
            apart = isinstance(block, Divider) or (apart and not elements)
            body += elements
        rows = list(self._rows(self._foot()))
        body += [{"type": "ActionSet", "actions": row} for row in rows[:-1]]
        rendered: Json = {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.5",
            "fallbackText": cut(inline(self._card.plain or self._card.title), SUMMARY_CHARACTERS) or MORE,
            "lang": self._card.language,
            "body": body or self._heading(self._card.title, "large"),
            "msteams": {"width": "Full"},
        }
        if rows:
            rendered["actions"] = rows[-1]
        if self._card.yours and not self._style.dialog:
            look = {"type": "Action.Execute", "title": MORE, "verb": LOOK, "data": {"says": self._card.yours}}
            rendered["refresh"] = {"action": look}
        return rendered

    # --- blocks

    def _block(self, block: Any) -> list[Json]:
        renderers: dict[type, Callable[[Any], list[Json]]] = {
            Text: self._text,
            Heading: lambda heading: self._heading(heading.text, "medium"),
            Said: self._said,
            Facts: self._facts,
            Buttons: self._buttons,
            Divider: lambda _: [],  # a line above what comes next
            Field: lambda field: self._inputs.field(field, self._problem_of(field)),
        }
        return renderers[type(block)](block)

    def _heading(self, text: str, size: str) -> list[Json]:
        words = escaped(cut(text, min(self._most, TITLE_CHARACTERS)))
        if not words:
            return []
        return [
            {"type": "TextBlock", "style": "heading", "size": size, "weight": "bolder", "wrap": True, "text": words}
        ]

    def _text(self, text: Text) -> list[Json]:
        look = {"size": "small", "isSubtle": True} if text.quiet else {}
        return paragraphs(cut(text.text, self._most), (), look)

    def _said(self, said: Said) -> list[Json]:
        items: list[Json] = []
        if said.by:
            items += paragraphs(_line(said.by, self._most), (), {"size": "small", "weight": "bolder"})
        items += paragraphs(cut(said.words, self._most), said.marks, {})
        return [{"type": "Container", "style": "emphasis", "items": items}] if items else []

    def _facts(self, facts: Facts) -> list[Json]:
        rows = [
            {"title": escaped(cut(label, self._most)), "value": escaped(cut(value, self._most))}
            for label, value in facts.facts
        ]
        return [{"type": "FactSet", "facts": rows}] if rows else []

    def _problem(self) -> list[Json]:
        """Why the form was refused, on top where it is read first, unless it stands beside its field."""
        problem = self._style.problem
        if problem is None or any(field.name == problem.field for field in self._card.fields):
            return []
        return paragraphs(problem.text, (), {}) if problem.kind == "doubt" else problem_lines(problem.text)

    def _problem_of(self, field: Field) -> list[Json]:
        problem = self._style.problem
        return problem_lines(problem.text) if problem and problem.field == field.name else []

    # --- buttons

    def _buttons(self, buttons: Buttons) -> list[Json]:
        return [
            {"type": "ActionSet", "actions": row} for row in self._rows([self._action(one) for one in buttons.buttons])
        ]

    def _foot(self) -> list[Json]:
        foot = [self._action(one) for one in self._card.buttons]
        return [self._submit(self._card.submit), *foot] if self._card.submit else foot

    def _submit(self, button: Button) -> Json:
        data = action_data(button, self._card.fields, closes=self._style.closes)
        return {**self._pressed(button, data), "style": "positive", "associatedInputs": "auto"}

    def _action(self, button: Button | Link) -> Json:
        if isinstance(button, Link):
            return {"type": "Action.OpenUrl", "title": _line(button.label, 200), "url": button.url}
        if button.opens and not self._style.dialog:
            data = {"msteams": {"type": "task/fetch"}, **action_data(button)}
            action = {"type": "Action.Submit", "title": _line(button.label, 200), "data": data}
        else:
            action = self._pressed(button, action_data(button))
        looks = {"main": "positive", "danger": "destructive"}
        if button.style in looks:
            action["style"] = looks[button.style]
        return _apart(action)

    def _pressed(self, button: Button, data: Json) -> Json:
        """Clients that do not know `Action.Execute` submit the same, which arrives as a message."""
        submit = {"type": "Action.Submit", "title": _line(button.label, 200), "data": data}
        return submit if self._style.dialog else {**submit, "type": "Action.Execute", "verb": "say", "fallback": submit}

    def _rows(self, actions: list[Json]) -> Iterable[list[Json]]:
        return (actions[first : first + ACTIONS] for first in range(0, len(actions), ACTIONS))


def _apart(action: Json) -> Json:
    """The same action, also in older clients, without what was typed into the card."""
    fallback = {"fallback": {**action["fallback"], "associatedInputs": "none"}} if "fallback" in action else {}
    return {**action, **fallback, "associatedInputs": "none"}


def paragraphs(text: str, marks: Iterable[tuple[int, int]], look: Json) -> list[Json]:
    """The text as one block a line, for line breaks within a run are not shown everywhere.

    Marks are offsets into the text as it was written, so it is split first and cleaned piece by piece.
    """
    edges = _edges(len(text), marks)
    blocks: list[Json] = []
    start, apart = 0, False
    for line in text.split("\n"):
        runs = list(_runs(text, start, start + len(line.rstrip("\r")), edges, look))
        start += len(line) + 1
        if not runs:
            apart = bool(blocks)
            continue
        spacing = {} if not blocks else {"spacing": "medium" if apart else "none"}
        blocks.append({"type": "RichTextBlock", "inlines": runs, **spacing})
        apart = False
    return blocks


def problem_lines(text: str) -> list[Json]:
    """Why something was refused, in the colour for that."""
    return paragraphs(text, (), {"color": "attention", "weight": "bolder"})


def _edges(length: int, marks: Iterable[tuple[int, int]]) -> list[tuple[int, bool]]:
    """Where highlighting begins and ends, in order; overlapping marks are one."""
    marked = [False] * length
    for start, end in marks:
        for at in range(max(start, 0), min(end, length)):
            marked[at] = True
    edges = [(0, bool(marked and marked[0]))]
    edges += [(at + 1, after) for at, (before, after) in enumerate(pairwise(marked)) if before != after]
    return edges


def _runs(text: str, start: int, end: int, edges: list[tuple[int, bool]], look: Json) -> Iterable[Json]:
    for (at, marked), (following, _) in pairwise([*edges, (len(text), False)]):
        piece = text[max(at, start) : min(following, end)] if at < end and following > start else ""
        piece = clean(piece).replace("\n", " ")
        if piece:
            yield {"type": "TextRun", "text": piece, **look, **({"highlight": True} if marked else {})}


def _line(text: str, most: int) -> str:
    return cut(inline(text), most) or MORE
