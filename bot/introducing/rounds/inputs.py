"""What a round is made from: everybody as the engine sees them, and what earlier rounds left behind.

It is kept with the round as JSON, so that the same round can be made again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.matching.engine import match
from bot.matching.model import Outcome, PastRound, Person
from storage import introductions, people, switches
from storage import rounds as rows
from storage.database import Session
from storage.tables import Account, GroupMember, Member, Round


@dataclass(frozen=True)
class Inputs:
    """Everything that decides a round but its seed and size. `held` are those an organiser kept out of it.

    `circles` are those who exchange words only where they chat, each with where that is: they meet nobody else.
    """

    number: int
    people: tuple[Person, ...]
    history: tuple[PastRound, ...]
    held: tuple[str, ...] = ()
    circles: Mapping[str, str] = field(default_factory=dict)

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
    """The round that comes of it: the same each time. Each circle is a round of its own."""
    circles = sorted({inputs.circles.get(each, "") for each in inputs.active}) or [""]
    found = [
        match(within(inputs, circle), inputs.history, round_number=inputs.number, size=size, seed=seed)
        for circle in circles
    ]
    return replace(
        found[0],
        groups=tuple(group for each in found for group in each.groups),
        unplaced=tuple(left for each in found for left in each.unplaced),
        objective=sum(each.objective for each in found),
    )


def within(inputs: Inputs, circle: str) -> tuple[Person, ...]:
    """Everybody, of whom only those of one circle are active."""
    if not inputs.circles:
        return inputs.people
    return tuple(
        replace(person, active=person.active and inputs.circles.get(person.id, "") == circle)
        for person in inputs.people
    )


def take(session: Session, now: datetime, held: Collection[str] = ()) -> Inputs:
    """As things stand. Active are the confirmed who take part, work in a place, and can be written to."""
    history = _history(session)
    members = people.members(session)
    accounts, places = people.all_accounts(session), people.places_of_organisations(session)
    faces, worked_on = _challenges(session, members)
    apart, borders = _apart(session), Borders.of(session)
    found, circles = [], {}
    for member in members:
        number = member.id or 0
        theirs = accounts.get(number, [])
        if circle := borders.circle(theirs):
            circles[str(number)] = circle
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
                active=place is not None
                and str(number) not in held
                and takes_part(member, theirs, now.date(), borders),
            )
        )
    return Inputs(len(history) + 1, tuple(found), history, tuple(sorted(held)), circles)


@dataclass(frozen=True)
class Borders:
    """Where direct messages, introductions and carrying are switched off."""

    direct: frozenset[switches.Home] = frozenset()
    introductions: frozenset[switches.Home] = frozenset()
    carrying: frozenset[switches.Home] = frozenset()

    @classmethod
    def of(cls, session: Session) -> "Borders":
        """As they are."""
        return cls(*(switches.off(session, name) for name in ("direct", "introductions", "carrying")))

    def circle(self, accounts: Sequence[Account]) -> str | None:
        """Among whom somebody with these accounts exchanges words; None: with nobody."""
        return switches.circle_of([(row.platform, row.tenant) for row in accounts], self.carrying)

    def reached(self, accounts: Sequence[Account]) -> bool:
        """Whether somebody with these accounts may be introduced, and be told so without having asked."""
        homes = {(row.platform, row.tenant) for row in accounts}
        told = any(row.direct and row.reachable and (row.platform, row.tenant) not in self.direct for row in accounts)
        return told and not homes & self.introductions and self.circle(accounts) is not None


def takes_part(member: Member, accounts: Sequence[Account], today: date, borders: Borders) -> bool:
    """Whether somebody is in the next round: what they said about it alone, else what they said once for all."""
    wants = member.next_round == "in" or (member.introductions == "yes" and member.next_round != "out")
    return wants and could_take_part(member, accounts, today, borders)


def could_take_part(member: Member, accounts: Sequence[Account], today: date, borders: Borders) -> bool:
    """Whether somebody could be introduced if they wished: confirmed, here, to be reached, and allowed to."""
    here = member.paused_at is None and (member.snoozed_until is None or member.snoozed_until <= today)
    return member.confirmed_at is not None and here and borders.reached(accounts)


def still_hold(before: Inputs, now: Inputs, groups: Collection[Sequence[str]]) -> bool:
    """Whether groups made then are permitted now: all of them take part, of different places, none kept apart."""
    known = {person.id: person for person in now.people}
    then = {person.id: person.place for person in before.people}
    for group in groups:
        if any(each not in now.active or known[each].place != then[each] for each in group):
            return False
        if any(other in known[each].blocks for each in group for other in group):
            return False
        if len({now.circles.get(each, "") for each in group}) > 1:
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
        circles={each: where for each, where in inputs.circles.items() if each != member_id},
    )
