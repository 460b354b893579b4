"""What a pattern rests on: an organiser chooses from what they may read as a member, and the authors are asked."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat import Block, Button, Buttons, Divider, Reply, Shown, Text
from bot.learning.heard import cards, leave
from bot.remembering.permission import NO, YES
from bot.remembering.readings import as_blocks, numbered_first
from bot.turn import Turn, numbered
from storage import heard, people, record, search, seasons
from storage.tables import Heard, Pattern, PatternPiece, Reflection

SHOWN = 5
NEAREST, LOOKED_AT = 40, 1000  # found for a pattern, and looked at in all
LATELY = timedelta(weeks=12)  # where no season is going on


def choose(turn: Turn, rest: str, shown: Shown = Shown.ONLY_YOU) -> Reply:
    """`12 from:5`: what was shared with the network in this season, some at a time, each with *Ask its author*."""
    number, following = numbered_first(rest)
    _, pattern = _pattern(turn, number or 0)
    begin = numbered(following.removeprefix("from:")) or 0
    today = seasons.today(turn.now)
    season = seasons.current(turn.session, today)
    first = season.first if season else today - LATELY
    every = heard.may_rest_on(turn.session, turn.reader, turn.now, first, today, LOOKED_AT)
    found = _nearest_first(turn, pattern, every)[begin : begin + SHOWN + 1]
    known = {piece.reflection_id: piece for piece in heard.pieces(turn.session, pattern.id or 0)}
    blocks: list[Block] = []
    for row in found[:SHOWN]:
        blocks += [Divider(), *as_blocks(turn, row), *_state(turn, pattern, row, known.get(row.id), begin)]
    more = Button(turn.say("search.more"), f"heard choose {pattern.id} from:{begin + SHOWN}", opens=True)
    return turn.answer(
        turn.say("heard.choose-title"),
        Text(pattern.words),
        Text(turn.say("heard.choose-what"), quiet=True),
        *(blocks or [Text(turn.say("heard.choose-none"))]),
        buttons=(*((more,) if len(found) > SHOWN else ()), Button(turn.say("heard.back"), "heard", opens=True)),
        shown=shown,
    )


def _nearest_first(turn: Turn, pattern: Pattern, every: Sequence[Reflection]) -> list[Reflection]:
    """What a search for the pattern finds, the best first; then the others."""
    near = turn.understanding.near(pattern.words) if turn.understanding else None
    found = search.find(turn.session, turn.reader, pattern.words, turn.now, near=near, limit=NEAREST)
    order = {each.reflection.id: place for place, each in enumerate(found)}
    return sorted(every, key=lambda row: order.get(row.id, NEAREST))


def _state(turn: Turn, pattern: Pattern, row: Reflection, piece: PatternPiece | None, begin: int) -> list[Block]:
    """Whether its author was asked, what they said, and what can be done."""
    if piece is None:
        ask = Button(turn.say("heard.ask-author"), f"heard ask {pattern.id} {row.id} from:{begin}")
        return [Buttons((ask,))]
    state = Text(turn.say(f"heard.author-{piece.answer or 'asked'}"))
    if piece.answer == NO:
        return [state]
    return [state, Buttons((Button(turn.say("heard.unask"), f"heard unask {pattern.id} {row.id} from:{begin}"),))]


def ask(turn: Turn, rest: str) -> Reply:
    """Ask its author, once, whether it may stand behind a pattern; what is one's own may at once."""
    row, pattern, reflection, begin = _both(turn, rest)
    if heard.piece(turn.session, pattern.id or 0, reflection) is not None:
        return choose(turn, f"{pattern.id} {begin}", Shown.IN_PLACE)
    found = heard.may_be_asked_for(turn.session, turn.reader, turn.now, reflection)
    author = people.member(turn.session, found.member_id) if found else None
    if found is None or author is None:
        raise turn.refuse("refusal.not-found")
    piece = PatternPiece(
        pattern_id=pattern.id or 0, reflection_id=found.id, member_id=found.member_id, asked_at=turn.now
    )
    if author.id == turn.my_id:
        piece.answer, piece.answered_at = YES, turn.now
    else:
        leave.ask(turn.session, row, author, turn.now)
    people.add(turn.session, piece)
    record.note(turn.session, turn.my_id, "asked for a pattern", f"pattern {pattern.id}", turn.now)
    cards.refresh(turn.session, turn.content, row, turn.now)
    return choose(turn, f"{pattern.id} {begin}", Shown.IN_PLACE)


def unask(turn: Turn, rest: str) -> Reply:
    """It does not stand behind the pattern (any more)."""
    row, pattern, reflection, begin = _both(turn, rest)
    piece = heard.piece(turn.session, pattern.id or 0, reflection)
    if piece is not None and piece.answer != NO:  # who said no is not asked again
        heard.leave_out(turn.session, piece)
        record.note(turn.session, turn.my_id, "left out of a pattern", f"pattern {pattern.id}", turn.now)
        cards.refresh(turn.session, turn.content, row, turn.now)
    return choose(turn, f"{pattern.id} {begin}", Shown.IN_PLACE)


def _both(turn: Turn, rest: str) -> tuple[Heard, Pattern, int, str]:
    number, following = numbered_first(rest)
    reflection, begin = numbered_first(following)
    return (*_pattern(turn, number or 0), reflection or 0, begin)


def _pattern(turn: Turn, number: int) -> tuple[Heard, Pattern]:
    found = heard.pattern(turn.session, number)
    if found is None or found[0].state == "withdrawn":
        raise turn.refuse("refusal.not-found")
    return found
