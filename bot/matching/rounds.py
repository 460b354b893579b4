"""A round's life: opened as a draft with its reasons, looked over by an organiser, approved or dropped."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import introductions, notices
from bot.chat import Block, Button, Divider, Heading, Reply, Shown, Text
from bot.introduction_cards import named, why
from bot.matching.engine import match
from bot.matching.model import Outcome, PastRound, Person
from bot.notices import Telling, Told
from bot.turn import Turn, direct_account, numbered
from storage import people, record
from storage import rounds as rows
from storage.database import Session
from storage.tables import Group, GroupMember, Member, Round

SEED_BITS = 31
FEWEST = 2  # people a round needs
SHOWN = 12  # groups shown of a draft


def open_round(turn: Turn, _rest: str) -> Reply:
    """Make a draft, or show the one that waits."""
    waiting = rows.draft(turn.session)
    if waiting:
        return _draft(turn, waiting)
    everybody = known_people(turn.session, turn.now)
    if sum(person.active for person in everybody) < FEWEST:
        raise turn.refuse("round.too-few")
    history = past_rounds(turn.session)
    seed = turn.dice.getrandbits(SEED_BITS)
    outcome = match(everybody, history, round_number=len(history) + 1, seed=seed)
    row = Round(
        seed=seed,
        size=outcome.size,
        inputs={
            "round": outcome.round_number,
            "active": [p.id for p in everybody if p.active],
            "engine": outcome.version,
        },
        unplaced=[{"member": int(left.id), "why": left.why.value} for left in outcome.unplaced],
        by_id=turn.my_id,
        opened_at=turn.now,
    )
    people.add(turn.session, row)
    _store_groups(turn, row, outcome)
    record.note(turn.session, turn.my_id, "opened a round", f"round {row.id}", turn.now)
    turn.result = f"round show {row.id}"
    return _draft(turn, row)


def known_people(session: Session, now: datetime) -> list[Person]:
    """Everybody as the engine sees them: active are the confirmed who take part and can be written to."""
    members = people.members(session)
    stances = people.stances(session, [member.id or 0 for member in members])
    return [_person(session, member, stances, now) for member in members]


def _person(session: Session, member: Member, stances: Sequence[tuple[int, object, str]], now: datetime) -> Person:
    place = people.place_of(session, member)
    slugs = {
        which: tuple(
            getattr(row, "slug", "") for number, row, stance in stances if number == member.id and stance == which
        )
        for which in ("faces", "worked on")
    }
    offset = now.astimezone(ZoneInfo(member.zone)).utcoffset()
    return Person(
        id=str(member.id),
        place=str(place.id) if place else "",
        platforms=tuple(sorted({row.platform for row in people.accounts(session, member.id or 0)})),
        utc_offset=int(offset.total_seconds() // 60) if offset else 0,
        faces=slugs["faces"],
        worked_on=slugs["worked on"],
        active=place is not None and _takes_part(session, member),
    )


def _takes_part(session: Session, member: Member) -> bool:
    wants = member.introductions == "yes" or (member.introductions == "ask" and member.takes_part)
    ready = member.confirmed_at is not None and member.paused_at is None
    return wants and ready and direct_account(session, member) is not None


def past_rounds(session: Session) -> list[PastRound]:
    """Every approved round, oldest first. Who left keeps their number there, and nothing else."""
    return [
        PastRound(
            number,
            tuple(tuple(str(part.member_id) for part in parts) for _, parts in rows.groups(session, row.id or 0)),
            tuple(str(left["member"]) for left in row.unplaced),
        )
        for number, row in enumerate(rows.approved(session), start=1)
    ]


def _store_groups(turn: Turn, row: Round, outcome: Outcome) -> None:
    for found in outcome.groups:
        shared: list[dict[str, object]] = [
            {"challenge": each.challenge, "faced_by": list(each.faced_by), "worked_on_by": list(each.worked_on_by)}
            for pair in found.pairs
            for each in pair.shared
        ]
        met: list[dict[str, object]] = [{"places_met": pair.places_met} for pair in found.pairs[:1]]
        group = Group(round_id=row.id or 0, reasons=[*shared, *met])
        people.add(turn.session, group)
        proposes = turn.dice.randrange(len(found.members))
        for place, member_id in enumerate(found.members):
            part = GroupMember(group_id=group.id or 0, member_id=int(member_id), proposes=place == proposes)
            people.add(turn.session, part)


def show(turn: Turn, rest: str) -> Reply:
    """A draft, or what became of it."""
    return _draft(turn, _row(turn, rest))


def _row(turn: Turn, rest: str) -> Round:
    number = numbered(rest)
    row = rows.round_by(turn.session, number) if number is not None else None
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def _draft(turn: Turn, row: Round) -> Reply:
    groups = rows.groups(turn.session, row.id or 0)
    blocks: list[Block] = [Text(turn.say("round.count", count=len(groups), left=len(row.unplaced)))]
    for group, parts in groups[:SHOWN]:
        blocks += [
            Divider(),
            Text(_names(turn, parts)),
            *(Text(sentence, quiet=True) for sentence in why(turn, group, None)),
        ]
    if len(groups) > SHOWN:
        blocks += [Divider(), Text(turn.say("round.more", count=len(groups) - SHOWN))]
    if row.unplaced:
        blocks += [Heading(turn.say("round.left-out")), *(Text(_left_out(turn, left)) for left in row.unplaced)]
    if row.state != "draft":
        return turn.answer(turn.say(f"round.title-{row.state}"), *blocks)
    return turn.answer(
        turn.say("round.title-draft"),
        *blocks,
        buttons=(
            Button(turn.say("round.approve"), f"round approve {row.id}", "main", token=f"round-{row.id}"),
            Button(turn.say("round.drop"), f"round drop {row.id}", "danger"),
        ),
    )


def _names(turn: Turn, parts: Sequence[GroupMember]) -> str:
    return " + ".join(named(turn, part.member_id) for part in parts)


def _left_out(turn: Turn, left: dict[str, object]) -> str:
    number = int(str(left["member"]))
    return f"{turn.name_of(number)}: {turn.say('round.why.' + str(left['why']).replace(' ', '-'))}"


def approve(turn: Turn, rest: str) -> Reply:
    """Introduce everybody: groups, one delivery a person and the round's state commit together."""
    row = _row(turn, rest)
    if row.state == "draft":
        row.state, row.approved_at = "approved", turn.now
        turn.session.add(row)
        for group, parts in rows.groups(turn.session, row.id or 0):
            introductions.introduce(turn, group, parts)
        for left in row.unplaced:
            member = people.member(turn.session, int(str(left["member"])))
            if member and member.state == "member":
                until = turn.now + introductions.HOLDS
                notices.put(turn.session, member, "left out", f"round {row.id}", turn.now, until)
        for member in people.members(turn.session):
            member.takes_part = False
            turn.session.add(member)
        record.note(turn.session, turn.my_id, "approved a round", f"round {row.id}", turn.now)
    groups = len(rows.groups(turn.session, row.id or 0))
    turn.result = f"round show {row.id}"
    return turn.answer(turn.say("round.approved"), turn.say("round.approved-what", count=groups), shown=Shown.IN_PLACE)


def render_left_out(telling: Telling) -> Told | None:
    """To somebody who was left out: why, and that they come first next time."""
    row = rows.round_by(telling.session, telling.number)
    left = next((each for each in row.unplaced if each["member"] == telling.member.id), None) if row else None
    if left is None:
        return None
    say = telling.voice.say
    why_not = say(f"round.why.{str(left['why']).replace(' ', '-')}")
    return Told(telling.voice.card(say("round.sorry"), why_not, say("round.sorry-next")))


def drop(turn: Turn, rest: str) -> Reply:
    """Throw a draft away."""
    row = _row(turn, rest)
    if row.state != "draft":
        raise turn.refuse("round.too-late")
    rows.drop(turn.session, row)
    record.note(turn.session, turn.my_id, "dropped a round", rest, turn.now)
    return turn.answer(turn.say("round.dropped"), shown=Shown.IN_PLACE)
