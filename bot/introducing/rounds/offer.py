"""Asking who would like an introduction this time.

A card in the channels that names nobody, and a message to those who want to be asked each time.
"""

from datetime import datetime

from bot.chat import Block, Button, Buttons, Card, Text, address_from_json
from bot.delivering import notices, outbox
from bot.delivering.notices import Telling, Told
from bot.introducing.rounds.inputs import Borders, could_take_part
from bot.voice import Voice
from content import Content
from storage import people, switches
from storage import rounds as rows
from storage.database import Session
from storage.tables import Member, Round


def ask_everybody(session: Session, content: Content, row: Round, now: datetime) -> None:
    """A card in every channel of the network, and a notice to each who wants to be asked."""
    assert row.closes_at is not None
    about, accounts = f"round {row.id}", people.all_accounts(session)
    borders = Borders.of(session)
    for space in people.homes(session):
        if (space.platform, space.tenant) in borders.introductions:
            continue
        card = offer_card(Voice(session, content), row)
        outbox.put(session, address_from_json(space.address), card, kind="offer", about=about, now=now)
    for member in people.members(session):
        if to_be_asked(member) and could_take_part(member, accounts.get(member.id or 0, []), now.date(), borders):
            notices.put(session, member, "would you", about, now, row.closes_at)


def to_be_asked(member: Member) -> bool:
    """Whether somebody wants to be asked, and has not said yet."""
    return member.introductions == "ask" and not member.next_round


def offer_card(voice: Voice, row: Round) -> Card:
    """What stands in a channel: no names, no challenge."""
    assert row.closes_at is not None
    return voice.card(
        voice.say("take-part.open"),
        voice.say("take-part.open-what", until=voice.day_and_time(row.closes_at, "Europe/London")),
        buttons=(Button(voice.say("take-part.yes"), "take part", "main", opens=True),),
    )


def render(telling: Telling) -> Told | None:
    """The question to one who wants to be asked; nothing once they said, or the round asks no more."""
    row = rows.round_by(telling.session, telling.number)
    if row is None or row.state != "asking" or row.closes_at is None or not to_be_asked(telling.member):
        return None
    if switches.holds(telling.session, "introductions", telling.member.id or 0):
        return None
    voice = telling.voice
    until = voice.day_and_time(row.closes_at, telling.member.zone)
    return Told(
        voice.card(voice.say("take-part.would-you"), voice.say("take-part.until", until=until), buttons=_yes_no(voice))
    )


def at_home(voice: Voice, member: Member) -> list[Block]:
    """The same question on Home, while a round asks."""
    row = rows.open_one(voice.session)
    if row is None or row.state != "asking" or not to_be_asked(member):
        return []
    if switches.holds(voice.session, "introductions", member.id or 0):
        return []
    return [Text(voice.say("take-part.would-you")), Buttons(_yes_no(voice))]


def _yes_no(voice: Voice) -> tuple[Button, Button]:
    return (
        Button(voice.say("take-part.yes-please"), "take part", "main"),
        Button(voice.say("take-part.not-this-round"), "not this round"),
    )
