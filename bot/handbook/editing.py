"""What organisers do with a handbook: begin it, ask its authors, title, order, leave out. Words stay as they are."""

from collections.abc import Sequence
from datetime import date

from bot.chat import Block, Button, Buttons, Field, Reply, Shown, Text
from bot.handbook.book import named
from bot.remembering import care
from bot.turn import Turn, numbered
from storage import handbooks as rows
from storage import people, record
from storage.tables import Handbook, HandbookPiece, HandbookTheme

TITLE, INTRODUCTION = 120, 3000  # characters at most
MOVES = ("earlier", "later", "out", "in")


def handbooks(turn: Turn, _rest: str) -> Reply:
    """Every handbook, and the way to a new one. They are laid out on the organisers' pages."""
    blocks: list[Block] = []
    for row in rows.all_of(turn.session):
        season = turn.say("handbook.season", first=row.first, last=row.last)
        ask = Button(turn.say("handbook.ask"), f"handbook ask {row.id}", opens=True)
        edit = Button(turn.say("reflect.edit"), f"handbook edit {row.id}", opens=True)
        blocks += [Text(row.title), Text(season, quiet=True), Buttons((ask, edit))]
    return turn.answer(
        turn.say("handbook.all"),
        *(blocks or [Text(turn.say("handbook.none"))]),
        Text(turn.say("handbook.on-pages"), quiet=True),
        buttons=(
            Button(turn.say("handbook.new"), "handbook new", "main", opens=True),
            Button(turn.say("pages.open-them"), "pages", opens=True),
        ),
    )


def new(turn: Turn, _rest: str) -> Reply:
    """A handbook of a season: its title and its dates."""
    if turn.typed:
        return _form(turn, None)
    title, introduction, first, last = _filled(turn)
    row = Handbook(title=title, introduction=introduction, first=first, last=last, by_id=turn.my_id, made_at=turn.now)
    rows.make(turn.session, row, [part.slug for part in turn.content.group("principle")])
    record.note(turn.session, turn.my_id, "made a handbook", f"handbook {row.id}", turn.now)
    turn.result = "handbooks"
    return turn.answer(turn.say("handbook.made"), turn.say("handbook.made-next"), shown=Shown.IN_PLACE)


def edit(turn: Turn, rest: str) -> Reply:
    """Change its title, its introduction or its dates."""
    row = _book(turn, rest)
    if turn.typed:
        return _form(turn, row)
    row.title, row.introduction, row.first, row.last = _filled(turn)
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "edited a handbook", f"handbook {row.id}", turn.now)
    turn.result = "handbooks"
    return turn.answer(turn.say("handbook.changed"), shown=Shown.IN_PLACE)


def _book(turn: Turn, rest: str) -> Handbook:
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def _form(turn: Turn, row: Handbook | None) -> Reply:
    say = turn.say
    dates = ((row.first.isoformat(),), (row.last.isoformat(),)) if row else ((), ())
    return turn.form(
        say("handbook.new") if row is None else say("handbook.edit"),
        Field("title", say("handbook.title"), value=(row.title,) if row else (), most=TITLE),
        Field("first", say("handbook.first"), "date", value=dates[0]),
        Field("last", say("handbook.last"), "date", value=dates[1]),
        _introduction(turn, row.introduction if row else ""),
        submit=Button(
            say("me.save"), "handbook new" if row is None else f"handbook edit {row.id}", "main", token=turn.token()
        ),
    )


def _introduction(turn: Turn, words: str) -> Field:
    label, hint = turn.say("handbook.introduction"), turn.say("reflect.hint")
    return Field("introduction", label, "words", (), (words,) if words else (), hint, required=False, most=INTRODUCTION)


def _filled(turn: Turn) -> tuple[str, str, date, date]:
    """What the form says. Refused with the field where it is not to be used."""
    title = _words(turn, "title", TITLE)
    if not title:
        raise turn.refuse("handbook.no-title", "title")
    first, last = (_date(turn, name) for name in ("first", "last"))
    if last < first:
        raise turn.refuse("handbook.backwards", "last")
    return title, _words(turn, "introduction", INTRODUCTION), first, last


def _words(turn: Turn, name: str, most: int) -> str:
    words = turn.incoming.value(name)
    if len(words) > most:
        raise turn.refuse("reflect.too-long", name, most=most)
    care.look_over(turn, words)
    return words


def _date(turn: Turn, name: str) -> date:
    try:
        return date.fromisoformat(turn.incoming.value(name))
    except ValueError as error:
        raise turn.refuse("handbook.no-date", name) from error


# --- asking ----------------------------------------------------------------------------------------------------------


