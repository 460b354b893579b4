"""Introductions: the groups that know of each other, the parts people have in them, and what was carried."""

from collections.abc import Sequence

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.tables import Carried, Group, GroupMember

PAIR = 2


def people_in(session: Session, group_id: int) -> Sequence[GroupMember]:
    """The people of a group, in the order they were put in."""
    return session.exec(select(GroupMember).where(GroupMember.group_id == group_id).order_by(col(GroupMember.id))).all()


def group(session: Session, group_id: int, member_id: int) -> tuple[Group, GroupMember] | None:
    """A group and one's own part in it, if one is in it and it is no draft any more."""
    return session.exec(
        select(Group, GroupMember)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .where(Group.id == group_id, GroupMember.member_id == member_id, col(Group.introduced_at).is_not(None))
    ).one_or_none()


def current(session: Session, member_id: int) -> Sequence[Group]:
    """The groups that a member was introduced in and that have not ended, newest first."""
    return session.exec(
        select(Group)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .where(
            GroupMember.member_id == member_id,
            col(GroupMember.answer).not_in(("pass", "known")),
            col(Group.introduced_at).is_not(None),
            col(Group.ended_at).is_(None),
        )
        .order_by(col(Group.id).desc())
    ).all()


def partners(session: Session, member_id: int) -> Sequence[int]:
    """Everybody this member was introduced to, the latest first."""
    others = aliased(GroupMember)
    return session.exec(
        select(others.member_id)
        .join(GroupMember, col(GroupMember.group_id) == col(others.group_id))
        .join(Group, col(Group.id) == col(others.group_id))
        .where(
            GroupMember.member_id == member_id,
            others.member_id != member_id,
            col(Group.introduced_at).is_not(None),
        )
        .order_by(col(others.id).desc())
    ).all()


def known_to_each_other(session: Session) -> Sequence[tuple[int, int]]:
    """(who said it, whom) of pairs of which one said that they know the other already."""
    others = aliased(GroupMember)
    pairs = select(GroupMember.group_id).group_by(col(GroupMember.group_id)).having(func.count() == PAIR)
    return session.exec(
        select(GroupMember.member_id, others.member_id)
        .join(others, col(others.group_id) == col(GroupMember.group_id))
        .where(
            GroupMember.answer == "known",
            col(others.id) != col(GroupMember.id),
            col(GroupMember.group_id).in_(pairs),
        )
    ).all()


# --- what was carried ------------------------------------------------------------------------------------------------


def carried(session: Session, carried_id: int) -> Carried | None:
    """What is known of words that were carried."""
    return session.get(Carried, carried_id)


def said_as(session: Session, platform: str, tenant: str, conversation: str, message: str) -> Carried | None:
    """What was carried of this chat message."""
    if not message:
        return None
    return session.exec(
        select(Carried).where(
            Carried.said_platform == platform,
            Carried.said_tenant == tenant,
            Carried.said_conversation == conversation,
            Carried.said_message == message,
        )
    ).first()


def carried_by(session: Session, member_id: int) -> Sequence[Carried]:
    """Everything of a member's that was carried."""
    return session.exec(select(Carried).where(Carried.member_id == member_id)).all()


def forget_reach(session: Session, member_id: int) -> None:
    """Forget how somebody can be reached."""
    session.exec(update(GroupMember).where(col(GroupMember.member_id) == member_id).values(reach=""))


def forget(session: Session, row: Carried) -> None:
    """Forget that something was carried."""
    session.exec(sql_delete(Carried).where(col(Carried.id) == row.id))
