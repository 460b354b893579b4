"""Members, where they work, and where they chat."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.tables import Account, Challenge, Member, MemberChallenge, Organisation, Place, Space, Tenant

# --- tenants and spaces ------------------------------------------------------------------------------------------


def tenant(session: Session, platform: str, tenant_id: str) -> Tenant | None:
    """The workspace or tenant, if an organiser let it in."""
    row = session.get(Tenant, (platform, tenant_id))
    return row if row and row.state == "connected" else None


def let_in(session: Session, platform: str, tenant_id: str, organisation_id: int | None, now: datetime) -> Tenant:
    """Let a workspace or tenant in, or change whose it is. Shared when `organisation_id` is None."""
    row = session.get(Tenant, (platform, tenant_id)) or Tenant(platform=platform, tenant=tenant_id, since=now)
    row.organisation_id = organisation_id
    session.add(row)
    session.flush()
    connected(session, row)
    return row


def known_tenant(session: Session, platform: str, tenant_id: str) -> Tenant | None:
    """The workspace or tenant, also one that took the app out."""
    return session.get(Tenant, (platform, tenant_id))


def connected(session: Session, row: Tenant) -> None:
    """A workspace or tenant is there (again): its channels and people can be reached, as before it went."""
    if row.state == "gone":
        _spaces_of(session, row, "away", "home")
        _reach(session, row, reachable=True)
    row.state = "connected"
    session.add(row)
    session.flush()


def gone(session: Session, row: Tenant) -> None:
    """A workspace or tenant took the app out: nobody there can be reached. Nothing of theirs is lost."""
    _spaces_of(session, row, "home", "away")
    _reach(session, row, reachable=False)
    row.state = "gone"
    session.add(row)
    session.flush()


def _spaces_of(session: Session, row: Tenant, before: str, after: str) -> None:
    here = (col(Space.platform) == row.platform, col(Space.tenant) == row.tenant, col(Space.state) == before)
    session.exec(update(Space).where(*here).values(state=after))


def _reach(session: Session, row: Tenant, *, reachable: bool) -> None:
    here = (col(Account.platform) == row.platform, col(Account.tenant) == row.tenant)
    session.exec(update(Account).where(*here).values(reachable=reachable))


def away(session: Session) -> Sequence[Tenant]:
    """Workspaces and tenants that took the app out, by their word, or since nobody is reached there."""
    theirs = (col(Account.platform) == col(Tenant.platform), col(Account.tenant) == col(Tenant.tenant))
    home = (col(Space.platform) == col(Tenant.platform), col(Space.tenant) == col(Tenant.tenant), Space.state == "home")
    nobody = (
        select(Account.id).where(*theirs).exists()
        & ~select(Account.id).where(*theirs, col(Account.reachable)).exists()
        & ~select(Space.id).where(*home).exists()
    )
    query = select(Tenant).where((col(Tenant.state) == "gone") | nobody)
    return session.exec(query.order_by(Tenant.platform, Tenant.tenant)).all()


def space(session: Session, platform: str, tenant_id: str, conversation: str) -> Space | None:
    """The space of a conversation, whatever its state."""
    here = (Space.platform == platform, Space.tenant == tenant_id, Space.conversation == conversation)
    return session.exec(select(Space).where(*here)).one_or_none()


def space_by_id(session: Session, number: int) -> Space | None:
    """A space by number."""
    return session.get(Space, number)


def homes(session: Session, ids: Sequence[int] = ()) -> Sequence[Space]:
    """The channels that are homes of the network; of these ids only, where any are given."""
    query = select(Space).where(Space.state == "home").order_by(col(Space.id))
    return session.exec(query.where(col(Space.id).in_(ids)) if ids else query).all()


def place_of_tenant(session: Session, platform: str, tenant_id: str) -> int | None:
    """The place whose own workspace or tenant this is; None where it is shared."""
    row = session.get(Tenant, (platform, tenant_id))
    whose = organisation(session, row.organisation_id) if row else None
    return whose.place_id if whose else None


# --- members -----------------------------------------------------------------------------------------------------


def account(session: Session, platform: str, tenant_id: str, user: str) -> Account | None:
    """The account of somebody who joined."""
    return session.exec(
        select(Account).where(Account.platform == platform, Account.tenant == tenant_id, Account.user == user)
    ).one_or_none()


def accounts(session: Session, member_id: int) -> Sequence[Account]:
    """Where a member chats, the most recently seen first."""
    return session.exec(
        select(Account).where(Account.member_id == member_id).order_by(col(Account.seen_at).desc())
    ).all()


def all_accounts(session: Session) -> Mapping[int, list[Account]]:
    """Every account by member, the most recently seen first."""
    found: dict[int, list[Account]] = {}
    for row in session.exec(select(Account).order_by(col(Account.seen_at).desc())).all():
        found.setdefault(row.member_id, []).append(row)
    return found


def member(session: Session, member_id: int) -> Member | None:
    """A member by number, also one who left."""
    return session.get(Member, member_id)


def members(session: Session, ids: Sequence[int] | None = None) -> Sequence[Member]:
    """Everybody who is a member now; of these ids only, where given."""
    query = select(Member).where(Member.state == "member").order_by(col(Member.id))
    return session.exec(query if ids is None else query.where(col(Member.id).in_(ids))).all()


def called(session: Session, name: str) -> Sequence[Member]:
    """Everybody of this name, also of whom only what they wrote is there."""
    same = func.lower(col(Member.name)) == name.lower()
    return session.exec(select(Member).where(Member.state != "left", same).order_by(col(Member.id))).all()


def names_of_members(session: Session, names: Sequence[str]) -> set[str]:
    """Those of these names that are a member's."""
    if not names:
        return set()
    return set(session.exec(select(Member.name).where(col(Member.name).in_(names), Member.state == "member")).all())


