"""Workgroups: who is in them, which could be offered, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, delete, select

from storage import switches
from storage.reading import Reader, may_see_group
from storage.tables import Challenge, Member, MemberChallenge, Organisation, Workgroup, WorkgroupMember

OPEN = ("gathering", "running", "ending")
JOINABLE = ("gathering", "running")


def get(session: Session, number: int) -> Workgroup | None:
    """A workgroup by number, whoever may see it."""
    return session.get(Workgroup, number)


def seen(session: Session, number: int, who: Reader) -> Workgroup | None:
    """A workgroup, if this reader may see it."""
    return session.exec(select(Workgroup).where(Workgroup.id == number, may_see_group(who))).one_or_none()


def going_on(session: Session, who: Reader, limit: int, offset: int = 0) -> Sequence[Workgroup]:
    """Those that run or gather people, as this reader may see them: the newest first."""
    open_ = (col(Workgroup.state).in_(OPEN), may_see_group(who))
    query = select(Workgroup).where(*open_).order_by(col(Workgroup.id).desc())
    return session.exec(query.limit(limit).offset(offset)).all()


def about(session: Session, challenge_id: int, who: Reader) -> Workgroup | None:
    """One about this challenge that runs or gathers people."""
    this = (Workgroup.challenge_id == challenge_id, col(Workgroup.state).in_(OPEN), may_see_group(who))
    return session.exec(select(Workgroup).where(*this).limit(1)).first()


def started_by(session: Session, member_id: int) -> int:
    """How many of somebody's own are going on."""
    return session.exec(
        select(func.count(col(Workgroup.id))).where(Workgroup.starter_id == member_id, col(Workgroup.state).in_(OPEN))
    ).one()


def hidden(session: Session, limit: int) -> Sequence[Workgroup]:
    """What was reported and waits for an organiser, the oldest first."""
    query = select(Workgroup).where(col(Workgroup.hidden_at).is_not(None)).order_by(col(Workgroup.hidden_at))
    return session.exec(query.limit(limit)).all()


# --- who is in it ----------------------------------------------------------------------------------------------------


def of_member(session: Session, member_id: int, *states: str) -> Sequence[Workgroup]:
    """The workgroups somebody is in, the newest first; in these states only, where any are named."""
    query = select(Workgroup).join(WorkgroupMember, col(WorkgroupMember.workgroup_id) == col(Workgroup.id))
    query = query.where(WorkgroupMember.member_id == member_id)
    query = query.where(col(Workgroup.state).in_(states)) if states else query
    return session.exec(query.order_by(col(Workgroup.id).desc())).all()


def is_in(session: Session, workgroup_id: int, member_id: int) -> bool:
    """Whether somebody is in it."""
    return session.get(WorkgroupMember, (workgroup_id, member_id)) is not None


def members(session: Session, workgroup_id: int) -> Sequence[Member]:
    """Who is in it, the first who joined first."""
    return session.exec(
        select(Member)
        .join(WorkgroupMember, col(WorkgroupMember.member_id) == col(Member.id))
        .where(WorkgroupMember.workgroup_id == workgroup_id, Member.state == "member")
        .order_by(col(WorkgroupMember.joined_at), col(Member.id))
    ).all()


def places(session: Session, workgroup_id: int) -> Sequence[int]:
    """The numbers of the places its confirmed members work in."""
    found = session.exec(
        select(Organisation.place_id)
        .join(Member, col(Member.organisation_id) == col(Organisation.id))
        .join(WorkgroupMember, col(WorkgroupMember.member_id) == col(Member.id))
        .where(
            WorkgroupMember.workgroup_id == workgroup_id,
            Member.state == "member",
            col(Member.confirmed_at).is_not(None),
            col(Organisation.place_id).is_not(None),
        )
        .distinct()
        .order_by(col(Organisation.place_id))
    ).all()
    return [number for number in found if number is not None]


def convener(session: Session, row: Workgroup) -> Member | None:
    """Who convenes it: who started it or was handed it, while they are in it; else the first who joined."""
    there = members(session, row.id or 0)
    return next((each for each in there if each.id == row.convener_id), next(iter(there), None))


