"""A set as one of its people sees it: who, when, who presents, and what they alone said they would do."""

from bot.chat import Block, Button, Buttons, Heading, Reply, Shown, Text
from bot.learning.sets import forming
from bot.learning.sets.own import own_words
from bot.learning.sets.parts import named
from bot.turn import Turn
from bot.voice import Voice
from storage import action_learning as rows
from storage.tables import LearningSet, Member, SetMeeting


def own(turn: Turn, row: LearningSet, shown: Shown = Shown.ONLY_YOU) -> Reply:
    """One's own set."""
    seats = rows.seats(turn.session, row.id or 0)
    coming = rows.coming(turn.session, row.id or 0)
    kept = rows.commitment(turn.session, turn.my_id)
    return turn.answer(
        turn.say("sets.yours"),
        Heading(turn.say("sets.next")),
        _next(turn, row, coming),
        Heading(turn.say("sets.people")),
        *(named(turn, member) for _, member in seats),
        *own_words(turn, turn.me, kept),
        Text(turn.say("sets.confidential"), quiet=True),
        buttons=_buttons(turn, coming, len(seats), wrote=kept is not None),
        shown=shown,
    )


def _next(turn: Turn, row: LearningSet, coming: SetMeeting | None) -> str:
    if coming is not None and coming.at is not None:
        return when(turn, coming, turn.me)
    if coming is not None:
        return turn.say("sets.choosing")
    few = len(rows.seats(turn.session, row.id or 0)) < forming.FEWEST
    return turn.say("sets.forming" if row.state == "forming" else "sets.too-few" if few else "sets.soon")


def when(voice: Voice, meeting: SetMeeting, member: Member) -> str:
    """The day and the hour where they are, and who presents."""
    assert meeting.at is not None
    moment = voice.day_and_time(meeting.at, member.zone)
    if meeting.presenter_id is None:
        return moment
    if meeting.presenter_id == member.id:
        return voice.say("sets.when-you", when=moment)
    return voice.say("sets.when", when=moment, name=voice.name_of(meeting.presenter_id))


def _buttons(turn: Turn, coming: SetMeeting | None, count: int, *, wrote: bool) -> tuple[Button, ...]:
    found: list[Button] = []
    if coming is not None and coming.at is None:
        found.append(Button(turn.say("sets.suits"), f"set days {coming.id}", "main", opens=True))
    if coming is not None and coming.at is not None and coming.presenter_id == turn.my_id:
        found.append(Button(turn.say("sets.question"), f"set question {coming.id}", "main", opens=True))
    found.append(Button(turn.say("sets.change-will" if wrote else "sets.will"), "set will", opens=True))
    if count < forming.MOST:
        found.append(Button(turn.say("sets.invite"), "set invite", opens=True))
    return (*found, Button(turn.say("sets.leave"), "set leave", opens=True))


def in_short(turn: Turn, row: LearningSet) -> list[Block]:
    """For Home."""
    line = _next(turn, row, rows.coming(turn.session, row.id or 0))
    return [Text(line), Buttons((Button(turn.say("home.open"), "set", opens=True),))]
