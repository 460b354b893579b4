"""Installed workspaces and their sealed tokens: the one part of storage that a chat adapter may use."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from storage.database import Database, DatabaseUnavailableError
from storage.tables import Installation, Invitation

__all__ = ["DatabaseUnavailableError", "Installation", "Installations", "end", "invitation", "invite", "keep"]

# --- within a transaction of the rules -------------------------------------------------------------------------------


def keep(session: Session, row: Installation) -> None:
    """Keep an installation, in place of an earlier one of the same workspace."""
    before = session.get(Installation, (row.platform, row.tenant))
    if before is not None:
        row.version = before.version + 1
    session.merge(row)
    session.flush()


def end(session: Session, platform: str, tenant: str, now: datetime) -> None:
    """The app was taken out: no token of it is kept."""
    row = session.get(Installation, (platform, tenant))
    if row is not None:
        row.token = row.refresh_token = ""
        row.expires_at = row.renewing_until = None
        row.version, row.ended_at = row.version + 1, row.ended_at or now
        session.add(row)
        session.flush()


def invite(session: Session, row: Invitation) -> None:
    """Keep an invitation."""
    session.add(row)
    session.flush()


def invitation(session: Session, code_hash: str, now: datetime) -> Invitation | None:
    """An invitation that still holds: not used, not too old."""
    row = session.get(Invitation, code_hash)
    return row if row and row.used_at is None and row.until > now else None


# --- for the adapter: each call is a transaction of its own ----------------------------------------------------------


class Installations:
    """The tokens of one platform's workspaces."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database, self._platform = database, platform

    def find(self, tenant: str) -> Installation | None:
        """The installation of a workspace; None where the app is not (any more)."""
        with self._database.read() as session:
            row = session.get(Installation, (self._platform, tenant))
            session.expunge_all()
            return row if row and row.token else None

    def all(self) -> Sequence[Installation]:
        """Every installation there is."""
        query = select(Installation).where(Installation.platform == self._platform, Installation.token != "")
        with self._database.read() as session:
            rows = session.exec(query).all()
            session.expunge_all()
            return rows

    def claim(self, row: Installation, now: datetime, until: datetime) -> bool:
        """Whether this process may renew these tokens: nobody else does, nor did since they were read."""
        query = (
            update(Installation)
            .where(
                col(Installation.platform) == self._platform,
                col(Installation.tenant) == row.tenant,
                col(Installation.version) == row.version,
                col(Installation.renewing_until).is_(None) | (col(Installation.renewing_until) <= now),
            )
            .values(renewing_until=until)
        )
        with self._database.write() as session:
            return bool(session.exec(query).rowcount)

    def replace(self, row: Installation, token: str, refresh_token: str, expires_at: datetime | None) -> bool:
        """Put other tokens in place of these; False where they changed meanwhile."""
        query = (
            update(Installation)
            .where(
                col(Installation.platform) == self._platform,
                col(Installation.tenant) == row.tenant,
                col(Installation.version) == row.version,
            )
            .values(
                token=token,
                refresh_token=refresh_token,
                expires_at=expires_at,
                renewing_until=None,
                version=row.version + 1,
            )
        )
        with self._database.write() as session:
            return bool(session.exec(query).rowcount)
