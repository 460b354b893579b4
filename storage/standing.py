"""How the network stands, for organisers: places, organisations, people by name, rounds, acts. No words of members."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage import people
from storage.tables import (
    Account,
    Approach,
    Audit,
    Challenge,
    Group,
    GroupMember,
    Invitation,
    Member,
    MemberChallenge,
    Organisation,
    Place,
    Reflection,
    Round,
    Space,
    Tenant,
)

CONNECTED = "connected"

# --- places and organisations ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceStands:
    """What may be told of a place: never how many wrote there, nor who."""

    place: Place
    active: bool
    platforms: tuple[str, ...]
    introductions: int


def places(session: Session, since: datetime) -> Sequence[PlaceStands]:
    """Every place by name: whether anybody there shared words or spoke in an introduction since then.

    What was written for oneself alone, or without a name, does not tell that a place is active.
    """
    named = col(Reflection.audience).in_(("network", "my place"))
    wrote = sql_select(col(Reflection.place_id)).where(named, col(Reflection.written_at) >= since)
    where_they_work = sql_select(col(Organisation.place_id)).join(
        Member, col(Member.organisation_id) == col(Organisation.id)
    )
    parts = where_they_work.join(GroupMember, col(GroupMember.member_id) == col(Member.id))
    spoke = parts.where(col(GroupMember.spoke_at) >= since)
    asked = session.connection()
    active = {row[0] for query in (wrote, spoke) for row in asked.execute(query.distinct())}
    introductions = _arranged(session)
    chats = asked.execute(
        where_they_work.add_columns(col(Account.platform))
        .join(Account, col(Account.member_id) == col(Member.id))
        .where(col(Member.state) == "member", col(Account.reachable))
        .distinct()
        .order_by(col(Account.platform))
    )
    platforms: dict[int, list[str]] = {}
    for place, platform in chats:
        platforms.setdefault(place, []).append(platform)
    return [
        PlaceStands(row, row.id in active, tuple(platforms.get(row.id or 0, ())), introductions.get(row.id or 0, 0))
        for row in people.places_now(session)
    ]


def _arranged(session: Session) -> Mapping[int, int]:
    """How many introductions people of each place had: their parts, without those in a draft."""
    drafts = select(Group.id).where(col(Group.introduced_at).is_(None))
    parts = sql_select(col(GroupMember.member_id), func.count().label("parts")).group_by(col(GroupMember.member_id))
    found: Counter[int] = Counter()
    for sign, each in ((1, parts), (-1, parts.where(col(GroupMember.group_id).in_(drafts)))):
        counted = each.subquery()
        query = (
            sql_select(col(Organisation.place_id), func.sum(counted.c.parts))
            .join(Member, col(Member.organisation_id) == col(Organisation.id))
            .join(counted, counted.c.member_id == col(Member.id))
            .where(col(Organisation.place_id).is_not(None))
        )
        for place, count in session.connection().execute(query.group_by(col(Organisation.place_id))):
            found[place] += sign * int(count)
    return found


def steps(session: Session) -> Mapping[int, str]:
    """How far each organisation is: connected, where its own chat is or somebody of it is reached; else as noted."""
    found = {number: "invited" for number in session.exec(select(Invitation.organisation_id)).all() if number}
    found |= dict(session.exec(select(Approach.organisation_id, Approach.state)).all())
    own = select(Tenant.organisation_id).where(Tenant.state == CONNECTED)
    reached = (
        select(Member.organisation_id)
        .join(Account, col(Account.member_id) == col(Member.id))
        .where(Member.state == "member", col(Account.reachable))
        .distinct()
    )
    return found | {number: CONNECTED for query in (own, reached) for number in session.exec(query).all() if number}


def note_step(session: Session, organisation_id: int, step: str, by_id: int, now: datetime) -> None:
    """Note how far an organisation is."""
    row = session.get(Approach, organisation_id) or Approach(organisation_id=organisation_id)
    row.state, row.by_id, row.moved_at = step, by_id, now
    session.add(row)
    session.flush()


def tenants(session: Session) -> Sequence[Tenant]:
    """Every workspace and tenant that was let in, also those that took the app out."""
    return session.exec(select(Tenant).order_by(Tenant.platform, col(Tenant.since), Tenant.tenant)).all()


def spaces(session: Session) -> Sequence[Space]:
    """Every channel that is, or was, a home of the network."""
    return session.exec(select(Space).order_by(Space.platform, Space.name, col(Space.id))).all()


# --- people ----------------------------------------------------------------------------------------------------------


def people_named(session: Session, typed: str, offset: int, limit: int) -> Sequence[Member]:
    """Members with this in their name, by name."""
    query = select(Member).where(Member.state == "member").order_by(Member.name, col(Member.id))
    if typed:
        query = query.where(func.lower(col(Member.name)).contains(typed.lower(), autoescape=True))
    return session.exec(query.offset(offset).limit(limit)).all()


def stances(session: Session) -> Sequence[tuple[Challenge, int, int]]:
    """Each challenge that can be chosen: how many face it, and how many have worked on it."""
    mine = (col(MemberChallenge.stance), col(MemberChallenge.challenge_id))
    members = sql_select(*mine, func.count()).join(Member, col(Member.id) == col(MemberChallenge.member_id))
    counted = session.connection().execute(members.where(col(Member.state) == "member").group_by(*mine))
    found: Counter[tuple[int, str]] = Counter()
    for stance, number, count in counted:
        for one in ("faces", "worked on") if stance == "both" else (stance,):
            found[number, one] += count
    rows = session.exec(select(Challenge).where(Challenge.state != "merged").order_by(Challenge.name)).all()
    return [(row, found[row.id or 0, "faces"], found[row.id or 0, "worked on"]) for row in rows]


# --- rounds and acts -------------------------------------------------------------------------------------------------


def rounds(session: Session, most: int) -> Sequence[tuple[Round, int]]:
    """The newest rounds, each with how many groups it has."""
    rows = session.exec(select(Round).order_by(col(Round.id).desc()).limit(most)).all()
    groups = select(Group.round_id, func.count(col(Group.id))).group_by(col(Group.round_id))
    made = dict(session.exec(groups.where(col(Group.round_id).in_([row.id for row in rows]))).all())
    return [(row, made.get(row.id, 0)) for row in rows]


def acts(session: Session, offset: int, limit: int) -> Sequence[Audit]:
    """What organisers did, the newest first."""
    return session.exec(select(Audit).order_by(col(Audit.id).desc()).offset(offset).limit(limit)).all()
