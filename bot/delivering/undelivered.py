"""What could not be delivered, and whom and what we cannot reach any more: organisers see it, and decide."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat import Block, Button, Buttons, Heading, Reply, Shown, Text
from bot.turn import Turn, numbered
from storage import outbox, people, record
from storage.tables import Delivery, Space

SHOWN, AT_ONCE = 5, 100
LATELY = timedelta(days=30)  # what failed earlier is told on the command line only
BY_NAME = frozenset({"question", "introduction", "words", "answer", "change"})  # the rest is "a message"


def needs_somebody(turn: Turn) -> list[Block]:
    """For `organise`: whether anything failed, and each channel that was lost."""
    blocks: list[Block] = []
    failed, open_it = _failed(turn), Button(turn.say("home.open"), "undelivered", opens=True)
    if failed:
        again_all = Button(turn.say("undelivered.again-all"), "deliver again all", "main")
        sure = (again_all,) if any(row.state == "dead" for row in failed) else ()
        blocks += [Text(turn.say("undelivered.some", count=len(failed))), Buttons((*sure, open_it))]
    for space in people.lost_homes(turn.session)[:SHOWN]:
        lost = turn.say("undelivered.channel", channel=turn.space_name(space))
        blocks += [Text(lost), _without(turn, space, open_it)]
    return blocks


def _failed(turn: Turn) -> Sequence[Delivery]:
    return outbox.failed(turn.session, AT_ONCE, turn.now - LATELY)


def _without(turn: Turn, space: Space, *more: Button) -> Buttons:
    return Buttons((Button(turn.say("undelivered.without"), f"channel without {space.id}"), *more))


def without(turn: Turn, rest: str) -> Reply:
    """`channel without 12`: it goes on without a channel that was lost. `here` in it makes it a home again."""
    space = next((row for row in people.lost_homes(turn.session) if row.id == numbered(rest)), None)
    if space is None:
        raise turn.refuse("refusal.not-found")
    space.state = "without"
    turn.session.add(space)
    record.note(turn.session, turn.my_id, "went on without a channel", f"space {space.id}", turn.now)
    return turn.answer(turn.say("undelivered.without-done", channel=turn.space_name(space)), shown=Shown.IN_PLACE)


def again_all(turn: Turn, _rest: str) -> Reply:
    """Try everything again that surely did not arrive; what may have is looked at one by one."""
    sure = [row for row in _failed(turn) if row.state == "dead"]
    done = [row for row in sure if outbox.again(turn.session, row.id or 0, turn.now)]
    if not done:
        raise turn.refuse("undelivered.too-late")
    record.note(turn.session, turn.my_id, "delivered again", f"{len(done)} deliveries", turn.now)
    return turn.answer(turn.say("undelivered.again-done"), shown=Shown.IN_PLACE)


def undelivered(turn: Turn, _rest: str) -> Reply:
    """What failed lately, each with *Try again* and *Let it go*; then people and channels out of reach."""
    return turn.answer(turn.say("undelivered.title"), *_left(turn))


def _left(turn: Turn) -> list[Block]:
    blocks: list[Block] = []
    for row in outbox.failed(turn.session, SHOWN, turn.now - LATELY):
        blocks += _one(turn, row)
    lost = people.lost_homes(turn.session)[:SHOWN]
    if lost:
        blocks += [Heading(turn.say("undelivered.channels")), Text(turn.say("undelivered.channels-what"), quiet=True)]
    for space in lost:
        blocks += [Text(turn.space_name(space)), _without(turn, space)]
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
