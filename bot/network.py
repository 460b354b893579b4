"""The three doors of the network: `hear` what somebody did, note what `changed`, and `let_pass` time.

They are plain functions over one transaction and never run on an event loop. What an act brings about and the id of
its event commit together; so do a decision to say something and the row that delivers it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random, SystemRandom
from typing import TypeVar

from bot import changes
from bot.chat import (
    Account,
    Card,
    Change,
    Field,
    Hits,
    Incoming,
    Kind,
    MessageRef,
    Problem,
    Reply,
    Said,
    Shown,
    Sketch,
)
from bot.commands import find, said_in_welsh
from bot.delivering import borders, copies
from bot.errors import Refusal, Unavailable
from bot.hearing import NeedsWritingError, answer, only_if_private, opened
from bot.introducing.rounds import making
from bot.introducing.rounds.making import Making
from bot.keeping import departing
from bot.keeping.promises import Promises
from bot.matching.model import Outcome
from bot.passing import Passing
from bot.remembering import care
from bot.search import search_box
from bot.search.understanding import Understanding
from bot.turn import Turn
from content import Content
from storage import copies as copy_rows
from storage import people, pulses, record
from storage.database import ConflictError, Database, DatabaseUnavailableError, Session
from storage.scene import Scene, scene

log = logging.getLogger(__name__)

Seen = TypeVar("Seen")

LANGUAGES = frozenset({"en", "cy"})


@dataclass(frozen=True)
class Network:
    """Everything the rules need, passed in.

    `group_platforms` names the platforms that can open a group's chat; `sketches` show what a card looks like on each.
    `doorstep` is the address, up to its code, where an invited workspace comes in; empty where none can by a link.
    Without `understanding` search works by words alone.
    """

    database: Database
    content: Content
    clock: Callable[[], datetime]
    dice: Random = SystemRandom()  # noqa: RUF009  (has no state of its own)
    group_platforms: frozenset[str] = frozenset()
    sketches: Mapping[str, Sketch] = field(default_factory=dict)
    doorstep: str = ""
    understanding: Understanding | None = None
    promises: Promises = Promises()  # noqa: RUF009  (frozen)
    looked: dict[str, datetime] = field(default_factory=dict)  # when this process last looked for what has had its time

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

    def hear_deciding(self, incoming: Incoming) -> tuple[Reply | None, bool]:
        """The same, and whether anything was left to deliver."""
        before = self.database.decided
        return self.hear(incoming), self.database.decided > before

    def hear_reading(self, incoming: Incoming) -> Reply | None:
        """The same through the reading door. Raises `NeedsWritingError` when it has to be the other."""
        return self._heard(incoming, writes=False)

    def form(self, incoming: Incoming) -> Reply | None:
        """The form that a sentence opens, made once more for who may open it; nothing is written."""
        try:
            with self.database.read() as session:
                turn = self._turn(session, incoming)
                reply = _within(turn, opened(turn)) if turn.tenant else None
        except Refusal:
            return None
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error
        return reply if reply and reply.shown is Shown.FORM else None

    def _heard(self, incoming: Incoming, *, writes: bool, again: bool = True) -> Reply | None:
        try:
            with self.database.write() if writes else self.database.read() as session:
                turn = self._turn(session, incoming)
                return _within(turn, answer(turn, writes=writes))
        except Refusal as refusal:
            return self._refused(incoming, refusal)
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error
        except NeedsWritingError:
            raise
        except ConflictError as conflict:  # another process took the same event or token a moment ago
            return self._heard(incoming, writes=writes, again=False) if again else self._broke(incoming, conflict)
        except Exception as error:  # noqa: BLE001  (whatever it is, nobody sees a stack trace)
            return self._broke(incoming, error)

    def _turn(self, session: Session, incoming: Incoming) -> Turn:
        account, member, newest, tenant, space, answers = _scene(session, incoming)
        told = incoming.profile.language.split("-")[0] if incoming.profile else ""
        told = "cy" if member is None and said_in_welsh(incoming.text) else told
        return Turn(
            session=session,
            content=self.content,
            incoming=incoming,
            now=self.clock(),
            dice=self.dice,
            tenant=tenant,
            account=account,
            member=member,
            used_last=account is None or newest == account.id,
            space=space,
            answers=answers,
            language=incoming.language or (member.language if member else told if told in LANGUAGES else "en"),
            group_platforms=self.group_platforms,
            sketches=self.sketches,
            doorstep=self.doorstep,
            understanding=self.understanding,
            promises=self.promises,
        )

    # --- look --------------------------------------------------------------------------------------------------------

    def look(self, incoming: Incoming) -> Hits:
        """What the platform's own search box shows. Nothing is kept of what was typed."""
        try:
            with self.database.read() as session:
                return search_box.box(self._turn(session, incoming))
        except Refusal as refusal:
            return Hits(instead=refusal.sentence)
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error
        except Exception as error:  # noqa: BLE001  (whatever it is, nobody sees a stack trace)
            return Hits(instead=self._broke(incoming, error).card.title)

    # --- when it does not go well ------------------------------------------------------------------------------------

    def _refused(self, incoming: Incoming, refusal: Refusal) -> Reply:
        """The refusal as a sentence; a refused form stays open with its words. Nothing was changed."""
        with self.database.read() as session:
            turn = self._turn(session, incoming)
            form = self._form_again(turn) if incoming.kind is Kind.FILLED else None
            if form and isinstance(refusal, care.Doubt):
                return care.asked_again(turn, form, refusal)
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
        place = where_it_broke(error)
        told = f" {error}" if isinstance(error, ConflictError) else ""  # the name of a constraint, no values
        log.error("fault %s: %s%s at %s", number, type(error).__name__, told, place)
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
            return only_if_private(turn, reply) or reply

    # --- show --------------------------------------------------------------------------------------------------------

    def show(self, incoming: Incoming, page: Callable[[Turn], Seen]) -> Seen:
        """What a page of ours shows this person; nothing is written. Raises `Refusal` and `Unavailable`."""
        try:
            with self.database.read() as session:
                return page(self._turn(session, incoming))
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error

    # --- stands ------------------------------------------------------------------------------------------------------

    def stands(self, who: Account, card: Card, ref: MessageRef) -> None:
        """An answer stands as a message in somebody's own chat: note whose words it shows."""
        with self.database.write() as session:
            copies.answered(session, who, card, ref, self.clock())

    def noted(self, ref: MessageRef) -> bool:
        """Whether it is noted whose words this message shows."""
        with self.database.read() as session:
            return copy_rows.at(session, ref.platform, ref.tenant, ref.conversation, ref.message) is not None

    # --- changed -----------------------------------------------------------------------------------------------------

    def changed(self, change: Change) -> None:
        """What changed without anybody speaking. Only of people who joined and places that are ours."""
        try:
            with self.database.write() as session:
                tenant = people.known_tenant(session, change.platform, change.tenant)
                if tenant is None:
                    return
                if record.heard(session, change.platform, change.tenant, change.event, self.clock()):
                    return
                changes.note(session, change, tenant, self.clock())
        except DatabaseUnavailableError as error:
            raise Unavailable("the database is not to be reached") from error

    # --- time passes -------------------------------------------------------------------------------------------------

    def let_pass(self, step: str) -> int:
        """Let time pass for one step of it: `passing.ASK`, then each of `passing.AFTER` until nothing comes of it."""
        return self._passing().let_pass(step)

    def tidy(self) -> bool:
        """One step, under 50 ms, of what may take long. Whether there is more to do now."""
        return self._passing().tidy()

    def _passing(self) -> Passing:
        return Passing(self.database, self.content, self.promises, self.group_platforms, self.looked, self.clock())

    def pulse(self, process: str, started_at: datetime, *, alone: bool, ended: bool = False) -> None:
        """A sign of life of a server, or its last."""
        with self.database.write() as session:
            if ended:
                pulses.ended(session, process)
            else:
                pulses.note(session, process, started_at, self.clock(), alone=alone)

    def can_read(self) -> None:
        """Raises where the database does not answer."""
        with self.database.read():
            pass

    def can_write(self) -> None:
        """Raises where the database takes no writer."""
        with self.database.write() as session:
            session.connection()

    # --- what takes longer than a press may wait ---------------------------------------------------------------------

    def round_to_make(self) -> Making | None:
        """A round whose groups are to be found. Finding them needs no transaction: see `rounds.making`."""
        with self.database.read() as session:
            return None if departing.closing(session) else making.to_make(session)

    def understand(self) -> int:
        """Read what some new reflections mean: how many. Only storing it is a transaction, and a short one.

        Raises `SetupError` for weights that are not those that were published.
        """
        known = self.understanding
        if known is None:
            return 0
        made = known.read(self.database)
        if made:
            known.keep(self.database, made)
        known.catch_up(self.database)
        return len(made)

    def keep_round(self, found: Making, outcome: Outcome) -> None:
        """Keep the groups that were found, if what they were found from still holds."""
        with self.database.write() as session:
            making.keep(session, self.content, found, outcome, self.clock())


def _scene(session: Session, incoming: Incoming) -> Scene:
    """Who did this, in which channel, and in answer to what."""
    who, here, ref = incoming.account, incoming.address, incoming.reply_to
    channel = (here.tenant, here.conversation) if here.shared else ("", "")
    said = incoming.kind is Kind.SAID and ref is not None
    answers = (ref.tenant, ref.conversation, ref.message) if said and ref else ("", "", "")
    return scene(session, who.platform, (who.tenant, who.user), channel, answers)


def _within(turn: Turn, reply: Reply | None) -> Reply | None:
    """What may be shown where it is asked for."""
    who = turn.incoming.account
    return borders.within(turn, reply, turn.member.id if turn.member else None, (who.platform, who.tenant))


def where_it_broke(error: BaseException) -> str:
    """File and line of the innermost frame: no values, for values are what people wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
