"""Hearing one thing: who may say it, whether it was heard before, which rule it belongs to, how it may be shown."""

import hashlib
import json
from dataclasses import replace

from bot.chat import Button, Incoming, Kind, Reply, Shown, address_from_json, address_to_json
from bot.commands import Command, find, level
from bot.delivering import outbox as going
from bot.helping import answering
from bot.introducing import carrying
from bot.keeping import closing
from bot.people import organisers
from bot.remembering import reflections, replies
from bot.turn import Turn
from storage import askings, people, record
from storage.tables import Account, Space


class NeedsWritingError(Exception):
    """Something heard through the reading door has to be written down: come again through the other."""


def answer(turn: Turn, *, writes: bool) -> Reply | None:
    """What comes of one happening. Raises `NeedsWritingError` where the reading door will not do."""
    if turn.tenant is None:
        return _outside(turn)
    if turn.member is None and turn.incoming.profile and turn.incoming.profile.elsewhere:
        return _from_elsewhere(turn)
    if _stale(turn):
        if not writes:
            raise NeedsWritingError
        _freshen(turn)
    if not writes:
        return only_if_private(turn, _dispatch(turn))
    once, who = _once(turn.incoming), turn.incoming.account
    before = record.used(turn.session, once) if once else None
    if before is not None:
        return _again(turn, before)
    if not once and record.heard(turn.session, who.platform, who.tenant, turn.incoming.event, turn.now):
        return None
    reply = _dispatch(turn)
    if once and not (reply and reply.shown is Shown.FORM):  # opening a form uses nothing up: it may be opened again
        record.use(turn.session, once, turn.result, turn.now)
    return only_if_private(turn, reply)


def _again(turn: Turn, result: str) -> Reply | None:
    """A second press: the same result, made again from the state."""
    if not result:
        return turn.answer(turn.say("again.done"))
    pressed = replace(turn.incoming, kind=Kind.PRESSED, text=result, values={}, token="")
    found = find(result, Kind.PRESSED)
    assert found is not None
    reply = found[0].run(replace(turn, incoming=pressed), found[1])
    return replace(reply, shown=Shown.IN_PLACE) if reply and turn.incoming.kind is Kind.FILLED else reply


def _dispatch(turn: Turn) -> Reply | None:
    incoming = turn.incoming
    if incoming.kind is Kind.HOME:
        return _run(turn, "home")
    if incoming.kind in {Kind.EDITED, Kind.DELETED}:
        return None if carrying.follow(turn) or answering.follow(turn) else reflections.follow(turn)
    if incoming.kind is Kind.SAID and incoming.reply_to is not None:
        known, answer = _reply(turn)
        if known or (incoming.address.shared and not incoming.named):
            return answer
    command, rest = find(incoming.text, incoming.kind) or (None, "")
    if command is None or (incoming.kind is Kind.SAID and rest and not _may(turn, command)):
        return _no_command(turn)
    return _permitted(turn, command, rest)


def _outside(turn: Turn) -> Reply | None:
    """In a workspace that nobody let in, nothing is kept: whom to ask; or how the network gets its first organiser."""
    if not _spoken_to(turn.incoming):
        return None
    over = closing.was_closed(turn)
    if over is not None:
        return only_if_private(turn, over)
    if people.has_organiser(turn.session):
        return only_if_private(turn, organisers.stranger(turn))
    return _run(turn, "hello") if turn.incoming.kind is Kind.SAID else None


def _from_elsewhere(turn: Turn) -> Reply | None:
    """Somebody of another workspace in a shared channel joins through their own. Nothing is kept."""
    if not _spoken_to(turn.incoming):
        return None
    names = turn.organisers_named
    reply = turn.answer(turn.say("elsewhere.title"), turn.say("elsewhere.what"), turn.say("elsewhere.ask", names=names))
    return only_if_private(turn, reply)


def _spoken_to(incoming: Incoming) -> bool:
    """Whether somebody meant the bot, and not each other."""
    meant = incoming.reply_to is None or incoming.named
    return meant and incoming.kind in {Kind.SAID, Kind.PRESSED, Kind.HOME}


def _once(incoming: Incoming) -> str:
    """What makes a form or a once-only button count once: its token, who pressed, and what they filled in."""
    if not incoming.token:
        return ""
    who = incoming.account
    filled = json.dumps({name: list(values) for name, values in sorted(incoming.values.items())})
    digest = hashlib.sha256(f"{who.platform}/{who.tenant}/{who.user}/{incoming.text}/{filled}".encode()).hexdigest()
    return f"{incoming.token}:{digest[:24]}"


