"""Why you: from the parts of a pair to the reasons a person is told, strongest first.

A reason is a code and its variables: ids of people, challenges and places, which the caller turns into names. The
words stand in the content under `introduction.why.<code>`, and under `introduction.unplaced.<code>` for who waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.matching.model import Group, Pair, Shared

MOST = 3  # reasons a card has room for


class Code(StrEnum):
    """Every reason there is. Each names the variables its words may use; `person` is the other one."""

    THEY_WORKED_ON = "they_worked_on"  # person, challenge: what you face
    YOU_WORKED_ON = "you_worked_on"  # person, challenge: what they face
    BOTH_FACE = "both_face"  # person, challenge
    BOTH_WORKED_ON = "both_worked_on"  # person, challenge
    PLACES_NOT_MET = "places_not_met"  # person, place, other_place
    PLACES_SELDOM_MET = "places_seldom_met"  # person, place, other_place, count
    MET_BEFORE = "met_before"  # person, round
    NEW_TO_YOU = "new_to_you"  # person: no challenge in common this time
    SAME_HOURS = "same_hours"  # person: said only where nothing better is known
    SAME_PLATFORM = "same_platform"  # person: the same


@dataclass(frozen=True)
class Reason:
    """One reason for one reader."""

    code: Code
    variables: Mapping[str, str | int] = field(default_factory=dict)


RANK = {code: place for place, code in enumerate(Code)}
SELDOM = 2  # introductions between two places: so few are worth telling


def reasons(group: Group, reader: str, most: int = MOST) -> tuple[Reason, ...]:
    """What to tell that member about the group: what helps first, then what is new, at most `most`.

    In a group of three or four each of the others gets one reason before anybody gets a second.
    """
    told = [_of_pair(pair, reader) for pair in group.pairs if reader in {pair.one, pair.other}]
    told.sort(key=lambda each: RANK[each[0].code])
    deepest = max((len(each) for each in told), default=0)
    ordered = [each[depth] for depth in range(deepest) for each in told if depth < len(each)]
    return tuple(ordered[: max(most, len(told))])


def _of_pair(pair: Pair, reader: str) -> list[Reason]:
    """The best shared challenge, then what is new about the two places, then the rest. Never empty."""
    person = pair.other if reader == pair.one else pair.one
    challenges = [_of_challenge(shared, reader, person) for shared in pair.shared]
    challenges.sort(key=lambda reason: RANK[reason.code])  # the rarest stays first among equals
    about: dict[str, str | int] = {"person": person}
    found = [*challenges[:1], *_of_places(pair, reader, about), *challenges[1:]]
    if pair.last_met is not None:
        found.append(Reason(Code.MET_BEFORE, about | {"round": pair.last_met}))
    if not challenges:
        found.append(Reason(Code.NEW_TO_YOU, about))
    if not challenges and pair.parts.hours == 1:
        found.append(Reason(Code.SAME_HOURS, about))
    if not challenges and pair.parts.platform:
        found.append(Reason(Code.SAME_PLATFORM, about))
    return found


def _of_places(pair: Pair, reader: str, about: dict[str, str | int]) -> list[Reason]:
    place, other_place = pair.places if reader == pair.one else pair.places[::-1]
    names = about | {"place": place, "other_place": other_place}
    if pair.places_met == 0:
        return [Reason(Code.PLACES_NOT_MET, names)]
    if pair.places_met <= SELDOM:
        return [Reason(Code.PLACES_SELDOM_MET, names | {"count": pair.places_met})]
    return []


def _of_challenge(shared: Shared, reader: str, person: str) -> Reason:
    they_help = reader in shared.faced_by and person in shared.worked_on_by
    you_help = person in shared.faced_by and reader in shared.worked_on_by
    both = Code.BOTH_FACE if reader in shared.faced_by and person in shared.faced_by else Code.BOTH_WORKED_ON
    code = both if they_help == you_help else Code.THEY_WORKED_ON if they_help else Code.YOU_WORKED_ON
    return Reason(code, {"person": person, "challenge": shared.challenge})
