"""What a gathering looks like: in a channel, counts and organisers’ words; to one person, also what they may read."""

from datetime import datetime, time

from bot.asking.civil import at
from bot.chat import Block, Button, Buttons, Card, Divider, Facts, Heading, Text
from bot.learning.gatherings.changed import changes
from bot.remembering.readings import as_blocks
from bot.turn import Eyes
from bot.voice import Voice
from storage import gatherings as rows
from storage import reading
from storage.tables import Gathering, Member

SHOWN = 5  # answers at once
CHANGES = 12  # of a draft, at once
ENDS = time(18)  # where no hour is named


def about(row: Gathering) -> str:
    """What its messages are about."""
    return f"gathering {row.id}"


def named(voice: Voice, row: Gathering) -> str:
    """Its kind and its title."""
    return voice.say("gatherings.named", kind=voice.say(f"gatherings.{row.kind}"), title=row.title)


def moment(row: Gathering) -> datetime:
    """When it begins; where no hour is named, when its day is over."""
    return at(row.day, time.fromisoformat(row.clock) if row.clock else ENDS, row.zone)


def when(voice: Voice, row: Gathering, zone: str = "") -> str:
    """Its day, and its hour by the clock of that zone."""
    if not row.clock:
        return voice.say("gatherings.day", when=row.day)
    return voice.day_and_time(moment(row), zone or row.zone)


def facts(voice: Voice, row: Gathering, zone: str = "") -> list[Block]:
    """When, where, what to read, and what to think about."""
    told = [(voice.say("gatherings.when"), when(voice, row, zone))]
    told += [(voice.say("gatherings.where"), row.place)] if row.place else []
    read: list[Block] = [Heading(voice.say("gatherings.read")), Text(row.reading)] if row.reading else []
    asked: list[Block] = [Heading(voice.say("gatherings.questions"))] if row.questions else []
    return [Facts(tuple(told)), *read, *asked, *(Text(f"{n}. {each}") for n, each in enumerate(row.questions, 1))]


def in_channel(voice: Voice, row: Gathering) -> Card:
    """As it stands in the channels."""
    if row.state == "off":
        off = voice.say("gatherings.off-was", when=when(voice, row))
        return voice.card(voice.say("gatherings.off", named=named(voice, row)), off)
    buttons = (*ways(voice, row), *draft(voice, row))
    return voice.card(named(voice, row), *facts(voice, row), *counts(voice, row), buttons=buttons)


def counts(voice: Voice, row: Gathering) -> list[Block]:
    """How many come, cannot, and answered beforehand; of what nobody did, nothing."""
    come, cannot = rows.counts(voice.session, row.id or 0)
    found = {"come": come, "cannot": cannot, "answered": rows.answerers(voice.session, row.id or 0)}
    said = [voice.say(f"gatherings.count-{what}", count=count) for what, count in found.items() if count]
    return [Text(" ".join(said), quiet=True)] if said else []


def ways(voice: Voice, row: Gathering) -> tuple[Button, ...]:
    """Answer beforehand, come, or not."""
    answer = Button(voice.say("gatherings.answer"), f"gathering answer {row.id}", "main", opens=True)
    come = Button(voice.say("gatherings.come"), f"gathering come {row.id}", opens=True)
    cannot = Button(voice.say("gatherings.cannot"), f"gathering cannot {row.id}", opens=True)
    return (answer, come, cannot) if row.questions else (come, cannot)


def draft(voice: Voice, row: Gathering) -> tuple[Button, ...]:
    """The draft, where it has one; once it was changed, what changed."""
    if not row.draft:
        return ()
    label = voice.say("gatherings.what-changed" if row.revised else "gatherings.the-draft")
    return (Button(label, f"gathering changed {row.id}", opens=True),)


def to_one(eyes: Eyes, row: Gathering, now: datetime, begin: int = 0) -> list[Block]:
    """For one person: everything about it, and the answers that they may read."""
    over = moment(row) < now
    blocks = facts(eyes, row, eyes.me.zone)
    part = rows.part(eyes.session, row.id or 0, eyes.my_id)
    if part is not None and not over:
        blocks.append(Text(eyes.say("gatherings.you-come" if part.comes else "gatherings.you-cannot"), quiet=True))
    return [*blocks, *answers(eyes, row, now, begin), *(answers(eyes, row, now, begin, after=True) if over else ())]


def answers(eyes: Eyes, row: Gathering, now: datetime, begin: int = 0, *, after: bool = False) -> list[Block]:
    """What this reader may read of what was answered, question by question."""
    who = reading.reader(eyes.session, eyes.me)
    found = rows.answers(eyes.session, row.id or 0, who, now, after=after)
    if not found:
        return []
    blocks: list[Block] = []
    asked = -1
    for question, each in found[begin : begin + SHOWN]:
        if question != asked:
            title = eyes.say("gatherings.mind") if after else question_of(row, question)
            blocks += [Divider(), Heading(title)]
            asked = question
        blocks += as_blocks(eyes, each)
    onward = Button(eyes.say("search.more"), f"gathering show {row.id} {begin + SHOWN}", opens=True)
    return [*blocks, *((Buttons((onward,)),) if begin + SHOWN < len(found) else ())]


def question_of(row: Gathering, number: int) -> str:
    """A question by its place; there may be fewer by now."""
    return row.questions[number] if number < len(row.questions) else row.title


def before_and_after(voice: Voice, row: Gathering) -> list[Block]:
    """A draft: before, after, and what changed."""
    blocks: list[Block] = [Heading(voice.say("gatherings.before")), Text(row.draft)]
    if not row.revised:
        return [*blocks, Text(voice.say("gatherings.not-yet-changed"), quiet=True)]
    blocks += [Heading(voice.say("gatherings.after")), Text(row.revised), Heading(voice.say("gatherings.changes"))]
    found = changes(row.draft, row.revised)
    for was, is_ in found[:CHANGES]:
        key = "gatherings.new" if not was else "gatherings.gone" if not is_ else "gatherings.was-is"
        said = {"was": was, "is": is_}
        blocks.append(Text(voice.say(key, **{name: each for name, each in said.items() if each})))
    if not found:
        blocks.append(Text(voice.say("gatherings.same")))
    return [*blocks, *((Text(row.why, quiet=True),) if row.why else ())]


def line(voice: Voice, row: Gathering, member: Member) -> list[Block]:
    """In a list."""
    open_it = Button(voice.say("home.open"), f"gathering show {row.id}", opens=True)
    return [Text(named(voice, row)), Text(when(voice, row, member.zone), quiet=True), Buttons((open_it,))]
