"""Showing reflections: one, one's own, what others said, as far as each reader may read them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.asking import prompts
from bot.chat import Block, Button, Buttons, Divider, Heading, Kind, Reply, Said, Shown, Text
from bot.delivering import copies
from bot.remembering import audience
from bot.turn import Eyes, Reading, Turn, numbered
from bot.voice import Voice
from storage import askings, commitments, heard, people, reading
from storage import reflections as rows
from storage.tables import Member, Reflection

SHOWN = 5
MINE = 8


def numbered_first(rest: str) -> tuple[int | None, str]:
    """The number that a sentence's rest begins with, and what follows it."""
    first = rest.split(maxsplit=1)[:1]
    number = numbered(first[0]) if first else None
    if first and number is not None:
        return number, rest[len(first[0]) :].strip()
    return None, rest


def kept(turn: Turn, row: Reflection, shown: Shown) -> Reply:
    """The quiet acknowledgement: what was kept, who can read it, and what can be done with it."""
    return turn.answer(
        turn.say("reflect.kept"),
        *_own_blocks(turn, row),
        buttons=(*_next_steps(turn, row), *own_buttons(turn, row)),
        shown=shown,
    )


def _next_steps(turn: Eyes, row: Reflection) -> tuple[Button, ...]:
    """What may follow from one's own."""
    return (
        Button(turn.say("trying.button"), f"will try {row.id}", opens=True),
        Button(turn.say("request.three"), f"ask three {row.id}", opens=True),
    )


def _own_blocks(turn: Eyes, row: Reflection) -> list[Block]:
    return [Said(row.words, of=copies.of_reflection(row.id)), Text(_readers(turn, row), quiet=True)]


def _readers(turn: Eyes, row: Reflection) -> str:
    """Who can read it today, also where it was reported, waits for its batch, or is soon let go."""
    if row.hidden_at is not None:
        return turn.say("reported.yours")
    today = audience.today(turn, row)
    who = turn.say("reflect.kept-who", audience=audience.sized(turn, today, row))
    if today != row.audience:
        who = f"{who} {turn.say('switches.narrowed', audience=audience.named(turn, row.audience))}"
    return f"{who} {turn.say('still.goes', when=row.goes_at.date())}" if row.goes_at else who


def own_buttons(turn: Eyes, row: Reflection) -> tuple[Button, ...]:
    """What can be done with one's own."""
    return (
        Button(turn.say("reflect.edit"), f"edit {row.id}", opens=True),
        Button(turn.say("reflect.who"), f"audience {row.id}", opens=True),
        Button(turn.say("reflect.delete"), f"delete {row.id}", "danger", opens=True),
    )


def own(turn: Turn, rest: str) -> Reflection:
    """One's own reflection by number. Refuses any other as if it were not there."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0, turn.reader, turn.now)
    if row is None or row.member_id != turn.my_id:
        raise turn.refuse("refusal.not-found")
    return row


def readable(turn: Turn, rest: str) -> Reflection:
    """Another's reflection by number. Refuses one's own, and what this member may not read, as if it were not there."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0, turn.reader, turn.now)
    if row is None or row.member_id == turn.my_id:
        raise turn.refuse("refusal.not-found")
    return row


def show(turn: Turn, rest: str) -> Reply:
    """One reflection: one's own with what can be done with it, another's with its author if they are named."""
    number, _ = numbered_first(rest)
    row = rows.get(turn.session, number or 0, turn.reader, turn.now)
    if row is None:
        raise turn.refuse("refusal.not-found")
    if row.member_id == turn.my_id:
        return kept(turn, row, Shown.ONLY_YOU)
    nameless = row.audience == audience.NAMELESS
    title = turn.say("reflect.somebodys") if nameless else turn.say("reflect.theirs", name=turn.name_of(row.member_id))
    return turn.answer(title, *as_blocks(turn, row), *_came_of_it(turn, row), *actions(turn, row))


def as_blocks(
    turn: Eyes, row: Reflection, marks: tuple[tuple[int, int], ...] = (), words: str = "", *, alone: bool = True
) -> list[Block]:
    """A reflection as others see it: words, who and where, when, what about. Nameless ones say the week only.

    `alone` says that the pattern of which somebody said this does not stand above it.
    """
    principle = turn.content.parts.get(row.principle)
    facts = [_when(turn, row)]
    if principle:
        facts.append(principle.name_in(turn.language))
    pattern = heard.about(turn.session, row.id) if alone else None
    if pattern:
        facts.append(turn.say("heard.about", words=pattern.words))
    said = Said(words or row.words, by=author(turn, row), marks=marks, of=copies.of_reflection(row.id))
    return [said, Text(" · ".join(facts), quiet=True)]


def _came_of_it(turn: Eyes, row: Reflection) -> list[Block]:
    """What its author meant to try and what happened, where they let it stand with their words."""
    blocks: list[Block] = []
    for tried in commitments.shown_with(turn.session, [row.id])[row.id]:
        blocks += [Text(turn.say("trying.meant"), quiet=True), Said(tried.words, of=copies.of_reflection(row.id))]
        blocks.append(Text(turn.say(f"trying.came-{tried.state}"), quiet=True))
        if tried.lesson:
            blocks.append(Said(tried.lesson, of=copies.of_reflection(row.id)))
    return blocks


