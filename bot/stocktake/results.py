"""What came of a stocktake: one's own answers to oneself, and what may be told of all to those who answered."""

from collections.abc import Callable, Mapping, Sequence

from bot.chat import Block, Button, Facts, Heading, Reply, Said, Shown, Text
from bot.delivering.copies import of_member
from bot.organising import few
from bot.stocktake import pages
from bot.stocktake.pages import LINES, SECTIONS
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import people
from storage import stocktakes as rows
from storage.tables import Stocktake, Taking, TakingAnswer

Given = Mapping[str, TakingAnswer]
"""What somebody answered, by what it is about."""


def of_whom(voice: Voice, row: Stocktake) -> str:
    """Whose stocktake it is: a place's, or everybody's."""
    place = people.place_by_id(voice.session, row.place_id)
    return place.name if place else voice.say("stocktake.everybody")


def named(voice: Voice, row: Taking) -> str:
    """One's own answers: by oneself or in whose stocktake, and when."""
    stock = rows.get(voice.session, row.stocktake_id) if row.stocktake_id else None
    whose = of_whom(voice, stock) if stock else voice.say("stocktake.by-oneself")
    return voice.say("stocktake.of-day", whose=whose, when=(row.done_at or row.began_at).date())


def mine(turn: Turn, rest: str) -> Taking:
    """One of one's own, by number."""
    row = rows.taking_by(turn.session, numbered(rest) or 0, turn.my_id)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def show(turn: Turn, rest: str) -> Reply:
    """One's own answers, and what may be told of all once it is over."""
    return shown(turn, mine(turn, rest), Shown.ONLY_YOU)


def latest(turn: Turn, _rest: str) -> Reply:
    """The newest of one's own that was ended, else what was begun."""
    every = rows.takings(turn.session, turn.my_id)
    row = next((each for each in every if each.done_at), next(iter(every), None))
    if row is None:
        raise turn.refuse("stocktake.none-yet")
    return shown(turn, row, Shown.ONLY_YOU)


def shown(turn: Turn, row: Taking, how: Shown) -> Reply:
    """The whole of it, to who answered."""
    stock = rows.get(turn.session, row.stocktake_id) if row.stocktake_id else None
    given = rows.answers(turn.session, row.id or 0)
    last = _before(turn, row, stock)
    then = rows.answers(turn.session, last.id or 0) if last else {}
    buttons = [Button(turn.say("stocktake.drop"), f"stocktake drop {row.id}", opens=True)]
    if last:
        buttons[:0] = [Button(turn.say("stocktake.see-before"), f"stocktake show {last.id}", opens=True)]
    if stock and stock.state == "closed":
        buttons[:0] = [
            Button(turn.say("stocktake.together"), f"stocktake together {stock.id}", "main", opens=True),
        ]
    return turn.answer(
        named(turn, row),
        Text(turn.say("stocktake.only-you"), quiet=True),
        *_compared(turn, given, then, last),
        *_steps(turn, given, then),
        *_lines(turn, given),
        *_leverage(turn, row),
        *((Text(turn.say("stocktake.pooled-later", last=stock.last)),) if stock and stock.state == "open" else ()),
        buttons=tuple(buttons),
        shown=how,
    )


def _before(turn: Turn, row: Taking, stock: Stocktake | None) -> Taking | None:
    """What they answered the last time: by themselves, or for the same place."""
    for each in rows.takings(turn.session, turn.my_id):
        other = rows.get(turn.session, each.stocktake_id) if each.stocktake_id else None
        same = (other.place_id if other else None, other is None) == (stock.place_id if stock else None, stock is None)
        if (each.id or 0) < (row.id or 0) and same and each.done_at:
            return each
    return None


def _compared(turn: Turn, given: Given, then: Given, last: Taking | None) -> list[Block]:
    """In a line: how many parts are truer than the last time, how many less, how many as they were."""
    both = [(each.step, then[about].step) for about, each in given.items() if about in then]
    moves = [now - before for now, before in both if now and before]
    if last is None or not moves:
        return []
    truer, less = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    when = (last.done_at or last.began_at).date()
    same = len(moves) - truer - less
    return [Text(turn.say("stocktake.compared", when=when, truer=truer, less=less, same=same))]


def _steps(turn: Turn, given: Given, then: Given) -> list[Block]:
    def told(about: str) -> str:
        now, last = (each[about].step if about in each else None for each in (given, then))
        words = pages.one_step(turn, now) if now else ""
        before = pages.one_step(turn, last) if last else ""
        return f"{words} ({turn.say('stocktake.last-time', then=before)})" if before else words

    words: dict[str, list[Block]] = {name: [] for name in SECTIONS}
    for page in pages.pages(turn.content):
        if page.about in given:
            words[page.section].append(Said(given[page.about].words, of=of_member(turn.my_id)))
    return by_section(turn, lambda about: told(about) if about in given else "", words)


