"""Everything in a text that a resident could be known by, as it was written, in the order of the text."""

import re
from collections.abc import Iterable

from bot.noticing.addresses import notice_addresses
from bot.noticing.births import notice_births
from bot.noticing.codes import notice_codes
from bot.noticing.homes import notice_homes
from bot.noticing.households import notice_households
from bot.noticing.initials import notice_initials
from bot.noticing.lexicon import Lexicon
from bot.noticing.names import notice_names
from bot.noticing.numbers import Span, notice_numbers
from bot.noticing.small import with_capitals
from bot.noticing.small_places import notice_small_places
from bot.noticing.spoken import notice_spoken
from content import Content


def notice_residents(text: str, content: Content) -> list[str]:
    """What could name a resident: a few words each, quoted from the text."""
    places = frozenset(
        name.casefold() for council in content.councils.values() for name in (council.short, *council.aliases)
    )
    lexicon = Lexicon(content.given_names, content.word_lists, places).of(text)
    spans = [
        *notice_numbers(text, content.word_lists),
        *notice_spoken(text, content.word_lists),
        *notice_births(text, content.word_lists),
        *notice_codes(text, content.word_lists),
        *notice_addresses(text, content.word_lists),
        *notice_homes(text, content.word_lists),
        *notice_names(with_capitals(text, lexicon.names, content.word_lists), lexicon),
        *notice_households(text, lexicon),
        *notice_small_places(text, content.word_lists, places),
        *notice_initials(text, content.word_lists),
    ]
    return quoted(text, spans)


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
