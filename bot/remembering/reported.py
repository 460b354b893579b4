"""*Something wrong here?*: one press hides an item from all but its author until an organiser decides.

The organiser sees what was reported and nothing else. Its author and who reported it are told what was decided, each
without the other's name.
"""

from datetime import timedelta

from bot.chat import Block, Button, Buttons, Field, Reply, Said, Shown, Text
from bot.delivering import copies, notices
from bot.delivering.notices import Telling, Told
from bot.remembering import reported_words
from bot.remembering.reflections import erase
from bot.turn import Turn, numbered
from storage import erasing, people, record
from storage import reflections as reflection_rows
from storage import reports as rows
from storage.database import Session
from storage.tables import Member, Reflection, Report

MOST = 5
STANDS = timedelta(days=28)  # how long a decision may wait for its turn in the message budget
KEPT = timedelta(days=90)  # after it was decided
LONGEST = 280  # characters of what is to change


def something_wrong(turn: Turn, rest: str) -> Reply:
    """Hide a reflection from all but its author until an organiser decides. Once it was, it is not hidden again."""
    number = numbered(rest) or 0
    before = rows.of_reporter(turn.session, number, turn.my_id)
    row = reflection_rows.get(turn.session, number, turn.reader, turn.now)
    if before and before.state in rows.OPEN:
        return _thanks(turn)
    if row is None or row.member_id == turn.my_id:
        raise turn.refuse("refusal.not-found")
    if before and before.decided_at and (row.edited_at is None or row.edited_at < before.decided_at):
        return turn.answer(turn.say("wrong.looked"), turn.say("wrong.looked-what"))
    row.hidden_at = turn.now
    reflection_rows.keep(turn.session, row)
    copies.renew(turn.session, row.member_id, copies.of_reflection(row.id), None, turn.now)
    _report(turn, row)
    return _thanks(turn)


def _report(turn: Turn, reflection: Reflection) -> None:
    row = Report(
        reflection_id=reflection.id,
        author_id=reflection.member_id,
        reporter_id=turn.my_id,
        written_at=reflection.written_at,
        made_at=turn.now,
    )
    people.add(turn.session, row)


def _thanks(turn: Turn) -> Reply:
    return turn.answer(turn.say("wrong.done"), turn.say("wrong.next"))


# --- for organisers --------------------------------------------------------------------------------------------------


def needs_somebody(turn: Turn) -> list[Block]:
    """What was reported and waits, for the organisers' first page."""
    blocks: list[Block] = []
    for row in rows.waiting(turn.session)[:MOST]:
        if not _own(turn, row):
            blocks.append(Text(turn.say("reported.waits", when=row.made_at.date())))
            blocks.append(Buttons((Button(turn.say("home.open"), f"reported {row.id}", opens=True),)))
    return blocks


def _own(turn: Turn, row: Report) -> bool:
    """Whether an organiser would decide about their own words, where somebody else can."""
    return row.author_id == turn.my_id and len(people.organisers(turn.session)) > 1


def _row(turn: Turn, rest: str) -> Report:
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None or row.state != "waiting" or not _words(turn.session, row):
        raise turn.refuse("refusal.not-found")
    if _own(turn, row):
        raise turn.refuse("reported.own")
    return row


def _words(session: Session, row: Report) -> str:
    reflection = rows.reflection(session, row)
    return reflection.words if reflection else row.words


def _item(row: Report) -> str:
    """Whose words these are, so that they follow their author."""
    return copies.of_reflection(row.reflection_id) if row.reflection_id else copies.of_member(row.author_id)


def show(turn: Turn, rest: str) -> Reply:
    """What was reported, and nothing else of its author's: *restore · ask its author to change it · remove*."""
    row = _row(turn, rest)
    asked = (Text(turn.say("reported.was-asked", wanted=row.wanted), quiet=True),) if row.wanted else ()
    carried = (Text(turn.say("reported.carried"), quiet=True),) if row.about else ()
    change = (Button(turn.say("reported.ask"), f"ask change {row.id}", opens=True),) if row.reflection_id else ()
    return turn.answer(
        turn.say("reported.title"),
        Said(_words(turn.session, row), of=_item(row)),
        *carried,
        *asked,
        buttons=(
            Button(turn.say("reported.restore"), f"restore {row.id}", "main"),
            *change,
            Button(turn.say("reported.remove"), f"remove {row.id}", "danger"),
        ),
    )


