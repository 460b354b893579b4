"""The three doors of the network: `hear` what somebody did, note what `changed`, and let time pass with `tick`.

They are plain functions over one transaction and never run on an event loop. What an act brings about and the id of
its event commit together; so do a decision to say something and the row that delivers it.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random, SystemRandom

from bot import digest, introductions, notices, organisers, prompts, reflections
from bot.chat import (
    Button,
    Change,
    Field,
    Incoming,
    Kind,
    Problem,
    Reply,
    Said,
    Shift,
    Shown,
    Where,
    address_to_json,
)
from bot.commands import Command, Who, find
from bot.errors import Refusal, Unavailable
from bot.firing import fire
from bot.matching import rounds
from bot.notices import Render
from bot.turn import Turn
from content import Content
from storage import askings, outbox, people, record
from storage import reflections as reflection_rows
from storage.database import Database, DatabaseUnavailableError, Session

log = logging.getLogger(__name__)

EVENTS_KEPT = timedelta(days=14)
LANGUAGES = frozenset({"en", "cy"})


class NeedsWritingError(Exception):
    """Something heard through the reading door has to be written down: come again through the other."""


@dataclass(frozen=True)
class Network:
    """Everything the rules need, passed in. `group_platforms` names the platforms that can open a group's chat."""

    database: Database
    content: Content
    clock: Callable[[], datetime]
    dice: Random = SystemRandom()  # noqa: RUF009  (has no state of its own)
    group_platforms: frozenset[str] = frozenset()

    # --- hear --------------------------------------------------------------------------------------------------------

    def reads(self, incoming: Incoming) -> bool:
        """Whether this changes nothing, so that it may be heard through the reading door."""
        if incoming.kind is Kind.HOME:
            return True
        if incoming.kind in {Kind.EDITED, Kind.DELETED} or (
            incoming.reply_to is not None and incoming.kind is Kind.SAID
        ):
            return False
        found = find(incoming.text, incoming.kind)
        return found is not None and found[0].reads

    def hear(self, incoming: Incoming) -> Reply | None:
        """What somebody did, through the writing door. Committed when this returns."""
        return self._heard(incoming, writes=True)

    def hear_reading(self, incoming: Incoming) -> Reply | None:
        """The same through the reading door. Raises `NeedsWritingError` when it has to be the other."""
        return self._heard(incoming, writes=False)

    def _heard(self, incoming: Incoming, *, writes: bool) -> Reply | None:
        try:
            with self.database.write() if writes else self.database.read() as session:
                return self._answer(self._turn(session, incoming), writes=writes)
        except Refusal as refusal:
            return self._refused(incoming, refusal)
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error
        except NeedsWritingError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, nobody sees a stack trace)
            return self._broke(incoming, error)

    def _turn(self, session: Session, incoming: Incoming) -> Turn:
        who = incoming.account
        account = people.account(session, who.platform, who.tenant, who.user)
        member = people.member(session, account.member_id) if account else None
        told = incoming.profile.language.split("-")[0] if incoming.profile else ""
        return Turn(
            session=session,
            content=self.content,
            incoming=incoming,
            now=self.clock(),
            dice=self.dice,
            tenant=people.tenant(session, who.platform, who.tenant),
            account=account,
            member=member,
            language=member.language if member else told if told in LANGUAGES else "en",
            group_platforms=self.group_platforms,
        )

    def _answer(self, turn: Turn, *, writes: bool) -> Reply | None:
        if turn.tenant is None:
            return _outside(turn)
        if _stale(turn):
            if not writes:
                raise NeedsWritingError
            _freshen(turn)
        if not writes:
            return _only_if_private(turn, self._dispatch(turn))
        once, who = _once(turn.incoming), turn.incoming.account
        before = record.used(turn.session, once) if once else None
        if before is not None:
            return self._again(turn, before)
        if not once and record.heard(turn.session, who.platform, who.tenant, turn.incoming.event, turn.now):
            return None
        reply = self._dispatch(turn)
        if once:
            record.use(turn.session, once, turn.result, turn.now)
        return _only_if_private(turn, reply)

    def _again(self, turn: Turn, result: str) -> Reply | None:
        """A second press: the same result, made again from the state."""
        if not result:
            return turn.answer(turn.say("again.done"))
        pressed = replace(turn.incoming, kind=Kind.PRESSED, text=result, values={}, token="")
        found = find(result, Kind.PRESSED)
        assert found is not None
        reply = found[0].run(replace(turn, incoming=pressed), found[1])
        return replace(reply, shown=Shown.IN_PLACE) if reply and turn.incoming.kind is Kind.FILLED else reply

    def _dispatch(self, turn: Turn) -> Reply | None:
        incoming = turn.incoming
        if incoming.kind is Kind.HOME:
            return _run(turn, "home")
        if incoming.kind in {Kind.EDITED, Kind.DELETED}:
            return reflections.follow(turn)
        if incoming.kind is Kind.SAID and incoming.reply_to is not None:
            known, answer = _reply(turn)
            if known or incoming.address.where is not Where.DIRECT:
                return answer
        command, rest = find(incoming.text, incoming.kind) or (None, "")
        if command is None or (incoming.kind is Kind.SAID and rest and not _may(turn, command)):
            return _no_command(turn)
        return _permitted(turn, command, rest)

    # --- when it does not go well ------------------------------------------------------------------------------------

    def _refused(self, incoming: Incoming, refusal: Refusal) -> Reply:
        """The refusal as a sentence; a refused form stays open with its words. Nothing was changed."""
        with self.database.read() as session:
            turn = self._turn(session, incoming)
            form = self._form_again(turn) if incoming.kind is Kind.FILLED else None
            if form:
                return replace(form, problem=Problem(refusal.sentence, refusal.field))
            return turn.answer(refusal.sentence)

    def _form_again(self, turn: Turn) -> Reply | None:
        """The form that was filled in, with what was typed; None where it cannot be made again."""
        empty = replace(turn.incoming, kind=Kind.PRESSED, values={}, token="")
        found = find(empty.text, Kind.PRESSED)
        if found is None:
            return None
        try:
            reply = found[0].run(replace(turn, incoming=empty), found[1])
        except Refusal:
            return None
        if reply is None or reply.shown is not Shown.FORM:
            return None
        values = turn.incoming.values
        blocks = tuple(
            replace(block, value=values.get(block.name, ())) if isinstance(block, Field) else block
            for block in reply.card.blocks
        )
        return replace(reply, card=replace(reply.card, blocks=blocks))

    def _broke(self, incoming: Incoming, error: Exception) -> Reply:
        """A fault of ours: nothing was saved; the words go back to their author alone, with a number to tell."""
        number = f"{self.dice.getrandbits(32):08x}"
        place = _where_it_broke(error)
        log.error("fault %s: %s at %s", number, type(error).__name__, place)
        with self.database.read() as session:
            turn = self._turn(session, incoming)
            sentence = turn.say("refusal.fault", id=number)
            try:
                form = self._form_again(turn) if incoming.kind is Kind.FILLED else None
            except Exception:  # noqa: BLE001  (the form is what broke: the words still go back)
                form = None
            if form:
                return replace(form, problem=Problem(sentence))
            words = incoming.value("words") or (incoming.text if incoming.kind is Kind.SAID else "")
            reply = turn.answer(sentence, *((Said(words),) if words else ()))
            return _only_if_private(turn, reply) or reply

    # --- changed -----------------------------------------------------------------------------------------------------

    def changed(self, change: Change) -> None:
        """What changed without anybody speaking. Only of people who joined and places that are ours."""
        try:
            with self.database.write() as session:
                if people.tenant(session, change.platform, change.tenant) is None:
                    return
                if record.heard(session, change.platform, change.tenant, change.event, self.clock()):
                    return
                _note(session, change)
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error

    # --- tick --------------------------------------------------------------------------------------------------------

    def tick(self) -> int:
        """Let time pass: ask what is due, tell what the budget allows, forget what has had its time.

        Each step is a transaction of its own, so that nobody's press waits long. How many questions were asked.
        """
        now = self.clock()
        with self.database.write() as session:
            asked = fire(session, self.content, now)
            digest.announce(session, now)
            reflection_rows.drop_expired(session, now)
            record.forget_before(session, now - EVENTS_KEPT)
        while self._tell(now):
            pass
        return asked

    def _tell(self, now: datetime) -> int:
        renders: dict[str, Render] = {
            "introduction": lambda telling: introductions.render(telling, self.group_platforms),
            "left out": rounds.render_left_out,
            "question": prompts.render,
            "reminder": prompts.render_reminder,
            "digest": digest.render,
        }
        with self.database.write() as session:
            return notices.plan(session, self.content, now, renders)


