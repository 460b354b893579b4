"""What members ask of each other: who was asked, and who is free to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, tuple_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage import reports, switches
from storage.tables import Account, Apart, Asked, Member, MemberChallenge, Organisation, Request, Tenant


@dataclass(frozen=True)
class Free:
    """Somebody who may be asked for help. `last` is when they were asked before; None where they never were."""

    member_id: int
    place_id: int
    last: datetime | None = None


def get(session: Session, request_id: int) -> Request | None:
    """A request by number."""
    return session.get(Request, request_id)


def everybody_asked(session: Session, request_id: int) -> Sequence[Asked]:
    """Everybody who is asked by it, in the order they were chosen."""
    return session.exec(select(Asked).where(Asked.request_id == request_id).order_by(col(Asked.id))).all()


def asked(session: Session, request_id: int, member_id: int) -> Asked | None:
    """Somebody's part in a request."""
    mine = (Asked.request_id == request_id, Asked.member_id == member_id)
    return session.exec(select(Asked).where(*mine)).one_or_none()


def going_on(session: Session, member_id: int) -> Sequence[Request]:
    """What a member asks and that waits for an answer."""
    mine = (Request.member_id == member_id, col(Request.state).in_(("waiting", "open", "hidden")))
    return session.exec(select(Request).where(*mine).order_by(col(Request.id))).all()


def said_as(session: Session, platform: str, tenant: str, conversation: str, message: str) -> Asked | None:
    """What was answered with a message of one's own."""
    return session.exec(
        select(Asked).where(
            Asked.said_platform == platform,
            Asked.said_tenant == tenant,
            Asked.said_conversation == conversation,
            Asked.said_message == message,
        )
    ).first()


def asked_of(session: Session, member_id: int) -> Sequence[Request]:
    """What a member is asked and has not answered."""
    return session.exec(
        select(Request)
        .join(Asked, col(Asked.request_id) == col(Request.id))
        .where(Asked.member_id == member_id, Asked.state == "waiting", Request.state == "open")
        .order_by(col(Request.id))
    ).all()


def about(session: Session, member_id: int, reflection_id: int, kind: str) -> Request | None:
    """What a member asked last about a reflection."""
    return session.exec(
        select(Request)
        .where(Request.member_id == member_id, Request.reflection_id == reflection_id, Request.kind == kind)
        .order_by(col(Request.id).desc())
    ).first()


def said_no(session: Session, asker_id: int, author_id: int) -> Sequence[bool]:
    """For each time an author said no to an asker: whether the asker did not know whom they asked."""
    return session.exec(
        select(Request.nameless)
        .join(Asked, col(Asked.request_id) == col(Request.id))
        .where(
            Request.kind == "author",
            Request.member_id == asker_id,
            Asked.member_id == author_id,
            Asked.state == "no",
        )
    ).all()


def apart(session: Session, one_id: int, other_id: int) -> bool:
    """Whether either of them does not want to meet the other."""
    either = or_(
        and_(col(Apart.member_id) == one_id, col(Apart.other_id) == other_id),
        and_(col(Apart.member_id) == other_id, col(Apart.other_id) == one_id),
    )
    return session.exec(select(Apart).where(either)).first() is not None


