"""Where somebody lives: a number and a street, a flat, "the family at number 9"; in English and Welsh."""

import re
from collections.abc import Iterator

from bot.noticing.numbers import Lists, Span

_NUMBER = r"(?<![\w£$€/.,:-])(?:(?i:no\.?|number|rhif|flat|apartment|apt\.?|fflat)\ ?)?\d{1,4}[a-hA-H]?,?\ "
_NAME = r"[A-ZŴŶ][\w'’.-]*"

_ENGLISH = re.compile(rf"{_NUMBER}({_NAME}(?:\ [A-Za-z][\w'’-]*){{1,3}})")
_ROOM = re.compile(r"\b(?:room|unit|suite|bus|route|desk|bay) $", re.IGNORECASE)
_SMALL = re.compile(
    rf"""(?<=\bat\ |\bin\ |\bof\ ) {_NUMBER}
    ((?:[a-z'’-]+\ ){{1,2}} (?:road|rd|street|avenue|ave|lane|close|crescent|terrace|grove))\b""",
    re.VERBOSE,
)
_WELSH = re.compile(rf"{_NUMBER}([^\W\d_]+)\ (?:(?:y|yr|o|ar|uchaf|isaf)\ )?{_NAME}(?:\ {_NAME})*")
_FLAT = re.compile(
    rf"""\b(?i:flat|apartment|apt\.?|bedsit|fflat)\ ?(?:no\.?\ ?|number\ ?)?(?:\d{{1,4}}[a-hA-H]?|[A-H])\b,?
    (?:\ (?:at|in|on|yn))?(?:\ (?:the|y|yr))?\ (?:\d{{1,4}}[a-h]?,?\ )?{_NAME}(?:\ {_NAME})*""",
    re.VERBOSE,
)
_AT_NUMBER = re.compile(
    r"""\b([\w-]+)(?:\ \w+)?\ (?:at|from|in|yn)\ (?:no\.?|number|rhif|flat|fflat)\ ?\d{1,4}[a-h]?\b
      | \bliv(?:es?|ed|ing)\ (?:at|in)\ (?:no\.?|number|flat)\ ?\d{1,4}[a-h]?\b""",
    re.VERBOSE | re.IGNORECASE,
)


def notice_addresses(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that looks like an address with its number."""
    for found in _ENGLISH.finditer(text):
        if _ROOM.search(text[: found.start()]):
            continue
        length = _to_the_street(found[1], lists)
        if length:
            yield found.start(), found.start(1) + length
    for found in _SMALL.finditer(text):
        if lists["of-everybody"].isdisjoint(found[1].split()):
            yield found.span()
    for found in _WELSH.finditer(text):
        if found[1].casefold() in lists["welsh-streets"]:
            yield found.span()
    yield from (found.span() for found in _FLAT.finditer(text))
    for found in _AT_NUMBER.finditer(text):
        if not found[1] or found[1].casefold().removesuffix("s") in lists["residents"]:
            yield found.span()


def _to_the_street(names: str, lists: Lists) -> int:
    """How long "Old Mill Lane" is within "Old Mill Lane and then"; 0 where it is no street, or everybody's."""
    words = names.split(" ")
    for at, word in enumerate(words[1:], 1):
        if word.casefold() in lists["streets"]:
            known = {one.casefold() for one in words[:at]}
            return len(" ".join(words[: at + 1])) if lists["of-everybody"].isdisjoint(known) else 0
        if not word[0].isupper():
            return 0
    return 0
