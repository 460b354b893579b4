"""The patterns as any member sees them: what they say, how they changed, what they rest on, why people agree or not."""

from bot.chat import Block, Button, Buttons, Divider, Heading, Reply, Text
from bot.learning.heard import cards, counting
from bot.learning.heard.leave import BEHIND
from bot.remembering.readings import as_blocks, numbered_first
from bot.turn import Turn, numbered
from storage import heard
from storage.tables import Pattern

SHOWN = 3  # of what was heard, with its patterns
WORDS = 4  # of people, at once


def patterns(turn: Turn, rest: str) -> Reply:
    """What was heard, the newest first."""
    begin = numbered(rest.removeprefix("from:")) or 0
    found = heard.posted(turn.session, SHOWN + 1, begin)
    blocks: list[Block] = []
    for row in found[:SHOWN]:
        blocks.append(Heading(turn.say("heard.posted-on", when=(row.posted_at or turn.now).date())))
        for pattern in heard.patterns(turn.session, row.id or 0):
            times = len(heard.changes(turn.session, pattern.id or 0))
            changed = (Text(turn.say("heard.changed-times", count=times), quiet=True),) if times else ()
            open_it = Button(turn.say("home.open"), f"pattern {pattern.id}", opens=True)
            blocks += [Text(pattern.words), *changed, Buttons((open_it,))]
        blocks += [Text(turn.say("heard.disagree-on", words=row.disagreement))] if row.disagreement else []
    more = Button(turn.say("search.more"), f"patterns {begin + SHOWN}", opens=True)
    mine = Button(turn.say("behind.mine"), BEHIND.opens, opens=True)
    return turn.answer(
        turn.say("season.patterns"),
        *(blocks or [Text(turn.say("heard.none"))]),
        buttons=(
            *((more,) if len(found) > SHOWN else ()),
            *((mine,) if heard.of_author(turn.session, turn.my_id, turn.now) else ()),
        ),
    )


def pattern(turn: Turn, rest: str) -> Reply:
    """One of them, with everything that this member may read about it."""
    number, following = numbered_first(rest)
    found = heard.pattern(turn.session, number or 0)
    if found is None or found[0].state != heard.SHOWN:
        raise turn.refuse("heard.no-pattern")
    _, row = found
    begin = numbered(following.removeprefix("from:")) or 0
    why = heard.reasons(turn.session, row.id or 0, turn.reader, turn.now, WORDS + 1, begin)
    said = [Heading(turn.say("heard.because-heading"))] if why else []
    words: list[Block] = [*said]
    for answer, reflection in why[:WORDS]:
        words += [Divider(), Text(turn.say(f"heard.{answer}"), quiet=True)]
        words += as_blocks(turn, reflection, alone=False)
    more = Button(turn.say("search.more"), f"pattern {row.id} from:{begin + WORDS}", opens=True)
    return turn.answer(
        row.words,
        *_mine(turn, row),
        cards.asked(turn, row),
        *([] if begin else [*_history(turn, row), *_behind(turn, row)]),
        *words,
        buttons=(
            *((more,) if len(why) > WORDS else ()),
            Button(turn.say("season.patterns"), "patterns", opens=True),
        ),
    )


def _mine(turn: Turn, row: Pattern) -> list[Block]:
    """What one said oneself; to organisers how it was answered, too."""
    vote = heard.vote_of(turn.session, row.id or 0, turn.my_id)
    now = vote is not None and vote.version == row.version
    mine = turn.say("heard.you-said", answer=turn.say(f"heard.{vote.answer}")) if vote and now else ""
    blocks: list[Block] = [Text(mine or turn.say("heard.true-here"))]
    if turn.me.organiser:
        counts = counting.counted(heard.answers(turn.session, row))
        blocks.append(Text(counting.in_words(turn, counts) or turn.say("heard.too-few"), quiet=True))
    return blocks


def _history(turn: Turn, row: Pattern) -> list[Block]:
    blocks: list[Block] = []
    for change in heard.changes(turn.session, row.id or 0):
        when = turn.say("heard.changed-on", when=(change.told_at or change.made_at).date())
        blocks += [Divider(), Text(when, quiet=True), *cards.was_and_is(turn, change)]
    return blocks


def _behind(turn: Turn, row: Pattern) -> list[Block]:
    """What stands behind it, in the words of those who said yes."""
    found = heard.rests_on(turn.session, row.id or 0, turn.reader, turn.now)
    if not found:
        return []
    rests = cards.grounds(turn, row, turn.now)
    blocks: list[Block] = [Heading(turn.say("heard.behind-it")), *((Text(rests, quiet=True),) if rests else ())]
    for reflection in found[:WORDS]:
        blocks += [Divider(), *as_blocks(turn, reflection)]
    rest = len(found) - WORDS
    return [*blocks, Text(turn.say("heard.behind-more", count=rest), quiet=True)] if rest > 0 else blocks
