"""How a workspace comes in: an organiser's one-time link, and whoever installs the app with it.

A workspace that was let in already may come back without one. Of an installation without either nothing is kept, and
the adapter gives its token back.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bot.chat import Account, Address, Button, Card, Facts, Heading, Reply, Text, Where
from bot.delivering import outbox
from bot.errors import Refusal, SetupError, Unavailable
from bot.keeping.promises import Promises
from bot.people import switching
from bot.people.members import place_typed
from bot.turn import Turn
from bot.voice import Voice
from content import Content
from storage import installations, people, record, switches
from storage.database import ConflictError, Database, DatabaseUnavailableError, Session
from storage.tables import Installation, Invitation, Organisation, Tenant

HOLDS = timedelta(days=14)
CODE_BITS = 128
SHARED = frozenset({"network", "everybody", "shared", "rhwydwaith"})
"""What an organiser says of a workspace that belongs to no single organisation."""


@dataclass(frozen=True)
class Arrival:
    """An app that was just installed: where, by whom, and its tokens, sealed by the adapter."""

    platform: str
    tenant: str
    name: str
    by: str
    bot_user: str
    token: str
    refresh_token: str
    expires_at: datetime | None
    scopes: tuple[str, ...]


# --- inviting --------------------------------------------------------------------------------------------------------


def invite(turn: Turn, rest: str) -> Reply:
    """`invite gateshead`: a link that lets one workspace of theirs in, once."""
    if not rest:
        raise turn.refuse("arriving.invite-how")
    if not turn.doorstep:
        raise turn.refuse("arriving.no-address")
    rest, off = switching.split(turn, rest)
    whose = None if rest.casefold() in SHARED else place_typed(turn, rest)
    link = turn.doorstep + _new_code(turn.session, whose, turn.my_id, turn.now, turn.dice, off)
    record.note(turn.session, turn.my_id, "invited", rest, turn.now)
    name = whose.name if whose else turn.say("arriving.the-network")
    return turn.answer(
        turn.say("arriving.invite", organisation=name),
        turn.say("arriving.invite-what", until=(turn.now + HOLDS).date()),
        Text(link),
        *(
            (Text(turn.say("switches.will-be", names=", ".join(turn.say(f"switches.{name}") for name in off))),)
            if off
            else ()
        ),
        Text(turn.say("arriving.invite-who"), quiet=True),
        Text(turn.say("switches.when-inviting"), quiet=True),
    )


def invitation(
    session: Session, council: str, doorstep: str, now: datetime, dice: Random, off: Sequence[str] = ()
) -> str:
    """The command line's `invite COUNCIL`: the link. Raises SetupError."""
    unknown = sorted(set(off) - set(switches.NAMES))
    if unknown:
        raise SetupError(f"There is no switch “{unknown[0]}”. There are: {', '.join(switches.NAMES)}.")
    if not doorstep:
        raise SetupError("Links need SLACK_CLIENT_ID: with SLACK_BOT_TOKEN there is but one workspace.")
    whose = people.organisation(session, council.casefold())
    if whose is None and council.casefold() not in SHARED:
        raise SetupError(f"There is no organisation “{council}”. Say “network”, or a council such as leeds.")
    link = doorstep + _new_code(session, whose, None, now, dice, off)
    record.note(session, None, "invited", council, now)
    return link


def _new_code(
    session: Session, whose: Organisation | None, by_id: int | None, now: datetime, dice: Random, off: Sequence[str]
) -> str:
    """A new invitation; only a hash of its code is kept."""
    code = f"{dice.getrandbits(CODE_BITS):032x}"
    row = Invitation(
        code_hash=_hash(code), organisation_id=whose.id if whose else None, by_id=by_id, made_at=now, until=now + HOLDS
    )
    row.off = list(off)
    installations.invite(session, row)
    return code


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


