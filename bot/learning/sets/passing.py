"""Time passes for sets: they begin, dates are proposed and set, the question is sent, and whether they met is asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.asking.civil import working_days_after
from bot.chat import Button, Text
from bot.delivering.notices import Render, Telling, Told
from bot.learning.sets import dates, ending, forming, joining, own, showing
from bot.learning.sets import meeting as meetings
from bot.learning.sets.parts import homes, tell
from bot.voice import Voice
from content import Content
from storage import action_learning as rows
from storage import outbox as outbox_rows
from storage import people
from storage.action_learning import Seat
from storage.database import Session
from storage.tables import LearningSet, SetMeeting, SetMember

DAYS, DATE, COMING, AFTER = "set days", "set date", "set coming", "set after"  # kinds of notices
LEAD = timedelta(days=14)  # from the proposals to the first of them
FIRST = timedelta(days=10)
CHOOSE = 3  # working days to press which dates suit
ASK_PRESENTER, SEND = 5, 2  # working days before
LAG = timedelta(hours=20)  # before the meeting: the question goes even where somebody is not at work
ENDS = timedelta(hours=2)  # after it began
STANDS, GIVES_UP = timedelta(days=8), timedelta(days=10)
AGAIN = timedelta(days=14)  # where nobody said which date suits


def pass_time(session: Session, content: Content, now: datetime) -> None:
    """What is due for each set."""
    for row in rows.under_way(session):
        seats = rows.seats(session, row.id or 0)
        if not seats and row.asks_until <= now:
            ending.over(session, row)
            continue
        if row.state == "forming":
            _begin(session, row, now)
        _whether_few(session, row, seats, now)
        coming = rows.coming(session, row.id or 0)
        if coming is None:
            _propose(session, row, seats, now)
        elif coming.state == "choosing":
            _choose(session, row, coming, seats, now)
        elif seats:
            _prepare(session, content, coming, seats, now)


def _begin(session: Session, row: LearningSet, now: datetime) -> None:
    """Once everybody answered, or had ten days to: before then, too few say nothing of who was asked."""
    waiting, here = rows.seats(session, row.id or 0, "asked"), rows.seats(session, row.id or 0)
    if row.asks_until > now and (waiting or len(here) < forming.FEWEST):
        return
    for seat, _ in waiting:
        session.delete(seat)
    row.state, row.asks_until = "going", min(row.asks_until, now)
    session.add(row)
    session.flush()


def _whether_few(session: Session, row: LearningSet, seats: Sequence[Seat], now: datetime) -> None:
    """Those who are left hear once that they are too few, when nobody may still be being asked."""
    few, asking = len(seats) < forming.FEWEST, row.asks_until > now
    if few and not row.few_told and row.state == "going" and not asking:
        tell(session, seats, ending.FEW, f"{now:%Y%m%d} {row.id}", now, now + ending.STANDS)
        row.few_told = True
    elif not few and row.few_told:
        row.few_told = False
    session.add(row)


# --- a date ----------------------------------------------------------------------------------------------------------


def _propose(session: Session, row: LearningSet, seats: Sequence[Seat], now: datetime) -> None:
    """Three dates, for each to press which suit."""
    if row.state != "going" or len(seats) < forming.FEWEST or row.next_after - LEAD > now:
        return
    clocks = homes(session, seats)
    first = max(row.next_after, now + FIRST).date()
    until = working_days_after(now, CHOOSE, clocks[0].zone, clocks[0].nation)
    found = [each.isoformat() for each in dates.propose(first, clocks)]
    meeting = SetMeeting(set_id=row.id or 0, dates=found, choose_until=until)
    people.add(session, meeting)
    tell(session, seats, DAYS, f"meeting {meeting.id}", now, until)


def _choose(session: Session, row: LearningSet, meeting: SetMeeting, seats: Sequence[Seat], now: datetime) -> None:
    """The date with most, once all have said or the three days are over."""
    said = [seat for seat, _ in seats if seat.suits]
    if len(said) < len(seats) and now < meeting.choose_until:
        return
    votes = Counter(number for seat in said for number in seat.suits.replace(meetings.NONE, "").split())
    _forget_said(session, seats)
    if not votes:
        last = datetime.fromisoformat(meeting.dates[-1])
        row.next_after = last + timedelta(days=1) if said else now + LEAD + AGAIN
        session.add(row)
        rows.forget_meeting(session, meeting)
        return
    best = min(votes, key=lambda each: (-votes[each], each))
    meeting.at, meeting.state = datetime.fromisoformat(meeting.dates[int(best)]), "set"
    meeting.dates = []
    presents = meetings.presenter(session, meeting)
    meeting.presenter_id = presents.id if presents else None
    session.add(meeting)
    tell(session, seats, DATE, f"meeting {meeting.id}", now, meeting.at)


def _forget_said(session: Session, seats: Sequence[Seat]) -> None:
    for seat, _ in seats:
        seat.suits = ""
        session.add(seat)


# --- before and after ------------------------------------------------------------------------------------------------


def _prepare(session: Session, content: Content, meeting: SetMeeting, seats: Sequence[Seat], now: datetime) -> None:
    assert meeting.at is not None
    about, clocks = f"meeting {meeting.id}", homes(session, seats)
    if meeting.at > now:
        _presenter(session, meeting, seats, now)
    if not meeting.sent and now >= dates.days_before(meeting.at, SEND, clocks):
        _send(session, content, meeting, seats, now)
    if meeting.at <= now:
        outbox_rows.forget(session, about)
    if not meeting.asked and now >= meeting.at + ENDS:
        meeting.asked = True
        tell(session, seats, AFTER, about, now, now + STANDS)
    session.add(meeting)
    if now >= meeting.at + GIVES_UP:
        meetings.nobody_said(session, meeting)


def _presenter(session: Session, meeting: SetMeeting, seats: Sequence[Seat], now: datetime) -> None:
    """Who presents is asked for a line some days before; where they left, it is the next one’s turn."""
    assert meeting.at is not None
    there = [each for each in seats if each[1].id == meeting.presenter_id]
    if not there:
        next_ = meetings.presenter(session, meeting)
        meeting.presenter_id = next_.id if next_ else None
        there = [each for each in seats if each[1].id == meeting.presenter_id]
    if now >= dates.days_before(meeting.at, ASK_PRESENTER, homes(session, seats)):
        tell(session, there, meetings.QUESTION, f"meeting {meeting.id}", now, meeting.at)


def _send(session: Session, content: Content, meeting: SetMeeting, seats: Sequence[Seat], now: datetime) -> None:
    """The question goes to the others and is kept no more; each hears what they alone said they would do."""
    assert meeting.at is not None
    if not dates.is_civil(now, homes(session, seats)) and now < meeting.at - LAG:
        return
    meeting.sent = True
    asked = rows.take_question(session, meeting.id or 0, meeting.presenter_id)
    if asked is not None and now < meeting.at:
        meetings.send(Voice(session, content), meeting, asked, now)
    tell(session, seats, COMING, f"meeting {meeting.id}", now, meeting.at)


# --- what is told ----------------------------------------------------------------------------------------------------


def _meeting(telling: Telling, *states: str) -> tuple[SetMeeting, SetMember] | None:
    found = rows.meeting(telling.session, telling.number, telling.member.id or 0)
    return found if found and found[0].state in states else None


def _render_days(telling: Telling) -> Told | None:
    found = _meeting(telling, "choosing")
    if found is None or found[1].suits:
        return None
    return Told(meetings.days_card(telling.voice, found[0], telling.member))


def _render_date(telling: Telling) -> Told | None:
    found = _meeting(telling, "set")
    if found is None:
        return None
    voice = telling.voice
    line = showing.when(voice, found[0], telling.member)
    open_it = Button(voice.say("sets.open"), "set", opens=True)
    return Told(voice.card(voice.say("sets.date"), line, buttons=(open_it,)))


def _render_question(telling: Telling) -> Told | None:
    """To who presents, until they have said it."""
    found = _meeting(telling, "set")
    number = telling.member.id or 0
    if found is None or found[0].presenter_id != number or rows.question(telling.session, telling.number, number):
        return None
    voice = telling.voice
    buttons = (
        Button(voice.say("sets.question"), f"set question {telling.number}", "main", opens=True),
        Button(voice.say("sets.pass"), f"set pass {telling.number}"),
    )
    line = showing.when(voice, found[0], telling.member)
    return Told(voice.card(voice.say("sets.you-present"), line, voice.say("sets.question-what"), buttons=buttons))


def _render_coming(telling: Telling) -> Told | None:
    """Before they meet: what this person alone said they would do. Nothing where they said nothing."""
    found, kept = _meeting(telling, "set"), rows.commitment(telling.session, telling.member.id or 0)
    if found is None or kept is None or kept.outcome not in {"", "not-yet"}:
        return None
    voice = telling.voice
    line = showing.when(voice, found[0], telling.member)
    only = Text(voice.say("sets.will-yours"), quiet=True)
    return Told(voice.card(voice.say("sets.coming"), line, *own.own_words(voice, telling.member, kept), only))


def _render_after(telling: Telling) -> Told | None:
    """Did you meet? To each, also where another has said so: what comes next is theirs alone."""
    found = _meeting(telling, "set", "met")
    if found is None:
        return None
    voice, number = telling.voice, telling.number
    if found[0].state == "met":
        will = Button(voice.say("sets.will"), "set will", "main", opens=True)
        return Told(voice.card(voice.say("sets.met-good"), voice.say("sets.will-why"), buttons=(will,)))
    buttons = (
        Button(voice.say("sets.met"), f"set met {number}", "main"),
        Button(voice.say("sets.away"), f"set away {number}"),
        Button(voice.say("sets.missed"), f"set missed {number}"),
    )
    return Told(voice.card(voice.say("sets.did-you-meet"), buttons=buttons))


RENDERS: Mapping[str, Render] = {
    joining.INVITATION: joining.render,
    DAYS: _render_days,
    DATE: _render_date,
    meetings.QUESTION: _render_question,
    COMING: _render_coming,
    AFTER: _render_after,
    ending.FEW: ending.render_few,
    ending.ENDED: ending.render_ended,
}
