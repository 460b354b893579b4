"""A place leaves the network, or the network closes: who is concerned, who was told, what is taken away at the end."""

import contextlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, text, true, tuple_, update
from sqlalchemy import select as sql_select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, col, select

from storage.database import Database
from storage.outbox import UNFINISHED
from storage.reading import open_to_all
from storage.tables import (
    Account,
    Copy,
    Delivery,
    Departure,
    Installation,
    Invitation,
    Member,
    Notice,
    Organisation,
    Posting,
    Reflection,
    Space,
    Tenant,
)

UNDER_WAY = ("announced", "parting")
TOLD = "parting"  # the kind of the notices that say who was told


def get(session: Session, number: int) -> Departure | None:
    """A departure by number."""
    return session.get(Departure, number)


def under_way(session: Session) -> Sequence[Departure]:
    """What was announced and not called off, and is not over."""
    query = select(Departure).where(col(Departure.state).in_(UNDER_WAY))
    return session.exec(query.order_by(col(Departure.at), col(Departure.id))).all()


def to_see_to(session: Session) -> Sequence[Departure]:
    """What may need a step: also what was called off, until everybody who had heard of it has heard that."""
    query = select(Departure).where(col(Departure.state).not_in(("gone", "over")))
    return session.exec(query.order_by(col(Departure.id))).all()


def of_place(session: Session, place_id: int | None) -> Departure | None:
    """That of a place, while it is under way; of the whole network, where no place is named."""
    which = col(Departure.place_id).is_(None) if place_id is None else col(Departure.place_id) == place_id
    return session.exec(select(Departure).where(which, col(Departure.state).in_(UNDER_WAY))).first()


def closed(session: Session) -> Departure | None:
    """That the network was closed, and everything in it erased."""
    return session.exec(select(Departure).where(col(Departure.place_id).is_(None), Departure.state == "gone")).first()


# --- who and what is concerned ---------------------------------------------------------------------------------------


def _their_organisations(place_id: int) -> Select[int | None]:
    return sql_select(col(Organisation.id)).where(col(Organisation.place_id) == place_id)


def _theirs(row: Departure) -> ColumnElement[bool]:
    """The members of a place; of the whole network, everybody."""
    return true() if row.place_id is None else col(Member.organisation_id).in_(_their_organisations(row.place_id))


def members(session: Session, row: Departure, most: int | None = None) -> Sequence[Member]:
    """Its members who are still there."""
    query = select(Member).where(Member.state == "member", _theirs(row)).order_by(col(Member.id))
    return session.exec(query.limit(most) if most else query).all()


def tenants(session: Session, row: Departure) -> Sequence[Tenant]:
    """Its own workspaces and tenants; what several share stays."""
    query = select(Tenant).order_by(Tenant.platform, Tenant.tenant)
    if row.place_id is not None:
        query = query.where(col(Tenant.organisation_id).in_(_their_organisations(row.place_id)))
    return session.exec(query).all()


def guests(session: Session, row: Departure) -> Sequence[Member]:
    """Members of other places who chat in its workspaces."""
    homes = [(one.platform, one.tenant) for one in tenants(session, row)]
    if row.place_id is None or not homes:
        return ()
    here = sql_select(col(Account.member_id)).where(tuple_(col(Account.platform), col(Account.tenant)).in_(homes))
    return session.exec(
        select(Member).where(Member.state == "member", ~_theirs(row), col(Member.id).in_(here)).order_by(col(Member.id))
    ).all()


def channels(session: Session, row: Departure) -> Sequence[Space]:
    """The home channels of its workspaces."""
    homes = [(one.platform, one.tenant) for one in tenants(session, row)]
    here = tuple_(col(Space.platform), col(Space.tenant)).in_(homes)
    return session.exec(select(Space).where(Space.state == "home", here).order_by(col(Space.id))).all()


def shared(session: Session, row: Departure, now: datetime) -> int:
    """How many reflections its members share with the network under their names: what everybody can count."""
    query = select(func.count(col(Reflection.id))).join(Member, col(Member.id) == col(Reflection.member_id))
    return session.exec(query.where(_theirs(row), open_to_all(now))).one()


def of_member(session: Session, member_id: int) -> Sequence[Reflection]:
    """Everything somebody wrote."""
    return session.exec(select(Reflection).where(Reflection.member_id == member_id).order_by(col(Reflection.id))).all()


