"""Care before saving: what could name a resident, or give a nameless author away, is pointed out once.

Nothing is blocked, logged or stored: the form comes back with every word in it, and one press saves it as it is. That
press carries what its author has seen, so that something new in the same form is pointed out as well.
"""

import re
import zlib
from dataclasses import replace

from bot.chat import Button, Kind, Problem, Reply, Said, Shown, Text
from bot.delivering.copies import of_member
from bot.errors import Refusal
from bot.noticing import notice_residents, notice_traces, quoted
from bot.remembering import audience
from bot.remembering.readings import kept, own, own_buttons
from bot.turn import Turn
from storage import people
from storage.tables import Reflection

SHOWN = 4  # things that are quoted at once
_FINE = re.compile(r"it is fine ([0-9a-f ]*): (.*)", re.DOTALL)


class Doubt(Refusal):
    """Nothing is wrong, but somebody might be named: it is saved when its author says that it is fine."""

    def __init__(self, sentence: str, seen: list[str], *, sends: bool) -> None:
        super().__init__(sentence)
        self.seen, self.sends = seen, sends


def look_over(turn: Turn, words: str, who: str = "", *, sends: bool = False) -> None:
    """Call it before saving words that came with a form. Raises `Doubt`, once, about what could name somebody.

    `who` is the audience that was chosen: without one's name, what gives the author away is pointed out as well.
    `sends` tells that the words go to somebody and are not kept.
    """
    residents, traces = _noticed(turn, words, who)
    fine = _FINE.match(turn.incoming.text)
    accepted = fine[1].split() if fine else []
    seen = [*residents, *traces]
    if any(_mark(thing) not in accepted for thing in seen):
        next_ = turn.say("care.next-send" if sends else "care.next")
        raise Doubt("\n".join([*_pointed_out(turn, residents, traces), next_]), seen, sends=sends)


def _noticed(turn: Turn, words: str, who: str) -> tuple[list[str], list[str]]:
    """What could name a resident, and what could name the author where nobody is to know them."""
    return _residents(turn, words), _traces(turn, words) if who == audience.NAMELESS else []


def _residents(turn: Turn, words: str) -> list[str]:
    """What could name a resident. Whoever is a member is a colleague, and so is the author by their first name."""
    seen = notice_residents(words, turn.content)
    members = people.names_of_members(turn.session, seen) | set(turn.me.name.split())
    return [thing for thing in seen if thing not in members]


def asked_again(turn: Turn, form: Reply, doubt: Doubt) -> Reply:
    """The form with its words still in it, what was noticed above them, and *It is fine, save*."""
    assert form.card.submit is not None
    seen = " ".join(_mark(thing) for thing in doubt.seen)
    sentence = without_fine(form.card.submit.says)
    label = turn.say("care.fine-send" if doubt.sends else "care.fine")
    submit = replace(form.card.submit, label=label, says=f"it is fine {seen}: {sentence}")
    return replace(form, card=replace(form.card, submit=submit), problem=Problem(doubt.sentence, kind="doubt"))


def without_fine(sentence: str) -> str:
    """The sentence of a form, without the *it is fine* before it."""
    fine = _FINE.match(sentence)
    return fine[2] if fine else sentence


def _mark(thing: str) -> str:
    """A short sign for what was seen: it says which, not what."""
    return f"{zlib.crc32(thing.casefold().encode()) & 0xFFFF:04x}"


def _pointed_out(turn: Turn, residents: list[str], traces: list[str]) -> list[str]:
    told = (("care.residents", residents), ("care.traces", traces))
    return [turn.say(key, seen=_quotes(seen)) for key, seen in told if seen]


def _quotes(seen: list[str]) -> str:
    return ", ".join(f"“{thing[:60]}”" for thing in seen[:SHOWN])


# --- words that came without a form --------------------------------------------------------------------------------