def has_organiser(session: Session) -> bool:
    """Whether the network has an organiser yet."""
    return session.exec(select(Member.id).where(Member.organiser, Member.state == "member")).first() is not None


def nominated(session: Session) -> Sequence[Member]:
    """Who was put forward as an organiser, and waits for a second to agree."""
    waits = (col(Member.nominated_by_id).is_not(None), col(Member.organiser).is_(False), Member.state == "member")
    return session.exec(select(Member).where(*waits).order_by(col(Member.id))).all()


def to_stop(session: Session) -> Sequence[Member]:
    """Organisers of whom one said that they should stop, and who wait for a second to agree."""
    waits = (col(Member.nominated_by_id).is_not(None), Member.organiser, Member.state == "member")
    return session.exec(select(Member).where(*waits).order_by(col(Member.id))).all()


def forget_nominations_by(session: Session, number: int) -> None:
    """What somebody put forward of others is not put forward any more."""
    for row in session.exec(select(Member).where(Member.nominated_by_id == number)).all():
        row.nominated_by_id = None
        session.add(row)
    session.flush()


def organisers(session: Session) -> Sequence[Member]:
    """The organisers."""
    return session.exec(_organisers()).all()


def organisers_held(session: Session) -> Sequence[Member]:
    """The organisers as they stay until this transaction ends: two who stop at once come one after the other."""
    return session.exec(_organisers().with_for_update()).all()


def _organisers() -> SelectOfScalar[Member]:
    return select(Member).where(Member.organiser, Member.state == "member").order_by(col(Member.id))


def unconfirmed(session: Session, most: int | None = None) -> Sequence[Member]:
    """Members who say where they work, and whom nobody confirmed yet."""
    said = col(Member.organisation_id).is_not(None)
    waiting = (Member.state == "member", col(Member.confirmed_at).is_(None), said)
    return session.exec(select(Member).where(*waiting).order_by(col(Member.id)).limit(most)).all()


def unreachable(session: Session) -> Sequence[Member]:
    """Members whose every account turned us away: they blocked the bot, removed it, or their account is gone."""
    has_none = ~select(Account.id).where(col(Account.member_id) == col(Member.id), col(Account.reachable)).exists()
    return session.exec(select(Member).where(Member.state == "member", has_none).order_by(Member.name)).all()


def lost_homes(session: Session) -> Sequence[Space]:
    """Channels that were homes of the network and cannot be posted in any more."""
    return session.exec(select(Space).where(Space.state == "gone").order_by(Space.name)).all()


def add(session: Session, row: object) -> None:
    """Store a new row, so that it has its number."""
    session.add(row)
    session.flush()


# --- places and organisations ------------------------------------------------------------------------------------


def organisations(session: Session) -> Sequence[Organisation]:
    """Every organisation that is there today, by name."""
    return session.exec(
        select(Organisation).where(col(Organisation.successor_id).is_(None)).order_by(Organisation.name)
    ).all()


def organisation(session: Session, ident: int | str | None) -> Organisation | None:
    """An organisation by number or slug."""
    if ident is None:
        return None
    if isinstance(ident, int):
        return session.get(Organisation, ident)
    return session.exec(select(Organisation).where(Organisation.slug == ident)).one_or_none()


