"""*Something wrong here?* under a workgroup or what it made: for the group alone, until an organiser has decided."""

from dataclasses import dataclass
from datetime import timedelta

from bot.chat import Block, Button, Buttons, Reply, Said, Shown, Text
from bot.delivering import copies, notices
from bot.delivering.copies import of_asset, of_workgroup
from bot.delivering.notices import Telling, Told
from bot.learning.assets.listing import readable
from bot.learning.assets.making import gone
from bot.learning.workgroups.parts import seen
from bot.turn import Turn, numbered
from storage import assets, people, record, workgroups
from storage.tables import Asset, Workgroup

MOST = 3
STANDS = timedelta(days=28)  # how long a decision may wait for its turn in the message budget


@dataclass(frozen=True)
class Reported:
    """What is reported: the row, what its sentences begin with, whose it is and what it says."""

    row: Asset | Workgroup
    kind: str
    group_id: int
    words: tuple[str, ...]

    @property
    def item(self) -> str:
        """As messages have it."""
        return of_asset(self.row.id) if self.kind == "asset" else of_workgroup(self.row.id)


def _asset(row: Asset) -> Reported:
    return Reported(row, "asset", row.workgroup_id, (row.title, row.link, row.words, row.for_whom, row.not_when))


def _group(row: Workgroup) -> Reported:
    return Reported(row, "workgroup", row.id or 0, (row.theme, row.leaves, row.users, row.progress))


# --- reporting -------------------------------------------------------------------------------------------------------


def wrong_asset(turn: Turn, rest: str) -> Reply:
    """Hide what a workgroup made."""
    row = assets.get(turn.session, numbered(rest) or 0)
    if row is not None and _was_mine(turn, row):
        return _thanks(turn)
    return _hide(turn, _asset(readable(turn, rest)))


def wrong_group(turn: Turn, rest: str) -> Reply:
    """Hide what a workgroup says of itself."""
    row = workgroups.get(turn.session, numbered(rest) or 0)
    if row is not None and _was_mine(turn, row):
        return _thanks(turn)
    return _hide(turn, _group(seen(turn, rest)))


def _was_mine(turn: Turn, row: Asset | Workgroup) -> bool:
    """Whether this member reported it, and nobody has decided yet."""
    return row.hidden_at is not None and row.reporter_id == turn.my_id


def _hide(turn: Turn, what: Reported) -> Reply:
    """What an organiser found fine is not hidden again until it is changed."""
    row = what.row
    if workgroups.is_in(turn.session, what.group_id, turn.my_id):
        raise turn.refuse("refusal.not-found")
    if row.looked_at is not None and (row.edited_at is None or row.edited_at < row.looked_at):
        return turn.answer(turn.say("wrong.looked"), turn.say("wrong.looked-what"))
    row.hidden_at, row.reporter_id = turn.now, turn.my_id
    people.add(turn.session, row)
    copies.renew(turn.session, turn.my_id, what.item, None, turn.now)
    return _thanks(turn)


def _thanks(turn: Turn) -> Reply:
    return turn.answer(turn.say("wrong.done"), turn.say("asset.wrong-next"))


# --- for organisers --------------------------------------------------------------------------------------------------


def needs_somebody(turn: Turn) -> list[Block]:
    """What was reported and waits."""
    waiting = [
        *map(_asset, assets.hidden(turn.session, MOST)),
        *map(_group, workgroups.hidden(turn.session, MOST)),
    ]
    blocks: list[Block] = []
    for what in waiting:
        if not _own(turn, what):
            number = what.row.id
            says = f"asset reported {number}" if what.kind == "asset" else f"workgroup reported {number}"
            open_it = Button(turn.say("home.open"), says, opens=True)
            when = (what.row.hidden_at or turn.now).date()
            blocks += [Text(turn.say("reported.waits", when=when)), Buttons((open_it,))]
    return blocks


def _own(turn: Turn, what: Reported) -> bool:
    """Whether an organiser would decide about what is theirs, where somebody else can."""
    return workgroups.is_in(turn.session, what.group_id, turn.my_id) and len(people.organisers(turn.session)) > 1


