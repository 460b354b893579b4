"""What somebody means to try after a reflection, being asked on the day, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.asking.civil import at
from bot.chat import Block, Button, Buttons, Field, Option, Reply, Said, Shown, Text
from bot.delivering import notices
from bot.delivering.copies import of_member
from bot.delivering.notices import Telling, Told
from bot.remembering import audience, care
from bot.remembering.readings import numbered_first, own
from bot.turn import Turn
from bot.voice import Voice
from storage import commitments as rows
from storage import people, reflections
from storage.database import Session
from storage.tables import Commitment, Reflection

USUAL = timedelta(weeks=3)  # until the day, unless changed
PUT_OFF = timedelta(weeks=2)  # by how much one *not yet* moves the day
LATEST = timedelta(days=366)
LONGEST = 280  # characters of a line
ASKED_AT = time(9, 0)
STANDS = timedelta(days=28)  # how long the question may wait for its turn in the message budget
AT_ONCE = 200  # notices a transaction
OUTCOMES = ("did", "partly", "not-yet", "dropped")
MOST_SHOWN = 10


# --- saying so -------------------------------------------------------------------------------------------------------


def will_try(turn: Turn, rest: str) -> Reply:
    """Say what one will try after a reflection of one's own, or change it: one thing at a time after each."""
    row = own(turn, rest)
    going = rows.going_on(turn.session, turn.my_id, row.id)
    if turn.typed:
        return _form(turn, row, going[0] if going else None)
    words, due = _line(turn, "trying.empty"), _due(turn)
    care.look_over(turn, words)
    new = Commitment(member_id=turn.my_id, reflection_id=row.id, words=words, due=due, made_at=turn.now)
    kept = going[0] if going else new
    kept.words, kept.due, kept.ask_at = words, due, at(due, ASKED_AT, turn.me.zone)
    people.add(turn.session, kept)
    turn.result = f"intention {kept.id}"
    return _shown(turn, kept, Shown.ONLY_YOU)  # never in place: what it follows from stays on the screen


def _form(turn: Turn, row: Reflection, kept: Commitment | None) -> Reply:
    due = kept.due if kept else _today(turn) + USUAL
    return turn.form(
        turn.say("trying.title"),
        Said(row.words, of=of_member(row.member_id)),
        Field(
            "words",
            turn.say("trying.words"),
            value=(kept.words,) if kept else (),
            hint=turn.say("trying.hint"),
            most=LONGEST,
        ),
        Field("due", turn.say("trying.by"), "date", value=(due.isoformat(),)),
        Text(turn.say("trying.when"), quiet=True),
        submit=Button(turn.say("trying.save"), f"will try {row.id}", "main", token=turn.token()),
    )


def _due(turn: Turn) -> date:
    try:
        due = date.fromisoformat(turn.incoming.value("due") or (_today(turn) + USUAL).isoformat())
    except ValueError:
        raise turn.refuse("trying.day-unclear", "due") from None
    if not _today(turn) < due <= _today(turn) + LATEST:
        raise turn.refuse("trying.day-unclear", "due")
    return due


def _line(turn: Turn, empty: str) -> str:
    words = " ".join(turn.incoming.value("words").split())
    if not words:
        raise turn.refuse(empty, "words")
    if len(words) > LONGEST:
        raise turn.refuse("trying.too-long", "words", most=LONGEST)
    care.look_over(turn, words)
    return words


def _today(turn: Turn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.me.zone)).date()


# --- seeing it -------------------------------------------------------------------------------------------------------


def trying(turn: Turn, _rest: str) -> Reply:
    """What one said one would try, and what came of the last ones."""
    found = [
        *rows.going_on(turn.session, turn.my_id),
        *rows.closed(turn.session, turn.my_id, MOST_SHOWN),
    ][:MOST_SHOWN]
    if not found:
        return turn.answer(
            turn.say("trying.yours"),
            turn.say("trying.none"),
            buttons=(Button(turn.say("home.open-mine"), "mine", "main", opens=True),),
        )
    return turn.answer(turn.say("trying.yours"), *listed(turn, found))


def listed(turn: Turn, found: Sequence[Commitment]) -> list[Block]:
    """Each with how it stands, and a button that opens it."""
    blocks: list[Block] = []
    for row in found:
        open_it = Button(turn.say("home.open"), f"intention {row.id}", opens=True)
        blocks += [
            Said(row.words, of=of_member(row.member_id)),
            Text(_state(turn, row), quiet=True),
            Buttons((open_it,)),
        ]
    return blocks


def intention(turn: Turn, rest: str) -> Reply:
    """One of them."""
    return _shown(turn, _mine(turn, rest), Shown.ONLY_YOU)


def _mine(turn: Turn, rest: str) -> Commitment:
    number, _ = numbered_first(rest)
    row = rows.mine(turn.session, number or 0, turn.my_id)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def _state(voice: Voice, row: Commitment) -> str:
    if row.state == "open":
        return voice.say("trying.open", when=row.due)
    return voice.say(f"trying.is-{row.state}")


