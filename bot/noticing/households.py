"""Whole households by their surname, and people by what they are called: the Okekes, "Duchess", the Contessa."""

import re
from collections.abc import Iterator

from bot.noticing.lexicon import Lexicon, shaped_like_surname
from bot.noticing.numbers import Span

_SURNAME = r"((?:Mc|Mac|O['’])?[A-Z][a-z’']+(?:-[A-Z][a-z’']+)?)"
_THE_FAMILY = re.compile(
    rf"""\b(?:[Tt]he|[td]h?eulu(?:['’]r)?)\ {_SURNAME}
    (?: s\b(?=,\ (?!the\b)[A-Z][a-z]+\ (?:and|&)|\ (?:at|from|in|of|have|had|were|are|who|on|next|live)\b)
      | \ (?:family|household|children|kids|boys|girls|twins|brothers|sisters|baby)\b )""",
    re.VERBOSE,
)
_THE_PLURAL = re.compile(rf"\b[Tt]he {_SURNAME}e?s(?:['’])?(?= [a-z]|[.,;:!?]|$)")
_FAMILY_OF = re.compile(rf"\b{_SURNAME} (?:family|household|twins|brothers|sisters)\b")
_KNOWN_AS = re.compile(
    r"\b(?:lady|man|woman|bloke|chap|lad|guy|fella|boy|girl|gent|gentleman|regular|resident|tenant)\b[^.!?\n]{0,40}"
    r"\b(?:calls?|called the|known as|knows? as) (?:him |her )?(?:the |as )?[\"“‘]?([A-Z]\w+)|\breal names?\b"
)
_QUOTED_NAME = re.compile(
    r"[\"“‘]([A-Z][\w ]{2,20})[,]?[\"”’],? (?:as|is what|was what|that['’]s what) [^.!?]{0,40}\bcalls?\b"
)


def notice_households(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Every stretch that names a family, and every nickname that is said to be one."""
    for found in _THE_FAMILY.finditer(text):
        given = lexicon.is_given(f"{found[1].casefold()}s")  # the Francis report
        if not given and _is_family(found, lexicon):
            yield found.span()
    for found in (*_THE_PLURAL.finditer(text), *_FAMILY_OF.finditer(text)):
        plain = found[1].casefold()
        surname = any(map(lexicon.is_surname, (plain, plain.removesuffix("e")))) or shaped_like_surname(found[1])
        if surname and _is_family(found, lexicon):
            yield found.span()
    for pattern in (_KNOWN_AS, _QUOTED_NAME):
        yield from (found.span() for found in pattern.finditer(text))


def _is_family(found: re.Match[str], lexicon: Lexicon) -> bool:
    return lexicon.may_be_surname(found[1].casefold()) and not lexicon.called_after(found.string[found.end() :])
