"""What stands on somebody's screen: as words, as data for tests, and as all that a page needs to draw it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.simulator.teams import limits
from adapters.simulator.teams.card_reading import Seen, read, rendered
from adapters.simulator.teams.state import Conversation, Message

if TYPE_CHECKING:
    from adapters.simulator.teams.people import Person, Place


@dataclass
class Item:
    """One thing on a screen: a message with its cards, or the open dialog (`modal`)."""

    kind: str
    id: str
    author: str
    words: str
    where: Conversation | None = None
    message: Message | None = None
    cards: list[dict[str, Any]] = field(default_factory=list)
    bot: bool = True
    own: bool = False
    note: str = ""
    seen: Seen = field(default_factory=Seen)

    def lines(self) -> list[str]:
        """What is read, from top to bottom."""
        said = [f"{self.author}: {self.words}"] if self.words else [f"{self.author}:"]
        return [*said, *self.seen.lines, *([self.note] if self.note else [])]

    def described(self) -> dict[str, Any]:
        """As data. `ephemeral` is what nobody else sees: a card of their own, a note, a dialog."""
        message = self.message
        return {
            "where": self.kind,
            "id": self.id,
            "channel": self.where.id if self.where else "",
            "channel_name": self.where.name if self.where else "",
            "kind": self.where.kind if self.where else "",
            "author": self.author,
            "author_id": message.author if message else "",
            "bot": self.bot,
            "text": "\n".join(self.lines()),
            "thread": message.root if message else "",
            "cards": self.cards,
            "buttons": [press.label for press in self.seen.presses],
            "inputs": [str(one.get("label") or one.get("title") or "") for one in self.seen.inputs],
            "fields": [_input(one) for one in self.seen.inputs],
            "links": list(self.seen.links),
            "mentions": list(message.mentions) if message else [],
            "ephemeral": self.own or bool(self.note) or self.kind == "modal",
            "edited": bool(message and message.edited),
            "note": self.note,
        }


def _input(element: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "type", "label", "title", "value", "placeholder", "isRequired", "maxLength", "choices")
    return {key: element[key] for key in kept if key in element}


def items(person: "Person", in_: "Place | None" = None) -> list[Item]:
    """Everything on the screen, or in one place, oldest first; the dialog last."""
    if in_ in ("modal", "dialog"):
        return [_dialog_item(person.dialog)] if person.dialog else []
    places = person.places() if in_ is None else [person.place(in_)]
    standing = [(where, one) for where in places for one in where.messages if not one.deleted]
    standing.sort(key=lambda one: int(one[1].id))
    found = [item_of(person, where, one) for where, one in standing]
    dialog = person.dialog
    if dialog and (in_ is None or dialog.get("conversation") in {one.id for one in places}):
        found.append(_dialog_item(dialog))
    return found


def item_of(person: "Person", where: Conversation, message: Message) -> Item:
    """A message as this person sees it."""
    cards = cards_for(person, message)
    seen = _read_all(cards)
    words = words_of(message, seen)
    return Item(
        kind="message",
        id=message.id,
        author=person.cloud.name_of(message.author),
        words=words,
        where=where,
        message=message,
        cards=cards,
        bot=message.author == person.cloud.bot_id,
        own=person.id in message.views,
        note=message.notes.get(person.id, ""),
        seen=seen,
    )


def _dialog_item(dialog: dict[str, Any]) -> Item:
    cards = [dialog["card"]] if dialog.get("card") else []
    words = "\n".join(part for part in (dialog.get("title", ""), dialog.get("message", "")) if part)
    return Item(kind="modal", id="dialog", author="Dialog", words=words, cards=cards, seen=_read_all(cards))


def cards_for(person: "Person", message: Message) -> list[dict[str, Any]]:
    """The cards of a message as this person sees them."""
    view = message.views.get(person.id)
    return [view] if view else message.cards


def _read_all(cards: list[dict[str, Any]]) -> Seen:
    seen = Seen()
    for card in cards:
        one = read(card)
        seen.lines += one.lines
        seen.inputs += one.inputs
        seen.presses += one.presses
        seen.links += one.links
    return seen


def words_of(message: Message, seen: Seen) -> str:
    """The words of a message without its cards, as they are read."""
    text = message.text
    if message.activity.get("textFormat", "markdown") != "plain":
        return rendered(text, seen.links)
    for mention in message.mentions:
        text = text.replace(mention["text"], mention["name"])
    return text


def text(person: "Person", in_: "Place | None" = None) -> str:
    """All words on the screen. Each place begins with its name in brackets."""
    lines: list[str] = []
    place = ""
    for item in items(person, in_):
        ident = item.where.id if item.where else item.id
        if ident != place:
            place = ident
            lines.append(f"[{item.where.name if item.where else 'Dialog'}]")
        lines += item.lines()
    return "\n".join([*lines, *([person.problem] if person.problem else [])])


# --- for the page ------------------------------------------------------------------------------------------------


def view_for(person: "Person") -> dict[str, Any]:
    """All that a page needs to draw this person's Teams."""
    chats = [one for one in person.places() if one.kind != "channel"]
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "guest": person.guest,
            "personal": person.personal,
            "tenant": {"id": person.tenant.id, "name": person.tenant.name},
        },
        "bot": {"id": person.cloud.bot_id, "name": person.cloud.bot_name},
        "chats": [{"id": one.id, "kind": one.kind, "name": one.name, "messages": _drawn(person, one)} for one in chats],
        "teams": [_team(person, team) for team in person.teams()],
        "dialog": person.dialog,
        "results": person.results,
        "problem": person.problem,
    }


def _team(person: "Person", team: Any) -> dict[str, Any]:
    channels = [
        {"id": one.id, "name": one.name, "bot": one.conversation.bot, "posts": _posts(person, one.conversation)}
        for one in team.channels.values()
        if not one.deleted
    ]
    return {"id": team.id, "name": team.name, "installed": team.installed, "channels": channels}


def _posts(person: "Person", where: Conversation) -> list[dict[str, Any]]:
    drawn = {one["id"]: {**one, "replies": []} for one in _drawn(person, where)}
    for message in where.messages:
        if message.root != message.id and message.root in drawn:
            drawn[message.root]["replies"].append(drawn.pop(message.id))
    return list(drawn.values())


def _drawn(person: "Person", where: Conversation) -> list[dict[str, Any]]:
    return [_message(person, where, one) for one in where.messages]


def _message(person: "Person", where: Conversation, message: Message) -> dict[str, Any]:
    if message.deleted:
        return {"id": message.id, "at": message.at, "deleted": True, "author": _author(person, message)}
    item = item_of(person, where, message)
    attachments = message.activity.get("attachments") or []
    others = [one for one in attachments if one.get("contentType") != limits.ADAPTIVE]
    return {
        "id": message.id,
        "at": message.at,
        "deleted": False,
        "edited": message.edited,
        "author": _author(person, message),
        "words": item.words,
        "text": message.text,
        "textFormat": message.activity.get("textFormat", "markdown"),
        "cards": item.cards,
        "attachments": others,
        "attachmentLayout": message.activity.get("attachmentLayout", "list"),
        "mentions": message.mentions,
        "own_view": item.own,
        "note": item.note,
        "reactions": sorted(message.reactions.values()),
    }


def _author(person: "Person", message: Message) -> dict[str, Any]:
    cloud = person.cloud
    return {
        "id": message.author,
        "name": cloud.name_of(message.author),
        "bot": message.author == cloud.bot_id,
        "you": message.author == person.mri,
    }
