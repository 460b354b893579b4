"""Carrying words between people who were introduced and share no chat, until one of them ends it.

Words are carried as they are, with the speaker's name, place and platform, and kept nowhere once delivered. Nothing
beyond the first words reaches anybody who did not answer. Where a platform tells of it, an edit changes what was
carried and a deletion takes it away.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.chat import Button, Card, Field, Kind, Reply, Said, Shown, Text
from bot.delivering import copies, outbox
from bot.introducing.introduction_cards import named
from bot.introducing.parts import OUT, answered, closed, mine, others, others_names
from bot.introducing.steps import buttons, refresh
from bot.remembering import care
from bot.remembering.reported_words import wrong_button
from bot.turn import Turn
from storage import erasing, people, reports, switches
from storage import introductions as rows
from storage.copies import for_sake_of
from storage.tables import Carried, Delivery, Group, GroupMember, Member, Posting

LONGEST = 3000
TYPED_LONGEST = 1500  # words that travel in a button (Slack: 2,000 characters a button)
_TYPED = re.compile(r"^(@?upstream\s+)?write\s+to\s+\d+\s+", re.IGNORECASE)  # in front of words that are typed
_MARKED = re.compile(r"said:(\S+) (.*)", re.DOTALL)  # words in a button, and which message they were

Sent = TypeVar("Sent", Delivery, Posting)


def write_to(turn: Turn, rest: str) -> Reply:
    """Carry words to the others: a form, or the words themselves behind the number."""
    group, part = mine(turn, rest)
    check_open(turn, group)
    message, typed = _said(turn, rest.partition(" ")[2].strip())
    words = turn.incoming.value("words") or typed
    if words:
        return carry(turn, group, part, words, message)
    if not turn.typed:
        raise turn.refuse("reflect.empty", "words")
    return _form(turn, group, "")


def write_again(turn: Turn, rest: str) -> Reply:
    """The form, with words in it that were not sent."""
    group, _ = mine(turn, rest)
    check_open(turn, group)
    return _form(turn, group, rest.partition(" ")[2].strip())


def _form(turn: Turn, group: Group, words: str) -> Reply:
    typed, of = ((words,), copies.of_member(turn.my_id)) if words else ((), "")
    hint = turn.say("reflect.hint")
    return turn.form(
        turn.say("introduction.write", names=others_names(turn, group)),
        Field("words", turn.say("introduction.words"), "words", value=typed, hint=hint, most=LONGEST, of=of),
        Text(turn.say("introduction.carried"), quiet=True),
        submit=Button(turn.say("introduction.send"), f"write to {group.id}", "main", token=turn.token()),
    )


def reply(turn: Turn, group_id: int) -> Reply | None:
    """A reply in the thread of an introduction."""
    found = rows.group(turn.session, group_id, turn.my_id)
    if found is None or found[0].native:
        return None
    return carry(turn, *found, turn.incoming.text, turn.incoming.message)


def reply_to_words(turn: Turn, carried_id: int) -> Reply | None:
    """A reply to words that were carried."""
    row = rows.carried(turn.session, carried_id)
    return reply(turn, row.group_id) if row else None


def _said(turn: Turn, words: str) -> tuple[str, str]:
    """Which message of theirs these words are, and they: said just now, or before a button with them was pressed."""
    if turn.incoming.kind is Kind.SAID:
        return turn.incoming.message, words
    pressed = _MARKED.fullmatch(words)
    return (pressed[1], pressed[2]) if pressed else ("", words)


def _marked(message: str, words: str) -> str:
    """Words for a button, with which message they are."""
    return f"said:{message} {words}" if message else words


def carry(turn: Turn, group: Group, part: GroupMember, words: str, message: str) -> Reply:
    """Send words to whoever may hear them: those of a `message`, if it was one, follow what becomes of it.

    Refuses what nobody could hear, with the way on.
    """
    words = words.strip()
    there = [other for other in others(turn, group) if other.answer not in OUT]
    if group.ended_at or not there:
        raise turn.refuse("introduction.ended")
    check_open(turn, group)
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    listening = answered(there)
    if part.spoke_at and not listening:
        raise turn.refuse("introduction.wait", "words", names=_names(turn, there))
    doubt = _doubt(turn, group, words, message)
    if doubt is not None:
        return doubt
    receivers = listening if part.spoke_at else there
    row = _carried(turn, group, message)
    reached = [other for other in receivers if _deliver(turn, row, other, words)]
    if not reached:
        raise turn.refuse("introduction.unreachable", "words", names=_names(turn, there))
    first = part.spoke_at is None or part.answer != "hello"
    part.spoke_at, part.answer = turn.now, "hello"
    turn.session.add(part)
    if first:
        refresh(turn, group)
    turn.result = f"introduction {group.id}"
    write, share, ended = buttons(turn, group)
    return turn.answer(
        turn.say("introduction.sent", names=_names(turn, reached)),
        *(() if listening else (turn.say("introduction.sent-first"),)),
        *(care.once_sent(turn, words, "care.sent") if _too_long(turn, words) else ()),
        buttons=(write, ended) if listening else (share, ended),
        shown=Shown.ONLY_YOU,  # never in place: what they answered stays on their screen
    )


def _doubt(turn: Turn, group: Group, words: str, message: str) -> Reply | None:
    """What could name a resident is pointed out before it goes, once; None where it may go."""
    if turn.incoming.values or care.said_fine(turn):
        care.look_over(turn, words, sends=True)
        return None
    if _too_long(turn, words):
        return None
    turn.result = f"introduction {group.id}"
    send, again = f"write to {group.id} {_marked(message, words)}", f"write to again {group.id} {words}"
    return care.before_it_goes(turn, words, send, again)


def _too_long(turn: Turn, words: str) -> bool:
    """Whether words from a chat do not fit into a button: then they go, and their author hears what was noticed."""
    return not turn.incoming.values and len(words) > TYPED_LONGEST


def check_open(turn: Turn, group: Group) -> None:
    """Refuses, with what to do instead, where no word may pass between them."""
    if group.ended_at is None and closed(turn, group):
        names = others_names(turn, group)
        raise turn.refuse("switches.not-carried", names=names, organisers=turn.organisers_named)


def _names(turn: Turn, parts: Sequence[GroupMember]) -> str:
    return ", ".join(turn.name_of(part.member_id) for part in parts)


def _carried(turn: Turn, group: Group, message: str) -> Carried:
    """What is kept of carried words: whose, and which message of theirs, if it was one."""
    incoming = turn.incoming
    row = Carried(
        group_id=group.id or 0,
        member_id=turn.my_id,
        said_platform=incoming.account.platform if message else "",
        said_tenant=incoming.account.tenant if message else "",
        said_conversation=incoming.address.conversation if message else "",
        said_message=message,
        carried_at=turn.now,
    )
    people.add(turn.session, row)
    return row


def _deliver(turn: Turn, row: Carried, to: GroupMember, words: str) -> bool:
    member = people.member(turn.session, to.member_id)
    if member is None or member.state != "member" or not switches.exchange(turn.session, turn.my_id, to.member_id):
        return False
    card, about = _card(turn, row, member, words), f"words {row.id}"
    thread = f"introduction {row.group_id}"
    return (
        outbox.put_direct(turn.session, member, card, kind="words", about=about, now=turn.now, thread=thread)
        is not None
    )


def _card(turn: Turn, row: Carried, member: Member, words: str) -> Card:
    """The words as somebody reads them, with a box to answer in where their platform shows one."""
    reader = turn.to(member)
    speaker = f"{named(reader, turn.my_id)} ({turn.incoming.account.platform.capitalize()})"
    return Card(
        speaker,
        (
            Said(words or "…", by=speaker, of=copies.of_member(row.member_id)),
            *(Text(reader.say("introduction.file", name=name), quiet=True) for name in turn.incoming.files),
            Field("words", reader.say("introduction.reply-to", name=turn.me.name), "words", most=LONGEST),
        ),
        (
            Button(reader.say("introduction.share"), f"share reach {row.group_id}", opens=True),
            Button(reader.say("introduction.end"), f"end introduction {row.group_id}"),
            wrong_button(reader, f"words {row.id}", words),
        ),
        submit=Button(reader.say("introduction.reply"), f"write to {row.group_id}", "main", token=turn.token()),
        language=reader.language,
        plain=reader.say("introduction.plain", name=turn.me.name),
    )


def follow(turn: Turn) -> bool:
    """A message was edited or deleted: what was carried of it follows. Whether it was such a message."""
    incoming, who = turn.incoming, turn.incoming.account
    row = rows.said_as(turn.session, who.platform, who.tenant, incoming.address.conversation, incoming.message)
    if row is None or turn.member is None or row.member_id != turn.my_id:
        return False
    if incoming.kind is Kind.DELETED or not incoming.text.strip():
        take_back(turn, row)
    else:
        words = _TYPED.sub("", incoming.text.strip())[:LONGEST]
        _reword(turn, row, words)
        _tell_author(turn, words)
    return True


def _tell_author(turn: Turn, words: str) -> None:
    """An edit follows at once: its author alone hears what in it could name somebody."""
    noticed = care.once_sent(turn, words, "care.edited-message")
    if noticed:
        card = turn.answer(turn.say("care.look"), *noticed, Said(words, of=copies.of_member(turn.my_id))).card
        outbox.put_direct(turn.session, turn.me, card, kind="words", about="", now=turn.now)


def take_back(turn: Turn, row: Carried) -> None:
    """Take away what was carried, wherever it stands."""
    reports.follow(turn.session, f"words {row.id}", "")
    copies.take_back(turn.session, row.member_id, f"words {row.id}", turn.now)
    rows.forget(turn.session, row)


def _reword(turn: Turn, row: Carried, words: str) -> None:
    """What waits goes as it is by now; what stands, or may stand, is changed and says so."""
    about = f"words {row.id}"
    if reports.follow(turn.session, about, words):
        return  # hidden from whoever read them
    for member, waiting in _to(turn, outbox.waiting(turn.session, about)):
        card = _card(turn, row, member, words)
        outbox.reword(turn.session, waiting, _changed(turn, member, card) if waiting.state == "sending" else card)
    for member, posting in _to(turn, outbox.standing(turn.session, about)):
        card = _changed(turn, member, _card(turn, row, member, words))
        outbox.update(turn.session, posting, card, now=turn.now, about=for_sake_of(row.member_id))
    erasing.begin(turn.session, row.member_id, turn.now)


def _to(turn: Turn, sent: Sequence[Sent]) -> list[tuple[Member, Sent]]:
    found = [(people.member(turn.session, each.member_id or 0), each) for each in sent]
    return [(member, each) for member, each in found if member]


def _changed(turn: Turn, member: Member, card: Card) -> Card:
    edited = Text(turn.to(member).say("introduction.edited"), quiet=True)
    return replace(card, blocks=(card.blocks[0], edited, *card.blocks[1:]))


def end(turn: Turn, rest: str) -> Reply:
    """End it: nothing more is carried. The others are told, kindly."""
    group, _ = mine(turn, rest)
    if group.ended_at is None:
        group.ended_at = turn.now
        turn.session.add(group)
        for part in rows.people_in(turn.session, group.id or 0):
            part.reach = ""
            turn.session.add(part)
        for other in others(turn, group):
            member = people.member(turn.session, other.member_id)
            if member and member.state == "member" and (other.spoke_at or other.answer == "hello"):
                reader = turn.to(member)
                card = reader.card(
                    reader.say("introduction.ended-title"), reader.say("introduction.ended-by", name=turn.me.name)
                )
                outbox.put_direct(turn.session, member, card, kind="notice", about="", now=turn.now)
    return turn.answer(turn.say("introduction.ended-title"), turn.say("introduction.ended-done"), shown=Shown.IN_PLACE)


def sendable(turn: Turn, words: str) -> tuple[Button, ...]:
    """*Send to Ben*, for each conversation that is going on."""
    if turn.member is None or len(words) > TYPED_LONGEST:
        return ()
    groups = [group for group in rows.current(turn.session, turn.my_id) if not group.native]
    return tuple(
        Button(
            turn.say("words.send", names=others_names(turn, group)[:60]),
            f"write to {group.id} {_marked(turn.incoming.message, words)}",
            token=turn.token(),
        )
        for group in groups[:3]
    )
