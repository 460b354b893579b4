"""The message budget with everything switched on: a year in which whatever is sent is pressed and filled in."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from bot.chat import (
    Account,
    Address,
    Button,
    Buttons,
    Card,
    Field,
    Incoming,
    Kind,
    Profile,
    Shown,
    Where,
    address_to_json,
    card_from_json,
)
from bot.learning.gatherings import passing as gatherings
from bot.learning.sets import passing as sets
from storage import people
from storage.gatherings import all_of
from storage.tables import Account as AccountRow
from storage.tables import Delivery, Group, Member
from tests.bot.test_message_budget import holds, sent_at

BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
DAYS = 365
PLACES = (
    "leeds",
    "denbighshire",
    "barnsley",
    "york",
    "preston",
    "oldham",
    "surrey",
    "kirklees",
    "newham",
    "gloucester",
)
ZONES = ("Europe/London", "Europe/London", "Europe/London", "Europe/Athens", "America/Toronto")
NOT_A_NOTICE = {"words", "notice"}  # from a person; an answer, or news of one's own account
MUST_COME = {*sets.RENDERS, *gatherings.RENDERS} - {"set few", "set ended", "set invitation", "gathering reminder"}
"""Kinds of notices that are told in that year, so that the budget is held with them. The rest hangs on chance."""

SAYS = ("reflect", "reflect", "set", "gatherings", "home", "mine", "challenges", "introduce me data-sharing", "trying")
ORGANISER_SAYS = ("form set", "gathering", "organise", "handbook new")
LEADS_ON = re.compile(r"^(set (yes|days|question|met|will|happened)|gathering (come|answer|mind))")
LEFT_ALONE = re.compile(
    r"for good|^(leave|less|pause|delete|snooze|not |skip|me$|export|part|schedule|replace|end|round|invite|switches"
    r"|pages|place|close|set (no|want no|leave|end)|gathering off|audience|link|hello|moved|departure|call off|remove)"
)


class Year:
    """The rules on a database, with time; nobody's chat is needed, for what is sent is read where it is decided."""

    def __init__(self, folder: Path) -> None:
        self.now, self.dice, self.events = BEGIN, Random(5), count()
        settings = Settings(_env_file=None, database_url=f"sqlite:///{folder}/u.db")
        self.parts: Parts = build(settings, clock=lambda: self.now, dice=Random(6), beats=False)
        self.loop = asyncio.new_event_loop()
        self.cards: dict[str, list[Card]] = {}
        self.names: dict[int, str] = {}
        self.unasked: list[tuple[int, str, str]] = []
        self.told: list[tuple[int, str, str, datetime]] = []

    def joins(self) -> None:
        """Ten people of ten places who wish for everything; the first is an organiser."""
        with self.parts.database.write() as session:
            people.let_in(session, "terminal", "here", None, BEGIN)
            for number, place in enumerate(PLACES):
                where = people.organisation(session, place)
                assert where is not None
                row = Member(
                    name=f"Person{number} Example",
                    organisation_id=where.id,
                    zone=ZONES[number % len(ZONES)],
                    introductions="yes",
                    questions="direct",
                    reminders=True,
                    usual_audience="network",
                    organiser=number == 0,
                    confirmed_at=BEGIN,
                    joined_at=BEGIN,
                )
                people.add(session, row)
                user = f"u{number}"
                direct = address_to_json(_direct(user))
                account = AccountRow(
                    member_id=row.id or 0, platform="terminal", tenant="here", user=user, seen_at=BEGIN
                )
                account.direct = direct
                people.add(session, account)
                chosen = people.challenge(session, ("data-sharing", "commissioning-for-outcomes")[number % 2])
                if chosen and chosen.id:
                    people.set_stances(session, row.id or 0, [chosen.id], [chosen.id])
                self.names[row.id or 0] = user
                self.cards[user] = []
        self.hears("u0", "here", Kind.SAID, where=Address("terminal", "here", Where.CHANNEL, "room"))
        for plan in ("schedule weekly tue 10:00", "schedule introductions-automatic every 2 weeks mon 10:00"):
            self.hears("u0", plan, Kind.SAID)
            self.presses("u0", lambda button: button.says.startswith("schedule start"))

    def hears(
        self,
        user: str,
        text: str,
        kind: Kind = Kind.PRESSED,
        *,
        where: Address | None = None,
        values: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """They say something; what it shows can be pressed next, and what opens a form is filled in at once."""
        account, direct = Account("terminal", "here", user), _direct(user)
        profile, event = Profile(user), f"year{next(self.events)}"
        told = Incoming(kind, account, where or direct, event, text, values or {}, profile=profile, direct=direct)
        reply = self.parts.network.hear(told)
        if reply is not None and reply.shown is Shown.FORM and not values:
            self.fills(user, reply.card)
        elif reply is not None:
            self.cards[user].append(reply.card)

    def fills(self, user: str, card: Card) -> None:
        """Something plausible in every field."""
        assert card.submit is not None
        values = {field.name: self._filled(field) for field in card.fields}
        self.hears(user, card.submit.says, Kind.FILLED, values=values)

    def _filled(self, field: Field) -> tuple[str, ...]:
        options = [option.value for option in field.options]
        if field.kind == "choice":
            return ("network",) if "network" in options else (self.dice.choice(options),)
        if field.kind == "choices":
            return tuple(self.dice.sample(options, self.dice.randint(1, len(options))) if options else ())
        day = (self.now + timedelta(days=self.dice.randint(9, 24))).date().isoformat()
        return ({"date": day, "time": "10:00"}.get(field.kind, f"We rang the office {next(self.events)} times"),)

    def presses(self, user: str, which: Callable[[Button], bool]) -> None:
        """One of the buttons of one of the last cards in front of them, or the form of a card."""
        card = self.dice.choice(self.cards[user][-6:])
        if card.submit is not None:
            return self.fills(user, card)
        rows = [*card.buttons, *(each for block in card.blocks if isinstance(block, Buttons) for each in block.buttons)]
        found = [each for each in rows if isinstance(each, Button) and which(each)]
        if found:
            self.hears(user, self.dice.choice(found).says)
        return None

    def passes(self) -> None:
        """Some hours; what was sent lies before those it went to."""
        self.now += timedelta(hours=self.dice.choice((3, 8, 14, 21)))
        self.loop.run_until_complete(self.parts.heartbeat.tick())
        self.told += sent_at(self.parts, self.now)
        with self.parts.database.write() as session:
            for row in session.exec(select(Delivery).where(Delivery.state == "pending")).all():
                if row.card and row.act == "post":
                    card = card_from_json(row.card)
                    for user in [self.names[row.member_id]] if row.member_id else self.cards:
                        self.cards[user].append(card)
                    if row.member_id and row.kind not in NOT_A_NOTICE:
                        self.unasked.append((row.member_id, row.kind, row.about))
                row.state, row.card, row.sent_at = "sent", None, self.now
                session.add(row)

    def asked_for(self) -> set[str]:
        """Introductions that came of a yes of both."""
        with self.parts.database.read() as session:
            found = session.exec(select(Group.id).where(Group.origin != "round")).all()
            return {f"introduction {number}" for number in found}

    def follows(self, user: str) -> None:
        """What leads on in a set or to a gathering is pressed sooner than the rest."""
        for card in reversed(self.cards[user][-12:]):
            if card.submit is not None and LEADS_ON.match(card.submit.says):
                return self.fills(user, card)
            found = [each.says for each in card.buttons if isinstance(each, Button) and LEADS_ON.match(each.says)]
            if found:
                return self.hears(user, self.dice.choice(found))
        return None

    def organises(self) -> None:
        """Every fortnight: sets are formed, and a gathering is announced, and then moved."""
        self.hears("u0", "form set now")
        for says in ("gathering", "gathering announce", "gathering edit"):
            with self.parts.database.read() as session:
                newest = max((row.id or 0 for row in all_of(session)), default=0)
            self.hears("u0", says if says == "gathering" else f"{says} {newest}")
            if says == "gathering announce":
                for user in self.dice.sample(sorted(self.cards), 5):
                    self.hears(user, f"gathering come {newest}")

    def acts(self) -> None:
        """Some of them say something, or press something."""
        for user in self.dice.sample(sorted(self.cards), 3):
            self.follows(user)
        for user in self.dice.sample(sorted(self.cards), 2):
            if self.cards[user] and self.dice.random() < 0.8:
                self.presses(user, lambda button: not LEFT_ALONE.search(button.says))
            else:
                says = (*SAYS, *(ORGANISER_SAYS if user == "u0" else ()))
                self.hears(user, self.dice.choice(says))


def _direct(user: str) -> Address:
    return Address("terminal", "here", Where.DIRECT, user)


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    year = Year(tmp_path)
    year.joins()
    yield year
    year.parts.close()
    year.loop.close()


@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_a_year_with_everything_switched_on_keeps_the_budget(year: Year) -> None:
    for user in year.cards:
        year.hears(user, "set want")
    year.hears("u0", "form set now")
    for user in list(year.cards)[:-1]:  # the last is told of it as everybody else is
        for number in (1, 2):
            year.hears(user, f"set yes {number}")
    while year.now < BEGIN + timedelta(days=DAYS):
        before = year.now
        year.passes()
        year.acts()
        if (year.now - BEGIN).days // 14 > (before - BEGIN).days // 14:
            year.organises()
    holds(year.parts, year.told, 40)
    told = {(whose, kind, about) for whose, kind, about, _ in year.told}
    asked_for = year.asked_for()
    assert {each for each in year.unasked if each[2] not in asked_for} <= told, "sent past the budget"
    assert MUST_COME - {kind for _, kind, _ in told} == set()
