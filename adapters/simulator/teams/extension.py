"""The app's message extension: its search box beside a message, and its actions in a message's menu."""

import html
from typing import TYPE_CHECKING, Any

from adapters.simulator.teams import activities, answers, limits
from adapters.simulator.teams.card_check import BadCardError, check_card
from adapters.simulator.teams.state import Message
from adapters.simulator.wire import Answered

if TYPE_CHECKING:
    from adapters.simulator.teams.people import Person, Place


async def searches(person: "Person", words: str, command: str, in_: "Place | None") -> list[dict[str, Any]]:
    """Ask the bot's search; gives its results, each as the attachment that it sent."""
    first = {"name": "initialRun", "value": "true"}
    parameters = [{"name": "query", "value": words}] if words else [first]
    options = {"skip": 0, "count": 25}
    value = {"commandId": command, "parameters": parameters, "queryOptions": options}
    where = person.place(in_)
    answered = await person.cloud.ask(activities.invoke("composeExtension/query", person, where, value), person)
    person.results, person.problem = [], ""
    if not answered.ok:
        person.problem = answers.UNREACHABLE
        return []
    extension = answered.body.get("composeExtension") if isinstance(answered.body, dict) else None
    if not isinstance(extension, dict):
        answers.wrong(person, "a search is answered with a composeExtension")
    elif extension.get("type") == "message":
        person.problem = str(extension.get("text", ""))
    elif extension.get("type") == "result":
        _results(person, extension)
    else:
        answers.wrong(person, f"{extension.get('type')} is nothing that a search can be answered with")
    return person.results


def _results(person: "Person", extension: dict[str, Any]) -> None:
    if extension.get("attachmentLayout") not in {"list", "grid"}:
        return answers.wrong(person, "results are laid out as list or grid")
    for one in extension.get("attachments") or []:
        if one.get("contentType") not in limits.CARD_TYPES:
            return answers.wrong(person, f"{one.get('contentType')} is no card")
        if one["contentType"] == limits.ADAPTIVE:
            if not one.get("preview"):
                return answers.wrong(person, "a result that is an Adaptive Card needs a preview")
            try:
                check_card(one.get("content"))
            except BadCardError as error:
                return answers.wrong(person, str(error))
        person.results.append(one)
    return None


def inserts(person: "Person", number: int, in_: "Place | None") -> Message:
    """Send one of the results as a message of one's own."""
    chosen = person.results[number]
    activity = {"text": "", "textFormat": "plain", "attachments": [chosen]}
    return person.cloud.keep(person.place(in_), person.mri, activity, root="")


async def acts_on(person: "Person", message: Message, command: str) -> Answered:
    """Choose the app's action from a message's menu."""
    where = person.cloud.conversations[message.conversation]
    payload = message_payload(person, message)
    value = {
        "commandId": command,
        "commandContext": "message",
        "messagePayload": payload,
        "context": {"theme": "default"},
    }
    answered = await person.cloud.ask(activities.invoke("composeExtension/fetchTask", person, where, value), person)
    about = {"kind": "extension", "conversation": where.id, "command": command, "payload": payload}
    answers.show_dialog(person, answered, about, opening=True)
    return answered


def message_payload(person: "Person", message: Message) -> dict[str, Any]:
    """A message as an action on it is told of it, in the shape of Microsoft Graph."""
    cloud = person.cloud
    author = cloud.people.get(message.author)
    user = {"userIdentityType": "aadUser", "id": author.id, "displayName": author.name} if author else None
    app = None if author else {"applicationIdentityType": "bot", "id": cloud.app_id, "displayName": cloud.bot_name}
    text = message.activity.get("attachments") or []
    content = next((one["content"] for one in text if one.get("contentType") == "text/html"), None)
    return {
        "id": message.id,
        "replyToId": message.root if message.root != message.id else None,
        "createdDateTime": message.at,
        "lastModifiedDateTime": None,
        "deleted": False,
        "summary": None,
        "importance": "normal",
        "locale": "en-GB",
        "body": {"contentType": "html", "content": content or f"<p>{html.escape(message.text)}</p>"},
        "from": {"user": user, "application": app, "device": None, "conversation": None},
        "reactions": [],
        "mentions": [],
        "attachments": [],
    }
