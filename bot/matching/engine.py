"""A round of introductions: people, history and seed in; groups, reasons and the unplaced out.

Pure: the same people, history, seed and settings make the same round, in whatever order they are given.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bot.matching.exchange import exchange
from bot.matching.explain import explain
from bot.matching.fairness import Worth, fairly, plainly
from bot.matching.groups import group_up
from bot.matching.large import Crowd, Market
from bot.matching.model import Config, Group, Outcome, PastRound, Person, Unplaced, Why
from bot.matching.pairs import APART, FEW, Groups, Keys, pair_up, tie_keys
from bot.matching.weights import Matrix, Network, network

SIZES = (2, 3, 4)
EXACT = 2000  # up to so many people all pairs are weighed
GOES_FIRST = 20  # for each round of waiting, up to five: more than any weight, less than a repeat
PATIENCE = 5
SHUFFLES, FINE = 30, 600  # of pairs around a group of three, up to so many people
TIERS = {  # by whether groups are pairs, and whether all pairs were weighed
    (True, True): "pairs",
    (False, True): "exchanges",
    (True, False): "auction",
    (False, False): "leaves",
}
Solve = Callable[[Worth, Matrix, Groups], Groups]


def match(
    people: Iterable[Person],
    history: Sequence[PastRound],
    *,
    round_number: int,
    size: int = 2,
    seed: int = 0,
    config: Config | None = None,
) -> Outcome:
    """Make the round. `people` is everybody known, active or not, for their history counts.

    Groups are of `size` (2 to 4), one more or less where the number of people asks for it. Round numbers start at 1.
    """
    if size not in SIZES:
        raise ValueError(f"groups are of {SIZES}, not {size}")
    config = config or Config()
    known = network(people, history, round_number, config)
    ties = tie_keys([known.people[each].id for each in known.active], seed)
    weight = known.matrix() if len(known.active) <= EXACT else None
    solve = _among_many(known, ties, size) if weight is None else _among_few(known, ties, size, weight)
    groups, fair = _form(known, config, solve)
    told = explain(known, groups, weight)
    return Outcome(
        round_number=round_number,
        size=size,
        seed=seed,
        tier=TIERS[size == SIZES[0], weight is not None],
        groups=told,
        unplaced=_unplaced(known, told),
        objective=objective(told),
        config=config,
        no_repeat_rounds=known.apart,
        fair=fair,
    )


def objective(groups: Sequence[Group]) -> float:
    """Summed over people: the mean weight of each one's introductions."""
    return sum(2 * sum(pair.parts.weight for pair in group.pairs) / (len(group.members) - 1) for group in groups)


def _form(known: Network, config: Config, solve: Solve) -> tuple[Groups, float]:
    """The groups, and the fairness that made them. Where somebody is left out, those who waited come first."""
    first = np.zeros(len(known.active), np.float32)
    plain = solve(plainly, first, [])
    if config.goes_first and sum(map(len, plain)) < len(known.active):
        first += GOES_FIRST * np.minimum(known.past.waiting[known.active], PATIENCE)
        plain = solve(plainly, first, []) if first.any() else plain
    return fairly(known, plain, config.fairness, lambda worth, start: solve(worth, first, start))


def _among_few(known: Network, ties: Keys, size: int, weight: Matrix) -> Solve:
    place, never_placed = known.place[known.active], _crowded(known)
    one, other = known.met_lately()

    def solve(worth: Worth, first: Matrix, start: Groups) -> Groups:
        value = worth(weight) + first[:, None] + first[None]
        value[one, other] -= APART
        value[other, one] -= APART
        if size == SIZES[0]:
            return _around_the_odd(value, pair_up(value, ties, never_placed), ties)
        return group_up(value, place, size, ties, never_placed, start)

    return solve


def _among_many(known: Network, ties: Keys, size: int) -> Solve:
    if size == SIZES[0]:
        market = Market(known, ties)
        return lambda worth, first, _: market.settle(worth, first)
    return Crowd(known, ties, size).settle


def _around_the_odd(value: Matrix, pairs: Groups, ties: Keys) -> Groups:
    """Where somebody had to be third, the pairs about them may be had better."""
    threes = any(len(group) > SIZES[0] for group in pairs)
    return exchange(value, pairs, ties, SHUFFLES) if threes and FEW < len(value) <= FINE else pairs


def _crowded(known: Network) -> int:
    """How many of the largest place must be left out, for all others together are fewer."""
    largest = max(Counter(known.place[known.active].tolist()).values(), default=0)
    return max(0, 2 * largest - len(known.active))


def _unplaced(known: Network, groups: Sequence[Group]) -> tuple[Unplaced, ...]:
    placed = {each for group in groups for each in group.members}
    active = [known.people[each] for each in known.active]
    places = Counter(person.place for person in active)
    return tuple(
        Unplaced(person.id, _why(places[person.place], len(active))) for person in active if person.id not in placed
    )


def _why(of_their_place: int, taking_part: int) -> Why:
    if taking_part == 1:
        return Why.NOBODY_ELSE
    if of_their_place == taking_part:
        return Why.ONE_PLACE
    if 2 * of_their_place > taking_part:
        return Why.LARGE_PLACE
    return Why.NOBODY_LEFT