# --- the parts of hearing --------------------------------------------------------------------------------------------


def _outside(turn: Turn) -> Reply | None:
    """In a workspace that nobody let in, nothing is kept: whom to ask; or how the network gets its first organiser."""
    if not _spoken_to(turn.incoming):
        return None
    if people.has_organiser(turn.session):
        return _only_if_private(turn, organisers.stranger(turn))
    return _run(turn, "hello") if turn.incoming.kind is Kind.SAID else None


def _spoken_to(incoming: Incoming) -> bool:
    """Whether somebody meant the bot, and not each other."""
    return incoming.kind in {Kind.SAID, Kind.PRESSED, Kind.HOME} and incoming.reply_to is None


def _once(incoming: Incoming) -> str:
    """What makes a form or a once-only button count once: its token, who pressed, and what they filled in."""
    if not incoming.token:
        return ""
    who = incoming.account
    filled = json.dumps({name: list(values) for name, values in sorted(incoming.values.items())})
    digest = hashlib.sha256(f"{who.platform}/{who.tenant}/{who.user}/{incoming.text}/{filled}".encode()).hexdigest()
    return f"{incoming.token}:{digest[:24]}"


def _stale(turn: Turn) -> bool:
    """Whether what we know of where this person can be reached is out of date."""
    direct = turn.direct_json
    return turn.account is not None and bool(direct) and (turn.account.direct != direct or not turn.account.reachable)


