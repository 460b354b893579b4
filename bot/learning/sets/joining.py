"""Being in a set: wishing for one, starting one, asking somebody in; nobody's name is seen before their own yes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.chat import Block, Button, Buttons, Field, Heading, Reply, Shown, Text
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.learning.sets import forming, showing
from bot.learning.sets.parts import mine, willing
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import action_learning as rows
from storage import people
from storage.database import Session
from storage.tables import LearningSet, Member, SetMember, SetWish

ASKED_FOR = timedelta(days=10)
INVITATION = "set invitation"  # the kind of the notice


def set_(turn: Turn, _rest: str) -> Reply:
    """One's own set; else what one was asked for, and whether one would like to be in one."""
    row = rows.of_member(turn.session, turn.my_id)
    if row is not None:
        return showing.own(turn, row)
    wish = rows.wish(turn.session, turn.my_id)
    asked = _asked(turn, turn.me)
    start = Button(turn.say("sets.start"), "set start", opens=True)
    want = Button(turn.say("sets.want"), "set want", "plain" if asked else "main")
    enough = Button(turn.say("sets.want-no-more"), "set want no more")
    return turn.answer(
        turn.say("sets.would-you"),
        *asked,
        turn.say("sets.what"),
        Text(turn.say("sets.confidential"), quiet=True),
        *((turn.say("sets.wished"),) if wish else ()),
        buttons=(enough, start) if wish else (want, start),
    )


def want(turn: Turn, _rest: str) -> Reply:
    """Yes: they are gathered until somebody forms a set."""
    _confirmed(turn)
    if rows.of_member(turn.session, turn.my_id) is None and rows.wish(turn.session, turn.my_id) is None:
        people.add(turn.session, SetWish(member_id=turn.my_id, made_at=turn.now))
    turn.result = "set"
    return turn.answer(turn.say("sets.wanted"), turn.say("sets.wanted-next"), shown=Shown.IN_PLACE)


def want_no_more(turn: Turn, _rest: str) -> Reply:
    """They would rather not, after all."""
    rows.wish_no_more(turn.session, turn.my_id)
    return turn.answer(turn.say("sets.unwanted"), shown=Shown.IN_PLACE)


def _confirmed(turn: Turn) -> None:
    if turn.me.confirmed_at is None:
        raise turn.refuse("refusal.unconfirmed")


# --- starting one, and asking somebody in ----------------------------------------------------------------------------


def start(turn: Turn, _rest: str) -> Reply:
    """Start one, and ask people in by name or number, one a line."""
    _confirmed(turn)
    if rows.of_member(turn.session, turn.my_id) is not None:
        raise turn.refuse("sets.in-one")
    if turn.typed:
        return _form(turn, "set start", "sets.start")
    wanted = _wanted(turn, turn.incoming.value("names"))
    row = begin(turn.session, turn.my_id, turn.now)
    people.add(turn.session, SetMember(set_id=row.id or 0, member_id=turn.my_id, state="in"))
    rows.wish_no_more(turn.session, turn.my_id)
    ask(turn.session, row, wanted, turn.now)
    turn.result = "set"
    return turn.answer(turn.say("sets.started"), turn.say("sets.asked-next"), shown=Shown.IN_PLACE)


def begin(session: Session, by_id: int, now: datetime) -> LearningSet:
    """A set that is being formed."""
    row = LearningSet(by_id=by_id, made_at=now, asks_until=now + ASKED_FOR, next_after=now)
    people.add(session, row)
    return row


def invite(turn: Turn, rest: str) -> Reply:
    """Ask more people in. Who cannot be asked, or says no, is told to nobody."""
    row = mine(turn)
    if turn.typed and not rest:
        return _form(turn, "set invite", "sets.invite")
    wanted = _wanted(turn, rest if turn.typed else turn.incoming.value("names"))
    row.asks_until = turn.now + ASKED_FOR
    people.add(turn.session, row)
    ask(turn.session, row, wanted, turn.now)
    turn.result = "set"
    return turn.answer(turn.say("sets.asked"), turn.say("sets.asked-next"), shown=Shown.IN_PLACE)


def _form(turn: Turn, says: str, title: str) -> Reply:
    return turn.form(
        turn.say(title),
        Text(turn.say("sets.names-how")),
        Field("names", turn.say("sets.names"), "words", hint=turn.say("sets.names-hint"), most=600),
        submit=Button(turn.say("sets.ask-them"), says, "main", token=turn.token()),
    )


def _wanted(turn: Turn, typed: str) -> list[Member]:
    """The people who are meant: a number, a name, or name and place where several are called so."""
    found: list[Member] = []
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        name, _, where = (part.strip() for part in line.partition(","))
        number = numbered(name)
        member = people.member(turn.session, number) if number is not None else None
        same = [member] if member else [each for each in people.called(turn.session, name) if each.state == "member"]
        if where:
            same = [each for each in same if where.casefold() in turn.where(each).casefold()]
        if not same and number is None:
            raise turn.refuse("take-part.nobody-named", "names", typed=line[:60])
        if len(same) > 1:
            raise turn.refuse("sets.several-named", "names", name=name[:60])
        found += same
    if not found:
        raise turn.refuse("sets.nobody-asked", "names")
    return [each for each in found if each.id != turn.my_id]


