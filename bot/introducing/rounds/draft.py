"""What organisers see of a round and do with it: look it over, swap two people, hold somebody out, approve, drop."""

from collections.abc import Sequence

from bot.chat import Block, Button, Buttons, Card, Divider, Field, Heading, Option, Reply, Shown, Text
from bot.delivering.notices import Telling, Told
from bot.introducing.introduction_cards import named, why_all
from bot.introducing.rounds import inputs
from bot.matching import changes
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import introductions
from storage import rounds as rows
from storage.tables import Group, GroupMember, Round

SHOWN = 10  # groups of a draft on one card (Slack: 50 blocks a message)
MOST_NAMES = 100  # Slack: 100 options of a select


def show(turn: Turn, rest: str) -> Reply:
    """A round, whatever has become of it; of a long one, from so many groups on."""
    row, begin = _row(turn, rest), numbered((rest.split()[1:] or ["0"])[0])
    return Reply(draft_card(turn, row, begin or 0))


def _row(turn: Turn, rest: str) -> Round:
    number = numbered(rest.split(maxsplit=1)[0]) if rest else None
    row = rows.round_by(turn.session, number) if number is not None else None
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def draft_card(voice: Voice, row: Round, begin: int = 0) -> Card:
    """A round as organisers see it: still asking, being made, a draft with its reasons, or what was done."""
    if row.state == "asking" and row.closes_at:
        until = voice.day_and_time(row.closes_at, "Europe/London")
        return voice.card(
            voice.say("round.asking"),
            voice.say("round.asking-what", until=until),
            buttons=(
                Button(voice.say("round.close"), f"round close {row.id}", "main"),
                Button(voice.say("round.drop"), f"round drop {row.id}", "danger"),
            ),
        )
    if row.state == "matching":
        again = Button(voice.say("round.look"), f"round show {row.id}")
        return voice.card(voice.say("round.matching"), voice.say("round.matching-what"), buttons=(again,))
    if row.state == "dropped":
        return voice.card(voice.say("round.dropped"))
    buttons = _buttons(voice, row) if row.state == "draft" else ()
    return voice.card(voice.say(f"round.title-{row.state}"), *_groups(voice, row, begin), buttons=buttons)


def _groups(voice: Voice, row: Round, begin: int) -> list[Block]:
    groups, left = rows.groups(voice.session, row.id or 0), len(row.unplaced)
    placed = voice.say("round.some-left", count=left) if left else voice.say("round.all-placed")
    blocks: list[Block] = [Text(f"{voice.say('round.count', count=len(groups))} {placed}")]
    for group, parts in groups[begin : begin + SHOWN]:
        blocks += [
            Divider(),
            Text(_names(voice, parts)),
            *(Text(sentence, quiet=True) for sentence in why_all(voice, group)),
        ]
    further = len(groups) - begin - SHOWN
    if further > 0:
        more = Button(voice.say("round.more", count=further), f"round show {row.id} {begin + SHOWN}")
        return [*blocks, Divider(), Buttons((more,))]
    if row.unplaced:
        blocks += [Heading(voice.say("round.left-out")), *(Text(_left_out(voice, left)) for left in row.unplaced)]
    return blocks


def _buttons(voice: Voice, row: Round) -> tuple[Button, ...]:
    """Approving counts once for each time the draft was made."""
    token = f"round-{row.id}-{row.outcome.get('draft', 0)}"
    return (
        Button(voice.say("round.approve"), f"round approve {row.id}", "main", token=token),
        Button(voice.say("round.change"), f"round change {row.id}", opens=True),
        Button(voice.say("round.ask-first"), f"round ask {row.id}"),
        Button(voice.say("round.drop"), f"round drop {row.id}", "danger"),
    )


def _names(voice: Voice, parts: Sequence[GroupMember]) -> str:
    return " + ".join(named(voice, part.member_id) for part in parts)


