"""Asking the authors of a season whether their words may stand in its handbook."""

from collections.abc import Sequence
from datetime import datetime

from bot.delivering import notices
from bot.remembering.permission import ASKS, Permission, Wanted
from bot.voice import Voice
from storage import handbooks, people
from storage.database import Database, Session
from storage.tables import Handbook, HandbookPiece, Reflection

KIND = "handbook"  # of the notice
STEP = 100  # reflections a transaction


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


def _of_author(
    session: Session, member_id: int, now: datetime, number: int
) -> Sequence[Wanted[Handbook, HandbookPiece]]:
    return [Wanted(book, *piece) for book, piece in handbooks.of_author(session, member_id, now, number)]


def edited(session: Session, row: Reflection, now: datetime) -> None:
    """Other words than those that their author allowed: they are asked again, and until then it stands nowhere."""
    author = people.member(session, row.member_id)
    for piece in handbooks.allowed(session, row.id):
        piece.answer, piece.asked_at = "", now
        people.add(session, piece)
        if author is not None:
            notices.put(session, author, KIND, f"{now:%Y%m%d} {piece.handbook_id}", now, now + ASKS)


def _what(voice: Voice, book: Handbook) -> str:
    return voice.say("handbook.may-what", title=book.title, first=book.first, last=book.last)


HANDBOOK: Permission[Handbook, HandbookPiece] = Permission(
    word="handbook",
    opens="handbook",
    of_author=_of_author,
    mine=handbooks.mine,
    number=lambda book: book.id or 0,
    title=lambda book: book.title,
    what=_what,
    over=lambda _voice, _wanted: [],
)
