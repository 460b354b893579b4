"""An organiser stops being one: by themselves, or because one organiser says so and another agrees.

Of two, neither can take it from the other alone: there whoever runs the bot decides, on the command line.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Block, Button, Buttons, Facts, Reply, Shown, Text
from bot.delivering import outbox
from bot.errors import SetupError
from bot.keeping.privacy import ALONG
from bot.organising.entering import LINK
from bot.turn import Turn, numbered
from bot.voice import Voice
from content import Content
from storage import links, people, record, visits
from storage.database import Session
from storage.tables import Member

MOST = 5


def stop(turn: Turn, _rest: str) -> Reply:
    """Ask once."""
    _not_the_last(turn, people.organisers(turn.session))
    return turn.answer(
        turn.say("stopping.sure"),
        turn.say("stopping.sure-what"),
        buttons=(
            Button(turn.say("stopping.yes"), "stop organising for good", "danger"),
            Button(turn.say("stopping.no"), "organise", opens=True),
        ),
    )


def stop_for_good(turn: Turn, _rest: str) -> Reply:
    """A member again, and nothing more: the pages are closed to them at once."""
    _not_the_last(turn, people.organisers_held(turn.session))
    _end(turn.session, turn.me)
    record.note(turn.session, turn.my_id, "stopped organising", f"member {turn.my_id}", turn.now)
    return turn.answer(turn.say("stopping.done"), turn.say("stopping.done-what"), shown=Shown.IN_PLACE)


def _not_the_last(turn: Turn, there: Sequence[Member]) -> None:
    if not [row for row in there if row.id != turn.my_id]:
        raise turn.refuse("stopping.last")


def _end(session: Session, member: Member) -> None:
    """Their pages, their links to them, and whom they put forward end with it."""
    number = member.id or 0
    member.organiser, member.nominated_by_id = False, None
    session.add(member)
    people.forget_nominations_by(session, number)
    visits.end_all(session, number)
    links.forget(session, number, LINK, ALONG)


# --- somebody else ---------------------------------------------------------------------------------------------------


def remove(turn: Turn, rest: str) -> Reply:
    """`organiser remove 12`: put forward that somebody stops; another organiser, who is not they, has to agree."""
    if not rest:
        others = [row for row in people.organisers(turn.session) if row.id != turn.my_id]
        if not others:
            raise turn.refuse("stopping.last")
        rows = tuple((row.name, f"organiser remove {row.id}") for row in others)
        return turn.answer(turn.say("stopping.who"), Facts(rows), Text(turn.say("stopping.how"), quiet=True))
    member = _organiser(turn, rest)
    if member.id == turn.my_id:
        return stop(turn, "")
    if not [row for row in people.organisers(turn.session) if row.id not in {turn.my_id, member.id}]:
        raise turn.refuse("stopping.only-two", name=member.name, number=str(member.id))
    if member.nominated_by_id not in {None, turn.my_id}:
        return yes(turn, rest)
    if member.nominated_by_id is None:
        member.nominated_by_id = turn.my_id
        turn.session.add(member)
        record.note(turn.session, turn.my_id, "put forward to stop organising", f"member {member.id}", turn.now)
    return turn.answer(turn.say("stopping.forward", name=member.name), turn.say("organise.organiser-forward-what"))


def yes(turn: Turn, rest: str) -> Reply:
    """A second organiser agrees, who is one still."""
    if turn.my_id not in {row.id for row in people.organisers_held(turn.session)}:
        raise turn.refuse("refusal.organisers-only")
    member = _put_forward(turn, rest)
    if member.nominated_by_id == turn.my_id:
        raise turn.refuse("organise.organiser-second")
    _end(turn.session, member)
    _tell(turn.session, turn.content, member, turn.now)
    record.note(turn.session, turn.my_id, "ended as organiser", f"member {member.id}", turn.now)
    return turn.answer(turn.say("stopping.ended", name=member.name), shown=Shown.IN_PLACE)


def no(turn: Turn, rest: str) -> Reply:
    """They go on; also who put it forward may take it back."""
    member = _put_forward(turn, rest)
    if member.id == turn.my_id:
        raise turn.refuse("stopping.not-yourself")
    member.nominated_by_id = None
    turn.session.add(member)
    record.note(turn.session, turn.my_id, "kept as organiser", f"member {member.id}", turn.now)
    return turn.answer(turn.say("stopping.goes-on", name=member.name), shown=Shown.IN_PLACE)


def needs_somebody(turn: Turn) -> list[Block]:
    """Who is to stop, as another organiser says; for those whom it is not about."""
    blocks: list[Block] = []
    waiting = [row for row in people.to_stop(turn.session) if turn.my_id not in {row.id, row.nominated_by_id}]
    for member in waiting[:MOST]:
        by = turn.name_of(member.nominated_by_id or 0)
        agree = Button(turn.say("organise.organiser-agree"), f"organiser remove yes {member.id}", "danger")
        blocks += [
            Text(turn.say("stopping.wanted", by=by, name=member.name)),
            Buttons((agree, Button(turn.say("organise.organiser-no"), f"organiser remove no {member.id}"))),
        ]
    return blocks


def ended_by_hand(session: Session, content: Content, number: int, now: datetime) -> Member:
    """The command line's `organiser remove NUMBER`. Raises SetupError."""
    there = people.organisers_held(session)
    member = next((row for row in there if row.id == number), None)
    if member is None:
        raise SetupError("That is no organiser’s number. An organiser sees it by saying “organiser remove”.")
    if len(there) == 1:
        raise SetupError("They are the only organiser. Make somebody else an organiser first.")
    _end(session, member)
    _tell(session, content, member, now)
    record.note(session, None, "ended as organiser", f"member {number}", now)
    return member


def _tell(session: Session, content: Content, member: Member, now: datetime) -> None:
    """They hear of it at once: that is no news that waits for a budget."""
    voice = Voice(session, content, member.language)
    card = voice.card(voice.say("stopping.told"), voice.say("stopping.told-what", names=voice.organisers_named))
    outbox.put_direct(session, member, card, kind="notice", about="organisers", now=now)


def _organiser(turn: Turn, rest: str) -> Member:
    number = numbered(rest)
    found = next((row for row in people.organisers(turn.session) if row.id == number), None)
    if found is None:
        raise turn.refuse("stopping.no-organiser")
    return found


def _put_forward(turn: Turn, rest: str) -> Member:
    member = _organiser(turn, rest)
    if member.nominated_by_id is None:
        raise turn.refuse("stopping.nobody")
    return member
