"""A handbook on a page: what may stand in it now, in the order in which it reads, and the files to take along."""

from collections.abc import Sequence

from bot.chat import Block, Button, Buttons, Card, Divider, Facts, Said, Text
from bot.delivering.copies import of_reflection
from bot.handbook import files
from bot.handbook.book import named
from bot.organising.parts import Asked, Cell, Onto, Onward, Page, Part, Table, organisers_only
from bot.turn import Turn, numbered
from storage import handbooks, people
from storage.tables import Handbook, HandbookTheme

SHOWN = 25  # reflections at once
FORMS = {"docx": "Word (DOCX)", "html": "HTML", "md": "Markdown"}


def handbook(turn: Turn, asked: Asked) -> Page:
    """The newest handbook, or the one that was asked for; one of its themes with what stands in it."""
    organisers_only(turn)
    every = handbooks.all_of(turn.session)
    number = numbered(asked.get("book", ""))
    book = next((row for row in every if row.id == number), None) or next(iter(every), None)
    if book is None:
        new = turn.card(turn.say("handbook.none"), turn.say("handbook.none-what"), buttons=(_new(turn),))
        return Page.of(turn.say("handbook.all"), new)
    theme = handbooks.theme(turn.session, numbered(asked.get("theme", "")) or 0)
    if theme is not None and theme.handbook_id == book.id:
        return _of_theme(turn, book, theme, numbered(asked.get("from", "")) or 0)
    return Page.of(
        turn.say("handbook.all"),
        _about(turn, book),
        _themes(turn, book),
        _files(turn, book),
        *_others(turn, every, book),
        lead=turn.say("handbook.lead"),
    )


def taken(turn: Turn, number: int, ending: str) -> tuple[str, bytes] | None:
    """A handbook as a file to take along, as it may be read at this moment."""
    organisers_only(turn)
    book = handbooks.get(turn.session, number)
    if book is None or ending not in files.WRITERS:
        return None
    return files.one(turn, book, ending, turn.reader, turn.now)


def _new(turn: Turn) -> Button:
    return Button(turn.say("handbook.new"), "handbook new", "main", opens=True)


def _about(turn: Turn, book: Handbook) -> Card:
    counted = handbooks.counts(turn.session, book, turn.reader, turn.now)
    asked = handbooks.asked(turn.session, book)
    facts = (
        (turn.say("handbook.of"), turn.say("handbook.season", first=book.first, last=book.last)),
        (turn.say("handbook.asked"), turn.say("handbook.reflections", count=asked)),
        (
            turn.say("handbook.allowed"),
            turn.say("handbook.reflections", count=sum(all_ for all_, _ in counted.values())),
        ),
    )
    going = (Text(turn.say("handbook.still-asking")),) if book.state == "asking" else ()
    return turn.card(
        book.title,
        *((Text(book.introduction),) if book.introduction else ()),
        Facts(facts),
        *going,
        Text(turn.say("handbook.ask-what"), quiet=True),
        buttons=(
            Button(turn.say("handbook.ask"), f"handbook ask {book.id}", "plain" if asked else "main"),
            Button(turn.say("handbook.edit"), f"handbook edit {book.id}", opens=True),
            Button(turn.say("handbook.drop"), f"handbook drop {book.id}"),
        ),
    )


def _themes(turn: Turn, book: Handbook) -> Table:
    counted = handbooks.counts(turn.session, book, turn.reader, turn.now)
    rows: list[tuple[Cell, ...]] = []
    seen = [row for row in handbooks.themes(turn.session, book.id or 0) if counted.get(row.principle, (0, 0))[0]]
    for place, row in enumerate(seen, 1):
        in_all, out = counted[row.principle]
        here = {"book": str(book.id), "theme": str(row.id)}
        rows.append(
            (
                named(turn, row),
                Onto(turn.say("handbook.open-theme"), here),
                turn.say("handbook.is-out") if row.left_out else in_all - out,
                _moves(turn, "theme", row.id, left_out=row.left_out, ends=(place == 1, place == len(seen))),
            )
        )
    head = (
        turn.say("handbook.theme"),
        turn.say("handbook.see"),
        turn.say("handbook.stands"),
        turn.say("handbook.order"),
    )
    return Table(turn.say("handbook.themes"), head, rows, turn.say("handbook.nothing-yet"))


