"""What crosses the line between the network and a chat platform.

An adapter turns whatever its platform sent into an `Incoming` (somebody did something) or a `Change` (something
changed without anybody speaking), hands it over, and shows the `Reply` it gets back. Nothing platform-shaped comes
further in, and nothing here is ever markup: every `str` is plain text that an adapter escapes in its own way.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import Field as Discriminated
from pydantic import TypeAdapter


@dataclass(frozen=True)
class Account:
    """Somebody on a platform. User ids repeat between tenants: never compare less than all three."""

    platform: str
    tenant: str
    user: str


class Where(StrEnum):
    """What kind of place an `Address` is."""

    CHANNEL = "channel"  # a shared room: everybody in it reads along
    DIRECT = "direct"  # one person's own chat with the bot
    GROUP = "group"  # a conversation of these people and the bot, made when first posted to
    PAGE = "page"  # a page of ours that one person has open: nothing is ever posted there


@dataclass(frozen=True)
class Address:
    """A place to post.

    `conversation` is the platform's own id (Slack: channel; Teams: conversation without its thread suffix). It may be
    empty for a direct chat or a group that has not been opened yet; then `people` says whose it is to be. `thread` is
    the id of the message that a post answers. `route` is JSON that only the platform's adapter reads (Teams: service
    URL and bot id).
    """

    platform: str
    tenant: str
    where: Where
    conversation: str = ""
    thread: str = ""
    people: tuple[Account, ...] = ()
    route: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What order and pacing are kept by: the conversation, or the people it is for."""
        return self.conversation or "+".join(sorted(person.user for person in self.people))

    @property
    def shared(self) -> bool:
        """Whether others read along."""
        return self.where in {Where.CHANNEL, Where.GROUP}

    def without_thread(self) -> "Address":
        """The same place, to begin a new thread in."""
        return replace(self, thread="")


@dataclass(frozen=True)
class MessageRef:
    """A message that stands somewhere. `message` is the platform's id (Slack: ts; Teams: activity id)."""

    platform: str
    tenant: str
    conversation: str
    message: str
    route: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """What the platform says about somebody. Every part may be missing (empty).

    `zone` is an IANA name, `language` a code such as `en` or `cy`, `domain` that of their e-mail address, in lower
    case. `guest` means that the workspace or tenant does not vouch for them: a guest, an outsider in a shared channel,
    somebody of another tenant. `elsewhere` are the last two: they have a workspace or tenant of their own.
    `chat` is a web address that opens a chat with them for people of their own tenant. `mail` is the `known_digest` of
    their e-mail address: the address itself comes no further in.
    """

    name: str = ""
    zone: str = ""
    language: str = ""
    domain: str = ""
    guest: bool = False
    elsewhere: bool = False
    bot: bool = False
    chat: str = ""
    mail: str = field(default="", compare=False)


def known_digest(who: str) -> str:
    """By what an e-mail address, or another name for somebody, is known again without being kept."""
    plain = who.strip().casefold()
    return hashlib.sha256(plain.encode()).hexdigest() if plain else ""


class Kind(StrEnum):
    """What somebody did."""

    SAID = "said"  # typed words, to the bot or in answer to one of its messages
    PRESSED = "pressed"  # pressed a button: `text` is the sentence it says
    FILLED = "filled"  # filled a form in: `text` is the sentence of its submit button, `values` its fields
    EDITED = "edited"  # changed the message `message`; `text` is what it says now
    DELETED = "deleted"  # deleted the message `message`
    HOME = "home"  # opened the bot's home
    QUERY = "query"  # typed into the platform's own search box for us
    LOOKED = "looked"  # saw a message of ours: how it stands for them, where that is another than for everybody


@dataclass(frozen=True)
class Incoming:
    """Who did what, where.

    `event` is the platform's id of this happening, unique within (platform, tenant): it makes a redelivery harmless.
    `message` is the id of the message that was said, edited or deleted. `reply_to` is the message of ours that this
    answers or that carries what was pressed. `private` tells whether an answer can be shown to this person alone
    (Slack: always; Teams: in a direct chat or a dialog). `named` tells that words in a shared place mention the bot, so
    that they are for it whatever they answer. `token` comes back from a form or a once-only button.
    `language` is that of the page it was done on, where there is one; else the member's own is spoken.
    `about` is the author and the words where this concerns somebody's existing message. `direct` is where this person
    can be written to alone, if that is known. `files` are the names of what was attached. `called` is the name of the
    shared place it happened in, where the platform tells it.
    """

    kind: Kind
    account: Account
    address: Address
    event: str
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    message: str = ""
    reply_to: MessageRef | None = None
    about: tuple[Account, str] | None = None
    profile: Profile | None = None
    private: bool = True
    named: bool = False
    token: str = ""
    direct: Address | None = None
    files: tuple[str, ...] = ()
    called: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        """Leave out U+0000, which nobody sees and PostgreSQL cannot keep."""
        values = {name: tuple(_seen(one) for one in given) for name, given in self.values.items()}
        object.__setattr__(self, "text", _seen(self.text))
        object.__setattr__(self, "values", values)
        if self.about:
            object.__setattr__(self, "about", (self.about[0], _seen(self.about[1])))

    def value(self, name: str) -> str:
        """The first value of a field, stripped; empty when it was left empty."""
        return next(iter(self.values.get(name, ())), "").strip()


