"""What all of a set shares: who may be asked, one's own seat, its people's clocks, a notice to each."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.delivering import notices
from bot.introducing.rounds import inputs
from bot.learning.sets.dates import Where
from bot.learning.sets.forming import Willing
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import action_learning as rows
from storage import people
from storage import rounds as round_rows
from storage.action_learning import Seat
from storage.database import Session
from storage.tables import LearningSet, Member, SetMeeting, SetMember

LONGEST = 280  # characters of a line


def named(voice: Voice, member: Member) -> str:
    """Name and where they work, as the others of a set see it."""
    return f"{member.name} · {voice.where(member)}"


def mine(turn: Turn) -> LearningSet:
    """The set that this person is in. Refuses whoever is in none."""
    row = rows.of_member(turn.session, turn.my_id)
    if row is None:
        raise turn.refuse("sets.in-none")
    return row


def meeting(turn: Turn, rest: str) -> tuple[SetMeeting, SetMember]:
    """A meeting of one's own set that is not over. Refuses any other as if it were not there."""
    number = numbered(next(iter(rest.split()), ""))
    found = rows.meeting(turn.session, number or 0, turn.my_id)
    if found is None:
        raise turn.refuse("refusal.not-found")
    return found


def homes(session: Session, seats: Iterable[Seat]) -> list[Where]:
    """By which clocks they work."""
    return [Where(member.zone, notices.nation_of(session, member)) for _, member in seats]


def tell(session: Session, seats: Iterable[Seat], kind: str, about: str, now: datetime, until: datetime) -> None:
    """Something for each of them, when the budget allows."""
    for _, member in seats:
        notices.put(session, member, kind, about, now, until)


def willing(session: Session, members: Sequence[Member], now: datetime, *, already: bool = False) -> list[Willing]:
    """Those of them who can be asked now: confirmed, to be reached, allowed to exchange words; `already`: all."""
    borders, accounts = inputs.Borders.of(session), people.all_accounts(session)
    apart: dict[int, set[int]] = {}
    for one, other in round_rows.aparts(session):
        apart.setdefault(one, set()).add(other)
    found: list[Willing] = []
    for member in members:
        number = member.id or 0
        theirs = accounts.get(number, [])
        circle, place = borders.circle(theirs), people.place_of(session, member)
        can = circle is not None and inputs.could_take_part(member, theirs, now.date(), borders)
        if can or already:
            where = place.id if place and place.id else -number
            found.append(Willing(number, where, circle or "", frozenset(apart.get(number, ()))))
    return found


def line(turn: Turn, name: str, empty: str) -> str:
    """One line that was filled in."""
    words = " ".join(turn.incoming.value(name).split())
    if not words:
        raise turn.refuse(empty, name)
    if len(words) > LONGEST:
        raise turn.refuse("trying.too-long", name, most=LONGEST)
    return words
