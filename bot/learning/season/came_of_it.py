"""In place of a table of who is first: meant to try, said what happened, used by another place, and the stories."""

from bot.chat import Block, Divider, Said, Text
from bot.delivering.copies import of_reflection
from bot.learning.season.standing import hours_of
from bot.organising import few
from bot.organising.statistics import monday
from bot.remembering.readings import author
from bot.turn import Turn
from storage import commitments, statistics
from storage.tables import Season

SHOWN = 5  # stories

Step = tuple[str, int | None]
"""What people did, and how many of them, where that may be told."""


def steps(turn: Turn, row: Season) -> list[Step]:
    """From words to use, in whole weeks of a season. What else counts as use is added here."""
    begin, end = hours_of(row.first, row.last)
    tried, reported, used = statistics.from_words_to_use(turn.session, begin, min(end, monday(turn.now)))
    said = few.share(reported, tried)
    return [
        (turn.say("season.tried"), few.enough(tried)),
        (turn.say("season.reported"), said[0] if said else None),
        (turn.say("season.used-elsewhere"), few.enough(used)),
    ]


def stories(turn: Turn, row: Season) -> list[Block]:
    """What their authors let stand with what they wrote, as this member may read it."""
    blocks: list[Block] = []
    for tried, reflection in commitments.stories(
        turn.session, turn.reader, turn.now, hours_of(row.first, row.last), SHOWN
    ):
        item = of_reflection(reflection.id)
        blocks += [
            *((Divider(),) if blocks else ()),
            Said(tried.words, by=author(turn, reflection), of=item),
            Text(turn.say(f"trying.came-{tried.state}"), quiet=True),
            *((Said(tried.lesson, of=item),) if tried.lesson else ()),
        ]
    return blocks or [Text(turn.say("season.no-stories"))]
