"""How people who were introduced can reach each other otherwise: shown once all of them have said, then forgotten."""

from collections.abc import Sequence

from bot.chat import Button, Field, Reply, Said, Shown, Text
from bot.delivering import copies, outbox
from bot.introducing.carrying import check_open
from bot.introducing.introduction_cards import named
from bot.introducing.parts import OUT, mine, others_names
from bot.turn import Turn
from storage import introductions as rows
from storage import people, switches
from storage.tables import Group, GroupMember


def share_reach(turn: Turn, rest: str) -> Reply:
    """Say how one can be reached. It is shown once all of them have, to all of them, and then forgotten here."""
    group, part = mine(turn, rest)
    if group.ended_at:
        raise turn.refuse("introduction.ended")
    check_open(turn, group)
    if turn.typed:
        return turn.form(
            turn.say("introduction.share"),
            Text(turn.say("introduction.share-what", names=others_names(turn, group)), quiet=True),
            Field("reach", turn.say("introduction.reach"), hint=turn.say("introduction.reach-hint"), most=200),
            submit=Button(turn.say("introduction.share-yes"), f"share reach {group.id}", "main", token=turn.token()),
        )
    part.reach, part.answer = turn.incoming.value("reach")[:200], "hello"
    if not part.reach:
        raise turn.refuse("reflect.empty", "reach")
    turn.session.add(part)
    turn.session.flush()
    turn.result = f"introduction {group.id}"
    there = [each for each in rows.people_in(turn.session, group.id or 0) if each.answer not in OUT]
    if all(each.reach for each in there):
        _exchange(turn, there)
        return turn.answer(turn.say("introduction.exchanged"), shown=Shown.IN_PLACE)
    _ask_back(turn, group, there)
    return turn.answer(
        turn.say("introduction.share-kept"), turn.say("introduction.share-kept-what"), shown=Shown.IN_PLACE
    )


def _exchange(turn: Turn, there: Sequence[GroupMember]) -> None:
    for part in there:
        member = people.member(turn.session, part.member_id)
        if member is None or member.state != "member":
            continue
        reader = turn.to(member)
        theirs = [
            Said(other.reach, by=named(reader, other.member_id), of=copies.of_member(other.member_id))
            for other in there
            if other is not part and switches.exchange(turn.session, part.member_id, other.member_id)
        ]
        card = reader.card(reader.say("introduction.exchanged"), *theirs)
        outbox.put_direct(turn.session, member, card, kind="words", about="", now=turn.now)
    for part in there:
        part.reach = ""
        turn.session.add(part)


def _ask_back(turn: Turn, group: Group, there: Sequence[GroupMember]) -> None:
    """Those who have not said yet hear that somebody would share, and not yet what."""
    for part in there:
        member = people.member(turn.session, part.member_id)
        heard_of = part.spoke_at or part.answer == "hello"
        if member is None or member.state != "member" or part.reach or not heard_of:
            continue
        reader = turn.to(member)
        card = reader.card(
            reader.say("introduction.would-share", name=turn.me.name),
            reader.say("introduction.would-share-what"),
            buttons=(Button(reader.say("introduction.share"), f"share reach {group.id}", "main", opens=True),),
        )
        outbox.put_direct(turn.session, member, card, kind="words", about=f"introduction {group.id}", now=turn.now)
