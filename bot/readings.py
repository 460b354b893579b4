"""Showing reflections: one, one's own, what others said, as far as each reader may read them."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot import audience, prompts
from bot.chat import Block, Button, Buttons, Divider, Reply, Said, Shown, Text
from bot.turn import Turn, numbered
from storage import askings, commitments, people
from storage import reflections as rows
from storage.tables import Reflection

SHOWN = 5


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
        Said(row.words),
        Text(_readers(turn, row), quiet=True),
        buttons=(*_next_steps(turn, row), *own_buttons(turn, row)),
        shown=shown,
    )


def _next_steps(turn: Turn, row: Reflection) -> tuple[Button, ...]:
    """What may follow from one's own."""
    return (
        Button(turn.say("trying.button"), f"will try {row.id}", opens=True),
        Button(turn.say("request.three"), f"ask three {row.id}", opens=True),
    )


def _readers(turn: Turn, row: Reflection) -> str:
    """Who can read it today, also where it was reported."""
    if row.hidden_at is not None:
        return turn.say("reported.yours")
    return turn.say("reflect.kept-who", audience=audience.sized(turn, row.audience))


def own_buttons(turn: Turn, row: Reflection) -> tuple[Button, ...]:
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
    return turn.answer(turn.say("reflect.title"), *as_blocks(turn, row), *_came_of_it(turn, row), *actions(turn, row))


def as_blocks(turn: Turn, row: Reflection, marks: tuple[tuple[int, int], ...] = (), words: str = "") -> list[Block]:
    """A reflection as others see it: words, who and where, when, which principle. Nameless ones say the week only."""
    principle = turn.content.parts.get(row.principle)
    when = turn.say("reflect.week-of", when=_monday(row)) if row.audience == audience.NAMELESS else _day(turn, row)
    facts = [when]
    if principle:
        facts.append(principle.name_in(turn.language))
    return [Said(words or row.words, by=author(turn, row), marks=marks), Text(" · ".join(facts), quiet=True)]


def _came_of_it(turn: Turn, row: Reflection) -> list[Block]:
    """What its author meant to try and what happened, where they let it stand with their words."""
    blocks: list[Block] = []
    for tried in commitments.shown_with(turn.session, [row.id])[row.id]:
        blocks += [Text(turn.say("trying.meant"), quiet=True), Said(tried.words)]
        blocks.append(Text(turn.say(f"trying.came-{tried.state}"), quiet=True))
        if tried.lesson:
            blocks.append(Said(tried.lesson))
    return blocks


def author(turn: Turn, row: Reflection) -> str:
    """Whose it is, as far as they wished."""
    if row.member_id == turn.my_id:
        return turn.say("member.you")
    if row.audience == audience.NAMELESS:
        return turn.say("member.nameless")
    where = people.organisation(turn.session, row.organisation_id)
    return f"{turn.name_of(row.member_id)} · {where.name if where else turn.say('member.nowhere')}"


def _day(turn: Turn, row: Reflection) -> str:
    return turn.say("reflect.on", when=row.written_at.date())


def _monday(row: Reflection) -> date:
    return row.written_at.date() - timedelta(days=row.written_at.weekday())


def others(turn: Turn, rest: str) -> Reply:
    """What others said to a question: how many answered, and those this member may read."""
    number, following = numbered_first(rest)
    asking = askings.asking(turn.session, number or 0)
    if asking is None:
        raise turn.refuse("refusal.not-found")
    offset = numbered(following.removeprefix("from:")) or 0
    found = rows.to_question(turn.session, number or 0, turn.reader, turn.now, SHOWN, offset)
    readable = rows.readable_to_question(turn.session, number or 0, turn.reader, turn.now)
    count = rows.answered(turn.session, number or 0)
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


def actions(turn: Turn, row: Reflection) -> Sequence[Block]:
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


def mine(turn: Turn, _rest: str) -> Reply:
    """One's own, newest first."""
    found = rows.own(turn.session, turn.my_id, SHOWN * 2)
    if not found:
        return turn.answer(
            turn.say("mine.title"),
            turn.say("mine.none"),
            buttons=(Button(turn.say("home.reflect"), "reflect", "main", opens=True),),
        )
    blocks: list[Block] = []
    for row in found:
        blocks += [
            Said(row.words),
            Text(f"{_day(turn, row)} · {audience.named(turn, row.audience)}", quiet=True),
            Buttons(own_buttons(turn, row)),
        ]
    return turn.answer(turn.say("mine.title"), *blocks)
