"""Pressing and filling in: what a Teams client does with the buttons and inputs of a card or a dialog."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from adapters.simulator.teams import activities, answers, screen
from adapters.simulator.teams.card_reading import Press, choice_title
from adapters.simulator.teams.state import CannotError, Message
from adapters.simulator.wire import Answered

if TYPE_CHECKING:
    from adapters.simulator.teams.people import Person, Place

Found = dict[str, Any]
Values = Mapping[str, str | bool | Sequence[str]]


async def presses(person: "Person", label: str, in_: "Place | None") -> Answered | None:
    """Press the newest button of that label."""
    found = screen.items(person, in_)
    for exact in (True, False):
        for item in reversed(found):
            for press in item.seen.presses:
                if press.label == label or (not exact and press.label.startswith(label)):
                    return await press_it(person, item, press, {})
    raise CannotError(f"{person.name} sees no button {label!r}; there are {person.buttons(in_)}")


async def fills(person: "Person", values: Values, submit: str | None, in_: "Place | None") -> Answered | None:
    """Fill in the dialog, else the newest card that has all these inputs, and send it."""
    found = screen.items(person, in_)
    if person.dialog:
        found = [item for item in found if item.kind == "modal"]
    for item in reversed(found):
        press = _sending(item, values, submit)
        if press:
            typed = {_labelled(press.inputs, name)["id"]: value for name, value in values.items()}
            return await press_it(person, item, press, typed)
    labels = [one.get("label") or one.get("title") for item in found for one in item.seen.inputs]
    shown = f"; Teams says: {person.problem}" if person.problem else ""
    raise CannotError(f"{person.name} cannot fill in {list(values)} and press {submit!r}; there are {labels}{shown}")


def _sending(item: screen.Item, values: Values, submit: str | None) -> Press | None:
    """The button that sends these values: the one of that label, else the first that sends them."""
    able = [
        press
        for press in item.seen.presses
        if press.inputs
        and press.action["type"] in {"Action.Execute", "Action.Submit"}
        and all(_labelled(press.inputs, name) for name in values)
    ]
    if submit is None:
        return next(iter(able), None)
    exact = [press for press in able if press.label == submit]
    return next(iter(exact or [press for press in able if press.label.startswith(submit)]), None)


def _labelled(inputs: Sequence[Found], name: str) -> Found:
    """The input of that label, exactly or beginning so; of that id; or an empty dictionary."""
    labels = [(str(one.get("label") or one.get("title") or ""), one) for one in inputs]
    exact = [one for label, one in labels if label == name or one["id"] == name]
    return next(iter(exact or [one for label, one in labels if label.startswith(name)]), {})


async def acts(person: "Person", on: str, action: Mapping[str, Any], inputs: Mapping[str, str]) -> Answered | None:
    """Press exactly this action, with these values as the page's renderer collected them."""
    for item in screen.items(person):
        if item.id != on:
            continue
        for press in item.seen.presses:
            if _same(press.action, action):
                return await press_it(person, item, press, dict(inputs))
    raise CannotError(f"{person.name} sees no such button on {on}")


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("type", "title", "verb", "data", "url"))


# --- one press ----------------------------------------------------------------------------------------------------


async def press_it(person: "Person", item: screen.Item, press: Press, typed: Mapping[str, Any]) -> Answered | None:
    """Press a button as the client does: check the inputs, gather their values, tell the bot."""
    person.problem = ""
    action = press.action
    values = {name: value for one in press.inputs for name, value in _value(one, typed).items()}
    if action["type"] == "Action.OpenUrl":
        person.cloud.tell("opened", person=person.id, url=action["url"])
        return None
    if action["type"] not in {"Action.Execute", "Action.Submit"}:
        return None
    if item.kind == "modal":
        return await answers.submit_dialog(person, _merged(action, values))
    if item.message is None:
        raise CannotError("nothing to press")
    if action["type"] == "Action.Execute":
        return await _execute(person, item.message, action, values)
    return await _submit(person, item.message, action, values)


def _merged(action: Found, values: Mapping[str, str]) -> Any:
    data = action.get("data")
    if isinstance(data, str) and not values:
        return data
    return {**(data if isinstance(data, dict) else {}), **values}


async def _execute(person: "Person", message: Message, action: Found, values: Mapping[str, str]) -> Answered:
    kept = {key: one for key, one in action.items() if key in {"type", "id", "title", "verb"}}
    value = {"action": {**kept, "data": _merged(action, values)}, "trigger": "manual"}
    where = person.cloud.conversations[message.conversation]
    answered = await person.cloud.ask(activities.invoke("adaptiveCard/action", person, where, value, message), person)
    answers.show_executed(person, message, answered)
    return answered


