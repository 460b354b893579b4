"""What an administrator gets wrong is one line that says what, and never a stack trace."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.cli import run
from adapters.main import build
from storage.database import Database
from storage.migrate import upgrade
from tests.servers import RESPONSIBLE


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", [["migrate"], ["doctor"], ["deliveries"]])
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://u:p@127.0.0.1:1/x", "cannot be reached"),
        ("postgresql://u:p@nowhere.invalid/x", "cannot be reached"),
        ("sqlite:///no.db", "no database of this program"),
    ],
)
def test_a_database_that_is_not_there_or_none(
    folder: Path,
    command: list[str],
    url: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "no.db").write_text("This is a letter to the council, and no database at all. " * 40)
    monkeypatch.setenv("DATABASE_URL", url)
    assert run(command, build) in {1, 2}
    told = capsys.readouterr()
    assert says in told.out + told.err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["restore", "letter.txt"], "no database of this program"),
        (["manifest", "slack", "--socket", "--output", "nowhere/x"], "nowhere/x"),
    ],
)
def test_a_file_that_is_none(
    folder: Path, command: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "letter.txt").write_text("Dear council, this is no backup. " * 40)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new.db")
    assert run(command, build) == 2
    assert says in capsys.readouterr().err


def test_a_file_of_settings_that_is_no_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".env").write_bytes(b"HOSTED_IN=\xff\xfe\n")
    assert run(["doctor"], build) == 2
    assert ".env cannot be read" in capsys.readouterr().err


def test_what_people_write_is_for_the_eyes_of_its_user_alone(folder: Path) -> None:
    database = Database("sqlite:///upstream.db")
    upgrade(database)
    database.close()
    assert (folder / "upstream.db").stat().st_mode & 0o077 == 0


SET_UP = {**RESPONSIBLE, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "a secret"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"SLACK_SINGING_SECRET": "x", "SLACK_SIGNING_SECRET": None}, "Did you mean SLACK_SIGNING_SECRET?"),
        ({"SLACK_BOT_TOKEN": "banana"}, "SLACK_BOT_TOKEN is no bot token"),
        ({"BASE_URL": "http://upstream.example"}, "BASE_URL has to begin with https://"),
        ({"HOST": "203.0.113.7"}, "HOST 203.0.113.7"),
    ],
)
def test_what_is_set_wrong_is_named_before_anything_starts(
    wrong: dict[str, str | None], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**SET_UP, **wrong}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    assert run(["serve"], build) == 2
    assert says in capsys.readouterr().err


def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for name, value in {**SET_UP, "PORT": str(taken.getsockname()[1])}.items():
            monkeypatch.setenv(name, value)
        assert run(["serve"], build) == 2
    assert "another program listens there" in capsys.readouterr().err


def test_a_database_of_another_program_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(folder / "theirs.db")) as theirs:
        theirs.execute("CREATE TABLE letter (words TEXT)")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///theirs.db")
    assert run(["migrate"], build) == 2
    assert "another program’s" in capsys.readouterr().err
    with closing(sqlite3.connect(folder / "theirs.db")) as theirs:
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("letter",)]


def test_a_file_of_secrets_that_others_can_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".env").write_text("HOSTED_IN=Here\n")
    (folder / ".env").chmod(0o644)
    run(["doctor"], build)
    assert "chmod 600 .env" in capsys.readouterr().out
    (folder / ".env").chmod(0o600)
    run(["doctor"], build)
    assert "chmod" not in capsys.readouterr().out


def test_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--version"], build)
    assert capsys.readouterr().out.startswith("upstream 0.")
