"""Introducing people to each other: told when the budget allows, answered with a hello, a pass, or *I know them*.

What they then write to each other is carried by `carrying`; how it went is asked by `afterwards`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.chat import Account, Address, Button, Field, Reply, Shown, Where
from bot.delivering import notices, outbox
from bot.delivering.notices import Telling, Told
from bot.introducing import afterwards, carrying
from bot.introducing.falling_through import who_is_here
from bot.introducing.introduction_cards import for_all, for_one, opener
from bot.introducing.parts import mine, others_names
from bot.introducing.steps import as_it_is, buttons, refresh
from bot.turn import Turn, direct_account
from storage import introductions as rows
from storage import people, switches
from storage.database import Session
from storage.tables import Group, GroupMember, Member

PAIR = 2
HOLDS = timedelta(days=14)  # an introduction that could not be told by then is over


def begin(
    turn: Turn, members: Sequence[Member], *, origin: str, about: str = "", reasons: Sequence[dict[str, Any]] = ()
) -> Group:
    """Introduce these people to each other now, outside a round, because they agreed to it.

    Each is told at once, for it answers what they said: in one conversation where their platform can, else in their own
    chats, between which their words are carried from then on. `about` may name what it is about: "challenge <slug>" is
    put into the opening question.
    """
    group = Group(origin=origin, about=about, reasons=list(reasons), introduced_at=turn.now)
    people.add(turn.session, group)
    for place, member in enumerate(members):
        part = GroupMember(group_id=group.id or 0, member_id=member.id or 0, proposes=place == 0)
        people.add(turn.session, part)
    told = f"introduction {group.id}"
    for member in members:
        telling = Telling(turn.session, turn.content, turn.now, member, told)
        found = render(telling, turn.group_platforms)
        if found and found.together:
            outbox.put(turn.session, found.together, found.card, kind="introduction", about=told, now=turn.now)
            break
        if found:
            outbox.put_direct(turn.session, member, found.card, kind="introduction", about=told, now=turn.now)
    return group


def introduce(session: Session, group: Group, parts: Sequence[GroupMember], now: datetime) -> None:
    """Tell everybody in a group of a round, each when the message budget allows."""
    group.introduced_at = now
    session.add(group)
    for part in parts:
        member = people.member(session, part.member_id)
        if member and member.state == "member":
            notices.put(session, member, "introduction", f"introduction {group.id}", now, now + HOLDS)


def render(telling: Telling, makes_groups: frozenset[str]) -> Told | None:
    """An introduction as it is told: to all at once where their platform can, else to each in their own chat."""
    found = rows.group(telling.session, telling.number, telling.member.id or 0)
    if found is None or found[0].ended_at is not None:
        return None
    group, parts = found[0], who_is_here(telling, found[0])
    members = [member for part in parts if (member := people.member(telling.session, part.member_id))]
    if len(members) < PAIR or not allowed(telling.session, members):
        return None
    refused = {part.member_id for part in parts if part.answer in {"pass", "known"}}
    if not any(member.state == "member" and member.id not in refused for member in members if member != telling.member):
        return None
    together = _one_conversation(telling, members, makes_groups)
    if together is None:
        afterwards.ask_later(telling.session, group, telling.member, telling.now)
        chat = _chat_of_their_own(telling, members)
        group.native = group.native or bool(chat)
        telling.session.add(group)
        return Told(for_one(telling.voice, group, parts, telling.member, chat))
    group.native = True
    telling.session.add(group)
    for member in members:
        afterwards.ask_later(telling.session, group, member, telling.now)
    return Told(for_all(telling.voice, group, parts), together, tuple(members))


def allowed(session: Session, members: Sequence[Member]) -> bool:
    """Whether all of them may still be introduced where they chat, and write to each other."""
    ids = [member.id or 0 for member in members]
    return switches.exchange(session, *ids) and not any(switches.holds(session, "introductions", each) for each in ids)


def _one_conversation(telling: Telling, members: Sequence[Member], makes_groups: frozenset[str]) -> Address | None:
    accounts = [direct_account(telling.session, member, unasked=True) for member in members]
    homes = {(row.platform, row.tenant) for row in accounts if row}
    if None in accounts or len(homes) != 1:
        return None
    platform, tenant = homes.pop()
    if platform not in makes_groups:
        return None
    who = tuple(Account(platform, tenant, row.user) for row in accounts if row)
    return Address(platform, tenant, Where.GROUP, people=who)


def _chat_of_their_own(telling: Telling, members: Sequence[Member]) -> str:
    """What opens a chat with the other, for two of one tenant whose platform has such addresses."""
    accounts = [direct_account(telling.session, member) for member in members]
    found = [row for row in accounts if row and row.chat]
    if len(members) != PAIR or len(found) != PAIR or len({(row.platform, row.tenant) for row in found}) > 1:
        return ""
    return next(row.chat for row in found if row.member_id != telling.member.id)


# --- answering -------------------------------------------------------------------------------------------------------


def show(turn: Turn, rest: str) -> Reply:
    """The introduction again, with what can be done with it now."""
    group, part = mine(turn, rest)
    return Reply(as_it_is(turn, group, part).with_blocks(*afterwards.asked_now(turn, group, part)))


def say_hello(turn: Turn, rest: str) -> Reply:
    """Agree, with first words where there are any."""
    group, part = mine(turn, rest)
    carrying.check_open(turn, group)
    if turn.typed:
        return turn.form(
            turn.say("introduction.hello-title", names=others_names(turn, group)),
            opener(turn, group),
            Field(
                "words",
                turn.say("introduction.words"),
                "words",
                required=False,
                hint=turn.say("introduction.words-hint"),
            ),
            submit=Button(turn.say("introduction.send"), f"say hello {group.id}", "main", token=turn.token()),
        )
    words = turn.incoming.value("words")
    if words:
        return carrying.carry(turn, group, part, words, turn.incoming.message)
    part.answer = "hello"
    turn.session.add(part)
    refresh(turn, group)
    turn.result = f"introduction {group.id}"
    return turn.answer(
        turn.say("introduction.hello-done"),
        turn.say("introduction.hello-next", names=others_names(turn, group)),
        buttons=buttons(turn, group),
        shown=Shown.ONLY_YOU,
    )


def not_this_time(turn: Turn, rest: str) -> Reply:
    """Pass. The others are not told who passed."""
    _, part = mine(turn, rest)
    part.answer = "pass"
    turn.session.add(part)
    return turn.answer(turn.say("introduction.passed"), turn.say("introduction.passed-next"), shown=Shown.IN_PLACE)


def known_already(turn: Turn, rest: str) -> Reply:
    """They know each other: good to know for the next round."""
    _, part = mine(turn, rest)
    part.answer = "known"
    turn.session.add(part)
    return turn.answer(turn.say("introduction.known-done"), turn.say("introduction.known-next"), shown=Shown.IN_PLACE)
