"""Asking three people who have worked on it: each answers in a line, offers twenty minutes, or passes unseen.

Who is asked is chosen fairly: whoever was asked least lately, of different places where there are enough, and nobody
more than once a fortnight.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from bot.chat import Button, Card, Field, Option, Reply, Said, Shown, Text
from bot.delivering import outbox
from bot.delivering.copies import of_member
from bot.helping.request_parts import (
    ANSWER_WITHIN,
    ANSWERED,
    ask,
    challenge,
    role_field,
    room,
    seen,
    take_back_button,
    take_role,
)
from bot.introducing.introduction_cards import named
from bot.remembering import audience, care
from bot.remembering.readings import numbered_first, own
from bot.remembering.reported_words import wrong_button
from bot.turn import Turn
from bot.voice import Voice
from storage import people, reflections, switches
from storage import requests as rows
from storage.database import Session
from storage.requests import Free
from storage.tables import Challenge, Member, Reflection, Request

PEOPLE = 3
FORTNIGHT = timedelta(days=14)
WAITS = timedelta(weeks=4)  # while nobody is free
LONGEST = 600  # characters that are asked
SEED_BITS = 31
NEVER = datetime.min.replace(tzinfo=UTC)
HELPED = ("yes", "partly", "no")


# --- choosing --------------------------------------------------------------------------------------------------------


def choose(free: Sequence[Free], seed: int) -> list[Free]:
    """At most three: whoever was asked longest ago, chance among equals, one of each place before two of any."""
    drawn = sorted(free, key=lambda each: each.member_id)
    Random(seed).shuffle(drawn)  # noqa: S311  (fair, and made again from its seed)
    drawn.sort(key=lambda each: each.last or NEVER)
    firsts = {each.place_id: each for each in reversed(drawn)}.values()  # of each place the first
    drawn.sort(key=lambda each: each not in firsts)
    return drawn[:PEOPLE]


def _ask_those_free(session: Session, row: Request, now: datetime) -> None:
    """Ask whoever is free; where nobody is, it waits and comes first."""
    asker = people.member(session, row.member_id)
    place = people.place_of(session, asker) if asker else None
    free = rows.free_to_help(session, row, place.id if place else None, now - FORTNIGHT)
    if free:
        row.state, row.until = "open", now + ANSWER_WITHIN
        session.add(row)
    for each in choose(free, row.seed):
        ask(session, row, each.member_id)


def ask_for_waiting(session: Session, now: datetime) -> None:
    """Ask for those whom nobody was free for, the longest waiting first."""
    for row in rows.waiting(session):
        _ask_those_free(session, row, now)


# --- asking ----------------------------------------------------------------------------------------------------------


def ask_three(turn: Turn, rest: str) -> Reply:
    """Ask for help with a reflection of one's own, in words seen before they are sent."""
    row = own(turn, rest)
    before = rows.about(turn.session, turn.my_id, row.id, "three")
    if before is not None and before.state != "closed":
        return as_asker(turn, before)
    if turn.me.confirmed_at is None:
        raise turn.refuse("refusal.unconfirmed")
    room(turn)
    circle = switches.circle(turn.session, turn.my_id)
    if circle is None:
        raise turn.refuse("switches.kept-here", organisers=turn.organisers_named)
    if turn.typed:
        return _form(turn, row, (Text(turn.say("switches.only-here")),) if circle else ())
    words = turn.incoming.value("words")
    if not words:
        raise turn.refuse("reflect.empty", "words")
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    about = people.challenge(turn.session, turn.incoming.value("challenge"))
    if about is None:
        raise turn.refuse("request.three-challenge-missing", "challenge")
    care.look_over(turn, words)
    take_role(turn)
    request = Request(
        kind="three",
        member_id=turn.my_id,
        reflection_id=row.id,
        challenge_id=about.id,
        words=words,
        seed=turn.dice.getrandbits(SEED_BITS),
        state="waiting",
        made_at=turn.now,
        until=turn.now + WAITS,
    )
    people.add(turn.session, request)
    ask_for_waiting(turn.session, turn.now)  # whoever waits already comes first
    turn.result = f"request {request.id}"
    return as_asker(turn, request)


def _form(turn: Turn, row: Reflection, among: tuple[Text, ...]) -> Reply:
    challenges = [each for each in people.challenges(turn.session) if each.state == "content"]
    likely = _likely(turn, row)
    nameless = (Text(turn.say("request.three-nameless")),) if row.audience == audience.NAMELESS else ()
    return turn.form(
        turn.say("request.three-title"),
        turn.say("request.three-how"),
        *among,
        *nameless,
        Field(
            "challenge",
            turn.say("request.three-challenge"),
            "choice",
            tuple(Option(each.slug, turn.challenge_name(each)[:75]) for each in challenges),
            (likely.slug,) if likely in challenges else (),
        ),
        Field(
            "words",
            turn.say("request.three-words"),
            "words",
            value=(row.words[:LONGEST],),
            hint=turn.say("request.three-hint"),
            most=LONGEST,
        ),
        *role_field(turn),
        Text(turn.say("request.they-see", who=seen(turn, turn.me)), quiet=True),
        submit=Button(turn.say("request.three-send"), f"ask three {row.id}", "main", token=turn.token()),
    )


