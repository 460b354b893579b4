"""On the day: what a place's members chose is done, its workspaces are forgotten; or everything is erased.

Each step is a short transaction. The connection of a place goes last, so that whoever left hears that it is done.
"""

from datetime import datetime, timedelta

from bot.delivering import copies, outbox
from bot.introducing.rounds.leaving import forget
from bot.keeping import leaving, parting
from bot.remembering import audience
from bot.remembering.reflections import let_go, shown_from
from bot.turn import direct_account
from content import Content
from storage import departures as rows
from storage import erasing, record, reflections, stocktakes, switches
from storage import leaving as leaving_rows
from storage.database import Database, Session
from storage.tables import Departure, Member, Reflection

PEOPLE = 3  # who leave in a transaction
MESSAGES = 50  # taken away in a transaction
PATIENCE = timedelta(hours=20)  # for what is still to be delivered


def step(database: Database, content: Content, now: datetime) -> bool | None:
    """One step of what was announced; whether another may follow at once. None: nothing is to be done just now."""
    with database.read() as session:
        if not rows.to_see_to(session):
            return False
    with database.write() as session:
        found = rows.to_see_to(session)
        if not any(_step(session, content, row, now) for row in found):
            return None
        wiped = rows.closed(session) is not None
    if wiped:
        rows.empty_file(database)
    return not wiped


def _step(session: Session, content: Content, row: Departure, now: datetime) -> bool:
    """One step of this one; whether anything was done."""
    match row.state:
        case "announced" if row.at <= now:
            row.state = "parting"
        case "called off":
            if not parting.tell(session, content, row, now):
                row.state = "over"
        case "announced":
            return parting.tell(session, content, row, now)
        case _:
            place = row.place_id is not None
            return _part(session, row, now) if place else _close(session, row, now) or _taking_away(session, row, now)
    session.add(row)
    return True


# --- a place ---------------------------------------------------------------------------------------------------------


def _part(session: Session, row: Departure, now: datetime) -> bool:
    """Some of its members leave, or once all have, its workspaces; whether anything was done."""
    leave = rows.members(session, row, PEOPLE)
    for member in leave:
        _leaves(session, member, now)
    if leave:
        return True
    tenants = rows.tenants(session, row)
    homes = [(one.platform, one.tenant) for one in tenants]
    waits = bool(erasing.waiting(session)) or rows.still_sending(session, homes)
    if waits and now < row.at + PATIENCE:
        return False
    for tenant in tenants:
        record.note(session, None, "disconnected", f"{tenant.platform}:{tenant.tenant}", now)
        rows.disconnect(session, tenant)
    stocktakes.drop_of_place(session, row.place_id or 0)
    row.state = "gone"
    session.add(row)
    return True


def _leaves(session: Session, member: Member, now: datetime) -> None:
    """What they chose is done. They hear when the last of what they did not leave here is gone."""
    account = direct_account(session, member)
    where, wish, number = account.direct if account else "", member.stays, member.id or 0
    if wish and not switches.holds(session, "wider", number):
        kept = [each for each in rows.of_member(session, number) if _stays(session, each, wish, now)]
        if kept:
            copies.forget_all(session, number, leaving_rows.items_of(session, number, words=False), now)
            forget(session, member)
            leaving_rows.leave(session, member, now, stays=wish)
            erasing.begin(session, number, now, address=where, language=member.language)
            return
    leaving.erase(session, member, now, where)


def _stays(session: Session, row: Reflection, wish: str, now: datetime) -> bool:
    """Whether a reflection stays as theirs: what the network can read, under the name that was wished.

    What has no name stays too, of no place, and nobody's where the author is to be named. The rest is erased.
    """
    stays = row.audience in {audience.NETWORK, audience.NAMELESS} and row.hidden_at is None
    named, author = row.audience == audience.NETWORK, row.member_id
    if not stays or (named and wish == "nameless" and reflections.might_have_written(session) < audience.ENOUGH):
        let_go(session, row, now)
        return False
    if named and wish == "nameless":
        row.audience, row.shown_from = audience.NAMELESS, shown_from(row.written_at, audience.NAMELESS)
        copies.renew(session, row.member_id, copies.of_reflection(row.id), None, now)
    if row.audience == audience.NAMELESS:
        row.place_id = row.organisation_id = row.imported_as = None
        row.member_id = leaving_rows.nobody(session, now) if wish == "named" else author
    row.said_platform = row.said_tenant = row.said_conversation = row.said_message = ""
    reflections.keep(session, row)
    return row.member_id == author


# --- the network -----------------------------------------------------------------------------------------------------


def _taking_away(session: Session, row: Departure, now: datetime) -> bool:
    """Some messages that show words are taken away; whether there were any."""
    found = rows.with_words(session, MESSAGES) if row.place_id is None else ()
    for posting in found:
        outbox.take_away(session, posting, now)
        rows.shows_nothing(session, posting)
    return bool(found)


def _close(session: Session, row: Departure, now: datetime) -> bool:
    """Erase everything, once nothing stands in the chats any more, or could not be taken away; whether it was done."""
    homes = [(one.platform, one.tenant) for one in rows.tenants(session, row)]
    waits = bool(rows.with_words(session, 1)) or rows.still_sending(session, homes)
    if waits and now < row.at + PATIENCE:
        return False
    rows.wipe(session, row)
    return True


def closing(session: Session) -> Departure | None:
    """That the network is being closed: no questions and no rounds go out meanwhile."""
    return rows.of_place(session, None)
