"""SQLite's writers of several processes stand in a queue: none sleeps while it is free, and the dead hold nothing."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.database import Database

HOLDS = """
import sys, time
from sqlalchemy import text
from storage.database import Database
with Database(sys.argv[1]).write() as session:
    session.execute(text("INSERT INTO row VALUES ('another process')"))
    print("holds", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def database_in(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder}/upstream.db")
    with database.write() as session:
        session.execute(text("CREATE TABLE row (who TEXT)"))
    return database


def writers(database: Database) -> list[str]:
    with database.read() as session:
        return [who for (who,) in session.execute(text("SELECT who FROM row ORDER BY rowid"))]


@contextmanager
def holder(database: Database, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", HOLDS, database.url, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"holds\n"
        yield process


def write(database: Database, who: str) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO row VALUES (:who)"), {"who": who})


def test_whoever_waits_for_another_process_is_next_and_both_are_kept(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    with holder(database, 0.5):
        waiting = [threading.Thread(target=write, args=(database, f"thread {number}")) for number in range(3)]
        for thread in waiting:
            thread.start()
        for thread in waiting:
            thread.join(10)
    found = writers(database)
    assert found[0] == "another process"
    assert sorted(found[1:]) == ["thread 0", "thread 1", "thread 2"]


def test_what_a_killed_process_held_is_free(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    with holder(database, 60) as process:
        process.send_signal(signal.SIGKILL)
    write(database, "the next")
    assert writers(database) == ["the next"]


def test_two_threads_of_one_process_write_one_after_the_other(tmp_path: Path) -> None:
    database, within = database_in(tmp_path), list[str]()

    def slowly(who: str) -> None:
        with database.write() as session:
            within.append(f"{who} begins")
            session.execute(text("INSERT INTO row VALUES (:who)"), {"who": who})
            time.sleep(0.05)
            within.append(f"{who} ends")

    threads = [threading.Thread(target=slowly, args=(f"{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert all(ends.split()[0] == begins.split()[0] for begins, ends in zip(within[::2], within[1::2], strict=True))
    assert len(writers(database)) == 4


def test_nobody_else_may_open_the_lock_and_a_database_in_memory_has_none(tmp_path: Path) -> None:
    database_in(tmp_path)
    assert (tmp_path / "upstream.db-writer").stat().st_mode & 0o077 == 0
    memory = Database("sqlite:///:memory:")
    with memory.write() as session:
        session.execute(text("CREATE TABLE row (who TEXT)"))
    assert not Path(":memory:-writer").exists()
