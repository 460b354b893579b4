"""One's own part in an introduction, and the others in it."""

from collections.abc import Sequence

from bot.turn import Eyes, Turn, numbered
from storage import introductions as rows
from storage import switches
from storage.tables import Group, GroupMember

OUT = frozenset({"pass", "known"})


def mine(turn: Turn, rest: str) -> tuple[Group, GroupMember]:
    """The introduction a sentence names, if one is in it. Refuses any other as if it were not there."""
    number = numbered(rest.split(maxsplit=1)[0]) if rest else None
    found = rows.group(turn.session, number, turn.my_id) if number is not None else None
    if found is None:
        raise turn.refuse("refusal.not-found")
    return found


def others(eyes: Eyes, group: Group) -> list[GroupMember]:
    """The parts of the others."""
    return [part for part in rows.people_in(eyes.session, group.id or 0) if part.member_id != eyes.my_id]


def others_names(eyes: Eyes, group: Group) -> str:
    """The others, by name."""
    return ", ".join(eyes.name_of(part.member_id) for part in others(eyes, group))


def answered(parts: Sequence[GroupMember]) -> list[GroupMember]:
    """Those who have written or said hello, and did not pass."""
    return [part for part in parts if part.answer not in OUT and (part.spoke_at or part.answer == "hello")]


def closed(eyes: Eyes, group: Group) -> bool:
    """Whether words may not go to and fro between this member and any of the others (any more)."""
    there = [other.member_id for other in others(eyes, group) if other.answer not in OUT]
    return bool(there) and not any(switches.exchange(eyes.session, eyes.my_id, each) for each in there)
