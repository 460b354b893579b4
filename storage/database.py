"""The database: one file of SQLite, or PostgreSQL, behind the same two doors, *read* and *write*."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlmodel import Session

from storage.one_writer import BusyError, OneWriter

__all__ = ["ConflictError", "Database", "DatabaseUnavailableError", "DatabaseUrlError", "Session", "UnreadableError"]

AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""What SQLite says when trying again later may help. A table that is missing, for one, is a fault of ours."""

DECIDED = "decided"  # in what a session knows: something was left to deliver
LOG_PAGES = 4000  # SQLite: so long the log may become until a writer itself takes it into the file, 16 MB
BUSY_MS = 5000  # SQLite: how long a writer waits for another program's writer, in milliseconds


class ConflictError(Exception):
    """Another transaction wrote the same first. Nothing was done; trying again sees what it wrote."""


class DatabaseUrlError(Exception):
    """This is no address of a database that can be used here."""


class DatabaseUnavailableError(Exception):
    """The database cannot be reached, or is too busy. Nothing was done."""


class UnreadableError(Exception):
    """The file is no database, or is damaged."""


class Database:
    """Opens sessions. `write` begins at once as a writer (SQLite: BEGIN IMMEDIATE) and commits at its end.

    `decided` counts the transactions that left something to deliver, for whoever sets out to deliver it.
    """

    def __init__(self, url: str, *, pool: int = 8) -> None:
        self.url, self.decided = _normal(url), 0
        self.sqlite = self.url.startswith("sqlite:")
        if not (self.sqlite or self.url.startswith("postgresql+psycopg:")):
            raise DatabaseUrlError("neither SQLite nor PostgreSQL")
        try:
            self.engine = _sqlite(self.url) if self.sqlite else _postgres(self.url, pool)
        except (ArgumentError, ValueError):
            raise DatabaseUrlError("not an address") from None
        self._writer = OneWriter(self.file, BUSY_MS / 1000)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        name = make_url(self.url).database
        return Path(name) if self.sqlite and name and name != ":memory:" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that changes nothing: whatever it wrote is rolled back."""
        with self.mapped(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"upstream_reads": True})
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at its end, or rolls everything back."""
        with self.mapped(), self._writer.turn(), Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
            self.decided += DECIDED in session.info

    @contextmanager
    def mapped(self) -> Iterator[None]:
        """The driver's errors as ours."""
        try:
            yield
        except BusyError as error:
            raise DatabaseUnavailableError("busy") from error
        except IntegrityError as error:
            constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
            raise ConflictError(constraint or type(error.orig).__name__) from error
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
                raise UnreadableError(type(error.orig).__name__) from error
            if _away(error):
                raise DatabaseUnavailableError(type(error.orig).__name__) from error
            raise

    def settle(self, *, empty: bool = False) -> bool:
        """Take what stands in SQLite's log into its file, beside whoever writes; to `empty` it nobody may be reading.

        It takes tens of milliseconds. A writer does it as well, but only where nobody did for long. Whether it went.
        """
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout=0")
            busy, _, _ = cursor.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if empty else 'PASSIVE'})").fetchone()
        except sqlite3.Error as error:
            raise DatabaseUnavailableError(type(error).__name__) from error
        finally:
            with suppress(sqlite3.Error):
                connection.cursor().execute(f"PRAGMA busy_timeout={BUSY_MS}")
            connection.close()
        return not busy

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _away(error: DBAPIError) -> bool:
    """Whether this means that the database cannot be reached, or is too busy."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in AWAY
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _normal(url: str) -> str:
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    return re.sub(r"^sqlite://(?!/)", "sqlite:///", url)


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "do_connect")
    def private(*_: Any) -> None:
        """What people write is for the eyes of the user who runs the bot."""
        file = Path(make_url(url).database or ":memory:")
        if file.name != ":memory:" and file.parent.is_dir() and not file.exists():
            file.touch(0o600)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        del record
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_MS}",
            f"wal_autocheckpoint={LOG_PAGES}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        reads = connection.get_execution_options().get("upstream_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: str, pool: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=4,
        pool_pre_ping=True,
        pool_timeout=5,
        connect_args={"connect_timeout": 5},
        hide_parameters=True,  # they are what people wrote, and errors are logged
    )