# --- telling ---------------------------------------------------------------------------------------------------------


def told(session: Session, member_id: int, about: str, now: datetime) -> None:
    """Note that somebody was told, or could not be: once is enough."""
    session.add(Notice(member_id=member_id, kind=TOLD, about=about, not_before=now, expires=now, state="dropped"))
    session.flush()


def untell(session: Session, numbers: Sequence[int], about: str) -> None:
    """These were not told after all."""
    theirs = (col(Notice.member_id).in_(numbers), col(Notice.kind) == TOLD, col(Notice.about) == about)
    session.exec(delete(Notice).where(*theirs))


def untold(session: Session, among: Sequence[Member], about: str, most: int) -> Sequence[Member]:
    """Those of them who were not told."""
    heard = set(session.exec(select(Notice.member_id).where(Notice.kind == TOLD, Notice.about == about)).all())
    return [member for member in among if member.id not in heard][:most]


def who_heard(session: Session, about: str) -> Sequence[Member]:
    """Everybody who was told."""
    heard = select(Notice.member_id).where(Notice.kind == TOLD, Notice.about == about)
    return session.exec(select(Member).where(Member.state == "member", col(Member.id).in_(heard))).all()


def forget_choices(session: Session, row: Departure) -> None:
    """What its members chose is forgotten: it was called off."""
    session.execute(update(Member).where(_theirs(row)).values(stays="").execution_options(synchronize_session=False))
    session.expire_all()


# --- the end ---------------------------------------------------------------------------------------------------------


def still_sending(session: Session, homes: Sequence[tuple[str, str]]) -> bool:
    """Whether anything is still to be delivered to these workspaces."""
    there = tuple_(col(Delivery.platform), col(Delivery.tenant)).in_(homes)
    return session.exec(select(Delivery.id).where(there, col(Delivery.state).in_(UNFINISHED))).first() is not None


def disconnect(session: Session, tenant: Tenant) -> None:
    """Forget a workspace or tenant, with its tokens, its channels, its accounts and whatever was still to be sent."""
    for table in (Space, Account, Posting, Installation, Invitation):
        here = (col(table.platform) == tenant.platform, col(table.tenant) == tenant.tenant)
        session.execute(delete(table).where(*here).execution_options(synchronize_session=False))
    there = (col(Delivery.platform) == tenant.platform, col(Delivery.tenant) == tenant.tenant)
    unsent = update(Delivery).where(*there, col(Delivery.state).in_(UNFINISHED))
    session.execute(unsent.values(state="dead", card=None, error="left"))
    session.execute(update(Delivery).where(*there).values(address="", ref="", lane="", card=None))
    said = (col(Reflection.said_platform) == tenant.platform, col(Reflection.said_tenant) == tenant.tenant)
    nothing = dict.fromkeys(("said_platform", "said_tenant", "said_conversation", "said_message"), "")
    session.execute(update(Reflection).where(*said).values(**nothing).execution_options(synchronize_session=False))
    session.delete(tenant)
    session.flush()


def with_words(session: Session, most: int) -> Sequence[Posting]:
    """Messages of ours that show anybody's words."""
    holding = select(Copy.posting_id).distinct()
    return session.exec(select(Posting).where(col(Posting.id).in_(holding)).limit(most)).all()


def shows_nothing(session: Session, posting: Posting) -> None:
    """A message is being taken away."""
    session.execute(delete(Copy).where(col(Copy.posting_id) == posting.id))


def wipe(session: Session, row: Departure) -> None:
    """Erase everything but that it was closed, and when."""
    number = row.id
    session.execute(update(Departure).values(by_id=None, place_id=None).execution_options(synchronize_session=False))
    session.execute(delete(Departure).where(col(Departure.id) != number))
    session.execute(update(Departure).values(state="gone").execution_options(synchronize_session=False))
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name != Departure.__tablename__:
            session.execute(delete(table))
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO reflection_fts(reflection_fts) VALUES ('rebuild')"))
    session.expire_all()


def empty_file(database: Database) -> None:
    """Leave no page behind of what was erased, as far as nobody else reads meanwhile."""
    if not database.sqlite:
        with contextlib.suppress(DBAPIError), database.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.execute(text("VACUUM FULL"))
        return
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        with contextlib.suppress(sqlite3.OperationalError):
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