def ask(turn: Turn, rest: str) -> Reply:
    """Ask the authors of its season; who was asked already is not asked again for the same words."""
    row = _book(turn, rest)
    if row.state != "asking":
        row.state = "asking"
        people.add(turn.session, row)
        record.note(turn.session, turn.my_id, "asked for a handbook", f"handbook {row.id}", turn.now)
    return turn.answer(turn.say("handbook.asking"), turn.say("handbook.asking-what"), shown=Shown.IN_PLACE)


# --- laying it out ---------------------------------------------------------------------------------------------------


def edit_theme(turn: Turn, rest: str) -> Reply:
    """A theme's title and introduction."""
    row = _theme(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("handbook.edit-theme"),
            Field("title", turn.say("handbook.title"), value=(named(turn, row),), most=TITLE),
            _introduction(turn, row.introduction),
            submit=Button(turn.say("me.save"), f"handbook theme {row.id}", "main", token=turn.token()),
        )
    title = _words(turn, "title", TITLE)
    row.title = "" if title == named(turn, HandbookTheme(principle=row.principle, handbook_id=0, position=0)) else title
    row.introduction = _words(turn, "introduction", INTRODUCTION)
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "edited a handbook", f"handbook {row.handbook_id}", turn.now)
    turn.result = "handbooks"
    return turn.answer(turn.say("handbook.changed"), shown=Shown.IN_PLACE)


def _theme(turn: Turn, rest: str) -> HandbookTheme:
    row = rows.theme(turn.session, numbered(rest) or 0)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def move(turn: Turn, rest: str) -> Reply:
    """`theme 12 earlier`, `piece 7 later`, and so `out` and `in`: where it stands and whether, never what it says."""
    what, number, how = [*rest.split(), "", "", ""][:3]
    if how not in MOVES:
        raise turn.refuse("refusal.not-found")
    if what == "theme":
        theme = _theme(turn, number)
        return _moved(turn, theme, list(rows.themes(turn.session, theme.handbook_id)), _seen(turn, theme), how)
    found = rows.piece(turn.session, numbered(number) or 0, turn.reader, turn.now)
    if found is None:
        raise turn.refuse("handbook.gone")
    book, piece, reflection = found
    beside = [each for each, _ in rows.pieces(turn.session, book, reflection.principle, turn.reader, turn.now)]
    return _moved(turn, piece, beside, [each.id for each in beside], how)


def _seen(turn: Turn, theme: HandbookTheme) -> list[int | None]:
    """The themes in which anything stands: the others are not shown, and nothing is moved past them."""
    book = _book(turn, str(theme.handbook_id))
    counted = rows.counts(turn.session, book, turn.reader, turn.now)
    return [row.id for row in rows.themes(turn.session, theme.handbook_id) if row.principle in counted]


def _moved(
    turn: Turn,
    row: HandbookTheme | HandbookPiece,
    beside: Sequence[HandbookTheme | HandbookPiece],
    seen: list[int | None],
    how: str,
) -> Reply:
    """Leave it out, put it back, or change its place with the one before or after it of those that are seen."""
    order = [each.id for each in beside]
    if how in {"out", "in"}:
        row.left_out = how == "out"
        people.add(turn.session, row)
    elif row.id in seen:
        next_ = seen.index(row.id) + (1 if how == "later" else -1)
        if 0 <= next_ < len(seen):
            there = order.index(seen[next_])
            order.remove(row.id)
            order.insert(there, row.id)
        for each in beside:
            each.position = order.index(each.id)
            turn.session.add(each)
    record.note(turn.session, turn.my_id, "edited a handbook", f"handbook {row.handbook_id}", turn.now)
    return turn.answer(turn.say("handbook.changed"), shown=Shown.IN_PLACE)


# --- taking it away --------------------------------------------------------------------------------------------------


def drop(turn: Turn, rest: str) -> Reply:
    """Look once more before a handbook is taken away."""
    row = _book(turn, rest)
    return turn.answer(
        turn.say("handbook.drop-sure", title=row.title),
        turn.say("handbook.drop-what"),
        buttons=(Button(turn.say("handbook.drop"), f"handbook drop for good {row.id}", "danger"),),
    )


def drop_for_good(turn: Turn, rest: str) -> Reply:
    """Take it away; nobody's reflection goes with it."""
    row = _book(turn, rest)
    record.note(turn.session, turn.my_id, "dropped a handbook", f"handbook {row.id}", turn.now)
    rows.drop(turn.session, row)
    return turn.answer(turn.say("handbook.dropped"), shown=Shown.IN_PLACE)
