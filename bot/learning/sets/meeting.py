"""A meeting of a set, for its people: which dates suit, the presenter’s question, whether they met."""

from datetime import datetime, timedelta

from bot.chat import Button, Card, Field, Option, Reply, Said, Shown, Text
from bot.delivering import notices, outbox
from bot.delivering.copies import of_member
from bot.learning.sets import showing
from bot.learning.sets.parts import LONGEST, line, meeting, mine
from bot.remembering import care
from bot.turn import Turn
from bot.voice import Voice
from storage import action_learning as rows
from storage import erasing, people, switches
from storage.database import Session
from storage.tables import LearningSet, Member, SetMeeting, SetQuestion

NONE = "-"  # no date suits
MONTHLY, SOON = timedelta(days=28), timedelta(days=10)
QUESTION = "set question"  # the kind of the notice to who presents


# --- which dates suit ------------------------------------------------------------------------------------------------


def days(turn: Turn, rest: str) -> Reply:
    """Press which of the dates suit."""
    row, seat = meeting(turn, rest)
    if row.state != "choosing":
        return showing.own(turn, mine(turn))
    if turn.typed:
        return Reply(days_card(turn, row, turn.me, seat.suits), Shown.FORM)
    chosen = sorted(set(turn.incoming.values.get("days", ())) & {str(number) for number in range(len(row.dates))})
    seat.suits = " ".join(chosen) or NONE
    people.add(turn.session, seat)
    turn.result = "set"
    count = len(chosen)
    return turn.answer(turn.say("sets.noted"), turn.say("sets.noted-days", count=count), shown=Shown.IN_PLACE)


def days_card(voice: Voice, row: SetMeeting, member: Member, chosen: str = "") -> Card:
    """The three dates as a form, by the clock of who reads it."""
    dates = [voice.day_and_time(datetime.fromisoformat(each), member.zone)[:75] for each in row.dates]
    options = tuple(Option(str(number), each) for number, each in enumerate(dates))
    field = Field(
        "days", voice.say("sets.days"), "choices", options, tuple(chosen.replace(NONE, "").split()), required=False
    )
    until = voice.say("sets.days-until", when=row.choose_until)
    return Card(
        voice.say("sets.days-title"),
        (field, Text(voice.say("sets.days-none"), quiet=True), Text(until, quiet=True)),
        submit=Button(voice.say("me.save"), f"set days {row.id}", "main", token=f"set-days-{row.id}"),
        opens=voice.say("sets.suits"),
        language=voice.language,
    )


# --- the presenter ---------------------------------------------------------------------------------------------------


def question(turn: Turn, rest: str) -> Reply:
    """The presenter’s line, and where they meet. It goes to the others, and is kept until then and no longer."""
    row, _ = meeting(turn, rest)
    if row.presenter_id != turn.my_id or row.at is None or row.state != "set":
        raise turn.refuse("sets.not-presenting")
    kept = rows.question(turn.session, row.id or 0, turn.my_id)
    if turn.typed:
        return turn.form(
            turn.say("sets.question"),
            turn.say("sets.question-late" if row.sent else "sets.question-what"),
            Field(
                "words",
                turn.say("sets.question-words"),
                value=(kept.words,) if kept else (),
                hint=turn.say("reflect.hint"),
                most=LONGEST,
            ),
            Field("place", turn.say("sets.place"), value=(kept.place,) if kept else (), required=False, most=LONGEST),
            submit=Button(turn.say("me.save"), f"set question {row.id}", "main", token=turn.token()),
        )
    words, place = line(turn, "words", "sets.question-empty"), turn.incoming.value("place")[:LONGEST]
    care.look_over(turn, f"{words}\n{place}")
    asked = SetQuestion(meeting_id=row.id or 0, member_id=turn.my_id, words=words, place=place)
    turn.result = "set"
    if row.sent:
        send(turn, row, asked, turn.now)
        return turn.answer(turn.say("sets.question-sent"), shown=Shown.IN_PLACE)
    rows.take_question(turn.session, row.id or 0, turn.my_id)
    erasing.begin(turn.session, turn.my_id, turn.now)
    people.add(turn.session, asked)
    return turn.answer(turn.say("sets.question-kept"), turn.say("sets.question-when"), shown=Shown.IN_PLACE)


