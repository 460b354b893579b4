"""Organisations merge, split and change their names, each in one transaction. What was written stays where it was.

Who moves to another place by that may go on reading what was written for their old one until then.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, delete, select, update

from storage.tables import FormerPlace, Invitation, Member, Organisation, Tenant


def now(session: Session, row: Organisation) -> Organisation:
    """What became of an organisation: the last of its successors, or itself."""
    while row.successor_id is not None:
        successor = session.get(Organisation, row.successor_id)
        assert successor is not None
        row = successor
    return row


def called(session: Session, name: str) -> Organisation | None:
    """One that is there today, by its whole name."""
    same = func.lower(col(Organisation.name)) == name.lower()
    return session.exec(select(Organisation).where(col(Organisation.successor_id).is_(None), same)).first()


def in_place(session: Session, place_id: int) -> Sequence[Organisation]:
    """Those of a place that are there today."""
    here = (Organisation.place_id == place_id, col(Organisation.successor_id).is_(None))
    return session.exec(select(Organisation).where(*here).order_by(Organisation.name)).all()


def members(session: Session, row: Organisation) -> Sequence[Member]:
    """Who works there, by name."""
    query = select(Member).where(Member.state == "member", Member.organisation_id == row.id)
    return session.exec(query.order_by(Member.name, col(Member.id))).all()


def count(session: Session, row: Organisation) -> int:
    """How many work there."""
    query = select(func.count(col(Member.id))).where(Member.state == "member", Member.organisation_id == row.id)
    return session.exec(query).one()


def workspaces(session: Session, row: Organisation) -> Sequence[Tenant]:
    """Its own workspaces and tenants."""
    return session.exec(select(Tenant).where(Tenant.organisation_id == row.id)).all()


def merge(session: Session, gone: Organisation, stays: Organisation, day: date, at: datetime) -> None:
    """Everybody and everything of the one is the other's from that day on; it stays as what it was until then."""
    _move(session, gone, stays, None, at)
    for table in (Tenant, Invitation):
        session.execute(
            update(table)
            .where(col(table.organisation_id) == gone.id)
            .values(organisation_id=stays.id)
            .execution_options(synchronize_session=False)
        )
    stays.domains = [*stays.domains, *(one for one in gone.domains if one not in stays.domains)]
    gone.to_date, gone.successor_id = day, stays.id
    session.add_all([gone, stays])
    session.flush()
    session.expire_all()


def split(session: Session, row: Organisation, new: Organisation, ids: Sequence[int], at: datetime) -> None:
    """These of its people work for a new one from now on."""
    session.add(new)
    session.flush()
    _move(session, row, new, ids, at)
    session.expire_all()


def _move(session: Session, row: Organisation, to: Organisation, ids: Sequence[int] | None, at: datetime) -> None:
    theirs = [col(Member.organisation_id) == row.id, col(Member.state) == "member"]
    theirs += [] if ids is None else [col(Member.id).in_(ids)]
    if row.place_id is not None and row.place_id != to.place_id:
        moved = [number for number in session.exec(select(Member.id).where(*theirs)).all() if number is not None]
        session.exec(
            delete(FormerPlace).where(col(FormerPlace.place_id) == row.place_id, col(FormerPlace.member_id).in_(moved))
        )
        session.add_all(FormerPlace(member_id=number, place_id=row.place_id, until=at) for number in moved)
        session.flush()
    session.execute(
        update(Member).where(*theirs).values(organisation_id=to.id).execution_options(synchronize_session=False)
    )
    session.flush()


def moved_by_themselves(session: Session, member_id: int) -> None:
    """Somebody works somewhere else now: what was for their old places is for them no more."""
    session.exec(delete(FormerPlace).where(col(FormerPlace.member_id) == member_id))


FORMERLY = (
    select(FormerPlace.place_id, FormerPlace.until)
    .where(col(FormerPlace.member_id) == bindparam("member_id"))
    .order_by(col(FormerPlace.place_id))
)


def formerly(session: Session, member_id: int) -> Sequence[tuple[int, datetime]]:
    """The places somebody was of until their council merged or split, and until when."""
    return [(place, until) for place, until in session.exec(FORMERLY, params={"member_id": member_id}).all()]


def former_members(session: Session, place_id: int, since: datetime) -> int:
    """How many of other places may read what was written for this one at that moment."""
    query = (
        select(func.count(col(Member.id)))
        .join(FormerPlace, col(FormerPlace.member_id) == col(Member.id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(FormerPlace.place_id == place_id, col(FormerPlace.until) >= since, Member.state == "member")
        .where(col(Member.confirmed_at).is_not(None), col(Organisation.place_id).is_distinct_from(place_id))
    )
    return session.exec(query).one()
