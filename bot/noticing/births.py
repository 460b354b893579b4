"""When somebody was born: a date after *dob*, *born* or *her eighteenth*, in numbers or in words, and any old date."""

import re
from collections.abc import Iterator

from bot.noticing.numbers import Lists, Span

BORN_BEFORE = 2015  # a date of numbers alone, from before then, is somebody's birth more often than a meeting

_MONTH = (
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
    r"|ion|chwef|mawrth|fawrth|ebrill|mai|fai|meh|feh|gorff|orff|awst|medi|fedi|hyd|tach|dach|rhag|rag)[a-z]*"
)
_TENTH = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|cyntaf|ail|trydydd|pedwerydd|pumed|chweched"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th|af|il|ydd|ed|fed)?|{_TENTH})"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS = rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]{_ONES})?"
_YEAR = rf"(?:\d{{4}}|['’]?\d{{2}}|(?:(?:nineteen|twenty)[ -])?{_TENS})"
_AGES = rf"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{{3,5}}teen|{_TENS})"
_NUMERIC = (
    r"(?:\d{1,2}\ ?[/.-]\ ?\d{1,2}\ ?[/.-]\ ?(?:\d{4}|\d{2})|\d{4}[-/.]\d{2}[-/.]\d{2}|\d{2}\ \d{2}\ (?:\d{4}|\d{2}))"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\ (?:the\ )?)?"
_DATE = rf"""(?: {_NUMERIC}
    | {_WEEKDAY}{_DAY}\ (?:day\ )?(?:of\ |o\ )?(?:the\ )?(?:{_MONTH}|{_TENTH})(?:,?\ (?:of\ )?{_YEAR})?
    | {_MONTH}\ (?:the\ )?{_DAY}\b(?:,?\ {_YEAR})?
    | {_MONTH},?\ (?:of\ )?(?:19|20)\d\d
    | (?:boxing|christmas|new\ year['’]?s|midsummer|valentine['’]?s|bonfire|mid)\ ?(?:day|eve|night)(?:,?
      \ {_YEAR})? )"""

_BORN = re.compile(
    rf"""(?: \b(?: d\.?\ ?[o/]\.?\ ?b\b\.? | dates?\ of\ birth | birth\ ?(?:date|day) | born
            | dyddiad\ geni | [gn]?g?anwyd | ganed | g?eni | pen-?blwydd )
        [^.;!?\d]{{0,24}}? (?<!\d)\b
      | \b(?:(?:turn(?:s|ed|ing)?|troi['’]n)\ (?:\d{{1,3}}|\w+)|(?:be|is|was)\ (?:\d{{1,3}}|{_AGES}))\ (?:on|ar)
        \ (?:the\ )?
      | (?:\b(?:his|her|their)|['’]s)\ (?:\d{{1,3}}(?:st|nd|rd|th)|{_TENTH}|{_TENS}|\w+tieth)\ (?:(?:is|was|falls)
        \ )?on\ (?:the\ )?
      | \bbaby,\ ) {_DATE}(?!\d)
      | (?: \b(?:s?he|they|nhw|hi|fe|fo|ef)(?:['’](?:s|re)|\ is|\ are|\ was|\ were|\ yw)(?:\ only|\ just|\ now)?[ ]
      | \b(?:fe)?male,?\ \(? ) {_NUMERIC}(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_THING = re.compile(r"\b([\w-]+)\ (?:was|is|were|are|been|being|got)?\ ?$", re.IGNORECASE)
_OLD_DATE = re.compile(
    r"""(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)(?![\d/-]) | (?<![\d-])(19\d\d)-\d\d-\d\d(?!\d)
      | (?<![\w/.-])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[012])/([3-9]\d)(?![\w/])""",
    re.VERBOSE,
)


def notice_births(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that looks like the date of a birth, save that of an idea or a service."""
    for found in _BORN.finditer(text):
        thing = _THING.search(text[: found.start()])
        if thing is None or thing[1].casefold() not in lists["born-without-a-birthday"]:
            yield found.span()
    for found in _OLD_DATE.finditer(text):
        if int(found[1] or found[2] or f"19{found[3]}") < BORN_BEFORE:
            yield found.span()
