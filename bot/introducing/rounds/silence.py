"""Three silent rounds: somebody who never answered is introduced no more until they say so, and is told."""

from datetime import date, datetime, timedelta

from bot.chat import Button
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from storage import people
from storage import rounds as rows
from storage.database import Session
from storage.tables import GroupMember

SILENT_ROUNDS = 3
LONG_ENOUGH = timedelta(days=7)  # to have said something
STANDS = timedelta(days=14)
UNTIL_THEY_SAY = date.max


def rest(session: Session, now: datetime) -> None:
    """Let those rest who were silent in their last three introductions.

    Nobody listens to a conversation of their own, so such introductions count neither way.
    """
    lately = rows.carried_lately(session, now - LONG_ENOUGH)
    for member in people.members(session):
        last = lately.get(member.id or 0, [])[:SILENT_ROUNDS]
        awake = member.snoozed_until is None and member.introductions == "yes" and member.next_round != "in"
        if awake and len(last) == SILENT_ROUNDS and not any(map(said_something, last)):
            member.snoozed_until = UNTIL_THEY_SAY
            session.add(member)
            about = f"introduction {last[0].group_id}"
            notices.put(session, member, "resting", about, now, now + STANDS)


def said_something(part: GroupMember) -> bool:
    """Whether somebody took notice of an introduction at all."""
    return bool(part.answer or part.spoke_at or part.met)


def render(telling: Telling) -> Told | None:
    """That there will be no introductions for now, and the one press that changes it."""
    if telling.member.snoozed_until != UNTIL_THEY_SAY:
        return None
    say = telling.voice.say
    back = Button(say("take-part.back"), "back to introductions", "main")
    return Told(telling.voice.card(say("take-part.resting"), say("take-part.resting-what"), buttons=(back,)))
