"""One's own part in an introduction, and the others in it."""

from bot.turn import Turn, numbered
from storage import introductions as rows
from storage.tables import Group, GroupMember


def mine(turn: Turn, rest: str) -> tuple[Group, GroupMember]:
    """The introduction a sentence names, if one is in it. Refuses any other as if it were not there."""
    number = numbered(rest.split(maxsplit=1)[0]) if rest else None
    found = rows.group(turn.session, number, turn.my_id) if number is not None else None
    if found is None:
        raise turn.refuse("refusal.not-found")
    return found


def others(turn: Turn, group: Group) -> list[GroupMember]:
    """The parts of the others."""
    return [part for part in rows.people_in(turn.session, group.id or 0) if part.member_id != turn.my_id]


def others_names(turn: Turn, group: Group) -> str:
    """The others, by name."""
    return ", ".join(turn.name_of(part.member_id) for part in others(turn, group))
