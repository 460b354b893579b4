"""Copies: every message of ours that shows a member's words is found again, and made anew when these change.

A message is made anew from the state, as its reader may read it by then. Ephemeral answers, forms and Home are not
kept by the platforms, so nothing is noted of them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Account, Block, Card, Field, MessageRef, Said, Text, card_from_json, card_to_json, ref_to_json
from bot.delivering import outbox
from bot.voice import Voice
from content import Content
from storage import copies as rows
from storage import erasing, people, reflections
from storage import outbox as outbox_rows
from storage.database import Session
from storage.tables import Member, Posting

BATCH = 5  # messages made anew in one transaction: about 20 ms
ANSWER = "answer"  # what a message is about that only answers somebody
TRAVELS = timedelta(minutes=1)  # longer than an answer takes until it stands in a chat
REFLECTION = "reflection "  # and its number: how a reflection is called as an item


def of_reflection(number: int) -> str:
    """A reflection as an item."""
    return f"{REFLECTION}{number}"


def of_member(number: int | None) -> str:
    """What a member wrote about themselves, or had carried, as an item."""
    return f"member {number}"


def of_request(number: int | None) -> str:
    """The words that somebody asks others with, as an item."""
    return f"request {number}"


def of_workgroup(number: int | None) -> str:
    """What the people of a workgroup say of it, as an item."""
    return f"workgroup {number}"


def of_asset(number: int | None) -> str:
    """What a workgroup made, as an item."""
    return f"asset {number}"


# --- noting ----------------------------------------------------------------------------------------------------------


def answered(session: Session, who: Account, card: Card, ref: MessageRef, now: datetime) -> None:
    """An answer stands as a message in somebody's own chat: note whose words it shows.

    What became of these while it travelled could not know of it yet: then it is made anew at once.
    """
    posting = rows.at(session, ref.platform, ref.tenant, ref.conversation, ref.message)
    account = people.account(session, who.platform, who.tenant, who.user)
    if posting is None and (not card.items or account is None):
        return
    if posting is None:
        posting = Posting(
            about=ANSWER,
            platform=ref.platform,
            tenant=ref.tenant,
            conversation=ref.conversation,
            message=ref.message,
            ref=ref_to_json(ref),
            member_id=account.member_id if account else None,
            posted_at=now,
        )
        outbox_rows.stands(session, posting)
    rows.shows(session, posting.id or 0, card.items)
    if account is not None and _overtaken(session, card, account.member_id, now):
        rows.grow_stale_in(session, posting.id or 0, account.member_id)


def _overtaken(session: Session, card: Card, reader_id: int, now: datetime) -> bool:
    """Whether reflections on this card were changed or taken away since it was made."""
    shown = {item: int(item.split()[1]) for item in card.items if item.startswith(REFLECTION)}
    there = reflections.there(session, list(shown.values())) if shown else {}
    for item, number in shown.items():
        row = there.get(number)
        if row is None or (row.audience == "only me" and row.member_id != reader_id):
            return True
        if row.edited_at and now - row.edited_at < TRAVELS and not _says(card, item, row.words):
            return True
    return False


def _says(card: Card, item: str, words: str) -> bool:
    """Whether all that the card shows of this item is in its words as they are now."""
    said = (block.words for block in card.blocks if isinstance(block, Said) and block.of == item)
    return all(part.removeprefix("… ").removesuffix(" …") in words for part in said)


def stands(session: Session, posting: Posting, sent: Card, wanted: str | None, now: datetime) -> None:
    """A message was posted: note whose words it shows, and change it where they changed while it travelled."""
    rows.shows(session, posting.id or 0, sent.items)
    if wanted is not None and wanted != card_to_json(sent):
        outbox.update(session, posting, card_from_json(wanted), now=now)


def changed(session: Session, ref: MessageRef, card: Card) -> None:
    """A message was changed: note whose words it shows now."""
    posting = rows.at(session, ref.platform, ref.tenant, ref.conversation, ref.message)
    if posting is not None:
        rows.shows(session, posting.id or 0, card.items)


# --- changing --------------------------------------------------------------------------------------------------------


def renew(session: Session, author_id: int, item: str, words: str | None, now: datetime) -> None:
    """The words of this item are others now (None: gone): every message that shows them is to follow."""
    for row in rows.on_their_way(session, item):
        says = None if words is None else card_to_json(_with_words(card_from_json(row.card or ""), item, words))
        rows.says_now(session, row, says)
    rows.grow_stale(session, [item], author_id)
    erasing.begin(session, author_id, now)


def reshown(session: Session, author_id: int, item: str, now: datetime) -> None:
    """What this item shows is otherwise now, in parts: every message that shows it is made anew."""
    rows.grow_stale(session, [item], author_id)
    erasing.begin(session, author_id, now)


def _with_words(card: Card, item: str, words: str) -> Card:
    """The card with these words in place of the item's."""
    return replace(card, blocks=tuple(_block_with(block, item, words) for block in card.blocks))


