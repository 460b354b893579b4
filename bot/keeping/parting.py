"""A place leaves: announced with a day, told to everybody there, and on that day done. It can be called off until then.

Each of its members chooses what becomes of what they shared with the network; of whom nothing is heard, all is erased.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.asking.civil import next_civil
from bot.chat import Block, Button, Buttons, Card, Facts, Field, Reply, Shown, Text, address_from_json
from bot.delivering import outbox
from bot.delivering.notices import nation_of
from bot.people.members import place_typed
from bot.remembering import audience
from bot.turn import Turn, numbered
from bot.voice import Voice
from content import Content
from storage import departures as rows
from storage import outbox as outbox_rows
from storage import people, record
from storage.database import Session
from storage.tables import Departure, Member

OFF = frozenset({"called off", "over"})
CHOICES = ("named", "nameless", "erase")
USUAL, SOONEST, LATEST = timedelta(days=42), timedelta(days=14), timedelta(days=366)
SOON = timedelta(days=7)  # before the day, everybody hears once more
ZONE = ZoneInfo("Europe/London")
BATCH = 20  # people told in a transaction


# --- for organisers --------------------------------------------------------------------------------------------------


def place_leaves(turn: Turn, rest: str) -> Reply:
    """`place leaves leeds`: what would happen, and the day; then it is announced."""
    if not rest:
        raise turn.refuse("parting.how")
    organisation = place_typed(turn, rest)
    if organisation.place_id is None:
        raise turn.refuse("parting.no-place")
    before = rows.of_place(turn.session, organisation.place_id)
    if before is not None:
        return shown(turn, before)
    row = Departure(place_id=organisation.place_id, by_id=turn.my_id, made_at=turn.now, at=turn.now)
    _keeps_an_organiser(turn, row)
    if turn.typed:
        return form(turn, row, f"place leaves {rest}")
    return announce(turn, row)


def _keeps_an_organiser(turn: Turn, row: Departure) -> None:
    leaving = {member.id for member in rows.members(turn.session, row)}
    if all(member.id in leaving for member in people.organisers(turn.session)):
        raise turn.refuse("parting.last-organisers")


def form(turn: Turn, row: Departure, says: str) -> Reply:
    """What would happen, and the day."""
    key = "parting" if row.place_id else "closing"
    usual = (turn.now + USUAL).date().isoformat()
    return turn.form(
        turn.say(f"{key}.preview", place=named(turn, row)),
        preview(turn, row),
        turn.say(f"{key}.preview-what"),
        Text(turn.say("parting.until-then"), quiet=True),
        Field("on", turn.say("parting.on"), "date", value=(usual,)),
        submit=Button(turn.say("parting.announce"), says, "danger", token=turn.token()),
    )


def preview(turn: Turn, row: Departure) -> Facts:
    """How many people, how much of theirs stands here under their names, which workspaces."""
    shared = rows.shared(turn.session, row, turn.now)
    where = ", ".join(turn.tenant_name(one, one.platform) for one in rows.tenants(turn.session, row))
    return Facts(
        (
            (turn.say("parting.people"), str(len(rows.members(turn.session, row)))),
            (turn.say("parting.written"), turn.say("parting.written-count", count=shared)),
            (turn.say("parting.workspaces"), where or "–"),
        )
    )


def announce(turn: Turn, row: Departure) -> Reply:
    """Announce it for the day that was chosen."""
    row.at = _day(turn)
    people.add(turn.session, row)
    act = "announced that a place leaves" if row.place_id else "announced that the network closes"
    record.note(turn.session, turn.my_id, act, f"departure {row.id}", turn.now)
    for space in rows.channels(turn.session, row):
        voice = Voice(turn.session, turn.content)
        card = voice.card(_title(voice, row), voice.say("parting.in-channel"), buttons=(_yours(voice),))
        outbox.put(turn.session, address_from_json(space.address), card, kind="notice", about=_about(row), now=turn.now)
    turn.result = f"departure {row.id}"
    return shown(turn, row)


def _day(turn: Turn) -> datetime:
    try:
        day = date.fromisoformat(turn.incoming.value("on"))
    except ValueError:
        raise turn.refuse("schedule.no-date", "on") from None
    if not (turn.now + SOONEST).date() <= day <= (turn.now + LATEST).date():
        raise turn.refuse("parting.not-a-day", "on", soonest=(turn.now + SOONEST).date())
    return datetime.combine(day, time(), ZONE)


def departure(turn: Turn, rest: str) -> Reply:
    """One that was announced."""
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return shown(turn, row)


def shown(turn: Turn, row: Departure) -> Reply:
    """How it stands, with the way back while there is one."""
    if row.state in OFF:
        return turn.answer(turn.say("parting.is-off", place=named(turn, row)), shown=Shown.IN_PLACE)
    back = (Button(turn.say("parting.call-off"), f"call off {row.id}", "main"),) if row.state == "announced" else ()
    what = turn.say("parting.announced" if row.state == "announced" else "parting.going-on")
    return turn.answer(_title(turn, row), preview(turn, row), what, buttons=back, shown=Shown.IN_PLACE)


def call_off(turn: Turn, rest: str) -> Reply:
    """Nothing of it happens, and everybody who heard of it hears that."""
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None or row.state not in {"announced", *OFF}:
        raise turn.refuse("parting.too-late" if row else "refusal.not-found")
    if row.state == "announced":
        row.state = "called off"
        turn.session.add(row)
        rows.forget_choices(turn.session, row)
        _untell(turn.session, row)
        record.note(turn.session, turn.my_id, "called off", f"departure {row.id}", turn.now)
    return shown(turn, row)


def _untell(session: Session, row: Departure) -> None:
    """What waits for a civil hour is not told any more; who heard nothing yet need not hear that it is off."""
    there = {posting.member_id for posting in outbox.standing(session, _about(row))}
    waits = {delivery.member_id for delivery in outbox.waiting(session, _about(row))}
    outbox_rows.forget(session, _about(row))
    rows.untell(session, [number for number in waits - there if number], _about(row))


def announced(turn: Turn) -> list[Block]:
    """What was announced, for the organisers' first page: there is nothing to do until the day."""
    blocks: list[Block] = []
    for row in rows.under_way(turn.session):
        blocks.append(Text(_title(turn, row)))
        blocks.append(Buttons((Button(turn.say("home.open"), f"departure {row.id}", opens=True),)))
    return blocks