def _left_out(voice: Voice, left: dict[str, object]) -> str:
    number = int(str(left["member"]))
    return f"{voice.name_of(number)}: {voice.say('round.why.' + str(left['why']).replace(' ', '-'))}"


def render(telling: Telling) -> Told | None:
    """The draft that a plan brought about, to the organiser who made the plan, while it waits."""
    row = rows.round_by(telling.session, telling.number) if telling.member.organiser else None
    return Told(draft_card(telling.voice, row)) if row and row.state == "draft" else None


# --- changing a draft ------------------------------------------------------------------------------------------------


def _draft(turn: Turn, rest: str) -> Round:
    row = _row(turn, rest)
    if row.state != "draft":
        raise turn.refuse("round.too-late")
    return row


def change(turn: Turn, rest: str) -> Reply:
    """Whom the change is about; then what can be done: swaps that leave the draft good, or holding them out."""
    row = _draft(turn, rest)
    groups = rows.groups(turn.session, row.id or 0)
    if turn.typed:
        options = [
            Option(str(part.member_id), named(turn, part.member_id)[:75]) for _, parts in groups for part in parts
        ]
        return turn.form(
            turn.say("round.change"),
            Field("who", turn.say("round.whom"), "choice", tuple(options[:MOST_NAMES])),
            submit=Button(turn.say("round.look"), f"round change {row.id}", "main"),
        )
    who = turn.incoming.value("who")
    mine = next((parts for _, parts in groups if any(str(part.member_id) == who for part in parts)), None)
    if mine is None:
        raise turn.refuse("refusal.not-found", "who")
    blocks: list[Block] = []
    for swap in _swaps(row, groups, who):
        told = [" + ".join(named(turn, int(each)) for each in group) for group in (swap.first, swap.second)]
        blocks.append(Text(turn.say("round.would-be", one=told[0], other=told[1])))
        says = f"round swap {row.id} {swap.one} {swap.other}"
        blocks.append(Buttons((Button(turn.say("round.swap", name=turn.name_of(int(swap.other))), says),)))
    hold = Button(turn.say("round.hold", name=turn.name_of(int(who))), f"round hold {row.id} {who}")
    return turn.answer(turn.say("round.now", names=_names(turn, mine)), *blocks, buttons=(hold,), shown=Shown.IN_PLACE)


def _swaps(row: Round, groups: Sequence[tuple[Group, list[GroupMember]]], who: str) -> list[changes.Swap]:
    made_from = inputs.of(row)
    told = [tuple(str(part.member_id) for part in parts) for _, parts in groups]
    circle = made_from.circles.get(who, "")
    near = [group for group in told if made_from.circles.get(group[0], "") == circle]
    return changes.swaps(inputs.within(made_from, circle), made_from.history, made_from.number, near, who)


def swap(turn: Turn, rest: str) -> Reply:
    """Swap two people, if that is one of the swaps that are offered."""
    row = _draft(turn, rest)
    one, other = [*rest.split()[1:3], "", ""][:2]
    groups = rows.groups(turn.session, row.id or 0)
    if not any(each.other == other for each in _swaps(row, groups, one)):
        raise turn.refuse("round.not-offered")
    concerned = [(group, part) for group, parts in groups for part in parts if str(part.member_id) in {one, other}]
    (_, first), (_, second) = concerned
    first.member_id, second.member_id = second.member_id, first.member_id
    turn.session.add_all([first, second])
    turn.session.flush()
    _explain_again(turn, row, [group for group, _ in concerned])
    turn.result = f"round show {row.id}"
    return Reply(draft_card(turn, row), Shown.IN_PLACE)


def _explain_again(turn: Turn, row: Round, groups: Sequence[Group]) -> None:
    made_from = inputs.of(row)
    for group in groups:
        members = [str(part.member_id) for part in introductions.people_in(turn.session, group.id or 0)]
        group.reasons = changes.explained(made_from.people, made_from.history, made_from.number, members)
        turn.session.add(group)
    turn.session.flush()
