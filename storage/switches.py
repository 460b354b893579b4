"""What a workspace or tenant lets the network do there: four switches, and what follows for its people and their words.

- *direct*: direct messages that nobody asked for go there.
- *introductions*: its people are introduced to others.
- *carrying*: words of an exchange come in from elsewhere and go out. Off: whoever chats there exchanges words with
  those who chat there and nowhere else.
- *wider*: its people may share with more than their place. Off: what they shared with the network counts as for their
  place, and what they shared without a name can be read by nobody else, for a place may be too few to hide among.

A switch holds for everybody with an account there, also where they have another one elsewhere.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.tables import Account, Tenant

NAMES = ("direct", "introductions", "carrying", "wider")
KNOWN = "upstream_switched_off"  # of a session's `info`
Home = tuple[str, str]
"""(platform, tenant)."""


def tenants(session: Session) -> Sequence[Tenant]:
    """Every workspace and tenant that was let in."""
    return session.exec(select(Tenant).order_by(Tenant.platform, Tenant.tenant)).all()


def _is_off(name: str) -> ColumnElement[bool]:
    return ~col(getattr(Tenant, name))


SOME_OFF = select(Tenant).where(or_(*map(_is_off, NAMES)))


def off(session: Session, name: str) -> frozenset[Home]:
    """Where this is switched off. Asked once in a session."""
    known: dict[str, frozenset[Home]] | None = session.info.get(KNOWN)
    if known is None:
        rows = session.exec(SOME_OFF).all()
        known = {
            each: frozenset((row.platform, row.tenant) for row in rows if not getattr(row, each)) for each in NAMES
        }
        session.info[KNOWN] = known
    return known[name]


def switched(session: Session) -> None:
    """Something was switched in this session: what was known is not so any more."""
    session.flush()
    session.info.pop(KNOWN, None)


def off_at(session: Session, platform: str, tenant: str) -> tuple[str, ...]:
    """What is switched off at one place."""
    row = session.get(Tenant, (platform, tenant))
    return tuple(name for name in NAMES if row and not getattr(row, name))


def held_by(name: str) -> Select[int]:
    """The members for whom this is switched off: those with an account where it is."""
    here = and_(col(Account.platform) == col(Tenant.platform), col(Account.tenant) == col(Tenant.tenant))
    return sql_select(col(Account.member_id)).join(Tenant, here).where(_is_off(name))


def holds(session: Session, name: str, member_id: int) -> bool:
    """Whether this is switched off for a member."""
    if not off(session, name):
        return False
    return session.execute(held_by(name).where(col(Account.member_id) == member_id).limit(1)).first() is not None


# --- carrying --------------------------------------------------------------------------------------------------------


def homes(session: Session, member_id: int) -> frozenset[Home]:
    """Where somebody chats."""
    query = select(Account.platform, Account.tenant).where(Account.member_id == member_id)
    return frozenset(session.exec(query).all())


def circle_of(where: Iterable[Home], kept: Collection[Home]) -> str | None:
    """Among whom somebody exchanges words: empty: everybody else whose circle is; else those of one place alone.

    `kept` are the places where carrying is switched off. None: they chat in one of these and elsewhere too, so that
    nobody could tell where their words were written, and they exchange none.
    """
    found = set(where)
    if not found & set(kept):
        return ""
    return "/".join(found.pop()) if len(found) == 1 else None


def circle(session: Session, member_id: int) -> str | None:
    """The same, of a member."""
    kept = off(session, "carrying")
    return circle_of(homes(session, member_id), kept) if kept else ""


def exchange(session: Session, *member_ids: int) -> bool:
    """Whether words may go to and fro between these people."""
    if not off(session, "carrying"):
        return True
    circles = {circle(session, each) for each in member_ids}
    return len(circles) == 1 and None not in circles


def may_stand(session: Session, author_id: int, where: Home) -> bool:
    """Whether words that somebody wrote to others may be shown there."""
    kept = off(session, "carrying")
    if not kept:
        return True
    theirs = homes(session, author_id)
    return theirs == {where} if where in kept or theirs & kept else True
