"""Rounds of introductions: from being opened to what they leave behind for the next one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storage.tables import Apart, Group, GroupMember, Member, Round

OPEN = ("asking", "matching", "draft")


def round_by(session: Session, round_id: int) -> Round | None:
    """A round by number."""
    return session.get(Round, round_id)


def open_one(session: Session) -> Round | None:
    """The round that is not over yet: there is at most one."""
    return session.exec(select(Round).where(col(Round.state).in_(OPEN)).order_by(col(Round.id).desc())).first()


def to_make(session: Session) -> Round | None:
    """The round whose groups are to be found."""
    return session.exec(select(Round).where(Round.state == "matching").order_by(col(Round.id))).first()


def closing(session: Session, now: datetime) -> Sequence[Round]:
    """Rounds that have asked long enough."""
    return session.exec(select(Round).where(Round.state == "asking", col(Round.closes_at) <= now)).all()


def groups(session: Session, round_id: int) -> Sequence[tuple[Group, list[GroupMember]]]:
    """The groups of a round, each with its people."""
    found = session.exec(
        select(Group, GroupMember)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .where(Group.round_id == round_id)
        .order_by(col(Group.id), col(GroupMember.id))
    ).all()
    return [(group, [part for _, part in rows]) for group, rows in groupby(found, key=lambda row: row[0])]


def clear(session: Session, row: Round) -> None:
    """Take the groups of a draft away; the next one is another draft."""
    session.exec(sql_delete(Group).where(col(Group.round_id) == row.id))
    row.unplaced, row.outcome = [], {"draft": int(str(row.outcome.get("draft", 0))) + 1}
    session.add(row)
    session.flush()


def take_apart(session: Session, group: Group) -> None:
    """Take one group away: its people were not introduced."""
    session.exec(sql_delete(Group).where(col(Group.id) == group.id))
    session.flush()


def drop(session: Session, row: Round) -> None:
    """Take a round away that introduced nobody."""
    clear(session, row)
    row.state = "dropped"
    session.add(row)
    session.flush()


def past(session: Session) -> Iterator[tuple[list[list[GroupMember]], list[dict[str, object]]]]:
    """For each approved round, oldest first: its groups, and whom it left out.

    Whoever was introduced otherwise is among the groups of the round before.
    """
    approved = session.exec(
        select(Round.id, Round.approved_at, Round.unplaced)
        .where(Round.state == "approved")
        .order_by(col(Round.approved_at), col(Round.id))
    ).all()
    moments = [at for _, at, _ in approved if at is not None]
    introduced = session.exec(
        select(Group.round_id, Group.introduced_at, GroupMember)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .where(col(Group.introduced_at).is_not(None))
        .order_by(col(GroupMember.group_id), col(GroupMember.id))
    ).all()
    number = {round_id: place for place, (round_id, _, _) in enumerate(approved)}
    found: list[list[list[GroupMember]]] = [[] for _ in approved or ["before the first"]]
    for _, rows in groupby(introduced, key=lambda row: row[2].group_id):
        listed = list(rows)
        round_id, at, _ = listed[0]
        otherwise = max(0, sum(moment <= at for moment in moments if at) - 1)
        found[number.get(round_id, otherwise)].append([part for _, _, part in listed])
    for place, together in enumerate(found):
        yield together, list(approved[place][2]) if approved else []


def proposals(session: Session, member_ids: Sequence[int]) -> Mapping[int, int]:
    """How often it was each one's turn to suggest a time."""
    rows = session.exec(
        select(GroupMember.member_id, func.count(col(GroupMember.id)))
        .join(Group, col(Group.id) == col(GroupMember.group_id))
        .where(col(GroupMember.member_id).in_(member_ids), GroupMember.proposes, col(Group.introduced_at).is_not(None))
        .group_by(col(GroupMember.member_id))
    ).all()
    return dict(rows)


def carried_lately(session: Session, before: datetime) -> Mapping[int, list[GroupMember]]:
    """The parts of everybody, newest first, in introductions of rounds before then in which the bot carries words."""
    found: dict[int, list[GroupMember]] = {}
    for part in session.exec(
        select(GroupMember)
        .join(Group, col(Group.id) == col(GroupMember.group_id))
        .where(~col(Group.native), Group.origin == "round", col(Group.introduced_at) <= before)
        .order_by(col(Group.introduced_at).desc(), col(Group.id).desc())
    ).all():
        found.setdefault(part.member_id, []).append(part)
    return found


def round_is_over(session: Session) -> None:
    """What was said about this round alone is forgotten."""
    session.exec(update(Member).where(col(Member.next_round) != "").values(next_round=""))


# --- not with this person --------------------------------------------------------------------------------------------


def aparts(session: Session) -> Sequence[tuple[int, int]]:
    """(who said it, about whom), for making rounds."""
    return session.exec(select(Apart.member_id, Apart.other_id)).all()


def apart_of(session: Session, member_id: int) -> Sequence[int]:
    """Whom this member does not want to be introduced to."""
    return session.exec(select(Apart.other_id).where(Apart.member_id == member_id).order_by(col(Apart.other_id))).all()


def set_apart(session: Session, member_id: int, others: Sequence[int], now: datetime) -> None:
    """Replace whom this member does not want to be introduced to."""
    session.exec(sql_delete(Apart).where(col(Apart.member_id) == member_id))
    for other in sorted(set(others) - {member_id}):
        session.add(Apart(member_id=member_id, other_id=other, made_at=now))
    session.flush()


def forget_apart(session: Session, member_id: int) -> None:
    """Forget whom somebody did not want to meet, and who did not want to meet them."""
    either = (col(Apart.member_id) == member_id) | (col(Apart.other_id) == member_id)
    session.exec(sql_delete(Apart).where(either))


def with_inputs(session: Session) -> Sequence[Round]:
    """Every round that keeps what it was made from."""
    return [row for row in session.exec(select(Round).order_by(col(Round.id))).all() if row.inputs]
