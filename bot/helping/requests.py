"""What members ask of each other: what every request shares, whoever is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Block, Button, Buttons, Card, Reply, Said, Shown
from bot.delivering import copies, notices
from bot.delivering.copies import of_request
from bot.delivering.notices import Telling, Told
from bot.helping import answering, asking_author, asking_three
from bot.helping.request_parts import UNDER_WAY
from bot.remembering.readings import numbered_first
from bot.turn import Turn
from bot.voice import Voice
from storage import people
from storage import requests as rows
from storage.database import Session
from storage.tables import Member

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
        blocks += [Said(row.words, by=turn.name_of(row.member_id), of=of_request(row.id)), Buttons((open_it,))]
    return blocks


def anew(now: datetime, voice: Voice, reader: Member, number: int) -> list[Block] | None:
    """A request in a message that is made anew, to somebody who is asked; None where nothing waits for their answer."""
    card = _to_answer(voice, reader, number, now)
    if card is None:
        return None
    opens = (replace(card.submit, opens=True, token=""),) if card.submit else ()
    said = [block for block in card.blocks if isinstance(block, Said) and block.of == of_request(number)]
    return [*said, Buttons((*opens, *card.buttons))]


def take_back(turn: Turn, rest: str) -> Reply:
    """Whoever asks takes their words back: nothing more comes of the request, and they go wherever they stand."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0)
    if row is None or row.member_id != turn.my_id or row.kind not in {"author", "three"}:
        raise turn.refuse("refusal.not-found")
    if row.state not in UNDER_WAY:
        raise turn.refuse("request.over")
    rows.take_back(turn.session, row)
    copies.renew(turn.session, turn.my_id, of_request(row.id), None, turn.now)
    return turn.answer(turn.say("request.taken-back"), turn.say("request.taken-back-what"), shown=Shown.IN_PLACE)


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
    card = _to_answer(telling.voice, telling.member, telling.number, telling.now)
    part = rows.asked(telling.session, telling.number, telling.member.id or 0)
    if card is None or part is None:
        return None

    def told() -> None:
        part.told_at = telling.now
        telling.session.add(part)

    return Told(card, then=told)


def _to_answer(voice: Voice, reader: Member, number: int, now: datetime) -> Card | None:
    """A request as somebody who is asked may answer it; None where nothing waits for an answer of theirs."""
    row, part = rows.get(voice.session, number), rows.asked(voice.session, number, reader.id or 0)
    asker = people.member(voice.session, row.member_id) if row else None
    if row is None or part is None or asker is None or asker.state != "member":
        return None
    if row.state != "open" or part.state != "waiting":
        return None
    asks = asking_author.asks if row.kind == "author" else answering.asks
    return asks(voice, row, asker, part, now)


def render_end(telling: Telling) -> Told | None:
    """To who asked, once the time is up."""
    row = rows.get(telling.session, telling.number)
    if row is None or row.helped:
        return None
    if row.kind == "three":
        return Told(asking_three.ended(telling.voice, row))
    return Told(asking_author.ended(telling.voice, row))
