"""Telling people of a stocktake, some at a time and within the message budget: that it is open, and what came of it."""

from datetime import datetime, time, timedelta

from bot.chat import Button
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.stocktake import results
from bot.stocktake.pooling import LONDON
from storage import stocktakes as rows
from storage.database import Database, Session
from storage.tables import Stocktake

KIND = "stocktake"  # of the notice
STEP = 100  # people a transaction
STANDS = timedelta(days=28)  # how long the figures may wait for their turn


def step(database: Database, now: datetime) -> bool:
    """Some of those who are to be told; whether there may be more."""
    with database.read() as session:
        if rows.telling(session) is None:
            return False
    with database.write() as session:
        row = rows.telling(session)
        if row is not None:
            _tell(session, row, now)
    return True


def _tell(session: Session, row: Stocktake, now: datetime) -> None:
    found = rows.to_tell(session, row, STEP)
    over = datetime.combine(row.last + timedelta(days=1), time(), LONDON)
    expires = over if row.state == "open" else now + STANDS
    for member in found:
        notices.put(session, member, KIND, f"{row.state} {row.id}", now, expires)
    row.told_up_to = found[-1].id if len(found) == STEP else None
    session.add(row)


def render(telling: Telling) -> Told | None:
    """To somebody it is for: that it is open. To somebody who answered: what came of it."""
    row, voice = rows.get(telling.session, telling.number), telling.voice
    mine = rows.taking(telling.session, telling.member.id or 0, telling.number)
    if row is None:
        return None
    if telling.about.startswith("closed"):
        return Told(results.pooled_card(voice, row).card) if mine else None
    if row.state != "open" or (mine and mine.done_at):
        return None
    return Told(
        voice.card(
            voice.say("stocktake.is-open", who=results.of_whom(voice, row), last=row.last),
            voice.say("stocktake.invites"),
            voice.say("stocktake.what"),
            buttons=(Button(voice.say("stocktake.take-part"), f"stocktake answer {row.id} 1", "main", opens=True),),
        )
    )
