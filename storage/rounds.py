"""Rounds of introductions, their groups and who is in them."""

from collections.abc import Sequence

from sqlalchemy import delete as sql_delete
from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.tables import Group, GroupMember, Round

_TOLD = or_(col(Group.round_id).is_(None), col(Round.state) == "approved")  # a draft is nobody's yet


def round_by(session: Session, round_id: int) -> Round | None:
    """A round by number."""
    return session.get(Round, round_id)


def draft(session: Session) -> Round | None:
    """The round that waits for an organiser."""
    return session.exec(select(Round).where(Round.state == "draft").order_by(col(Round.id).desc())).first()


def approved(session: Session) -> Sequence[Round]:
    """Every approved round, oldest first."""
    return session.exec(
        select(Round).where(Round.state == "approved").order_by(col(Round.approved_at), col(Round.id))
    ).all()


def groups(session: Session, round_id: int) -> Sequence[tuple[Group, list[GroupMember]]]:
    """The groups of a round, each with its people."""
    return [
        (group, list(people_in(session, group.id or 0)))
        for group in session.exec(select(Group).where(Group.round_id == round_id).order_by(col(Group.id)))
    ]


def people_in(session: Session, group_id: int) -> Sequence[GroupMember]:
    """The people of a group, in the order they were put in."""
    return session.exec(select(GroupMember).where(GroupMember.group_id == group_id).order_by(col(GroupMember.id))).all()


def group(session: Session, group_id: int, member_id: int) -> tuple[Group, GroupMember] | None:
    """A group and one's own part in it, if one is in it and it is no draft."""
    return session.exec(
        select(Group, GroupMember)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .join(Round, col(Round.id) == col(Group.round_id), isouter=True)
        .where(Group.id == group_id, GroupMember.member_id == member_id, _TOLD)
    ).one_or_none()


def current(session: Session, member_id: int) -> Sequence[Group]:
    """The groups that a member was introduced in and that have not ended, newest first."""
    return session.exec(
        select(Group)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .join(Round, col(Round.id) == col(Group.round_id), isouter=True)
        .where(
            GroupMember.member_id == member_id,
            col(GroupMember.answer).not_in(("pass", "known")),
            col(Group.ended_at).is_(None),
            _TOLD,
        )
        .order_by(col(Group.id).desc())
    ).all()


def drop(session: Session, row: Round) -> None:
    """Take a draft away."""
    session.exec(sql_delete(Group).where(col(Group.round_id) == row.id))
    session.delete(row)
    session.flush()
