"""Asking the author of something for twenty minutes: they say yes or no before anything is shared.

Who wrote without their name is asked too. The asker learns only yes or no, and everything that is not a yes (a no, no
answer, somebody who is away or does not wish to be asked by them) looks the same, at the same time.
"""

from datetime import datetime

from bot.chat import Button, Card, Field, Reply, Said, Shown, Text
from bot.delivering import outbox
from bot.delivering.copies import of_reflection, of_request
from bot.helping.request_parts import (
    ANSWER_WITHIN,
    UNDER_WAY,
    answered,
    ask,
    asker_of,
    in_touch,
    mine,
    put_in_touch,
    role_field,
    room,
    seen,
    take_back_button,
    take_role,
)
from bot.remembering import audience, care
from bot.remembering.readings import as_blocks, readable
from bot.remembering.reported_words import wrong_button
from bot.remembering.used import excerpt
from bot.turn import Turn, direct_account
from bot.voice import Voice
from storage import people, reflections, switches
from storage import requests as rows
from storage.reading import Reader
from storage.tables import Asked, Member, Reflection, Request

LONGEST = 500  # characters


def ask_author(turn: Turn, rest: str) -> Reply:
    """Ask, in one's own words, seen before they are sent. The same reflection once."""
    row = readable(turn, rest)
    before = rows.about(turn.session, turn.my_id, row.id, "author")
    if before is not None:
        return as_asker(turn, before)
    room(turn)
    author, nameless = people.member(turn.session, row.member_id), row.audience == audience.NAMELESS
    assert author is not None
    heard = _heard(turn, author, nameless=nameless)
    if turn.typed:
        return _form(turn, row, author, nameless=nameless)
    words = turn.incoming.value("words")
    if not words:
        raise turn.refuse("request.empty", "words")
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    care.look_over(turn, words)
    take_role(turn)
    until = turn.now + ANSWER_WITHIN
    request = Request(
        kind="author",
        member_id=turn.my_id,
        reflection_id=row.id,
        words=words,
        nameless=nameless,
        made_at=turn.now,
        until=until,
    )
    people.add(turn.session, request)
    ask(turn.session, request, row.member_id, heard=heard)
    turn.result = f"request {request.id}"
    return as_asker(turn, request)


def _heard(turn: Turn, author: Member, *, nameless: bool) -> bool:
    """Whether they are to hear of it. Refuses at once only what the asker may know, and only where they know of whom.

    A no is for good; whose it was is not told by refusing another request. A block is never told.
    """
    noes = rows.said_no(turn.session, turn.my_id, author.id or 0)
    silent = direct_account(turn.session, author, unasked=True) is None
    away = author.paused_at is not None or not author.requests or silent
    if nameless and switches.circle(turn.session, turn.my_id) != "":  # whoever it is: else a refusal would tell
        raise turn.refuse("switches.kept-here", organisers=turn.organisers_named)
    open_ = switches.exchange(turn.session, turn.my_id, author.id or 0)
    if not nameless and not open_:
        raise turn.refuse("switches.not-carried", names=author.name, organisers=turn.organisers_named)
    if not nameless and False in noes:
        raise turn.refuse("request.said-no", name=author.name)
    if not nameless and away:
        raise turn.refuse("request.not-now", name=author.name)
    return open_ and not (away or noes or rows.apart(turn.session, turn.my_id, author.id or 0))


def _form(turn: Turn, row: Reflection, author: Member, *, nameless: bool) -> Reply:
    first = turn.say("request.first-nameless") if nameless else turn.say("request.first", name=author.name)
    return turn.form(
        turn.say("request.title"),
        *as_blocks(turn, row, words=excerpt(row.words)),
        Text(first),
        Text(turn.say("request.they-see", who=seen(turn, turn.me)), quiet=True),
        Field("words", turn.say("request.why"), "words", hint=turn.say("request.why-hint"), most=LONGEST),
        *role_field(turn),
        submit=Button(turn.say("request.send"), f"ask author {row.id}", "main", token=turn.token()),
    )


