"""One member's turn: who they are, what they may see, the open transaction, the time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from bot.chat import Block, Button, Card, Incoming, Link, Reply, Shown, Sketch, Where, address_to_json
from bot.errors import Refusal
from bot.keeping.promises import Promises
from bot.search.understanding import Understanding
from bot.voice import Voice
from storage import people, reading, switches
from storage.database import Session
from storage.reading import Reader
from storage.tables import Account, Member, Posting, Space, Tenant

TOKEN_BITS = 64
LONGEST_NUMBER = 18  # digits that every database takes


@dataclass(kw_only=True)
class Turn(Voice):
    """Everything a command may use. `result` is the sentence that shows again what came of it.

    `used_last` is whether no other account of this member's was used after this one; `space` the channel that this was
    heard in, where the network knows it; `answers` the message of ours that was answered with words.
    """

    incoming: Incoming
    now: datetime
    dice: Random
    tenant: Tenant | None = None
    account: Account | None = None
    member: Member | None = None
    used_last: bool = True
    space: Space | None = None
    answers: Posting | None = None
    result: str = ""
    group_platforms: frozenset[str] = frozenset()
    sketches: Mapping[str, Sketch] = field(default_factory=dict)
    doorstep: str = ""
    understanding: Understanding | None = None
    promises: Promises = Promises()  # noqa: RUF009  (frozen)

    @property
    def me(self) -> Member:
        """The member whose turn it is. Refuses who has not joined."""
        if self.member is None or self.member.id is None:
            raise Refusal(self.say("refusal.join-first"))
        return self.member

    def sentence(self, name: str) -> str:
        """How a command is said in this person's language, for the buttons of who is not known yet."""
        from bot.commands import COMMANDS  # noqa: PLC0415  (the table imports who imports this)

        return next(command.said_in(self.language) for command in COMMANDS if command.name == name)

    @property
    def hosts(self) -> bool:
        """Whether this person installed the app here, so that they choose its channels and confirm colleagues."""
        return self.tenant is not None and self.tenant.host == self.incoming.account.user

    @property
    def my_id(self) -> int:
        """The member's number."""
        number = self.me.id
        assert number is not None
        return number

    @property
    def reader(self) -> Reader:
        """The member as a reader."""
        return reading.reader(self.session, self.me)

    @property
    def typed(self) -> bool:
        """Whether this came as a sentence, without a form's values."""
        return not self.incoming.values

    def refuse(self, key: str, /, field: str = "", **variables: str | int | date) -> Refusal:
        """A refusal in this person's language, to be raised."""
        return Refusal(self.say(key, **variables), field)

    def token(self) -> str:
        """A fresh token for a form or a once-only button."""
        return f"{self.dice.getrandbits(TOKEN_BITS):016x}"

    def answer(
        self,
        title: str,
        *blocks: Block | str,
        buttons: tuple[Button | Link, ...] = (),
        shown: Shown = Shown.ONLY_YOU,
    ) -> Reply:
        """An answer to this person."""
        return Reply(self.card(title, *blocks, buttons=buttons), shown)

    def form(self, title: str, *blocks: Block | str, submit: Button) -> Reply:
        """A form for this person to fill in."""
        card = self.card(title, *blocks)
        opens = self.say("form.open")
        return Reply(Card(card.title, card.blocks, submit=submit, opens=opens, language=self.language), Shown.FORM)

    @property
    def direct_json(self) -> str:
        """Where this person can be written to alone, as JSON; empty if that is not known."""
        incoming = self.incoming
        direct = incoming.direct or (incoming.address if incoming.address.where is Where.DIRECT else None)
        return address_to_json(direct.without_thread()) if direct else ""


@dataclass(kw_only=True)
class Reading(Voice):
    """Somebody who reads without saying anything: a message that stands in their chat is made anew."""

    me: Member

    @property
    def my_id(self) -> int:
        """The reader's number."""
        assert self.me.id is not None
        return self.me.id


Eyes = Turn | Reading


def numbered(typed: str) -> int | None:
    """The number of a row that somebody typed; None for what can be no row's."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


def direct_account(
    session: Session, member: Member, *, unasked: bool = False, words_of: Collection[int] = ()
) -> Account | None:
    """The account to write to somebody at: the one they chose, else the one they used last, that can be reached.

    What nobody asked for goes only where that is allowed, and words of others only where these may stand.
    """
    assert member.id is not None
    reached = [row for row in people.accounts(session, member.id) if row.direct and row.reachable]
    if unasked:
        silent = switches.off(session, "direct")
        reached = [row for row in reached if (row.platform, row.tenant) not in silent]
    for author in words_of:
        reached = [row for row in reached if switches.may_stand(session, author, (row.platform, row.tenant))]
    return next((row for row in reached if row.preferred), next(iter(reached), None))