def _seen(text: str) -> str:
    return text.replace("\0", "")


class Shift(StrEnum):
    """What changed without anybody speaking."""

    INSTALLED = "installed"  # the app came into this workspace, team or personal chat
    UNINSTALLED = "uninstalled"
    PERSON_CHANGED = "person changed"  # renamed, moved: `profile` has the new state
    PERSON_GONE = "person gone"  # deactivated, or blocked the bot
    SPACE_CHANGED = "space changed"  # renamed: `name` is the new name
    SPACE_BACK = "space back"  # brought back from the archive, or restored: `name` is its name, where that is told
    SPACE_GONE = "space gone"  # archived, deleted, or the bot was taken out of it


@dataclass(frozen=True)
class Change:
    """Something changed without anybody speaking. `account` and `address` are given where it concerns one."""

    kind: Shift
    platform: str
    tenant: str
    event: str
    account: Account | None = None
    address: Address | None = None
    profile: Profile | None = None
    name: str = ""


# --- what the bot shows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    """A sentence the member can press instead of typing.

    `opens` says that the answer is a form or for them alone, so that a platform which needs to know before the press
    (Teams: a dialog) can prepare. `token`, when set, makes the press count once.
    """

    label: str
    says: str
    style: Literal["plain", "main", "danger"] = "plain"
    opens: bool = False
    token: str = ""


@dataclass(frozen=True)
class Link:
    """A web address of ours to open, never one that a member wrote."""

    label: str
    url: str


@dataclass(frozen=True)
class Text:
    """A paragraph of ours. `quiet` ones are shown smaller: a label, a note, a date."""

    text: str
    quiet: bool = False
    block: Literal["text"] = "text"


@dataclass(frozen=True)
class Heading:
    """Begins a part of a longer card."""

    text: str
    block: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Said:
    """Words that a member wrote, shown as they were written: never formatted, never a link, never a mention.

    `by` is the line that says whose they are (name, place), empty where the author is not shown. `marks` are
    (start, end) offsets into `words` to highlight. `of` is the item that they are: "reflection 42", "request 3", or
    "member 7" for what member 7 wrote about themselves or had carried; it is how every copy of them is found again.
    """

    words: str
    by: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    of: str = ""
    block: Literal["said"] = "said"


@dataclass(frozen=True)
class Facts:
    """Label and value, side by side. `of` is whom they are about, as in `Said`, where that is somebody."""

    facts: tuple[tuple[str, str], ...]
    of: str = ""
    block: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Buttons:
    """A row of buttons inside a card, belonging to what stands above it."""

    buttons: tuple[Button | Link, ...]
    block: Literal["buttons"] = "buttons"


@dataclass(frozen=True)
class Divider:
    """A line between two parts."""

    block: Literal["divider"] = "divider"


@dataclass(frozen=True)
class Option:
    """One choice of a field. `value` at most 150 characters, `label` at most 75 (Slack's limits, the narrower)."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """Something to fill in.

    `kind`: *line* and *words* are typed (one line, several); *choice* takes one option and *choices* any number;
    *date* is `YYYY-MM-DD`, *time* `HH:MM`. `name` has no `~`, which adapters use for a field of several parts. `value`
    is what stands there to begin with, and `of` the item whose words these are, as in `Said`.
    """

    name: str
    label: str
    kind: Literal["line", "words", "choice", "choices", "date", "time"] = "line"
    options: tuple[Option, ...] = ()
    value: tuple[str, ...] = ()
    hint: str = ""
    required: bool = True
    most: int = 3000
    of: str = ""
    block: Literal["field"] = "field"


Block = Annotated[Text | Heading | Said | Facts | Buttons | Divider | Field, Discriminated(discriminator="block")]


@dataclass(frozen=True)
class Card:
    """What the bot shows: a title, blocks from top to bottom, and the buttons at its foot.

    A card with fields is a form: `submit` is what sends it. Where a form is posted as a message and the platform shows
    no fields in messages (Slack), a button with the submit's sentence stands in their place, labelled `opens` or, where
    that is empty, like the submit: pressing a form's sentence opens the form, filling it in does it. `language` is the
    language its sentences are in. `plain` is the whole in one sentence, for a notification or a screen reader; the
    title serves when it is empty. `yours` is the sentence that shows a posted card as it stands for one person, where a
    platform asks for that.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button | Link, ...] = ()
    submit: Button | None = None
    opens: str = ""
    language: str = "en"
    plain: str = ""
    yours: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a form, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Field))

    @property
    def items(self) -> tuple[str, ...]:
        """Whose words it shows: the items, in order."""
        named = (block.of for block in self.blocks if isinstance(block, Said | Field | Facts) and block.of)
        return tuple(dict.fromkeys(named))

    def with_blocks(self, *blocks: Block) -> "Card":
        """The same card with these blocks after its own."""
        return replace(self, blocks=(*self.blocks, *blocks))


