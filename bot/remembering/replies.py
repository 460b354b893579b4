"""Thread replies to a question: kept where that was agreed once, held for a day where it was not.

A reply under what was heard is held too: it says why, for the readers that its author chooses each time.
"""

from dataclasses import replace
from datetime import timedelta

from bot.chat import Button, MessageRef, Reply, Said, Shown, Text
from bot.delivering import copies
from bot.learning.heard import because
from bot.remembering import audience, care, sounds
from bot.remembering.readings import kept, numbered_first
from bot.remembering.reflections import LONGEST, keep, words_field
from bot.turn import Turn
from storage import askings, people
from storage import reflections as rows
from storage.tables import Asking, Held

HELD_FOR = timedelta(hours=24)


def from_reply(turn: Turn, asking: Asking) -> Reply:
    """A thread reply to a question: kept where that was agreed once; else its author is asked, for a day."""
    if turn.member is None:
        return _not_joined(turn, "reply.not-joined-what")
    usual = turn.me.usual_audience
    if turn.me.keeps_replies and usual and audience.allowed(turn, usual, asking.id):
        row = keep(turn, turn.incoming.text, asking, turn.me.usual_audience, _said(turn))
        return care.kept_from_chat(turn, row)
    return _hold(turn, Held(member_id=turn.my_id, words="", asking_id=asking.id, until=turn.now + HELD_FOR))


def from_reply_to_heard(turn: Turn, heard_id: int) -> Reply | None:
    """A thread reply under what was heard: its author is asked, for a day; who has said why of all of it is not."""
    if turn.member is None:
        return _not_joined(turn, "reply.not-joined-heard")
    if not because.unsaid(turn, heard_id):
        return None
    return _hold(turn, Held(member_id=turn.my_id, words="", heard_id=heard_id, until=turn.now + HELD_FOR))


def _not_joined(turn: Turn, what: str) -> Reply:
    join = Button(turn.say("welcome.join"), "join", "main", opens=True)
    return turn.answer(turn.say("reply.not-joined"), turn.say(what), buttons=(join,))


def _said(turn: Turn) -> MessageRef:
    """The message that the reply is."""
    incoming = turn.incoming
    who = incoming.account
    return MessageRef(who.platform, who.tenant, incoming.address.conversation, incoming.message)


def _hold(turn: Turn, held: Held) -> Reply:
    said = _said(turn)
    held.words = turn.incoming.text.strip()[:LONGEST]
    held.said_platform, held.said_tenant = said.platform, said.tenant
    held.said_conversation, held.said_message = said.conversation, said.message
    people.add(turn.session, held)
    turn.result = f"held {held.id}"
    return _ask_to_keep(turn, held)


def _ask_to_keep(turn: Turn, held: Held) -> Reply:
    return turn.answer(
        turn.say("heard.reply-title" if held.heard_id else "reply.keep-title"),
        Said(held.words, of=copies.of_member(turn.my_id)),
        turn.say("heard.reply-what" if held.heard_id else "reply.seen-here"),
        buttons=(
            Button(turn.say("reply.keep"), f"keep {held.id}", "main", opens=True),
            Button(turn.say("reply.drop"), f"drop {held.id}"),
        ),
    )


def _held(turn: Turn, rest: str) -> Held:
    number, _ = numbered_first(rest)
    held = rows.held(turn.session, number or 0, turn.my_id, turn.now)
    if held is None:
        raise turn.refuse("reply.gone")
    return held


def show_held(turn: Turn, rest: str) -> Reply:
    """The reply that waits, to its author."""
    return _ask_to_keep(turn, _held(turn, rest))


def keep_held(turn: Turn, rest: str) -> Reply:
    """Ask who may read it, or keep it; from then on thread replies are kept like this one."""
    held = _held(turn, rest)
    if held.heard_id:
        return _keep_as_why(turn, held)
    if turn.typed:
        return turn.form(
            turn.say("reply.keep-title"),
            Text(turn.say("reply.seen-here"), quiet=True),
            words_field(turn, held.words, of=copies.of_member(turn.my_id)),
            audience.field(turn, turn.me.usual_audience),
            Text(turn.say("reply.from-now-on"), quiet=True),
            submit=Button(turn.say("reply.keep"), f"keep {held.id}", "main", token=turn.token()),
        )
    asking = askings.asking(turn.session, held.asking_id) if held.asking_id else None
    words, who = turn.incoming.value("words") or held.words, audience.chosen(turn, held.asking_id)
    care.look_over(turn, words, who)
    row = keep(turn, words, asking, who, _message(held))
    turn.me.keeps_replies = True
    turn.session.delete(held)
    turn.result = f"reflection {row.id}"
    return sounds.offered(turn, row, kept(turn, row, Shown.IN_PLACE))


def _keep_as_why(turn: Turn, held: Held) -> Reply:
    left = because.unsaid(turn, held.heard_id or 0)
    if not left:
        raise turn.refuse("reply.gone")
    if turn.typed:
        return because.form(turn, held, left)
    reply = because.kept(turn, held, left, _message(held))
    turn.session.delete(held)
    return replace(reply, shown=Shown.IN_PLACE)


def _message(held: Held) -> MessageRef:
    return MessageRef(held.said_platform, held.said_tenant, held.said_conversation, held.said_message)


def drop_held(turn: Turn, rest: str) -> Reply:
    """Not kept."""
    turn.session.delete(_held(turn, rest))
    return turn.answer(turn.say("reply.dropped"), shown=Shown.IN_PLACE)
