"""What organisers do with a season: its name and its days, its phases and what each should leave behind, its end."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.chat import Button, Field, Reply, Shown
from bot.learning.season import dates
from bot.learning.season.showing import card_of, name_of
from bot.remembering import care
from bot.turn import Turn, numbered
from storage import people, record, seasons
from storage.tables import Season, SeasonPhase

NAME, LINE = 80, 200  # characters at most
LONGEST = timedelta(days=366)


def new(turn: Turn, _rest: str) -> Reply:
    """A season: its name, its first and its last day. Its phases are proposed, each a third of it."""
    if turn.typed:
        return _form(turn, None)
    row = Season(name="", first=turn.now.date(), last=turn.now.date(), by_id=turn.my_id, made_at=turn.now)
    _fill(turn, row)
    slugs = [part.slug for part in turn.content.group("phase")]
    leaves = {slug: turn.say(f"season.proposed-{slug}") for slug in slugs}
    seasons.keep(turn.session, row, dates.thirds(row.first, row.last, slugs), leaves)
    return _done(turn, row, "planned a season", "season.made")


def edit(turn: Turn, rest: str) -> Reply:
    """Change its name or its days. Phases that no longer fit are proposed anew; what each should leave stays."""
    row = _season(turn, rest)
    if turn.typed:
        return _form(turn, row)
    before, found = row.first, seasons.phases(turn.session, row.id or 0)
    _fill(turn, row)
    seasons.keep(turn.session, row, dates.moved(before, found, row.first, row.last), {})
    return _done(turn, row, "changed a season", "season.changed")


def phases(turn: Turn, rest: str) -> Reply:
    """When each phase begins, and what it should leave behind. The first begins with the season."""
    row = _season(turn, rest)
    found = seasons.phases(turn.session, row.id or 0)
    if turn.typed:
        return _phases_form(turn, row, found)
    begins, leaves, before = dict[str, date](), dict[str, str](), row.first - timedelta(days=1)
    for phase in found:
        field = f"{phase.phase}-first"
        first = row.first if phase.phase == found[0].phase else _date(turn, field)
        if not before < first <= row.last:
            raise turn.refuse("season.phase-order", field, first=row.first, last=row.last)
        begins[phase.phase] = before = first
        leaves[phase.phase] = _line(turn, f"{phase.phase}-leaves", LINE)
    seasons.keep(turn.session, row, begins, leaves)
    return _done(turn, row, "changed a season", "season.changed")


def _phases_form(turn: Turn, row: Season, found: Sequence[SeasonPhase]) -> Reply:
    fields: list[Field] = []
    for phase in found:
        name = name_of(turn, phase)
        if phase.phase != found[0].phase:
            begins = turn.say("season.begins", phase=name)
            fields.append(Field(f"{phase.phase}-first", begins, "date", value=(phase.first.isoformat(),)))
        leaves = turn.say("season.should-leave", phase=name)
        value = (phase.leaves,) if phase.leaves else ()
        fields.append(Field(f"{phase.phase}-leaves", leaves, value=value, required=False, most=LINE))
    submit = Button(turn.say("me.save"), f"season phases {row.id}", "main", token=turn.token())
    return turn.form(turn.say("season.phases"), *fields, submit=submit)


def end(turn: Turn, rest: str) -> Reply:
    """Look once more before a season ends today, or is taken away where it has not begun."""
    row = _season(turn, rest)
    begun = row.first <= seasons.today(turn.now)
    return turn.answer(
        turn.say("season.end-sure" if begun else "season.drop-sure", name=row.name),
        turn.say("season.end-what" if begun else "season.drop-what"),
        buttons=(
            Button(turn.say("season.end" if begun else "season.drop"), f"season end for good {row.id}", "danger"),
        ),
    )


def end_for_good(turn: Turn, rest: str) -> Reply:
    """Today is its last day; a season that has not begun is gone."""
    row, today = _season(turn, rest), seasons.today(turn.now)
    record.note(turn.session, turn.my_id, "ended a season", f"season {row.id}", turn.now)
    turn.result = "season"
    if row.first > today:
        seasons.drop(turn.session, row)
        return turn.answer(turn.say("season.dropped"), shown=Shown.IN_PLACE)
    row.last = min(row.last, today)
    people.add(turn.session, row)
    return turn.answer(turn.say("season.ended", name=row.name), turn.say("season.ended-next"), shown=Shown.IN_PLACE)


def _season(turn: Turn, rest: str) -> Season:
    row = seasons.get(turn.session, numbered(rest) or 0)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def _form(turn: Turn, row: Season | None) -> Reply:
    first, last = (row.first, row.last) if row else dates.proposed(_free_from(turn))
    return turn.form(
        turn.say("season.edit" if row else "season.new"),
        Field("name", turn.say("season.name"), value=(row.name,) if row else (), most=NAME),
        Field("first", turn.say("season.first"), "date", value=(first.isoformat(),)),
        Field("last", turn.say("season.last"), "date", value=(last.isoformat(),)),
        submit=Button(
            turn.say("me.save"), f"season edit {row.id}" if row else "season new", "main", token=turn.token()
        ),
    )


def _free_from(turn: Turn) -> date:
    """The day after which nothing is planned."""
    newest = next(iter(seasons.all_of(turn.session)), None)
    today = seasons.today(turn.now)
    return max(today, newest.last) if newest else today


def _fill(turn: Turn, row: Season) -> None:
    """What the form says. Refused with the field where it is not to be used."""
    name = _line(turn, "name", NAME)
    if not name:
        raise turn.refuse("season.no-name", "name")
    first, last = _date(turn, "first"), _date(turn, "last")
    fewest = timedelta(days=len(turn.content.group("phase")) - 1)
    if not fewest <= last - first <= LONGEST:
        raise turn.refuse("season.too-short" if last - first < fewest else "season.too-long", "last")
    other = seasons.in_the_way(turn.session, first, last, row.id or 0)
    if other is not None:
        raise turn.refuse("season.in-the-way", "first", name=other.name, first=other.first, last=other.last)
    row.name, row.first, row.last = name, first, last


def _line(turn: Turn, field: str, most: int) -> str:
    words = " ".join(turn.incoming.value(field).split())
    if len(words) > most:
        raise turn.refuse("reflect.too-long", field, most=most)
    care.look_over(turn, words)
    return words


def _date(turn: Turn, field: str) -> date:
    try:
        return date.fromisoformat(turn.incoming.value(field))
    except ValueError as error:
        raise turn.refuse("handbook.no-date", field) from error


def _done(turn: Turn, row: Season, act: str, said: str) -> Reply:
    record.note(turn.session, turn.my_id, act, f"season {row.id}", turn.now)
    turn.result = "season"
    return Reply(card_of(turn, row, title=turn.say(said)), Shown.IN_PLACE)