def ask(session: Session, row: LearningSet, wanted: Iterable[Member], now: datetime) -> None:
    """Ask those who may be asked. Nobody learns who was not, nor why."""
    seats = rows.seats(session, row.id or 0)
    known = willing(session, [member for _, member in seats], now, already=True)
    room = forming.MOST - len(rows.seats(session, row.id or 0, "in", "asked"))
    for each in willing(session, [member for member in wanted if member.requests and member.state == "member"], now):
        near = all(other.circle == each.circle and not _apart(each, other) for other in known)
        free = rows.of_member(session, each.id) is None and rows.seat(session, row.id or 0, each.id) is None
        member = people.member(session, each.id)
        if near and free and member and room > 0:
            room -= 1
            people.add(session, SetMember(set_id=row.id or 0, member_id=each.id))
            notices.put(session, member, INVITATION, f"set {row.id}", now, row.asks_until)


def _apart(one: forming.Willing, other: forming.Willing) -> bool:
    return one.place == other.place or one.id in other.apart or other.id in one.apart


# --- being asked -----------------------------------------------------------------------------------------------------


def render(telling: Telling) -> Told | None:
    """To somebody who is asked, while they may still say yes."""
    row = rows.get(telling.session, telling.number)
    seat = rows.seat(telling.session, telling.number, telling.member.id or 0)
    if row is None or row.state == "ended" or seat is None or seat.state != "asked":
        return None
    voice = telling.voice
    blocks = (_by(voice, row), voice.say("sets.what"), Text(voice.say("sets.confidential"), quiet=True))
    return Told(voice.card(voice.say("sets.would-you"), *blocks, buttons=_answers(voice, row)))


def _by(voice: Voice, row: LearningSet) -> str:
    """Who asks, where that is a member of it: an organiser who forms sets sees nobody in them."""
    seat = rows.seat(voice.session, row.id or 0, row.by_id) if row.by_id else None
    if row.by_id is None or seat is None or seat.state != "in":
        return voice.say("sets.formed-for-you")
    return voice.say("sets.asks-you", name=voice.name_of(row.by_id))


def _answers(voice: Voice, row: LearningSet) -> tuple[Button, Button]:
    yes = Button(voice.say("sets.yes"), f"set yes {row.id}", "main")
    return yes, Button(voice.say("sets.no"), f"set no {row.id}")


def _asked(voice: Voice, member: Member) -> list[Block]:
    """The sets that somebody was asked for, each with its two buttons."""
    blocks: list[Block] = []
    for row in rows.asked_of(voice.session, member.id or 0):
        blocks += [Text(_by(voice, row)), Buttons(_answers(voice, row))]
    return blocks


def at_home(turn: Turn) -> list[Block]:
    """One's own set, or what one was asked for, in a line or two."""
    row = rows.of_member(turn.session, turn.my_id)
    blocks = showing.in_short(turn, row) if row else _asked(turn, turn.me)
    return [Heading(turn.say("sets.yours")), *blocks] if blocks else []


def yes(turn: Turn, rest: str) -> Reply:
    """Now the others see their name, and they see the others’."""
    row, seat = _asked_for(turn, rest)
    if seat.state == "in":
        return showing.own(turn, row)
    if rows.of_member(turn.session, turn.my_id) is not None:
        raise turn.refuse("sets.in-one")
    seats = rows.seats(turn.session, row.id or 0)
    me, *others = willing(turn.session, [turn.me, *(member for _, member in seats)], turn.now, already=True)
    if len(seats) >= forming.MOST or any(_apart(me, other) or me.circle != other.circle for other in others):
        raise turn.refuse("sets.full")
    seat.state = "in"
    people.add(turn.session, seat)
    rows.wish_no_more(turn.session, turn.my_id)
    turn.result = "set"
    return showing.own(turn, row, Shown.IN_PLACE)


def no(turn: Turn, rest: str) -> Reply:
    """Told to nobody."""
    _, seat = _asked_for(turn, rest)
    if seat.state == "asked":
        seat.state = "no"
        people.add(turn.session, seat)
        rows.wish_no_more(turn.session, turn.my_id)
    return turn.answer(turn.say("sets.declined"), turn.say("sets.declined-next"), shown=Shown.IN_PLACE)


def _asked_for(turn: Turn, rest: str) -> tuple[LearningSet, SetMember]:
    number = numbered(rest) or 0
    row, seat = rows.get(turn.session, number), rows.seat(turn.session, number, turn.my_id)
    if row is None or seat is None or row.state == "ended":
        raise turn.refuse("sets.over")
    return row, seat
