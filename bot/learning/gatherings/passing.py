"""Time passes for gatherings: a reminder to answer, the day before, and one question afterwards; within the budget."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.asking.civil import DAY, Nation, at, is_working_day
from bot.chat import Button, Text
from bot.delivering import notices
from bot.delivering.notices import Render, Telling, Told
from bot.learning.gatherings import cards
from bot.learning.gatherings.organising import CHANGED
from bot.turn import Reading
from storage import gatherings as rows
from storage.database import Session
from storage.tables import Gathering

REMINDER, BEFORE, AFTER = "gathering reminder", "gathering tomorrow", "gathering after"  # kinds of notices
REMIND = 5  # working days before
MORNING = time(9, 30)
STANDS = timedelta(days=8)
NEAR = timedelta(days=14)


def pass_time(session: Session, now: datetime) -> None:
    """What is due for each gathering that is near."""
    for row in rows.between(session, (now - NEAR).date(), (now + NEAR).date()):
        begins = cards.moment(row)
        stages = (
            (_days_before(row, REMIND), REMINDER, begins),
            (_days_before(row, 1), BEFORE, begins),
            (at(row.day + DAY, MORNING, row.zone), AFTER, begins + STANDS),
        )
        for stage, (due, kind, until) in enumerate(stages, 1):
            if row.stage < stage and now >= due:
                row.stage = stage
                session.add(row)
                _tell(session, row, kind, now, until)


def _tell(session: Session, row: Gathering, kind: str, now: datetime, until: datetime) -> None:
    for member in rows.who_come(session, row.id or 0) if now < until else ():
        notices.put(session, member, kind, f"{row.day:%Y%m%d} {row.id}", now, until)


def _days_before(row: Gathering, count: int) -> datetime:
    """The morning so many working days before it."""
    day: date = row.day
    while count:
        day -= DAY
        count -= is_working_day(day, Nation.ENGLAND)
    return at(day, MORNING, row.zone)


# --- what is told ----------------------------------------------------------------------------------------------------


def _planned(telling: Telling) -> Gathering | None:
    """The gathering, where it is planned and this person comes."""
    row = rows.get(telling.session, telling.number)
    part = rows.part(telling.session, telling.number, telling.member.id or 0)
    return row if row and row.state == "planned" and part and part.comes else None


def _eyes(telling: Telling) -> Reading:
    return Reading(telling.session, telling.content, telling.member.language, me=telling.member)


def _render_reminder(telling: Telling) -> Told | None:
    """Once, to who comes and has not answered."""
    row = _planned(telling)
    answered = rows.answered(telling.session, telling.number, telling.member.id or 0)
    if row is None or len(answered) >= len(row.questions):
        return None
    voice = telling.voice
    answer = Button(voice.say("gatherings.answer"), f"gathering answer {row.id}", "main", opens=True)
    blocks = (Text(cards.named(voice, row)), *cards.facts(voice, row, telling.member.zone))
    return Told(voice.card(voice.say("gatherings.reminder"), *blocks, buttons=(answer,)))


def _render_before(telling: Telling) -> Told | None:
    """The day before: where, and the answers that this person may read."""
    row = _planned(telling)
    if row is None:
        return None
    eyes = _eyes(telling)
    title = eyes.say("gatherings.soon", named=cards.named(eyes, row))
    buttons = (*cards.ways(eyes, row), *cards.draft(eyes, row))
    return Told(eyes.card(title, *cards.to_one(eyes, row, telling.now), buttons=buttons))


def _render_after(telling: Telling) -> Told | None:
    """What did you change your mind about?"""
    row = _planned(telling)
    said = rows.answered(telling.session, telling.number, telling.member.id or 0)
    if row is None or rows.MIND in said:
        return None
    voice = telling.voice
    say = Button(voice.say("gatherings.mind-say"), f"gathering mind {row.id}", "main", opens=True)
    blocks = (Text(cards.named(voice, row)), voice.say("gatherings.mind-what"))
    return Told(voice.card(voice.say("gatherings.mind"), *blocks, buttons=(say, *cards.draft(voice, row))))


def _render_changed(telling: Telling) -> Told | None:
    """To who comes: it is another day or place, or off."""
    row = rows.get(telling.session, telling.number)
    if row is None:
        return None
    voice = telling.voice
    if row.state == "off":
        return Told(cards.in_channel(voice, row))
    title = voice.say("gatherings.is-changed", named=cards.named(voice, row))
    blocks = cards.facts(voice, row, telling.member.zone)
    return Told(voice.card(title, *blocks, buttons=cards.ways(voice, row)))


RENDERS: Mapping[str, Render] = {
    REMINDER: _render_reminder,
    BEFORE: _render_before,
    AFTER: _render_after,
    CHANGED: _render_changed,
}
