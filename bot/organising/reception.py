"""Who has the organisers' pages open: let in by a link, known again by their visit, or turned away and noted."""

import logging
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Account
from bot.errors import Unavailable
from bot.network import Network
from bot.organising.entering import LASTS, LINK
from storage import links, people, record, visits
from storage.database import ConflictError, DatabaseUnavailableError, Session
from storage.tables import Member

log = logging.getLogger(__name__)

NOTED = 30  # turned away within an hour: more than these are logged alone, so that nobody fills the record


@dataclass(frozen=True)
class Visitor:
    """An organiser with the pages open, and the account that they act by there."""

    member_id: int
    name: str
    account: Account
    language: str


class Reception:
    """Lets organisers in, knows them again, and notes who was turned away."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._noted: deque[datetime] = deque(maxlen=NOTED)

    def enter(self, secret: str, already: str) -> str | None:
        """Use a link up; the secret of the visit. None where it does not hold, or somebody else is signed in here."""
        now = self._network.clock()
        with self._open(writes=True) as session:
            holder = links.whose(session, secret, LINK, now)
            here = visits.whose(session, already, now)
            if here is not None and holder is not None and here != holder:
                self._note(session, now, "somebody else's link", here)
                return None
            if holder is None or links.spend(session, secret, LINK, now) is None:
                self._note(session, now, "a link that holds no more", here)
                return None
            if _organiser(session, holder) is None:
                self._note(session, now, "no organiser any more", holder)
                return None
            visit = secrets.token_urlsafe(32)
            visits.begin(session, visit, holder, now, now + LASTS)
            record.note(session, holder, "opened the pages", "", now)
            return visit

    def visitor(self, visit: str) -> Visitor | None:
        """Whose browser this is; None for who has not come in by a link, or is no organiser any more."""
        with self._open() as session:
            number = visits.whose(session, visit, self._network.clock()) if visit else None
            member = _organiser(session, number) if number is not None else None
            account = _account(session, member) if member else None
            if member is None or account is None:
                return None
            return Visitor(member.id or 0, member.name, account, member.language)

    def leave(self, visit: str) -> None:
        """Sign out in this browser."""
        with self._open(writes=True) as session:
            visits.end(session, visit)

    def took(self, member_id: int, act: str, what: str) -> None:
        """Note that somebody takes a file along."""
        with self._open(writes=True) as session:
            record.note(session, member_id, act, what, self._network.clock())

    def turned_away(self, why: str, member_id: int | None = None) -> None:
        """Note that somebody was turned away, and why."""
        with self._open(writes=True) as session:
            self._note(session, self._network.clock(), why, member_id)

    @contextmanager
    def _open(self, *, writes: bool = False) -> Iterator[Session]:
        database = self._network.database
        try:
            with database.write() if writes else database.read() as session:
                yield session
        except (DatabaseUnavailableError, ConflictError) as error:
            raise Unavailable("the database is not to be reached") from error

    def _note(self, session: Session, now: datetime, why: str, member_id: int | None) -> None:
        log.warning("turned away at the organisers' pages: %s", why)
        if len(self._noted) == NOTED and now - self._noted[0] < timedelta(hours=1):
            return
        self._noted.append(now)
        record.note(session, member_id, "turned away at the pages", why, now)


def _organiser(session: Session, number: int) -> Member | None:
    member = people.member(session, number)
    return member if member and member.state == "member" and member.organiser else None


def _account(session: Session, member: Member) -> Account | None:
    """The account they used last in a workspace or tenant that is connected."""
    for row in people.accounts(session, member.id or 0):
        if people.tenant(session, row.platform, row.tenant):
            return Account(row.platform, row.tenant, row.user)
    return None
