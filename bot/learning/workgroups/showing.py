"""Workgroups as members see them: all that are going on, and one with what can be done about it."""

from bot.chat import Block, Button, Buttons, Divider, Facts, Heading, Reply, Said, Shown, Text
from bot.delivering.copies import of_workgroup
from bot.learning.assets import listing
from bot.learning.workgroups.parts import confirmed, convenes, mine, promise, seen, standing, theme
from bot.turn import Eyes, Turn, numbered
from storage import people, reading, switches
from storage import workgroups as rows
from storage.tables import Member, Workgroup

SHOWN = 3


def workgroups(turn: Turn, rest: str) -> Reply:
    """Those that run or gather people: theme, places, end, and what they will leave."""
    confirmed(turn)
    begin = numbered(rest) or 0
    found = rows.going_on(turn.session, turn.reader, SHOWN + 1, begin)
    start = Button(turn.say("workgroup.start"), "start workgroup", "plain" if found else "main", opens=True)
    made = Button(turn.say("asset.all"), "assets", opens=True)
    if not found:
        return turn.answer(turn.say("workgroup.all"), turn.say("workgroup.none"), buttons=(start, made))
    blocks: list[Block] = []
    for row in found[:SHOWN]:
        open_it = Button(turn.say("home.open"), f"workgroup {row.id}", opens=True)
        blocks += [Divider(), theme(turn, row), *standing(turn, row), *promise(turn, row), Buttons((open_it,))]
    more = Button(turn.say("search.more"), f"workgroups from {begin + SHOWN}", opens=True)
    buttons = (*((more,) if len(found) > SHOWN else ()), start, made)
    return turn.answer(turn.say("workgroup.all"), *blocks[1:], buttons=buttons)


def workgroup(turn: Turn, rest: str) -> Reply:
    """One of them."""
    return show(turn, seen(turn, rest))


def show(turn: Turn, row: Workgroup, *notes: str, shown: Shown = Shown.ONLY_YOU) -> Reply:
    """One of them, after whatever was just done."""
    title = notes[0] if notes else turn.say("workgroup.one")
    return turn.answer(title, *notes[1:], *as_blocks(turn, row), buttons=_buttons(turn, row), shown=shown)


def as_blocks(turn: Eyes, row: Workgroup) -> list[Block]:
    """What this reader may see of it: names for its members alone."""
    blocks = [theme(turn, row), *standing(turn, row), *promise(turn, row)]
    if row.hidden_at is not None:
        blocks.append(Text(turn.say("asset.hidden")))
    if rows.is_in(turn.session, row.id or 0, turn.my_id):
        blocks += _for_members(turn, row)
    who = reading.reader(turn.session, turn.me)
    return [*blocks, *listing.of_group(turn, row, who)]


def _for_members(turn: Eyes, row: Workgroup) -> list[Block]:
    """Who is in it, where they chat, and where they meet."""
    convener = rows.convener(turn.session, row)
    of = of_workgroup(row.id)
    found = tuple(_member(turn, member, convener) for member in rows.members(turn.session, row.id or 0))
    meets = Said(row.meets, of=of) if row.meets else Text(turn.say("workgroup.meets-nowhere"))
    heading, label = Heading(turn.say("workgroup.members")), Text(turn.say("workgroup.meets"), quiet=True)
    return [heading, Facts(found, of=of), label, meets]


def _member(turn: Eyes, member: Member, convener: Member | None) -> tuple[str, str]:
    """Somebody of the group, to another of it; without their name where their words may not be exchanged."""
    if member.id != turn.my_id and not switches.exchange(turn.session, turn.my_id, member.id or 0):
        return turn.say("used.somebody"), turn.where(member)
    chats = {account.platform.capitalize() for account in people.accounts(turn.session, member.id or 0)}
    convenes = [turn.say("workgroup.convenes")] if convener is not None and convener.id == member.id else []
    return member.name, " · ".join([turn.where(member), *sorted(chats), *convenes])


def _buttons(turn: Turn, row: Workgroup) -> tuple[Button, ...]:
    in_it = rows.is_in(turn.session, row.id or 0, turn.my_id)
    if not in_it:
        join = Button(turn.say("workgroup.join"), f"workgroup join {row.id}", "main")
        wrong = Button(turn.say("wrong.ask"), f"wrong workgroup {row.id}")
        return (join, wrong) if row.state in rows.JOINABLE else (wrong,)
    made = (Button(turn.say("asset.make"), f"asset of {row.id}", opens=True),) if row.state != "gathering" else ()
    if row.state == "ended":
        return made
    convening = convenes(turn, row)
    wanted = convening and not row.leaves  # it is to say what it will leave
    change = Button(
        turn.say("workgroup.change"), f"workgroup change {row.id}", "main" if wanted else "plain", opens=True
    )
    leave = Button(turn.say("workgroup.leave"), f"workgroup leave {row.id}")
    if not convening:
        return (*made, change, leave)
    tell = Button(turn.say("workgroup.tell"), f"workgroup progress {row.id}", opens=True)
    end = Button(turn.say("workgroup.end"), f"workgroup end {row.id}", opens=True)
    return (*made, *((tell,) if made else ()), change, end, leave)


def mine_at_home(turn: Turn) -> list[Block]:
    """Those this member is in, for Home."""
    blocks: list[Block] = []
    for row in rows.of_member(turn.session, turn.my_id, *rows.OPEN)[:2]:
        open_it = Button(turn.say("home.open"), f"workgroup {row.id}", opens=True)
        blocks += [theme(turn, row), *standing(turn, row)[:1], Buttons((open_it,))]
    return [Heading(turn.say("workgroup.yours")), *blocks] if blocks else []


def leave(turn: Turn, rest: str) -> Reply:
    """Out of it, by a press."""
    row = mine(turn, rest)
    rows.leave(turn.session, row, turn.my_id)
    if row.starter_id is not None and row.state in rows.OPEN and not rows.members(turn.session, row.id or 0):
        row.state, row.ended_at, row.ask_at = "ended", turn.now, None
        turn.session.add(row)
    again = Button(turn.say("workgroup.all"), "workgroups", opens=True)
    return turn.answer(turn.say("workgroup.left"), turn.say("workgroup.left-what"), buttons=(again,))
