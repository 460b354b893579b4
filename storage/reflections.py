"""Keeping reflections, changing them, and taking them away."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert
from sqlmodel import Session, col, delete, select

from storage import switches
from storage.reading import Reader, acl_of, may_read
from storage.search.tokens import tags_of
from storage.tables import Account, Asking, Challenge, Held, Member, Organisation, Reflection, ReflectionChallenge


def keep(session: Session, row: Reflection, challenge_ids: Sequence[int] = ()) -> None:
    """Store a new reflection, or a changed one, with its tokens made anew."""
    author = session.get(Member, row.member_id)
    confirmed = author is not None and author.confirmed_at is not None
    row.dated = _dated(row)
    row.acl = acl_of(row, author_confirmed=confirmed, narrowed=switches.holds(session, "wider", row.member_id))
    attached = set(challenge_ids)
    if row in session:
        links = select(ReflectionChallenge.challenge_id).where(ReflectionChallenge.reflection_id == row.id)
        attached -= (known := set(session.exec(links).all()))
        challenge_ids = sorted(known | attached)
    row.tags = tags_of(row, challenge_ids)
    session.add(row)
    _recount(session, row)
    session.flush()
    session.add_all(ReflectionChallenge(reflection_id=row.id, challenge_id=one) for one in attached)
    session.flush()


def _recount(session: Session, row: Reflection) -> None:
    """Answers to its question came or went; written only where it was not written already."""
    asking = session.get(Asking, row.asking_id) if row.asking_id else None
    if asking is not None and not asking.recount:
        asking.recount = True


def keep_many(session: Session, many: Sequence[tuple[Reflection, Sequence[int]]]) -> None:
    """Store new reflections of confirmed members, each with its challenges."""
    narrowed = set(session.execute(switches.held_by("wider")).scalars())
    for row, challenge_ids in many:
        row.dated = _dated(row)
        row.acl = acl_of(row, author_confirmed=True, narrowed=row.member_id in narrowed)
        row.tags = tags_of(row, challenge_ids)
    session.add_all(row for row, _ in many)
    session.flush()
    links = [{"reflection_id": row.id, "challenge_id": one} for row, some in many for one in some]
    if links:
        session.execute(insert(ReflectionChallenge), links)


def _dated(row: Reflection) -> datetime:
    """What *newest* means: a nameless one counts as of its batch, so that its place in a list tells nothing."""
    return row.shown_from if row.audience == "nameless" else row.written_at


def author_confirmed(session: Session, member_id: int) -> None:
    """An author was confirmed: make the tokens of what they wrote anew."""
    for row in session.exec(select(Reflection).where(Reflection.member_id == member_id)).all():
        keep(session, row)


def of_no_place(session: Session, member_id: int, organisation_id: int) -> bool:
    """What somebody wrote as of an organisation that they are not of is of none, nor of a place; whether any was."""
    mine = (Reflection.member_id == member_id, Reflection.organisation_id == organisation_id)
    found = session.exec(select(Reflection).where(*mine)).all()
    for row in found:
        row.organisation_id = row.place_id = None
        keep(session, row)
    return bool(found)


def some_of(session: Session, platform: str, tenant: str, after: int, most: int) -> Sequence[Reflection]:
    """What people of a workspace or tenant wrote for the network, by number from there on."""
    theirs = select(Account.member_id).where(Account.platform == platform, Account.tenant == tenant)
    wide = (col(Reflection.audience).in_(("network", "nameless")), col(Reflection.id) > after)
    query = select(Reflection).where(col(Reflection.member_id).in_(theirs), *wide)
    return session.exec(query.order_by(col(Reflection.id)).limit(most)).all()


def get(session: Session, reflection_id: int, who: Reader, now: datetime) -> Reflection | None:
    """One reflection, if this reader may read it."""
    return session.exec(select(Reflection).where(Reflection.id == reflection_id, may_read(who, now))).one_or_none()


def there(session: Session, ids: Sequence[int]) -> Mapping[int, Reflection]:
    """Those of these that are there, whose author did not leave, whoever may read them. Not to be shown."""
    query = select(Reflection).join(Member, col(Member.id) == col(Reflection.member_id))
    found = session.exec(query.where(col(Reflection.id).in_(ids), Member.state != "left")).all()
    return {row.id: row for row in found}


def readable(session: Session, who: Reader, now: datetime) -> Sequence[Reflection]:
    """Everything this reader may read, newest first; what has no name as of its batch."""
    return session.exec(
        select(Reflection).where(may_read(who, now)).order_by(col(Reflection.dated).desc(), col(Reflection.id))
    ).all()


def own(session: Session, member_id: int, limit: int = 50, after: int = 0) -> Sequence[Reflection]:
    """A member's own, newest first."""
    return session.exec(
        select(Reflection)
        .where(Reflection.member_id == member_id)
        .order_by(col(Reflection.written_at).desc(), col(Reflection.id))
        .offset(after)
        .limit(limit)
    ).all()