def _likely(turn: Turn, row: Reflection) -> Challenge | None:
    """What it is probably about: what was attached to it, else what its author faces."""
    attached = reflections.challenges_of(turn.session, [row.id])[row.id]
    faced = [each for _, each, stance in people.stances(turn.session, [turn.my_id]) if stance == "faces"]
    return next(iter([*attached, *faced]), None)


def as_asker(turn: Turn, row: Request) -> Reply:
    """How many were asked and how many answered; never who passed."""
    parts = rows.everybody_asked(turn.session, row.id or 0)
    if row.state == "waiting":
        none, first = turn.say("request.three-none"), turn.say("request.three-none-next")
        return turn.answer(none, first, buttons=take_back_button(turn, row))
    count = sum(part.state in ANSWERED for part in parts)
    if row.state == "closed":
        return Reply(ended(turn, row))
    return turn.answer(
        turn.say("request.three-asked", count=len(parts)),
        *((turn.say("request.three-fewer"),) if len(parts) < PEOPLE else ()),
        *((turn.say("request.three-answered", count=count),) if count else ()),
        Text(turn.say("request.three-next"), quiet=True),
        buttons=take_back_button(turn, row),
    )


# --- ten days later --------------------------------------------------------------------------------------------------


def ended(voice: Voice, row: Request) -> Card:
    """Did it help, and what did you do? Or, kindly, that nobody could answer."""
    if row.helped:
        return voice.card(voice.say("request.thanks"))
    if not _who_answered(voice.session, row):
        return voice.card(voice.say("request.nobody"), voice.say("request.nobody-next"))
    options = tuple(Option(each, voice.say(f"request.helped-{each}")) for each in HELPED)
    return Card(
        voice.say("request.helped"),
        (
            Text(voice.say("request.helped-about", challenge=challenge(voice, row))),
            Field("helped", voice.say("request.helped"), "choice", options),
            Field(
                "words",
                voice.say("request.helped-words"),
                "words",
                hint=voice.say("request.helped-hint"),
                required=False,
                most=LONGEST,
            ),
        ),
        submit=Button(voice.say("me.save"), f"request outcome {row.id}", "main", token=f"outcome-{row.id}"),
        language=voice.language,
    )


def outcome(turn: Turn, rest: str) -> Reply:
    """Whether it helped; what they did goes to those who answered, and stays a thing to write down."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0)
    if row is None or row.member_id != turn.my_id or row.kind != "three":
        raise turn.refuse("refusal.not-found")
    if turn.typed or row.helped:
        return Reply(ended(turn, row), Shown.ONLY_YOU if row.helped else Shown.FORM)
    helped, words = turn.incoming.value("helped"), turn.incoming.value("words")[:LONGEST]
    if helped not in HELPED:
        raise turn.refuse("request.helped-missing", "helped")
    care.look_over(turn, words)
    row.helped = helped
    turn.session.add(row)
    turn.result = f"request outcome {row.id}"
    if not words:
        return turn.answer(turn.say("request.thanks"), shown=Shown.IN_PLACE)
    told = [each for each in _who_answered(turn.session, row) if _tell_outcome(turn, row, each, words)]
    return turn.answer(
        turn.say("request.thanks"),
        turn.say("request.thanks-told", count=len(told)),
        Said(words, of=of_member(turn.my_id)),
        buttons=(Button(turn.say("words.keep"), f"keep words {words}", opens=True),),
        shown=Shown.IN_PLACE,
    )


def _who_answered(session: Session, row: Request) -> list[Member]:
    parts = [part for part in rows.everybody_asked(session, row.id or 0) if part.state in ANSWERED]
    return list(people.members(session, [part.member_id for part in parts]))


def _tell_outcome(turn: Turn, row: Request, to: Member, words: str) -> bool:
    reader = turn.to(to)
    said = Said(words, by=named(reader, turn.my_id), of=of_member(turn.my_id))
    about = f"outcome {row.id}"
    wrong = wrong_button(reader, about, words)
    card = reader.card(reader.say("request.came-from", name=turn.me.name), said, buttons=(wrong,))
    return outbox.put_direct(turn.session, to, card, kind="words", about=about, now=turn.now) is not None