def _shown(turn: Turn, row: Commitment, shown: Shown) -> Reply:
    lesson = (Said(row.lesson, of=of_member(row.member_id)),) if row.lesson else ()
    return turn.answer(
        turn.say("trying.yours"),
        Said(row.words, of=of_member(row.member_id)),
        _state(turn, row),
        *lesson,
        Text(_who(turn, row), quiet=True),
        buttons=_buttons(turn, row),
        shown=shown,
    )


def _who(turn: Turn, row: Commitment) -> str:
    about = reflections.get(turn.session, row.reflection_id, turn.reader, turn.now)
    if not row.shown or about is None:
        return turn.say("trying.only-you")
    return turn.say("trying.with-it", audience=audience.sized(turn, audience.today(turn, about)))


def _buttons(turn: Turn, row: Commitment) -> tuple[Button, ...]:
    tell = Button(turn.say("trying.tell-again" if row.lesson else "trying.tell"), f"lesson {row.id}", opens=True)
    if row.state not in {"open", "rests"}:
        return (tell,)
    if row.state == "rests" or row.due > _today(turn):
        change = Button(turn.say("trying.change"), f"will try {row.reflection_id}", opens=True)
        return (*_outcomes(turn, row, ("did", "dropped")), *((change,) if row.state == "open" else ()))
    return _outcomes(turn, row, OUTCOMES)


def _outcomes(voice: Voice, row: Commitment, which: tuple[str, ...]) -> tuple[Button, ...]:
    """A press of each counts once on each card, so that a double *not yet* does not put it off twice."""
    token = f"intention-{row.id}-{row.due}"
    return tuple(
        Button(
            voice.say(f"trying.{outcome}"),
            f"what happened {row.id} {outcome}",
            "main" if outcome == "did" else "plain",
            token=token,
        )
        for outcome in which
    )


# --- being asked, and answering --------------------------------------------------------------------------------------


def remind(session: Session, now: datetime) -> None:
    """A notice for everybody whose day has come."""
    for row in rows.to_ask(session, now, AT_ONCE):
        member = people.member(session, row.member_id)
        if member:
            about = f"{'trying-again' if row.moved else 'trying'} {row.id}"
            notices.put(session, member, "follow-up", about, now, now + STANDS)
        row.ask_at = None
        session.add(row)


def render(telling: Telling) -> Told | None:
    """On the day, to them alone: what happened?"""
    row = rows.mine(telling.session, telling.number, telling.member.id or 0)
    if row is None or row.state != "open" or row.ask_at is not None:
        return None
    voice = telling.voice
    card = voice.card(
        voice.say("trying.asks"),
        Said(row.words, of=of_member(row.member_id)),
        voice.say("trying.asks-when", when=row.due),
        buttons=_outcomes(voice, row, OUTCOMES),
    )
    return Told(replace(card, plain=voice.say("trying.plain")))


def what_happened(turn: Turn, rest: str) -> Reply:
    """One press says it. The first *not yet* moves the day; the second lets it rest."""
    row = _mine(turn, rest)
    _, outcome = numbered_first(rest)
    if outcome not in OUTCOMES:
        raise turn.refuse("refusal.not-found")
    if outcome == "not-yet" and not row.moved:
        row.moved, row.due = True, _today(turn) + PUT_OFF
        row.ask_at = at(row.due, ASKED_AT, turn.me.zone)
    else:
        row.state, row.ask_at = "rests" if outcome == "not-yet" else outcome, None
    row.answered_at = turn.now
    turn.session.add(row)
    turn.result = f"intention {row.id}"
    return _shown(turn, row, Shown.IN_PLACE)


def lesson(turn: Turn, rest: str) -> Reply:
    """One line on what they would tell somebody else, and who may read the whole of it."""
    row = _mine(turn, rest)
    about = own(turn, str(row.reflection_id))
    if turn.typed:
        readers = turn.say("trying.who-readers", audience=audience.named(turn, audience.today(turn, about)))
        options = (Option("me", turn.say("trying.who-me")), Option("readers", readers[:75]))
        return turn.form(
            turn.say("trying.tell-title"),
            Said(row.words, of=of_member(row.member_id)),
            Field(
                "words",
                turn.say("trying.tell-words"),
                value=(row.lesson,) if row.lesson else (),
                hint=turn.say("reflect.hint"),
                most=LONGEST,
            ),
            Field("who", turn.say("trying.who"), "choice", options, ("readers" if row.shown else "me",)),
            submit=Button(turn.say("me.save"), f"lesson {row.id}", "main", token=turn.token()),
        )
    row.lesson, row.shown = _line(turn, "trying.tell-empty"), turn.incoming.value("who") == "readers"
    care.look_over(turn, f"{row.words}\n{row.lesson}", about.audience if row.shown else "")
    turn.session.add(row)
    turn.result = f"intention {row.id}"
    return _shown(turn, row, Shown.IN_PLACE)
