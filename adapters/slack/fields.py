"""The fields of a form: `Field` → input blocks, and what was filled in → values. Both directions, side by side.

A field's name is its block's id, so that a problem can stand beside it. Text longer than Slack's 3,000 characters an
input goes into several inputs, one below the other, and comes back as one: nobody's words are cut by being edited.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import combining, normalize

from adapters.slack import limits
from adapters.slack.words import cut, length, line, pieces, safe
from bot.chat import Field, Option

log = logging.getLogger(__name__)

Json = dict[str, Any]

_PART = re.compile(r"^(?P<name>.*)~(?P<number>\d+)(?P<joint>[nsx])$")
_JOINTS = {"n": "\n", "s": " ", "x": ""}


def plain_text(text: str, most: int) -> Json:
    """A text object that Slack shows as it is: no markup, no mention, no `:emoji:`."""
    return {"type": "plain_text", "text": cut(text, most) or "…", "emoji": False}


def inputs(field: Field) -> list[Json]:
    """The input blocks of a field: one, or several for a long text; none for a choice without options."""
    if field.kind in ("choice", "choices"):
        element = _choice(field)
        return [_input(field, field.name, element)] if element else []
    if field.kind in ("date", "time"):
        return [_input(field, field.name, _picker(field))]
    return [_input(field, name, element) for name, element in _typed(field)]


def values(state: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """A submitted view's `state.values` by field name."""
    found: dict[str, tuple[str, ...]] = {}
    for block_id, elements in state.items():
        entered = next((_entered(element) for element in elements.values()), ())
        part = _PART.match(block_id)
        if part and part["name"] in found:
            before = found[part["name"]]
            found[part["name"]] = (_JOINTS[part["joint"]].join(("".join(before), "".join(entered))),)
        else:
            found[block_id] = entered
    return found


def _input(field: Field, block_id: str, element: Json) -> Json:
    block: Json = {
        "type": "input",
        "block_id": block_id[: limits.BLOCK_ID],
        "label": plain_text(line(field.label), limits.LABEL),
        "element": {**element, "action_id": "value"},
        "optional": not field.required or block_id != field.name,
    }
    if field.hint:
        block["hint"] = plain_text(safe(field.hint), limits.HINT)
    return block


def _typed(field: Field) -> Iterator[tuple[str, Json]]:
    text = safe(next(iter(field.value), ""))
    several = field.kind == "words"
    if not several:
        text = cut(line(text), limits.INPUT_TEXT)
    parts = _parts(text)
    for number, (joint, part) in enumerate(parts, 1):
        most = limits.INPUT_TEXT if len(parts) > 1 else max(1, min(field.most, limits.INPUT_TEXT), length(part))
        element: Json = {"type": "plain_text_input", "multiline": several, "max_length": most}
        if part:
            element["initial_value"] = part
        yield field.name if number == 1 else f"{field.name}~{number}{joint}", element


def _parts(text: str) -> list[tuple[str, str]]:
    """The text in parts that an input holds, each with what joined it to the one before."""
    parts: list[tuple[str, str]] = []
    joint = "x"
    for start, end in pieces(text, limits.INPUT_TEXT) if text else [(0, 0)]:
        part = text[start:end]
        parts.append((joint, part))
        joint = {"\n": "n", " ": "s"}.get(part[-1:], "x")
        if joint != "x" and end < len(text):
            parts[-1] = (parts[-1][0], part[:-1])
    return parts


def _picker(field: Field) -> Json:
    value = next(iter(field.value), "")
    if field.kind == "date":
        return {"type": "datepicker"} | ({"initial_date": value} if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else {})
    return {"type": "timepicker"} | ({"initial_time": value} if re.fullmatch(r"\d\d:\d\d", value) else {})


def _choice(field: Field) -> Json:
    """Radio buttons or check boxes for a few, a menu for many, a menu to search for more than Slack's 100."""
    options = [_option(option) for option in _usable(field.options)]
    if not options:
        return {}
    chosen = [option for option in options if option["value"] in field.value]
    one = field.kind == "choice"
    if len(options) <= limits.RADIO:
        element: Json = {"type": "radio_buttons" if one else "checkboxes", "options": options}
    elif len(options) <= limits.SELECT:
        element = {"type": "static_select" if one else "multi_static_select", "options": options}
    else:
        element = {"type": "external_select" if one else "multi_external_select", "min_query_length": 0}
    if chosen:
        element |= {"initial_option": chosen[0]} if one else {"initial_options": chosen}
    return element


def offered(field: Field, typed: str) -> list[Json]:
    """The first hundred options with these words in their labels: those that begin with them first."""
    wanted = _plain(typed)
    found = [option for option in _usable(field.options) if wanted in _plain(option.label)]
    found.sort(key=lambda option: not _plain(option.label).startswith(wanted))
    return [_option(option) for option in found[: limits.SELECT]]


def _plain(text: str) -> str:
    """Without accents and capitals: who types "mon" finds Môn."""
    return "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))


def _usable(options: Sequence[Option]) -> list[Option]:
    """Options by value, once each; one whose value Slack would not carry cannot be offered."""
    usable = {option.value: option for option in options if 0 < length(option.value) <= limits.OPTION_VALUE}
    if len(usable) < len({option.value for option in options}):
        log.error("options left out: a value is empty or longer than %d characters", limits.OPTION_VALUE)
    return list(usable.values())


def _option(option: Option) -> Json:
    return {"text": plain_text(line(option.label), limits.OPTION_TEXT), "value": option.value}


def _entered(element: Mapping[str, Any]) -> tuple[str, ...]:
    """What one input holds, whatever its kind; nothing when it was left empty."""
    options = element.get("selected_options")
    if options is not None:
        return tuple(str(option["value"]) for option in options)
    option = element.get("selected_option")
    if option is not None:
        return (str(option["value"]),)
    for name in ("value", "selected_date", "selected_time"):
        if element.get(name):
            return (str(element[name]),)
    return ()
