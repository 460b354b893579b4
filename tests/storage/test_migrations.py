"""Migrations and tables agree, and every step takes its data along, on both databases."""

from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, inspect, select, text
from sqlmodel import SQLModel

from adapters.main import build, main
from adapters.settings import Settings
from storage import fulltext, migrate
from storage.database import Database
from tests.world import World

pytestmark = pytest.mark.on("sqlite", "postgres")

TRIGGERS = {"reflection_ai", "reflection_ad", "reflection_au"}


def test_what_the_migrations_make_is_what_the_tables_say(empty_url: str) -> None:
    database = Database(empty_url)
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.newest()
    with database.engine.connect() as connection:

        def ours(_item: object, name: str | None, *_: object) -> bool:
            return not str(name).startswith("reflection_fts") and name not in {"vector", "ix_reflection_vector"}

        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        assert compare_metadata(context, SQLModel.metadata) == []
        connection.rollback()
    database.close()


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url)
    migrate.upgrade(database)
    before = inspect(database.engine).get_table_names()
    migrate.upgrade(database)
    assert inspect(database.engine).get_table_names() == before
    database.close()


def test_foreign_keys_are_kept_after_an_upgrade(empty_url: str) -> None:
    database = Database(empty_url)
    migrate.upgrade(database)
    with database.read() as session:
        if database.sqlite:
            assert session.connection().execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert session.connection().execute(text("PRAGMA foreign_key_check")).all() == []
    database.close()


def test_every_upgrade_takes_rows_and_triggers_along(world: World) -> None:
    """From a network with something in every walk: rows are counted before and after each revision is passed."""
    ana = world.member("slack", "Ana Example")
    world.asks()
    ana.answers_there("Counted before and after.", "The network")
    before, engine = world.rows(), world.parts.database.engine
    assert sum(map(len, before.values())) > 20

    engine.dispose()
    with migrate._connection(world.parts.database) as connection:
        fulltext.drop(connection)
        scripts = ScriptDirectory(str(migrate._HERE))
        for revision in reversed(list(scripts.walk_revisions())):
            command.upgrade(migrate._config(connection), revision.revision)
        fulltext.create(connection)
    assert world.rows() == before
    if world.parts.database.sqlite:
        with world.session() as session:
            made = session.connection().execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
            assert set(made) >= TRIGGERS
            (found,) = session.connection().execute(text("SELECT count(*) FROM reflection_fts('counted')")).one()
            assert found == 1
    again = build(Settings(_env_file=None, database_url=world.database_url), beats=False)
    again.close()
    assert world.rows() == before
    ana.looks_up()
    ana.says("search counted")
    assert "before and after." in ana.sees()


REVISIONS = [script.revision for script in ScriptDirectory(str(migrate._HERE)).walk_revisions()][1:]
OF_EACH_KIND: dict[type, object] = {
    int: 1,
    str: "x",
    bool: False,
    float: 0.0,
    bytes: b"x",
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
    dict: [],
    object: [],  # how PostgreSQL names JSON
}


@pytest.mark.parametrize(
    "revision",
    [
        pytest.param(one, marks=() if one in {REVISIONS[0], REVISIONS[-1]} else pytest.mark.thorough)
        for one in REVISIONS
    ],
)
def test_a_row_of_every_table_survives_from_every_older_revision(empty_url: str, revision: str) -> None:
    """A column that is added has to say what it is for the rows that are there already."""
    database = Database(empty_url)
    with migrate._connection(database) as connection:
        command.upgrade(migrate._config(connection), revision)
        older = MetaData()
        older.reflect(connection)
        kept = [table for name, table in older.tables.items() if name != "alembic_version" and "_fts" not in name]
        if not database.sqlite:
            connection.execute(text("SET session_replication_role = replica"))  # foreign keys are not what is tried
        for table in kept:
            row = {c.name: OF_EACH_KIND[c.type.python_type] for c in table.columns if c.name != "vector"}
            connection.execute(table.insert().values(row))
    migrate.upgrade(database)
    with database.read() as session:
        counted = {t.name: session.connection().execute(select(func.count()).select_from(t)).scalar() for t in kept}
    database.close()
    assert kept
    assert counted == {table.name: 1 for table in kept}


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Going back is not possible: nothing is changed, whatever command is tried."""
    database = Database(database_url)
    with migrate._connection(database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    for command_line in (["migrate"], ["deliveries"], ["organiser", "add", "000000"]):
        assert main(command_line) == 2
        said = capsys.readouterr().err
        assert "it is at 9999" in said
        assert said.count("\n") == 1
    assert migrate.current(database) == "9999"
    database.close()


def test_a_database_begins_with_the_places_and_nothing_else(database_url: str) -> None:
    parts = build(Settings(_env_file=None, database_url=database_url), beats=False)
    with parts.database.read() as session:
        filled = {
            table.name
            for table in SQLModel.metadata.sorted_tables
            if session.connection().execute(table.select()).first() is not None
        }
    parts.close()
    assert filled == {"place", "organisation", "challenge"}