def _moves(turn: Turn, what: str, number: int | None, *, left_out: bool, ends: tuple[bool, bool]) -> Buttons:
    """Where it stands, and whether. `ends`: whether it is the first, and the last; then it goes no further."""
    if left_out:
        return Buttons((Button(turn.say("handbook.put-back"), f"handbook move {what} {number} in"),))
    earlier = Button(turn.say("handbook.earlier"), f"handbook move {what} {number} earlier")
    later = Button(turn.say("handbook.later"), f"handbook move {what} {number} later")
    out = Button(turn.say("handbook.leave-out"), f"handbook move {what} {number} out")
    return Buttons((*(() if ends[0] else (earlier,)), *(() if ends[1] else (later,)), out))


def _files(turn: Turn, book: Handbook) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (FORMS[end], Onto(turn.say("handbook.take"), {}, f"handbook/{book.id}.{end}"))
        for end in FORMS
        if end in files.WRITERS
    ]
    return Table(turn.say("handbook.files"), (turn.say("handbook.form"), turn.say("handbook.file")), rows)


def _others(turn: Turn, every: Sequence[Handbook], book: Handbook) -> list[Part]:
    rows: list[tuple[Cell, ...]] = [
        (Onto(row.title, {"book": str(row.id)}), turn.say("handbook.season", first=row.first, last=row.last))
        for row in every
        if row.id != book.id
    ]
    head = (turn.say("handbook.title"), turn.say("handbook.of"))
    more: list[Part] = [Table(turn.say("handbook.others"), head, rows)] if rows else []
    return [*more, turn.card(turn.say("handbook.another"), buttons=(_new(turn),))]


def _of_theme(turn: Turn, book: Handbook, theme: HandbookTheme, begin: int) -> Page:
    """What its authors allowed, word for word, each with where it stands."""
    found = handbooks.pieces(turn.session, book, theme.principle, turn.reader, turn.now)
    blocks: list[Block] = []
    for place, (piece, row) in enumerate(found[begin : begin + SHOWN], begin + 1):
        when = turn.say("reflect.on", when=row.written_at.date())
        out = f" · {turn.say('handbook.is-out')}" if piece.left_out else ""
        blocks += [
            *((Divider(),) if blocks else ()),
            Said(
                row.words,
                f"{turn.name_of(row.member_id)} · {_council(turn, row.organisation_id)}",
                of=of_reflection(row.id),
            ),
            Text(f"{place} · {when}{out}", quiet=True),
            _moves(turn, "piece", piece.id, left_out=piece.left_out, ends=(place == 1, place == len(found))),
        ]
    at = {"book": str(book.id), "theme": str(theme.id)}
    back = {**at, "from": str(max(0, begin - SHOWN))} if begin else None
    on = {**at, "from": str(begin + SHOWN)} if begin + SHOWN < len(found) else None
    edit = Button(turn.say("handbook.edit-theme"), f"handbook theme {theme.id}", opens=True)
    way = Table(
        book.title, (turn.say("handbook.themes"),), [(Onto(turn.say("handbook.all-themes"), {"book": str(book.id)}),)]
    )
    return Page.of(
        named(turn, theme),
        turn.card(
            turn.say("handbook.how-it-reads"),
            *((Text(theme.introduction),) if theme.introduction else ()),
            buttons=(edit,),
        ),
        turn.card(turn.say("handbook.what-stands"), *(blocks or [Text(turn.say("handbook.nothing-yet"))])),
        Onward(back, on),
        way,
        lead=turn.say("handbook.words-stay"),
    )


def _council(turn: Turn, number: int | None) -> str:
    where = people.organisation(turn.session, number)
    return where.name if where else turn.say("member.nowhere")