_CARD = TypeAdapter(Card)
_ADDRESS = TypeAdapter(Address)
_REF = TypeAdapter(MessageRef)


def card_to_json(card: Card) -> str:
    """The card as JSON, for the outbox."""
    return _CARD.dump_json(card, exclude_defaults=False).decode()


def card_from_json(text: str) -> Card:
    """The card that `card_to_json` wrote."""
    return _CARD.validate_json(text)


def address_to_json(address: Address) -> str:
    """The address as JSON, for storage."""
    return _ADDRESS.dump_json(address).decode()


def address_from_json(text: str) -> Address:
    """The address that `address_to_json` wrote."""
    return _ADDRESS.validate_json(text)


def ref_to_json(ref: MessageRef) -> str:
    """The message reference as JSON, for storage."""
    return _REF.dump_json(ref).decode()


def ref_from_json(text: str) -> MessageRef:
    """The message reference that `ref_to_json` wrote."""
    return _REF.validate_json(text)


class Shown(StrEnum):
    """How a reply is shown. The adapter does what its platform can; *only to you* fails closed."""

    HERE = "here"
    ONLY_YOU = "only to you"
    FORM = "as a form"
    IN_PLACE = "in place of what was pressed"
    HOME = "as home"


@dataclass(frozen=True)
class Problem:
    """Why a form was not taken: `field` names the field it is about, empty for the whole.

    A *doubt* says that nothing is wrong, and asks once more: the form has another submit, so it is shown anew.
    """

    text: str
    field: str = ""
    kind: Literal["refusal", "doubt"] = "refusal"


@dataclass(frozen=True)
class Reply:
    """A card and how it is shown. `problem` is set when a form was refused: it stays open, with its words."""

    card: Card
    shown: Shown = Shown.ONLY_YOU
    problem: Problem | None = None


@dataclass(frozen=True)
class Hit:
    """Something found in the platform's own search box.

    `by` and `words` are a line that the searcher alone sees. `card` is what they put into a message of theirs with it,
    where everybody reads along.
    """

    by: str
    words: str
    card: Card


@dataclass(frozen=True)
class Hits:
    """What the platform's own search box shows: what was found, or a sentence that says why there is nothing."""

    found: tuple[Hit, ...] = ()
    instead: str = ""


Hear = Callable[[Incoming], Awaitable[Reply | None]]
"""The door an adapter knocks on. Returns once the effect is committed; raises `bot.errors.Unavailable` when the
database is, so that the platform is told to come again."""

Changed = Callable[[Change], Awaitable[None]]
"""The second door: what changed without anybody speaking."""

Look = Callable[[Incoming], Awaitable[Hits]]
"""The door of the platform's own search box (`Kind.QUERY`): it only reads. `values` may have `skip`, how many results
are on the screen already. Raises `bot.errors.Unavailable`."""


Sketch = Callable[[Card], str]
"""What a posted card looks like on a platform, in lines of plain text."""


Stands = Callable[[Account, Card, MessageRef], Awaitable[None]]
"""The third: an answer stands as a message in this person's direct chat, so that what it shows can be changed later."""


async def noted_nowhere(_who: Account, _card: Card, _ref: MessageRef) -> None:
    """For an adapter that nobody has told where to note it yet."""


@dataclass(frozen=True)
class Pace:
    """How fast a platform lets us post, in messages a second: into one conversation, and into one tenant as a whole.

    `at_once` is how many may be on their way to one tenant at the same time.
    """

    conversation: float
    tenant: float
    at_once: int = 16


class Platform(Protocol):
    """A chat platform as the outbox sees it. Raises only `bot.errors.DeliveryFailed` and its kinds."""

    name: str
    pace: Pace
    makes_groups: bool  # whether it can open a conversation of several people and the bot

    async def post(self, address: Address, card: Card, key: str) -> MessageRef:
        """Post a card. `key` is an opaque id of this delivery, kept with the message where the platform can."""

    async def update(self, ref: MessageRef, card: Card) -> None:
        """Replace a message of ours."""

    async def delete(self, ref: MessageRef) -> None:
        """Take a message of ours away. One that is gone already is done."""

    async def was_posted(self, address: Address, key: str, begun_at: datetime) -> MessageRef | None:
        """Whether this delivery, last sent at `begun_at`, stands there already.

        Raises `Uncertain` where the platform cannot be asked.
        """

    async def close(self) -> None:
        """Let go of the connections to the platform."""
