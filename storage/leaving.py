"""Somebody leaves: what the registry erases, and what cannot be found by their number alone."""

from datetime import datetime

from sqlalchemy import exists, select, tuple_, update
from sqlmodel import Session, col, delete
from sqlmodel import select as rows_of

from storage import outbox, personal
from storage.tables import (
    Account,
    Asset,
    AssetName,
    Challenge,
    Code,
    Group,
    GroupMember,
    Member,
    MemberChallenge,
    Reflection,
    ReflectionChallenge,
    Request,
    Tenant,
    Workgroup,
    WorkgroupMember,
)


def items_of(session: Session, member_id: int, *, words: bool = True) -> list[str]:
    """Everything of theirs that messages may show; without `words`, all but their reflections."""
    theirs = session.exec(rows_of(Reflection.id).where(Reflection.member_id == member_id)).all() if words else ()
    asked = session.exec(rows_of(Request.id).where(Request.member_id == member_id)).all()
    made = session.exec(rows_of(AssetName.asset_id).where(AssetName.member_id == member_id)).all()
    groups = session.exec(rows_of(WorkgroupMember.workgroup_id).where(WorkgroupMember.member_id == member_id)).all()
    numbered = (
        *(f"reflection {number}" for number in theirs),
        *(f"request {number}" for number in asked),
        *(f"asset {number}" for number in made),
        *(f"workgroup {number}" for number in groups),
    )
    return [f"member {member_id}", *numbered]


def leave(session: Session, row: Member, now: datetime, stays: str = "") -> None:
    """Erase what is known of somebody; the number stays, so that others' history keeps its shape.

    Nobody may read what they wrote from now on; it goes in the steps of `storage.erasing`, for hundreds of reflections
    take longer than others may be held up. `stays` leaves it here: *named*, with their name; *nameless*, without.
    """
    assert row.id is not None
    name, confirmed_at = row.name, row.confirmed_at
    _forget_account(session, row.id)
    _forget_reasons(session, row.id)
    _leave_to_their_groups(session, row.id)
    outbox.drop_waiting_for(session, row.id)
    personal.erase(session, row.id, now, but=("reflection",))
    if stays:
        row.state, row.confirmed_at, row.name = "stays", confirmed_at, name if stays == "named" else ""
        session.add(row)
        session.flush()
    forget_suggestions(session)


def nobody(session: Session, now: datetime) -> int:
    """Whose it is that stays without a name where the rest of its author's has one: of nobody, the same for all.

    It left when it came, so that it is never counted as a member.
    """
    same = (Member.state == "stays", col(Member.left_at) == col(Member.joined_at))
    row = session.exec(rows_of(Member).where(*same).order_by(col(Member.id))).first()
    if row is None:
        row = Member(state="stays", stays="nameless", confirmed_at=now, joined_at=now, left_at=now)
        session.add(row)
        session.flush()
    return row.id or 0


def is_nobody(row: Member) -> bool:
    """Whether this is that row: what it has is of several people."""
    return row.state == "stays" and row.left_at == row.joined_at


def _forget_account(session: Session, member_id: int) -> None:
    """Codes that were shown to them, and that they are host of a workspace."""
    theirs = select(col(Account.platform), col(Account.tenant), col(Account.user)).where(
        col(Account.member_id) == member_id
    )
    session.exec(delete(Code).where(tuple_(col(Code.platform), col(Code.tenant), col(Code.user)).in_(theirs)))
    hosted = tuple_(col(Tenant.platform), col(Tenant.tenant), col(Tenant.host)).in_(theirs)
    session.exec(update(Tenant).where(hosted).values(host="").execution_options(synchronize_session=False))


def _forget_reasons(session: Session, member_id: int) -> None:
    """Why they were introduced: it says what they were facing."""
    groups = rows_of(Group).join(GroupMember, col(GroupMember.group_id) == col(Group.id))
    for group in session.exec(groups.where(GroupMember.member_id == member_id)).all():
        group.reasons = []
        session.add(group)
    session.flush()


def _leave_to_their_groups(session: Session, member_id: int) -> None:
    """What they wrote down for a workgroup is the group's: who it was is forgotten."""
    session.exec(update(Workgroup).where(col(Workgroup.starter_id) == member_id).values(starter_id=None))
    session.exec(update(Asset).where(col(Asset.maker_id) == member_id).values(maker_id=None))


def forget_suggestions(session: Session) -> None:
    """A challenge in a member's own words that nobody names any more."""
    named = exists().where(col(MemberChallenge.challenge_id) == col(Challenge.id))
    told = exists().where(col(ReflectionChallenge.challenge_id) == col(Challenge.id))
    session.exec(delete(Challenge).where(col(Challenge.state) == "suggested", ~named, ~told))
