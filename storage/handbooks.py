"""Handbooks: whose authors are to be asked, what they allowed, and how it is laid out.

What may stand in one is decided inside each query, anew every time: its author said yes, it is shared with the whole
network under its author's name, and both the whole network and who looks may read it now.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, any_, case, exists, func, true
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.reading import Reader, may_read, open_to_all, written_between
from storage.tables import Handbook, HandbookPiece, HandbookTheme, Member, Reflection

Piece = tuple[HandbookPiece, Reflection]


def all_of(session: Session) -> Sequence[Handbook]:
    """Every handbook, the newest first."""
    return session.exec(select(Handbook).order_by(col(Handbook.id).desc())).all()


def get(session: Session, number: int) -> Handbook | None:
    """One handbook."""
    return session.get(Handbook, number)


def make(session: Session, row: Handbook, principles: Sequence[str]) -> None:
    """A new one, with a theme for each principle and one for what is about none."""
    session.add(row)
    session.flush()
    themes = [*principles, ""]
    session.add_all(
        HandbookTheme(handbook_id=row.id or 0, principle=slug, position=place) for place, slug in enumerate(themes)
    )
    session.flush()


def drop(session: Session, row: Handbook) -> None:
    """Take a handbook away, with what was answered for it."""
    for table in (HandbookPiece, HandbookTheme):
        session.exec(delete(table).where(col(table.handbook_id) == row.id))
    session.delete(row)
    session.flush()


def themes(session: Session, handbook_id: int) -> Sequence[HandbookTheme]:
    """Its themes in order."""
    query = select(HandbookTheme).where(HandbookTheme.handbook_id == handbook_id)
    return session.exec(query.order_by(col(HandbookTheme.position), col(HandbookTheme.id))).all()


def theme(session: Session, number: int) -> HandbookTheme | None:
    """One theme."""
    return session.get(HandbookTheme, number)


# --- what may stand in it --------------------------------------------------------------------------------------------


def _in(session: Session, book: Handbook, who: Reader, now: datetime) -> ColumnElement[bool]:
    yes = (col(HandbookPiece.handbook_id) == book.id, col(HandbookPiece.answer) == "yes")
    return and_(
        *yes,
        _of_these(session, select(HandbookPiece.reflection_id).where(*yes)),
        written_between(book.first, book.last),
        open_to_all(now),
        may_read(who, now),
    )


def _of_these(session: Session, numbers: SelectOfScalar[int]) -> ColumnElement[bool]:
    """Reflections with these numbers, looked up one by one: left to itself PostgreSQL goes through the whole season."""
    if session.get_bind().dialect.name == "sqlite":
        return true()
    return col(Reflection.id) == any_(func.array(numbers.scalar_subquery()))


def pieces(session: Session, book: Handbook, principle: str, who: Reader, now: datetime) -> Sequence[Piece]:
    """What its authors allowed, of one theme, in order; also what the organiser left out."""
    return session.exec(
        select(HandbookPiece, Reflection)
        .join(Reflection, col(Reflection.id) == col(HandbookPiece.reflection_id))
        .where(_in(session, book, who, now), Reflection.principle == principle)
        .order_by(col(HandbookPiece.position), col(Reflection.written_at), col(HandbookPiece.id))
    ).all()


def counts(session: Session, book: Handbook, who: Reader, now: datetime) -> dict[str, tuple[int, int]]:
    """Of each principle how many may stand in it, and how many of these were left out."""
    out = func.sum(case((col(HandbookPiece.left_out), 1), else_=0))
    rows = session.exec(
        select(Reflection.principle, func.count(), out)
        .join(HandbookPiece, col(Reflection.id) == col(HandbookPiece.reflection_id))
        .where(_in(session, book, who, now))
        .group_by(Reflection.principle)
    ).all()
    return {principle: (count, int(left or 0)) for principle, count, left in rows}


def piece(
    session: Session, number: int, who: Reader, now: datetime
) -> tuple[Handbook, HandbookPiece, Reflection] | None:
    """One that may stand in its handbook."""
    row = session.get(HandbookPiece, number)
    book = get(session, row.handbook_id) if row else None
    if row is None or book is None:
        return None
    found = session.exec(
        select(Reflection)
        .join(HandbookPiece, col(Reflection.id) == col(HandbookPiece.reflection_id))
        .where(HandbookPiece.id == number, _in(session, book, who, now))
    ).one_or_none()
    return (book, row, found) if found else None


# --- asking their authors --------------------------------------------------------------------------------------------


def asking(session: Session) -> Handbook | None:
    """One whose authors are being asked."""
    return session.exec(select(Handbook).where(Handbook.state == "asking").order_by(col(Handbook.id)).limit(1)).first()


def to_ask(session: Session, book: Handbook, now: datetime, most: int) -> Sequence[Reflection]:
    """What of its season may be asked for and was not yet, author by author. Who is no member cannot be asked."""
    before = exists().where(
        col(HandbookPiece.handbook_id) == book.id, col(HandbookPiece.reflection_id) == col(Reflection.id)
    )
    here = select(Member.id).where(Member.state == "member")
    return session.exec(
        select(Reflection)
        .where(written_between(book.first, book.last), open_to_all(now), ~before, col(Reflection.member_id).in_(here))
        .order_by(col(Reflection.member_id), col(Reflection.id))
        .limit(most)
    ).all()


def asked(session: Session, book: Handbook) -> int:
    """Of how many reflections the authors were asked."""
    return session.exec(select(func.count()).where(col(HandbookPiece.handbook_id) == book.id)).one()


def of_author(session: Session, member_id: int, now: datetime, book_id: int = 0) -> Sequence[tuple[Handbook, Piece]]:
    """What somebody was asked for and could stand there: unanswered first, of the newest handbook first."""
    query = (
        select(Handbook, HandbookPiece, Reflection)
        .join(HandbookPiece, col(HandbookPiece.handbook_id) == col(Handbook.id))
        .join(Reflection, col(Reflection.id) == col(HandbookPiece.reflection_id))
        .where(HandbookPiece.member_id == member_id, open_to_all(now))
    )
    if book_id:
        query = query.where(Handbook.id == book_id)
    first = (col(HandbookPiece.answer) != "", col(Handbook.id).desc(), col(Reflection.written_at), col(Reflection.id))
    return [(book, (row, found)) for book, row, found in session.exec(query.order_by(*first)).all()]


def allowed(session: Session, reflection_id: int) -> Sequence[HandbookPiece]:
    """Where its author allowed it to stand."""
    yes = (HandbookPiece.reflection_id == reflection_id, HandbookPiece.answer == "yes")
    return session.exec(select(HandbookPiece).where(*yes).order_by(col(HandbookPiece.id))).all()


def mine(session: Session, number: int, member_id: int) -> HandbookPiece | None:
    """What its author was asked for, by number."""
    return session.exec(
        select(HandbookPiece).where(HandbookPiece.id == number, HandbookPiece.member_id == member_id)
    ).one_or_none()
