"""Another organiser: one puts somebody forward, a second agrees. Where there is but one, their word is enough."""

from datetime import datetime

from bot.chat import Block, Button, Buttons, Facts, Reply, Shown, Text
from bot.turn import Turn, numbered
from storage import people, record
from storage.database import Session
from storage.tables import Member

MOST = 5


def organiser(turn: Turn, rest: str) -> Reply:
    """`organiser 12`: make a member an organiser too, or put them forward where a second organiser has to agree."""
    if not rest:
        rows = [(row.name, f"organiser {row.id}") for row in people.members(turn.session) if not row.organiser]
        return turn.answer(
            turn.say("organise.organiser-who"),
            Facts(tuple(rows[:50])),
            Text(turn.say("organise.organiser-how"), quiet=True),
        )
    member = _eligible(turn, rest)
    if member.organiser:
        raise turn.refuse("stopping.is-already", name=member.name)
    if not _others(turn):
        return _made(turn, member)
    member.nominated_by_id = turn.my_id
    turn.session.add(member)
    record.note(turn.session, turn.my_id, "put forward as organiser", f"member {member.id}", turn.now)
    return turn.answer(
        turn.say("organise.organiser-forward", name=member.name), turn.say("organise.organiser-forward-what")
    )


def yes(turn: Turn, rest: str) -> Reply:
    """A second organiser agrees."""
    member = _nominated(turn, rest)
    if member.nominated_by_id == turn.my_id and _others(turn):
        raise turn.refuse("organise.organiser-second")
    return _made(turn, member, Shown.IN_PLACE)


def no(turn: Turn, rest: str) -> Reply:
    """Not them, or not now; also who put them forward may take it back."""
    member = _nominated(turn, rest)
    member.nominated_by_id = None
    turn.session.add(member)
    record.note(turn.session, turn.my_id, "not made organiser", f"member {member.id}", turn.now)
    return turn.answer(turn.say("organise.organiser-not", name=member.name), shown=Shown.IN_PLACE)


def confirmed_by_hand(session: Session, number: int, now: datetime) -> Member | None:
    """The command line's `organiser confirm NUMBER`: whoever runs the bot agrees. None where nobody is put forward."""
    member = people.member(session, number)
    if member is None or member not in people.nominated(session):
        return None
    member.organiser, member.nominated_by_id = True, None
    session.add(member)
    record.note(session, None, "confirmed organiser by hand", f"member {number}", now)
    return member


def needs_somebody(turn: Turn) -> list[Block]:
    """Who is put forward by others, for this organiser to agree or not."""
    blocks: list[Block] = []
    for member in [row for row in people.nominated(turn.session) if row.nominated_by_id != turn.my_id][:MOST]:
        by = turn.name_of(member.nominated_by_id or 0)
        words = turn.say("organise.organiser-wanted", by=by, name=member.name, where=turn.where(member))
        agree = Button(turn.say("organise.organiser-agree"), f"organiser yes {member.id}", "main")
        blocks += [
            Text(words),
            Buttons((agree, Button(turn.say("organise.organiser-no"), f"organiser no {member.id}"))),
        ]
    return blocks


def _eligible(turn: Turn, rest: str) -> Member:
    number = numbered(rest)
    member = people.member(turn.session, number) if number is not None else None
    if member is None or member.state != "member" or member.confirmed_at is None:
        raise turn.refuse("organise.organiser-unconfirmed")
    return member


def _nominated(turn: Turn, rest: str) -> Member:
    member = _eligible(turn, rest)
    if member.nominated_by_id is None or member.organiser:
        raise turn.refuse("organise.organiser-nobody")
    return member


def _others(turn: Turn) -> bool:
    return any(row.id != turn.my_id for row in people.organisers(turn.session))


def _made(turn: Turn, member: Member, shown: Shown = Shown.ONLY_YOU) -> Reply:
    member.organiser, member.nominated_by_id = True, None
    turn.session.add(member)
    record.note(turn.session, turn.my_id, "made organiser", f"member {member.id}", turn.now)
    return turn.answer(turn.say("organise.organiser-done", name=member.name), shown=shown)
