"""Closing the network: announced with a day, told to everybody, erased on that day. Until then it can be called off.

While it is being closed nobody joins, and neither questions, introductions nor what was heard go out.
"""

from bot.chat import Reply
from bot.keeping import parting
from bot.turn import Turn
from storage import departures as rows
from storage.database import Database
from storage.tables import Departure

STOPPED = frozenset(
    {"ask", "ask now", "schedule start", "round", "round ask", "round close", "round approve"}
    | {"season new", "heard new", "heard ask", "heard post", "heard tell"}
    | {"join", "take part", "introduce me", "ask to meet", "invite", "let in", "place leaves"}
)
"""What cannot be said while the network is being closed."""


def close_network(turn: Turn, _rest: str) -> Reply:
    """What would happen, and the day; then it is announced."""
    before = rows.of_place(turn.session, None)
    if before is not None:
        return parting.shown(turn, before)
    row = Departure(by_id=turn.my_id, made_at=turn.now, at=turn.now)
    return parting.form(turn, row, "close network") if turn.typed else parting.announce(turn, row)


def refuse_while_closing(turn: Turn, name: str) -> None:
    """Refuses what would begin something in a network that ends."""
    row = rows.of_place(turn.session, None) if name in STOPPED else None
    if row is not None:
        raise turn.refuse("closing.not-now", when=row.at.astimezone(parting.ZONE).date())


def was_closed(turn: Turn) -> Reply | None:
    """What is said where there was a network once."""
    row = rows.closed(turn.session)
    return turn.answer(turn.say("closing.gone", when=row.at.astimezone(parting.ZONE).date())) if row else None


def sentence(database: Database) -> str:
    """For the command line: that this network was closed, and how another begins; empty where it was not."""
    with database.read() as session:
        row = rows.closed(session)
        if row is None:
            return ""
        day = f"{row.at.astimezone(parting.ZONE):%d %B %Y}"
    return (
        f"This network was closed on {day}, and everything in it was erased. There is nothing to serve. "
        "For another network set DATABASE_URL to an empty database."
    )
