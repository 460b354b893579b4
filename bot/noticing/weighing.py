"""Which candidates are meant: the weights of all that is told about one are added up, and above nothing it counts.

Beside one that counts, a number or an address counts too, unless much speaks against it. Weights are whole tenths: sums
of fractions would depend on the order of the signs, and so on the process.

The weights were fitted on the texts in `tests/content/residents` (`python -m tests.bench.noticing` fits them again).
"""

from collections.abc import Iterator, Mapping

from bot.noticing.candidates import candidates
from bot.noticing.lexicon import Lexicon
from bot.noticing.numbers import Span
from bot.noticing.reading import Reading
from bot.noticing.surroundings import surroundings

ALWAYS = "always"  # the sign of the weight with which every sum begins
MUCH = 10  # tenths


def notice_weighed(text: str, lexicon: Lexicon, weights: Mapping[str, int]) -> Iterator[Span]:
    """Every stretch for which more speaks than against."""
    reading = Reading(text, lexicon)
    always = weights.get(ALWAYS, 0)
    sums = [
        (always + sum(weights.get(sign, 0) for sign in surroundings(reading, one)), one) for one in candidates(reading)
    ]
    beside = any(weight > 0 for weight, _ in sums)
    for weight, one in sums:
        if weight > 0 or (beside and one.kind == "hit" and weight > -MUCH):
            yield one.span