def before_it_goes(turn: Turn, words: str, sentence: str, again: str = "") -> Reply | None:
    """Words from a chat that would go to somebody: what could name a resident is pointed out to who wrote them first.

    `sentence` is that of a form that takes them, with the words behind it; where it sends them, `again` is the form's.
    None where nothing was noticed.
    """
    seen = _residents(turn, words)
    if not seen:
        return None
    marks = " ".join(map(_mark, seen))
    change = Button(turn.say("reflect.edit"), again or sentence, "main", opens=True)
    send = f"it is fine {marks}: {sentence}"
    fine = Button(turn.say("care.fine-send"), send, token=turn.token())
    return turn.answer(
        "\n".join(_pointed_out(turn, seen, [])),
        turn.say("care.next-send"),
        Said(words, of=of_member(turn.my_id)),
        buttons=(change, fine),
        shown=Shown.ONLY_YOU,
    )


def said_fine(turn: Turn) -> bool:
    """Whether this is a press on *It is fine*."""
    return turn.incoming.kind is not Kind.SAID and _FINE.match(turn.incoming.text) is not None


def in_edited(turn: Turn, words: str, who: str = "") -> tuple[Text, ...]:
    """A message was edited, and what was made of it follows: what in it could name somebody."""
    return tuple(map(Text, _pointed_out(turn, *_noticed(turn, words, who))))


def once_sent(turn: Turn, words: str, what: str) -> tuple[Text, ...]:
    """Words are on their way already: what in them could name somebody, and what can be done about it."""
    noticed = _pointed_out(turn, _residents(turn, words), [])
    return tuple(map(Text, (*noticed, turn.say(what)))) if noticed else ()


# --- words that were kept without a form -----------------------------------------------------------------------------


def kept_from_chat(turn: Turn, row: Reflection) -> Reply:
    """A thread reply was kept by itself: its author alone is told what could name somebody."""
    reply, noticed = _looked_over(turn, row)
    turn.result = f"look over {row.id}" if noticed else f"reflection {row.id}"
    return reply


def look_again(turn: Turn, rest: str) -> Reply:
    """What was kept, to its author; where it could name somebody: *Edit · It is fine*."""
    return _looked_over(turn, own(turn, rest))[0]


def _looked_over(turn: Turn, row: Reflection) -> tuple[Reply, bool]:
    told = kept(turn, row, Shown.ONLY_YOU)
    noticed = _pointed_out(turn, *_noticed(turn, row.words, row.audience))
    if not noticed:
        return told, False
    edit, *others = own_buttons(turn, row)
    buttons = (replace(edit, style="main"), Button(turn.say("care.fine-kept"), f"fine {row.id}"), *others)
    return replace(told, card=replace(told.card.with_blocks(*map(Text, noticed)), buttons=buttons)), True


def fine(turn: Turn, rest: str) -> Reply:
    """It names nobody."""
    return kept(turn, own(turn, rest), Shown.IN_PLACE)


# --- without my name -------------------------------------------------------------------------------------------------


def _traces(turn: Turn, words: str) -> list[str]:
    """What of the words belongs to their author's place, or is their own name or a colleague's."""
    return quoted(words, notice_traces(words, _telling(turn)))


def _telling(turn: Turn) -> set[str]:
    """Names that would say whose words these are: of the place and its bodies, the workspace, oneself, colleagues."""
    place = people.place_of(turn.session, turn.me)
    names = {turn.tenant.name if turn.tenant else ""}
    bodies = [row for row in people.organisations(turn.session) if place and row.place_id == place.id]
    if place:
        names |= {place.name, *(row.name for row in bodies)}
        council = turn.content.councils.get(place.slug)
        if council:
            initiative = council.initiative.partition(":")
            own_words = {initiative[0]} if initiative[1] else set[str]()
            names |= {council.name, council.short, *council.aliases, *council.partners, *own_words}
    names |= {row.name for row in people.homes(turn.session) if row.tenant == turn.incoming.account.tenant}
    everyday = turn.content.word_lists["names-that-are-words"]
    ours = {turn.me.organisation_id, *(row.id for row in bodies)}
    for colleague in people.members(turn.session):
        if colleague.organisation_id in ours:
            parts = colleague.name.split()
            names |= {colleague.name, *(part for part in parts if part.casefold() not in everyday)}
    return names