def _block_with(block: Block, item: str, words: str) -> Block:
    if isinstance(block, Said) and block.of == item:
        return replace(block, words=words, marks=())
    if isinstance(block, Field) and block.of == item:
        return replace(block, value=(words,))
    return block


def forget_all(session: Session, author_id: int, items: list[str], now: datetime) -> None:
    """Somebody leaves: what shows their words is to follow, and what stands in their own chat is taken away."""
    for row in rows.on_their_way(session, *items):
        rows.says_now(session, row, None)
    rows.grow_stale(session, items, author_id)
    for posting in rows.shown_to(session, author_id):
        rows.shows(session, posting.id or 0, ())
        going = outbox.take_away(session, posting, now)
        going.about, going.member_id = rows.for_sake_of(author_id), None  # it outlives who left
        session.add(going)


def take_back(session: Session, author_id: int, about: str, now: datetime) -> None:
    """What is about this is withdrawn by its author: it is taken away where it stands, and not sent where it waits."""
    outbox_rows.forget(session, about)
    for posting in outbox.standing(session, about):
        outbox.take_away(session, posting, now).about = rows.for_sake_of(author_id)
    erasing.begin(session, author_id, now)


def reword(session: Session, author_id: int, about: str, card: Card, now: datetime) -> None:
    """What is about this says something else now, where it stands and where it waits. To one reader."""
    for delivery in rows.waiting(session, about):
        rows.says_now(session, delivery, card_to_json(card))
    for posting in outbox.standing(session, about):
        outbox.update(session, posting, card, now=now, about=rows.for_sake_of(author_id))
    erasing.begin(session, author_id, now)


# --- making anew -----------------------------------------------------------------------------------------------------


Show = Callable[[Voice, Member, str], list[Block] | None]
"""How an item is shown to a reader now; None where it may not be any more."""


def refresh(session: Session, content: Content, now: datetime, show: Show) -> bool:
    """Decide what some of the messages are to say now; whether there were any."""
    found = rows.stale(session, BATCH)
    for posting, author_id in found:
        rows.made_anew(session, posting.id or 0)
        card = _again(session, content, posting, show)
        outbox.update(session, posting, card, now=now, about=rows.for_sake_of(author_id))
    return bool(found)


def _again(session: Session, content: Content, posting: Posting, show: Show) -> Card:
    reader = people.member(session, posting.member_id) if posting.member_id else None
    voice = Voice(session, content, reader.language if reader else "en")
    shown: list[Block] = []
    gone = False
    for item in rows.items_in(session, posting.id or 0):
        blocks = show(voice, reader, item) if reader else None
        shown += blocks or []
        gone = gone or blocks is None
    note = (Text(voice.say("copies.gone"), quiet=bool(shown)),) if gone else ()
    title = voice.say("copies.changed") if shown else voice.say("copies.taken-away")
    return voice.card(title, *shown, *note)
