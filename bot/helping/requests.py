"""What members ask of each other: what every request shares, whoever is asked."""

from datetime import datetime, timedelta

from bot.chat import Block, Button, Buttons, Reply, Said
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.helping import answering, asking_author, asking_three
from bot.remembering.readings import numbered_first
from bot.turn import Turn
from storage import people
from storage import requests as rows
from storage.database import Session

TOLD_WITHIN = timedelta(days=14)  # how long the news of how it ended may wait for its turn
AT_ONCE = 100  # requests a transaction


def request(turn: Turn, rest: str) -> Reply:
    """A request again, as whoever asks or is asked may see it."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0)
    if row is None or row.kind not in {"author", "three"}:
        raise turn.refuse("refusal.not-found")
    author = row.kind == "author"
    if row.member_id == turn.my_id:
        return asking_author.as_asker(turn, row) if author else asking_three.as_asker(turn, row)
    part = rows.asked(turn.session, row.id or 0, turn.my_id)
    if part is None or part.state == "unheard":
        raise turn.refuse("refusal.not-found")
    return asking_author.as_asked(turn, row, part) if author else answering.as_asked(turn, row, part)


def asked_of_me(turn: Turn) -> list[Block]:
    """What waits for an answer of this member's, each with a button that opens it."""
    blocks: list[Block] = []
    for row in rows.asked_of(turn.session, turn.my_id):
        open_it = Button(turn.say("home.open"), f"request {row.id}", opens=True)
        blocks += [Said(row.words, by=turn.name_of(row.member_id)), Buttons((open_it,))]
    return blocks


def pass_time(session: Session, now: datetime) -> None:
    """Ask for those whom nobody was free for, end what has had its time, and tell who asked."""
    asking_three.ask_for_waiting(session, now)
    for row in rows.over(session, now, AT_ONCE):
        rows.close(session, row)
        asker = people.member(session, row.member_id)
        if asker:
            notices.put(session, asker, "follow-up", f"request {row.id}", now, now + TOLD_WITHIN)


def render(telling: Telling) -> Told | None:
    """To somebody who is asked."""
    row = rows.get(telling.session, telling.number)
    part = rows.asked(telling.session, telling.number, telling.member.id or 0)
    asker = people.member(telling.session, row.member_id) if row else None
    if row is None or part is None or asker is None or asker.state != "member":
        return None
    if row.state != "open" or part.state != "waiting":
        return None
    asks = asking_author.asks if row.kind == "author" else answering.asks
    card = asks(telling.voice, row, asker, part, telling.now)
    if card is None:
        return None

    def told() -> None:
        part.told_at = telling.now
        telling.session.add(part)

    return Told(card, then=told)


def render_end(telling: Telling) -> Told | None:
    """To who asked, once the time is up."""
    row = rows.get(telling.session, telling.number)
    if row is None or row.helped:
        return None
    if row.kind == "three":
        return Told(asking_three.ended(telling.voice, row))
    return Told(asking_author.ended(telling.voice, row))
