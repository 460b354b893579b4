"""What the cards of workgroups share: which one is meant, who may do what, how it is called and how it stands."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.chat import Block, Heading, Said, Text
from bot.delivering.copies import of_workgroup
from bot.remembering.readings import numbered_first
from bot.turn import Turn
from bot.voice import Voice
from storage import people, switches
from storage import workgroups as rows
from storage.tables import Workgroup

PLACES = 3  # that it takes to begin
LONGEST, LONGEST_LINE = 500, 280  # characters
USUAL = timedelta(days=182)  # until the end, unless said
LATEST = timedelta(days=366)


def confirmed(turn: Turn) -> None:
    """Refuses who nobody has confirmed yet."""
    if turn.me.confirmed_at is None:
        raise turn.refuse("refusal.unconfirmed")


def may_take_part(turn: Turn) -> None:
    """Refuses who may not share with other places."""
    confirmed(turn)
    if switches.holds(turn.session, "wider", turn.my_id):
        raise turn.refuse("workgroup.kept-here", organisers=turn.organisers_named)


def seen(turn: Turn, rest: str) -> Workgroup:
    """A workgroup by number. Refuses what this member may not see as if it were not there."""
    confirmed(turn)
    number, _ = numbered_first(rest)
    row = rows.seen(turn.session, number or 0, turn.reader)
    if row is None:
        raise turn.refuse("refusal.not-found")
    return row


def mine(turn: Turn, rest: str) -> Workgroup:
    """One that this member is in."""
    row = seen(turn, rest)
    if not rows.is_in(turn.session, row.id or 0, turn.my_id):
        raise turn.refuse("workgroup.not-in-it")
    return row


def convened(turn: Turn, rest: str) -> Workgroup:
    """One that this member convenes."""
    row = mine(turn, rest)
    if not convenes(turn, row):
        raise turn.refuse("workgroup.convener-only")
    return row


def convenes(turn: Turn, row: Workgroup) -> bool:
    """Whether this member convenes it."""
    found = rows.convener(turn.session, row)
    return found is not None and found.id == turn.my_id


def today(turn: Turn) -> date:
    """Today, where this member is."""
    return turn.now.astimezone(ZoneInfo(turn.me.zone)).date()


def line(turn: Turn, name: str, most: int, *, required: bool = True) -> str:
    """What was written into a field."""
    words = turn.incoming.value(name)
    if required and not words:
        raise turn.refuse("workgroup.empty", name)
    if len(words) > most:
        raise turn.refuse("reflect.too-long", name, most=most)
    return words


# --- how it is shown -------------------------------------------------------------------------------------------------


def theme(voice: Voice, row: Workgroup) -> Block:
    """What it is about: a challenge by its name, or the words of who started it."""
    challenge = people.challenge_by(voice.session, row.challenge_id)
    return Heading(voice.challenge_name(challenge)) if challenge else Said(row.theme, of=of_workgroup(row.id))


def where(voice: Voice, numbers: list[int]) -> str:
    """Places by name."""
    known = people.places(voice.session)
    return ", ".join(sorted(known[number].name for number in numbers if number in known))


def standing(voice: Voice, row: Workgroup) -> list[Block]:
    """How it stands, and who is in it as far as everybody may know: places and a number."""
    found = list(rows.places(voice.session, row.id or 0))
    count = len(rows.members(voice.session, row.id or 0))
    in_it = voice.say("workgroup.in-it", count=count, places=where(voice, found)) if found else ""
    return [Text(_state(voice, row, len(found))), *((Text(in_it, quiet=True),) if in_it else ())]


def _state(voice: Voice, row: Workgroup, places: int) -> str:
    if row.state == "gathering" and not places:
        return voice.say("workgroup.looking")
    if row.state == "gathering":
        return voice.say("workgroup.missing", count=max(1, PLACES - places))
    if row.state == "running" and row.ends_on:
        return voice.say("workgroup.runs", when=row.ends_on)
    if row.state == "ending":
        return voice.say("workgroup.at-its-end")
    return voice.say("workgroup.ended", when=(row.ended_at or row.made_at).date())


def promise(voice: Voice, row: Workgroup) -> list[Block]:
    """What it will leave for others, who would use it, and the latest line of progress."""
    of = of_workgroup(row.id)
    told = (("workgroup.leaves", row.leaves), ("workgroup.users", row.users))
    blocks: list[Block] = []
    for key, words in told:
        if words:
            blocks += [Text(voice.say(key), quiet=True), Said(words, of=of)]
    if row.progress and row.progress_at:
        blocks += [
            Text(voice.say("workgroup.progress-on", when=row.progress_at.date()), quiet=True),
            Said(row.progress, of=of),
        ]
    return blocks
