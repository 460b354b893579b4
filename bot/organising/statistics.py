"""The network in numbers: what may be told of it, as charts with the sentence that says what each shows."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from bot.asking import prompts
from bot.learning import stories
from bot.learning.sets import organising as sets
from bot.organising import few
from bot.organising.parts import Asked, Chart, Page, Table, organisers_only
from bot.turn import Turn
from storage import askings, people, standing
from storage import statistics as counted
from storage.tables import Asking

WEEKS, MONTHS, QUESTIONS = 12, 6, 12
LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)

Share = tuple[int, int] | None
"""How many, of how many; None where that is not told."""


def statistics(turn: Turn, _asked: Asked) -> Page:
    """Only what is over is counted: numbers that grow by one while somebody writes would tell of them."""
    organisers_only(turn)
    answered = _answered(turn)
    return Page.of(
        turn.say("pages.statistics"),
        _by_week(turn),
        _replies(turn, answered),
        _principles(turn, answered),
        stories.table(turn),
        _introductions(turn),
        _waiting(turn),
        _connected(turn),
        _topics(turn),
        sets.counts(turn),
        lead=turn.say("pages.statistics-what", fewest=few.FEWEST),
    )


def _few(turn: Turn, value: int | None) -> str | int:
    return turn.say("pages.few") if value is None else value


def _shared(turn: Turn, found: Share) -> tuple[str | int, str | int, str]:
    """Three cells: how many, of how many, and how many of a hundred."""
    if found is None:
        return turn.say("pages.few"), "–", "–"
    return found[0], found[1], f"{few.percent(*found)} %"


# --- writing ---------------------------------------------------------------------------------------------------------


def monday(now: datetime) -> datetime:
    """When this week began, by London's clock."""
    day = now.astimezone(LONDON).date()
    return datetime.combine(day - timedelta(days=day.weekday()), datetime.min.time(), LONDON)


def _weeks(now: datetime) -> list[tuple[datetime, datetime]]:
    begins = [monday(monday(now) - WEEK * back + timedelta(hours=12)) for back in range(WEEKS, -1, -1)]
    return list(pairwise(begins))


def _by_week(turn: Turn) -> Chart:
    rows, bars = list[tuple[str, str | int, str | int, str]](), list[tuple[str, int | None]]()
    weeks = _weeks(turn.now)
    members = counted.members_at(turn.session, [end for _, end in weeks])
    for (begin, end), there in zip(weeks, members, strict=True):
        found = few.share(few.told(counted.writers(turn.session, begin, end)), there)
        name = turn.say("pages.day", when=begin.date())
        rows.append((name, *_shared(turn, found)))
        bars.append((name, found[0] if found else None))
    return Chart(
        _most(turn, "pages.by-week-shows", bars),
        Table(
            turn.say("pages.by-week"),
            (turn.say("pages.week-of"), turn.say("pages.wrote"), turn.say("pages.members"), turn.say("pages.rate")),
            rows,
            numbers=3,
            file="participation",
        ),
        bars,
    )


def _most(turn: Turn, key: str, bars: Sequence[tuple[str, int | None]]) -> str:
    """What a chart shows, in a sentence: from its least to its most."""
    seen = [(value, name) for name, value in bars if value is not None]
    if not seen:
        return turn.say("pages.too-few-yet")
    (least, _), (most, when) = min(seen), max(seen)
    return turn.say(key, least=least, most=most, when=when)


def _answered(turn: Turn) -> list[tuple[Asking, Share]]:
    """The last questions whose week is over, the oldest first: how many answered in it, of how many."""
    rows = askings.before(turn.session, turn.now - WEEK, QUESTIONS)[::-1]
    members = counted.members_at(turn.session, [row.asked_at for row in rows])
    told = [few.told(counted.repliers(turn.session, row.id or 0, row.asked_at + WEEK)) for row in rows]
    return [(row, few.share(*each)) for row, *each in zip(rows, told, members, strict=True)]


def _replies(turn: Turn, answered: Sequence[tuple[Asking, Share]]) -> Chart:
    rows, bars = list[tuple[str, str | int, str | int, str]](), list[tuple[str, int | None]]()
    for row, found in answered:
        question = prompts.words_for(turn, row).question
        rows.append((question, *_shared(turn, found)))
        bars.append((turn.say("pages.day", when=row.asked_at.date()), few.percent(*found) if found else None))
    return Chart(
        _most(turn, "pages.replies-show", bars),
        Table(
            turn.say("pages.replies"),
            (turn.say("pages.question"), turn.say("pages.answered"), turn.say("pages.members"), turn.say("pages.rate")),
            rows,
            turn.say("pages.nothing-asked"),
            numbers=3,
            file="replies",
        ),
        bars,
    )


