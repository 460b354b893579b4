"""Doing what is planned: moving a plan on, and everything that follows from it, commit together."""

from datetime import datetime, timedelta

from bot.asking import plans, prompts
from bot.asking.calendar import Missed, missed, slots
from bot.introducing.rounds import making
from content import Content
from storage import askings
from storage.database import Session
from storage.tables import QuietPeriod, Schedule

GRACE = timedelta(days=2)  # how late a missed question may still be asked


def fire(session: Session, content: Content, now: datetime) -> int:
    """Ask what is due, and open rounds that are; how many questions were asked.

    Of several replicas only the one that moves `next_at` does it.
    """
    quiet = tuple(askings.quiet_periods(session))
    return sum(_fire_one(session, content, row, quiet, now) for row in askings.due(session, now))


def _fire_one(session: Session, content: Content, row: Schedule, quiet: tuple[QuietPeriod, ...], now: datetime) -> int:
    plan, slot = plans.weekly(row, quiet), row.next_at
    assert slot is not None
    due = missed(plan, slot - timedelta(seconds=1), now, Missed(row.missed), GRACE)
    if not askings.move(session, row, next(slots(plan, now, 1), None)):
        return 0
    if row.introduces:
        for moment in due.fire[-1:]:  # a round is not opened twice for having been missed twice
            making.open_planned(session, content, row, moment, now)
        return 0
    for moment in due.fire:
        choice = prompts.next_for(session, content, row)
        day = moment.astimezone(plans.zone_of(row)).date()
        places = {period.place_id for period in quiet if period.place_id and period.first <= day <= period.last}
        prompts.put(session, content, choice.prompt, now, schedule=row, slot=moment, quiet_places=places)
        row.position = choice.position if choice.position is not None else row.position
        row.replacement = ""
        session.add(row)
    return len(due.fire)
