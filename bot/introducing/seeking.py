"""Looking for somebody: *introduce me to somebody who has worked on data sharing*.

The best three are shown without a name, asked one at a time, and introduced once they say yes. Whether somebody said no
or nothing, the one who asked hears the same.
"""

import re
from datetime import datetime, timedelta

from bot.chat import Block, Button, Buttons, Divider, Facts, Reply, Shown, Text
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.introducing import introductions
from bot.introducing.challenges import like
from bot.introducing.rounds import inputs
from bot.matching import changes
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import people, seeking, switches
from storage.tables import Asked, Challenge, Member, Request

KIND = "meet"
BEST = 3
STANDS = timedelta(days=10)  # how long somebody may take to answer
HEARD_AFTER = timedelta(days=7)  # when the one who asked hears that nobody has answered
ONE_A_FORTNIGHT = timedelta(days=14)
_FILLER = re.compile(
    r"^(to\s+)?(somebody|someone|anybody|anyone)?\s*((who|that)(\s+has|’s|'s)?\s+)?(worked\s+on\s+)?", re.IGNORECASE
)


def introduce_me(turn: Turn, rest: str) -> Reply:
    """The best three who have worked on something, nameless."""
    typed = _FILLER.sub("", rest, count=1).strip()
    exact = people.challenge(turn.session, typed)
    near = [exact] if exact else like(turn, typed) if typed else []
    if turn.me.confirmed_at is None:
        raise turn.refuse("refusal.unconfirmed")
    if switches.holds(turn.session, "introductions", turn.my_id):
        raise turn.refuse("switches.no-introductions", names=turn.organisers_named)
    if not near or (exact is None and len(near) > 1 and not _certain(turn, near[0], typed)):
        return _which(turn, near)
    return _offer(turn, near[0])


def _certain(turn: Turn, row: Challenge, typed: str) -> bool:
    known = turn.content.challenges.get(row.slug)
    return typed.casefold() in {row.name.casefold(), *(word.casefold() for word in (known.words if known else ()))}


def _which(turn: Turn, near: list[Challenge]) -> Reply:
    """Which challenge is meant."""
    found = near or [row for _, row, stance in people.stances(turn.session, [turn.my_id]) if stance == "faces"]
    buttons = tuple(Button(turn.challenge_name(row)[:75], f"introduce me {row.slug}") for row in found[:5])
    return turn.answer(turn.say("seeking.which"), turn.say("seeking.which-what"), buttons=buttons)


def _offer(turn: Turn, challenge: Challenge) -> Reply:
    best = _best(turn, challenge)
    if not best:
        return turn.answer(
            turn.say("seeking.nobody", challenge=turn.challenge_name(challenge)),
            turn.say("seeking.nobody-what"),
            buttons=(Button(turn.say("take-part.yes"), "take part"),),
        )
    request = Request(
        kind=KIND, member_id=turn.my_id, challenge_id=challenge.id, state="closed", made_at=turn.now, until=turn.now
    )
    people.add(turn.session, request)
    blocks: list[Block] = []
    for member_id in best:
        row = Asked(request_id=request.id or 0, member_id=member_id, state="offered")
        people.add(turn.session, row)
        blocks += [Divider(), *_nameless(turn, member_id, challenge)]
        blocks.append(Buttons((Button(turn.say("seeking.ask"), f"ask to meet {row.id}", "main"),)))
    return turn.answer(turn.say("seeking.found", challenge=turn.challenge_name(challenge)), *blocks)


def _nameless(turn: Turn, member_id: int, challenge: Challenge) -> list[Block]:
    """Somebody, by what they have worked on and what else the two share: no name, no place, no platform."""
    mine = {row.slug for _, row, _ in people.stances(turn.session, [turn.my_id])}
    shared = dict.fromkeys(
        turn.challenge_name(row)
        for _, row, _ in people.stances(turn.session, [member_id])
        if row.slug in mine and row.slug != challenge.slug
    )
    facts = [(turn.say("seeking.worked-on"), turn.challenge_name(challenge))]
    if shared:
        facts.append((turn.say("seeking.also"), ", ".join(list(shared)[:3])))
    return [Text(turn.say("seeking.somebody")), Facts(tuple(facts))]


def _best(turn: Turn, challenge: Challenge) -> list[int]:
    """Who has worked on it, wishes to be introduced, and was asked for nothing this fortnight; the best first."""
    known, borders = inputs.take(turn.session, turn.now), inputs.Borders.of(turn.session)
    accounts = people.all_accounts(turn.session)
    mine = borders.circle(accounts.get(turn.my_id, []))
    busy = seeking.asked_since(turn.session, turn.now - ONE_A_FORTNIGHT)
    willing = {
        str(row.id)
        for row in people.members(turn.session)
        if row.introductions != "no"
        and row.requests
        and row.id not in busy
        and mine is not None
        and borders.circle(accounts.get(row.id or 0, [])) == mine
        and inputs.could_take_part(row, accounts.get(row.id or 0, []), turn.now.date(), borders)
    }
    among = [person.id for person in known.people if challenge.slug in person.worked_on and person.id in willing]
    best = changes.best_for(known.people, known.history, known.number, str(turn.my_id), among)
    return [int(each) for each in best[:BEST]]


