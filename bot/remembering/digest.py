"""Friday's digest: how much was shared this week, and three things this reader may open. No words, no zero."""

from datetime import datetime, time, timedelta

from bot.asking import prompts
from bot.asking.civil import at
from bot.chat import Block, Button, Buttons, Text
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.learning.assets import later
from bot.organising.map_card import in_digest
from storage import askings, people, reading, reflections
from storage import notices as rows
from storage.database import Session

FRIDAY = 4
FROM = time(9, 30)
STANDS = timedelta(hours=30)
A_WEEK = timedelta(days=7)
OFFERED = 3


def announce(session: Session, now: datetime) -> None:
    """On Friday morning: a notice for everybody who wants the digest, once."""
    if now.weekday() != FRIDAY:
        return
    about = f"digest {now:%G%V}"
    if rows.exists(session, about):
        return
    for member in people.members(session):
        if member.digest:
            begins = at(now.date(), FROM, member.zone)
            notices.put(session, member, "digest", about, max(begins, now), begins + STANDS)


def render(telling: Telling) -> Told | None:
    """The digest as this reader may have it; None in a week without anything for them."""
    if not telling.member.digest:
        return None
    reader = reading.reader(telling.session, telling.member)
    shared = reflections.shared_since(telling.session, reader, telling.now - A_WEEK, telling.now)
    left = later.in_digest(telling, reader)
    if not shared and not left:
        return None
    voice = telling.voice
    places = {row.place_id for row in shared if row.audience != "nameless"}
    blocks: list[Block] = []
    for row in shared[:OFFERED]:
        asking = askings.asking(telling.session, row.asking_id) if row.asking_id else None
        about = prompts.words_for(voice, asking).question if asking else voice.say("digest.free")
        open_it = Button(voice.say("home.open"), f"reflection {row.id}", opens=True)
        blocks += [Text(about), Buttons((open_it,))]
    latest = askings.latest(telling.session)
    blocks += in_digest(voice, telling.now) if telling.member.organiser else []
    return Told(
        voice.card(
            voice.say("digest.title", count=len(shared), places=len(places)) if shared else voice.say("asset.digest"),
            *blocks,
            *left,
            buttons=(
                Button(voice.say("others.add"), f"reflect {latest.id}" if latest else "reflect", "main", opens=True),
                Button(voice.say("home.search"), "search", opens=True),
            ),
        )
    )
