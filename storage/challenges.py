"""Suggested challenges: who has them, and what becomes of them."""

from collections.abc import Sequence

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storage.tables import Challenge, MemberChallenge, ReflectionChallenge, Workgroup


def suggested(session: Session) -> Sequence[tuple[Challenge, int]]:
    """Suggestions nobody decided about, the oldest first, each with how many people have it."""
    return session.exec(
        select(Challenge, func.count(col(MemberChallenge.member_id)))
        .join(MemberChallenge, col(MemberChallenge.challenge_id) == col(Challenge.id))
        .where(Challenge.state == "suggested")
        .group_by(col(Challenge.id))
        .order_by(col(Challenge.id))
    ).all()


def replace_for(session: Session, member_id: int, challenge_id: int, other_id: int) -> None:
    """Let one member have another challenge instead, with the same stance; with both where they had it otherwise."""
    row = session.get(MemberChallenge, (member_id, challenge_id))
    if row is None:
        return
    there = session.get(MemberChallenge, (member_id, other_id))
    if there is None:
        session.add(MemberChallenge(member_id=member_id, challenge_id=other_id, stance=row.stance))
    elif there.stance != row.stance:
        there.stance = "both"
        session.add(there)
    session.delete(row)
    session.flush()


def drop_unused(session: Session, row: Challenge) -> None:
    """Forget a suggestion that nobody has any more."""
    links = (MemberChallenge.challenge_id, ReflectionChallenge.challenge_id)
    if not any(session.exec(select(link).where(col(link) == row.id)).first() for link in links):
        session.delete(row)
        session.flush()


def merge(session: Session, row: Challenge, into: Challenge) -> None:
    """Let everybody and everything that has the one have the other; its name leads there from now on."""
    assert row.id is not None
    assert into.id is not None
    for member_id in session.exec(
        select(MemberChallenge.member_id).where(MemberChallenge.challenge_id == row.id)
    ).all():
        replace_for(session, member_id, row.id, into.id)
    both = select(ReflectionChallenge.reflection_id).where(ReflectionChallenge.challenge_id == into.id)
    mine = col(ReflectionChallenge.challenge_id) == row.id
    session.exec(sql_delete(ReflectionChallenge).where(mine, col(ReflectionChallenge.reflection_id).in_(both)))
    session.exec(update(ReflectionChallenge).where(mine).values(challenge_id=into.id))
    session.exec(update(Workgroup).where(col(Workgroup.challenge_id) == row.id).values(challenge_id=into.id))
    row.state, row.merged_into_id = "merged", into.id
    session.add(row)
    session.flush()
