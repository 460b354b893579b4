"""Being one of three who are asked for help: a line, twenty minutes, or passing, which nobody learns of."""

from datetime import datetime, timedelta

from bot.chat import Block, Button, Card, Field, Kind, Reply, Said, Shown, Text
from bot.delivering import copies, outbox
from bot.delivering.copies import of_member, of_request
from bot.helping.request_parts import answered, asker_of, challenge, in_touch, mine, put_in_touch, seen, tell
from bot.introducing.introduction_cards import named
from bot.remembering import care
from bot.remembering.readings import numbered_first
from bot.remembering.reported_words import wrong_button
from bot.turn import Turn
from bot.voice import Voice
from storage import people, reports
from storage import requests as rows
from storage.tables import Asked, Member, Request

FORTNIGHT = timedelta(days=14)
LONGEST = 500  # characters


def asks(voice: Voice, row: Request, asker: Member, part: Asked, now: datetime) -> Card | None:
    """Who asks, their words, and a box for a line; None where another reached them less than a fortnight ago."""
    if rows.reached_since(voice.session, part.member_id, now - FORTNIGHT, row.id or 0):
        return None
    return Card(
        voice.say("request.help", name=asker.name),
        _asked(voice, row, asker),
        (
            Button(voice.say("request.help-offer"), f"request offer {row.id}"),
            Button(voice.say("request.help-pass"), f"request pass {row.id}"),
            wrong_button(voice, f"request {row.id}", row.words),
        ),
        submit=Button(voice.say("request.help-answer"), f"request answer {row.id}", "main", token=f"request-{row.id}"),
        language=voice.language,
    )


def _asked(voice: Voice, row: Request, asker: Member, typed: str = "") -> tuple[Block, ...]:
    return (
        Said(row.words, by=seen(voice, asker), of=of_request(row.id)),
        Text(voice.say("request.help-why", challenge=challenge(voice, row)), quiet=True),
        Field(
            "words",
            voice.say("request.help-words"),
            "words",
            value=(typed,) if typed else (),
            hint=voice.say("reflect.hint"),
            most=LONGEST,
        ),
    )


def as_asked(turn: Turn, row: Request, part: Asked) -> Reply:
    """The request, or what one answered."""
    match part.state:
        case "yes":
            return in_touch(turn)
        case "line":
            return _sent(turn, row)
        case "pass":
            return _passed(turn)
    card = asks(turn, row, asker_of(turn, row), part, turn.now) if row.state == "open" else None
    if card is None:
        raise turn.refuse("request.over")
    return Reply(card)


def _mine(turn: Turn, rest: str) -> tuple[Request, Asked]:
    """A request of this kind that one is asked by. Refuses one that is over."""
    row, part = mine(turn, rest)
    if row.kind != "three" or row.state not in {"open", "answered"} or part.state == "lapsed":
        raise turn.refuse("request.over")
    return row, part


def answer(turn: Turn, rest: str) -> Reply:
    """A line, carried to who asked."""
    row, part = _mine(turn, rest)
    if part.state != "waiting":
        return as_asked(turn, row, part)
    asker = asker_of(turn, row)
    _, typed = numbered_first(rest)
    if turn.typed and not (typed and care.said_fine(turn)):
        return turn.form(
            turn.say("request.help-answer"),
            *_asked(turn, row, asker, typed),
            submit=Button(turn.say("request.help-answer"), f"request answer {row.id}", "main", token=turn.token()),
        )
    words = turn.incoming.value("words") or typed
    care.look_over(turn, words, sends=True)
    return _answer(turn, row, part, words)


