"""Questions: what is planned and when, playlists, organisers' own, and the library with what of it was asked."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.asking import library, own_questions, plans, prompts, scheduling
from bot.asking.calendar import slots
from bot.chat import Button, Buttons
from bot.organising.parts import Asked, Cell, Onto, Page, Table, organisers_only
from bot.turn import Turn
from storage import askings
from storage.tables import Schedule

AHEAD = timedelta(weeks=12)
MOST = 26  # dates of one plan


def questions(turn: Turn, asked: Asked) -> Page:
    """What is planned stands first; a part of the framework leads to its questions, each with a preview."""
    organisers_only(turn)
    if asked.get("part") in turn.content.parts:
        return _of_part(turn, asked["part"])
    upcoming, own = scheduling.upcoming(turn, "").card, own_questions.questions(turn, "").card
    return Page.of(turn.say("pages.questions"), upcoming, _calendar(turn), own, _playlists(turn), _coverage(turn))


def _calendar(turn: Turn) -> Table:
    """What each of the next twelve weeks brings, with real dates."""
    quiet = tuple(askings.quiet_periods(turn.session))
    coming = [
        found
        for row in askings.schedules(turn.session)
        for found in _dates(turn, row, list(slots(plans.weekly(row, quiet), turn.now, MOST)))
    ]
    rows = [(turn.day_and_time(at, zone), what) for at, zone, what in sorted(coming)]
    rows += [(turn.say("pages.on-day", when=period.first), scheduling.quiet_words(turn, period)) for period in quiet]
    head = (turn.say("pages.when"), turn.say("pages.what-comes"))
    return Table(turn.say("pages.calendar"), head, rows, turn.say("schedule.nothing"), file="calendar")


def _dates(turn: Turn, row: Schedule, dates: Sequence[datetime]) -> list[tuple[datetime, str, str]]:
    soon = [at for at in dates if at <= turn.now + AHEAD]
    if row.introduces:
        return [(at, row.zone, plans.named(turn, row)) for at in soon]
    choices = prompts.coming(turn.session, turn.content, row, [at.date() for at in soon])
    return [(at, row.zone, one.prompt.words_in(turn.language).question) for at, one in zip(soon, choices, strict=True)]


def _times(turn: Turn) -> Counter[str]:
    """How often each question was asked."""
    return Counter(slug for slug, _ in askings.history(turn.session))


def _playlists(turn: Turn) -> Table:
    times = _times(turn)
    rows: list[tuple[Cell, ...]] = [
        (one.name_in(turn.language), len(one.weeks), sum(bool(times[slug]) for slug in one.weeks))
        for one in turn.content.playlists.values()
    ]
    head = (turn.say("pages.playlist"), turn.say("pages.questions"), turn.say("pages.asked-already"))
    return Table(turn.say("pages.playlists"), head, rows, numbers=2)


def _coverage(turn: Turn) -> Table:
    """Each part of the framework that any question touches."""
    every, times = library.library(turn.session, turn.content), _times(turn)
    touching: dict[str, list[str]] = {}
    for prompt in every.values():
        for slug in prompt.touches:
            touching.setdefault(slug, []).append(prompt.slug)
    rows: list[tuple[Cell, ...]] = [
        (
            Onto(part.name_in(turn.language), {"part": slug}),
            len(touching[slug]),
            sum(bool(times[one]) for one in touching[slug]),
        )
        for slug, part in turn.content.parts.items()
        if slug in touching
    ]
    head = (turn.say("pages.part"), turn.say("pages.questions"), turn.say("pages.asked-already"))
    return Table(turn.say("pages.library"), head, rows, numbers=2, file="coverage")


def _of_part(turn: Turn, slug: str) -> Page:
    last: dict[str, date] = {asked: at.date() for asked, at in askings.history(turn.session)}
    rows: list[tuple[Cell, ...]] = [
        (
            prompt.words_in(turn.language).question,
            turn.say("pages.on-day", when=last[prompt.slug]) if prompt.slug in last else turn.say("pages.never"),
            Buttons((Button(turn.say("pages.preview"), f"ask {prompt.slug}", opens=True),)),
        )
        for prompt in library.library(turn.session, turn.content).values()
        if slug in prompt.touches
    ]
    head = (turn.say("pages.question"), turn.say("pages.last-asked"), turn.say("pages.next-step"))
    name = turn.content.parts[slug].name_in(turn.language)
    return Page.of(name, Table(turn.say("pages.questions-about", part=name), head, rows))
