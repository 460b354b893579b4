"""What the stand-in remembers of conversations: plain data, so that it can be written down and read again."""

import base64
import hashlib
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


class CannotError(ValueError):
    """What somebody tried cannot be done in Teams: no such button, a required input left empty, no app."""


@dataclass
class Message:
    """A message that stands in a conversation.

    `activity` is what the bot sent, or `text` and `attachments` of what somebody wrote. `root` is the post that it
    stands under (its own id where it is the post; empty outside channels). `views` are the cards that single people
    see in its place after an Action.Execute, `notes` what was told to them alone; both by person id and gone when
    they reload. `mentions` are whom it mentions for real.
    """

    id: str
    conversation: str
    author: str
    activity: dict[str, Any]
    at: str
    root: str = ""
    edited: bool = False
    deleted: bool = False
    told: bool = False
    mentions: list[dict[str, Any]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    reactions: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words of it, without cards."""
        return str(self.activity.get("text") or "")

    @property
    def cards(self) -> list[dict[str, Any]]:
        """Its Adaptive Cards, as sent."""
        attachments = self.activity.get("attachments") or []
        return [one["content"] for one in attachments if one.get("contentType", "").endswith("card.adaptive")]


Kind = Literal["personal", "channel", "groupChat"]


@dataclass
class Conversation:
    """A place where messages stand. `people` are those of a personal or group chat; a channel asks its team."""

    id: str
    kind: Kind
    tenant: str
    people: list[str] = field(default_factory=list)
    team: str = ""
    name: str = ""
    bot: bool = True
    private: bool = False
    messages: list[Message] = field(default_factory=list)

    def find(self, message: str) -> Message | None:
        """A message that stands here and was not deleted."""
        return next((one for one in self.messages if one.id == message and not one.deleted), None)

    def thread(self, root: str) -> list[Message]:
        """A post and what stands under it."""
        return [one for one in self.messages if one.root == root]

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def load(cls, dumped: dict[str, Any]) -> "Conversation":
        """What `dump` wrote."""
        messages = [Message(**one) for one in dumped["messages"]]
        return cls(**{**dumped, "messages": messages})


def hashed(*parts: str, length: int = 32) -> str:
    """An opaque id that is the same for the same parts, in the letters that Teams uses."""
    digest = hashlib.sha256("\x00".join(parts).encode()).digest() * 4
    return base64.urlsafe_b64encode(digest).decode().replace("=", "")[:length]


def guid(*parts: str) -> str:
    """A GUID that is the same for the same parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\x00".join(parts)))
