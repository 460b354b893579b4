"""`upstream backup`, `restore` and `migrate --to`: everything into another database, all or nothing."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import SetupError
from storage import migrate
from storage.copying import CannotCopyError, copy
from storage.database import Database

BACKED_UP, RESTORED, MOVED = "made a backup", "restored a backup", "copied everything into another database"
"""What the record says of each."""


def backup(url: str, file: Path) -> Mapping[str, int]:
    """Write all that is kept into a new file, for its owner's eyes alone; the bot may run meanwhile."""
    if file.exists():
        raise SetupError(f"{file} is there already. Give another name.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        counts = move(url, f"sqlite:///{part.absolute()}", BACKED_UP)
        part.rename(file)
    except OSError as error:
        raise SetupError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        for left in ("", "-wal", "-shm"):
            Path(f"{part}{left}").unlink(missing_ok=True)
    return counts


def restore(file: Path, url: str) -> Mapping[str, int]:
    """Bring a backup into an empty database. An older one is brought up to date first, as a copy."""
    if not file.is_file():
        raise SetupError(f"{file} is not there.")
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copyfile(file, Path(folder) / "backup.db")
        source = Database(f"sqlite:///{copied}")
        try:
            if migrate.current(source) is None:
                raise SetupError(f"{file} is no backup of this program.")
            migrate.upgrade(source)
        finally:
            source.close()
        return move(source.url, url, RESTORED)


def move(here: str, there: str, act: str = MOVED) -> Mapping[str, int]:
    """Copy everything from one database into another, on record in both; how many rows each table has."""
    source, target = Database(here), Database(there)
    try:
        return copy(source, target, act, datetime.now(UTC))
    except CannotCopyError as error:
        raise SetupError(f"Nothing was copied: {error}.") from error
    finally:
        source.close()
        target.close()