# --- as the asker sees it --------------------------------------------------------------------------------------------


def as_asker(turn: Turn, row: Request) -> Reply:
    """What became of it, as far as it may be known. Not even its words tell whether somebody nameless answered."""
    parts = rows.everybody_asked(turn.session, row.id or 0)
    if any(part.state == "yes" for part in parts):
        return turn.answer(turn.say("request.was-yes", name=turn.name_of(parts[0].member_id)))
    told = ("request.asked-next",) if row.state in UNDER_WAY else ("request.was-no", "request.was-no-next")
    return turn.answer(_asked(turn, row), *(turn.say(key) for key in told), buttons=take_back_button(turn, row))


def _asked(voice: Voice, row: Request) -> str:
    """Whom they asked, by name where they know it."""
    parts = rows.everybody_asked(voice.session, row.id or 0)
    if row.nameless or not parts:
        return voice.say("request.asked-nameless")
    return voice.say("request.asked", name=voice.name_of(parts[0].member_id))


def ended(voice: Voice, row: Request) -> Card:
    """Ten days are over without a yes."""
    asked = Text(_asked(voice, row), quiet=True)
    return voice.card(voice.say("request.was-no"), asked, voice.say("request.was-no-next"))


# --- as the author sees it -------------------------------------------------------------------------------------------


def asks(voice: Voice, row: Request, asker: Member, part: Asked, now: datetime) -> Card | None:
    """Who asks and why, and what about; None where it is not there any more."""
    author = Reader(part.member_id, None, confirmed=False)
    about = reflections.get(voice.session, row.reflection_id or 0, author, now)
    if about is None:
        return None
    return voice.card(
        voice.say("request.to-you", name=asker.name),
        Said(row.words, by=seen(voice, asker), of=of_request(row.id)),
        Text(voice.say("request.about"), quiet=True),
        Said(excerpt(about.words), of=of_reflection(about.id)),
        *((Text(voice.say("request.hidden")),) if row.nameless else ()),
        Text(voice.say("request.no-is-fine"), quiet=True),
        buttons=(
            Button(voice.say("request.yes"), f"request yes {row.id}", "main"),
            Button(voice.say("request.no"), f"request no {row.id}"),
            wrong_button(voice, f"request {row.id}", row.words),
        ),
    )


def as_asked(turn: Turn, row: Request, part: Asked) -> Reply:
    """The request, or what one answered."""
    if part.state == "yes":
        return in_touch(turn)
    if part.state == "no":
        return _declined(turn)
    card = asks(turn, row, asker_of(turn, row), part, turn.now) if row.state == "open" else None
    if card is None:
        raise turn.refuse("request.over")
    return Reply(card)


def yes(turn: Turn, rest: str) -> Reply:
    """Both are put in touch. Whoever wrote without their name chose with this to be known."""
    row, part = mine(turn, rest)
    if part.state == "yes":
        return in_touch(turn)
    if row.kind != "author" or row.state != "open" or part.state != "waiting":
        raise turn.refuse("request.over")
    reply = put_in_touch(turn, row, part)
    rows.close(turn.session, row)
    return reply


def no(turn: Turn, rest: str) -> Reply:
    """For good, and kindly. Of somebody nameless it is told when the ten days are over, like no answer."""
    row, part = mine(turn, rest)
    if part.state == "no":
        return _declined(turn)
    if row.kind != "author" or row.state != "open" or part.state != "waiting":
        raise turn.refuse("request.over")
    answered(turn, part, "no")
    row.words = ""
    turn.session.add(row)
    asker = people.member(turn.session, row.member_id)
    if asker and not row.nameless:
        rows.close(turn.session, row)
        reader = turn.to(asker)
        card = reader.card(reader.say("request.no-from", name=turn.me.name), reader.say("request.was-no-next"))
        outbox.put_direct(turn.session, asker, card, kind="words", about=f"request {row.id}", now=turn.now)
    return _declined(turn)


def _declined(turn: Turn) -> Reply:
    return turn.answer(turn.say("request.declined"), turn.say("request.declined-next"), shown=Shown.IN_PLACE)
