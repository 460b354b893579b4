"""What could not be delivered, and whom and what we cannot reach any more: organisers see it, and decide."""

from datetime import timedelta

from bot.chat import Block, Button, Buttons, Heading, Reply, Shown, Text
from bot.turn import Turn, numbered
from storage import outbox, people, record
from storage.tables import Delivery

SHOWN = 5
LATELY = timedelta(days=30)  # what failed earlier is told on the command line only
BY_NAME = frozenset({"question", "introduction", "words", "answer", "change"})  # the rest is "a message"


def needs_somebody(turn: Turn) -> list[Block]:
    """For `organise`: whether anything failed, or a channel was lost."""
    if not outbox.failed(turn.session, 1, turn.now - LATELY) and not people.lost_homes(turn.session):
        return []
    return [
        Text(turn.say("undelivered.some")),
        Buttons((Button(turn.say("home.open"), "undelivered", opens=True),)),
    ]


def undelivered(turn: Turn, _rest: str) -> Reply:
    """What failed lately, each with *Try again* and *Let it go*; then people and channels out of reach."""
    return turn.answer(turn.say("undelivered.title"), *_left(turn))


def _left(turn: Turn) -> list[Block]:
    blocks: list[Block] = []
    for row in outbox.failed(turn.session, SHOWN, turn.now - LATELY):
        blocks += _one(turn, row)
    lost = [turn.space_name(space) for space in people.lost_homes(turn.session)]
    if lost:
        blocks += [Heading(turn.say("undelivered.channels")), Text(", ".join(lost))]
        blocks.append(Text(turn.say("undelivered.channels-what"), quiet=True))
    away = [f"{member.name}, {turn.where(member)}" for member in people.unreachable(turn.session)]
    if away:
        blocks += [Heading(turn.say("undelivered.people")), Text(" · ".join(away))]
        blocks.append(Text(turn.say("undelivered.people-what"), quiet=True))
    return blocks or [Text(turn.say("undelivered.nothing"))]


def _one(turn: Turn, row: Delivery) -> list[Block]:
    kind = row.kind if row.kind in BY_NAME else "notice"
    said = turn.say(f"undelivered.{kind}", to=_to(turn, row))
    how = "undelivered.uncertain" if row.state == "uncertain" else "undelivered.refused"
    why = turn.say(how, code=row.error or "–")
    return [
        Text(said),
        Text(f"{turn.day_and_time(row.made_at, turn.me.zone)} · {why}", quiet=True),
        Buttons(
            (
                Button(turn.say("undelivered.again"), f"deliver again {row.id}"),
                Button(turn.say("undelivered.let-go"), f"deliver no more {row.id}"),
            )
        ),
    ]


def _to(turn: Turn, row: Delivery) -> str:
    if row.member_id:
        return f"{turn.name_of(row.member_id)} ({row.platform.capitalize()})"
    space = people.space(turn.session, row.platform, row.tenant, row.lane.split("/")[2])
    return turn.space_name(space) if space else row.platform.capitalize()


def again(turn: Turn, rest: str) -> Reply:
    """Try one again with the next beat."""
    number = numbered(rest)
    if number is None or not outbox.again(turn.session, number, turn.now):
        raise turn.refuse("undelivered.too-late")
    record.note(turn.session, turn.my_id, "delivered again", f"delivery {number}", turn.now)
    return turn.answer(turn.say("undelivered.again-done"), *_left(turn), shown=Shown.IN_PLACE)


def let_go(turn: Turn, rest: str) -> Reply:
    """Send one no more."""
    number = numbered(rest)
    if number is None or not outbox.drop(turn.session, number):
        raise turn.refuse("undelivered.too-late")
    record.note(turn.session, turn.my_id, "let a delivery go", f"delivery {number}", turn.now)
    return turn.answer(turn.say("undelivered.let-go-done"), *_left(turn), shown=Shown.IN_PLACE)
