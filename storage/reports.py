"""Reports of something wrong: who made them stays here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select, update

from storage.tables import Asked, Carried, Reflection, Report, Request

OPEN = ("waiting", "asked")
WRITTEN_BY: Mapping[str, type[Carried | Asked | Request]] = {
    "words": Carried,
    "asked": Asked,
    "request": Request,
    "outcome": Request,
}


def of_reporter(session: Session, reflection_id: int, member_id: int) -> Report | None:
    """The newest report of this person about a reflection."""
    mine = (Report.reflection_id == reflection_id, Report.reporter_id == member_id)
    return session.exec(select(Report).where(*mine).order_by(col(Report.id).desc())).first()


def about(session: Session, what: str) -> Report | None:
    """The newest report of words that are kept nowhere else."""
    return session.exec(select(Report).where(Report.about == what).order_by(col(Report.id).desc())).first()


def follow(session: Session, what: str, words: str) -> bool:
    """Whoever wrote these words changed them, or took them back (empty). Whether they are hidden."""
    row = about(session, what)
    if row is None or row.state == "restored":
        return False
    if row.state == "waiting":
        row.words = words
        session.add(row)
    return True


def author_of(session: Session, what: str) -> int | None:
    """Who wrote words that were carried; None where that is not known any more."""
    kind, _, number = what.partition(" ")
    table = WRITTEN_BY.get(kind)
    if table is None or not number.isdecimal():
        return None
    return session.exec(select(col(table.member_id)).where(col(table.id) == int(number))).one_or_none()


def waiting(session: Session) -> Sequence[Report]:
    """What waits for an organiser, the oldest first. What its author took away meanwhile does not."""
    there = or_(col(Report.reflection_id).is_not(None), col(Report.words) != "")
    return session.exec(select(Report).where(Report.state == "waiting", there).order_by(col(Report.made_at))).all()


def get(session: Session, report_id: int) -> Report | None:
    """A report by number."""
    return session.get(Report, report_id)


def reflection(session: Session, report: Report) -> Reflection | None:
    """What a report is about, where that is a reflection and still there."""
    return session.get(Reflection, report.reflection_id) if report.reflection_id is not None else None


def changed(session: Session, reflection_id: int) -> None:
    """Its author changed it: it goes back to the organiser who asked for that."""
    asked = (col(Report.reflection_id) == reflection_id, col(Report.state) == "asked")
    session.exec(update(Report).where(*asked).values(state="waiting"))


def forget_before(session: Session, moment: datetime) -> None:
    """Forget what was decided before then."""
    session.exec(delete(Report).where(col(Report.decided_at) < moment))
