"""Leaving, which is also *forget me*: everything goes, and whoever left hears when the last of it is gone."""

from datetime import datetime

from bot.chat import Button, Reply, Shown
from bot.delivering import copies
from bot.introducing.rounds.leaving import forget
from bot.turn import Turn
from storage import erasing, people, reflections
from storage import leaving as rows
from storage.database import Session
from storage.tables import Member


def leave(turn: Turn, _rest: str) -> Reply:
    """Ask once."""
    count = reflections.count_of(turn.session, turn.my_id)
    return turn.answer(
        turn.say("leave.title"),
        turn.say("leave.what", count=count),
        turn.say("leave.keep-first"),
        buttons=(
            Button(turn.say("leave.yes"), "leave for good", "danger"),
            Button(turn.say("leave.export"), "export me", opens=True),
            Button(turn.say("leave.no"), "home"),
        ),
    )


def leave_for_good(turn: Turn, _rest: str) -> Reply:
    """Erase, and say what was erased and what was not."""
    member = turn.me
    if member.organiser and len(people.organisers_held(turn.session)) == 1:
        raise turn.refuse("leave.last-organiser")
    count = reflections.count_of(turn.session, turn.my_id)
    erase(turn.session, member, turn.now, turn.account.direct if turn.account and turn.account.reachable else "")
    turn.member = turn.account = None
    return turn.answer(
        turn.say("leave.done"), turn.say("leave.erased", count=count), turn.say("leave.kept"), shown=Shown.IN_PLACE
    )


def erase(session: Session, member: Member, now: datetime, where: str) -> None:
    """Erase everything of somebody's. `where` is their own chat, as JSON: there they hear when the last is gone."""
    number, language = member.id or 0, member.language
    copies.forget_all(session, number, rows.items_of(session, number), now)
    forget(session, member)
    rows.leave(session, member, now)
    erasing.begin(session, number, now, address=where, language=language)