def restore(turn: Turn, rest: str) -> Reply:
    """Nothing is wrong with it: it can be read again by those its author chose."""
    row = _row(turn, rest)
    reflection = rows.reflection(turn.session, row)
    if reflection:
        reflection.hidden_at = None
        reflection_rows.keep(turn.session, reflection)
        item = copies.of_reflection(reflection.id)
        copies.renew(turn.session, reflection.member_id, item, reflection.words, turn.now)
    if row.about:
        reported_words.put_back(turn, row)
    return _decided(turn, row, "restored")


def ask_change(turn: Turn, rest: str) -> Reply:
    """Ask its author to change it; it stays hidden, and comes back here once they have."""
    row = _row(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("reported.ask"),
            Said(_words(turn.session, row), of=_item(row)),
            Field("wanted", turn.say("reported.wanted"), hint=turn.say("reported.wanted-hint"), most=LONGEST),
            submit=Button(turn.say("reported.ask-send"), f"ask change {row.id}", "main", token=turn.token()),
        )
    row.wanted = turn.incoming.value("wanted")[:LONGEST]
    return _decided(turn, row, "asked")


def remove(turn: Turn, rest: str) -> Reply:
    """Take it away for good."""
    row = _row(turn, rest)
    reflection = rows.reflection(turn.session, row)
    if reflection:
        erase(turn, reflection)
        turn.session.refresh(row)
    if row.about:
        reported_words.end(turn, row)
    return _decided(turn, row, "removed")


def _decided(turn: Turn, row: Report, state: str) -> Reply:
    """Note it, and tell its author and who reported it."""
    row.state, row.decided_at = state, turn.now
    if row.words:
        row.words = ""
        erasing.begin(turn.session, row.author_id, turn.now)
    turn.session.add(row)
    record.note(turn.session, turn.my_id, f"{state} what was reported", f"report {row.id}", turn.now)
    for member_id in {row.author_id, row.reporter_id} - {None}:
        member = people.member(turn.session, member_id or 0)
        if member:
            notices.put(turn.session, member, "decision", f"{state} {row.id}", turn.now, turn.now + STANDS)
    return turn.answer(turn.say(f"reported.{state}"), turn.say("reported.told"), shown=Shown.IN_PLACE)


# --- what they are told ----------------------------------------------------------------------------------------------


def render(telling: Telling) -> Told | None:
    """What was decided, to its author or to who reported it; None where something else was decided since."""
    row = rows.get(telling.session, telling.number)
    state = telling.about.partition(" ")[0]
    if row is None or row.state != state:
        return None
    return _to_author(telling, row) if row.author_id == telling.member.id else _to_reporter(telling, row)


def _to_author(telling: Telling, row: Report) -> Told:
    voice = telling.voice
    reflection = rows.reflection(telling.session, row)
    words = (Said(reflection.words, of=_item(row)),) if reflection else ()
    wanted = (Text(voice.say("decision.asked-wanted", wanted=row.wanted)),) if row.state == "asked" else ()
    again = {
        "asked": Button(voice.say("reflect.edit"), f"edit {row.reflection_id}", "main", opens=True),
        "restored": Button(voice.say("home.open"), f"reflection {row.reflection_id}", opens=True),
        "removed": Button(voice.say("home.reflect"), "reflect", opens=True),
    }
    buttons = () if row.about else (again[row.state],)
    what = voice.say(f"decision.{row.state}-what", when=row.written_at.date(), who=_organisers(telling))
    return Told(voice.card(voice.say(f"decision.{row.state}"), what, *words, *wanted, buttons=buttons))


def _organisers(telling: Telling) -> str:
    named: list[Member] = list(people.organisers(telling.session))
    return ", ".join(member.name for member in named)


def _to_reporter(telling: Telling, row: Report) -> Told:
    voice = telling.voice
    return Told(voice.card(voice.say("decision.reported"), voice.say(f"decision.reported-{row.state}")))
