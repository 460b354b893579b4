"""Getting the last byte out: of rows, search index, file, and its write-ahead log. In steps under 50 ms.

What somebody wrote who left may be read by nobody from then on (`storage.reading`), and is deleted here. A deleted
row leaves its words in the segments of the search index until these are merged, and in the log until it is taken into
the file. PostgreSQL has rows and index clean at once, and its pages after a VACUUM.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, delete, select

from storage.database import Database
from storage.leaving import forget_suggestions
from storage.tables import Erasure, Member, Reflection

AT_ONCE = 25  # reflections a step: some ten milliseconds
PAGES = 32  # of the index a step: some ten milliseconds
CLEANED = (  # what PostgreSQL is asked to vacuum
    "reflection, held, delivery, member, account, notice, workgroup, asset, asset_use, set_question, set_commitment, "
    "taking, taking_answer"
)


def begin(session: Session, member_id: int, now: datetime, *, address: str = "", language: str = "en") -> None:
    """Something of this member's was erased or changed: its last bytes are to go."""
    waiting = select(Erasure).where(Erasure.member_id == member_id, Erasure.state == "new")
    row = session.exec(waiting).first() or Erasure(member_id=member_id, asked_at=now)
    row.address, row.language = address or row.address, language
    session.add(row)
    session.flush()


def waiting(session: Session, *states: str) -> Sequence[Erasure]:
    """What is still to go; in these states only, where any are named."""
    query = select(Erasure).order_by(col(Erasure.id))
    return session.exec(query.where(col(Erasure.state).in_(states)) if states else query).all()


def remains(session: Session) -> Sequence[Reflection]:
    """Some of what was written by who left."""
    left = select(Member.id).join(Erasure, col(Erasure.member_id) == col(Member.id)).where(Member.state == "left")
    return session.exec(select(Reflection).where(col(Reflection.member_id).in_(left)).limit(AT_ONCE)).all()


def remove(session: Session) -> bool:
    """Delete some of what was written by who left; whether there was any. Its last bytes are to go once more."""
    found = remains(session)
    if not found:
        return False
    session.exec(delete(Reflection).where(col(Reflection.id).in_([row.id for row in found])))
    authors = col(Erasure.member_id).in_({row.member_id for row in found})
    session.exec(update(Erasure).where(authors).values(state="new"))
    forget_suggestions(session)
    return True


def remove_all(database: Database) -> None:
    """The same until nothing is left of it, in short steps: for who does not wait for the heartbeat."""
    more = True
    while more:
        with database.write() as session:
            more = remove(session)


def merge(session: Session) -> bool:
    """Take deleted words out of the search index, a few pages at a time; whether that was the last of it."""
    if session.get_bind().dialect.name != "sqlite":
        done = True
    else:
        before = _changes(session)
        session.connection().execute(
            text("INSERT INTO reflection_fts(reflection_fts, rank) VALUES ('merge', :pages)"), {"pages": -PAGES}
        )
        done = _changes(session) - before < 2  # noqa: PLR2004  (FTS5: fewer than two changes mean there was nothing to do)
    if done:
        session.exec(update(Erasure).where(col(Erasure.state) == "new").values(state="merged"))
    return done


def _changes(session: Session) -> int:
    return int(session.connection().execute(text("SELECT total_changes()")).scalar_one())


def clean(database: Database, state: str, then: str) -> bool:
    """Take the log into the file and empty it, for what is in this state; False where somebody reads: then later.

    What was in it is in the state `then`; where that is empty, it is done with.
    """
    with database.read() as session:
        numbers = [row.id for row in waiting(session, state)]
    if not (database.settle(empty=True) if database.sqlite else _vacuum(database)):
        return False
    those = col(Erasure.id).in_(numbers)
    with database.write() as session:
        session.exec(update(Erasure).where(those).values(state=then) if then else delete(Erasure).where(those))
    return True


def _vacuum(database: Database) -> bool:
    """Ask for it. Where we may not, the server will do it in its own time."""
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM {CLEANED}"))
    except DBAPIError:
        return True
    return True