# --- coming in -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arrivals:
    """What is said and done where somebody installs the app. Refuses with a sentence; raises `Unavailable`."""

    database: Database
    content: Content
    clock: Callable[[], datetime]
    promises: Promises = Promises()  # noqa: RUF009  (frozen)

    def welcome(self, code: str, language: str, asks: Sequence[str], may_ask: Sequence[str]) -> Card:
        """The page behind the link: whose workspace is invited, and what the app asks for."""
        with self._session(language) as voice:
            row = installations.invitation(voice.session, _hash(code), self.clock()) if code else None
            if code and row is None:
                raise Refusal(voice.say("arriving.stale"))
            words = (
                (voice.say("arriving.add"), voice.say("arriving.add-what", organisation=_name(voice, row)))
                if row
                else (voice.say("arriving.back"), voice.say("arriving.back-what"))
            )
            optional = voice.say("arriving.optional")
            facts = [*_allowed(voice, asks), *((scope, f"{why} {optional}") for scope, why in _allowed(voice, may_ask))]
            answers = self.promises.responsible(voice.say)
            card = voice.card(*words, Heading(voice.say("arriving.may")), Facts(tuple(facts)), *answers)
            return replace(card, opens=voice.say("arriving.add-button"))

    def begin(self, state: str) -> bool:
        """Use the state of a sign-in up; False when it was used before."""
        with self._session("en", writes=True) as voice:
            once = f"install/{_hash(state)}"
            if record.used(voice.session, once) is not None:
                return False
            record.use(voice.session, once, "", self.clock())
            return True

    def sorry(self, why: str, language: str, **about: str) -> Card:
        """A page that says what did not work, and what to do."""
        with self._session(language) as voice:
            return voice.card(voice.say("arriving.trouble"), voice.say(f"arriving.{why}", **about))

    def arrive(self, arrival: Arrival, code: str, language: str, lacks: Sequence[str]) -> Card:
        """Let it in and keep its tokens, or refuse and keep nothing. `lacks` is what it did not allow."""
        with self._session(language, writes=True) as voice:
            before = people.known_tenant(voice.session, arrival.platform, arrival.tenant)
            row = installations.invitation(voice.session, _hash(code), self.clock()) if code else None
            if row and before and before.organisation_id != row.organisation_id:
                row = None  # it takes part for somebody else already: this only installs it again
            if row is None and before is None:
                names = ", ".join(one.name for one in people.organisers(voice.session)) or voice.say("stranger.nobody")
                raise Refusal(voice.say("arriving.not-invited", names=names))
            tenant = self._let_in(voice, arrival, row, before)
            missing = [Heading(voice.say("arriving.lacking")), Facts(tuple(_allowed(voice, lacks)))]
            return voice.card(
                voice.say("arriving.done", name=tenant.name or arrival.tenant),
                voice.say("arriving.done-whose", organisation=_name(voice, tenant)),
                voice.say("arriving.done-next"),
                Heading(voice.say("arriving.granted")),
                Facts(tuple(_allowed(voice, arrival.scopes))),
                *(missing if lacks else ()),
            )

    def _let_in(self, voice: Voice, arrival: Arrival, row: Invitation | None, before: Tenant | None) -> Tenant:
        session, now = voice.session, self.clock()
        organisation_id = row.organisation_id if row else before.organisation_id if before else None
        tenant = people.let_in(session, arrival.platform, arrival.tenant, organisation_id, now)
        tenant.name = arrival.name or tenant.name
        if row is not None:
            row.used_at, row.platform, row.tenant = now, arrival.platform, arrival.tenant
            switching.without(session, tenant, row.off, row.by_id, now)
            tenant.host = arrival.by
            session.add(row)
        session.add(tenant)
        installations.keep(session, _installation(arrival, now))
        record.note(session, row.by_id if row else None, "came in", f"{arrival.platform}:{arrival.tenant}", now)
        _greet(voice, arrival, now, back=before is not None)
        return tenant

    @contextmanager
    def _session(self, language: str, *, writes: bool = False) -> Iterator[Voice]:
        try:
            with self.database.write() if writes else self.database.read() as session:
                yield Voice(session, self.content, language)
        except (DatabaseUnavailableError, ConflictError) as error:
            raise Unavailable("the database is not to be reached") from error


def _allowed(voice: Voice, scopes: Sequence[str]) -> list[tuple[str, str]]:
    """Each scope, and why."""
    said: list[tuple[str, str]] = []
    for scope in scopes:
        key = f"scopes.{re.sub('[^a-z]+', '-', scope)}"
        known = voice.content.wording.has(key)
        said.append((scope, voice.say(key) if known else voice.say("scopes.other", scope=scope)))
    return said


def _greet(voice: Voice, arrival: Arrival, now: datetime, *, back: bool) -> None:
    """A first message to who installed it, so that they see that it works."""
    who = Account(arrival.platform, arrival.tenant, arrival.by)
    address = Address(arrival.platform, arrival.tenant, Where.DIRECT, people=(who,))
    card = voice.card(
        voice.say("arriving.hello"),
        voice.say("arriving.hello-back" if back else "arriving.hello-host"),
        buttons=(Button(voice.say("welcome.join"), "join", "main", opens=True),),
    )
    outbox.put(voice.session, address, card, kind="answer", about="", now=now)


def _name(voice: Voice, row: Invitation | Tenant) -> str:
    whose = people.organisation(voice.session, row.organisation_id)
    return whose.name if whose else voice.say("arriving.the-network")


def _installation(arrival: Arrival, now: datetime) -> Installation:
    return Installation(
        platform=arrival.platform,
        tenant=arrival.tenant,
        bot_user=arrival.bot_user,
        token=arrival.token,
        refresh_token=arrival.refresh_token,
        expires_at=arrival.expires_at,
        scopes=list(arrival.scopes),
        installed_at=now,
    )
