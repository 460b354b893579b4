"""What somebody who looks at an Adaptive Card sees and can do: its words, its inputs, its buttons."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Found = dict[str, Any]


@dataclass(frozen=True)
class Press:
    """A button, and the inputs whose values go with it."""

    action: Found
    inputs: tuple[Found, ...] = ()

    @property
    def label(self) -> str:
        """What stands on it."""
        return str(self.action.get("title", ""))


@dataclass
class Seen:
    """A card as it is read from top to bottom."""

    lines: list[str] = field(default_factory=list)
    inputs: list[Found] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def read(card: Found) -> Seen:
    """Everything visible in this card. What an Action.ShowCard hides is read as if it were open."""
    seen = Seen()
    _card(card, seen, ())
    return seen


def _card(card: Found, seen: Seen, outer: tuple[Found, ...]) -> None:
    own = (*outer, *inputs_of(card))
    for element in card.get("body") or []:
        _element(element, seen, own)
    _actions(card.get("actions") or [], seen, own)
    _select(card, seen, own)


def inputs_of(card: Found) -> Iterator[Found]:
    """The inputs of this card, without those of the cards that its buttons unfold."""
    for element in card.get("body") or []:
        yield from _inputs(element)


def _inputs(element: Any) -> Iterator[Found]:
    if not isinstance(element, dict):
        return
    if str(element.get("type", "")).startswith("Input."):
        yield element
    for key in ("items", "columns", "rows", "cells"):
        for child in element.get(key) or []:
            yield from _inputs(child)


def _element(element: Any, seen: Seen, inputs: tuple[Found, ...]) -> None:
    if not isinstance(element, dict) or element.get("isVisible") is False:
        return
    kind = str(element.get("type", ""))
    seen.lines += [line for line in _words(element, kind, seen.links) if line]
    if kind == "ActionSet":
        _actions(element["actions"], seen, inputs)
    elif kind.startswith("Input."):
        seen.inputs.append(element)
    for key in ("items", "columns", "rows", "cells", "images"):
        for child in element.get(key) or []:
            _element(child if "type" in child else {"type": "Column", **child}, seen, inputs)
    _select(element, seen, inputs)


def _words(element: Found, kind: str, links: list[str]) -> list[str]:
    if kind == "TextBlock":
        return [rendered(str(element["text"]), links)]
    if kind == "RichTextBlock":
        return ["".join(_run(run) for run in element["inlines"])]
    if kind == "FactSet":
        return [f"{rendered(one['title'], links)}: {rendered(one['value'], links)}" for one in element["facts"]]
    if kind == "Image":
        return [str(element.get("altText", ""))]
    return _input_lines(element) if kind.startswith("Input.") else []


def _select(element: Found, seen: Seen, inputs: tuple[Found, ...]) -> None:
    action = element.get("selectAction")
    if isinstance(action, dict) and action.get("title"):
        seen.presses.append(Press(action, inputs))


def _actions(actions: list[Found], seen: Seen, inputs: tuple[Found, ...]) -> None:
    for action in actions:
        if action.get("isEnabled") is False:
            continue
        if action.get("type") == "Action.ShowCard":
            _add(seen, f"[{action.get('title', '')}]")
            _card(action["card"], seen, inputs)
            continue
        if action.get("type") == "Action.OpenUrl":
            seen.links.append(str(action["url"]))
        _add(seen, f"[{action.get('title', '')}]")
        scope = () if str(action.get("associatedInputs", "auto")).lower() == "none" else inputs
        seen.presses.append(Press(action, scope))


def _add(seen: Seen, line: str) -> None:
    if line:
        seen.lines.append(line)


def _run(run: Any) -> str:
    return run if isinstance(run, str) else str(run.get("text", ""))


def _input_lines(element: Found) -> list[str]:
    kind = element["type"]
    label = str(element.get("label") or "")
    lines = [label + ("*" if element.get("isRequired") else "")] if label else []
    if kind == "Input.Toggle":
        on = str(element.get("value", "")) == str(element.get("valueOn", "true"))
        return [*lines, f"{'☑' if on else '☐'} {element['title']}"]
    if kind == "Input.ChoiceSet":
        chosen = str(element.get("value", "")).split(",")
        marks = {True: "◉", False: "○"}
        return [
            *lines,
            *(f"{marks[one['value'] in chosen]} {choice_title(element, one)}" for one in element["choices"]),
        ]
    value = str(element.get("value") or element.get("placeholder") or "")
    return [*lines, value] if value else lines


def choice_title(element: Found, choice: Found) -> str:
    """What stands beside a choice: Markdown where the choices stand open, plain in a list that unfolds."""
    title = str(choice["title"])
    return rendered(title) if element.get("style") == "expanded" else title


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^)\s]*)[^)\n]*\)")
_EMPHASIS = re.compile(r"(\*\*|\*|~~|`|(?<!\w)__|(?<!\w)_)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_AT = re.compile(r"</?at[^>]*>")


def rendered(text: str, links: list[str] | None = None) -> str:
    """The words of a TextBlock or of a Markdown message as they are read: marks gone, escapes undone."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[1])
        return f"\x00{len(held) - 1}\x00"

    def link(found: re.Match[str]) -> str:
        if links is not None:
            links.append(found[2])
        return found[1]

    text = _ESCAPED.sub(hold, text)
    text = _LINK.sub(link, text)
    text = _EMPHASIS.sub(r"\2", text)
    text = html.unescape(_AT.sub("", text))
    return re.sub("\x00(\\d+)\x00", lambda found: held[int(found[1])], text)
