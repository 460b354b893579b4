"""Asking the authors of a season whether their words may stand in its handbook: no answer means no.

They are asked once, within the message budget, and at Home; what they answer they can change at any time, and the next
export goes by it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.asking import prompts
from bot.chat import Block, Button, Buttons, Divider, Reply, Said, Shown, Text
from bot.delivering import copies, notices
from bot.delivering.notices import Telling, Told
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import askings, handbooks, people
from storage.database import Database, Session
from storage.handbooks import Piece
from storage.tables import Handbook, HandbookPiece

KIND = "handbook"  # of the notice
STEP = 100  # reflections a transaction
SHOWN = 3  # of them at once
ASKS = timedelta(days=28)  # how long the question may wait for its turn in the message budget
YES, NO = "yes", "no"

Mine = Sequence[tuple[Handbook, Piece]]


def step(database: Database, now: datetime) -> bool:
    """Some of the authors who are to be asked; whether there may be more."""
    with database.read() as session:
        if handbooks.asking(session) is None:
            return False
    with database.write() as session:
        book = handbooks.asking(session)
        if book is not None:
            _ask(session, book, now)
    return True


def _ask(session: Session, book: Handbook, now: datetime) -> None:
    found = handbooks.to_ask(session, book, now, STEP)
    for row in found:
        piece = HandbookPiece(handbook_id=book.id or 0, reflection_id=row.id, member_id=row.member_id, asked_at=now)
        people.add(session, piece)
    for number in sorted({row.member_id for row in found}):
        member = people.member(session, number)
        if member is not None:
            notices.put(session, member, KIND, f"{now:%Y%m%d} {book.id}", now, now + ASKS)
    if len(found) < STEP:
        book.state = "asked"
        session.add(book)


def render(telling: Telling) -> Told | None:
    """To an author: what of theirs is asked for, and for what. None where they answered already."""
    number = telling.member.id or 0
    found = handbooks.of_author(telling.session, number, telling.now, telling.number)
    open_ = [each for each in found if not each[1][0].answer]
    if not open_:
        return None
    voice = telling.voice
    blocks = _asked(voice, open_[:SHOWN])
    return Told(voice.card(voice.say("handbook.may"), *_what(voice, open_[0][0]), *blocks, *_more(voice, len(open_))))


def _what(voice: Voice, book: Handbook) -> tuple[Text, Text]:
    what = voice.say("handbook.may-what", title=book.title, first=book.first, last=book.last)
    return Text(what), Text(voice.say("handbook.may-how"), quiet=True)


def _more(voice: Voice, count: int) -> list[Block]:
    rest = count - SHOWN
    return [Divider(), Text(voice.say("handbook.may-more", count=rest), quiet=True)] if rest > 0 else []


def _asked(voice: Voice, found: Mine) -> list[Block]:
    """Each with what it answers, what was said of it, and the two buttons; the one that was pressed is not offered."""
    blocks: list[Block] = []
    for _, (piece, row) in found:
        asking = askings.asking(voice.session, row.asking_id) if row.asking_id else None
        about = [prompts.words_for(voice, asking).question] if asking else []
        state = [voice.say(f"handbook.said-{piece.answer}")] if piece.answer else []
        facts = " · ".join([voice.say("reflect.on", when=row.written_at.date()), *about])
        yes = Button(voice.say("handbook.yes"), f"handbook yes {piece.id}", "plain" if piece.answer else "main")
        no = Button(voice.say("handbook.no"), f"handbook no {piece.id}")
        pressed = {YES: (no,), NO: (yes,)}.get(piece.answer, (yes, no))
        blocks += [
            Divider(),
            Said(row.words, of=copies.of_reflection(row.id)),
            Text(facts, quiet=True),
            *(Text(each) for each in state),
            Buttons(pressed),
        ]
    return blocks


def at_home(turn: Turn) -> list[Block]:
    """The same on Home, also for whom nobody writes to unasked."""
    waiting = [each for each in handbooks.of_author(turn.session, turn.my_id, turn.now) if not each[1][0].answer]
    if not waiting:
        return []
    said = turn.say("handbook.waits", count=len(waiting), title=waiting[0][0].title)
    return [Text(said), Buttons((Button(turn.say("home.open"), "handbook", opens=True),))]


# --- answering -------------------------------------------------------------------------------------------------------


def handbook(turn: Turn, rest: str) -> Reply:
    """What of one's own was asked for a handbook, and what one said: a few at a time, what waits first."""
    begin = numbered(rest) or 0
    found = handbooks.of_author(turn.session, turn.my_id, turn.now)
    if not found:
        return turn.answer(turn.say("handbook.mine"), turn.say("handbook.mine-none"))
    onward = Button(turn.say("search.more"), f"handbook from {begin + SHOWN}", opens=True)
    return turn.answer(
        turn.say("handbook.mine"),
        *_what(turn, found[0][0]),
        *_asked(turn, found[begin : begin + SHOWN]),
        buttons=(onward,) if begin + SHOWN < len(found) else (),
    )


def yes(turn: Turn, rest: str) -> Reply:
    """Their author allows this use."""
    return _answered(turn, rest, YES)


def no(turn: Turn, rest: str) -> Reply:
    """Their author does not, or not any more."""
    return _answered(turn, rest, NO)


def _answered(turn: Turn, rest: str, answer: str) -> Reply:
    row = handbooks.mine(turn.session, numbered(rest) or 0, turn.my_id)
    found = handbooks.of_author(turn.session, turn.my_id, turn.now, row.handbook_id if row else 0)
    this = [each for each in found if row and each[1][0].id == row.id]
    if row is None or not this:
        raise turn.refuse("handbook.gone")
    row.answer, row.answered_at = answer, turn.now
    people.add(turn.session, row)
    left = [each for each in found if not each[1][0].answer]
    title = turn.say("handbook.noted-yes" if answer == YES else "handbook.noted-no")
    next_ = (turn.say("handbook.next"), *_asked(turn, left[:SHOWN])) if left else (turn.say("handbook.any-time"),)
    return turn.answer(title, *_asked(turn, this), *next_, shown=Shown.IN_PLACE)
