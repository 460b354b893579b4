"""Action learning sets. What somebody will do before the next meeting is read by their own number and by no other."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from storage.tables import (
    LearningSet,
    Member,
    SetCommitment,
    SetMeeting,
    SetMember,
    SetQuestion,
    SetWish,
)

OPEN = ("choosing", "set")  # meetings that are to come
Seat = tuple[SetMember, Member]


# --- wishing for one -------------------------------------------------------------------------------------------------


def wish(session: Session, member_id: int) -> SetWish | None:
    """That somebody would like to be in one."""
    query = select(SetWish).where(SetWish.member_id == member_id).order_by(col(SetWish.id))
    return session.exec(query).first()


def wishing(session: Session) -> Sequence[int]:
    """Who would, and is in none nor asked for one: the longest waiting first."""
    placed = select(SetMember.member_id).where(col(SetMember.state).in_(("in", "asked")))
    query = select(SetWish.member_id).where(col(SetWish.member_id).not_in(placed)).order_by(col(SetWish.id))
    return list(dict.fromkeys(session.exec(query).all()))


def wish_no_more(session: Session, member_id: int) -> None:
    """They are in one, or would rather not."""
    session.exec(delete(SetWish).where(col(SetWish.member_id) == member_id))


# --- sets and who is in them -----------------------------------------------------------------------------------------


def get(session: Session, number: int) -> LearningSet | None:
    """A set by number."""
    return session.get(LearningSet, number)


def of_member(session: Session, member_id: int) -> LearningSet | None:
    """The set that somebody is in."""
    query = select(LearningSet).join(SetMember, col(SetMember.set_id) == col(LearningSet.id))
    mine = (SetMember.member_id == member_id, SetMember.state == "in", LearningSet.state != "ended")
    return session.exec(query.where(*mine).order_by(col(LearningSet.id))).first()


def asked_of(session: Session, member_id: int) -> Sequence[LearningSet]:
    """The sets that somebody was asked for and did not answer."""
    query = select(LearningSet).join(SetMember, col(SetMember.set_id) == col(LearningSet.id))
    mine = (SetMember.member_id == member_id, SetMember.state == "asked", LearningSet.state != "ended")
    return session.exec(query.where(*mine).order_by(col(LearningSet.id))).all()


def seat(session: Session, set_id: int, member_id: int) -> SetMember | None:
    """Somebody's own seat, or that they are asked."""
    return session.exec(
        select(SetMember).where(SetMember.set_id == set_id, SetMember.member_id == member_id)
    ).one_or_none()


def seats(session: Session, set_id: int, *states: str) -> Sequence[Seat]:
    """Who is in a set; or in these states."""
    query = select(SetMember, Member).join(Member, col(Member.id) == col(SetMember.member_id))
    which = (SetMember.set_id == set_id, col(SetMember.state).in_(states or ("in",)), Member.state == "member")
    return session.exec(query.where(*which).order_by(col(SetMember.id))).all()


def under_way(session: Session) -> Sequence[LearningSet]:
    """Every set that has not ended."""
    return session.exec(select(LearningSet).where(LearningSet.state != "ended").order_by(col(LearningSet.id))).all()


def leave(session: Session, row: SetMember) -> None:
    """Somebody is in a set no more: what of it was theirs goes."""
    session.exec(
        delete(SetCommitment).where(
            col(SetCommitment.set_id) == row.set_id, col(SetCommitment.member_id) == row.member_id
        )
    )
    meetings = select(SetMeeting.id).where(SetMeeting.set_id == row.set_id)
    session.exec(
        delete(SetQuestion).where(
            col(SetQuestion.meeting_id).in_(meetings), col(SetQuestion.member_id) == row.member_id
        )
    )
    session.delete(row)
    session.flush()


def end(session: Session, row: LearningSet) -> None:
    """A set ends: that it met is all that stays."""
    for table in (SetCommitment, SetMember):
        session.exec(delete(table).where(col(table.set_id) == row.id))
    meetings = select(SetMeeting.id).where(SetMeeting.set_id == row.id)
    session.exec(delete(SetQuestion).where(col(SetQuestion.meeting_id).in_(meetings)))
    session.exec(delete(SetMeeting).where(col(SetMeeting.set_id) == row.id, col(SetMeeting.state) != "met"))
    row.state = "ended"
    session.add(row)
    session.flush()


# --- meetings --------------------------------------------------------------------------------------------------------


def coming(session: Session, set_id: int) -> SetMeeting | None:
    """The meeting that is to come, or whose date is being chosen."""
    query = select(SetMeeting).where(SetMeeting.set_id == set_id, col(SetMeeting.state).in_(OPEN))
    return session.exec(query.order_by(col(SetMeeting.id).desc())).first()


def meeting(session: Session, number: int, member_id: int) -> tuple[SetMeeting, SetMember] | None:
    """A meeting of somebody's own set, and their seat in it."""
    query = select(SetMeeting, SetMember).join(SetMember, col(SetMember.set_id) == col(SetMeeting.set_id))
    mine = (SetMeeting.id == number, SetMember.member_id == member_id, SetMember.state == "in")
    return session.exec(query.where(*mine)).one_or_none()


def forget_meeting(session: Session, row: SetMeeting) -> None:
    """It never was."""
    session.exec(delete(SetQuestion).where(col(SetQuestion.meeting_id) == row.id))
    session.delete(row)
    session.flush()


def question(session: Session, meeting_id: int, member_id: int) -> SetQuestion | None:
    """One's own question, until it was sent."""
    mine = (SetQuestion.meeting_id == meeting_id, SetQuestion.member_id == member_id)
    return session.exec(select(SetQuestion).where(*mine).order_by(col(SetQuestion.id).desc())).first()


def take_question(session: Session, meeting_id: int, member_id: int | None) -> SetQuestion | None:
    """The presenter's question, to be sent now: it is kept no more."""
    row = question(session, meeting_id, member_id) if member_id is not None else None
    if row is not None:
        session.expunge(row)
    session.exec(delete(SetQuestion).where(col(SetQuestion.meeting_id) == meeting_id))
    return row


# --- one's own commitment --------------------------------------------------------------------------------------------


def commitment(session: Session, member_id: int, number: int | None = None) -> SetCommitment | None:
    """One's own, the newest; by number, where given."""
    query = select(SetCommitment).where(SetCommitment.member_id == member_id)
    if number is not None:
        query = query.where(SetCommitment.id == number)
    return session.exec(query.order_by(col(SetCommitment.id).desc())).first()


def commit(session: Session, row: SetCommitment) -> None:
    """Keep it in the place of the one before."""
    session.exec(delete(SetCommitment).where(col(SetCommitment.member_id) == row.member_id))
    session.add(row)
    session.flush()


# --- what organisers may count ---------------------------------------------------------------------------------------


def counted(session: Session, since: datetime) -> tuple[int, int, int, int]:
    """How many sets there are and people in them; how many of the sets met since then, and the people in these."""
    going = LearningSet.state != "ended"
    met = select(SetMeeting.set_id).where(SetMeeting.state == "met", col(SetMeeting.at) >= since)
    people = select(func.count(col(LearningSet.id).distinct()), func.count(col(SetMember.member_id).distinct())).join(
        SetMember, (col(SetMember.set_id) == col(LearningSet.id)) & (col(SetMember.state) == "in")
    )
    sets, members = session.exec(people.where(going)).one()
    lately, theirs = session.exec(people.where(going, col(LearningSet.id).in_(met))).one()
    return sets, members, lately, theirs
