"""What whoever runs the bot does for somebody who asks and has no chat: hand over what is held, or erase it."""

from datetime import datetime

from bot.errors import SetupError
from bot.keeping import export, leaving
from bot.turn import direct_account, numbered
from bot.voice import Voice
from content import Content
from storage import erasing, people, record
from storage.database import Database, Session
from storage.leaving import is_nobody
from storage.tables import Member


def handed_over(database: Database, content: Content, typed: str, now: datetime) -> bytes:
    """What is held about somebody, as `export me` gives it. Raises SetupError.

    The record says that it was done; for whom, only they are told, under `export me` and in the file itself.
    """
    with database.write() as session:
        record.handed_over(session, _named(session, typed).id or 0, now, by_server=True)
        record.note(session, None, "handed over a file on request", "", now)
    with database.read() as session:
        member = _named(session, typed)
        return export.as_zip(Voice(session, content, member.language), member.id or 0, member.name, now)


def erased(database: Database, typed: str, now: datetime) -> str:
    """Erase everything of somebody's; what is said of it. The bot sees to the last of it. Raises SetupError."""
    with database.write() as session:
        member = _named(session, typed)
        if member.organiser and len(people.organisers(session)) == 1:
            raise SetupError("They are the only organiser. Make somebody else an organiser first.")
        account, number = direct_account(session, member), member.id
        leaving.erase(session, member, now, account.direct if account else "")
        record.note(session, None, "erased on request", f"member {number}", now)
    erasing.remove_all(database)
    return f"Member {number} is erased. What still stands in chats is taken away while the bot runs."


def _named(session: Session, typed: str) -> Member:
    """Somebody who is there, or of whom what they wrote stayed, by number or by a name that only one has."""
    number = numbered(typed)
    found = [people.member(session, number)] if number is not None else people.called(session, typed)
    there = [row for row in found if row is not None and row.state != "left" and not is_nobody(row)]
    if not there:
        raise SetupError(f"There is nobody “{typed}”.")
    if len(there) > 1:
        raise SetupError(f"Several are called so. Say which number: {', '.join(str(row.id) for row in there)}.")
    return there[0]
