"""What is kept of a stand-in Slack: plain rows, written to JSON and read back whole.

Rows know nothing of HTTP, and nothing of people's gestures. Ids look like Slack's and repeat only where a test asks.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

Kind = Literal["channel", "private", "im", "mpim"]


class CannotError(ValueError):
    """What somebody tried cannot be done in Slack: no such button, a required field left empty, not their message."""


SLACKBOT = "USLACKBOT"


@dataclass
class Member:
    """Somebody in a workspace; the bot is one as well. `stranger` comes from another company, by Slack Connect."""

    id: str
    name: str
    handle: str
    email: str = ""
    zone: str = "Europe/London"
    locale: str = "en-GB"
    title: str = ""
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    admin: bool = False
    deleted: bool = False
    home_team: str = ""
    opened_home: bool = False
    looks_at: str = ""  # "home" after its tab was opened, else the conversation last used
    read: dict[str, str] = field(default_factory=dict)  # conversation -> ts read up to


@dataclass
class Message:
    """A message. `only_to` makes it ephemeral; `mentions` and `links` are those that really happened."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    bot: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    edited: str = ""
    only_to: str = ""
    subtype: str = ""
    client_msg_id: str = ""
    mentions: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    parse: str = ""
    state: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its ts, by the name that every stand-in has for it."""
        return self.ts


@dataclass
class Conversation:
    """A channel, a direct chat or a group, with everything said in it, oldest first."""

    id: str
    kind: Kind
    name: str = ""
    creator: str = ""
    created: int = 0
    members: list[str] = field(default_factory=list)
    archived: bool = False
    general: bool = False
    for_all: bool = False  # whoever is new in the workspace is in it
    shared_with: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str) -> Message | None:
        """The message of this ts that everybody can see."""
        return next((each for each in self.messages if each.ts == ts and not each.only_to), None)


@dataclass
class View:
    """A modal or a Home as it stands on somebody's screen: what was sent, and what they filled in."""

    id: str
    user: str
    payload: dict[str, Any]
    hash: str
    state: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class Team:
    """A workspace. `scopes` None means that the token has every scope."""

    id: str
    name: str
    domain: str
    bot_token: str
    app: str
    bot_user: str
    bot_id: str
    installed: bool = True
    scopes: list[str] | None = None
    revoked: dict[str, str] = field(default_factory=dict)  # token -> the error that it gives now
    rotates: bool = False  # tokens end after twelve hours
    refresh_token: str = ""
    ends: dict[str, float] = field(default_factory=dict)  # token -> when it ends, where they rotate
    people: dict[str, Member] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)  # whose -> stack, the top last
    homes: dict[str, View] = field(default_factory=dict)


@dataclass
class ResponseUrl:
    """Where an interaction may be answered later. `message` is the ts of the message that was pressed."""

    token: str
    team: str
    channel: str
    user: str
    message: str
    given: float  # by the wall clock
    uses: int = 0


@dataclass
class World:
    """Every workspace."""

    teams: dict[str, Team] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)  # OAuth code -> team, scopes
    last_ts: dict[str, int] = field(default_factory=dict)  # team -> microseconds
    counter: int = 0

    def new_id(self, letter: str) -> str:
        """An id that looks like Slack's: the same in every run."""
        self.counter += 1
        digest = int.from_bytes(hashlib.sha256(f"{letter}{self.counter}".encode()).digest()[:8], "big")
        alphabet, word = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", ""
        for _ in range(8):
            digest, place = divmod(digest, len(alphabet))
            word += alphabet[place]
        return f"{letter}0{word}{alphabet[self.counter % 36]}"

    def new_ts(self, team: str, now: datetime) -> str:
        """A ts of this moment, later than any other of that workspace."""
        moment = max(int(now.timestamp() * 1_000_000), self.last_ts.get(team, 0) + 1)
        self.last_ts[team] = moment
        return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"


_WORLD = TypeAdapter(World)


def dump(world: World) -> dict[str, Any]:
    """The whole as JSON can carry it."""
    data: dict[str, Any] = _WORLD.dump_python(world, mode="json")
    return data


def load(data: dict[str, Any]) -> World:
    """What `dump` gave."""
    return _WORLD.validate_python(data)
