"""What goes into a round of introductions and what comes out of it."""

from dataclasses import dataclass, field
from enum import StrEnum

VERSION = "objective 2, engine 1"  # kept with every round, so that it can be explained years later
ROUNDS_AMONG_MANY, ROUNDS_AMONG_FEW = 13, 6  # from 52 people on, nobody need meet again for half a year of fortnights
PEOPLE_A_ROUND = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the network knows. Only the `active` are introduced; the others count as history.

    `utc_offset` is in minutes. A block forbids the pair in both directions, and no outcome ever mentions one.
    """

    id: str
    place: str
    platforms: tuple[str, ...] = ()
    utc_offset: int = 0
    faces: tuple[str, ...] = ()
    worked_on: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class PastRound:
    """Who was introduced to whom in an earlier round. People who are not known any more are passed over."""

    number: int
    groups: tuple[tuple[str, ...], ...]
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weights:
    """What an introduction is worth.

    w = affinity * (1 + need * (how short both came in, averaged)) + reach * (how little their places have met)
    + own * (how little each has met the other's place) + hours + platform - again * (having met, fading).
    """

    complement: float = 1.0  # one faces what the other has worked on
    both_face: float = 0.6
    both_worked_on: float = 0.2
    need: float = 2.0
    reach: float = 0.3
    own: float = 0.2
    again: float = 0.3
    half_life: float = 6.0  # rounds
    hours: float = 0.1
    platform: float = 0.05


@dataclass(frozen=True)
class Config:
    """How a round is made.

    Nobody meets again within `no_repeat_rounds` (None: one for every four people, from 6 to 13) where that
    can be avoided. `fairness` is how much it costs to fall short of the typical introduction; 0 only maximises the sum.
    `goes_first`: where not everybody can be placed, those who were left out before are placed first.
    """

    weights: Weights = field(default_factory=Weights)
    no_repeat_rounds: int | None = None
    fairness: float = 4.0
    goes_first: bool = True

    def rounds_apart(self, people: int) -> int:
        """For how many rounds two people are not introduced again."""
        if self.no_repeat_rounds is not None:
            return self.no_repeat_rounds
        return min(ROUNDS_AMONG_MANY, max(ROUNDS_AMONG_FEW, people // PEOPLE_A_ROUND))


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pair's weight is made of; each part from 0 to 1, before its own weight is applied."""

    affinity: float
    reach: float
    own: float
    hours: float
    platform: float
    again: float
    weight: float


@dataclass(frozen=True, slots=True)
class Shared:
    """A challenge that both named, and who of the two faces it and who has worked on it; somebody may do both."""

    challenge: str
    faced_by: tuple[str, ...]
    worked_on_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody's partner ranks among everybody they might have met: 1 is the best there was.

    Of the better ones, so many were left out for having met lately; the rest are introduced to others. People who
    may not be introduced to them at all are in none of these numbers.
    """

    rank: int
    among: int
    met_lately: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people of a group and why. Round numbers are those of the history; None is never."""

    one: str
    other: str
    parts: Parts
    shared: tuple[Shared, ...]  # rarest first
    places: tuple[str, str]
    places_met: int
    places_last_met: int | None
    last_met: int | None
    standing: tuple[Standing, Standing] | None = None  # None above 2,000 people


@dataclass(frozen=True, slots=True)
class Group:
    """People introduced to each other, by id, and every pair of them."""

    members: tuple[str, ...]
    pairs: tuple[Pair, ...]


class Why(StrEnum):
    """Why somebody could not be introduced. None of them says that a person was refused."""

    NOBODY_ELSE = "nobody else"  # the only one taking part
    ONE_PLACE = "one place"  # everybody else taking part is of the same place
    LARGE_PLACE = "large place"  # more people of this place take part than of all others together
    NOBODY_LEFT = "nobody left"  # everybody suitable is introduced to somebody else


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody who is left out this time, and goes first next time."""

    id: str
    why: Why


@dataclass(frozen=True)
class Outcome:
    """A round: who meets whom, who could not be placed, and what it takes to make the same round again."""

    round_number: int
    size: int
    seed: int
    tier: str
    groups: tuple[Group, ...]
    unplaced: tuple[Unplaced, ...]
    objective: float  # summed over people: the mean weight of each one's introductions
    config: Config
    no_repeat_rounds: int
    fair: float  # the fairness that was used in the end: less than asked for where it would have cost too much
    version: str = VERSION
