"""The host of a workspace: who installed the app there chooses its channels (`here`) and confirms colleagues."""

from bot.chat import Block, Button, Buttons, Heading, Reply, Text
from bot.turn import Turn, numbered
from storage import people, record
from storage.tables import Member

MOST = 5


def colleague(turn: Turn, member: Member) -> bool:
    """Whether somebody chats in this host's workspace, and says that they work where it belongs."""
    here = turn.tenant
    if here is None or here.organisation_id is None or member.organisation_id != here.organisation_id:
        return False
    accounts = people.accounts(turn.session, member.id or 0)
    return any((row.platform, row.tenant) == (here.platform, here.tenant) for row in accounts)


def waiting(turn: Turn) -> list[Block]:
    """On the host's home: colleagues whom nobody confirmed yet."""
    if not turn.hosts:
        return []
    blocks: list[Block] = []
    for member in [row for row in people.unconfirmed(turn.session) if colleague(turn, row)][:MOST]:
        blocks.append(Text(turn.say("organise.claim", name=member.name, where=turn.where(member))))
        claim = f"{member.id} {member.organisation_id or 0}"
        yes = Button(turn.say("organise.confirm"), f"confirm {claim}", "main")
        blocks.append(Buttons((yes, Button(turn.say("confirming.no"), f"confirm not {claim}"))))
    return [Heading(turn.say("hosting.title")), *blocks] if blocks else []


def host(turn: Turn, rest: str) -> Reply:
    """`host 12`: an organiser puts somebody else of this workspace in the host's place."""
    number = numbered(rest)
    here, accounts = turn.tenant, people.accounts(turn.session, number) if number is not None else []
    found = next((row for row in accounts if here and (row.platform, row.tenant) == (here.platform, here.tenant)), None)
    if here is None or found is None:
        raise turn.refuse("hosting.not-here")
    here.host = found.user
    turn.session.add(here)
    record.note(turn.session, turn.my_id, "made host", f"member {found.member_id}", turn.now)
    return turn.answer(turn.say("hosting.done", name=turn.name_of(found.member_id)), turn.say("hosting.what"))
