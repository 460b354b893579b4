"""Suggesting a workgroup where four or more people of three places face the same, for an organiser to offer them.

Counted are those who may be told: confirmed, and with introductions on. Nobody is named before they join.
"""

from datetime import datetime, timedelta

from bot.chat import Block, Button, Buttons, Reply, Shown, Text
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.learning.workgroups.parts import PLACES, theme
from bot.learning.workgroups.starting import GATHERS, STANDS
from bot.organising import few
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import people, record
from storage import workgroups as rows
from storage.database import Database, Session
from storage.tables import Workgroup

KIND = "workgroup"  # of the notice, and of the *Less of this* under it
PEOPLE = 4
AGAIN = timedelta(days=182)  # until the same challenge may be suggested once more
PAUSE = timedelta(days=14)  # between two suggestions


def step(database: Database, now: datetime) -> None:
    """Look for what could be suggested; one at a time."""
    with database.read() as session:
        if rows.suggested_since(session, now - PAUSE) or _could_be(session, now) is None:
            return
    with database.write() as session:
        found = _could_be(session, now)
        if found is not None and not rows.suggested_since(session, now - PAUSE):
            row = Workgroup(challenge_id=found.challenge_id, state="suggested", suggested=True, made_at=now)
            people.add(session, row)


def _could_be(session: Session, now: datetime) -> rows.Shared | None:
    return rows.shared(session, now.date(), now - AGAIN, PEOPLE, PLACES)


def _how_many(voice: Voice, row: Workgroup, now: datetime) -> str:
    """How many people and places face it today; under five people no number."""
    found = rows.facing(voice.session, row, now.date())
    places = len({place for _, place in found})
    if len(found) < few.FEWEST:
        return voice.say("workgroup.several")
    return voice.say("workgroup.people-of-places", count=len(found), places=places)


# --- to an organiser -------------------------------------------------------------------------------------------------


def needs_somebody(turn: Turn) -> list[Block]:
    """What could be offered, among the things that need an organiser."""
    row = rows.waiting(turn.session)
    challenge = people.challenge_by(turn.session, row.challenge_id) if row else None
    if row is None or challenge is None:
        return []
    name, who = turn.challenge_name(challenge), _how_many(turn, row, turn.now)
    return [
        Text(turn.say("workgroup.suggested", who=who, challenge=name)),
        Buttons(
            (
                Button(turn.say("workgroup.offer"), f"workgroup offer {row.id}", "main"),
                Button(turn.say("workgroup.decline"), f"workgroup decline {row.id}"),
            )
        ),
    ]


def _suggested(turn: Turn, rest: str) -> Workgroup:
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None or row.state != "suggested":
        raise turn.refuse("refusal.not-found")
    return row


def offer(turn: Turn, rest: str) -> Reply:
    """Tell those who face it."""
    row = _suggested(turn, rest)
    row.state, row.ask_at = "gathering", turn.now + GATHERS
    people.add(turn.session, row)
    for member, _ in rows.facing(turn.session, row, turn.now.date()):
        notices.put(turn.session, member, KIND, f"offer {row.id}", turn.now, turn.now + STANDS)
    record.note(turn.session, turn.my_id, "offered a workgroup", f"workgroup {row.id}", turn.now)
    return turn.answer(turn.say("workgroup.offered"), turn.say("workgroup.offered-what"), shown=Shown.IN_PLACE)


def decline(turn: Turn, rest: str) -> Reply:
    """Not now: the same is not suggested again for half a year."""
    row = _suggested(turn, rest)
    row.state = "declined"
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "declined a workgroup", f"workgroup {row.id}", turn.now)
    return turn.answer(turn.say("workgroup.declined"), shown=Shown.IN_PLACE)


# --- to those who face it --------------------------------------------------------------------------------------------


def render(telling: Telling) -> Told | None:
    """That others face it too, and that they could work on it together. None where that changed meanwhile."""
    row = rows.get(telling.session, telling.number)
    if (
        row is None
        or row.state not in rows.JOINABLE
        or rows.is_in(telling.session, row.id or 0, telling.member.id or 0)
    ):
        return None
    if telling.member.id not in {member.id for member, _ in rows.facing(telling.session, row, telling.now.date())}:
        return None
    voice = telling.voice
    card = voice.card(
        voice.say("workgroup.for-you"),
        theme(voice, row),
        voice.say("workgroup.for-you-why", who=_how_many(voice, row, telling.now)),
        Text(voice.say("workgroup.for-you-how"), quiet=True),
        buttons=(
            Button(voice.say("workgroup.join"), f"workgroup join {row.id}", "main"),
            Button(voice.say("workgroup.not-for-me"), f"workgroup not {row.id}"),
        ),
    )
    return Told(card)
