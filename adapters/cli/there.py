"""The database as the bot left it, for commands that may run beside it."""

from adapters.settings import Settings
from bot.errors import SetupError
from storage import migrate
from storage.database import Database


def database_there(settings: Settings) -> Database:
    """The database, up to date. Raises `SetupError` where it is not there, or of another version of the program."""
    database = Database(settings.database_url)
    try:
        _refuse_others(database)
    except BaseException:
        database.close()
        raise
    return database


def _refuse_others(database: Database) -> None:
    here = migrate.current(database) if database.file is None or database.file.exists() else None
    migrate.refuse_newer(here)
    if here != migrate.newest():
        raise SetupError("The database of DATABASE_URL is not there, or not up to date. Run `upstream migrate` first.")
