"""What stands in channels: what we heard, with three buttons under each pattern, and what changed. Counts, no words."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Block, Button, Buttons, Card, Divider, Heading, Text, address_from_json
from bot.delivering import outbox
from bot.learning.heard import counting
from bot.organising import few
from bot.voice import Voice
from content import Content
from storage import heard, people
from storage.database import Database, Session
from storage.tables import Heard, Pattern, PatternChange

LOOKED_AT = 6  # of what was heard, the newest
Changes = Sequence[tuple[Pattern, PatternChange]]


def about(row: Heard) -> str:
    """What the cards in channels are about."""
    return f"heard {row.id}"


def about_changes(row: Heard) -> str:
    """What the cards in channels are about that say what changed."""
    return f"changed {row.id}"


def heard_card(voice: Voice, row: Heard, now: datetime) -> Card:
    """The patterns, the disagreement, and how many have answered."""
    say, blocks = voice.say, list[Block]()
    for pattern in heard.patterns(voice.session, row.id or 0):
        rests = grounds(voice, pattern, now)
        blocks += [
            *((Divider(),) if blocks else ()),
            Text(pattern.words),
            *((Text(rests, quiet=True),) if rests else ()),
            asked(voice, pattern),
        ]
    if row.disagreement:
        blocks += [Divider(), Heading(say("heard.disagree")), Text(row.disagreement)]
    count = few.enough(heard.answered(voice.session, row.id or 0))
    blocks.append(Text(say("heard.answered", count=count) if count else say("heard.yours-alone"), quiet=True))
    return voice.card(say("heard.title"), Text(say("heard.true-here")), *blocks)


def changed_card(voice: Voice, changes: Changes) -> Card:
    """What each pattern said, after how many answers it says something else, and whether that is true."""
    blocks: list[Block] = []
    for pattern, change in changes:
        blocks += [
            *((Divider(),) if blocks else ()),
            *was_and_is(voice, change),
            Text(voice.say("heard.true-here"), quiet=True),
            asked(voice, pattern),
        ]
    return voice.card(voice.say("heard.changed-title"), *blocks, Text(voice.say("heard.yours-alone"), quiet=True))


def was_and_is(voice: Voice, change: PatternChange) -> list[Block]:
    """What it said, and after what it says what."""
    said = counting.in_words(voice, (change.said_yes, change.said_partly, change.said_no))
    after = voice.say("heard.after", said=said) if said else voice.say("heard.after-few")
    return [Text(voice.say("heard.it-said", words=change.before), quiet=True), Text(after), Text(change.after)]


def asked(voice: Voice, pattern: Pattern) -> Buttons:
    """Three buttons: yes, partly, no."""
    return Buttons(
        tuple(
            Button(voice.say(f"heard.{answer}"), f"true here {pattern.id} {answer}", opens=True)
            for answer in counting.ANSWERS
        )
    )


def grounds(voice: Voice, pattern: Pattern, now: datetime) -> str:
    """How many reflections stand behind a pattern, where they are of five people or more; else nothing."""
    count, authors, places = heard.grounds(voice.session, pattern.id or 0, now)
    return voice.say("heard.rests-on", count=count, places=places) if few.enough(authors) else ""


# --- posting ---------------------------------------------------------------------------------------------------------


def post(session: Session, card: Card, about: str, now: datetime) -> int:
    """To every home of the network; how many these are."""
    homes = people.homes(session)
    for space in homes:
        outbox.put(session, address_from_json(space.address), card, kind="heard", about=about, now=now)
    return len(homes)


def refresh(session: Session, content: Content, row: Heard, now: datetime) -> None:
    """Let every standing card say what is so by now."""
    if row.state != heard.SHOWN:
        return
    card = heard_card(Voice(session, content), row, now)
    row.numbers = _numbers(session, row, now)
    session.add(row)
    outbox.update_where_it_stands(session, about(row), card, now)


def step(database: Database, content: Content, now: datetime) -> None:
    """The cards say how many have answered by now, and nothing of what was taken back, however it was taken back."""
    with database.read() as session:
        stale = [row.id for row in heard.posted(session, LOOKED_AT) if row.numbers != _numbers(session, row, now)]
    for number in stale:
        with database.write() as session:
            row = heard.get(session, number or 0)
            if row is not None:
                refresh(session, content, row, now)


def _numbers(session: Session, row: Heard, now: datetime) -> str:
    """How many have answered and what the patterns rest on, as far as it is told."""
    answered = few.enough(heard.answered(session, row.id or 0)) or 0
    found = [(one.position, *heard.grounds(session, one.id or 0, now)) for one in heard.patterns(session, row.id or 0)]
    rests = [f"{place}:{count}/{places}" for place, count, authors, places in found if few.enough(authors)]
    return " ".join([str(answered), *rests])
