"""What Teams makes of the bot's answer to an invoke: a card of one's own, a dialog, a message, or an error."""

from typing import TYPE_CHECKING, Any

from adapters.simulator.teams import activities, limits
from adapters.simulator.teams.card_check import BadCardError, check_card
from adapters.simulator.teams.card_reading import read
from adapters.simulator.teams.state import Message
from adapters.simulator.wire import Answered

if TYPE_CHECKING:
    from adapters.simulator.teams.people import Person

UNREACHABLE = "Unable to reach app. Please try again."
WRONG = "Something went wrong. Please try again."
_OK = 200


class BadAnswerError(Exception):
    """The bot answered an invoke with what Teams cannot show; the person saw that something went wrong."""


async def refresh(person: "Person", message: Message) -> None:
    """What their client does by itself with a card that may stand otherwise for them: it asks, and shows what comes."""
    cloud = person.cloud
    found = next((one["refresh"] for one in message.cards if one.get("refresh")), None)
    where = cloud.conversations[message.conversation]
    if found is None or message.deleted:
        return
    named = found.get("userIds")
    if named is None and len(cloud.members(where)) > limits.REFRESHED_PEOPLE:
        return
    if named is None or person.mri in named:
        value = {"action": {"data": {}, **found["action"]}, "trigger": "automatic"}
        answered = await cloud.deliver(activities.invoke("adaptiveCard/action", person, where, value, message))
        show_executed(person, message, answered)


def show_executed(person: "Person", message: Message, answered: Answered) -> None:
    """Show what came back from an Action.Execute: to this person alone."""
    if not _arrived(person, answered):
        return
    message.notes.pop(person.id, None)
    try:
        _show_executed(person, message, answered.body)
    except BadCardError as error:
        wrong(person, str(error))
    person.cloud.tell("message", conversation=message.conversation, message=message.id, person=person.id)


def _show_executed(person: "Person", message: Message, body: Any) -> None:
    if not isinstance(body, dict) or not isinstance(body.get("statusCode"), int):
        raise BadCardError("an Action.Execute is answered with statusCode, type and value")
    kind, value = body.get("type"), body.get("value")
    if kind == "application/vnd.microsoft.error":
        if not isinstance(value, dict) or not isinstance(value.get("message"), str):
            raise BadCardError("an error has a code and a message")
        message.notes[person.id] = value["message"]
    elif body["statusCode"] != _OK:
        raise BadCardError(f"statusCode {body['statusCode']} without an error")
    elif kind == "application/vnd.microsoft.activity.message" and isinstance(value, str):
        if value:
            message.notes[person.id] = value
    elif kind == limits.ADAPTIVE and isinstance(value, dict):
        check_card(value)
        message.views[person.id] = value
    else:
        raise BadCardError(f"{kind} is nothing that an Action.Execute can be answered with")


async def open_dialog(person: "Person", message: Message, data: Any) -> Answered:
    """Somebody pressed a button that opens a dialog."""
    where = person.cloud.conversations[message.conversation]
    value = {"data": data, "context": {"theme": "default"}}
    answered = await person.cloud.ask(activities.invoke("task/fetch", person, where, value, message), person)
    show_dialog(person, answered, {"kind": "task", "conversation": where.id, "message_id": message.id}, opening=True)
    return answered


async def submit_dialog(person: "Person", data: Any) -> Answered:
    """Somebody pressed the button of the dialog that stands open."""
    dialog = person.dialog or {}
    where = person.cloud.conversations[dialog["conversation"]]
    message = where.find(dialog.get("message_id", ""))
    context: dict[str, Any] = {"data": data, "context": {"theme": "default"}}
    kept = {"kind", "conversation", "message_id", "command", "payload"}
    about = {key: value for key, value in dialog.items() if key in kept}
    if dialog["kind"] == "extension":
        value = {"commandId": dialog["command"], "commandContext": "message", **context}
        value |= {"messagePayload": dialog["payload"]}
        made = activities.invoke("composeExtension/submitAction", person, where, value)
    else:
        made = activities.invoke("task/submit", person, where, context, message)
    answered = await person.cloud.ask(made, person)
    show_dialog(person, answered, about, opening=False)
    return answered


def show_dialog(person: "Person", answered: Answered, about: dict[str, Any], *, opening: bool) -> None:
    """Show what came back: another dialog, a message in it, or nothing, which closes it."""
    if not _arrived(person, answered):
        return
    body = answered.body if isinstance(answered.body, dict) else {}
    closed = not opening or (about["kind"] == "extension" and body.get("composeExtension"))
    try:
        person.dialog = None if closed and not body.get("task") else {**about, **_task(body.get("task"))}
    except BadCardError as error:
        wrong(person, str(error))
    person.cloud.tell("dialog", person=person.id)


def _task(task: Any) -> dict[str, Any]:
    """What a task shows: a message, a card, or somebody's page."""
    kind, value = (task.get("type"), task.get("value")) if isinstance(task, dict) else (None, None)
    if kind == "message" and isinstance(value, str):
        return {"title": "", "message": value}
    if kind != "continue" or not isinstance(value, dict):
        raise BadCardError("a task is a message with a string, or continue with an object")
    for key in ("height", "width"):
        if key in value and not isinstance(value[key], (int, float)) and value[key] not in _SIZES:
            raise BadCardError(f"{key} is a number, or small, medium or large")
    shown = {key: one for key, one in value.items() if key in {"title", "height", "width"}}
    if isinstance(value.get("url"), str) and "card" not in value:
        return {**shown, "url": value["url"]}
    card = value.get("card")
    if not isinstance(card, dict) or card.get("contentType") != limits.ADAPTIVE:
        raise BadCardError("a dialog's card is an attachment with an Adaptive Card")
    check_card(card.get("content"))
    _check_dialog(card["content"])
    return {**shown, "card": card["content"]}


_SIZES = {"small", "medium", "large"}


def _arrived(person: "Person", answered: Answered) -> bool:
    """Whether the bot answered at all as Teams wants it; else the person is told that it did not."""
    if answered.status == _OK:
        return True
    person.problem = UNREACHABLE
    return False


def _check_dialog(card: dict[str, Any]) -> None:
    for press in read(card).presses:
        action = press.action
        if action["type"] == "Action.Execute":
            raise BadCardError("a dialog's card sends with Action.Submit: Teams does not run Action.Execute there")
        data = action.get("data")
        if isinstance(data, dict) and data.get("msteams", {}).get("type"):
            raise BadCardError("a dialog's button cannot be of a msteams type: it is sent by task/submit")


def wrong(person: "Person", why: str) -> None:
    """Tell the person that something went wrong, and whoever wrote the bot what."""
    person.problem = WRONG
    person.cloud.problems.append(why)
    if person.cloud.raises != "never":
        raise BadAnswerError(why)
