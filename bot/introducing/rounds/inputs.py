"""What a round is made from: everybody as the engine sees them, and what earlier rounds left behind.

It is kept with the round as JSON, so that the same round can be made again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.matching.engine import match
from bot.matching.model import Outcome, PastRound, Person
from storage import introductions, people
from storage import rounds as rows
from storage.database import Session
from storage.tables import Account, GroupMember, Member, Round


@dataclass(frozen=True)
class Inputs:
    """Everything that decides a round but its seed and size. `held` are those an organiser kept out of it."""

    number: int
    people: tuple[Person, ...]
    history: tuple[PastRound, ...]
    held: tuple[str, ...] = ()

    @property
    def active(self) -> frozenset[str]:
        """Who is to be introduced."""
        return frozenset(person.id for person in self.people if person.active)


_INPUTS = TypeAdapter(Inputs)


def kept(inputs: Inputs) -> dict[str, object]:
    """As the round keeps it."""
    found: dict[str, object] = _INPUTS.dump_python(inputs, mode="json")
    return found


def of(row: Round) -> Inputs:
    """What a round was made from."""
    return _INPUTS.validate_python(row.inputs)


def make(inputs: Inputs, seed: int, size: int) -> Outcome:
    """The round that comes of it: the same each time."""
    return match(inputs.people, inputs.history, round_number=inputs.number, size=size, seed=seed)


def take(session: Session, now: datetime, held: Collection[str] = ()) -> Inputs:
    """As things stand. Active are the confirmed who take part, work in a place, and can be written to."""
    history = _history(session)
    members = people.members(session)
    accounts, places = people.all_accounts(session), people.places_of_organisations(session)
    faces, worked_on = _challenges(session, members)
    apart = _apart(session)
    found = []
    for member in members:
        number = member.id or 0
        theirs = accounts.get(number, [])
        place = places.get(member.organisation_id or 0)
        found.append(
            Person(
                id=str(number),
                place=str(place or ""),
                platforms=tuple(sorted({row.platform for row in theirs})),
                utc_offset=_offset(member, now),
                faces=tuple(faces[number]),
                worked_on=tuple(worked_on[number]),
                blocks=tuple(sorted(map(str, apart[number]))),
                active=place is not None and str(number) not in held and takes_part(member, theirs, now.date()),
            )
        )
    return Inputs(len(history) + 1, tuple(found), history, tuple(sorted(held)))


def takes_part(member: Member, accounts: Sequence[Account], today: date) -> bool:
    """Whether somebody is in the next round: what they said about it alone, else what they said once for all."""
    wants = member.next_round == "in" or (member.introductions == "yes" and member.next_round != "out")
    return wants and could_take_part(member, accounts, today)


def could_take_part(member: Member, accounts: Sequence[Account], today: date) -> bool:
    """Whether somebody could be introduced if they wished: confirmed, here, and to be reached."""
    here = member.paused_at is None and (member.snoozed_until is None or member.snoozed_until <= today)
    reached = any(row.direct and row.reachable for row in accounts)
    return member.confirmed_at is not None and here and reached


def still_hold(before: Inputs, now: Inputs, groups: Collection[Sequence[str]]) -> bool:
    """Whether groups made then are permitted now: all of them take part, of different places, none kept apart."""
    known = {person.id: person for person in now.people}
    then = {person.id: person.place for person in before.people}
    for group in groups:
        if any(each not in now.active or known[each].place != then[each] for each in group):
            return False
        if any(other in known[each].blocks for each in group for other in group):
            return False
    return True


def _offset(member: Member, now: datetime) -> int:
    offset = now.astimezone(ZoneInfo(member.zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _challenges(session: Session, members: Sequence[Member]) -> tuple[Mapping[int, list[str]], Mapping[int, list[str]]]:
    found: dict[str, defaultdict[int, list[str]]] = {"faces": defaultdict(list), "worked on": defaultdict(list)}
    for number, row, stance in people.stances(session, [member.id or 0 for member in members]):
        found[stance][number].append(row.slug)
    return found["faces"], found["worked on"]


def _apart(session: Session) -> Mapping[int, set[int]]:
    """Who is not to be introduced to whom: those who asked for it, and those who know each other already."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in rows.aparts(session):
        found[one].add(other)
    for one, other in introductions.known_to_each_other(session):
        found[one].add(other)
    return found


def _history(session: Session) -> tuple[PastRound, ...]:
    """Every round so far. Who left keeps their number there, and nothing else; who never met does not count as met."""
    return tuple(
        PastRound(
            number,
            tuple(tuple(str(part.member_id) for part in parts) for parts in together if not never_met(parts)),
            tuple(str(left["member"]) for left in unplaced),
        )
        for number, (together, unplaced) in enumerate(rows.past(session), start=1)
    )


def never_met(parts: Sequence[GroupMember]) -> bool:
    """Whether people said that they did not meet, and nobody said that they did."""
    said = {part.met for part in parts}
    return bool(said & {"no", "not yet"}) and not said & {"yes", "some"}


def without(inputs: Inputs, member_id: str) -> Inputs:
    """The same without what is known of somebody who left: their number stays, so that history keeps its shape."""
    return replace(
        inputs,
        people=tuple(
            replace(person, blocks=tuple(each for each in person.blocks if each != member_id))
            for person in inputs.people
            if person.id != member_id
        ),
    )
