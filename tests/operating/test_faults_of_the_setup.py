"""What an administrator gets wrong is one line that says what, and never a stack trace."""

from pathlib import Path

import pytest

from adapters.cli import run
from adapters.main import build
from storage.database import Database
from storage.migrate import upgrade


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
