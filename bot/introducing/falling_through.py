"""Whoever can be told nothing any more when an introduction is to be told is left out, and nobody waits for them."""

from collections.abc import Sequence

from bot.delivering import notices
from bot.delivering.notices import Telling
from bot.turn import direct_account
from storage import introductions, people, rounds
from storage import notices as notice_rows
from storage.tables import Group, GroupMember

PAIR = 2


def who_is_here(telling: Telling, group: Group) -> Sequence[GroupMember]:
    """The parts of those who can be introduced, where a round put them together and nobody has answered yet.

    Where one alone is left, the introduction never was: they hear that they come first next time, and the round says
    so to organisers.
    """
    parts = introductions.people_in(telling.session, group.id or 0)
    row = rounds.round_by(telling.session, group.round_id) if group.round_id is not None else None
    if row is None or any(part.answer or part.spoke_at for part in parts):
        return parts
    away = [part for part in parts if part.member_id != telling.member.id and _is_away(telling, part)]
    here = [part for part in parts if part not in away]
    left_out = {part.member_id: "away" for part in away}
    if away and len(here) < PAIR:
        left_out |= {part.member_id: "alone" for part in here}
        rounds.take_apart(telling.session, group)
        expires = telling.now + notices.A_WEEK
        notices.put(telling.session, telling.member, "left out", f"round {row.id}", telling.now, expires)
        here = []
    elif away:
        _go_on_without(telling, group, here, away)
    if away:
        row.unplaced = [*row.unplaced, *({"member": number, "why": why} for number, why in left_out.items())]
        telling.session.add(row)
        telling.session.flush()
    return here


def _is_away(telling: Telling, part: GroupMember) -> bool:
    """Whether somebody left, cannot be written to, or paused before they were told."""
    member = people.member(telling.session, part.member_id)
    if member is None or member.state != "member" or direct_account(telling.session, member, unasked=True) is None:
        return True
    untold = notice_rows.of_all(telling.session, [part.member_id], "introduction", telling.about)
    return member.paused_at is not None and bool(untold)


def _go_on_without(telling: Telling, group: Group, here: Sequence[GroupMember], away: Sequence[GroupMember]) -> None:
    gone = {str(part.member_id) for part in away}
    group.reasons = [pair for pair in group.reasons if not {str(pair["one"]), str(pair["other"])} & gone]
    telling.session.add(group)
    here[0].proposes = here[0].proposes or any(part.proposes for part in away)
    telling.session.add(here[0])
    for part in away:
        telling.session.delete(part)