def count_of(session: Session, member_id: int) -> int:
    """How many a member wrote."""
    return session.exec(select(func.count(col(Reflection.id))).where(Reflection.member_id == member_id)).one()


def said_as(session: Session, platform: str, tenant: str, conversation: str, message: str) -> Reflection | None:
    """The reflection that came from this chat message."""
    return session.exec(
        select(Reflection).where(
            Reflection.said_platform == platform,
            Reflection.said_tenant == tenant,
            Reflection.said_conversation == conversation,
            Reflection.said_message == message,
        )
    ).one_or_none()


def to_question(
    session: Session, asking_id: int, who: Reader, now: datetime, limit: int, offset: int = 0
) -> Sequence[Reflection]:
    """Answers to a question that this reader may read, newest first; of one batch of nameless ones in no order."""
    return session.exec(
        select(Reflection)
        .where(Reflection.asking_id == asking_id, may_read(who, now))
        .order_by(col(Reflection.shown_from).desc(), col(Reflection.id))
        .offset(offset)
        .limit(limit)
    ).all()


def readable_to_question(session: Session, asking_id: int, who: Reader, now: datetime) -> int:
    """How many of them there are."""
    return session.exec(
        select(func.count(col(Reflection.id))).where(Reflection.asking_id == asking_id, may_read(who, now))
    ).one()


def answered(session: Session, asking_id: int) -> int:
    """How many people answered a question, other than without their name: a count that grows would tell when."""
    return session.exec(
        select(func.count(col(Reflection.member_id).distinct())).where(
            Reflection.asking_id == asking_id, Reflection.audience != "nameless"
        )
    ).one()


def nameless(session: Session, asking_id: int, now: datetime) -> int:
    """How many answers without a name can be read by now."""
    shown = (Reflection.audience == "nameless", col(Reflection.shown_from) <= now)
    return session.exec(select(func.count(col(Reflection.id))).where(Reflection.asking_id == asking_id, *shown)).one()


def by_name(session: Session, asking_id: int, but_for: int) -> int:
    """How many others answered a question so that somebody can see it was them."""
    return session.exec(
        select(func.count(col(Reflection.member_id).distinct())).where(
            Reflection.asking_id == asking_id,
            col(Reflection.audience).in_(["network", "my place"]),
            Reflection.member_id != but_for,
        )
    ).one()


def might_have_written(session: Session) -> int:
    """How many people could have written something without a name: the confirmed who may share it with everybody."""
    query = (
        select(func.count(col(Member.id)))
        .join(Organisation, col(Member.organisation_id) == col(Organisation.id))
        .where(Member.state == "member", col(Member.confirmed_at).is_not(None))
    )
    return session.exec(query.where(col(Member.id).not_in(switches.held_by("wider")))).one()


def answered_by(session: Session, asking_id: int, member_id: int) -> bool:
    """Whether somebody answered a question."""
    mine = (Reflection.asking_id == asking_id, Reflection.member_id == member_id)
    return session.exec(select(Reflection.id).where(*mine)).first() is not None


def newest_to(session: Session, asking_id: int, member_id: int) -> Reflection | None:
    """What somebody answered to a question last."""
    mine = (Reflection.asking_id == asking_id, Reflection.member_id == member_id)
    return session.exec(select(Reflection).where(*mine).order_by(col(Reflection.written_at).desc()).limit(1)).first()


def shared_since(session: Session, who: Reader, since: datetime, now: datetime) -> Sequence[Reflection]:
    """What others shared lately that this reader may read, newest first."""
    return session.exec(
        select(Reflection)
        .where(
            col(Reflection.shown_from) > since,
            col(Reflection.member_id) != who.member_id,
            may_read(who, now),
        )
        .order_by(col(Reflection.shown_from).desc(), col(Reflection.id))
    ).all()


def challenges_of(session: Session, ids: Sequence[int]) -> Mapping[int, list[Challenge]]:
    """The challenges of each reflection."""
    found: dict[int, list[Challenge]] = {number: [] for number in ids}
    for link, row in session.exec(
        select(ReflectionChallenge, Challenge)
        .join(Challenge, col(Challenge.id) == col(ReflectionChallenge.challenge_id))
        .where(col(ReflectionChallenge.reflection_id).in_(ids))
        .order_by(Challenge.name)
    ).all():
        found[link.reflection_id].append(row)
    return found


def erase(session: Session, row: Reflection) -> None:
    """Take a reflection away for good."""
    _recount(session, row)
    session.delete(row)
    session.flush()


def held(session: Session, held_id: int, member_id: int, now: datetime) -> Held | None:
    """A reply that waits for its author's *Keep*."""
    return session.exec(
        select(Held).where(Held.id == held_id, Held.member_id == member_id, col(Held.until) > now)
    ).one_or_none()


def drop_expired(session: Session, now: datetime) -> None:
    """Erase the replies that nobody asked to keep within their day."""
    session.exec(delete(Held).where(col(Held.until) <= now))
