"""Asking the authors of reflections whether these may stand behind a pattern."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.chat import Block, Text
from bot.delivering import notices
from bot.learning.heard import cards
from bot.remembering.permission import ASKS, Permission, Wanted
from bot.turn import Turn
from bot.voice import Voice
from storage import heard, people
from storage.database import Session
from storage.tables import Heard, Member, Pattern, PatternPiece, Reflection

KIND = "pattern"  # of the notice


def _of_author(session: Session, member_id: int, now: datetime, number: int) -> Sequence[Wanted[Pattern, PatternPiece]]:
    """Of everything that was heard at once, where its number is given."""
    found = heard.of_author(session, member_id, now)
    return [Wanted(*each) for each in found if number in {0, each[0].heard_id}]


def _over(voice: Voice, wanted: Wanted[Pattern, PatternPiece]) -> list[Block]:
    said = voice.say("behind.reworded" if wanted.whole.version else "behind.pattern")
    return [Text(said, quiet=True), Text(wanted.whole.words)]


def ask(session: Session, row: Heard, author: Member, now: datetime) -> None:
    """A notice, once for everything that was heard at once."""
    notices.put(session, author, KIND, f"heard {row.id}", now, now + ASKS)


def ask_again(session: Session, row: Heard, authors: Collection[int], now: datetime) -> None:
    """Another, for those behind what says something else now."""
    for number in sorted(authors):
        author = people.member(session, number)
        if author is not None:
            notices.put(session, author, KIND, f"heard-{now:%Y%m%d%H%M} {row.id}", now, now + ASKS)


def edited(session: Session, row: Reflection, now: datetime) -> None:
    """Other words than those that their author allowed: they are asked again, and until then it stands behind none."""
    for heard_id in heard.take_back(session, row.id):
        author = people.member(session, row.member_id)
        if author is not None:
            notices.put(session, author, KIND, f"heard-{now:%Y%m%d%H%M} {heard_id}", now, now + ASKS)


def _then(turn: Turn, pattern: Pattern) -> None:
    """The cards in channels say how many stand behind it."""
    row = heard.get(turn.session, pattern.heard_id)
    if row is not None:
        cards.refresh(turn.session, turn.content, row, turn.now)


BEHIND: Permission[Pattern, PatternPiece] = Permission(
    word="behind",
    opens="behind",
    of_author=_of_author,
    mine=heard.mine,
    number=lambda pattern: pattern.heard_id,
    title=lambda _pattern: "",
    what=lambda voice, _pattern: voice.say("behind.may-what"),
    over=_over,
    then=_then,
)
