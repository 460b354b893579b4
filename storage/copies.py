"""Whose words stand where: the items that each message of ours shows, and which messages are to be made anew."""

import re
from collections.abc import Sequence

from sqlalchemy import func, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select

from storage.outbox import UNFINISHED
from storage.tables import Copy, Delivery, Posting

_SHOWN = re.compile(r'"of":"([^"]*)"')  # the items on a card


def shows(session: Session, posting_id: int, items: Sequence[str]) -> None:
    """Note what a message shows now, in place of what it showed before."""
    session.exec(delete(Copy).where(col(Copy.posting_id) == posting_id))
    session.add_all(Copy(posting_id=posting_id, item=item, position=at) for at, item in enumerate(items))
    session.flush()


def at(session: Session, platform: str, tenant: str, conversation: str, message: str) -> Posting | None:
    """The message that stands there, if it is noted."""
    return session.exec(
        select(Posting).where(
            Posting.platform == platform,
            Posting.tenant == tenant,
            Posting.conversation == conversation,
            Posting.message == message,
        )
    ).one_or_none()


def items_in(session: Session, posting_id: int) -> Sequence[str]:
    """What a message shows, from top to bottom."""
    return session.exec(select(Copy.item).where(Copy.posting_id == posting_id).order_by(col(Copy.position))).all()


def grow_stale(session: Session, items: Sequence[str], author_id: int) -> None:
    """Every message that shows one of these is to be made anew, for its author's sake."""
    for begin in range(0, len(items), 500):
        some = items[begin : begin + 500]
        session.exec(update(Copy).where(col(Copy.item).in_(some)).values(stale_for=author_id))


def grow_stale_in(session: Session, posting_id: int, for_id: int) -> None:
    """This message is to be made anew, for somebody's sake."""
    session.exec(update(Copy).where(col(Copy.posting_id) == posting_id).values(stale_for=for_id))


def stale(session: Session, most: int) -> Sequence[tuple[Posting, int]]:
    """Messages to be made anew, each with an author for whose sake."""
    which = (
        sql_select(col(Copy.posting_id), func.min(col(Copy.stale_for)).label("author"))
        .where(col(Copy.stale_for).is_not(None))
        .group_by(col(Copy.posting_id))
        .order_by(col(Copy.posting_id))
        .limit(most)
        .subquery()
    )
    found = session.exec(select(Posting, which.c.author).join(which, which.c.posting_id == col(Posting.id))).all()
    return [(row, int(author)) for row, author in found]


def made_anew(session: Session, posting_id: int) -> None:
    """It was decided what this message is to say."""
    session.exec(update(Copy).where(col(Copy.posting_id) == posting_id).values(stale_for=None))


def shown_to(session: Session, member_id: int) -> Sequence[Posting]:
    """The messages in somebody's own chat that show anybody's words."""
    holding = select(Copy.posting_id).distinct()
    return session.exec(select(Posting).where(Posting.member_id == member_id, col(Posting.id).in_(holding))).all()


def any_stale(session: Session, author_id: int) -> bool:
    """Whether messages still wait to be made anew for this author's sake."""
    return session.exec(select(Copy.posting_id).where(Copy.stale_for == author_id)).first() is not None


def rename(session: Session, item: str, becomes: str) -> None:
    """An item is called otherwise from now on."""
    both = select(Copy.posting_id).where(Copy.item == becomes)
    session.exec(delete(Copy).where(col(Copy.item) == item, col(Copy.posting_id).in_(both)))
    session.exec(update(Copy).where(col(Copy.item) == item).values(item=becomes))


# --- what is on its way ----------------------------------------------------------------------------------------------


def on_their_way(session: Session, *items: str) -> Sequence[Delivery]:
    """Deliveries that still have a card with the words of any of these on it."""
    waiting = (col(Delivery.card).is_not(None), col(Delivery.card).contains('"of":"'))
    cards = session.exec(select(Delivery.id, Delivery.card).where(*waiting)).all()
    wanted = set(items)
    shown = [number for number, card in cards if not wanted.isdisjoint(_SHOWN.findall(card or ""))]
    found: list[Delivery] = []
    for begin in range(0, len(shown), 500):
        found += session.exec(select(Delivery).where(col(Delivery.id).in_(shown[begin : begin + 500]))).all()
    return found


def with_words(session: Session) -> Sequence[Delivery]:
    """Deliveries that still have a card with anybody's words on it."""
    waiting = (col(Delivery.card).is_not(None), col(Delivery.card).contains('"of":"'))
    return session.exec(select(Delivery).where(*waiting).order_by(col(Delivery.id))).all()


def waiting(session: Session, about: str) -> Sequence[Delivery]:
    """Deliveries about this that still have a card."""
    return session.exec(select(Delivery).where(Delivery.about == about, col(Delivery.card).is_not(None))).all()


def says_now(session: Session, row: Delivery, card: str | None) -> None:
    """Change what a delivery is to say, or let it say nothing. Whoever has claimed it has to claim it again."""
    values: dict[str, object] = {"card": card}
    if row.state != "sending":
        values |= {"fence": row.fence + 1}
        values |= {"state": "pending", "owner": ""} if row.state == "claimed" else {}
        values |= {"state": "dead", "error": "withdrawn"} if card is None else {}
    session.exec(update(Delivery).where(col(Delivery.id) == row.id).values(**values))
    session.expire(row)


def wanted(session: Session, delivery_id: int | None) -> str | None:
    """What a delivery is to say by now."""
    return session.exec(select(Delivery.card).where(Delivery.id == delivery_id)).one_or_none()


# --- what became of the changes --------------------------------------------------------------------------------------


def for_sake_of(author_id: int) -> str:
    """What a change of a message is about, that is made for an author's sake."""
    return f"words of {author_id}"


def under_way(session: Session, author_id: int) -> bool:
    """Whether anything that is sent for this author's sake is still on its way."""
    theirs = select(Delivery.id).where(Delivery.about == for_sake_of(author_id), col(Delivery.state).in_(UNFINISHED))
    return session.exec(theirs).first() is not None


def not_reached(session: Session, author_id: int, nothing_stands: Sequence[str]) -> Sequence[Delivery]:
    """The changes for this author's sake that failed for good; not those where nothing stands any more."""
    return session.exec(
        select(Delivery).where(
            Delivery.about == for_sake_of(author_id),
            Delivery.kind == "change",
            col(Delivery.state).in_(("dead", "uncertain")),
            col(Delivery.error).not_in((*nothing_stands, "superseded", "withdrawn", "dropped", "left")),
        )
    ).all()


def forget_changes(session: Session, author_id: int) -> None:
    """Drop the record of what was sent for this author's sake, and of where a goodbye stands."""
    session.exec(delete(Delivery).where(col(Delivery.about) == for_sake_of(author_id)))
    session.exec(delete(Posting).where(col(Posting.about) == for_sake_of(author_id)))
