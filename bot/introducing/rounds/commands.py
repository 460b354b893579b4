"""What organisers say to a round: open one, ask first, make the draft now, hold somebody out, approve, drop."""

from bot.chat import Reply, Shown
from bot.introducing.rounds import inputs, making
from bot.introducing.rounds.draft import draft_card
from bot.turn import Turn, numbered
from storage import record
from storage import rounds as rows
from storage.tables import Round

SEED_BITS = 31
FEWEST = 2  # people a round needs
SIZES = ("2", "3", "4")


def open_round(turn: Turn, rest: str) -> Reply:
    """Make a draft, of threes or fours where that is said; or show the round that is open."""
    waiting = rows.open_one(turn.session)
    if waiting is not None:
        return Reply(draft_card(turn, waiting))
    size = rest.strip() or SIZES[0]
    if size not in SIZES:
        raise turn.refuse("round.sizes")
    if len(inputs.take(turn.session, turn.now).active) < FEWEST:
        raise turn.refuse("round.too-few")
    seed = turn.dice.getrandbits(SEED_BITS)
    row = Round(seed=seed, size=int(size), by_id=turn.my_id, opened_at=turn.now)
    making.open_round(turn.session, turn.content, row, ask_first=False)
    record.note(turn.session, turn.my_id, "opened a round", f"round {row.id}", turn.now)
    turn.result = f"round show {row.id}"
    return Reply(draft_card(turn, row))


def _row(turn: Turn, rest: str, *states: str) -> Round:
    number = numbered(rest.split(maxsplit=1)[0]) if rest else None
    row = rows.round_by(turn.session, number) if number is not None else None
    if row is None:
        raise turn.refuse("refusal.not-found")
    if row.state not in states:
        raise turn.refuse("round.too-late")
    return row


def _noted(turn: Turn, row: Round, act: str) -> Reply:
    record.note(turn.session, turn.my_id, act, f"round {row.id}", turn.now)
    turn.result = f"round show {row.id}"
    return Reply(draft_card(turn, row), Shown.IN_PLACE)


def ask_first(turn: Turn, rest: str) -> Reply:
    """Put a draft aside until those who want to be asked each time have been."""
    row = _row(turn, rest, "draft")
    rows.clear(turn.session, row)
    row.opened_at = turn.now
    making.open_round(turn.session, turn.content, row, ask_first=True)
    return _noted(turn, row, "asked before a round")


def close(turn: Turn, rest: str) -> Reply:
    """Make the draft now, of those who have said yes so far."""
    row = _row(turn, rest, "asking")
    row.by_id = turn.my_id
    making.close(turn.session, row, turn.now)
    return _noted(turn, row, "closed a round")


def hold(turn: Turn, rest: str) -> Reply:
    """Make the draft again without somebody. They are told, and come first next time."""
    row = _row(turn, rest, "draft")
    made_from, who = inputs.of(row), (rest.split()[1:] or [""])[0]
    if who not in made_from.active:
        raise turn.refuse("refusal.not-found")
    row.by_id = turn.my_id
    making.close(turn.session, row, turn.now, [*made_from.held, who])
    return _noted(turn, row, "held somebody out")


def approve(turn: Turn, rest: str) -> Reply:
    """Introduce everybody; or where that is not right any more, make the draft again."""
    row = _row(turn, rest, "draft", "approved", "matching")
    if row.state == "matching":
        return Reply(draft_card(turn, row))
    if row.state == "draft":
        before, now = inputs.of(row), inputs.take(turn.session, turn.now)
        groups = [[str(part.member_id) for part in parts] for _, parts in rows.groups(turn.session, row.id or 0)]
        if not inputs.still_hold(before, now, groups):
            row.by_id = turn.my_id
            making.close(turn.session, row, turn.now, before.held)
            turn.result = f"round show {row.id}"
            return turn.answer(turn.say("round.changed"), turn.say("round.matching-what"), shown=Shown.IN_PLACE)
        row.by_id = turn.my_id
        making.introduce(turn.session, row, turn.now)
    turn.result = f"round show {row.id}"
    groups_made = len(rows.groups(turn.session, row.id or 0))
    said = turn.say("round.approved-what", count=groups_made)
    return turn.answer(turn.say("round.approved"), said, shown=Shown.IN_PLACE)


def drop(turn: Turn, rest: str) -> Reply:
    """Throw a round away that introduced nobody."""
    row = _row(turn, rest, *rows.OPEN)
    record.note(turn.session, turn.my_id, "dropped a round", f"round {row.id}", turn.now)
    rows.drop(turn.session, row)
    return turn.answer(turn.say("round.dropped"), shown=Shown.IN_PLACE)
