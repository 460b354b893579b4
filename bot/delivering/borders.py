"""Whose words a card shows, and whether they may stand where it goes: no word passes a border that is closed.

Whoever brings words of a person to another asks before, and says kindly what to do instead; this is asked again of
every card, whatever it is. Reflections have a rule of their own: `storage/reading.py`.
"""

from collections.abc import Collection
from dataclasses import replace

from bot.chat import Block, Button, Buttons, Card, Facts, Link, Reply, Said, Text, card_from_json
from bot.voice import Voice
from storage import copies, requests, switches
from storage.database import Session
from storage.tables import Delivery

WITH_WORDS = "wrong words "  # a button that has the words in its sentence


def authors(session: Session, card: Card) -> frozenset[int]:
    """Who wrote what this card shows of people's words to each other."""
    return frozenset(found for item in card.items if (found := _author(session, item)) is not None)


def _author(session: Session, item: str) -> int | None:
    kind, _, number = item.partition(" ")
    if kind == "member":
        return int(number)
    row = requests.get(session, int(number)) if kind == "request" else None
    return row.member_id if row else None


def stopped(session: Session, card: Card, reader_id: int | None, where: switches.Home) -> frozenset[str]:
    """The items of a card that may not be shown to this reader there."""
    if not card.items or not switches.off(session, "carrying"):
        return frozenset()
    return frozenset(
        item
        for item in card.items
        if (by := _author(session, item)) not in {None, reader_id} and not switches.may_stand(session, by or 0, where)
    )


def within(voice: Voice, reply: Reply | None, reader_id: int | None, where: switches.Home) -> Reply | None:
    """An answer, with a sentence in the place of words that may not be shown there."""
    kept = stopped(voice.session, reply.card, reader_id, where) if reply else frozenset()
    if reply is None or not kept:
        return reply
    blocks = tuple(_block(voice, block, kept) for block in reply.card.blocks)
    return replace(reply, card=replace(reply.card, blocks=blocks, buttons=_harmless(reply.card.buttons)))


def _block(voice: Voice, block: Block, kept: Collection[str]) -> Block:
    if isinstance(block, Buttons):
        return replace(block, buttons=_harmless(block.buttons))
    if isinstance(block, Said | Facts) and block.of in kept:
        return Text(voice.say("switches.not-here"), quiet=True)
    return block


def _harmless(buttons: tuple[Button | Link, ...]) -> tuple[Button | Link, ...]:
    return tuple(each for each in buttons if not (isinstance(each, Button) and each.says.startswith(WITH_WORDS)))


def close(session: Session) -> int:
    """A border was closed: what waits to be sent across it is not sent any more; how much that was."""
    waiting = [row for row in copies.with_words(session) if _crosses(session, row)]
    for row in waiting:
        copies.says_now(session, row, None)
    return len(waiting)


def _crosses(session: Session, row: Delivery) -> bool:
    card = card_from_json(row.card or "")
    return bool(stopped(session, card, row.member_id, (row.platform, row.tenant)))