def by_section(voice: Voice, told: Callable[[str], str], after: Mapping[str, Sequence[Block]]) -> list[Block]:
    """A heading, its parts with what is told of each, and what stands below; nothing of what is empty."""
    blocks: list[Block] = []
    for name in SECTIONS:
        among = pages.section(voice.content, name)
        facts = [(part.name_in(voice.language), words) for part in among if (words := told(part.slug))]
        if facts or after.get(name):
            blocks.append(Heading(voice.say(f"stocktake.section-{name}")))
            blocks += [Facts(tuple(facts))] if facts else []
            blocks += after.get(name, ())
    return blocks


def _lines(turn: Turn, given: Given) -> list[Block]:
    blocks: list[Block] = []
    for about in LINES:
        if about in given:
            label = turn.content.parts[about].name_in(turn.language)
            blocks += [Text(label, quiet=True), Said(given[about].words, of=of_member(turn.my_id))]
    return blocks


def _leverage(turn: Turn, row: Taking) -> list[Block]:
    if not row.leverage:
        return []
    part = turn.content.parts.get(row.leverage)
    point = turn.say("stocktake.point", part=part.name_in(turn.language) if part else row.leverage)
    point_at: list[Block] = [Heading(turn.say("stocktake.leverage-title")), Text(point)]
    if row.leads:
        point_at += [Text(turn.say("stocktake.led"), quiet=True), Said(row.leads, of=of_member(turn.my_id))]
    return point_at


# --- together --------------------------------------------------------------------------------------------------------


def together(turn: Turn, rest: str) -> Reply:
    """What may be told of all who answered, to one of them: never who said what."""
    return Reply(pooled_card(turn, _answered(turn, rest)).card, Shown.ONLY_YOU)


def _answered(turn: Turn, rest: str) -> Stocktake:
    """A stocktake that is over and that this person answered."""
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None or rows.taking(turn.session, turn.my_id, row.id) is None:
        raise turn.refuse("stocktake.only-who-answered")
    if row.state == "open":
        raise turn.refuse("stocktake.not-over", last=row.last)
    return row


def pooled_card(voice: Voice, row: Stocktake) -> Reply:
    """The figures, compared with the last time; one leverage point, and who leads it."""
    title = voice.say("stocktake.of-day", whose=of_whom(voice, row), when=(row.closed_at or row.opened_at).date())
    if not row.answered:
        return Reply(voice.card(title, voice.say("stocktake.too-few", fewest=few.FEWEST)))
    then = before(voice, row)

    def told(about: str) -> str:
        if about not in row.pooled:
            return voice.say("pages.few")
        words = pages.of_five(voice, row.pooled[about])
        last = then.get(about)
        return f"{words} ({voice.say('stocktake.last-time', then=pages.of_five(voice, last))})" if last else words

    return Reply(
        voice.card(
            title,
            voice.say("stocktake.pooled", count=row.answered),
            *by_section(voice, told, {}),
            *_led(voice, row),
            buttons=_lead_buttons(voice, row),
        )
    )


def before(voice: Voice, row: Stocktake) -> Mapping[str, int]:
    """The figures of the last time; none where there is none."""
    last = rows.before(voice.session, row)
    return last.pooled if last else {}


def _led(voice: Voice, row: Stocktake) -> list[Block]:
    if not row.leverage:
        return []
    part = voice.content.parts.get(row.leverage)
    point = voice.say("stocktake.most-chose", part=part.name_in(voice.language) if part else row.leverage)
    leads = voice.say("stocktake.is-led", name=voice.name_of(row.leader_id)) if row.leader_id else None
    return [Heading(voice.say("stocktake.leverage-title")), Text(point), Text(leads or voice.say("stocktake.nobody"))]


def _lead_buttons(voice: Voice, row: Stocktake) -> tuple[Button, ...]:
    if not row.leverage or row.leader_id:
        return ()
    return (Button(voice.say("stocktake.lead"), f"stocktake lead {row.id}", "main"),)


def lead(turn: Turn, rest: str) -> Reply:
    """`12`: lead what most would begin with, and be named to those who answered; `12 no`: not any more."""
    number, _, no = rest.partition(" ")
    row = _answered(turn, number)
    if not row.leverage:
        raise turn.refuse("refusal.not-found")
    if row.leader_id not in {None, turn.my_id}:
        raise turn.refuse("stocktake.led-already", name=turn.name_of(row.leader_id or 0))
    row.leader_id = None if no else turn.my_id
    people.add(turn.session, row)
    back = () if no else (Button(turn.say("stocktake.lead-no"), f"stocktake lead {row.id} no"),)
    said = turn.say("stocktake.leads-no" if no else "stocktake.leads-yes")
    return turn.answer(said, *_led(turn, row), buttons=back, shown=Shown.IN_PLACE)
