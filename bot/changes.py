"""What changed without anybody speaking: people renamed or gone, channels closed, the bot put in or taken out."""

from datetime import datetime

from bot.chat import Change, Shift, address_to_json
from bot.delivering import outbox as going
from bot.people import members
from storage import installations, people
from storage.database import Session
from storage.tables import Account, Tenant


def note(session: Session, change: Change, tenant: Tenant, now: datetime) -> None:
    """What a change means for the rows that we have."""
    if change.account is not None:
        account = people.account(session, change.account.platform, change.account.tenant, change.account.user)
        if account is not None:
            _note_person(session, change, account)
    elif change.address is not None:
        space = people.space(session, change.platform, change.tenant, change.address.conversation)
        if space and change.kind in {Shift.SPACE_GONE, Shift.UNINSTALLED} and space.state != "without":
            space.state = "gone"
        if space and change.kind is Shift.SPACE_BACK and space.state == "gone":
            space.state = "home"
        if space and change.kind in {Shift.SPACE_CHANGED, Shift.SPACE_BACK} and change.name:
            space.name = change.name
        if space:
            session.add(space)
    elif change.kind is Shift.UNINSTALLED:
        people.gone(session, tenant)
        installations.end(session, change.platform, change.tenant, now)
    elif change.kind is Shift.INSTALLED:
        people.connected(session, tenant)


def _note_person(session: Session, change: Change, account: Account) -> None:
    if change.kind is Shift.INSTALLED and change.address:
        going.goes_by(session, account.direct, change.address)
        account.direct, account.reachable = address_to_json(change.address), True
    if change.kind in {Shift.PERSON_GONE, Shift.UNINSTALLED}:
        account.reachable = False
    if change.kind is Shift.PERSON_CHANGED and change.profile:
        account.reachable = True
        members.follow(session, account, change.profile)
    session.add(account)
