"""One member's turn: who they are, what they may see, the open transaction, the time."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from bot.chat import Block, Button, Card, Incoming, Link, Reply, Shown, Text, Where, address_to_json
from bot.errors import Refusal
from content import Content
from storage import people, reading
from storage.database import Session
from storage.reading import Reader
from storage.tables import Account, Challenge, Member, Tenant

TOKEN_BITS = 64
LONGEST_NUMBER = 18  # digits that every database takes


@dataclass
class Turn:
    """Everything a command may use. `result` is the sentence that shows again what came of it."""

    session: Session
    content: Content
    incoming: Incoming
    now: datetime
    dice: Random
    tenant: Tenant | None = None
    account: Account | None = None
    member: Member | None = None
    language: str = "en"
    result: str = ""
    group_platforms: frozenset[str] = frozenset()

    @property
    def me(self) -> Member:
        """The member whose turn it is. Refuses who has not joined."""
        if self.member is None or self.member.id is None:
            raise Refusal(self.say("refusal.join-first"))
        return self.member

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

    def say(self, key: str, /, **variables: str | int | date) -> str:
        """A sentence of ours in this person's language."""
        return self.content.wording.say(key, self.language, **variables)

    def refuse(self, key: str, /, field: str = "", **variables: str | int | date) -> Refusal:
        """A refusal in this person's language, to be raised."""
        return Refusal(self.say(key, **variables), field)

    def token(self) -> str:
        """A fresh token for a form or a once-only button."""
        return f"{self.dice.getrandbits(TOKEN_BITS):016x}"

    def card(self, title: str, *blocks: Block | str, buttons: tuple[Button | Link, ...] = ()) -> Card:
        """A card in this person's language; a bare sentence becomes a paragraph."""
        laid = tuple(Text(block) if isinstance(block, str) else block for block in blocks)
        return Card(title, laid, buttons, language=self.language)

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
        return Reply(Card(card.title, card.blocks, submit=submit, language=self.language), Shown.FORM)

    def where(self, member: Member) -> str:
        """Where somebody works, as others see it."""
        organisation = people.organisation(self.session, member.organisation_id)
        return organisation.name if organisation else self.say("member.nowhere")

    def local_day(self, moment: datetime) -> str:
        """A moment as a day and an hour in this person's own zone."""
        return self.say("schedule.day-and-time", when=moment.astimezone(ZoneInfo(self.me.zone)))

    def name_of(self, member_id: int) -> str:
        """Somebody's name, as others see it; one who left has none."""
        member = people.member(self.session, member_id)
        return member.name if member and member.state == "member" else self.say("member.left")

    def challenge_name(self, challenge: Challenge) -> str:
        """A challenge in this person's language."""
        known = self.content.challenges.get(challenge.slug)
        return known.name_in(self.language) if known else challenge.name

    @property
    def direct_json(self) -> str:
        """Where this person can be written to alone, as JSON; empty if that is not known."""
        incoming = self.incoming
        direct = incoming.direct or (incoming.address if incoming.address.where is Where.DIRECT else None)
        return address_to_json(direct.without_thread()) if direct else ""


def numbered(typed: str) -> int | None:
    """The number of a row that somebody typed; None for what can be no row's."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


def direct_account(session: Session, member: Member) -> Account | None:
    """The account to write to somebody at: the one they used last that can be reached."""
    assert member.id is not None
    return next((row for row in people.accounts(session, member.id) if row.direct and row.reachable), None)
