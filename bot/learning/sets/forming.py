"""Who could be a set: four to eight people, no two of one place, none whom the other would rather not meet. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

FEWEST, MOST, USUAL = 4, 8, 6


@dataclass(frozen=True)
class Willing:
    """Somebody who would like to be in one. `circle`: they may exchange words with those of the same alone."""

    id: int
    place: int
    circle: str = ""
    apart: frozenset[int] = field(default_factory=frozenset)


def propose(people: Sequence[Willing]) -> list[list[Willing]]:
    """Sets, with as many people in them as can be, as near to six each as they come. The longest waiting come first."""
    found: list[list[Willing]] = []
    for circle in dict.fromkeys(each.circle for each in people):
        inside = [each for each in people if each.circle == circle]
        tried = [_sets(inside, count) for count in range(len(inside) // FEWEST + 1)]
        best = max(tried, key=_worth)
        found += best
    return found


def _worth(sets: Sequence[Sequence[Willing]]) -> tuple[int, int]:
    return sum(map(len, sets)), -sum(abs(len(each) - USUAL) for each in sets)


def _sets(people: Sequence[Willing], count: int) -> list[list[Willing]]:
    """So many sets, filled evenly; who fits nowhere waits, and so does everybody of a set that stays too small."""
    sets: list[list[Willing]] = [[] for _ in range(count)]
    for person in people:
        room = [each for each in sets if len(each) < MOST and _fits(person, each)]
        if room:
            min(room, key=len).append(person)
    return [each for each in sets if len(each) >= FEWEST]


def _fits(person: Willing, others: Sequence[Willing]) -> bool:
    return all(
        other.place != person.place and other.id not in person.apart and person.id not in other.apart
        for other in others
    )
