"""A backup brings everything back, on both databases and from one to the other; what cannot be done changes nothing."""

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import SQLModel, col, select

from adapters.backups import backup, move, restore
from adapters.main import build
from adapters.settings import Settings
from bot.errors import SetupError
from storage.database import Database
from storage.tables import Challenge
from tests.conftest import Shelf
from tests.world import World

NUMBERS = itertools.count(1)


@pytest.fixture
def empty(shelves: dict[str, Shelf], database_kind: str) -> str:
    """A database with nothing in it, beside the one of the world."""
    return shelves[database_kind].new(f"empty{next(NUMBERS)}")


@pytest.fixture
def lived_in(empty: str, world: World) -> World:
    """A network in which things were said, asked, kept and matched."""
    ana = world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    with world.writing() as session:  # an older one that became part of a newer one
        newer = Challenge(slug="newer", name="Debt and fines", state="kept")
        session.add(newer)
        session.flush()
        older = session.exec(select(Challenge).order_by(col(Challenge.id))).first()
        assert older
        older.merged_into_id = newer.id
    world.asks()
    ana.reflects("We sat down with the families first.", "The network")
    world.settle()
    return world


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database."""
    database = Database(url)
    with database.engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in SQLModel.metadata.sorted_tables
        }
    database.close()
    return found


def test_what_is_brought_back_is_what_was_there_and_goes_on(lived_in: World, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    backup(lived_in.database_url, file)
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [file]
    restore(file, empty)
    there, here = rows(empty), rows(lived_in.database_url)
    assert [row[3] for row in there["audit"][-2:]] == ["made a backup", "restored a backup"]
    assert there | {"audit": there["audit"][:-1]} == here
    parts = build(Settings(_env_file=None, database_url=empty), beats=False)
    with parts.database.write() as session:  # new rows get numbers of their own
        session.add(Challenge(slug="later", name="Something later"))
    parts.close()


def test_moving_takes_everything_along_and_what_is_found_is_found(
    lived_in: World, shelves: dict[str, Shelf], database_kind: str
) -> None:
    other = shelves["sqlite" if database_kind == "postgres" else "postgres"].new(f"moved{next(NUMBERS)}")
    counts = move(lived_in.database_url, other)
    assert counts["reflection"] == 1
    assert rows(other) == rows(lived_in.database_url)


def test_what_was_erased_is_in_no_backup(lived_in: World, tmp_path: Path) -> None:
    ana = lived_in.on_slack("Ana Example")
    ana.says("forget me")
    ana.presses("Leave and erase")
    for _ in range(4):
        lived_in.settle()
    backup(lived_in.database_url, tmp_path / "kept.db")
    assert b"families" not in (tmp_path / "kept.db").read_bytes()


@pytest.mark.on("sqlite")
def test_what_cannot_be_done_changes_nothing_and_says_why(lived_in: World, tmp_path: Path, empty: str) -> None:
    file = tmp_path / "kept.db"
    backup(lived_in.database_url, file)
    before = rows(lived_in.database_url)
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: backup(lived_in.database_url, file), "is there already"),
        (lambda: backup(lived_in.database_url, tmp_path / "nowhere" / "kept.db"), "cannot be written"),
        (lambda: restore(file, lived_in.database_url), "something in it already"),
        (lambda: restore(tmp_path / "none.db", empty), "is not there"),
        (lambda: move(empty, lived_in.database_url), "not up to date"),
    ]
    for act, why in refused:
        with pytest.raises(SetupError, match=why):
            act()
    assert rows(lived_in.database_url) == before
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE something (id)")
    with pytest.raises(SetupError, match="no backup"):
        restore(tmp_path / "other.db", empty)