def ask_to_meet(turn: Turn, rest: str) -> Reply:
    """Ask one of those who were shown. One at a time."""
    found = seeking.offered(turn.session, numbered(rest) or 0, turn.my_id)
    if found is None:
        raise turn.refuse("refusal.not-found")
    asked, _ = found
    if seeking.waits(turn.session, turn.my_id, KIND):
        raise turn.refuse("seeking.one-at-a-time")
    member = people.member(turn.session, asked.member_id)
    if asked.state != "offered" or member is None or member.state != "member":
        raise turn.refuse("refusal.not-found")
    asked.state = "waiting"
    turn.session.add(asked)
    notices.put(turn.session, member, "meet", f"meet {asked.id}", turn.now, turn.now + STANDS)
    notices.put(turn.session, turn.me, "no answer", f"meet {asked.id}", turn.now + HEARD_AFTER, turn.now + STANDS * 2)
    return turn.answer(turn.say("seeking.asked"), turn.say("seeking.asked-what"), shown=Shown.ONLY_YOU)


def render(telling: Telling) -> Told | None:
    """To the one who is asked: who asks, about what, and that no is fine."""
    found = seeking.asked(telling.session, telling.number)
    if found is None or found[0].state != "waiting" or not telling.member.requests:
        return None
    asked, request = found
    asker, voice = people.member(telling.session, request.member_id), telling.voice
    if asker is None or asker.state != "member" or not introductions.allowed(telling.session, [asker, telling.member]):
        return None
    asked.told_at = telling.now
    telling.session.add(asked)
    return Told(
        voice.card(
            voice.say("seeking.would-you", name=asker.name, where=voice.where(asker), challenge=_named(voice, request)),
            voice.say("seeking.would-you-what"),
            buttons=(
                Button(voice.say("seeking.yes"), f"meet yes {asked.id}", "main"),
                Button(voice.say("seeking.no"), f"meet no {asked.id}"),
            ),
        )
    )


def render_no_answer(telling: Telling) -> Told | None:
    """To the one who asked, after a week: the same whether it was a no or silence."""
    found = seeking.asked(telling.session, telling.number)
    if found is None or found[0].state == "yes":
        return None
    _let_go(found[0], telling.now)
    telling.session.add(found[0])
    voice, challenge = telling.voice, people.challenge_by(telling.session, found[1].challenge_id)
    again = (Button(voice.say("seeking.again"), f"introduce me {challenge.slug}"),) if challenge else ()
    return Told(voice.card(voice.say("seeking.no-answer"), voice.say("seeking.no-answer-what"), buttons=again))


def _let_go(asked: Asked, now: datetime) -> None:
    if asked.state == "waiting":
        asked.state, asked.answered_at = "lapsed", now


def _named(voice: Voice, request: Request) -> str:
    row = people.challenge_by(voice.session, request.challenge_id)
    return voice.challenge_name(row) if row else ""


def answer(turn: Turn, rest: str) -> Reply:
    """Yes introduces the two at once; no is told to nobody."""
    said, _, number = rest.partition(" ")
    found = seeking.asked(turn.session, numbered(number) or 0)
    if found is None or found[0].member_id != turn.my_id or said not in {"yes", "no"}:
        raise turn.refuse("refusal.not-found")
    asked, request = found
    if asked.state not in {"waiting", "lapsed", "no"}:
        return turn.answer(turn.say("again.done"))
    asked.state, asked.answered_at = said, turn.now
    turn.session.add(asked)
    if said == "no":
        return turn.answer(turn.say("seeking.declined"), turn.say("introduction.passed-next"), shown=Shown.IN_PLACE)
    asker = people.member(turn.session, request.member_id)
    if asker is None or asker.state != "member":
        raise turn.refuse("refusal.not-found")
    if not introductions.allowed(turn.session, [asker, turn.me]):
        raise turn.refuse("switches.not-carried", names=asker.name, organisers=turn.organisers_named)
    _introduce(turn, asker, request)
    return turn.answer(turn.say("seeking.introduced", name=asker.name), shown=Shown.IN_PLACE)


def _introduce(turn: Turn, asker: Member, request: Request) -> None:
    challenge = people.challenge_by(turn.session, request.challenge_id)
    known = inputs.take(turn.session, turn.now)
    both = [str(asker.id), str(turn.my_id)]
    reasons = changes.explained(known.people, known.history, known.number, both)
    about = f"challenge {challenge.slug}" if challenge else ""
    introductions.begin(turn, [asker, turn.me], origin="asked", about=about, reasons=reasons)