def author(turn: Eyes, row: Reflection) -> str:
    """Whose it is, as far as they wished."""
    if row.member_id == turn.my_id:
        return turn.say("member.you")
    if row.audience == audience.NAMELESS:
        return turn.say("member.nameless")
    where = people.organisation(turn.session, row.organisation_id)
    return f"{turn.name_of(row.member_id)} · {where.name if where else turn.say('member.nowhere')}"


def _when(turn: Eyes, row: Reflection) -> str:
    if row.audience == audience.NAMELESS:
        return turn.say("reflect.week-of", when=dated(row))
    return _day(turn, row)


def _day(turn: Eyes, row: Reflection) -> str:
    return turn.say("reflect.on", when=row.written_at.date())


def dated(row: Reflection) -> date:
    """The day that readers are told: the Monday of its week, where it has no name."""
    day = row.written_at.date()
    return day - timedelta(days=day.weekday()) if row.audience == audience.NAMELESS else day


def anew(now: datetime, voice: Voice, reader: Member, number: int) -> list[Block] | None:
    """A reflection in a message that is made anew, as its reader may read it now; None where they may not."""
    row = rows.get(voice.session, number, reading.reader(voice.session, reader), now)
    if row is None:
        return None
    eyes = Reading(voice.session, voice.content, voice.language, me=reader)
    if row.member_id == reader.id:
        return [*_own_blocks(eyes, row), Buttons(own_buttons(eyes, row))]
    return [*as_blocks(eyes, row), *_came_of_it(eyes, row), *actions(eyes, row)]


def others(turn: Turn, rest: str) -> Reply:
    """What others said to a question: how many answered, and those this member may read."""
    number, following = numbered_first(rest)
    asking = askings.asking(turn.session, number or 0)
    if asking is None:
        raise turn.refuse("refusal.not-found")
    offset = numbered(following.removeprefix("from:")) or 0
    found = rows.to_question(turn.session, number or 0, turn.reader, turn.now, SHOWN, offset)
    readable = rows.readable_to_question(turn.session, number or 0, turn.reader, turn.now)
    count = rows.answered(turn.session, number or 0) + rows.nameless(turn.session, number or 0, turn.now)
    blocks: list[Block] = [Text(prompts.words_for(turn, asking).question)]
    for row in found:
        blocks += [Divider(), *as_blocks(turn, row), *_came_of_it(turn, row), *actions(turn, row)]
    blocks += [Divider(), Text(turn.say("others.counts", count=count, readable=readable), quiet=True)]
    more = Button(turn.say("search.more"), f"others {asking.id} from:{offset + SHOWN}", opens=True)
    return turn.answer(
        turn.say("others.title"),
        *blocks,
        buttons=(
            *((more,) if offset + SHOWN < readable else ()),
            Button(turn.say("others.add"), f"reflect {asking.id}", "main", opens=True),
            Button(turn.say("home.search"), "search", opens=True),
        ),
    )


def yours(turn: Turn, rest: str) -> Reply | None:
    """A question as it stands in a channel for who answered it: their newest words in the place of the box."""
    asking = askings.asking(turn.session, numbered(rest) or 0)
    row = rows.newest_to(turn.session, asking.id or 0, turn.my_id) if asking and turn.member else None
    if asking is None or row is None:
        if turn.incoming.kind is not Kind.LOOKED:
            raise turn.refuse("refusal.not-found")
        return None
    card = prompts.question_card(turn, asking)
    label, count = card.blocks[0], card.blocks[-1]
    buttons = Buttons((*_next_steps(turn, row), *own_buttons(turn, row)))
    mine = (Heading(turn.say("question.yours")), *_own_blocks(turn, row), buttons)
    return Reply(replace(card, blocks=(label, *mine, count), submit=None), Shown.ONLY_YOU)


def actions(turn: Eyes, row: Reflection) -> Sequence[Block]:
    """What can be done with another's: go to the person, say that it was of use, report it."""
    if row.member_id == turn.my_id:
        return ()
    return (
        Buttons(
            (
                Button(turn.say("request.button"), f"ask author {row.id}", opens=True),
                Button(turn.say("used.button"), f"used this {row.id}", opens=True),
                Button(turn.say("wrong.ask"), f"wrong {row.id}"),
            )
        ),
    )


def mine(turn: Turn, rest: str) -> Reply:
    """One's own, newest first, some at a time."""
    after = numbered(rest) or 0
    found = rows.own(turn.session, turn.my_id, MINE + 1, after)
    if not found:
        return turn.answer(
            turn.say("mine.title"),
            turn.say("mine.none"),
            buttons=(Button(turn.say("home.reflect"), "reflect", "main", opens=True),),
        )
    blocks: list[Block] = []
    for row in found[:MINE]:
        said, _ = _own_blocks(turn, row)
        about = Text(f"{_day(turn, row)} · {_readers(turn, row)}", quiet=True)
        blocks += [*((Divider(),) if blocks else ()), said, about, Buttons(own_buttons(turn, row))]
    more = Button(turn.say("search.more"), f"mine from {after + MINE}", opens=True)
    return turn.answer(turn.say("mine.title"), *blocks, buttons=(more,) if len(found) > MINE else ())
