"""Deciding to say something: whatever is said unasked is a row here first, in the transaction that decided it.

`bot.delivering.delivery` delivers it once that transaction has committed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import chat
from bot.chat import Address, Card
from bot.delivering import borders
from bot.turn import direct_account
from storage import outbox as rows
from storage.database import Session
from storage.tables import Delivery, Member, Posting

CHANGES = "/changes"  # the end of the lane of what is changed, which goes beside what is posted


def put(
    session: Session,
    address: Address,
    card: Card,
    *,
    kind: str,
    about: str,
    now: datetime,
    member_id: int | None = None,
    not_before: datetime | None = None,
) -> Delivery:
    """Decide to post a card. It is delivered after the transaction commits."""
    row = Delivery(
        key=secrets.token_hex(12),
        kind=kind,
        platform=address.platform,
        tenant=address.tenant,
        lane=_lane(address),
        address=chat.address_to_json(address),
        card=chat.card_to_json(card),
        about=about,
        member_id=member_id,
        not_before=not_before or now,
        made_at=now,
    )
    rows.put(session, row)
    return row


def put_direct(
    session: Session,
    member: Member,
    card: Card,
    *,
    kind: str,
    about: str,
    now: datetime,
    thread: str = "",
    unasked: bool = False,
    not_before: datetime | None = None,
) -> Delivery | None:
    """Decide to write to somebody alone. None when they cannot be reached, or not with this.

    `thread` is what an earlier message to them is about: where their platform has threads, this goes below it.
    `unasked` is what nobody asked for, nor is part of what they do.
    """
    others = borders.authors(session, card) - {member.id}
    account = direct_account(session, member, unasked=unasked, words_of=others)
    if account is None:
        return None
    address = chat.address_from_json(account.direct)
    first = _first_to(session, member, address, thread) if thread else None
    if first:
        address = replace(address, conversation=first.conversation, thread=first.message)
    return put(session, address, card, kind=kind, about=about, now=now, member_id=member.id, not_before=not_before)


def _first_to(session: Session, member: Member, address: Address, about: str) -> Posting | None:
    """The first message about this that stands in somebody's own chat."""
    return next(
        (
            row
            for row in rows.postings(session, about)
            if row.member_id == member.id and (row.platform, row.tenant) == (address.platform, address.tenant)
        ),
        None,
    )


def waiting(session: Session, about: str) -> Sequence[Delivery]:
    """What is about this and does not stand yet, or is not known to."""
    return rows.not_there_yet(session, about)


def reword(session: Session, row: Delivery, card: Card) -> None:
    """Decide that other words go instead; those that set out already are changed once they stand."""
    rows.reword(session, row, chat.card_to_json(card))


def standing(session: Session, about: str) -> Sequence[Posting]:
    """Where what is about this stands."""
    return rows.postings(session, about)


def update(session: Session, posting: Posting, card: Card, *, now: datetime, about: str = "") -> Delivery:
    """Decide to change a message of ours; of several changes that wait, only the last is made.

    Where it would say what may not stand there (any more), it is taken away.
    """
    if borders.stopped(session, card, posting.member_id, (posting.platform, posting.tenant)):
        gone = take_away(session, posting, now)
        gone.about = about or gone.about
        return gone
    change = _change(session, posting, "update", now, chat.card_to_json(card))
    change.about = about or change.about
    return change


def update_where_it_stands(session: Session, about: str, card: Card, now: datetime) -> None:
    """Decide to change what is about this in every channel. The card shows nobody's words."""
    assert not card.items
    there = [posting for posting in standing(session, about) if posting.member_id is None]
    rows.supersede(session, [posting.ref for posting in there], "update")
    made = chat.card_to_json(card)
    rows.put(session, *(_changed(posting, "update", now, made) for posting in there))


def withdraw(session: Session, about: str, now: datetime) -> None:
    """Decide to take away every message about this, and whatever waits to be posted about it."""
    rows.forget(session, about)
    for posting in standing(session, about):
        take_away(session, posting, now)


def take_away(session: Session, posting: Posting, now: datetime) -> Delivery:
    """Decide to take a message of ours away."""
    return _change(session, posting, "delete", now, None)


def _change(session: Session, posting: Posting, act: str, now: datetime, card: str | None) -> Delivery:
    rows.supersede(session, [posting.ref], "update")
    row = _changed(posting, act, now, card)
    rows.put(session, row)
    return row


def _changed(posting: Posting, act: str, now: datetime, card: str | None) -> Delivery:
    ref = chat.ref_from_json(posting.ref)
    return Delivery(
        key=secrets.token_hex(12),
        kind="change",
        act=act,
        platform=ref.platform,
        tenant=ref.tenant,
        lane=f"{ref.platform}/{ref.tenant}/{ref.conversation}{CHANGES}",
        address="",
        ref=posting.ref,
        card=card,
        about=posting.about,
        member_id=posting.member_id,
        not_before=now,
        made_at=now,
    )


def goes_by(session: Session, known: str, now_known: Address) -> None:
    """A place is reached another way than we knew (`known`, as JSON): so is what waits for it and what stands there."""
    if not known or chat.address_from_json(known).route == now_known.route:
        return
    keys = {now_known.conversation, *(person.user for person in now_known.people)} - {""}
    lanes = [f"{now_known.platform}/{now_known.tenant}/{key}{end}" for key in keys for end in ("", CHANGES)]
    for row in rows.waiting_in(session, lanes):
        if row.address:
            row.address = chat.address_to_json(replace(chat.address_from_json(row.address), route=now_known.route))
        if row.ref:
            row.ref = _by(row.ref, now_known)
        session.add(row)
    for posting in rows.standing_in(session, now_known.platform, now_known.tenant, now_known.conversation):
        posting.ref = _by(posting.ref, now_known)
        session.add(posting)


def _by(known: str, address: Address) -> str:
    """A message of ours in that place, by what its reference says of the way there."""
    ref = chat.ref_from_json(known)
    route = {name: address.route.get(name, value) for name, value in ref.route.items()}
    return chat.ref_to_json(replace(ref, route=route))


def _lane(address: Address) -> str:
    return f"{address.platform}/{address.tenant}/{address.key}"
