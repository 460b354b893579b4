"""Asking authors whether their words may be put to one more use: no answer means no.

They are asked once, within the message budget, and at Home; what they answer they can change at any time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from bot.asking import prompts
from bot.chat import Block, Button, Buttons, Divider, Reply, Said, Shown, Text
from bot.delivering import copies
from bot.delivering.notices import Telling, Told
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import askings, people
from storage.database import Session
from storage.tables import Reflection

SHOWN = 3  # reflections at once
ASKS = timedelta(days=28)  # how long the question may wait for its turn in the message budget
YES, NO = "yes", "no"


class Piece(Protocol):
    """That an author was asked for something, and what they said: empty, yes or no."""

    id: int | None
    answer: str
    answered_at: datetime | None


Whole = TypeVar("Whole")
Row = TypeVar("Row", bound=Piece)


@dataclass(frozen=True)
class Wanted(Generic[Whole, Row]):
    """One thing that an author was asked for, and what for."""

    whole: Whole
    row: Row
    reflection: Reflection


@dataclass(frozen=True)
class Permission(Generic[Whole, Row]):
    """A use that authors are asked for. `word` is the section of its sentences and the beginning of its commands."""

    word: str
    opens: str  # the sentence that shows what one was asked for
    of_author: Callable[
        [Session, int, datetime, int], Sequence[Wanted[Whole, Row]]
    ]  # of one whole, by its number; 0: all
    mine: Callable[[Session, int, int], Row | None]
    number: Callable[[Whole], int]
    title: Callable[[Whole], str]
    what: Callable[[Voice, Whole], str]  # what it is asked for
    over: Callable[[Voice, Wanted[Whole, Row]], list[Block]]  # what stands above the words
    then: Callable[[Turn, Whole], None] = lambda _turn, _whole: None  # what follows an answer

    def render(self, telling: Telling) -> Told | None:
        """To an author: what of theirs is asked for, and for what. None where they answered already."""
        found = self.of_author(telling.session, telling.member.id or 0, telling.now, telling.number)
        open_ = [each for each in found if not each.row.answer]
        if not open_:
            return None
        voice = telling.voice
        more = self._more(voice, len(open_))
        blocks = (*self._what(voice, open_[0].whole), *self._asked(voice, open_[:SHOWN]), *more)
        return Told(voice.card(voice.say(f"{self.word}.may"), *blocks))

    def at_home(self, turn: Turn) -> list[Block]:
        """The same on Home, also for whom nobody writes to unasked."""
        waiting = [each for each in self.of_author(turn.session, turn.my_id, turn.now, 0) if not each.row.answer]
        if not waiting:
            return []
        said = turn.say(f"{self.word}.waits", count=len(waiting), title=self.title(waiting[0].whole))
        return [Text(said), Buttons((Button(turn.say("home.open"), self.opens, opens=True),))]

    def own(self, turn: Turn, rest: str) -> Reply:
        """What of one's own was asked for, and what one said: a few at a time, what waits first."""
        begin = numbered(rest) or 0
        found = self.of_author(turn.session, turn.my_id, turn.now, 0)
        if not found:
            return turn.answer(turn.say(f"{self.word}.mine"), turn.say(f"{self.word}.mine-none"))
        more = f"{self.word} from {begin + SHOWN}"
        onward = Button(turn.say("search.more"), more, opens=True)
        return turn.answer(
            turn.say(f"{self.word}.mine"),
            *self._what(turn, found[0].whole),
            *self._asked(turn, found[begin : begin + SHOWN]),
            buttons=(onward,) if begin + SHOWN < len(found) else (),
        )

    def yes(self, turn: Turn, rest: str) -> Reply:
        """Their author allows this use."""
        return self._answered(turn, rest, YES)

    def no(self, turn: Turn, rest: str) -> Reply:
        """Their author does not, or not any more."""
        return self._answered(turn, rest, NO)

    def _what(self, voice: Voice, whole: Whole) -> tuple[Text, Text]:
        return Text(self.what(voice, whole)), Text(voice.say(f"{self.word}.may-how"), quiet=True)

    def _more(self, voice: Voice, count: int) -> list[Block]:
        rest = count - SHOWN
        return [Divider(), Text(voice.say(f"{self.word}.may-more", count=rest), quiet=True)] if rest > 0 else []

    def _asked(self, voice: Voice, found: Sequence[Wanted[Whole, Row]]) -> list[Block]:
        """Each with what it answers, what was said of it, and the two buttons; the pressed one is not offered."""
        blocks: list[Block] = []
        for each in found:
            row, reflection = each.row, each.reflection
            asking = askings.asking(voice.session, reflection.asking_id) if reflection.asking_id else None
            about = [prompts.words_for(voice, asking).question] if asking else []
            facts = " · ".join([voice.say("reflect.on", when=reflection.written_at.date()), *about])
            state = [voice.say(f"{self.word}.said-{row.answer}")] if row.answer else []
            for_it, against = f"{self.word} yes {row.id}", f"{self.word} no {row.id}"
            yes = Button(voice.say(f"{self.word}.yes"), for_it, "plain" if row.answer else "main")
            no = Button(voice.say(f"{self.word}.no"), against)
            blocks += [
                Divider(),
                *self.over(voice, each),
                Said(reflection.words, of=copies.of_reflection(reflection.id)),
                Text(facts, quiet=True),
                *(Text(said) for said in state),
                Buttons({YES: (no,), NO: (yes,)}.get(row.answer, (yes, no))),
            ]
        return blocks

    def _answered(self, turn: Turn, rest: str, answer: str) -> Reply:
        row = self.mine(turn.session, numbered(rest) or 0, turn.my_id)
        found = self.of_author(turn.session, turn.my_id, turn.now, 0) if row else []
        this = next((each for each in found if row and each.row.id == row.id), None)
        if row is None or this is None:
            raise turn.refuse(f"{self.word}.gone")
        row.answer, row.answered_at = answer, turn.now
        people.add(turn.session, row)
        self.then(turn, this.whole)
        number = self.number(this.whole)
        left = [each for each in found if not each.row.answer and self.number(each.whole) == number]
        title = turn.say(f"{self.word}.noted-{answer}")
        last: list[Block] = [Text(turn.say(f"{self.word}.next" if left else f"{self.word}.any-time"))]
        blocks = (*self._asked(turn, [this]), *last, *self._asked(turn, left[:SHOWN]))
        return turn.answer(title, *blocks, shown=Shown.IN_PLACE)