def organisation_by_domain(session: Session, domain: str) -> Organisation | None:
    """The organisation whose e-mail domain this is."""
    return next((row for row in organisations(session) if domain and domain in row.domains), None)


def places_of_organisations(session: Session) -> Mapping[int, int | None]:
    """The place of each organisation, both by number."""
    return {number or 0: place for number, place in session.exec(select(Organisation.id, Organisation.place_id)).all()}


def places(session: Session) -> Mapping[int, Place]:
    """Every place by number."""
    return {row.id: row for row in session.exec(select(Place)).all() if row.id is not None}


def slugs(session: Session, table: type[Organisation | Challenge]) -> set[str]:
    """Every slug that is taken."""
    return set(session.exec(select(table.slug)).all())


def places_now(session: Session) -> Sequence[Place]:
    """Every place in which an organisation works today, by name."""
    there = select(Organisation.place_id).where(col(Organisation.successor_id).is_(None))
    return session.exec(select(Place).where(col(Place.id).in_(there)).order_by(Place.name)).all()


def place(session: Session, slug: str) -> Place | None:
    """A place by slug."""
    return session.exec(select(Place).where(Place.slug == slug)).one_or_none()


def place_by_id(session: Session, number: int | None) -> Place | None:
    """A place by number."""
    return session.get(Place, number) if number is not None else None


def place_of(session: Session, row: Member) -> Place | None:
    """The place a member's organisation works in."""
    where = organisation(session, row.organisation_id)
    return session.get(Place, where.place_id) if where and where.place_id else None


def counts(session: Session, place_id: int | None = None) -> tuple[int, int]:
    """How many confirmed members, and of how many places; of one place only, where given."""
    query = (
        select(func.count(col(Member.id)), func.count(col(Organisation.place_id).distinct()))
        .join(Organisation, col(Member.organisation_id) == col(Organisation.id))
        .where(Member.state == "member", col(Member.confirmed_at).is_not(None))
    )
    if place_id is not None:
        query = query.where(Organisation.place_id == place_id)
    people, where = session.exec(query).one()
    return people, where


# --- challenges --------------------------------------------------------------------------------------------------


def challenge(session: Session, slug: str) -> Challenge | None:
    """A challenge by slug; what it was merged into, where it was."""
    row = session.exec(select(Challenge).where(Challenge.slug == slug)).one_or_none()
    while row and row.merged_into_id:
        row = session.get(Challenge, row.merged_into_id)
    return row


def challenge_by(session: Session, number: int | None) -> Challenge | None:
    """A challenge by number; what it was merged into, where it was."""
    row = session.get(Challenge, number) if number is not None else None
    while row and row.merged_into_id:
        row = session.get(Challenge, row.merged_into_id)
    return row


def challenge_by_id(session: Session, number: int) -> Challenge | None:
    """A challenge by number."""
    return session.get(Challenge, number)


def challenges(session: Session) -> Sequence[Challenge]:
    """Every challenge that can be chosen, by name."""
    return session.exec(select(Challenge).where(col(Challenge.merged_into_id).is_(None)).order_by(Challenge.name)).all()


def stances(session: Session, member_ids: Sequence[int]) -> Sequence[tuple[int, Challenge, str]]:
    """(member, challenge, stance) of these members: *faces*, *worked on*, or one of each."""
    return [
        (link.member_id, row, stance)
        for link, row in session.exec(
            select(MemberChallenge, Challenge)
            .join(Challenge, col(Challenge.id) == col(MemberChallenge.challenge_id))
            .where(col(MemberChallenge.member_id).in_(member_ids))
            .order_by(col(MemberChallenge.member_id), Challenge.name)
        ).all()
        for stance in (("faces", "worked on") if link.stance == "both" else (link.stance,))
    ]


def set_stances(session: Session, member_id: int, faces: Collection[int], worked_on: Collection[int] = ()) -> None:
    """Replace what a member faces and has worked on: numbers of challenges."""
    session.exec(delete(MemberChallenge).where(col(MemberChallenge.member_id) == member_id))
    for challenge_id in dict.fromkeys([*faces, *worked_on]):
        stance = "both" if challenge_id in faces and challenge_id in worked_on else None
        stance = stance or ("faces" if challenge_id in faces else "worked on")
        session.add(MemberChallenge(member_id=member_id, challenge_id=challenge_id, stance=stance))
    session.flush()
