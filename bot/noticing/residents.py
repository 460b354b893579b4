"""Everything in a text that a resident could be known by, as it was written, in the order of the text."""

import functools
import re
from collections.abc import Iterable

from bot.noticing.lexicon import Lexicon
from bot.noticing.numbers import Span
from bot.noticing.weighing import notice_weighed
from content import Content


def notice_residents(text: str, content: Content) -> list[str]:
    """What could name a resident: a few words each, quoted from the text."""
    return quoted(text, notice_weighed(text, lexicon_of(content), content.weights))


@functools.lru_cache(maxsize=1)
def lexicon_of(content: Content) -> Lexicon:
    """The names, lists and places that the check goes by."""
    places = frozenset(
        name.casefold() for council in content.councils.values() for name in (council.short, *council.aliases)
    )
    return Lexicon(content.given_names, content.word_lists, places)


def quoted(text: str, spans: Iterable[Span]) -> list[str]:
    """The stretches as they were written, each once, in the order of the text."""
    return list(dict.fromkeys(re.sub(r"['’]s$", "", text[start:end].strip()) for start, end in _apart(spans)))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Stretches in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
