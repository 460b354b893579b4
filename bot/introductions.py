"""Introducing a group, and carrying their words across platforms until one of them ends it.

Words are carried as they are, with the speaker's name and place, and kept nowhere once delivered. Nothing beyond the
first words reaches anybody who did not answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import notices, outbox
from bot.chat import (
    Account,
    Address,
    Button,
    Card,
    Field,
    Reply,
    Said,
    Shown,
    Text,
    Where,
)
from bot.introduction_cards import for_all, for_one, named, opener
from bot.notices import Telling, Told
from bot.turn import Turn, direct_account, numbered
from storage import people, rounds
from storage.tables import Group, GroupMember, Member

LONGEST = 3000
TYPED_LONGEST = 1500  # words that travel in a button (Slack: 2,000 characters a button)


HOLDS = timedelta(days=14)  # an introduction that could not be told by then is over


def introduce(turn: Turn, group: Group, parts: Sequence[GroupMember]) -> None:
    """Tell everybody in a group, each when the message budget allows."""
    for part in parts:
        member = people.member(turn.session, part.member_id)
        if member and member.state == "member":
            about, until = f"introduction {group.id}", turn.now + HOLDS
            notices.put(turn.session, member, "introduction", about, turn.now, until)


def render(telling: Telling, makes_groups: frozenset[str]) -> Told | None:
    """An introduction as it is told: to all at once where their platform can, else to each in their own chat."""
    found = rounds.group(telling.session, telling.number, telling.member.id or 0)
    if found is None or found[0].ended_at is not None:
        return None
    group, parts = found[0], rounds.people_in(telling.session, telling.number)
    members = [member for part in parts if (member := people.member(telling.session, part.member_id))]
    refused = {part.member_id for part in parts if part.answer in {"pass", "known"}}
    if not any(member.state == "member" and member.id not in refused for member in members if member != telling.member):
        return None
    voice = telling.voice
    together = _one_conversation(telling, members, makes_groups)
    if together is None:
        return Told(for_one(voice, group, parts, telling.member))
    group.native = True
    telling.session.add(group)
    return Told(for_all(voice, group, parts), together, tuple(members))


def _one_conversation(telling: Telling, members: Sequence[Member], makes_groups: frozenset[str]) -> Address | None:
    accounts = [direct_account(telling.session, member) for member in members]
    homes = {(row.platform, row.tenant) for row in accounts if row}
    if None in accounts or len(homes) != 1:
        return None
    platform, tenant = homes.pop()
    if platform not in makes_groups:
        return None
    who = tuple(Account(platform, tenant, row.user) for row in accounts if row)
    return Address(platform, tenant, Where.GROUP, people=who)


# --- answering, and carrying -----------------------------------------------------------------------------------------


def _mine(turn: Turn, rest: str) -> tuple[Group, GroupMember]:
    number = numbered(rest.split(maxsplit=1)[0]) if rest else None
    found = rounds.group(turn.session, number, turn.my_id) if number is not None else None
    if found is None:
        raise turn.refuse("refusal.not-found")
    return found


def _others(turn: Turn, group: Group) -> list[GroupMember]:
    return [part for part in rounds.people_in(turn.session, group.id or 0) if part.member_id != turn.my_id]


def _their_names(turn: Turn, group: Group) -> str:
    return ", ".join(turn.name_of(part.member_id) for part in _others(turn, group))


def show(turn: Turn, rest: str) -> Reply:
    """The introduction again."""
    group, part = _mine(turn, rest)
    card = for_one(turn, group, rounds.people_in(turn.session, group.id or 0), turn.me)
    if part.answer == "hello":
        card = replace(card, buttons=_conversation_buttons(turn, group))
    return Reply(card)


def _conversation_buttons(turn: Turn, group: Group) -> tuple[Button, ...]:
    return (
        Button(
            turn.say("introduction.write", names=_their_names(turn, group)[:60]),
            f"write to {group.id}",
            "main",
            opens=True,
        ),
        Button(turn.say("introduction.end"), f"end introduction {group.id}"),
    )


def say_hello(turn: Turn, rest: str) -> Reply:
    """Agree, with first words where there are any."""
    group, part = _mine(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("introduction.hello-title", names=_their_names(turn, group)),
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
    part.answer = "hello"
    turn.session.add(part)
    words = turn.incoming.value("words")
    if words:
        return _carry(turn, group, part, words)
    return turn.answer(
        turn.say("introduction.hello-done"),
        turn.say("introduction.hello-next", names=_their_names(turn, group)),
        buttons=_conversation_buttons(turn, group),
        shown=Shown.ONLY_YOU,
    )


def not_this_time(turn: Turn, rest: str) -> Reply:
    """Pass. The others are not told who passed."""
    _, part = _mine(turn, rest)
    part.answer = "pass"
    turn.session.add(part)
    return turn.answer(turn.say("introduction.passed"), turn.say("introduction.passed-next"), shown=Shown.IN_PLACE)


def known_already(turn: Turn, rest: str) -> Reply:
    """They know each other: good to know for the next round."""
    _, part = _mine(turn, rest)
    part.answer = "known"
    turn.session.add(part)
    return turn.answer(turn.say("introduction.known-done"), turn.say("introduction.known-next"), shown=Shown.IN_PLACE)


def write_to(turn: Turn, rest: str) -> Reply:
    """Carry words to the others: a form, or the words themselves behind the number."""
    group, part = _mine(turn, rest)
    words = turn.incoming.value("words") or rest.partition(" ")[2].strip()
    if not words:
        if not turn.typed:
            raise turn.refuse("reflect.empty", "words")
        return turn.form(
            turn.say("introduction.write", names=_their_names(turn, group)),
            Field("words", turn.say("introduction.words"), "words", most=LONGEST),
            Text(turn.say("introduction.carried"), quiet=True),
            submit=Button(turn.say("introduction.send"), f"write to {group.id}", "main", token=turn.token()),
        )
    return _carry(turn, group, part, words)


def carry_reply(turn: Turn, group_id: int) -> Reply | None:
    """A reply in the thread of an introduction."""
    found = rounds.group(turn.session, group_id, turn.my_id)
    if found is None or found[0].native:
        return None
    return _carry(turn, *found, turn.incoming.text)


def _carry(turn: Turn, group: Group, part: GroupMember, words: str) -> Reply:
    words = words.strip()
    others = [other for other in _others(turn, group) if other.answer not in {"pass", "known"}]
    names = ", ".join(turn.name_of(other.member_id) for other in others)
    if group.ended_at or not others:
        raise turn.refuse("introduction.ended")
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    answered = [other for other in others if other.spoke_at or other.answer == "hello"]
    if part.spoke_at and not answered:
        raise turn.refuse("introduction.wait", "words", names=names)
    receivers = answered if part.spoke_at else others
    reached = [other for other in receivers if _deliver(turn, group, other, words)]
    if not reached:
        raise turn.refuse("introduction.unreachable", "words", names=names)
    part.spoke_at, part.answer = turn.now, "hello"
    turn.session.add(part)
    turn.result = f"introduction {group.id}"
    return turn.answer(
        turn.say("introduction.sent", names=", ".join(turn.name_of(other.member_id) for other in reached)),
        buttons=_conversation_buttons(turn, group),
        shown=Shown.ONLY_YOU,  # never in place: what they answered stays on their screen
    )


def _deliver(turn: Turn, group: Group, to: GroupMember, words: str) -> bool:
    member = people.member(turn.session, to.member_id)
    if member is None or member.state != "member":
        return False
    reader = turn.to(member)
    speaker = f"{named(reader, turn.my_id)} ({turn.incoming.account.platform.capitalize()})"
    card = Card(
        reader.say("introduction.from", name=turn.me.name),
        (
            Said(words, by=speaker),
            Field("words", reader.say("introduction.reply-to", name=turn.me.name), "words", most=LONGEST),
        ),
        (Button(reader.say("introduction.end"), f"end introduction {group.id}"),),
        submit=Button(reader.say("introduction.reply"), f"write to {group.id}", "main", token=turn.token()),
        language=reader.language,
        plain=reader.say("introduction.plain", name=turn.me.name),
    )
    about = f"introduction {group.id}"
    return outbox.put_direct(turn.session, member, card, kind="words", about=about, now=turn.now) is not None


def end(turn: Turn, rest: str) -> Reply:
    """End it: nothing more is carried. The others are told, kindly."""
    group, _ = _mine(turn, rest)
    if group.ended_at is None:
        group.ended_at = turn.now
        turn.session.add(group)
        for other in _others(turn, group):
            member = people.member(turn.session, other.member_id)
            if member and member.state == "member" and (other.spoke_at or other.answer == "hello"):
                reader = turn.to(member)
                card = reader.card(
                    reader.say("introduction.ended-title"), reader.say("introduction.ended-by", name=turn.me.name)
                )
                outbox.put_direct(turn.session, member, card, kind="notice", about="", now=turn.now)
    return turn.answer(turn.say("introduction.ended-title"), turn.say("introduction.ended-done"), shown=Shown.IN_PLACE)


def sendable(turn: Turn, words: str) -> tuple[Button, ...]:
    """*Send to Ben*, for each conversation that is going on."""
    if turn.member is None or len(words) > TYPED_LONGEST:
        return ()
    groups = [group for group in rounds.current(turn.session, turn.my_id) if not group.native]
    return tuple(
        Button(
            turn.say("words.send", names=_their_names(turn, group)[:60]),
            f"write to {group.id} {words}",
            token=turn.token(),
        )
        for group in groups[:3]
    )