def join(session: Session, row: Workgroup, member_id: int, now: datetime) -> None:
    """Somebody comes in."""
    session.add(WorkgroupMember(workgroup_id=row.id or 0, member_id=member_id, joined_at=now))
    session.flush()


def remove(session: Session, row: Workgroup, now: datetime) -> None:
    """Take its words away: it is over."""
    row.theme = row.leaves = row.users = row.meets = row.progress = ""
    row.state, row.ended_at, row.ask_at, row.hidden_at = "removed", now, None, None
    session.add(row)
    session.flush()


def leave(session: Session, row: Workgroup, member_id: int) -> None:
    """Somebody goes."""
    session.exec(
        delete(WorkgroupMember).where(
            col(WorkgroupMember.workgroup_id) == row.id, col(WorkgroupMember.member_id) == member_id
        )
    )


# --- what could be offered -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shared:
    """A challenge that people of several places face."""

    challenge_id: int
    people: int
    places: int


def _would_hear(today: date) -> ColumnElement[bool]:
    """Whoever may be counted and told: confirmed, open to introductions, and may share with other places."""
    return and_(
        col(Member.state) == "member",
        col(Member.confirmed_at).is_not(None),
        col(Member.introductions) != "no",
        col(Member.paused_at).is_(None),
        col(Member.workgroups),
        or_(col(Member.snoozed_until).is_(None), col(Member.snoozed_until) <= today),
        col(Member.id).not_in(switches.held_by("introductions")),
        col(Member.id).not_in(switches.held_by("wider")),
        col(Organisation.place_id).is_not(None),
    )


def shared(session: Session, today: date, since: datetime, people: int, places: int) -> Shared | None:
    """The challenge that most face, of which no workgroup goes on and none was suggested since then."""
    there = select(Workgroup.challenge_id).where(
        col(Workgroup.challenge_id).is_not(None),
        or_(col(Workgroup.state).in_(OPEN), and_(col(Workgroup.suggested), col(Workgroup.made_at) > since)),
    )
    count, where = func.count(col(Member.id).distinct()), func.count(col(Organisation.place_id).distinct())
    row = session.exec(
        select(MemberChallenge.challenge_id, count, where)
        .join(Member, col(Member.id) == col(MemberChallenge.member_id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .join(Challenge, col(Challenge.id) == col(MemberChallenge.challenge_id))
        .where(
            col(MemberChallenge.stance).in_(("faces", "both")),
            col(Challenge.state).in_(("content", "kept")),
            col(Challenge.id).not_in(there),
            _would_hear(today),
        )
        .group_by(col(MemberChallenge.challenge_id))
        .having(count >= people, where >= places)
        .order_by(count.desc(), col(MemberChallenge.challenge_id))
        .limit(1)
    ).first()
    return Shared(*row) if row else None


def facing(session: Session, row: Workgroup, today: date) -> Sequence[tuple[Member, int]]:
    """Who faces its challenge and may be told of it, each with the number of their place."""
    found = session.exec(
        select(Member, Organisation.place_id)
        .join(MemberChallenge, col(MemberChallenge.member_id) == col(Member.id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(
            MemberChallenge.challenge_id == row.challenge_id,
            col(MemberChallenge.stance).in_(("faces", "both")),
            _would_hear(today),
        )
        .order_by(col(Member.id))
    ).all()
    return [(member, place or 0) for member, place in found]


def suggested_since(session: Session, moment: datetime) -> bool:
    """Whether one was suggested since then, or still waits for an organiser."""
    lately = and_(col(Workgroup.suggested), col(Workgroup.made_at) > moment)
    return session.exec(select(Workgroup.id).where(or_(lately, _WAITS)).limit(1)).first() is not None


_WAITS = col(Workgroup.state) == "suggested"


def waiting(session: Session) -> Workgroup | None:
    """What an organiser may offer."""
    return session.exec(select(Workgroup).where(_WAITS).order_by(col(Workgroup.id)).limit(1)).first()


# --- what is due -----------------------------------------------------------------------------------------------------


def due(session: Session, now: datetime, most: int) -> Sequence[Workgroup]:
    """Those of which something is due."""
    return session.exec(
        select(Workgroup)
        .where(col(Workgroup.state).in_(OPEN), col(Workgroup.ask_at) <= now)
        .order_by(col(Workgroup.ask_at), col(Workgroup.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
