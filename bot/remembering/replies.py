"""Thread replies to a question: kept where that was agreed once, held for a day where it was not."""

from datetime import timedelta

from bot.chat import Button, MessageRef, Reply, Said, Shown, Text
from bot.delivering import copies
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
    incoming = turn.incoming
    said = MessageRef(
        incoming.account.platform, incoming.account.tenant, incoming.address.conversation, incoming.message
    )
    if turn.member is None:
        return turn.answer(
            turn.say("reply.not-joined"),
            turn.say("reply.not-joined-what"),
            buttons=(Button(turn.say("welcome.join"), "join", "main", opens=True),),
        )
    usual = turn.me.usual_audience
    if turn.me.keeps_replies and usual and audience.allowed(turn, usual, asking.id):
        row = keep(turn, incoming.text, asking, turn.me.usual_audience, said)
        return care.kept_from_chat(turn, row)
    held = Held(
        member_id=turn.my_id,
        asking_id=asking.id,
        words=incoming.text.strip()[:LONGEST],
        said_platform=said.platform,
        said_tenant=said.tenant,
        said_conversation=said.conversation,
        said_message=said.message,
        until=turn.now + HELD_FOR,
    )
    people.add(turn.session, held)
    turn.result = f"held {held.id}"
    return _ask_tokeep(turn, held)


def _ask_tokeep(turn: Turn, held: Held) -> Reply:
    return turn.answer(
        turn.say("reply.keep-title"),
        Said(held.words, of=copies.of_member(turn.my_id)),
        turn.say("reply.seen-here"),
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
    return _ask_tokeep(turn, _held(turn, rest))


def keep_held(turn: Turn, rest: str) -> Reply:
    """Ask who may read it, or keep it; from then on thread replies are kept like this one."""
    held = _held(turn, rest)
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
    said = MessageRef(held.said_platform, held.said_tenant, held.said_conversation, held.said_message)
    words, who = turn.incoming.value("words") or held.words, audience.chosen(turn, held.asking_id)
    care.look_over(turn, words, who)
    row = keep(turn, words, asking, who, said)
    turn.me.keeps_replies = True
    turn.session.delete(held)
    turn.result = f"reflection {row.id}"
    return sounds.offered(turn, row, kept(turn, row, Shown.IN_PLACE))


def drop_held(turn: Turn, rest: str) -> Reply:
    """Not kept."""
    turn.session.delete(_held(turn, rest))
    return turn.answer(turn.say("reply.dropped"), shown=Shown.IN_PLACE)
