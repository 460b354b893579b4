"""A home told in words: "number 14 on Ashby Close", "the flat above the chip shop in Mill Lane", "Rowan Cottage"."""

import re
from collections.abc import Iterator

from bot.noticing.numbers import Lists, Span

_NUMBER = r"(?i:no\.?|number|rhif|flat|fflat)\ ?\d{1,4}[a-hA-H]?"
_STREET = r"""(?:[A-ZŴŶ][\w'’-]*\ ){1,3}
    (?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Way|Court|Crescent|Cres|Terrace|Gardens|Grove|Walk|Mews|Row|Rise
     |Place|Square|View|Green|Hill|Parade|Fold|Croft|Yard|Bank|Park|Estate)\b"""
_WELSH = r"""(?:Stryd|Heol|Hewl|Ffordd|Lôn|Lon|Rhes|Maes|Faes|Clos|Glos|Teras|Deras|Bryn|Fryn|Rhodfa|Cilgant|Trem|Stad)
    \ (?:(?:y|yr|o|ar)\ )?[A-ZŴŶ][\w'’-]*(?:\ [A-ZŴŶ][\w'’-]*)?"""
_WAY = rf"(?:{_STREET}|{_WELSH})"
_DWELLING = r"(?:house|flat|bungalow|cottage|maisonette|terrace|semi|bedsit|caravan|home|tŷ|fflat|byngalo)"
_SPELLED = r"""(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven
    |eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh
      |nine)teen)"""

_CERTAIN = re.compile(
    rf"""\b{_NUMBER},?\ (?:on|in|at|of|along|down|up|ar|yn|o)\ (?:the\ )?{_WAY}
      | \b{_WAY}(?:\ and\ {_WAY})?,?\ (?:at\ )?{_NUMBER}\b
      | \b(?i:(?:at|of|from|outside|to|number|no\.?)\ {_SPELLED}),?\ {_WAY}(?!\ (?:banks|shops|stores|pubs|schools
        |offices|firms))
      | (?:^|(?<=[.!?;:]\ ))(?i:{_SPELLED})\ {_WAY}(?=[,.]|\ (?:is|was|has|had|again|where)\b)
      | \b(?:scheme|block|hostel|tower|house|court),?\ (?:[\w'’-]+\ ){{0,2}}?flat\ \d{{1,3}}[a-h]?\b
      | \b(?:at|of|from|outside|to|in|number|no\.?)\ \d{{1,4}}[a-h]?,?\ [Tt]he\ [A-Z][\w'’-]+
      | \b(?:{_DWELLING}|shop|chippy|liv(?:es?|ed|ing))\ (?:that['’]s\ |which\ is\ )?(?:above|over|on\ the\ corner|at
        \ the\ (?:end|top|bottom|far\ end)|next\ (?:to|door)
            |opposite|behind|with\ the|beside|uwchben|ar\ gornel)\ (?:(?!\ )[\w'’-]+\ ){{0,7}}?{_WAY}
      | \b(?:end|corner|last|first|middle|only)\ {_DWELLING}\ (?:on|in|at|of|off|down|along|yn|ar)\ (?:the\ )?{_WAY}
      | \b(?:end|corner|last|first|middle|only)\ {_DWELLING}\ (?:on|in|at)\ [A-Z][\w'’-]+
      | \b{_DWELLING}\ (?:at\ the\ (?:end|top|bottom)|on\ the\ corner)\ of\ (?:[a-z'’]+\ ){{1,2}}(?:lane|road|rd|street
        |close|row|avenue|ave|terrace|hill|drive|grove|crescent)\b
      | \b(?:[A-Z][\w'’-]+\ ){{1,2}}(?:Cottage|Lodge|Farm|Farmhouse|Barn|Bungalow|Villa|Croft|Rectory|Vicarage),?
            \ (?:in\ |on\ |off\ )?(?:{_STREET}|{_WELSH})
      | \b(?:T|D|Nh|Th)ŷ\ [\w'’-]+(?:\ [A-Z][\w'’-]+)?,\ {_WELSH}
      | \b(?i:plot|pitch|caravan|chalet|mooring|berth|bedsit)\ (?:no\.?\ |number\ )?\d{{1,3}}[a-h]?,?\ (?:at|on|in)
        \ (?:the\ )?[A-Z][\w'’-]+
      | (?<![\w£$€/.,:-])\d{{1,3}}[a-h]\ [a-z'’]{{3,}}(?:\ [a-z'’]{{3,}})?\ (?:road|rd|street|st|avenue|ave|lane|close
        |terrace|grove|drive)\b
      | (?<![\w£$€/.,:-])\d{{1,4}}\ [a-z'’]{{3,}}\ (?:rd|ave|avenue|cres|crescent|tce|terrace|grove|gdns)\b
      | ^\d{{1,3}}\ [a-z'’]{{3,}}\ (?:road|rd|street|st|avenue|ave|lane|close|terrace|grove)\b""",
    re.VERBOSE | re.MULTILINE,
)
_WITH_SOMEBODY = re.compile(
    rf"""\b(?i:top|ground|first|second|third|fourth|fifth|sixth|\d{{1,2}}(?:st|nd|rd|th))[ -](?:floor|landing)(?:
      \ flat)?
            (?:,|\ of|\ in|\ at|\ on)\ (?:the\ )?(?:[A-Z][\w'’-]+\ ){{1,3}}(?:Court|House|Tower|Towers|Heights|Point
              |Mansions|Buildings|Flats)\b
      | \b(?:[A-Z][\w'’-]+\ ){{1,2}}(?:Cottage|Farm|Farmhouse|Bungalow)\b
      | \b(?:[A-Z][\w'’-]+\ ){{1,2}}(?:House|Court|Lodge),?\ (?:in\ |on\ |off\ )?(?:{_STREET}|{_WELSH})
      | \b(?i:room)\ \d{{1,3}},?\ (?:at|in|of)\ (?:the\ )?(?:[A-Z][\w'’-]+\ ?){{1,3}}
      | \b[Tt]he\ [A-Z][\w'’-]+,\ (?:{_STREET}|{_WELSH})
      | \b(?:Bwthyn|Tyddyn|Fferm|Hafod|T[yŷ])\ [A-ZŴŶ][\w'’-]+(?:\ [A-ZŴŶ][\w'’-]+)?""",
    re.VERBOSE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]+)*")
_SOMEBODY = re.compile(
    r"\b(?:s?he|s?he['’]s|his|her|him|hi|ei|lives?|lived|living|knock(?:ed|ing)?|moved|byw|rents?"
    r"|visit(?:ed)? (?:to|at))\b",
    re.IGNORECASE,
)


def notice_homes(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that leads to one home; a house by its name alone only where somebody is spoken of with it."""
    for found in _CERTAIN.finditer(text):
        if not _everybody_s(found[0], lists):
            yield found.span()
    for sentence in _SENTENCE.finditer(text):
        words = {word.removesuffix("s") for word in re.findall(r"\w+", sentence[0].casefold())}
        if _SOMEBODY.search(sentence[0]) or words & lists["residents"]:
            for found in _WITH_SOMEBODY.finditer(text, sentence.start(), sentence.end()):
                if not _everybody_s(found[0], lists):
                    yield found.span()


def _everybody_s(stretch: str, lists: Lists) -> bool:
    """A community house, a school's field, "in may close"."""
    return not lists["of-everybody"].isdisjoint(re.findall(r"[\w-]+", stretch.casefold()))
