"""Reports of something wrong: who made them stays here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select, update

from storage.tables import Reflection, Report

OPEN = ("waiting", "asked")


def of_reporter(session: Session, reflection_id: int, member_id: int) -> Report | None:
    """The newest report of this person about a reflection."""
    mine = (Report.reflection_id == reflection_id, Report.reporter_id == member_id)
    return session.exec(select(Report).where(*mine).order_by(col(Report.id).desc())).first()


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
