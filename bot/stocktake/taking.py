"""Taking stock: a handful of parts at a time, to be stopped and gone on with whenever there are three minutes."""

from dataclasses import replace

from bot.chat import Block, Button, Buttons, Field, Kind, Option, Reply, Shown, Text
from bot.remembering import care
from bot.stocktake import pages, results
from bot.stocktake.pages import LINES, STEPS
from bot.stocktake.results import Given
from bot.turn import Turn, numbered
from storage import people
from storage import stocktakes as rows
from storage.tables import Stocktake, Taking

LONGEST = 280  # characters of a sentence
SHOWN = 3  # earlier ones
OWN = "own"  # in a sentence: by oneself


def stocktake(turn: Turn, _rest: str) -> Reply:
    """What can be answered now, what was begun, and how it was before."""
    turn.me  # noqa: B018  (refuses who has not joined)
    blocks: list[Block] = [
        *(block for row in _open(turn) for block in _about_open(turn, row)),
        *_own(turn),
        *_earlier(turn),
    ]
    return turn.answer(turn.say("stocktake.title"), turn.say("stocktake.what"), *blocks)


def at_home(turn: Turn) -> list[Block]:
    """On Home: a council's own that this member has not ended."""
    blocks: list[Block] = []
    for row in _open(turn):
        mine = rows.taking(turn.session, turn.my_id, row.id)
        if mine is None or mine.done_at is None:
            blocks += _about_open(turn, row)
    return blocks


def _open(turn: Turn) -> list[Stocktake]:
    """Those that this member may answer now."""
    if turn.me.confirmed_at is None:
        return []
    place = people.place_of(turn.session, turn.me)
    return list(rows.open_ones(turn.session, place.id if place else None))


def _about_open(turn: Turn, row: Stocktake) -> list[Block]:
    mine = rows.taking(turn.session, turn.my_id, row.id)
    said = turn.say("stocktake.is-open", who=results.of_whom(turn, row), last=row.last)
    return [Text(said), *_onward(turn, mine, str(row.id))]


def _own(turn: Turn) -> list[Block]:
    mine = rows.taking(turn.session, turn.my_id, None)
    return [Text(turn.say("stocktake.own-what")), *_onward(turn, mine, OWN)]


def _onward(turn: Turn, mine: Taking | None, which: str) -> list[Block]:
    """Begin, or go on where it was left; see and forget what is there."""
    if mine is None:
        begin = turn.say("stocktake.begin" if which == OWN else "stocktake.take-part")
        return [Buttons((Button(begin, f"stocktake answer {which} 1", "main", opens=True),))]
    given = rows.answers(turn.session, mine.id or 0)
    left = _next(turn, given)
    count = len([each for each in given.values() if each.step])
    progress = turn.say("stocktake.progress", count=count, whole=len(pages.parts(turn.content)))
    to = f"stocktake answer {which} {left}" if left else f"stocktake end {which}"
    go_on = turn.say("stocktake.change" if mine.done_at else "stocktake.go-on")
    see = Button(turn.say("stocktake.see"), f"stocktake show {mine.id}", opens=True)
    return [Text(progress, quiet=True), Buttons((Button(go_on, to, "main", opens=True), see))]


def _next(turn: Turn, given: Given) -> int:
    """The first form with nothing in it, counted from one; 0 where there is none."""
    for number, page in enumerate(pages.pages(turn.content), 1):
        if not any(part.slug in given for part in page.parts):
            return number
    return 0


def _earlier(turn: Turn) -> list[Block]:
    blocks: list[Block] = []
    open_ = {row.id for row in _open(turn)}
    done = [row for row in rows.takings(turn.session, turn.my_id) if row.done_at and row.stocktake_id not in open_]
    for row in done[:SHOWN]:
        see = Button(turn.say("stocktake.see"), f"stocktake show {row.id}", opens=True)
        blocks += [Text(results.named(turn, row)), Buttons((see,))]
    return blocks


# --- answering -------------------------------------------------------------------------------------------------------


def answer(turn: Turn, rest: str) -> Reply:
    """`own 2`, `12 2`: the second form, by oneself or in the council's number 12; saved, the next one stands open."""
    which, _, typed = rest.partition(" ")
    stock = _which(turn, which)
    forms, number = pages.pages(turn.content), numbered(typed) or 1
    if number > len(forms):
        return end(turn, which)
    page, mine = forms[number - 1], rows.taking(turn.session, turn.my_id, stock.id if stock else None)
    if turn.typed:
        return _form(turn, which, number, rows.answers(turn.session, mine.id or 0) if mine else {})
    words = _line(turn, "words")
    steps = {part.slug: _step(turn, part.slug) for part in page.parts}
    if mine is not None or words or any(steps.values()):
        mine = mine or _begun(turn, stock)
        for about, step in steps.items():
            rows.answer(turn.session, mine.id or 0, about, step)
        rows.answer(turn.session, mine.id or 0, page.about, words=words)
        turn.session.flush()
    onward = f"{which} {number + 1}"
    turn.result = f"stocktake answer {onward}"
    return answer(_looking(turn), onward)


def _looking(turn: Turn) -> Turn:
    """The same turn with nothing filled in: what is asked next is shown."""
    return replace(turn, incoming=replace(turn.incoming, kind=Kind.PRESSED, values={}, token=""))


