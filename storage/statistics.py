"""Counting, for organisers. What may be told of it `bot.organising.few` decides; nothing is shown as it is here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage import people
from storage.tables import Group, GroupMember, Member, Organisation, Reflection, Request

SHARED = ("network", "nameless", "my place")


@dataclass(frozen=True)
class Writers:
    """How many people wrote something that others can read, and how many wrote for themselves alone."""

    shared: int = 0
    unshared: int = 0


def _writers(session: Session, *which: ColumnElement[bool]) -> Writers:
    """People, each once: with the shared ones whoever shared anything of it."""
    shared = func.max(case((col(Reflection.audience).in_(SHARED), 1), else_=0)).label("shared")
    each = sql_select(col(Reflection.member_id), shared).where(*which).group_by(col(Reflection.member_id)).subquery()
    row = session.connection().execute(sql_select(func.count(), func.coalesce(func.sum(each.c.shared), 0))).one()
    return Writers(int(row[1]), int(row[0]) - int(row[1]))


def writers(session: Session, begin: datetime, end: datetime) -> Writers:
    """Who wrote in this time."""
    return _writers(session, col(Reflection.written_at) >= begin, col(Reflection.written_at) < end)


def repliers(session: Session, asking_id: int, until: datetime) -> Writers:
    """Who answered a question until then."""
    return _writers(session, col(Reflection.asking_id) == asking_id, col(Reflection.written_at) < until)


def members_at(session: Session, moments: Sequence[datetime]) -> Sequence[int]:
    """How many were members at each of these moments."""
    there = (
        and_(col(Member.joined_at) <= at, or_(col(Member.left_at).is_(None), col(Member.left_at) > at))
        for at in moments
    )
    counts = [func.coalesce(func.sum(case((then, 1), else_=0)), 0) for then in there]
    return [int(count) for count in session.connection().execute(sql_select(*counts)).one()] if counts else []


@dataclass(frozen=True)
class Introduced:
    """Introductions of a time: how many, in how many it was told how it went, by how many people, and how many met."""

    made: int
    told: int
    tellers: int
    met: int


def introduced(session: Session, begin: datetime, end: datetime) -> Introduced:
    """The introductions that were made in this time."""
    then = (col(Group.introduced_at) >= begin, col(Group.introduced_at) < end)
    asked = session.connection()
    made = asked.execute(sql_select(func.count()).select_from(Group).where(*then)).scalar_one()
    each = sql_select(
        func.count(col(Group.id).distinct()),
        func.count(col(GroupMember.member_id).distinct()),
        func.count(case((col(GroupMember.met).in_(("yes", "some")), col(Group.id))).distinct()),
    ).join(GroupMember, col(GroupMember.group_id) == col(Group.id))
    told, tellers, met = asked.execute(each.where(*then, col(GroupMember.met).in_(("yes", "some", "no")))).one()
    return Introduced(made, told, tellers, met)


def helped(session: Session, begin: datetime, end: datetime) -> tuple[int, int]:
    """Of the people who asked for help in this time: how many said how it was, and how many that it helped."""
    asker = col(Request.member_id)
    good = case((col(Request.helped).in_(("yes", "partly")), asker))
    query = sql_select(func.count(asker.distinct()), func.count(good.distinct()))
    then = (col(Request.made_at) >= begin, col(Request.made_at) < end, col(Request.helped) != "")
    said, glad = session.connection().execute(query.where(*then)).one()
    return said, glad


def waited(session: Session, begin: datetime) -> Sequence[tuple[datetime, int]]:
    """When each of those was introduced whose first introduction was since then, and how many days they had waited."""
    first = func.min(col(Group.introduced_at)).label("first")
    who = (col(GroupMember.member_id) + 0).label("who")  # as it is, SQLite goes by its index, ten times as slowly
    each = (
        sql_select(who, first)
        .join(Group, col(Group.id) == col(GroupMember.group_id))
        .where(col(Group.introduced_at).is_not(None))
        .group_by(who)
        .having(first >= begin)
        .subquery()
    )
    query = sql_select(col(Member.joined_at), each.c.first).join(each, each.c.who == col(Member.id))
    return [(at, (at - joined).days) for joined, at in session.connection().execute(query)]


def places_since(session: Session) -> Mapping[int, datetime]:
    """Since when somebody of each place is a member."""
    query = (
        sql_select(col(Organisation.place_id), func.min(col(Member.joined_at)))
        .join(Member, col(Member.organisation_id) == col(Organisation.id))
        .where(col(Member.state) == "member", col(Organisation.place_id).is_not(None))
        .group_by(col(Organisation.place_id))
    )
    return {int(row[0]): row[1] for row in session.connection().execute(query) if row[0] is not None}


def ties(session: Session) -> Sequence[tuple[int, int, int, datetime, datetime]]:
    """(place, other place, how many introductions, the last of them, the first), each pair of places once.

    By organisation first, which the index of groups and their members serves; then the places of these.
    """
    one, other, first, second = aliased(GroupMember), aliased(GroupMember), aliased(Member), aliased(Member)
    pairs = (
        sql_select(
            col(first.organisation_id),
            col(second.organisation_id),
            func.count(),
            func.max(col(Group.introduced_at)),
            func.min(col(Group.introduced_at)),
        )
        .select_from(Group)
        .join(one, col(one.group_id) == col(Group.id))
        .join(other, (col(other.group_id) == col(one.group_id)) & (col(other.member_id) > col(one.member_id)))
        .join(first, col(first.id) == col(one.member_id))
        .join(second, col(second.id) == col(other.member_id))
        .where(col(Group.introduced_at).is_not(None))
        .group_by(col(first.organisation_id), col(second.organisation_id))
    )
    places = people.places_of_organisations(session)
    found: dict[tuple[int, int], tuple[int, datetime, datetime]] = {}
    for mine, theirs, times, last, begun in session.connection().execute(pairs):
        here, there = places.get(mine or 0), places.get(theirs or 0)
        if here and there and last and begun and here != there:
            tie = min(here, there), max(here, there)
            before = found.get(tie, (0, last, begun))
            found[tie] = before[0] + times, max(before[1], last), min(before[2], begun)
    return [(*tie, *told) for tie, told in sorted(found.items())]
