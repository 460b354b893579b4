"""Instead of a league table: tried · reported back · used in another place, and the stories that may be told.

Counted is by quarters of a year that are over. They never overlap: of two periods that do, the difference could tell
of one person.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.chat import Block, Button, Buttons, Divider, Facts, Heading, Reply, Said, Text
from bot.delivering.copies import of_asset, of_reflection
from bot.learning.assets import listing
from bot.organising import few
from bot.organising.parts import Table
from bot.remembering.readings import author
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import stories as rows

LONDON = ZoneInfo("Europe/London")
QUARTERS, MONTHS = 4, 3
RECENT = timedelta(days=92)
SHOWN, USES = 3, 3

Numbers = tuple[int | None, int | None, int | None]


def quarters(now: datetime) -> list[tuple[datetime, datetime]]:
    """The last quarters of a year that are over, the oldest first."""
    here = now.astimezone(LONDON)
    this = (here.year * 12 + here.month - 1) // MONTHS
    begins = [
        datetime(one * MONTHS // 12, one * MONTHS % 12 + 1, 1, tzinfo=LONDON)
        for one in range(this - QUARTERS, this + 1)
    ]
    return list(pairwise(begins))


def numbers(voice: Voice, begin: datetime, end: datetime) -> Numbers:
    """How many people tried, reported back, and used what is of another place, as far as that may be told."""
    counts = (rows.tried, rows.reported_back, rows.used_elsewhere)
    tried, reported, used = (few.enough(few.told(count(voice.session, begin, end))) for count in counts)
    return tried, reported, used


def _named(voice: Voice, begin: datetime, end: datetime) -> str:
    return voice.say("stories.quarter", first=begin.date(), last=(end - timedelta(days=1)).date())


def _cell(voice: Voice, count: int | None) -> str | int:
    return voice.say("pages.few") if count is None else count


def table(turn: Turn) -> Table:
    """The same on the page of statistics."""
    told = [
        (_named(turn, begin, end), *(_cell(turn, count) for count in numbers(turn, begin, end)))
        for begin, end in quarters(turn.now)
    ]
    return Table(
        turn.say("stories.table"),
        (turn.say("stories.when"), turn.say("stories.tried"), turn.say("stories.reported"), turn.say("stories.used")),
        told,
        numbers=3,
        file="stories",
    )


def stories(turn: Turn, rest: str) -> Reply:
    """The three numbers of the last quarter, then what may be told, newest first."""
    begin = numbered(rest) or 0
    results = rows.results(turn.session, turn.reader, turn.now - RECENT, turn.now, SHOWN + 1, begin)
    blocks: list[Block] = []
    for tried, reflection in results[:SHOWN]:
        of = of_reflection(reflection.id)
        open_it = Button(turn.say("home.open"), f"reflection {reflection.id}", opens=True)
        lesson = (Said(tried.lesson, of=of),) if tried.lesson else ()
        blocks += [Divider(), Text(turn.say("trying.meant"), quiet=True)]
        blocks += [Said(tried.words, by=author(turn, reflection), of=of)]
        blocks += [Text(turn.say(f"trying.came-{tried.state}"), quiet=True), *lesson, Buttons((open_it,))]
    blocks += _uses(turn) if begin == 0 else []
    more = Button(turn.say("search.more"), f"stories from {begin + SHOWN}", opens=True)
    return turn.answer(
        turn.say("stories.title"),
        *(_facts(turn) if begin == 0 else ()),
        Heading(turn.say("stories.may-be-told")),
        *(blocks[1:] or [Text(turn.say("stories.none"))]),
        buttons=(more,) if len(results) > SHOWN else (),
    )


def _facts(turn: Turn) -> tuple[Block, ...]:
    begin, end = quarters(turn.now)[-1]
    names = ("stories.tried", "stories.reported", "stories.used")
    told = tuple(
        (turn.say(name), str(_cell(turn, count))) for name, count in zip(names, numbers(turn, begin, end), strict=True)
    )
    return Text(_named(turn, begin, end), quiet=True), Facts(told), Text(turn.say("stories.what"), quiet=True)


def _uses(turn: Turn) -> list[Block]:
    """What was changed with what a workgroup made."""
    blocks: list[Block] = []
    for use, asset, member in rows.uses(turn.session, turn.reader, turn.now - RECENT, USES):
        open_it = Button(turn.say("home.open"), f"asset show {asset.id}", opens=True)
        blocks += [
            Divider(),
            Text(turn.say("stories.used-asset"), quiet=True),
            Said(asset.title, of=of_asset(asset.id)),
        ]
        blocks += [listing.used(turn, use, member), Buttons((open_it,))]
    return blocks
