"""The message budget: what is told unasked, to whom, and when.

At most two unasked direct messages a person in seven days and one a day, never in quiet hours. What does not fit waits,
and stands in Home meanwhile. Words from a person, answers, and posts in channels do not pass through here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.asking.civil import Nation, next_civil
from bot.chat import Address, Button, Card
from bot.delivering import outbox
from bot.voice import Voice
from content import Content
from storage import notices as rows
from storage import people, switches
from storage.database import Session
from storage.tables import Member, Notice

ORDER = (
    *("set days", "set question", "set coming", "set date", "set after"),  # they are about a day
    *("gathering changed", "gathering tomorrow"),
    *("decision", "introduction", "left out", "resting", "would you", "draft", "met", "met again", "nudge"),
    *(
        "follow-up",
        "convening",
        "letting go",
        "question",
        "reminder",
        "request",
        "meet",
        "no answer",
        "workgroup",
        "gathering reminder",
        "gathering after",
        "set invitation",
        "set few",
        "set ended",
        "handbook",
        "pattern",
        "stocktake",
        "still true",
        "digest",
    ),
)
LESS_OF = {  # what the press asks for less of
    **dict.fromkeys(("introduction", "would you", "met", "met again", "nudge"), "introduction"),
    **dict.fromkeys(("request", "meet", "set invitation"), "request"),
    **{kind: kind for kind in ("question", "reminder", "digest", "workgroup")},
}
A_DAY, A_WEEK, MOST_A_WEEK = timedelta(days=1), timedelta(days=7), 2
AGAIN = timedelta(hours=1)  # until somebody who could not be reached, or who waits for another, is looked at again
BATCH = 200  # notices a transaction


@dataclass(frozen=True)
class Telling:
    """What rendering a notice needs."""

    session: Session
    content: Content
    now: datetime
    member: Member
    about: str

    @property
    def voice(self) -> Voice:
        """Speaks to this person."""
        return Voice(self.session, self.content, self.member.language)

    @property
    def number(self) -> int:
        """The number of what it is about."""
        return int(self.about.partition(" ")[2] or 0)


@dataclass(frozen=True)
class Told:
    """What is told: a card to this person alone, or to all of `members` in the conversation `together`.

    `then` is done in the same transaction once its delivery is written; not where they cannot be reached.
    """

    card: Card
    together: Address | None = None
    members: tuple[Member, ...] = ()
    then: Callable[[], None] = lambda: None


Render = Callable[[Telling], Told | None]
"""Makes what is told, when it is told; None when there is nothing to say any more."""


def put(session: Session, member: Member, kind: str, about: str, not_before: datetime, expires: datetime) -> None:
    """Something to tell somebody, when the budget allows."""
    row = Notice(member_id=member.id or 0, kind=kind, about=about, not_before=not_before, expires=expires)
    rows.put(session, row)


def plan(session: Session, content: Content, now: datetime, renders: Mapping[str, Render]) -> int:
    """Tell people what is due, at most one thing each; how many notices were looked at (0: nothing is due).

    One transaction with the deliveries, for at most `BATCH` notices. Who may not be told anything now is looked at
    again at the next moment when they may.
    """
    due = rows.due(session, now, BATCH)
    told = rows.sent_since(session, sorted({row.member_id for row in due}), now - A_WEEK)
    for member_id, theirs in groupby(due, key=lambda row: row.member_id):
        _tell_one(Planner(session, content, now, renders), list(theirs), told.get(member_id, []))
    return len(due)


@dataclass(frozen=True)
class Planner:
    """What one round of telling goes by."""

    session: Session
    content: Content
    now: datetime
    renders: Mapping[str, Render]


def _tell_one(planner: Planner, due: Sequence[Notice], told: Sequence[datetime]) -> None:
    session, now = planner.session, planner.now
    member = people.member(session, due[0].member_id)
    waiting = [row for row in due if not _over(session, row, member, now)]
    if member is None:
        return
    chance = next_chance(session, member, now, told)
    if chance <= now:
        sent = next((row for row in sorted(waiting, key=_rank) if _tell(planner, row, member)), None)
        later = next_civil(now + AGAIN, member.zone, nation_of(session, member))
        chance = next_chance(session, member, now, [*told, now]) if sent else later
    for row in waiting:
        if row.state == "waiting":
            row.not_before = chance
            session.add(row)


def _rank(row: Notice) -> tuple[int, datetime]:
    return ORDER.index(row.kind), row.not_before


def _tell(planner: Planner, row: Notice, member: Member) -> bool:
    """Tell one thing. False where there is nothing to say any more, or somebody else has to wait for it."""
    told = planner.renders[row.kind](Telling(planner.session, planner.content, planner.now, member, row.about))
    if told is None:
        row.state = "dropped"
        planner.session.add(row)
        return False
    if told.together is not None:
        reached = _tell_together(planner.session, planner.now, row, told)
    else:
        reached = _tell_alone(planner.session, planner.content, planner.now, row, member, told.card)
    if reached:
        told.then()
    return reached


def _tell_alone(session: Session, content: Content, now: datetime, row: Notice, member: Member, card: Card) -> bool:
    card = _with_less(content, card, member, row.kind)
    if outbox.put_direct(session, member, card, kind=row.kind, about=row.about, now=now, unasked=True) is None:
        return False
    row.state, row.sent_at = "sent", now
    session.add(row)
    return True


def _tell_together(session: Session, now: datetime, row: Notice, told: Told) -> bool:
    """Tell a group in one conversation, once each of them may be told something."""
    assert told.together is not None
    if (told.together.platform, told.together.tenant) in switches.off(session, "direct"):
        return False
    ids = [member.id or 0 for member in told.members]
    lately = rows.sent_since(session, ids, now - A_WEEK)
    if any(next_chance(session, member, now, lately.get(member.id or 0, [])) > now for member in told.members):
        return False
    outbox.put(session, told.together, told.card, kind=row.kind, about=row.about, now=now)
    for theirs in rows.of_all(session, ids, row.kind, row.about):
        theirs.state, theirs.sent_at = "sent", now
        session.add(theirs)
    return True


def _over(session: Session, row: Notice, member: Member | None, now: datetime) -> bool:
    """Whether it is too late for a notice, or its person left."""
    if row.expires > now and member is not None and member.state == "member":
        return False
    row.state = "dropped"
    session.add(row)
    return True


def next_chance(session: Session, member: Member, now: datetime, told: Sequence[datetime]) -> datetime:
    """When somebody may be told something, `now` at the earliest.

    In a civil hour where they are, on a day without anything told yet, with fewer than two in the seven days before.
    """
    moment = now + A_DAY if member.paused_at is not None else now
    lately = sorted(at for at in told if at > moment - A_WEEK)
    if len(lately) >= MOST_A_WEEK:
        moment = lately[-MOST_A_WEEK] + A_WEEK
    here = ZoneInfo(member.zone)
    if any(at.astimezone(here).date() == moment.astimezone(here).date() for at in told):
        tomorrow = moment.astimezone(here).date() + A_DAY
        moment = datetime.combine(tomorrow, time(), here)
    return next_civil(moment, member.zone, nation_of(session, member))


def nation_of(session: Session, member: Member) -> Nation:
    """Whose bank holidays somebody has."""
    place = people.place_of(session, member)
    known = {nation.value.replace(" ", "-"): nation for nation in Nation}
    return known.get(place.nation if place else "", Nation.ENGLAND)


def _with_less(content: Content, card: Card, member: Member, kind: str) -> Card:
    """Everything told unasked has *Less of this*, save the news that somebody was left out."""
    if kind not in LESS_OF:
        return card
    less = Button(content.wording.say("notice.less", member.language), f"less {LESS_OF[kind]}")
    return replace(card, buttons=(*card.buttons, less))
