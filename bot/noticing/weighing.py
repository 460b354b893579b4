"""Which candidates are meant: the weights of all that is told about one are added up, and above nothing it counts.

The weights were fitted on the texts in `tests/content/residents` (`python -m tests.bench.noticing` fits them again).
"""

from collections.abc import Iterator, Mapping

from bot.noticing.candidates import candidates
from bot.noticing.lexicon import Lexicon
from bot.noticing.numbers import Span
from bot.noticing.reading import Reading
from bot.noticing.surroundings import surroundings

ALWAYS = "always"  # the sign of the weight with which every sum begins


def notice_weighed(text: str, lexicon: Lexicon, weights: Mapping[str, float]) -> Iterator[Span]:
    """Every stretch for which more speaks than against."""
    reading = Reading(text, lexicon)
    for one in candidates(reading):
        signs = surroundings(reading, one)
        if weights.get(ALWAYS, 0.0) + sum(weights.get(sign, 0.0) for sign in signs) > 0:
            yield one.span
