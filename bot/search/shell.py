"""Searching from the command line, as a member would."""

import json
from datetime import datetime
from random import Random

from bot.chat import Account, Address, Incoming, Kind, Where
from bot.remembering.readings import author, dated
from bot.search.grammar import parse
from bot.search.understanding import Understanding
from bot.turn import Turn, numbered
from content import Content
from storage import people, record, search
from storage.database import Session
from storage.tables import Member


def member_named(session: Session, typed: str) -> Member | None:
    """A member by number, or by name where only one is called so."""
    number = numbered(typed)
    if number is not None:
        return people.member(session, number)
    called = [row for row in people.members(session) if row.name.casefold() == typed.casefold()]
    return called[0] if len(called) == 1 else None


def noted(session: Session, member: Member, now: datetime) -> None:
    """Put on record that whoever runs the bot searches as this member does; never for what."""
    record.note(session, None, "searched as a member", f"member {member.id}", now)


def found_by(
    session: Session,
    content: Content,
    member: Member,
    sentence: str,
    now: datetime,
    limit: int,
    known: Understanding | None = None,
) -> list[dict[str, object]]:
    """What `member` finds, as plain data: id, text, by, date, score. Raises Refusal for a filter that names nothing."""
    somebody = Account("terminal", "", "")
    turn = Turn(
        session=session,
        content=content,
        language=member.language,
        incoming=Incoming(Kind.SAID, somebody, Address("terminal", "", Where.DIRECT), "", sentence),
        now=now,
        dice=Random(0),  # noqa: S311  (nothing is drawn)
        member=member,
    )
    asked = parse(turn, sentence)
    hits = search.find(
        session,
        turn.reader,
        asked.words,
        now,
        asked.filters,
        order=asked.order,
        near=known.near(asked.words) if known and asked.order == "best" else None,
        limit=limit,
        offset=asked.offset,
    )
    return [
        {
            "id": json.loads(hit.reflection.imported_as) if hit.reflection.imported_as else hit.reflection.id,
            "text": hit.reflection.words,
            "by": author(turn, hit.reflection),
            "date": dated(hit.reflection).isoformat(),
            "score": round(hit.score, 4),
        }
        for hit in hits
    ]