async def _submit(person: "Person", message: Message, action: Found, values: Mapping[str, str]) -> Answered | None:
    cloud = person.cloud
    where = cloud.conversations[message.conversation]
    data = _merged(action, values)
    msteams = data.get("msteams", {}) if isinstance(data, dict) else {}
    kind = msteams.get("type", "")
    if kind == "invoke" and isinstance(msteams["value"], dict) and msteams["value"].get("type") == "task/fetch":
        kind, data = "task/fetch", {**msteams["value"], **values}
    if kind == "task/fetch":
        return await answers.open_dialog(person, message, data)
    if kind == "imBack":
        await person.says(str(msteams["value"]), where)
        return None
    if kind == "messageBack":
        if msteams.get("displayText"):
            shown = {"text": msteams["displayText"], "textFormat": "plain", "attachments": _html(msteams)}
            cloud.keep(where, person.mri, shown, root=message.root)
        value = msteams.get("value", {})
        value = {**value, **values} if isinstance(value, dict) else value
        told = activities.submitted(person, where, message, value, str(msteams.get("text", "")))
        return await cloud.send(told, person)
    if kind:
        raise CannotError(f"the stand-in does not do {kind}")
    return await cloud.send(activities.submitted(person, where, message, data), person)


def _html(msteams: Found) -> list[Found]:
    return [{"contentType": "text/html", "content": f"<p>{html.escape(str(msteams['displayText']))}</p>"}]


# --- inputs -------------------------------------------------------------------------------------------------------


def _value(element: Found, typed: Mapping[str, Any]) -> dict[str, str]:
    """What this input sends: what was typed, else what stood in it. Raises where the client would not send."""
    kind, ident = element["type"], element["id"]
    value = typed.get(ident, element.get("value", ""))
    if kind == "Input.Toggle":
        on, off = str(element.get("valueOn", "true")), str(element.get("valueOff", "false"))
        chosen = (on if value else off) if isinstance(value, bool) else str(value or off)
        _require(element, "" if chosen == off else chosen)
        return {ident: chosen}
    if kind == "Input.ChoiceSet":
        chosen = _chosen(element, value)
        _require(element, chosen)
        return {ident: chosen} if chosen or element.get("isMultiSelect") else {}
    words = str(value)
    _require(element, words)
    if words:
        _fits(element, words)
    return {ident: words}


def _chosen(element: Found, value: Any) -> str:
    """Values of choices, joined by commas as Teams does; given as values, or by their titles."""
    if isinstance(value, str):
        known = {one["value"] for one in element["choices"]}
        asked = value.split(",") if element.get("isMultiSelect") and set(value.split(",")) <= known else [value]
    else:
        asked = list(value)
    found = [_choice(element, one) for one in asked if one != ""]
    if len(found) > 1 and not element.get("isMultiSelect"):
        raise CannotError(f"{element.get('label')}: only one can be chosen")
    return ",".join(found)


def _choice(element: Found, asked: str) -> str:
    named = [(choice_title(element, one), str(one["value"])) for one in element["choices"]]
    exact = [value for title, value in named if title == asked] or [value for _, value in named if value == asked]
    found = exact or [value for title, value in named if title.startswith(asked)]
    if not found:
        raise CannotError(f"{element.get('label')}: no choice {asked!r}; there are {[title for title, _ in named]}")
    return found[0]


def _require(element: Found, value: str) -> None:
    if element.get("isRequired") and not value.strip():
        raise CannotError(str(element.get("errorMessage") or f"{element.get('label')}: required"))


_SHAPES = {"Input.Date": r"\d{4}-\d{2}-\d{2}", "Input.Time": r"\d{2}:\d{2}", "Input.Number": r"-?\d+(\.\d+)?"}


def _fits(element: Found, words: str) -> None:
    shape = _SHAPES.get(element["type"]) or element.get("regex")
    if shape and not re.fullmatch(shape, words, re.DOTALL):
        raise CannotError(str(element.get("errorMessage") or f"{element.get('label')}: not of that form"))
    if len(words) > element.get("maxLength", len(words)):
        raise CannotError(f"{element.get('label')}: no more than {element['maxLength']} characters can be typed")
    _within(element, words)


def _within(element: Found, words: str) -> None:
    if element["type"] == "Input.Text":
        return
    order: Any = float if element["type"] == "Input.Number" else str
    low, high = element.get("min"), element.get("max")
    if (low is not None and order(words) < order(low)) or (high is not None and order(words) > order(high)):
        raise CannotError(str(element.get("errorMessage") or f"{element.get('label')}: out of its bounds"))
