"""Initials with something said of them: "JT, 15, looked after since he was six"."""

import re
from collections.abc import Iterator

from bot.noticing.numbers import Lists, Span

OLDEST = 110
FAR = 70  # characters in which a pronoun follows

_LETTERS = r"(?<![\w.&/-])((?:[A-Z]\.?\ ?){1,2}[A-Z]\b\.?|[A-Z]\.)(?![\w&/-])"
_AGED = re.compile(
    rf"""{_LETTERS},?\ ?[(–-]?\ ?
    (?:aged?\ |is\ |was\ |who\ is\ |s?he(?:['’]s|\ is)\ |now\ |(?:fe)?male,?\ |[MFmf],?\ )?(\d{{1,3}})(?:[MFmf]\b)?
    (?=\ ?(?: [,);.–-] | yo\b | y/o | yrs?\b | years?[ -]old | -year | oed\b | and\ (?:in|on|living|a)\b ))""",
    re.VERBOSE,
)
_NOUN = re.compile(rf"\b([\w-]+),?\ [(\"“‘']?{_LETTERS}".replace(r"(?<![\w.&/-])", ""))
_DETAIL = re.compile(
    rf"""{_LETTERS}
    (?: ,?\ (?:who|ha[sd]|is|was|live[sd]|came|told|asked|sleeps|can|can't|cannot|needs|lost|left|turned|moved|got|keeps
             |says|said|and\ (?:his|her|their)|a\ oedd|sydd|sy'n)\b
      | ,\ (?:a|the|her|his|in|at|from|living|mum|dad|mother|father|single|pregnant|looked|known|on|non|male|female)\b
      | \ \((?:\d|ex|mum|dad|male|female) )""",
    re.VERBOSE,
)
_PERSON = re.compile(r"\b(?:he|she|his|hers?|him|ei|ganddo|ganddi|mum|dad|son|daughter|baby|hostel|flat|years old)\b")


def notice_initials(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that looks like somebody's initials with a detail of theirs."""
    for found in _AGED.finditer(text):
        if not _abbreviation(found[1], lists) and int(found[2]) < OLDEST:
            yield found.span()
    for found in _NOUN.finditer(text):
        if (found[1] == "person" or found[1].casefold() in lists["residents"]) and not _abbreviation(found[2], lists):
            yield found.span()
    for found in _DETAIL.finditer(text):
        dotted = found[1].count(".") > 1
        if not _abbreviation(found[1], lists) and (dotted or _PERSON.search(text[found.end() : found.end() + FAR])):
            yield found.span(1)


def _abbreviation(letters: str, lists: Lists) -> bool:
    """Whether these letters stand for a word, or are one letter alone, as in *Child A*."""
    plain = re.sub(r"[. ]", "", letters).casefold()
    return len(plain) == 1 or plain in lists["abbreviations"]