def _freshen(turn: Turn) -> None:
    assert turn.account is not None
    turn.account.direct, turn.account.reachable, turn.account.seen_at = turn.direct_json, True, turn.now
    turn.session.add(turn.account)


def _may(turn: Turn, command: Command) -> bool:
    if command.who is Who.ANYONE:
        return True
    return turn.member is not None and (command.who is Who.MEMBER or turn.member.organiser)


def _permitted(turn: Turn, command: Command, rest: str) -> Reply | None:
    """Run a command for who may say it, where its answer can be shown."""
    if not _may(turn, command):
        if turn.member is None:
            raise turn.refuse("refusal.join-first")
        raise turn.refuse("refusal.organisers-only")
    if command.private and not turn.incoming.private:
        return _open_it(turn, turn.incoming.text)
    return command.run(turn, rest)


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


def _only_if_private(turn: Turn, reply: Reply | None) -> Reply | None:
    """*Only to you* fails closed: where it cannot be shown so, what came of it is behind a button."""
    if reply is None or turn.incoming.private or reply.shown is Shown.HERE:
        return reply
    return _open_it(turn, turn.result or "home")


def _reply(turn: Turn) -> tuple[bool, Reply | None]:
    """Words in answer to a question or within an introduction: whether they are that, and what is answered."""
    ref = turn.incoming.reply_to
    assert ref is not None
    posting = outbox.standing_at(turn.session, ref.platform, ref.tenant, ref.conversation, ref.message)
    about, _, number = posting.about.partition(" ") if posting else ("", "", "")
    if about == "asking":
        asking = askings.asking(turn.session, int(number))
        return asking is not None, reflections.from_reply(turn, asking) if asking else None
    if about == "introduction" and turn.member is not None:
        return True, introductions.carry_reply(turn, int(number))
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
    sends = introductions.sendable(turn, incoming.text.strip())
    return replace(reply, card=replace(reply.card, buttons=(*reply.card.buttons, *sends)))


def _where_it_broke(error: BaseException) -> str:
    """File and line of the innermost frame: no values, for values are what people wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"


def _note(session: Session, change: Change) -> None:
    """What a change means for the rows that we have."""
    if change.account is not None:
        account = people.account(session, change.account.platform, change.account.tenant, change.account.user)
        if account is None:
            return
        if change.kind is Shift.INSTALLED and change.address:
            account.direct, account.reachable = address_to_json(change.address), True
        if change.kind in {Shift.PERSON_GONE, Shift.UNINSTALLED}:
            account.reachable = False
        session.add(account)
        member = people.member(session, account.member_id)
        if change.kind is Shift.PERSON_CHANGED and change.profile and member:
            member.zone = change.profile.zone or member.zone
            session.add(member)
    elif change.address is not None:
        space = people.space(session, change.platform, change.tenant, change.address.conversation)
        if space and change.kind in {Shift.SPACE_GONE, Shift.UNINSTALLED}:
            space.state = "gone"
        if space and change.kind is Shift.SPACE_CHANGED and change.name:
            space.name = change.name
        if space:
            session.add(space)
