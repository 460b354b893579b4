"""The season on a page: its phases, what is planned and what it has left, and what came of it instead of a ranking."""

from collections.abc import Sequence

from bot.chat import Button, Buttons
from bot.learning import stories
from bot.learning.heard import counting
from bot.learning.season.showing import card_of
from bot.learning.season.standing import hours_of
from bot.organising.parts import Asked, Cell, Onto, Page, Part, Table, organisers_only
from bot.turn import Turn, numbered
from storage import heard, seasons
from storage.tables import Pattern, Season


def season(turn: Turn, asked: Asked) -> Page:
    """The season that is asked for, else the one that is going on, else the next or the last one."""
    organisers_only(turn)
    every, today = seasons.all_of(turn.session), seasons.today(turn.now)
    wanted = next((row for row in every if row.id == numbered(asked.get("season", ""))), None)
    row = (
        wanted or seasons.current(turn.session, today) or seasons.coming(turn.session, today) or next(iter(every), None)
    )
    if row is None:
        plan = Button(turn.say("season.new"), "season new", "main", opens=True)
        none = turn.card(turn.say("season.none"), turn.say("season.lead"), buttons=(plan,))
        return Page.of(turn.say("season.all"), none, _heard(turn))
    return Page.of(
        turn.say("season.all"),
        card_of(turn, row),
        *_patterns(turn, row),
        *_came_of_it(turn),
        *_others(turn, every, row),
        lead=turn.say("season.lead"),
    )


def _patterns(turn: Turn, row: Season) -> list[Part]:
    """What was heard in it, how it was answered, and when it changed."""
    found = heard.of_time(turn.session, *hours_of(row.first, row.last))
    rows: list[tuple[Cell, ...]] = [
        (
            pattern.words,
            _answers(turn, pattern),
            _changed(turn, pattern),
            Buttons((Button(turn.say("home.open"), f"pattern {pattern.id}", opens=True),)),
        )
        for pattern in found
    ]
    head = (
        turn.say("season.pattern"),
        turn.say("season.was-answered"),
        turn.say("season.has-changed"),
        turn.say("pages.next-step"),
    )
    return [Table(turn.say("season.patterns"), head, rows, turn.say("season.no-patterns")), _heard(turn)]


def _heard(turn: Turn) -> Part:
    return turn.card(turn.say("heard.title"), buttons=(Button(turn.say("heard.look"), "heard", opens=True),))


def _answers(turn: Turn, pattern: Pattern) -> str:
    counts = counting.counted(heard.answers(turn.session, pattern))
    return counting.in_words(turn, counts) or turn.say("pages.few")


def _changed(turn: Turn, pattern: Pattern) -> str:
    changes = heard.changes(turn.session, pattern.id or 0)
    if not changes:
        return turn.say("season.never-changed")
    return turn.say("pages.on-day", when=(changes[-1].told_at or changes[-1].made_at).date())


def _came_of_it(turn: Turn) -> list[Part]:
    """Tried, reported back, used in another place: by quarters, as everywhere, so that no two numbers tell of one."""
    tell = Button(turn.say("stories.open"), "stories", opens=True)
    return [stories.table(turn), turn.card(turn.say("stories.title"), buttons=(tell,))]


def _others(turn: Turn, every: Sequence[Season], row: Season) -> list[Part]:
    rows: list[tuple[Cell, ...]] = [
        (Onto(one.name, {"season": str(one.id)}), turn.say("handbook.season", first=one.first, last=one.last))
        for one in every
        if one.id != row.id
    ]
    head = (turn.say("season.name"), turn.say("season.days"))
    return [Table(turn.say("season.others"), head, rows)] if rows else []