def _principles(turn: Turn, answered: Sequence[tuple[Asking, Share]]) -> Chart:
    """Of each principle the questions whose numbers are told above: so the one follows from the others."""
    sums: dict[str, tuple[int, int]] = {}
    for row, found in answered:
        if found and row.principle:
            before = sums.get(row.principle, (0, 0))
            sums[row.principle] = before[0] + found[0], before[1] + found[1]
    rows, bars = list[tuple[str, str | int, str | int, str]](), list[tuple[str, int | None]]()
    for part in turn.content.group("principle"):
        pooled = sums.get(part.slug)
        rows.append((part.name_in(turn.language), *_shared(turn, pooled)))
        bars.append((part.name_in(turn.language), few.percent(*pooled) if pooled else None))
    return Chart(
        _most(turn, "pages.principles-show", bars),
        Table(
            turn.say("pages.principles"),
            (turn.say("search.principle"), turn.say("pages.answers"), turn.say("pages.asked"), turn.say("pages.rate")),
            rows,
            numbers=3,
            file="principles",
        ),
        bars,
    )


# --- introductions ---------------------------------------------------------------------------------------------------


def _months(now: datetime) -> list[tuple[datetime, datetime]]:
    """The last months that are over."""
    here = now.astimezone(LONDON)
    number = here.year * 12 + here.month - 1
    begins = [datetime(one // 12, one % 12 + 1, 1, tzinfo=LONDON) for one in range(number - MONTHS, number + 1)]
    return list(pairwise(begins))


def _introductions(turn: Turn) -> Chart:
    rows, bars = list[tuple[str | int, ...]](), list[tuple[str, int | None]]()
    for begin, end in _months(turn.now):
        found = counted.introduced(turn.session, begin, end)
        said, glad = counted.helped(turn.session, begin, end)
        name = turn.say("pages.month", when=begin.date())
        met = found.met if found.tellers >= few.FEWEST else None
        useful = few.share(glad, said)
        rows.append((name, found.made, _few(turn, met), _few(turn, useful[0] if useful else None)))
        bars.append((name, found.made))
    return Chart(
        _most(turn, "pages.introduced-shows", bars),
        Table(
            turn.say("pages.introduced"),
            (turn.say("pages.in-month"), turn.say("pages.made"), turn.say("pages.met"), turn.say("pages.helped")),
            rows,
            numbers=3,
            file="introductions",
        ),
        bars,
    )


def _waiting(turn: Turn) -> Chart:
    rows, bars = list[tuple[str | int, ...]](), list[tuple[str, int | None]]()
    months = _months(turn.now)
    ends = [end.astimezone(UTC) for _, end in months]  # of one clock, they are compared in no time
    waited = [list[int]() for _ in range(len(months) + 1)]
    for at, took in counted.waited(turn.session, months[0][0]):
        waited[bisect_right(ends, at)].append(took)
    for (begin, _), days in zip(months, waited, strict=False):
        half = round(median(days)) if len(days) >= few.FEWEST else None
        name = turn.say("pages.month", when=begin.date())
        rows.append((name, _few(turn, few.enough(len(days))), _few(turn, half)))
        bars.append((name, half))
    return Chart(
        _most(turn, "pages.waited-shows", bars),
        Table(
            turn.say("pages.waited"),
            (turn.say("pages.in-month"), turn.say("pages.first-time"), turn.say("pages.days")),
            rows,
            numbers=2,
            file="waiting",
        ),
        bars,
    )


def _connected(turn: Turn) -> Chart:
    since = counted.places_since(turn.session).values()
    rows, bars = list[tuple[str, int]](), list[tuple[str, int | None]]()
    for begin, end in _months(turn.now):
        name = turn.say("pages.month", when=begin.date())
        count = sum(at < end for at in since)
        rows.append((name, count))
        bars.append((name, count))
    return Chart(
        turn.say("pages.connected-shows", count=len(since), all=len(people.places_now(turn.session))),
        Table(
            turn.say("pages.connected"),
            (turn.say("pages.end-of-month"), turn.say("pages.places")),
            rows,
            numbers=1,
            file="places",
        ),
        bars,
    )


def _topics(turn: Turn) -> Table:
    """What at least five people face, or have worked on."""
    told = [
        (turn.challenge_name(row), few.enough(faces), few.enough(worked))
        for row, faces, worked in standing.stances(turn.session)
    ]
    shown = [(name, _few(turn, faces), _few(turn, worked)) for name, faces, worked in told if faces or worked]
    return Table(
        turn.say("pages.topics"),
        (turn.say("pages.challenge"), turn.say("pages.face-it"), turn.say("pages.worked-on-it")),
        shown,
        turn.say("pages.too-few-yet"),
        numbers=2,
        file="challenges",
    )
