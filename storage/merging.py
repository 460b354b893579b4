"""Making one member of two: every row that names the one names the other from then on."""

from sqlalchemy import Column, Table, UniqueConstraint, and_, exists
from sqlmodel import Session, SQLModel, col, delete, select, update

from storage import copies, reflections
from storage.tables import Apart, Group, GroupMember, Member, MemberChallenge, Round

PEOPLE_IN_PAIRS = ("one", "other")
PEOPLE_IN_SHARED = ("faced_by", "worked_on_by")


def merge_members(session: Session, gone: Member, stays: Member) -> None:
    """Move everything of `gone` to `stays`, and take `gone` away. Where both have the same, one is enough."""
    assert gone.id is not None
    assert stays.id is not None
    gone_id, stays_id = gone.id, stays.id
    _end_what_they_share(session, gone_id, stays_id)
    _retell(session, gone_id, stays_id)
    for challenge_id in session.exec(
        select(MemberChallenge.challenge_id).where(MemberChallenge.member_id == gone_id)
    ).all():
        _stance(session, challenge_id, gone_id, stays_id)
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is _members().c.id for key in column.foreign_keys):
                _move(session, table, column, gone_id, stays_id)
    copies.rename(session, f"member {gone_id}", f"member {stays_id}")
    session.exec(delete(Apart).where(col(Apart.member_id) == col(Apart.other_id)))
    session.exec(delete(Member).where(col(Member.id) == gone_id))
    session.expire_all()
    reflections.author_confirmed(session, stays_id)


def _stance(session: Session, challenge_id: int, gone: int, stays: int) -> None:
    """Whoever faces with one account what they have worked on with the other does both."""
    one, other = (session.get(MemberChallenge, (each, challenge_id)) for each in (stays, gone))
    if one and other and one.stance != other.stance:
        one.stance = "both"
        session.add(one)
        session.flush()


def _members() -> Table:
    return SQLModel.metadata.tables["member"]


def _move(session: Session, table: Table, column: Column[int], gone: int, stays: int) -> None:
    """Change the number in one column, after taking away what would then be there twice."""
    keys = [table.primary_key, *(key for key in table.constraints if isinstance(key, UniqueConstraint))]
    for key in keys:
        others = [each for each in key.columns if each is not column]
        if column in set(key.columns) and others:
            twin = table.alias()
            same = and_(twin.c[column.name] == stays, *(twin.c[each.name] == each for each in others))
            session.connection().execute(table.delete().where(column == gone, exists().where(same)))
    session.connection().execute(table.update().where(column == gone).values({column.name: stays}))


def _end_what_they_share(session: Session, gone: int, stays: int) -> None:
    """Whoever was introduced to themselves is so no more."""
    mine = select(GroupMember.group_id).where(GroupMember.member_id == stays)
    both = select(GroupMember.group_id).where(GroupMember.member_id == gone, col(GroupMember.group_id).in_(mine))
    session.exec(
        update(Group).where(col(Group.id).in_(both), col(Group.ended_at).is_(None)).values(ended_at=Group.introduced_at)
    )


def _retell(session: Session, gone: int, stays: int) -> None:
    """The numbers in what stands behind groups, and in who was left out."""
    for group in session.exec(
        select(Group).join(GroupMember, col(GroupMember.group_id) == col(Group.id)).where(GroupMember.member_id == gone)
    ).all():
        group.reasons = [_pair(pair, str(gone), str(stays)) for pair in group.reasons]
        session.add(group)
    for row in session.exec(select(Round)).all():
        if any(left["member"] == gone for left in row.unplaced):
            row.unplaced = [left | ({"member": stays} if left["member"] == gone else {}) for left in row.unplaced]
            session.add(row)
    session.flush()


def _pair(pair: dict[str, object], gone: str, stays: str) -> dict[str, object]:
    told = {name: stays if name in PEOPLE_IN_PAIRS and value == gone else value for name, value in pair.items()}
    shared = told.get("shared")
    if isinstance(shared, list):
        told["shared"] = [
            {
                name: [stays if each == gone else each for each in value] if name in PEOPLE_IN_SHARED else value
                for name, value in each.items()
            }
            for each in shared
        ]
    return told
