"""What all requests share: room for one more, who is seen asking, one's part in one, and being put in touch."""

from datetime import timedelta

from bot.chat import Button, Card, Field, Reply, Shown
from bot.delivering import notices, outbox
from bot.introducing import introductions
from bot.remembering.readings import numbered_first
from bot.turn import Turn
from bot.voice import Voice
from storage import people, switches
from storage import requests as rows
from storage.database import Session
from storage.tables import Asked, Member, Request

OPEN_AT_ONCE = 3  # requests a member
ANSWER_WITHIN = timedelta(days=10)
ANSWERED = ("line", "yes")
UNDER_WAY = ("waiting", "open", "hidden")


def room(turn: Turn) -> None:
    """Refuses one request too many."""
    if len(rows.going_on(turn.session, turn.my_id)) >= OPEN_AT_ONCE:
        raise turn.refuse("request.too-many")


def seen(voice: Voice, member: Member) -> str:
    """Who asks, as they are shown: name, role, where they work."""
    return " · ".join(part for part in (member.name, member.role, voice.where(member)) if part)


def challenge(voice: Voice, row: Request) -> str:
    """What a request is about."""
    found = people.challenge_by(voice.session, row.challenge_id)
    return voice.challenge_name(found) if found else ""


def role_field(turn: Turn) -> tuple[Field, ...]:
    """What somebody does is asked when it is first needed."""
    if turn.me.role:
        return ()
    return (Field("role", turn.say("me.role"), required=False, most=80),)


def take_role(turn: Turn) -> None:
    """Keep what they do, where the form asked for it."""
    role = " ".join(turn.incoming.value("role").split())[:80]
    if role:
        turn.me.role = role
        turn.session.add(turn.me)


def take_back_button(voice: Voice, row: Request) -> tuple[Button, ...]:
    """*Take it back*, to whoever asks, while anybody may still answer."""
    if row.state not in UNDER_WAY:
        return ()
    return (Button(voice.say("request.take-back"), f"take back {row.id}", "danger"),)


def ask(session: Session, row: Request, member_id: int, *, heard: bool = True) -> None:
    """Ask somebody, when their message budget allows; not heard: only as it seems to whoever asks."""
    part = Asked(request_id=row.id or 0, member_id=member_id, state="waiting" if heard else "unheard")
    people.add(session, part)
    member = people.member(session, member_id)
    if heard and member:
        notices.put(session, member, "request", f"request {row.id}", row.until - ANSWER_WITHIN, row.until)


def mine(turn: Turn, rest: str) -> tuple[Request, Asked]:
    """The request a sentence names and one's part in it. Refuses who was not asked, as if it were not there."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0)
    part = rows.asked(turn.session, number or 0, turn.my_id) if row else None
    if row is None or part is None or part.state == "unheard":
        raise turn.refuse("refusal.not-found")
    return row, part


def asker_of(turn: Turn, row: Request) -> Member:
    """Who asks. Refuses where they are not there any more."""
    asker = people.member(turn.session, row.member_id)
    if asker is None or asker.state != "member":
        raise turn.refuse("request.over")
    return asker


def answered(turn: Turn, part: Asked, state: str) -> None:
    """Note what somebody answered."""
    part.state, part.answered_at = state, turn.now
    turn.session.add(part)
    turn.result = f"request {part.request_id}"


def put_in_touch(turn: Turn, row: Request, part: Asked) -> Reply:
    """Both said yes to each other: they are introduced, and their words carried where they share no chat."""
    asker = asker_of(turn, row)
    if not switches.exchange(turn.session, turn.my_id, row.member_id):
        raise turn.refuse("switches.not-carried", names=asker.name, organisers=turn.organisers_named)
    if part.state != "yes":
        answered(turn, part, "yes")
        introductions.begin(turn, [asker, turn.me], origin="request", about=f"request {row.id}")
    return in_touch(turn)


def in_touch(turn: Turn) -> Reply:
    """That they are."""
    return turn.answer(turn.say("request.in-touch"), turn.say("request.in-touch-next"), shown=Shown.IN_PLACE)


def tell(turn: Turn, to: Member, card: Card, about: str) -> None:
    """Bring words of a person to another. Refuses where they cannot be brought."""
    if not switches.exchange(turn.session, turn.my_id, to.id or 0):
        raise turn.refuse("switches.not-carried", "words", names=to.name, organisers=turn.organisers_named)
    if outbox.put_direct(turn.session, to, card, kind="words", about=about, now=turn.now) is None:
        raise turn.refuse("request.out-of-reach", "words")