# --- for its members -------------------------------------------------------------------------------------------------


def parting(turn: Turn, _rest: str) -> Reply:
    """What becomes of what one wrote when one's place leaves, and the choice."""
    row = concerning(turn.session, turn.me)
    if row is None:
        return turn.answer(turn.say("parting.nothing"), turn.say("parting.nothing-what"))
    return Reply(card_for(turn, row, turn.me))


def concerning(session: Session, member: Member) -> Departure | None:
    """What was announced for this member's place, or for the whole network."""
    place = people.place_of(session, member)
    return rows.of_place(session, None) or (rows.of_place(session, place.id) if place else None)


def part_with(turn: Turn, rest: str) -> Reply:
    """`part with nameless`: what is to become of what one shared with the network."""
    row = concerning(turn.session, turn.me)
    if row is None or row.place_id is None or row.state != "announced":
        raise turn.refuse("parting.no-choice")
    if rest not in CHOICES:
        raise turn.refuse("refusal.not-found")
    if rest != "erase" and audience.narrowed(turn):
        raise turn.refuse("switches.not-wider")
    turn.me.stays = "" if rest == "erase" else rest
    turn.session.add(turn.me)
    turn.result = "parting"
    return turn.answer(
        turn.say(f"parting.chose-{rest}"), turn.say("parting.may-change", when=row.at.date()), shown=Shown.IN_PLACE
    )


def card_for(voice: Voice, row: Departure, member: Member) -> Card:
    """What happens, to one it concerns."""
    copy = Button(voice.say("privacy.export"), "export me", opens=True)
    if row.place_id is None:
        along = Button(voice.say("closing.along"), "take along", opens=True)
        buttons = (copy, along) if member.organiser else (copy,)
        return voice.card(_title(voice, row), voice.say("closing.told"), voice.say("closing.next"), buttons=buttons)
    place = people.place_of(voice.session, member)
    if place is None or place.id != row.place_id:
        return voice.card(_title(voice, row), voice.say("parting.told-guest"), voice.say("parting.told-guest-next"))
    chosen = voice.say(f"parting.chose-{member.stays}") if member.stays else voice.say("parting.not-chosen")
    choices = [
        Button(voice.say(f"parting.choose-{each}"), f"part with {each}", "danger" if each == "erase" else "plain")
        for each in CHOICES
    ]
    return voice.card(
        _title(voice, row),
        voice.say("parting.told"),
        voice.say("parting.told-private"),
        Text(chosen, quiet=True),
        buttons=(*choices, copy),
    )


def _yours(voice: Voice) -> Button:
    return Button(voice.say("parting.yours"), "parting", "main", opens=True)


def at_home(turn: Turn) -> list[Block]:
    """The same on Home."""
    row = concerning(turn.session, turn.me)
    return [Text(_title(turn, row)), Buttons((_yours(turn),))] if row else []


def named(voice: Voice, row: Departure) -> str:
    """Which place."""
    place = people.place_by_id(voice.session, row.place_id)
    return place.name if place else voice.say("arriving.the-network")


def _title(voice: Voice, row: Departure) -> str:
    when = row.at.astimezone(ZONE).date()
    return (
        voice.say("parting.title", place=named(voice, row), when=when)
        if row.place_id
        else voice.say("closing.title", when=when)
    )


def _about(row: Departure) -> str:
    return f"departure {row.id}"


# --- telling them ----------------------------------------------------------------------------------------------------


def tell(session: Session, content: Content, row: Departure, now: datetime) -> bool:
    """Tell some who do not know yet; whether there were any. A week before, everybody hears once more."""
    if row.state == "called off":
        return _tell(session, content, row, list(rows.who_heard(session, _about(row))), f"called off {row.id}", now)
    everybody = [*rows.members(session, row), *rows.guests(session, row)]
    if _tell(session, content, row, everybody, _about(row), now):
        return True
    soon = row.at - now <= SOON and row.made_at < row.at - SOON
    return soon and _tell(session, content, row, everybody, f"soon {row.id}", now)


def _tell(
    session: Session, content: Content, row: Departure, everybody: list[Member], about: str, now: datetime
) -> bool:
    waiting = rows.untold(session, everybody, about, BATCH)
    for member in waiting:
        voice = Voice(session, content, member.language)
        if row.state == "called off":
            card = voice.card(voice.say("parting.is-off", place=named(voice, row)), voice.say("parting.off-what"))
        else:
            card = card_for(voice, row, member)
        civil = next_civil(now, member.zone, nation_of(session, member))
        at = now if row.state != "called off" and civil >= row.at else civil
        outbox.put_direct(session, member, card, kind="notice", about=_about(row), now=now, unasked=True, not_before=at)
        rows.told(session, member.id or 0, about, now)
    return bool(waiting)