def _to_decide(turn: Turn, what: Reported | None) -> Reported:
    if what is None or what.row.hidden_at is None:
        raise turn.refuse("refusal.not-found")
    if _own(turn, what):
        raise turn.refuse("reported.own")
    return what


def _an_asset(turn: Turn, rest: str) -> Reported:
    row = assets.get(turn.session, numbered(rest) or 0)
    return _to_decide(turn, _asset(row) if row else None)


def _a_group(turn: Turn, rest: str) -> Reported:
    row = workgroups.get(turn.session, numbered(rest) or 0)
    return _to_decide(turn, _group(row) if row else None)


def show_asset(turn: Turn, rest: str) -> Reply:
    """What was reported, and nothing else of its group's."""
    return _show(turn, _an_asset(turn, rest))


def show_group(turn: Turn, rest: str) -> Reply:
    """The same, of a workgroup."""
    return _show(turn, _a_group(turn, rest))


def _show(turn: Turn, what: Reported) -> Reply:
    number, asset = what.row.id, what.kind == "asset"
    restore = f"asset restore {number}" if asset else f"workgroup restore {number}"
    remove = f"asset remove {number}" if asset else f"workgroup remove {number}"
    return turn.answer(
        turn.say("reported.title"),
        *(Said(words, of=what.item) for words in what.words if words),
        buttons=(
            Button(turn.say("reported.restore"), restore, "main"),
            Button(turn.say("reported.remove"), remove, "danger"),
        ),
    )


def restore_asset(turn: Turn, rest: str) -> Reply:
    """Nothing is wrong with it."""
    return _restore(turn, _an_asset(turn, rest))


def restore_group(turn: Turn, rest: str) -> Reply:
    """The same, of a workgroup."""
    return _restore(turn, _a_group(turn, rest))


def _restore(turn: Turn, what: Reported) -> Reply:
    _tell(turn, what, "restored")
    what.row.hidden_at, what.row.reporter_id, what.row.looked_at = None, None, turn.now
    people.add(turn.session, what.row)
    return turn.answer(turn.say("asset.restored"), turn.say("asset.told"), shown=Shown.IN_PLACE)


def remove_asset(turn: Turn, rest: str) -> Reply:
    """Take it away for good."""
    what = _an_asset(turn, rest)
    _tell(turn, what, "removed")
    if isinstance(what.row, Asset):
        gone(turn, what.row)
    return turn.answer(turn.say("reported.removed"), turn.say("asset.told"), shown=Shown.IN_PLACE)


def remove_group(turn: Turn, rest: str) -> Reply:
    """A workgroup whose words are taken away is over. What it made stays."""
    what = _a_group(turn, rest)
    _tell(turn, what, "removed")
    if isinstance(what.row, Workgroup):
        workgroups.remove(turn.session, what.row, turn.now)
    copies.renew(turn.session, turn.my_id, what.item, None, turn.now)
    return turn.answer(turn.say("reported.removed"), turn.say("asset.told"), shown=Shown.IN_PLACE)


def _tell(turn: Turn, what: Reported, decision: str) -> None:
    """Its group and who reported it, neither by name."""
    row, until = what.row, turn.now + STANDS
    record.note(turn.session, turn.my_id, f"{decision} what was reported", f"{what.kind} {row.id}", turn.now)
    made = workgroups.members(turn.session, what.group_id)
    for member in made:
        notices.put(turn.session, member, "decision", f"{what.kind}-{decision} {row.id}", turn.now, until)
    reporter = people.member(turn.session, row.reporter_id) if row.reporter_id else None
    if reporter is not None and reporter.id not in {member.id for member in made}:
        about = f"{what.kind}-reported-{decision} {row.id}"
        notices.put(turn.session, reporter, "decision", about, turn.now, until)


def decided(telling: Telling) -> Told:
    """What was decided, to the group or to who reported it."""
    what = telling.about.partition(" ")[0].partition("-")[2]
    voice = telling.voice
    if what.startswith("reported-"):
        return Told(voice.card(voice.say("decision.reported"), voice.say(f"decision.{what}")))
    told = voice.say(f"asset.decided-{what}-what", who=voice.organisers_named)
    return Told(voice.card(voice.say(f"asset.decided-{what}"), told))
