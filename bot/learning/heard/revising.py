"""A pattern says something else after it was answered: written down first, then published with what it said before."""

from bot.chat import Button, Field, Reply, Shown, Text
from bot.learning.heard import cards, counting, leave
from bot.learning.heard.picking import LONGEST, line, shown
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import heard, people, record
from storage.tables import Heard, Pattern, PatternChange


def revise(turn: Turn, rest: str) -> Reply:
    """What it is to say; nobody else sees it before it is published."""
    row, pattern = _posted(turn, rest)
    change = heard.to_tell(turn.session, pattern.id or 0)
    if turn.typed:
        said = counting.in_words(turn, counting.counted(heard.answers(turn.session, pattern)))
        return turn.form(
            turn.say("heard.revise"),
            Text(pattern.words),
            Text(said or turn.say("heard.too-few"), quiet=True),
            Field(
                "words",
                turn.say("heard.says-now"),
                value=(change.after if change else pattern.words,),
                hint=turn.say("heard.says-now-how"),
                most=LONGEST,
            ),
            submit=Button(turn.say("heard.look"), f"heard revise {pattern.id}", "main", token=turn.token()),
        )
    words = line(turn, "words")
    if not words or words == pattern.words:
        raise turn.refuse("heard.same-words", "words")
    change = change or PatternChange(
        pattern_id=pattern.id or 0, before="", after="", by_id=turn.my_id, made_at=turn.now
    )
    change.before, change.after = pattern.words, words
    _count(turn, pattern, change)
    people.add(turn.session, change)
    record.note(turn.session, turn.my_id, "reworded a pattern", f"pattern {pattern.id}", turn.now)
    turn.result = "heard"
    return shown(turn, row, Shown.IN_PLACE, turn.say("heard.reworded"))


def _count(turn: Turn, pattern: Pattern, change: PatternChange) -> None:
    counts = counting.counted(heard.answers(turn.session, pattern))
    change.said_yes, change.said_partly, change.said_no = counts


def _posted(turn: Turn, rest: str) -> tuple[Heard, Pattern]:
    found = heard.pattern(turn.session, numbered(rest) or 0)
    if found is None or found[0].state != heard.SHOWN:
        raise turn.refuse("heard.no-pattern")
    return found


def tell(turn: Turn, rest: str) -> Reply:
    """Publish what changed, to every home; what stands there follows.

    From now on answers are to the new words, and authors whose words stood behind the old ones are asked again.
    """
    row = heard.get(turn.session, numbered(rest) or 0)
    if row is None or row.state != heard.SHOWN:
        raise turn.refuse("refusal.not-found")
    changes, again = list[tuple[Pattern, PatternChange]](), set[int]()
    for pattern in heard.patterns(turn.session, row.id or 0):
        change = heard.to_tell(turn.session, pattern.id or 0)
        if change is not None:
            _count(turn, pattern, change)
            change.told_at, pattern.words, pattern.version = turn.now, change.after, pattern.version + 1
            people.add(turn.session, change)
            people.add(turn.session, pattern)
            again |= heard.ask_again(turn.session, pattern)
            changes.append((pattern, change))
    if not changes:
        raise turn.refuse("heard.nothing-changed")
    leave.ask_again(turn.session, row, again, turn.now)
    card = cards.changed_card(Voice(turn.session, turn.content), changes)
    count = cards.post(turn.session, card, cards.about_changes(row), turn.now)
    cards.refresh(turn.session, turn.content, row, turn.now)
    record.note(turn.session, turn.my_id, "published what changed", f"heard {row.id}", turn.now)
    turn.result = "heard"
    return turn.answer(turn.say("heard.told"), turn.say("heard.told-where", count=count), shown=Shown.IN_PLACE)
