"""What stands in a season, and what it has left: each from small sources, to which others are added by a line."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.asking import plans
from bot.asking.calendar import slots
from bot.turn import Turn
from storage import askings, assets, gatherings, heard, stories
from storage.reading import LONDON
from storage.tables import Season

Fact = tuple[str, str]
Source = Callable[[Turn, Season], list[Fact]]
"""What a season has of one thing, each as a label and a line; nothing where it has none."""

MOST = 400  # dates of a plan that are counted
SHOWN = 5  # assets by their titles, and uses that are counted


def hours_of(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, by London's clock."""
    return datetime.combine(first, time(), LONDON), datetime.combine(last + timedelta(days=1), time(), LONDON)


def _questions(turn: Turn, row: Season) -> list[Fact]:
    return _planned(turn, row, "season.questions", rounds=False)


def _rounds(turn: Turn, row: Season) -> list[Fact]:
    return _planned(turn, row, "season.rounds", rounds=True)


def _planned(turn: Turn, row: Season, key: str, *, rounds: bool) -> list[Fact]:
    """How many more are planned within its days, and when the next one comes."""
    begin, end = hours_of(row.first, row.last)
    quiet, found = tuple(askings.quiet_periods(turn.session)), list[datetime]()
    for plan in askings.schedules(turn.session):
        if bool(plan.introduces) == rounds:
            found += [at for at in slots(plans.weekly(plan, quiet), max(turn.now, begin), MOST) if at < end]
    if not found:
        return []
    return [
        (turn.say(key), turn.say("season.more", count=len(found), when=turn.day_and_time(min(found), turn.me.zone)))
    ]


def _patterns(turn: Turn, row: Season) -> list[Fact]:
    found = heard.of_time(turn.session, *hours_of(row.first, row.last))
    if not found:
        return []
    changed = sum(bool(one.version) for one in found)
    said = turn.say("season.patterns-count", count=len(found))
    return [
        (turn.say("season.patterns"), f"{said} {turn.say('season.changed-count', count=changed)}" if changed else said)
    ]


def _assets(turn: Turn, row: Season) -> list[Fact]:
    """What workgroups made for others in its days."""
    found = assets.made_between(turn.session, turn.reader, *hours_of(row.first, row.last))
    return [(turn.say("season.assets"), " · ".join(asset.title for asset, _ in found[:SHOWN]))] if found else []


def _uses(turn: Turn, row: Season) -> list[Fact]:
    """How often something was changed elsewhere with it, as far as whoever did lets that stand."""
    found = stories.uses(turn.session, turn.reader, hours_of(row.first, row.last)[0], SHOWN)
    return [(turn.say("season.uses"), turn.say("season.uses-count", count=len(found)))] if found else []


def _gatherings(turn: Turn, row: Season) -> list[Fact]:
    """Those that are still to come, with their days."""
    found = gatherings.between(turn.session, max(row.first, turn.now.date()), row.last)
    named = [turn.say("season.gathering", title=one.title, when=one.day) for one in found]
    return [(turn.say("season.gatherings"), " · ".join(named))] if named else []


STANDS: tuple[Source, ...] = (_questions, _rounds, _gatherings)
HAS_LEFT: tuple[Source, ...] = (_patterns, _assets, _uses)


def stands(turn: Turn, row: Season) -> list[Fact]:
    """What is planned in a season."""
    return [fact for source in STANDS for fact in source(turn, row)]


def has_left(turn: Turn, row: Season) -> list[Fact]:
    """What it has left so far."""
    return [fact for source in HAS_LEFT for fact in source(turn, row)]
