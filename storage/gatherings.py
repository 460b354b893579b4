"""Gatherings: who comes, and the answers that each reader may read. An answer has no readers but its reflection's."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.reading import Reader, may_read
from storage.tables import Gathering, GatheringAnswer, GatheringPart, Member, Reflection

MIND = 3  # the place of the question after it, behind the three before it


def get(session: Session, number: int) -> Gathering | None:
    """A gathering by number."""
    return session.get(Gathering, number)


def coming(session: Session, today: date) -> Sequence[Gathering]:
    """Those that are planned from this day on, the next first."""
    query = select(Gathering).where(Gathering.state == "planned", col(Gathering.day) >= today)
    return session.exec(query.order_by(col(Gathering.day), col(Gathering.clock), col(Gathering.id))).all()


def past(session: Session, today: date, most: int) -> Sequence[Gathering]:
    """Those that were, the last first."""
    query = select(Gathering).where(Gathering.state == "planned", col(Gathering.day) < today)
    return session.exec(query.order_by(col(Gathering.day).desc(), col(Gathering.id).desc()).limit(most)).all()


def all_of(session: Session) -> Sequence[Gathering]:
    """Every gathering, also what is not announced yet or was called off: the last day first."""
    return session.exec(select(Gathering).order_by(col(Gathering.day).desc(), col(Gathering.id).desc())).all()


def between(session: Session, first: date, last: date) -> Sequence[Gathering]:
    """Those of these days, the first and the last included."""
    days = (col(Gathering.day) >= first, col(Gathering.day) <= last)
    return session.exec(select(Gathering).where(Gathering.state == "planned", *days).order_by(col(Gathering.day))).all()


# --- who comes -------------------------------------------------------------------------------------------------------


def part(session: Session, number: int, member_id: int) -> GatheringPart | None:
    """What somebody said."""
    mine = (GatheringPart.gathering_id == number, GatheringPart.member_id == member_id)
    return session.exec(select(GatheringPart).where(*mine)).one_or_none()


def says(session: Session, number: int, member_id: int, *, comes: bool) -> None:
    """Note that somebody comes, or cannot."""
    row = part(session, number, member_id) or GatheringPart(gathering_id=number, member_id=member_id, comes=comes)
    row.comes = comes
    session.add(row)
    session.flush()


def who_come(session: Session, number: int) -> Sequence[Member]:
    """Everybody who said that they come."""
    query = select(Member).join(GatheringPart, col(GatheringPart.member_id) == col(Member.id))
    comes = (GatheringPart.gathering_id == number, col(GatheringPart.comes), Member.state == "member")
    return session.exec(query.where(*comes).order_by(col(Member.id))).all()


def counts(session: Session, number: int) -> tuple[int, int]:
    """How many come, and how many cannot."""
    query = select(GatheringPart.comes, func.count()).where(GatheringPart.gathering_id == number)
    found = dict(session.exec(query.group_by(col(GatheringPart.comes))).all())
    return found.get(True, 0), found.get(False, 0)


# --- answers ---------------------------------------------------------------------------------------------------------


def answers(
    session: Session, number: int, who: Reader, now: datetime, *, after: bool = False
) -> Sequence[tuple[int, Reflection]]:
    """What was answered before it, or said after it, as far as this reader may read it: by question."""
    query = select(GatheringAnswer.question, Reflection).join(
        Reflection, col(Reflection.id) == col(GatheringAnswer.reflection_id)
    )
    when = col(GatheringAnswer.question) >= MIND if after else col(GatheringAnswer.question) < MIND
    which = (col(GatheringAnswer.gathering_id) == number, when, may_read(who, now))
    order = (col(GatheringAnswer.question), col(Reflection.dated), col(Reflection.id))
    return session.exec(query.where(*which).order_by(*order)).all()


def answered(session: Session, number: int, member_id: int) -> dict[int, Reflection]:
    """One's own answers, by question."""
    query = select(GatheringAnswer.question, Reflection).join(
        Reflection, col(Reflection.id) == col(GatheringAnswer.reflection_id)
    )
    return dict(
        session.exec(query.where(GatheringAnswer.gathering_id == number, Reflection.member_id == member_id)).all()
    )


def answerers(session: Session, number: int) -> int:
    """How many people answered beforehand, of those who can be counted: who has no name, and waits, is not."""
    query = select(func.count(col(Reflection.member_id).distinct())).join(
        GatheringAnswer, col(GatheringAnswer.reflection_id) == col(Reflection.id)
    )
    which = (GatheringAnswer.gathering_id == number, GatheringAnswer.question < MIND, Reflection.audience != "nameless")
    return session.exec(query.where(*which)).one()


def named(session: Session, number: int, question: int, but: int) -> int:
    """How many others answered a question under their name: among them nobody hides."""
    query = select(func.count(col(Reflection.member_id).distinct())).join(
        GatheringAnswer, col(GatheringAnswer.reflection_id) == col(Reflection.id)
    )
    which = (GatheringAnswer.gathering_id == number, GatheringAnswer.question == question, Reflection.member_id != but)
    return session.exec(query.where(*which, col(Reflection.audience).in_(("network", "my place")))).one()
