"""The two doors of the database, and what passes through its types."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlmodel import select

from storage import migrate, people
from storage.database import Database, DatabaseUnavailableError
from storage.tables import Place, SeenEvent

pytestmark = pytest.mark.on("sqlite", "postgres")


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    migrate.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def file(tmp_path: object) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/upstream.db")
    migrate.upgrade(database)
    yield database
    database.close()


def seen(event: str, at: datetime) -> SeenEvent:
    return SeenEvent(platform="slack", tenant="T1", event=event, seen_at=at)


def test_sqlite_is_set_up_for_safety(file: Database) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}
    for door in (file.read, file.write):
        with door() as session:
            found = {name: session.connection().execute(text(f"PRAGMA {name}")).scalar() for name in expected}
        assert found == expected


def test_what_is_written_stays_and_what_breaks_is_undone(database: Database) -> None:
    with database.write() as session:
        people.add(session, Place(slug="leeds", name="Leeds"))
    with pytest.raises(ZeroDivisionError), database.write() as session:
        people.add(session, Place(slug="barnsley", name=str(1 / 0)))
    with database.read() as session:
        assert session.exec(select(Place.slug)).all() == ["leeds"]


def test_what_is_written_through_the_reading_door_is_undone(database: Database) -> None:
    with database.read() as session:
        people.add(session, Place(slug="leeds", name="Leeds"))
    with database.read() as session:
        assert session.exec(select(Place)).all() == []


def test_readers_read_on_while_somebody_writes(database: Database) -> None:
    with database.write() as writing:
        people.add(writing, Place(slug="leeds", name="Leeds"))
        with database.read() as reading:
            assert reading.exec(select(Place)).all() == []
    with database.read() as reading:
        assert len(reading.exec(select(Place)).all()) == 1


def test_a_second_writer_waits_and_loses_nothing(database: Database) -> None:
    def add(number: int) -> None:
        with database.write() as session:
            count = len(session.exec(select(Place)).all())
            people.add(session, Place(slug=f"place-{number}", name=str(count)))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(session.exec(select(Place)).all()) == 6


def test_a_writer_of_sqlite_is_one_from_its_beginning(file: Database) -> None:
    """BEGIN IMMEDIATE: two that read first and write later would both fail otherwise."""
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        began.wait()
        with file.write() as session:
            assert len(session.exec(select(Place)).all()) == 1
            order.append("second began")
            people.add(session, Place(slug="second", name="Second"))

    thread = threading.Thread(target=second)
    thread.start()
    with file.write() as session:
        assert session.exec(select(Place)).all() == []
        began.set()
        thread.join(timeout=0.2)
        people.add(session, Place(slug="first", name="First"))
        order.append("first ends")
    thread.join()
    assert order == ["first ends", "second began"]


def test_a_database_that_is_not_there_is_unavailable(tmp_path: object) -> None:
    for url in (f"sqlite:///{tmp_path}/nowhere/upstream.db", "postgresql://nobody@127.0.0.1:1/nothing"):
        database = Database(url)
        for door in (database.read, database.write):
            with pytest.raises(DatabaseUnavailableError), door() as session:
                session.exec(select(Place)).all()
        database.close()


def test_a_missing_table_is_a_fault_and_not_an_absence(database: Database) -> None:
    for door in (database.read, database.write):
        with pytest.raises(Exception, match="nothing_of_that_name") as failed, door() as session:
            session.connection().execute(text("SELECT * FROM nothing_of_that_name"))
        assert not isinstance(failed.value, DatabaseUnavailableError)


def test_a_busy_database_is_unavailable(tmp_path: object) -> None:
    database = Database(f"sqlite:///{tmp_path}/upstream.db")
    migrate.upgrade(database)
    other = Database(database.url)
    with other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    with database.write() as session:
        people.add(session, Place(slug="leeds", name="Leeds"))
        with pytest.raises(DatabaseUnavailableError), other.write() as waiting:
            waiting.exec(select(Place)).all()
    database.close()
    other.close()


@pytest.mark.parametrize(
    "name", ["sqlite://upstream.db", "postgres://somebody@127.0.0.1/x", "postgresql://somebody@127.0.0.1/x"]
)
def test_addresses_are_taken_as_people_write_them(name: str) -> None:
    database = Database(name)
    assert database.sqlite == name.startswith("sqlite")
    database.close()


# --- moments -----------------------------------------------------------------------------------------------------


def test_a_moment_needs_its_zone(database: Database) -> None:
    with pytest.raises(StatementError, match="zone"), database.write() as session:
        people.add(session, seen("naive", datetime(2026, 3, 1, 10)))  # noqa: DTZ001


def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    moments = [
        datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-11))),
    ]
    with database.write() as session:
        for number, at in enumerate(moments):
            people.add(session, seen(str(number), at))
    with database.read() as session:
        rows = session.exec(select(SeenEvent).order_by(SeenEvent.event)).all()
        assert [row.seen_at for row in rows] == [at.astimezone(UTC) for at in moments]
        assert {row.seen_at.tzinfo for row in rows} == {UTC}
        later = session.exec(select(SeenEvent).where(SeenEvent.seen_at > moments[0])).all()
        assert {row.event for row in later} == {"1", "2"}
