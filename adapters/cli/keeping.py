"""Commands that keep what is kept: `migrate`, `backup`, `restore`, `import`, `export`, `member`."""

import argparse
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import IO, Any

import content
from adapters import backups
from adapters.cli.there import database_there
from adapters.one_server import only_server
from adapters.parts import Build
from adapters.settings import Settings
from bot.errors import SetupError
from bot.keeping import importing, on_request
from bot.people import expecting
from storage import migrate
from storage.database import Database


def add(commands: Any) -> None:
    """Say what they take."""
    migrating = commands.add_parser("migrate", help="bring the database up to date, or move into another one")
    migrating.add_argument("--to", metavar="URL", help="copy everything into this empty database")
    migrating.set_defaults(does=_migrate)
    saved = commands.add_parser("backup", help="write everything into one file; the bot may run meanwhile")
    saved.add_argument("file", type=Path)
    saved.set_defaults(does=_backup)
    restored = commands.add_parser("restore", help="bring a backup into an empty database")
    restored.add_argument("file", type=Path)
    restored.set_defaults(does=_restore)
    brought = commands.add_parser(
        "import", help="bring reflections in from a file, a JSON object a line; or members, a list as CSV"
    )
    brought.add_argument("what", choices=["reflections", "members"])
    brought.add_argument("file", type=Path)
    brought.set_defaults(does=_import, quiet=True)
    taken = commands.add_parser("export", help="write reflections to a file that can be imported again")
    taken.add_argument("what", choices=["reflections"])
    taken.add_argument("file", type=Path)
    taken.set_defaults(does=_export, quiet=True)
    asked = commands.add_parser(
        "member", help="for somebody who asks: hand over, or erase, all that is held about them"
    )
    asked.add_argument("act", choices=["export", "erase"])
    asked.add_argument("who", help="their number or name")
    asked.add_argument("--output", type=Path, metavar="FILE", help="where the export goes")
    asked.set_defaults(does=_member, quiet=True)


def _migrate(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    with only_server(settings.database_url):
        if arguments.to:
            return _counted(backups.move(settings.database_url, arguments.to), "Set DATABASE_URL to the new one.")
        database = Database(settings.database_url)
        try:
            with migrate.in_turn(database):
                before = migrate.current(database)
                migrate.upgrade(database)
        finally:
            database.close()
        print(f"The database was at {before or 'nothing'} and is at {migrate.newest()}.")
    return 0


def _backup(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database_there(settings).close()
    counts = backups.backup(settings.database_url, arguments.file)
    return _counted(counts, f"They are in {arguments.file}: keep it as safe as the database.")


def _restore(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    with only_server(settings.database_url):
        return _counted(backups.restore(arguments.file, settings.database_url), "The bot can be started.")


def _counted(counts: Mapping[str, int], next_step: str) -> int:
    for name, count in counts.items():
        if count:
            print(f"{count:>10,}  {name}")
    print(f"{sum(counts.values()):,} rows were copied and counted again. {next_step}")
    return 0


def _import(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database = database_there(settings)

    def tell(done: int, of: int) -> None:
        if done == of or done % 10_000 == 0:
            print(f"{done:,} of {of:,}", file=sys.stderr)

    try:
        if arguments.what == "members":
            with _opened(arguments.file) as lines:
                new, there = expecting.from_file(database, content.load(), lines, datetime.now(UTC))
            print(f"{new:,} people more are expected; {there:,} were already. Each is confirmed when they join.")
            return 0
        with _opened(arguments.file) as lines:
            new, there = importing.keep(database, content.load(), lines, datetime.now(UTC), SystemRandom(), tell)
    finally:
        database.close()
    print(f"{new:,} reflections were imported; {there:,} were there already.")
    return 0


def _opened(file: Path) -> IO[str]:
    try:
        return file.open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise SetupError(f"{file} cannot be read: {error.strerror}.") from error


def _export(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database, count = database_there(settings), 0
    try:
        with os.fdopen(
            os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            for line in importing.written(database, datetime.now(UTC)):
                file.write(line + "\n")
                count += 1
    except OSError as error:
        raise SetupError(f"{arguments.file} cannot be written: {error.strerror}.") from error
    finally:
        database.close()
    print(f"{count:,} reflections are in {arguments.file}, private ones too. Keep it as safe as the database.")
    return 0


def _member(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    if arguments.act == "export" and arguments.output is None:
        raise SetupError("Say where the export is to go with --output FILE.")
    database, now = database_there(settings), datetime.now(UTC)
    try:
        if arguments.act == "erase":
            print(on_request.erased(database, arguments.who, now))
            return 0
        packed = on_request.handed_over(database, content.load(), arguments.who, now)
        with os.fdopen(os.open(arguments.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(packed)
    except OSError as error:
        raise SetupError(f"{arguments.output} cannot be written: {error.strerror}.") from error
    finally:
        database.close()
    print(f"{arguments.output} has everything held about them. Give it to nobody else.")
    return 0
