"""Places that are called like people: Mary Tavy, Alice Holt; known by the list or the "in" they stand in."""

import re

from bot.noticing.numbers import Lists
from bot.noticing.sentence import Run

_ITEM = r"[A-ZŴŶ][\w'’-]*(?: (?:y |yr |upon |on |le |de )?[A-ZŴŶ][\w'’-]*)*"
_LIST_BEFORE = re.compile(rf"((?:{_ITEM}(?:, and |, | and | & | a | ac ))+)$")
_LIST_AFTER = re.compile(rf"^((?:(?:, and |, | and | & | a | ac ){_ITEM})+)")
_IN = re.compile(
    r"\b(?:in|around|across|near|throughout|outside|(?:town|village|estate|parish|ward|city) of|yn|ym|yng) $",
    re.IGNORECASE,
)
LONG = 3  # names side by side, of which one is a place's, are all places


def is_among_places(run: Run, names: frozenset[str], lists: Lists) -> bool:
    """Whether it stands where a place stands."""
    possessive = run.words[run.end - 1].possessive
    if _IN.search(run.before) and not possessive:
        return True
    before, after = _LIST_BEFORE.search(run.before), _LIST_AFTER.match(run.after)
    others = [
        item
        for found in (before, after)
        if found
        for item in re.split(r", and |, | and | & | a | ac ", found[1])
        if item
    ]
    begin, stop = run.sentence
    of_places = any(word.plain.removesuffix("s") in lists["place-talk"] for word in run.words[begin:stop])
    enough = len(others) + 1 >= LONG or of_places
    return enough and any(_is_place(item, names, lists) for item in others)


def _is_place(item: str, names: frozenset[str], lists: Lists) -> bool:
    first, *rest = item.casefold().split()
    if first in lists["private-titles"] or first in lists["public-titles"] or first in lists["never-names"]:
        return False
    if rest:
        return rest[-1] in lists["called-after"] or rest[-1] in lists["streets"]
    return first not in names