def _which(turn: Turn, which: str) -> Stocktake | None:
    """The one that is answered; None: by oneself. Refused where it is over, or for others."""
    if which == OWN:
        return None
    row = rows.get(turn.session, numbered(which) or 0)
    if row is None or row.id not in {each.id for each in _open(turn)}:
        raise turn.refuse("stocktake.over")
    return row


def _begun(turn: Turn, stock: Stocktake | None) -> Taking:
    mine = Taking(stocktake_id=stock.id if stock else None, member_id=turn.my_id, began_at=turn.now)
    people.add(turn.session, mine)
    return mine


def _step(turn: Turn, about: str) -> int | None:
    step = numbered(turn.incoming.value(about))
    return step if step in STEPS else None


def _line(turn: Turn, name: str) -> str:
    words = " ".join(turn.incoming.value(name).split())
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", name, most=LONGEST)
    care.look_over(turn, words)
    return words


def _form(turn: Turn, which: str, number: int, given: Given) -> Reply:
    forms = pages.pages(turn.content)
    page = forms[number - 1]
    steps = tuple(Option(str(step), turn.say(f"stocktake.step-{step}")) for step in STEPS)
    fields = [
        Field(
            part.slug,
            part.name_in(turn.language) if turn.language == "cy" else f"{part.name}: {part.meaning}",
            "choice",
            steps,
            (str(given[part.slug].step),) if part.slug in given else (),
            part.meaning if turn.language == "cy" else "",  # it has no Welsh yet
            required=False,
        )
        for part in page.parts
    ]
    title = turn.say(f"stocktake.section-{page.section}")
    return turn.form(
        title,
        turn.say("stocktake.how-true"),
        Text(turn.say("stocktake.page", number=number, count=len(forms) + 1), quiet=True),
        *fields,
        _sentence(turn, "words", "stocktake.sentence", given, page.about),
        submit=Button(turn.say("stocktake.next"), f"stocktake answer {which} {number}", "main", token=turn.token()),
    )


def _sentence(turn: Turn, name: str, label: str, given: Given, about: str) -> Field:
    value = (given[about].words,) if about in given else ()
    return Field(name, turn.say(label), value=value, hint=turn.say("stocktake.hint"), required=False, most=LONGEST)


# --- the end ---------------------------------------------------------------------------------------------------------


def end(turn: Turn, rest: str) -> Reply:
    """What to keep, to let go and to strengthen; one leverage point, and by oneself who leads it."""
    stock = _which(turn, rest)
    mine = rows.taking(turn.session, turn.my_id, stock.id if stock else None)
    if mine is None:
        raise turn.refuse("stocktake.nothing-yet")
    given = rows.answers(turn.session, mine.id or 0)
    if turn.typed:
        return _end_form(turn, rest, mine, given)
    lines = {about: _line(turn, about) for about in LINES}
    leads = _line(turn, "leads") if stock is None else ""
    for about, words in lines.items():
        rows.answer(turn.session, mine.id or 0, about, words=words)
    chosen = turn.incoming.value("leverage")
    mine.leverage = chosen if chosen in {part.slug for part in pages.parts(turn.content)} else ""
    mine.leads, mine.done_at = leads, turn.now
    people.add(turn.session, mine)
    turn.result = f"stocktake show {mine.id}"
    return results.shown(turn, mine, Shown.IN_PLACE)


def _end_form(turn: Turn, which: str, mine: Taking, given: Given) -> Reply:
    least = sorted(
        pages.parts(turn.content),
        key=lambda part: given[part.slug].step or 0 if part.slug in given else len(STEPS) + 1,
    )
    options = tuple(Option(part.slug, part.name_in(turn.language)[:75]) for part in least)
    leads = Field(
        "leads",
        turn.say("stocktake.leads"),
        value=(mine.leads,) if mine.leads else (),
        hint=turn.say("stocktake.leads-hint"),
        required=False,
        most=LONGEST,
    )
    return turn.form(
        turn.say("stocktake.end"),
        *(_sentence(turn, about, f"stocktake.{about.removeprefix('stocktake-')}", given, about) for about in LINES),
        Field(
            "leverage",
            turn.say("stocktake.leverage"),
            "choice",
            options,
            (mine.leverage,) if mine.leverage else (),
            turn.say("stocktake.leverage-hint"),
            required=False,
        ),
        *((leads,) if which == OWN else ()),
        submit=Button(turn.say("stocktake.finish"), f"stocktake end {which}", "main", token=turn.token()),
    )


# --- forgetting ------------------------------------------------------------------------------------------------------


def drop(turn: Turn, rest: str) -> Reply:
    """Ask once before one's own answers are erased."""
    mine = results.mine(turn, rest)
    sure = Button(turn.say("stocktake.drop"), f"stocktake drop for good {mine.id}", "danger")
    return turn.answer(turn.say("stocktake.drop-sure"), results.named(turn, mine), buttons=(sure,))


def drop_for_good(turn: Turn, rest: str) -> Reply:
    """Erase them."""
    rows.forget(turn.session, results.mine(turn, rest))
    return turn.answer(turn.say("stocktake.dropped"), shown=Shown.IN_PLACE)
