"""What organisers do with a gathering: make it, announce it, change it, call it off, show what it changed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat import Block, Button, Field, Option, Reply, Shown, Text, address_from_json
from bot.delivering import notices, outbox
from bot.learning.gatherings import cards
from bot.remembering import care
from bot.turn import Turn
from bot.turn import numbered as numbered_
from bot.voice import Voice
from storage import gatherings as rows
from storage import people, record
from storage.tables import Gathering

KINDS = ("roundtable", "residential", "visit")
TITLE, PLACE, QUESTION, TEXT = 120, 300, 200, 2500  # characters at most
ASKED = ("first", "second", "third")  # fields of its questions
LATEST = timedelta(days=730)
CHANGED = "gathering changed"  # the kind of the notice


def one(turn: Turn, rest: str) -> Gathering:
    """The gathering that a sentence names. One that is not announced is not there but for organisers."""
    row = rows.get(turn.session, numbered_(next(iter(rest.split()), "")) or 0)
    if row is None or (row.state == "draft" and not turn.me.organiser):
        raise turn.refuse("refusal.not-found")
    return row


def gathering(turn: Turn, _rest: str) -> Reply:
    """Make one. It is looked at before it is announced."""
    if turn.typed:
        return _form(turn, None)
    row = Gathering(kind="", title="", day=turn.now.date(), by_id=turn.my_id, made_at=turn.now, zone=turn.me.zone)
    _fill(turn, row)
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "made a gathering", cards.about(row), turn.now)
    turn.result = f"gathering show {row.id}"
    return _preview(turn, row)


def _preview(turn: Turn, row: Gathering) -> Reply:
    spaces = people.homes(turn.session)
    names = ", ".join(turn.space_name(space) for space in spaces) or "–"
    return turn.answer(
        cards.named(turn, row),
        *not_announced(turn, row),
        *cards.facts(turn, row, turn.me.zone),
        Text(turn.say("gatherings.goes-to", names=names), quiet=True),
        buttons=buttons(turn, row),
        shown=Shown.IN_PLACE,
    )


def not_announced(turn: Turn, row: Gathering) -> list[Block]:
    """Of one that only organisers can see: that nobody was told, and what to press."""
    return [Text(turn.say("gatherings.not-announced"))] if row.state == "draft" else []


def new_button(turn: Turn) -> Button:
    """Make one."""
    return Button(turn.say("gatherings.new-one"), "gathering", opens=True)


def buttons(turn: Turn, row: Gathering) -> tuple[Button, ...]:
    """What an organiser can do with it now."""
    edit = Button(turn.say("reflect.edit"), f"gathering edit {row.id}", opens=True)
    text = Button(turn.say("gatherings.draft-text"), f"gathering draft {row.id}", opens=True)
    off = Button(turn.say("gatherings.call-off"), f"gathering off {row.id}", "danger", opens=True)
    if row.state == "draft":
        token = f"gathering-{row.id}"
        return (Button(turn.say("gatherings.announce"), f"gathering announce {row.id}", "main", token=token), edit, off)
    return (edit, text, off) if row.state == "planned" else ()


def announce(turn: Turn, rest: str) -> Reply:
    """Post it to every channel of the network."""
    row = one(turn, rest)
    spaces = people.homes(turn.session)
    if not spaces:
        raise turn.refuse("ask.no-space")
    if row.state == "draft":
        row.state = "planned"
        people.add(turn.session, row)
        voice = Voice(turn.session, turn.content)
        for space in spaces:
            address = address_from_json(space.address)
            card = cards.in_channel(voice, row)
            outbox.put(turn.session, address, card, kind="gathering", about=cards.about(row), now=turn.now)
        record.note(turn.session, turn.my_id, "announced a gathering", cards.about(row), turn.now)
    turn.result = f"gathering show {row.id}"
    count = turn.say("gatherings.announced-where", count=len(spaces))
    return turn.answer(turn.say("gatherings.announced"), count, buttons=buttons(turn, row), shown=Shown.IN_PLACE)


def edit(turn: Turn, rest: str) -> Reply:
    """Change it; what stands in the channels follows, and who comes hears of another day or place."""
    row = one(turn, rest)
    if row.state == "off":
        raise turn.refuse("gatherings.is-off")
    if turn.typed:
        return _form(turn, row)
    before = (row.day, row.clock, row.place)
    _fill(turn, row)
    if (row.day, row.clock) != before[:2]:
        row.stage = 0
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "edited a gathering", cards.about(row), turn.now)
    turn.result = f"gathering show {row.id}"
    if row.state == "draft":
        return _preview(turn, row)
    refresh(turn, row, turn.now)
    if (row.day, row.clock, row.place) != before:
        _tell_who_come(turn, row)
    return turn.answer(turn.say("gatherings.changed"), turn.say("gatherings.changed-too"), shown=Shown.IN_PLACE)


def _tell_who_come(turn: Turn, row: Gathering) -> None:
    for member in rows.who_come(turn.session, row.id or 0):
        about = f"{turn.now:%Y%m%d%H%M%S} {row.id}"
        notices.put(turn.session, member, CHANGED, about, turn.now, max(cards.moment(row), turn.now + notices.A_WEEK))


def refresh(voice: Voice, row: Gathering, now: datetime) -> None:
    """What stands in the channels says how it is now, and so does what waits to be posted."""
    card = cards.in_channel(Voice(voice.session, voice.content), row)
    for delivery in outbox.waiting(voice.session, cards.about(row)):
        if delivery.member_id is None:
            outbox.reword(voice.session, delivery, card)
    outbox.update_where_it_stands(voice.session, cards.about(row), card, now)


def off(turn: Turn, rest: str) -> Reply:
    """Ask once."""
    row = one(turn, rest)
    yes = Button(turn.say("gatherings.call-off"), f"gathering off for good {row.id}", "danger")
    return turn.answer(
        turn.say("gatherings.off-sure", named=cards.named(turn, row)), turn.say("gatherings.off-what"), buttons=(yes,)
    )


def off_for_good(turn: Turn, rest: str) -> Reply:
    """The channels say so, and who meant to come hears it. What was answered stays its authors’ own."""
    row = one(turn, rest)
    announced, row.state = row.state == "planned", "off"
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "called off a gathering", cards.about(row), turn.now)
    if announced:
        refresh(turn, row, turn.now)
        _tell_who_come(turn, row)
    turn.result = "gatherings"
    return turn.answer(turn.say("gatherings.off", named=cards.named(turn, row)), shown=Shown.IN_PLACE)


# --- a draft, and what it became -------------------------------------------------------------------------------------


def draft(turn: Turn, rest: str) -> Reply:
    """The text it is about, as it was before; and afterwards, as it is since."""
    row = one(turn, rest)
    if turn.typed:
        over = row.draft and cards.moment(row) <= turn.now
        after = (_words(turn, "revised", "after", row.revised), _words(turn, "why", "why", row.why)) if over else ()
        return turn.form(
            turn.say("gatherings.draft-text"),
            Text(turn.say("gatherings.draft-what"), quiet=True),
            _words(turn, "draft", "before", row.draft),
            *after,
            submit=Button(turn.say("me.save"), f"gathering draft {row.id}", "main", token=turn.token()),
        )
    given = {name: turn.incoming.value(name) for name in ("draft", "revised", "why") if name in turn.incoming.values}
    for name, words in given.items():
        if len(words) > TEXT:
            raise turn.refuse("reflect.too-long", name, most=TEXT)
    care.look_over(turn, "\n".join(given.values()))
    row.draft, row.revised = given.get("draft", row.draft), given.get("revised", row.revised)
    row.why = given.get("why", row.why)
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "edited a gathering", cards.about(row), turn.now)
    refresh(turn, row, turn.now)
    turn.result = f"gathering changed {row.id}"
    return turn.answer(cards.named(turn, row), *_if_draft(turn, row), shown=Shown.IN_PLACE)


def _if_draft(turn: Turn, row: Gathering) -> Sequence[Block]:
    return cards.before_and_after(turn, row) if row.draft else ()


def _words(turn: Turn, name: str, label: str, words: str) -> Field:
    value = (words,) if words else ()
    return Field(name, turn.say(f"gatherings.{label}"), "words", value=value, required=False, most=TEXT)


# --- the form --------------------------------------------------------------------------------------------------------


def _form(turn: Turn, row: Gathering | None) -> Reply:
    say = turn.say
    save = say("me.save") if row and row.state == "planned" else say("gatherings.look")
    kinds = tuple(Option(each, say(f"gatherings.{each}")) for each in KINDS)
    kind = (row.kind if row else KINDS[0],)
    questions = [*(row.questions if row else ()), *[""] * len(ASKED)]
    asked = [
        Field(name, say("gatherings.question", number=number), value=_value(words), required=False, most=QUESTION)
        for number, (name, words) in enumerate(zip(ASKED, questions, strict=False), 1)
    ]
    return turn.form(
        say("gatherings.new-one") if row is None else say("gatherings.edit"),
        Field("kind", say("gatherings.kind"), "choice", kinds, kind),
        Field("title", say("gatherings.title"), value=_value(row.title if row else ""), most=TITLE),
        Field("day", say("gatherings.on"), "date", value=_value(row.day.isoformat() if row else "")),
        Field("clock", say("gatherings.clock"), "time", value=_value(row.clock if row else ""), required=False),
        Field("place", say("gatherings.place"), value=_value(row.place if row else ""), required=False, most=PLACE),
        *asked,
        _words(turn, "reading", "reading", row.reading if row else ""),
        submit=Button(save, f"gathering edit {row.id}" if row else "gathering", "main", token=turn.token()),
    )


def _value(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _fill(turn: Turn, row: Gathering) -> None:
    """What the form says. Refused with the field where it is not to be used."""
    value = turn.incoming.value
    title, place, reading = value("title"), value("place")[:PLACE], value("reading")[:TEXT]
    if not title:
        raise turn.refuse("handbook.no-title", "title")
    day, clock = _day(turn, row.zone), _clock(turn)
    questions = [words[:QUESTION] for name in ASKED if (words := " ".join(value(name).split()))]
    care.look_over(turn, "\n".join([title, place, reading, *questions]))
    row.kind = value("kind") if value("kind") in KINDS else KINDS[0]
    row.title, row.place, row.reading, row.questions = title[:TITLE], place, reading, questions
    row.day, row.clock = day, clock


def _day(turn: Turn, zone: str) -> date:
    today = turn.now.astimezone(ZoneInfo(zone)).date()
    try:
        day = date.fromisoformat(turn.incoming.value("day"))
    except ValueError as wrong:
        raise turn.refuse("handbook.no-date", "day") from wrong
    if not today <= day <= today + LATEST:
        raise turn.refuse("gatherings.day-unclear", "day")
    return day


def _clock(turn: Turn) -> str:
    typed = turn.incoming.value("clock")
    try:
        return f"{time.fromisoformat(typed):%H:%M}" if typed else ""
    except ValueError as wrong:
        raise turn.refuse("gatherings.clock-unclear", "clock") from wrong
