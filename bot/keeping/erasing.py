"""Seeing an erasure to its end: messages made anew, the last bytes gone, and then the word that it is done."""

from datetime import datetime
from functools import partial

from bot.chat import Block, address_from_json
from bot.delivering import copies, outbox
from bot.helping import requests
from bot.learning import anew
from bot.remembering import readings
from bot.voice import Voice
from content import Content
from storage import copies as copy_rows
from storage import erasing as rows
from storage import people
from storage.database import Database, Session
from storage.tables import Erasure, Member

GONE_ALREADY = ("message_not_found", "404")  # nothing stands there any more


def step(database: Database, content: Content, now: datetime) -> bool:
    """One step; whether another is to follow at once."""
    with database.read() as session:
        states = {row.state for row in rows.waiting(session)}
        stale, remains = bool(copy_rows.stale(session, 1)), bool(rows.remains(session))
    if remains:
        with database.write() as session:
            return rows.remove(session)
    if stale:
        with database.write() as session:
            return copies.refresh(session, content, now, partial(_anew, now))
    if "new" in states:
        with database.write() as session:
            rows.merge(session)
        return True
    for state, then in (("merged", "clean"), ("last", "")):
        if state in states:
            return rows.clean(database, state, then)
    if "clean" in states:
        with database.write() as session:
            return _finish(session, content, now)
    return False


def _anew(now: datetime, voice: Voice, reader: Member, item: str) -> list[Block] | None:
    """An item as its reader may read it now. What was carried is kept nowhere: once it changed, it is gone."""
    what, _, number = item.partition(" ")
    if reader.state != "member":
        return None
    if what == "reflection":
        return readings.anew(now, voice, reader, int(number))
    if what == "request":
        return requests.anew(now, voice, reader, int(number))
    return anew.shown(voice, reader, what, int(number)) if what in {"asset", "workgroup"} else None


def _finish(session: Session, content: Content, now: datetime) -> bool:
    """See to what is clean: once every change is made, or could not be, whoever is to be told is told."""
    ended = False
    for row in rows.waiting(session, "clean"):
        if not copy_rows.any_stale(session, row.member_id) and not copy_rows.under_way(session, row.member_id):
            _tell(session, content, row, now)
            ended = True
    return ended


def _tell(session: Session, content: Content, row: Erasure, now: datetime) -> None:
    """Name to the author what could not be reached. Somebody who left hears that it is done, and is not known after."""
    missed = copy_rows.not_reached(session, row.member_id, GONE_ALREADY)
    where = ", ".join(sorted({each.platform.capitalize() for each in missed}))
    copy_rows.forget_changes(session, row.member_id)
    author = people.member(session, row.member_id)
    voice = Voice(session, content, author.language if author and not row.address else row.language)
    named = [voice.say("copies.missed", count=len(missed), where=where)] if missed else []
    if row.address:
        card = voice.card(voice.say("leave.gone"), voice.say("leave.gone-what"), *named)
        address, row.address = address_from_json(row.address), ""
        outbox.put(session, address, card, kind="notice", about=copy_rows.for_sake_of(row.member_id), now=now)
    else:
        if named and author is not None and author.state == "member":
            card = voice.card(voice.say("copies.missed-title"), *named, voice.say("copies.missed-next"))
            outbox.put_direct(session, author, card, kind="notice", about="", now=now)
        row.state = "last"
    session.add(row)