def over(session: Session, now: datetime, most: int) -> Sequence[Request]:
    """Requests whose time is up."""
    return session.exec(
        select(Request)
        .where(Request.state != "closed", col(Request.until) <= now)
        .order_by(col(Request.until), col(Request.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def waiting(session: Session) -> Sequence[Request]:
    """Requests that nobody was free for, the oldest first."""
    return session.exec(
        select(Request).where(Request.state == "waiting").order_by(col(Request.id)).with_for_update(skip_locked=True)
    ).all()


def free_to_help(session: Session, row: Request, place_id: int | None, since: datetime) -> list[Free]:
    """Who may be asked by this request: of other places, have worked on its challenge, and can be written to.

    Nobody whom a request that chose them reached after `since` or waits for, nobody who was asked about the same
    reflection, and nobody who is not to meet the asker.
    """
    chosen = select(Request.id).where(Request.kind != "author")
    busy = select(Asked.member_id).where(
        col(Asked.request_id).in_(chosen), or_(col(Asked.state) == "waiting", col(Asked.told_at) > since)
    )
    before = (
        select(Asked.member_id)
        .join(Request, col(Request.id) == col(Asked.request_id))
        .where(Request.kind == "three", Request.reflection_id == row.reflection_id)
    )
    apart = select(Apart.other_id).where(Apart.member_id == row.member_id)
    apart_too = select(Apart.member_id).where(Apart.other_id == row.member_id)
    silent = sql_select(col(Tenant.platform), col(Tenant.tenant)).where(~col(Tenant.direct))
    here = tuple_(col(Account.platform), col(Account.tenant))
    reachable = select(Account.member_id).where(col(Account.reachable), Account.direct != "", here.not_in(silent))
    last = (
        select(Asked.member_id, func.max(col(Asked.told_at)).label("at"))
        .where(col(Asked.request_id).in_(chosen))
        .group_by(col(Asked.member_id))
        .subquery()
    )
    query = (
        select(Member.id, Organisation.place_id, last.c.at)
        .join(MemberChallenge, col(MemberChallenge.member_id) == col(Member.id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .join(last, last.c.member_id == col(Member.id), isouter=True)
        .where(
            MemberChallenge.challenge_id == row.challenge_id,
            col(MemberChallenge.stance).in_(("worked on", "both")),
            Member.state == "member",
            Member.requests,
            Member.id != row.member_id,
            col(Member.confirmed_at).is_not(None),
            col(Member.paused_at).is_(None),
            col(Organisation.place_id).is_not(None),
            col(Organisation.place_id).is_distinct_from(place_id),
            col(Member.id).in_(reachable),
            col(Member.id).not_in(busy),
            col(Member.id).not_in(before),
            col(Member.id).not_in(apart),
            col(Member.id).not_in(apart_too),
            _near(session, row.member_id),
        )
        .order_by(col(Member.id))
    )
    return [Free(member_id or 0, where or 0, at) for member_id, where, at in session.exec(query).all()]


def _near(session: Session, asker_id: int) -> ColumnElement[bool]:
    """Those with whom somebody may exchange words."""
    circle = switches.circle(session, asker_id)
    if not circle:
        return col(Member.id).not_in(switches.held_by("carrying")) if circle == "" else false()
    here = (col(Account.platform) + "/" + col(Account.tenant)) == circle
    elsewhere = sql_select(col(Account.member_id)).where(~here)
    return col(Member.id).in_(sql_select(col(Account.member_id)).where(here)) & col(Member.id).not_in(elsewhere)


def reached_since(session: Session, member_id: int, since: datetime, request_id: int) -> bool:
    """Whether another request that chose them for what they know reached somebody after that."""
    return (
        session.exec(
            select(Asked.id)
            .join(Request, col(Request.id) == col(Asked.request_id))
            .where(
                Request.kind != "author",
                Request.id != request_id,
                Asked.member_id == member_id,
                col(Asked.told_at) > since,
            )
        ).first()
        is not None
    )


def close(session: Session, row: Request) -> None:
    """Nothing more comes of it; its words are dropped."""
    for part in everybody_asked(session, row.id or 0):
        if part.state == "waiting":
            part.state = "lapsed"
            session.add(part)
    row.state, row.words = "closed", ""
    session.add(row)


def hide(session: Session, request_id: int, *, hidden: bool) -> None:
    """Hide an open request from those who are asked, until an organiser has looked at it; or show it again."""
    row = session.get(Request, request_id)
    if row is not None and row.state == ("open" if hidden else "hidden"):
        row.state = "hidden" if hidden else "open"
        session.add(row)


def take_back(session: Session, row: Request) -> None:
    """Whoever asks takes it back, also from who looks at what was reported."""
    close(session, row)
    reports.follow(session, f"request {row.id}", "")


def about_own(session: Session, reflection_id: int, member_id: int) -> Sequence[Request]:
    """What somebody asks others about a reflection of their own."""
    mine = (Request.reflection_id == reflection_id, Request.member_id == member_id)
    return session.exec(select(Request).where(*mine, Request.state != "closed")).all()
