"""Filling fields in: from what a person would say of a choice to what stands in a view's `state`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.simulator.slack.block_reading import inputs_of, options_of
from adapters.simulator.slack.view_methods import state_key
from adapters.simulator.slack.world import CannotError, Team

Value = str | bool | Sequence[str]
State = dict[str, dict[str, dict[str, Any]]]
_MANY = {"multi_static_select", "multi_external_select", "checkboxes", "multi_users_select"}


def find_field(blocks: list[dict[str, Any]], label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and element of the field with this label: exact, else the first that begins so."""
    fields = inputs_of(blocks)
    exact = [field for field in fields if label in {field[2], field[0]["block_id"]}]
    begun = [field for field in fields if field[2].casefold().startswith(label.casefold())]
    for block, element, _ in [*exact, *begun]:
        return block, element
    there = ", ".join(repr(name) for _, _, name in fields) or "none"
    raise CannotError(f"there is no field {label!r}; there are: {there}")


def fill(team: Team, element: dict[str, Any], value: Value, offered: list[dict[str, Any]]) -> dict[str, Any]:
    """The element's new state. `offered` are its options where they came from the bot (external selects)."""
    kind = element["type"]
    several = [value] if isinstance(value, str | bool) else list(value)
    words = [str(one) for one in several]
    if kind in _MANY or kind in {"static_select", "external_select", "radio_buttons", "users_select"}:
        chosen = [_choice(team, element, word, offered) for word in words if word]
        key = state_key(kind)
        return {"type": kind, key: chosen if kind in _MANY else (chosen[0] if chosen else None)}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(datetime.fromisoformat(words[0]).timestamp())}
    return {"type": kind, state_key(kind): _typed(element, words[0]) or None}


def _choice(team: Team, element: dict[str, Any], word: str, offered: list[dict[str, Any]]) -> Any:
    if element["type"].endswith("users_select"):
        found = [m.id for m in team.people.values() if word in {m.id, m.name, m.handle}]
        if not found:
            raise CannotError(f"there is nobody called {word!r}")
        return found[0]
    options = offered or options_of(element)
    labels = [str(option["text"]["text"]) for option in options]
    exact = [o for o, label in zip(options, labels, strict=True) if word in {label, o["value"]}]
    begun = [o for o, label in zip(options, labels, strict=True) if label.casefold().startswith(word.casefold())]
    for option in [*exact, *begun]:
        return option
    raise CannotError(f"there is no choice {word!r}; there are: {', '.join(map(repr, labels)) or 'none'}")


def _typed(element: dict[str, Any], words: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if words and not least <= len(words) <= most:
        raise CannotError(f"Slack takes {least} to {most} characters here, not {len(words)}")
    return words


def missing(blocks: list[dict[str, Any]], state: Mapping[str, Mapping[str, dict[str, Any]]]) -> list[str]:
    """The labels of required fields that are still empty: Slack sends nothing then."""
    empty = []
    for block, element, label in inputs_of(blocks):
        standing = state.get(block["block_id"], {}).get(element["action_id"], {})
        if block["type"] == "input" and not block.get("optional") and not standing.get(state_key(element["type"])):
            empty.append(label)
    return empty
