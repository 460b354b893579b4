"""Where members say they work: an organiser, or a host among their colleagues, confirms it or does not."""

from bot.chat import Block, Button, Buttons, Reply, Shown, Text
from bot.delivering import outbox
from bot.people.hosting import colleague
from bot.turn import Turn, numbered
from storage import people, record, reflections
from storage.tables import Member


def claims(turn: Turn, most: int) -> list[Block]:
    """Members who say where they work, and whom nobody has confirmed yet."""
    blocks: list[Block] = []
    for member in people.unconfirmed(turn.session, most):
        blocks.append(Text(turn.say("organise.claim", name=member.name, where=turn.where(member))))
        claim = f"{member.id} {member.organisation_id or 0}"
        yes = Button(turn.say("organise.confirm"), f"confirm {claim}", "main")
        blocks.append(Buttons((yes, Button(turn.say("confirming.no"), f"confirm not {claim}"))))
    return blocks


def confirm(turn: Turn, rest: str) -> Reply:
    """Confirm where somebody works; everything they chose to share can then be read.

    A button names the organisation that was claimed when it was shown: another claim since then is not confirmed by it.
    """
    member = _claiming(turn, rest)
    if member.organisation_id is None:
        raise turn.refuse("confirming.too-late", name=member.name)
    number = member.id or 0
    member.confirmed_at = member.confirmed_at or turn.now
    turn.session.add(member)
    turn.session.flush()
    reflections.author_confirmed(turn.session, number)
    record.note(turn.session, turn.my_id, "confirmed", f"member {number}", turn.now)
    return turn.answer(turn.say("organise.confirmed", name=member.name), turn.where(member), shown=Shown.IN_PLACE)


def confirm_not(turn: Turn, rest: str) -> Reply:
    """They do not work there, as far as this organiser knows: they are told, and say anew where they do.

    What they wrote meanwhile is of no place: it would come before the people of one that is not theirs, once they are
    confirmed elsewhere.
    """
    member = _claiming(turn, rest)
    if member.confirmed_at is not None or member.organisation_id is None:
        raise turn.refuse("confirming.too-late", name=member.name)
    voice, where = turn.to(member), turn.where(member)
    wrote = reflections.of_no_place(turn.session, member.id or 0, member.organisation_id)
    member.organisation_id = None
    turn.session.add(member)
    card = voice.card(
        voice.say("confirming.told"),
        voice.say("confirming.told-what", where=where, names=turn.organisers_named),
        *((voice.say("confirming.told-words"),) if wrote else ()),
        buttons=(Button(voice.say("confirming.choose"), "me", "main", opens=True),),
    )
    outbox.put_direct(turn.session, member, card, kind="answer", about="where they work", now=turn.now)
    record.note(turn.session, turn.my_id, "did not confirm", f"member {member.id}", turn.now)
    unconfirmed = turn.say("confirming.not-there", where=where)
    return turn.answer(turn.say("confirming.not", name=member.name), unconfirmed, shown=Shown.IN_PLACE)


def _claiming(turn: Turn, rest: str) -> Member:
    """Whom it is about, where this person may decide it, and the claim is the one that they were shown."""
    who, _, claimed = rest.partition(" ")
    number = numbered(who)
    member = people.member(turn.session, number) if number is not None else None
    if number is None or member is None or member.state != "member":
        raise turn.refuse("refusal.not-found")
    if not turn.me.organiser and not colleague(turn, member):
        raise turn.refuse("hosting.not-yours")
    if number == turn.my_id and any(row.id != number for row in people.organisers(turn.session)):
        raise turn.refuse("organise.confirm-yourself")
    if claimed and numbered(claimed) != (member.organisation_id or 0):
        raise turn.refuse("organise.claim-changed", name=member.name, where=turn.where(member))
    return member
