"""What each can do next in an introduction, and the card that says so in their own chat."""

from dataclasses import replace

from bot.chat import Button, Card
from bot.delivering import outbox
from bot.introducing.introduction_cards import for_one
from bot.introducing.parts import answered, closed, others, others_names
from bot.turn import Eyes, Reading, Turn
from storage import introductions as rows
from storage import people
from storage.tables import Group, GroupMember, Posting


def buttons(eyes: Eyes, group: Group) -> tuple[Button, Button, Button]:
    """What can be done with a conversation that is going on."""
    return (
        Button(
            eyes.say("introduction.write", names=others_names(eyes, group)[:60]),
            f"write to {group.id}",
            "main",
            opens=True,
        ),
        Button(eyes.say("introduction.share"), f"share reach {group.id}", opens=True),
        Button(eyes.say("introduction.end"), f"end introduction {group.id}"),
    )


def as_it_is(eyes: Eyes, group: Group, part: GroupMember) -> Card:
    """The introduction as it stands for one of them, with what can be done with it now."""
    step = "" if closed(eyes, group) else _step(eyes, group, part)
    card = for_one(eyes, group, rows.people_in(eyes.session, group.id or 0), eyes.me, step=step)
    if step in {"", "there"}:
        return replace(card, buttons=())
    return card if step == "hello" else replace(card, buttons=buttons(eyes, group)[1 if step == "wait" else 0 :])


def _step(eyes: Eyes, group: Group, part: GroupMember) -> str:
    """What can be done next: say hello, wait for an answer to one's first words, write; nothing once it is over."""
    if group.ended_at or group.native:
        return "" if group.ended_at else "there"
    if part.answer != "hello":
        return "hello"
    return "wait" if part.spoke_at and not answered(others(eyes, group)) else "write"


def refresh(turn: Turn, group: Group) -> None:
    """Somebody said something: the introduction in each one's chat who did says what comes next by now."""
    turn.session.flush()
    if group.native:
        return
    first: dict[int | None, Posting] = {}
    for told in outbox.standing(turn.session, f"introduction {group.id}"):
        first.setdefault(told.member_id, told)  # what was told first; nudges came later
    for part in rows.people_in(turn.session, group.id or 0):
        member, posting = people.member(turn.session, part.member_id), first.get(part.member_id)
        if member is None or posting is None or part.answer != "hello":
            continue
        eyes = Reading(session=turn.session, content=turn.content, language=member.language, me=member)
        outbox.update(turn.session, posting, as_it_is(eyes, group, part), now=turn.now)
