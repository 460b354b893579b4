"""Who may read which reflection: the one rule, as a condition of a query and as tokens of the search index.

A reader may read what they wrote. Whoever is confirmed may also read, while it is not hidden and its author is a
confirmed member: what is for their place (what was for the place of a council that merged since, if they were of it
then), and what is for the network (a nameless one from its weekly batch on).
Where its author chats and *wider* is switched off, what is for the network is for their place, and what has no name is
for nobody else.

A workgroup and what it made are for everybody confirmed; where *wider* is switched off for who wrote it down, for that
place and the group alone. What was reported is for the group until an organiser has decided.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import organisations, people, switches
from storage.tables import Asset, Member, Reflection, Workgroup, WorkgroupMember

LONDON = ZoneInfo("Europe/London")
NETWORK = "n0"
WROTE = ("member", "stays")  # states of members whose words others may read


@dataclass(frozen=True)
class Reader:
    """Who reads. `place_id` is None for whoever is unconfirmed or works in no place.

    `narrowed` is False where it is known that *wider* is switched off nowhere. `formerly` are the places whose people
    they were among until a council merged or split, and until when: what was written for these before is still theirs.
    """

    member_id: int
    place_id: int | None
    confirmed: bool
    narrowed: bool = True
    formerly: tuple[tuple[int, datetime], ...] = ()


ANYBODY = Reader(0, None, confirmed=True)
"""Who wrote nothing and works in no place: what they may read, everybody confirmed may."""


def reader(session: Session, member: Member) -> Reader:
    """A member as a reader."""
    assert member.id is not None
    confirmed = member.confirmed_at is not None and member.state == "member"
    place = people.place_of(session, member) if confirmed else None
    formerly = tuple(organisations.formerly(session, member.id)) if confirmed else ()
    return Reader(member.id, place.id if place else None, confirmed, bool(switches.off(session, "wider")), formerly)


def may_read(who: Reader, now: datetime) -> ColumnElement[bool]:
    """The rule, over `reflection`."""
    own = col(Reflection.member_id) == who.member_id
    if not who.confirmed:
        return own
    authors = select(Member.id).where(col(Member.confirmed_at).is_not(None), col(Member.state).in_(WROTE))
    out = col(Reflection.shown_from) <= now
    wide = col(Reflection.member_id).not_in(switches.held_by("wider")) if who.narrowed else true()
    shared = [and_(col(Reflection.audience).in_(["network", "nameless"]), out, wide)]
    for_place = (col(Reflection.audience) == "my place") | ((col(Reflection.audience) == "network") & out)
    if who.place_id is not None:
        shared.append(and_(for_place, col(Reflection.place_id) == who.place_id))
    for place_id, until in who.formerly:
        before = and_(col(Reflection.place_id) == place_id, col(Reflection.written_at) <= until)
        shared.append(and_(for_place, before))
    return or_(
        own,
        and_(col(Reflection.hidden_at).is_(None), col(Reflection.member_id).in_(authors), or_(*shared)),
    )


def open_to_all(now: datetime) -> ColumnElement[bool]:
    """Shared with the network under a name, and to be read by everybody in it now: what its author may be asked for."""
    return and_(col(Reflection.audience) == "network", may_read(ANYBODY, now))


def written_between(first: date, last: date) -> ColumnElement[bool]:
    """Written from the first day to the end of the last, by London's clock."""
    begin, end = (datetime.combine(day, time(), LONDON) for day in (first, last + timedelta(days=1)))
    return and_(col(Reflection.written_at) >= begin, col(Reflection.written_at) < end)


def may_see_group(who: Reader) -> ColumnElement[bool]:
    """The rule, over `workgroup`. What nobody offered yet, or nobody wanted, is for nobody."""
    if not who.confirmed:
        return false()
    open_ = col(Workgroup.state).in_(("gathering", "running", "ending", "ended"))
    shown = and_(col(Workgroup.hidden_at).is_(None), _wide(who, Workgroup.starter_id, Workgroup.place_id))
    return and_(open_, or_(shown, col(Workgroup.id).in_(_groups(who))))


def may_read_asset(who: Reader) -> ColumnElement[bool]:
    """The rule, over `asset`."""
    if not who.confirmed:
        return false()
    shown = and_(col(Asset.hidden_at).is_(None), _wide(who, Asset.maker_id, Asset.place_id))
    return or_(shown, col(Asset.workgroup_id).in_(_groups(who)))


def _wide(who: Reader, author: int | None, place: int | None) -> ColumnElement[bool]:
    """What somebody wrote down for everybody may be read by all, or else where they work. Of who left, by all."""
    if not who.narrowed:
        return true()
    free = or_(col(author).is_(None), col(author).not_in(switches.held_by("wider")))
    return free if who.place_id is None else or_(free, col(place) == who.place_id)


def _groups(who: Reader) -> SelectOfScalar[int]:
    return select(WorkgroupMember.workgroup_id).where(WorkgroupMember.member_id == who.member_id)


def tokens_of(who: Reader) -> tuple[str, ...]:
    """The tokens of the index that this reader may match."""
    mine = (f"m{who.member_id}",)
    if not who.confirmed:
        return mine
    places = dict.fromkeys([*([who.place_id] if who.place_id is not None else []), *(one for one, _ in who.formerly)])
    return (*mine, NETWORK, *(f"p{place_id}" for place_id in places))


def acl_of(reflection: Reflection, *, author_confirmed: bool, narrowed: bool = False) -> str:
    """The tokens under which a reflection may be matched. Its author's is always among them.

    `narrowed` is whether *wider* is switched off where its author chats.
    """
    tokens = [f"m{reflection.member_id}"]
    if author_confirmed and reflection.hidden_at is None:
        if reflection.audience in {"network", "nameless"} and not narrowed:
            tokens.append(NETWORK)
        elif reflection.audience in {"my place", "network"} and reflection.place_id is not None:
            tokens.append(f"p{reflection.place_id}")
    return " ".join(tokens)
