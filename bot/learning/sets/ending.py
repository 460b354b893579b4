"""Leaving a set, and ending one: what was kept of it goes, but that it met."""

from datetime import timedelta

from bot.chat import Button, Reply, Shown
from bot.delivering.notices import Telling, Told
from bot.learning.sets import forming
from bot.learning.sets.parts import mine, tell
from bot.turn import Turn
from storage import action_learning as rows
from storage import erasing
from storage import outbox as outbox_rows
from storage.database import Session
from storage.tables import LearningSet

FEW, ENDED = "set few", "set ended"  # kinds of notices
STANDS = timedelta(days=28)


def leave(turn: Turn, _rest: str) -> Reply:
    """Ask once."""
    mine(turn)
    return turn.answer(
        turn.say("sets.leave-title"),
        turn.say("sets.leave-what"),
        buttons=(
            Button(turn.say("sets.leave-yes"), "set leave for good", "danger"),
            Button(turn.say("sets.leave-no"), "set"),
        ),
    )


def leave_for_good(turn: Turn, _rest: str) -> Reply:
    """They are in it no more, and what they said they would do is gone."""
    row = mine(turn)
    seat = rows.seat(turn.session, row.id or 0, turn.my_id)
    coming = rows.coming(turn.session, row.id or 0)
    assert seat is not None
    rows.leave(turn.session, seat)
    if coming is not None and coming.presenter_id == turn.my_id:
        coming.presenter_id = None
        turn.session.add(coming)
    erasing.begin(turn.session, turn.my_id, turn.now)
    return turn.answer(turn.say("sets.left"), turn.say("sets.left-what"), shown=Shown.IN_PLACE)


def end(turn: Turn, _rest: str) -> Reply:
    """Ask once. A set of four and more goes on without whoever leaves it."""
    if len(rows.seats(turn.session, mine(turn).id or 0)) >= forming.FEWEST:
        raise turn.refuse("sets.end-not")
    yes = Button(turn.say("sets.end"), "set end for good", "danger")
    return turn.answer(
        turn.say("sets.end-title"),
        turn.say("sets.end-what"),
        buttons=(yes, Button(turn.say("sets.leave-no"), "set")),
    )


def end_for_good(turn: Turn, rest: str) -> Reply:
    """It is over for all of them."""
    row = mine(turn)
    seats = rows.seats(turn.session, row.id or 0)
    if len(seats) >= forming.FEWEST:
        return end(turn, rest)
    others = [each for each in seats if each[1].id != turn.my_id]
    tell(turn.session, others, ENDED, f"set {row.id}", turn.now, turn.now + STANDS)
    over(turn.session, row)
    erasing.begin(turn.session, turn.my_id, turn.now)
    return turn.answer(turn.say("sets.ended"), turn.say("sets.ended-next"), shown=Shown.IN_PLACE)


def over(session: Session, row: LearningSet) -> None:
    """Nothing of it is sent any more, and nothing kept."""
    coming = rows.coming(session, row.id or 0)
    if coming is not None:
        outbox_rows.forget(session, f"meeting {coming.id}")
    rows.end(session, row)


def render_few(telling: Telling) -> Told | None:
    """To those who are left, where they are fewer than four: ask more people in, or end it."""
    row = rows.of_member(telling.session, telling.member.id or 0)
    count = len(rows.seats(telling.session, row.id or 0)) if row else 0
    if row is None or row.id != telling.number or count >= forming.FEWEST:
        return None
    voice = telling.voice
    buttons = (
        Button(voice.say("sets.invite"), "set invite", "main", opens=True),
        Button(voice.say("sets.end"), "set end", opens=True),
    )
    return Told(voice.card(voice.say("sets.few", count=count), voice.say("sets.few-what"), buttons=buttons))


def render_ended(telling: Telling) -> Told | None:
    """To those who were in it."""
    voice = telling.voice
    again = Button(voice.say("sets.another"), "set", opens=True)
    return Told(voice.card(voice.say("sets.ended"), voice.say("sets.ended-next"), buttons=(again,)))
