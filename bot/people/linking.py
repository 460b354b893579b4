"""One person on two platforms: a code shown on one is typed on the other, once, within ten minutes."""

from bot.chat import Button, Facts, Reply, Shown, address_from_json
from bot.delivering import outbox
from bot.turn import Turn
from storage import people, record
from storage.merging import merge_members
from storage.tables import Account, Code, Member

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
LENGTH = 8
PURPOSE = "link"


def link(turn: Turn, rest: str) -> Reply:
    """Show a code; or take the one that was shown elsewhere."""
    code = "".join(letter for letter in rest.upper() if letter in LETTERS)
    if not code:
        return _show(turn)
    shown = _shown(turn, code)
    stays = _whose(turn, shown)
    if turn.member is None:
        record.take_code(turn.session, code, PURPOSE, turn.now)
        turn.account, turn.member = _add(turn, stays), stays
        return _linked(turn, shown)
    if turn.member.id == stays.id:
        raise turn.refuse("linking.already")
    _check(turn, stays)
    return turn.answer(
        turn.say("linking.two"),
        Facts(((turn.say("linking.stays"), _told(turn, stays)), (turn.say("linking.goes"), _told(turn, turn.member)))),
        turn.say("linking.two-what"),
        buttons=(
            Button(turn.say("linking.yes"), f"link for good {code}", "main"),
            Button(turn.say("leave.no"), "home"),
        ),
    )


def link_for_good(turn: Turn, rest: str) -> Reply:
    """Make one member of two."""
    shown = _shown(turn, rest.strip())
    stays, gone = _whose(turn, shown), turn.me
    if gone.id == stays.id:
        raise turn.refuse("linking.already")
    _check(turn, stays)
    record.take_code(turn.session, shown.code, PURPOSE, turn.now)
    stays.organiser = stays.organiser or gone.organiser
    stays.confirmed_at = stays.confirmed_at or gone.confirmed_at
    turn.session.add(stays)
    record.note(turn.session, stays.id, "linked two accounts", f"member {stays.id}", turn.now)
    merge_members(turn.session, gone, stays)
    turn.member = people.member(turn.session, stays.id or 0)
    return _linked(turn, shown)


def _show(turn: Turn) -> Reply:
    turn.me  # noqa: B018  (refuses who has not joined)
    who = turn.incoming.account
    code = "".join(turn.dice.choice(LETTERS) for _ in range(LENGTH))
    record.show_code(
        turn.session,
        Code(
            code=code,
            purpose=PURPOSE,
            platform=who.platform,
            tenant=who.tenant,
            user=who.user,
            direct=turn.direct_json,
            until=turn.now + record.CODE_HOLDS,
        ),
    )
    return turn.answer(
        turn.say("linking.title"),
        turn.say("linking.how", sentence=f"link {code[:4]}-{code[4:]}"),
        turn.say("linking.once"),
    )


def _shown(turn: Turn, code: str) -> Code:
    found = record.code_of(turn.session, code, PURPOSE, turn.now)
    if found is None:
        raise turn.refuse("linking.no-such-code")
    return found


def _whose(turn: Turn, shown: Code) -> Member:
    account = people.account(turn.session, shown.platform, shown.tenant, shown.user)
    member = people.member(turn.session, account.member_id) if account else None
    if member is None or member.state != "member":
        raise turn.refuse("linking.no-such-code")
    return member


def _check(turn: Turn, stays: Member) -> None:
    """Whoever is confirmed at two places is not one person yet."""
    places = [people.place_of(turn.session, member) for member in (turn.me, stays)]
    if turn.me.confirmed_at and stays.confirmed_at and places[0] != places[1]:
        raise turn.refuse("linking.two-places")


def _add(turn: Turn, member: Member) -> Account:
    who, profile = turn.incoming.account, turn.incoming.profile
    account = Account(
        member_id=member.id or 0,
        platform=who.platform,
        tenant=who.tenant,
        user=who.user,
        direct=turn.direct_json,
        guest=bool(profile and profile.guest),
        chat=profile.chat if profile else "",
        seen_at=turn.now,
    )
    people.add(turn.session, account)
    return account


def _told(turn: Turn, member: Member) -> str:
    return f"{member.name} · {turn.where(member)}"


def _linked(turn: Turn, shown: Code) -> Reply:
    """Said here, and in the chat that showed the code: whoever typed it was not perhaps somebody else."""
    voice = turn.to(turn.me)
    if shown.direct:
        card = voice.card(voice.say("linking.linked"), voice.say("linking.not-you"))
        address = address_from_json(shown.direct)
        outbox.put(turn.session, address, card, kind="notice", about="", now=turn.now, member_id=turn.my_id)
    turn.result = "home"
    return turn.answer(turn.say("linking.linked"), turn.say("linking.linked-what"), shown=Shown.IN_PLACE)