def _stale(turn: Turn) -> bool:
    """Whether what we know of where this person, or this channel, can be reached is out of date."""
    direct = turn.direct_json
    return (turn.account is not None and bool(direct) and _moved(turn, turn.account)) or _moved_home(turn) is not None


def _moved(turn: Turn, account: Account) -> bool:
    """Whether this person is reached otherwise than we knew."""
    told = turn.incoming.profile
    changed = account.direct != turn.direct_json or bool(told and told.chat and account.chat != told.chat)
    return changed or not account.reachable or not turn.used_last


def _moved_home(turn: Turn) -> Space | None:
    """The home channel that this was heard in, if it was taken for gone, or its name or the way to it has changed."""
    here, called, space = turn.incoming.address, turn.incoming.called, turn.space
    if space is None:
        return None
    same = called in {"", space.name} and address_from_json(space.address).route == here.route
    return None if same and space.state == "home" else space


def _freshen(turn: Turn) -> None:
    if turn.account is not None and turn.direct_json:
        told = turn.incoming.profile
        going.goes_by(turn.session, turn.account.direct, address_from_json(turn.direct_json))
        turn.account.direct, turn.account.reachable, turn.account.seen_at = turn.direct_json, True, turn.now
        turn.account.chat = (told.chat if told else "") or turn.account.chat
        turn.session.add(turn.account)
    space = _moved_home(turn)
    if space is not None:
        going.goes_by(turn.session, space.address, turn.incoming.address)
        space.address, space.state = address_to_json(turn.incoming.address.without_thread()), "home"
        space.name = turn.incoming.called or space.name
        turn.session.add(space)


def _may(turn: Turn, command: Command) -> bool:
    return command.who <= level(turn)


def _permitted(turn: Turn, command: Command, rest: str) -> Reply | None:
    """Run a command for who may say it, where its answer can be shown."""
    if not _may(turn, command):
        if turn.member is None:
            raise turn.refuse("refusal.join-first")
        raise turn.refuse("refusal.organisers-only")
    closing.refuse_while_closing(turn, command.name)
    if command.private and not turn.incoming.private:
        return _open_it(turn, turn.incoming.text)
    return command.run(turn, rest)


def opened(turn: Turn) -> Reply | None:
    """What the sentence of a form shows to who may open it. Raises `Refusal`."""
    found = find(turn.incoming.text, Kind.PRESSED)
    return _permitted(turn, *found) if found else None


def _run(turn: Turn, name: str) -> Reply | None:
    found = find(name, Kind.PRESSED)
    assert found is not None
    return _permitted(turn, *found)


def _open_it(turn: Turn, sentence: str) -> Reply:
    """A card without content for a shared place; its button opens the answer for who presses it alone."""
    return turn.answer(
        turn.say("private.title"),
        buttons=(Button(turn.say("private.open"), sentence.strip()[:1900], "main", opens=True),),
        shown=Shown.HERE,
    )


def only_if_private(turn: Turn, reply: Reply | None) -> Reply | None:
    """*Only to you* fails closed: where it cannot be shown so, what came of it is behind a button."""
    if reply is None or turn.incoming.private or reply.shown is Shown.HERE:
        return reply
    return _open_it(turn, turn.result or "home")


def _reply(turn: Turn) -> tuple[bool, Reply | None]:
    """Words in answer to a question or within an introduction: whether they are that, and what is answered."""
    about, _, number = turn.answers.about.partition(" ") if turn.answers else ("", "", "")
    if about == "asking":
        asking = askings.asking(turn.session, int(number))
        return asking is not None, replies.from_reply(turn, asking) if asking else None
    if about in {"heard", "changed"}:
        return True, replies.from_reply_to_heard(turn, int(number))
    if about == "request" and turn.member is not None:
        answer = answering.reply(turn, int(number))
        return answer is not None, answer
    if about == "introduction" and turn.member is not None:
        return True, carrying.reply(turn, int(number))
    if about == "words" and turn.member is not None:
        return True, carrying.reply_to_words(turn, int(number))
    return False, None


def _no_command(turn: Turn) -> Reply | None:
    """Words that are no command: in one's own chat they are never guessed at; elsewhere a way forward."""
    incoming = turn.incoming
    if incoming.kind is not Kind.SAID or turn.member is None:
        if turn.tenant is None:
            return None
        return _run(turn, "help") if incoming.address.shared and not incoming.private else _run(turn, "hello")
    if incoming.address.shared:
        return _run(turn, "help")
    reply = reflections.offer(turn, incoming)
    sends = carrying.sendable(turn, incoming.text.strip())
    neither = Button(turn.say("words.neither"), "neither")
    return replace(reply, card=replace(reply.card, buttons=(*reply.card.buttons, *sends, neither)))
