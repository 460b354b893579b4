"""Whether Teams would show this Adaptive Card: known elements, at most 1.5, labelled inputs, ids used once."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from adapters.simulator.teams import limits


class BadCardError(ValueError):
    """Teams would refuse this card, or show that it cannot be displayed."""


Found = dict[str, Any]


def check_card(card: Any) -> list[Found]:
    """Raise `BadCardError` where something is wrong; gives the mentions that the card makes."""
    if not isinstance(card, dict):
        raise BadCardError("card: not an object")
    size = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())
    if size > limits.CARD_BYTES:
        raise BadCardError(f"card: {size} bytes, more than {limits.CARD_BYTES}")
    version = _root(card, "card")
    seen: dict[str, str] = {}
    texts: list[str] = []
    for path, element in walk(card, "card"):
        _element(path, element, version)
        _once(path, element, seen)
        if isinstance(element.get("text"), str):
            texts.append(element["text"])
    _refresh(card)
    return _mentions(card, "\n".join(texts))


def walk(card: Found, path: str) -> Iterator[tuple[str, Found]]:
    """Everything in a card that has a type, with where it stands; fallbacks too."""
    for key in ("body", "actions"):
        yield from _many(card.get(key), f"{path}.{key}", "")
    if isinstance(card.get("selectAction"), dict):
        yield from _one(card["selectAction"], f"{path}.selectAction", "")


_CHILDREN = {
    "items": "",
    "actions": "",
    "columns": "Column",
    "images": "Image",
    "rows": "TableRow",
    "cells": "TableCell",
    "inlines": "TextRun",
}


def _many(value: Any, path: str, kind: str) -> Iterator[tuple[str, Found]]:
    if value is None:
        return
    if not isinstance(value, list):
        raise BadCardError(f"{path}: not a list")
    for number, child in enumerate(value):
        yield from _one(child, f"{path}[{number}]", kind)


def _one(element: Any, path: str, kind: str) -> Iterator[tuple[str, Found]]:
    if isinstance(element, str) and kind == "TextRun":
        return
    if not isinstance(element, dict):
        raise BadCardError(f"{path}: not an object")
    element = element if "type" in element or not kind else {"type": kind, **element}
    yield path, element
    for key, inner in _CHILDREN.items():
        if key == "columns" and element.get("type") == "Table":
            continue  # only widths
        yield from _many(element.get(key), f"{path}.{key}", inner)
    for key in ("selectAction", "inlineAction", "fallback"):
        if isinstance(element.get(key), dict):
            yield from _one(element[key], f"{path}.{key}", "")
    if element.get("type") == "Action.ShowCard" and isinstance(element.get("card"), dict):
        yield from walk(element["card"], f"{path}.card")


def _root(card: Found, path: str) -> tuple[int, int]:
    if card.get("type") != "AdaptiveCard":
        raise BadCardError(f"{path}.type: not AdaptiveCard")
    found = re.fullmatch(r"(\d+)\.(\d+)", str(card.get("version", "")))
    if not found:
        raise BadCardError(f"{path}.version: missing")
    version = (int(found[1]), int(found[2]))
    if version > limits.CARD_VERSION:
        raise BadCardError(f"{path}.version: newer than 1.5")
    if not card.get("body") and not card.get("actions"):
        raise BadCardError(f"{path}: empty")
    _actions(path, card.get("actions"))
    return version


_INNER: dict[str, dict[str, Any]] = {
    "Column": {"items": list},
    "TableRow": {"cells": list},
    "TableCell": {"items": list},
    "TextRun": {"text": str},
}
_YES_OR_NO = ("wrap", "isVisible", "isRequired", "isMultiline", "isMultiSelect", "separator", "isSubtle", "isEnabled")
_SINCE = {"Action.Execute": (1, 4), "Table": (1, 5), "ActionSet": (1, 2), "RichTextBlock": (1, 2)}


def _element(path: str, element: Found, version: tuple[int, int]) -> None:
    kind = element.get("type")
    needs = _needs(kind)
    if needs is None:
        if "fallback" in element:
            return
        raise BadCardError(f"{path}: unknown element {kind!r}")
    for key, wanted in needs.items():
        if not isinstance(element.get(key), wanted) or (key != "text" and element[key] == ""):
            raise BadCardError(f"{path}.{key}: missing or of the wrong type")
    if version < _SINCE.get(str(kind), (1, 0)):
        raise BadCardError(f"{path}: {kind} is newer than the card's version")
    for key in _YES_OR_NO:
        if key in element and not isinstance(element[key], bool):
            raise BadCardError(f"{path}.{key}: not true or false")
    _words(path, element, str(kind))
    if str(kind).startswith("Input."):
        _input(path, element, version)
    elif str(kind).startswith("Action."):
        _action(path, element)
    else:
        _content(path, element)


def _needs(kind: Any) -> dict[str, Any] | None:
    known: dict[str, dict[str, Any]] = {**limits.ELEMENTS, **limits.ACTIONS, **_INNER}
    return known.get(kind) if isinstance(kind, str) else None


def _words(path: str, element: Found, kind: str) -> None:
    styles = limits.STYLES["action"] if kind.startswith("Action.") else limits.STYLES.get(kind)
    for key, allowed in (("style", styles), *limits.CHOICES.items()):
        value = element.get(key)
        if value is None or allowed is None or not isinstance(value, str):
            continue
        if value.lower() not in allowed:
            raise BadCardError(f"{path}.{key}: {value!r} is none of those Teams knows")


def _once(path: str, element: Found, seen: dict[str, str]) -> None:
    name = element.get("id")
    if name is None:
        return
    if not isinstance(name, str):
        raise BadCardError(f"{path}.id: not a string")
    if name in seen and not path.startswith(f"{seen[name]}.fallback"):
        raise BadCardError(f"{path}.id: {name!r} is used twice")
    seen[name] = path


_PATTERNS = {"Input.Date": r"\d{4}-\d{2}-\d{2}", "Input.Time": r"\d{2}:\d{2}"}


def _input(path: str, element: Found, version: tuple[int, int]) -> None:
    kind = element["type"]
    label = element.get("label")
    if kind != "Input.Toggle" and not (isinstance(label, str) and label.strip()):
        raise BadCardError(f"{path}.label: missing")
    if label is not None and version < (1, 3):
        raise BadCardError(f"{path}.label: newer than the card's version")
    for key in ("value", "placeholder", "errorMessage"):
        if key in element and not isinstance(element[key], (str, int, float)):
            raise BadCardError(f"{path}.{key}: of the wrong type")
    pattern = _PATTERNS.get(kind)
    if pattern and element.get("value") and not re.fullmatch(pattern, str(element["value"])):
        raise BadCardError(f"{path}.value: not of the form this input takes")
    if "maxLength" in element and not (isinstance(element["maxLength"], int) and element["maxLength"] > 0):
        raise BadCardError(f"{path}.maxLength: not a number above 0")
    if kind == "Input.ChoiceSet":
        _choices(path, element)


def _choices(path: str, element: Found) -> None:
    choices = element.get("choices")
    if not isinstance(choices, list) or not choices:
        raise BadCardError(f"{path}.choices: missing")
    for number, choice in enumerate(choices):
        good = isinstance(choice, dict) and all(isinstance(choice.get(key), str) for key in ("title", "value"))
        if not good:
            raise BadCardError(f"{path}.choices[{number}]: needs a title and a value")
        if element.get("isMultiSelect") and "," in choice["value"]:
            raise BadCardError(f"{path}.choices[{number}].value: a comma cannot be told from the next choice")
    values = sorted(choice["value"] for choice in choices)
    if any(one == next_one for one, next_one in pairwise(values)):
        raise BadCardError(f"{path}.choices: one value twice")


def _actions(path: str, actions: Any) -> None:
    if not isinstance(actions, list):
        return
    first = [one for one in actions if isinstance(one, dict) and one.get("mode") != "secondary"]
    if len(first) > limits.CARD_ACTIONS:
        raise BadCardError(f"{path}.actions: {len(first)}, more than {limits.CARD_ACTIONS}")


def _action(path: str, element: Found) -> None:
    kind = element["type"]
    titled = not path.endswith(("selectAction", "inlineAction"))
    if titled and not (isinstance(element.get("title"), str) and element["title"].strip()):
        raise BadCardError(f"{path}.title: missing")
    if kind == "Action.OpenUrl" and urlsplit(element["url"]).scheme not in {"http", "https", "mailto", "tel"}:
        raise BadCardError(f"{path}.url: not an address that Teams opens")
    if kind == "Action.ShowCard":
        _root({"version": "1.5", **element["card"]}, f"{path}.card")
    if element.get("associatedInputs", "auto").lower() not in {"auto", "none"}:
        raise BadCardError(f"{path}.associatedInputs: neither auto nor none")
    if kind in {"Action.Submit", "Action.Execute"} and not isinstance(element.get("data", {}), (dict, str)):
        raise BadCardError(f"{path}.data: neither an object nor a string")
    data = element.get("data")
    if kind == "Action.Submit" and isinstance(data, dict) and "msteams" in data:
        _submit(path, data["msteams"])


def _submit(path: str, msteams: Any) -> None:
    if not isinstance(msteams, dict):
        raise BadCardError(f"{path}.data.msteams: not an object")
    kind = msteams.get("type")
    if kind is not None and kind not in limits.SUBMIT_TYPES:
        raise BadCardError(f"{path}.data.msteams.type: {kind!r} is none of those Teams knows")
    if kind in {"imBack", "invoke"} and "value" not in msteams:
        raise BadCardError(f"{path}.data.msteams.value: missing")


def _content(path: str, element: Found) -> None:
    kind = element["type"]
    if kind == "ActionSet":
        _actions(path, element["actions"])
    if kind == "FactSet":
        for number, fact in enumerate(element["facts"]):
            good = isinstance(fact, dict) and all(isinstance(fact.get(key), str) for key in ("title", "value"))
            if not good:
                raise BadCardError(f"{path}.facts[{number}]: needs a title and a value")
    if kind == "Image" and not re.match(r"https://|data:image/|http://127\.0\.0\.1[:/]", element["url"]):
        raise BadCardError(f"{path}.url: not https")


def _refresh(card: Found) -> None:
    refresh = card.get("refresh")
    if refresh is None:
        return
    action = refresh.get("action") if isinstance(refresh, dict) else None
    if not isinstance(action, dict) or action.get("type") != "Action.Execute":
        raise BadCardError("card.refresh.action: not an Action.Execute")
    if not isinstance(refresh.get("userIds", []), list):
        raise BadCardError("card.refresh.userIds: not a list")


def _mentions(card: Found, text: str) -> list[Found]:
    msteams = card.get("msteams")
    if msteams is None:
        return []
    if not isinstance(msteams, dict):
        raise BadCardError("card.msteams: not an object")
    return check_mentions(msteams.get("entities"), text, "card.msteams")


def check_mentions(entities: Any, text: str, path: str) -> list[Found]:
    """The mentions among these entities; each one's text must stand in the message."""
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise BadCardError(f"{path}.entities: not a list")
    found = []
    for number, entity in enumerate(entities):
        if not isinstance(entity, dict) or entity.get("type") != "mention":
            continue
        mentioned = entity.get("mentioned")
        if not isinstance(mentioned, dict) or not mentioned.get("id"):
            raise BadCardError(f"{path}.entities[{number}].mentioned: missing")
        if not entity.get("text") or entity["text"] not in text:
            raise BadCardError(f"{path}.entities[{number}].text: does not stand in the message")
        found.append({"id": mentioned["id"], "name": mentioned.get("name", ""), "text": entity["text"]})
    return found
