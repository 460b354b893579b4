"""Bringing a database up to date, and telling whether it is."""

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage import fulltext
from storage.database import Database

_HERE = Path(__file__).parent / "migrations"
_LOCK = 0x7570_7374  # of PostgreSQL's advisory locks: any number that nobody else uses


@contextmanager
def in_turn(database: Database) -> Iterator[None]:
    """Several processes that start at once do this one after another. SQLite has one process anyhow."""
    if database.sqlite:
        yield
        return
    with database.mapped(), database.engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        yield


class NewerDatabaseError(Exception):
    """The database was brought up to date by a newer version of this program. Nothing was changed."""


class ForeignDatabaseError(Exception):
    """The database has tables, and none of them were made by this program. Nothing was changed."""


def upgrade(database: Database) -> None:
    """Bring every table to the newest revision. Foreign keys are off meanwhile; search triggers are made anew.

    A database that is up to date is left alone: others may be at work in it, and an index takes its time. Raises
    `NewerDatabaseError`.
    """
    here = current(database)
    if here == newest():
        return
    refuse_newer(here)
    with _connection(database) as connection:
        if here is None and inspect(connection).get_table_names():
            raise ForeignDatabaseError
    with _connection(database) as connection:
        fulltext.drop(connection)
        command.upgrade(_config(connection), "head")
        fulltext.create(connection)


def current(database: Database) -> str | None:
    """The revision this database is at; None when it is empty."""
    with _connection(database) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def draft(database: Database, why: str) -> None:
    """Write the next file of `migrations/versions/`: the steps from an empty, upgraded database to today's tables."""
    number = int(newest() or 0) + 1
    upgrade(database)
    with _connection(database) as connection:
        command.revision(_config(connection), why, autogenerate=True, rev_id=f"{number:04}")


@functools.cache
def newest() -> str | None:
    """The revision this program expects."""
    return _scripts().get_current_head()


def refuse_newer(revision: str | None) -> None:
    """Raise `NewerDatabaseError` where a database is at such a revision."""
    if is_newer(revision):
        raise NewerDatabaseError(
            f"The database is of a newer version of this program: it is at {revision}, this one knows {newest()}. "
            "Going back is not possible: install the newer version, or restore a backup made before the upgrade."
        )


def is_newer(revision: str | None) -> bool:
    """Whether this program has never heard of this revision: then it is of a newer one."""
    return revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_HERE))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(database: Database) -> Iterator[Connection]:
    """A connection in one transaction. SQLite has its foreign keys off: a batch rebuild would delete children."""
    with database.mapped(), database.engine.connect() as connection:
        _foreign_keys(database, connection, "OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            _foreign_keys(database, connection, "ON")


def _foreign_keys(database: Database, connection: Connection, state: str) -> None:
    raw = connection.connection.driver_connection
    if database.sqlite and raw is not None:
        raw.execute(f"PRAGMA foreign_keys={state}").close()


if __name__ == "__main__":  # make migration WHY="Requests between members"
    draft(Database("sqlite://"), sys.argv[1])
