"""Assets as members see them: a list, one whole, and a line under its workgroup."""

from bot.chat import Block, Button, Buttons, Divider, Heading, Reply, Said, Text
from bot.delivering.copies import of_asset, of_member, of_workgroup
from bot.turn import Eyes, Turn, numbered
from bot.voice import Voice
from storage import assets as rows
from storage import people, workgroups
from storage.reading import Reader
from storage.tables import Asset, AssetUse, Member, Workgroup

SHOWN = 4
STORIES = 3  # of who used it, under it


def confirmed(turn: Turn) -> None:
    """Refuses who nobody has confirmed yet."""
    if turn.me.confirmed_at is None:
        raise turn.refuse("refusal.unconfirmed")


def readable(turn: Turn, rest: str) -> Asset:
    """An asset by number. Refuses what this member may not read as if it were not there."""
    confirmed(turn)
    row = rows.readable(turn.session, numbered(rest) or 0, turn.reader)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def made_by_me(turn: Eyes, row: Asset) -> bool:
    """Whether this member is of the group that made it."""
    return workgroups.is_in(turn.session, row.workgroup_id, turn.my_id)


# --- a list ----------------------------------------------------------------------------------------------------------


def assets(turn: Turn, rest: str) -> Reply:
    """What workgroups left, the newest first."""
    confirmed(turn)
    begin = numbered(rest) or 0
    found = rows.newest(turn.session, turn.reader, SHOWN + 1, begin)
    groups = Button(turn.say("workgroup.all"), "workgroups", opens=True)
    if not found:
        return turn.answer(turn.say("asset.all"), turn.say("asset.none"), buttons=(groups,))
    blocks: list[Block] = []
    for row in found[:SHOWN]:
        blocks += [Divider(), *_short(turn, row), Text(origin(turn, row), quiet=True), Buttons((_open(turn, row),))]
    more = Button(turn.say("search.more"), f"assets from {begin + SHOWN}", opens=True)
    buttons = (*((more,) if len(found) > SHOWN else ()), groups)
    return turn.answer(turn.say("asset.all"), *blocks[1:], buttons=buttons)


def _short(voice: Voice, row: Asset) -> list[Block]:
    of = of_asset(row.id)
    return [
        Said(row.title, of=of),
        Text(voice.say("asset.for-whom"), quiet=True),
        Said(row.for_whom, of=of),
    ]


def _open(voice: Voice, row: Asset) -> Button:
    return Button(voice.say("home.open"), f"asset show {row.id}", opens=True)


def of_group(turn: Eyes, group: Workgroup, who: Reader) -> list[Block]:
    """What a workgroup made, under it."""
    blocks: list[Block] = []
    for row in rows.of_group(turn.session, group.id or 0, who):
        blocks += [Said(row.title, of=of_asset(row.id)), Buttons((_open(turn, row),))]
    return [Heading(turn.say("asset.left")), *blocks] if blocks else []


# --- one -------------------------------------------------------------------------------------------------------------


def show(turn: Turn, rest: str) -> Reply:
    """One of them, and what can be done with it."""
    return shown(turn, readable(turn, rest))


def shown(turn: Turn, row: Asset, *notes: str) -> Reply:
    """One of them, after whatever was just done."""
    title = notes[0] if notes else turn.say("asset.one")
    return turn.answer(title, *notes[1:], *as_blocks(turn, row), buttons=actions(turn, row))


def as_blocks(turn: Eyes, row: Asset) -> list[Block]:
    """All of it: what, for whom, when not to use it, who made it, and who used it."""
    of = of_asset(row.id)
    blocks: list[Block] = [Said(row.title, by=_names(turn, row), of=of)]
    blocks += [Said(words, of=of) for words in (row.link, row.words) if words]
    for key, words in (("asset.for-whom", row.for_whom), ("asset.not-when", row.not_when)):
        blocks += [Text(turn.say(key), quiet=True), Said(words, of=of)]
    blocks.append(Text(origin(turn, row), quiet=True))
    if row.hidden_at is not None:
        blocks.append(Text(turn.say("asset.hidden")))
    return [*blocks, *_group(turn, row), *_used(turn, row)]


def _names(voice: Voice, row: Asset) -> str:
    """Who made it, as far as they wish to be named."""
    return ", ".join(f"{member.name} · {voice.where(member)}" for member in rows.names(voice.session, row.id or 0))


def origin(voice: Voice, row: Asset) -> str:
    """Which places made it, and when."""
    known = people.places(voice.session)
    where = ", ".join(sorted(known[number].name for number in row.places if number in known))
    return voice.say("asset.made", places=where, when=row.made_at.date())


def _group(voice: Voice, row: Asset) -> list[Block]:
    """What the workgroup that made it was about."""
    group = workgroups.get(voice.session, row.workgroup_id)
    challenge = people.challenge_by(voice.session, group.challenge_id) if group else None
    if challenge is not None:
        return [Text(voice.say("asset.about", challenge=voice.challenge_name(challenge)), quiet=True)]
    own = Said(group.theme, of=of_workgroup(group.id)) if group and group.theme else None
    return [Text(voice.say("asset.about-own"), quiet=True), own] if own else []


def _used(voice: Voice, row: Asset) -> list[Block]:
    """What others changed with it, where they let that stand here."""
    found = rows.uses_shown(voice.session, row.id or 0)[:STORIES]
    told = [used(voice, use, member) for use, member in found]
    return [Heading(voice.say("asset.used-where")), *told] if told else []


def used(voice: Voice, use: AssetUse, member: Member) -> Said:
    """What somebody changed, under their name or their place's."""
    return Said(use.words, by=who(voice, member, named=use.named), of=of_member(member.id))


def who(voice: Voice, member: Member, *, named: bool) -> str:
    """Who used it, as far as they wish: "Somebody in Barnsley", or their name and place."""
    if named:
        return f"{member.name} · {voice.where(member)}"
    place = people.place_of(voice.session, member)
    return voice.say("used.somebody-in", place=place.name) if place else voice.say("used.somebody")


def actions(turn: Eyes, row: Asset) -> tuple[Button, ...]:
    """What can be done with it: use it, report it; of one's own, have one's name stand with it, and change it."""
    if not made_by_me(turn, row):
        return (
            Button(turn.say("used.button"), f"used asset {row.id}", opens=True),
            Button(turn.say("wrong.ask"), f"wrong asset {row.id}"),
        )
    named = rows.stands_named(turn.session, row.id or 0, turn.my_id)
    return (
        Button(turn.say("asset.unname" if named else "asset.name"), f"asset name {row.id}"),
        Button(turn.say("asset.change"), f"asset change {row.id}", opens=True),
        Button(turn.say("asset.take-away"), f"asset away {row.id}", "danger", opens=True),
    )