def send(voice: Voice, row: SetMeeting, asked: SetQuestion, now: datetime) -> None:
    """To each of the others, as words from a person. Where a border is closed between two, not there."""
    assert row.at is not None
    for _, member in rows.seats(voice.session, row.set_id):
        if member.id == asked.member_id or not switches.exchange(voice.session, asked.member_id, member.id or 0):
            continue
        reader = voice.to(member)
        name, mark = voice.name_of(asked.member_id), of_member(asked.member_id)
        when = reader.day_and_time(row.at, member.zone)
        card = reader.card(
            reader.say("sets.asks", name=name),
            Said(asked.words, of=mark),
            reader.say("sets.asks-when", when=when),
            *((Said(asked.place, reader.say("sets.where"), of=mark),) if asked.place else ()),
            Text(reader.say("sets.only-questions", name=name), quiet=True),
        )
        outbox.put_direct(voice.session, member, card, kind="words", about=f"meeting {row.id}", now=now)
    erasing.begin(voice.session, asked.member_id, now)  # the last byte of what was kept until now


def pass_(turn: Turn, rest: str) -> Reply:
    """Somebody else presents this time."""
    row, _ = meeting(turn, rest)
    if row.presenter_id != turn.my_id or row.state != "set":
        raise turn.refuse("sets.not-presenting")
    rows.take_question(turn.session, row.id or 0, turn.my_id)
    erasing.begin(turn.session, turn.my_id, turn.now)
    next_ = presenter(turn.session, row, but=turn.my_id)
    row.presenter_id = next_.id if next_ else turn.my_id
    people.add(turn.session, row)
    if next_ is not None and row.at is not None:
        notices.put(turn.session, next_, QUESTION, f"meeting {row.id}", turn.now, row.at)
    turn.result = "set"
    return showing.own(turn, mine(turn), Shown.IN_PLACE)


def presenter(session: Session, row: SetMeeting, but: int = 0) -> Member | None:
    """Whose turn it is: who presented least often, of these who joined first."""
    seats = [(seat, member) for seat, member in rows.seats(session, row.set_id) if member.id != but]
    return min(seats, key=lambda each: (each[0].turns, each[0].id or 0))[1] if seats else None


# --- whether they met ------------------------------------------------------------------------------------------------


def met(turn: Turn, rest: str) -> Reply:
    """One of them says that they met; that is all that is kept of it."""
    row, _ = _held(turn, rest)
    if row.state == "set":
        _over(turn.session, row, "met", (row.at or turn.now) + MONTHLY)
    turn.result = "set"
    return turn.answer(
        turn.say("sets.met-good"),
        turn.say("sets.will-why"),
        buttons=(Button(turn.say("sets.will"), "set will", "main", opens=True),),
        shown=Shown.IN_PLACE,
    )


def missed(turn: Turn, rest: str) -> Reply:
    """They did not: other dates are proposed."""
    row, _ = _held(turn, rest)
    if row.state == "set":
        _over(turn.session, row, "missed", turn.now + SOON)
    turn.result = "set"
    return turn.answer(turn.say("sets.missed-fine"), turn.say("sets.missed-next"), shown=Shown.IN_PLACE)


def away(turn: Turn, rest: str) -> Reply:
    """Somebody was not there. It is not kept who."""
    _held(turn, rest)
    return turn.answer(turn.say("sets.away-fine"), shown=Shown.IN_PLACE)


def _held(turn: Turn, rest: str) -> tuple[SetMeeting, LearningSet]:
    row, _ = meeting(turn, rest)
    if row.at is None or row.at > turn.now:
        raise turn.refuse("sets.not-yet")
    return row, mine(turn)


def _over(session: Session, row: SetMeeting, state: str, next_after: datetime) -> None:
    seat = rows.seat(session, row.set_id, row.presenter_id) if row.presenter_id else None
    if seat is not None and state == "met":
        seat.turns += 1
        session.add(seat)
    row.state, row.presenter_id, row.dates = state, None, []
    found = rows.get(session, row.set_id)
    if found is not None:
        found.next_after = next_after
        session.add(found)
    people.add(session, row)


def nobody_said(session: Session, row: SetMeeting) -> None:
    """It is not known whether they met: the month goes on, and the turn stays where it was."""
    _over(session, row, "missed", (row.at or row.choose_until) + MONTHLY)