def reply(turn: Turn, request_id: int) -> Reply | None:
    """A reply in the thread of a request is an answer to it; None where it is none of that."""
    row, part = rows.get(turn.session, request_id), rows.asked(turn.session, request_id, turn.my_id)
    if row is None or part is None or row.kind != "three" or row.state != "open" or part.state != "waiting":
        return None
    words, said = turn.incoming.text.strip(), turn.incoming
    doubt = care.before_it_goes(turn, words, f"request answer {row.id} {words[:LONGEST]}")
    if doubt is not None:
        return doubt
    part.said_platform, part.said_tenant = said.account.platform, said.account.tenant
    part.said_conversation, part.said_message = said.address.conversation, said.message
    return _answer(turn, row, part, words)


def _answer(turn: Turn, row: Request, part: Asked, words: str) -> Reply:
    if not words:
        raise turn.refuse("reflect.empty", "words")
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    asker = asker_of(turn, row)
    tell(turn, asker, _line(turn, asker, part, words), _about(part))
    _note(turn, row, part, "line")
    return _sent(turn, row)


def _about(part: Asked) -> str:
    return f"asked {part.id}"


def _line(turn: Turn, asker: Member, part: Asked, words: str) -> Card:
    """An answer, as who asked reads it."""
    reader = turn.to(asker)
    said = Said(words, by=named(reader, turn.my_id), of=of_member(turn.my_id))
    wrong = wrong_button(reader, _about(part), words)
    return reader.card(reader.say("request.answer-from", name=turn.me.name), said, buttons=(wrong,))


def follow(turn: Turn) -> bool:
    """A message was edited or deleted: the answer that it was follows. Whether it was one."""
    incoming, who = turn.incoming, turn.incoming.account
    part = rows.said_as(turn.session, who.platform, who.tenant, incoming.address.conversation, incoming.message)
    if part is None or turn.member is None or part.member_id != turn.my_id:
        return False
    words = "" if incoming.kind is Kind.DELETED else incoming.text.strip()[:LONGEST]
    hidden = reports.follow(turn.session, _about(part), words)
    if not words:
        copies.take_back(turn.session, turn.my_id, _about(part), turn.now)
    elif not hidden:
        _reword(turn, part, words)
    return True


def _reword(turn: Turn, part: Asked, words: str) -> None:
    row = rows.get(turn.session, part.request_id)
    asker = people.member(turn.session, row.member_id) if row else None
    if asker is None:
        return
    copies.reword(turn.session, turn.my_id, _about(part), _line(turn, asker, part, words), turn.now)
    noticed = care.in_edited(turn, words)
    if noticed:
        card = turn.answer(turn.say("care.edited"), *noticed, Said(words, of=copies.of_member(turn.my_id))).card
        outbox.put_direct(turn.session, turn.me, card, kind="words", about="", now=turn.now)


def _note(turn: Turn, row: Request, part: Asked, state: str) -> None:
    """Note an answer; with the last one the words of the request are dropped."""
    answered(turn, part, state)
    if all(each.state != "waiting" for each in rows.everybody_asked(turn.session, row.id or 0)):
        row.state, row.words = "answered", ""
        turn.session.add(row)


def _sent(turn: Turn, row: Request) -> Reply:
    return turn.answer(
        turn.say("request.help-sent", name=turn.name_of(row.member_id)),
        buttons=(Button(turn.say("request.help-offer"), f"request offer {row.id}"),),
        shown=Shown.IN_PLACE,
    )


def offer(turn: Turn, rest: str) -> Reply:
    """Twenty minutes: both are put in touch."""
    row, part = _mine(turn, rest)
    if part.state not in {"yes", "line", "waiting"}:
        return as_asked(turn, row, part)
    reply = put_in_touch(turn, row, part)
    _note(turn, row, part, "yes")
    return reply


def pass_(turn: Turn, rest: str) -> Reply:
    """Not this time, and nobody learns of it."""
    row, part = _mine(turn, rest)
    if part.state == "waiting":
        _note(turn, row, part, "pass")
    return as_asked(turn, row, part)


def _passed(turn: Turn) -> Reply:
    return turn.answer(turn.say("request.passed"), turn.say("request.passed-next"), shown=Shown.IN_PLACE)
