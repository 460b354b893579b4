"""Somebody known by being the only one, or the retired one, of their kind in a named place."""

import re
from collections.abc import Iterator

from bot.noticing.numbers import Lists, Span

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]+)*")
_BETWEEN = r"((?:[^\W\d_][\w'’-]*[ ]){0,4}[^\W\d_][\w'’-]*)"
_THE_ONE = re.compile(
    rf"\b(?:the|our|their|its|that|only|yr|y)\ (?P<one>only|sole|last|lone|single|one|former|retired|ex|old|oldest"
    rf"|youngest|village|local|unig|olaf|hen)[ -](?:remaining\ |surviving\ )?{_BETWEEN}",
    re.VERBOSE | re.IGNORECASE,
)
_FEW = re.compile(
    rf"\b(?:only|just)\ (?:two|three|four|a\ couple\ of|a\ handful\ of)\ {_BETWEEN}", re.VERBOSE | re.IGNORECASE
)
_OF_THE_PLACE = re.compile(r"\b[Tt]he (?:[\w-]+ )?([a-z-]+)\b")
_RUNS = re.compile(
    r"""\b(?:lady|woman|man|couple|family|chap|bloke|fella|fellow|guy|gentleman|widow|widower|lad|girl|person|brothers?
      |sisters?)\ (?:who|that|sy['’]n)\ (?:used\ to\ )?(?:runs?|ran|keeps?|kept|owns?|owned|drives?|drove
      |work(?:s|ed)?\ (?:in|at)|rhedeg|cadw)
    \ (?:the|y|yr)\ (?:only\ |last\ |village\ |local\ |old\ |unig\ )?(?:shop|stores?|pub|inn|post\ office|garage
      |chip\ shop|chippy|caf[eé]|b&b|bakery|butchers?|school\ bus|bus|ferry|mill|forge|surgery|petrol\ station|farm
      |kiosk|siop|dafarn)
    \b""",
    re.VERBOSE | re.IGNORECASE,
)
_PLACE = re.compile(
    r"""\b(?i:in|at|on|of|from|near|outside|above|below|up|yn|ym|yng|ar|o)\ (?:the\ |y\ |yr\ )?
    ([A-ZŴŶ][\w'’-]{2,}(?:[ -](?:[A-ZŴŶ][\w'’-]+|y|yr|upon|under|le|on|in)(?![\w]))*)""",
    re.VERBOSE,
)
_SMALL_PLACE = re.compile(
    r"\b(?:in|at|near|outside) (?:nether|upper|lower|over|little|great|much|long|high|low|old|new|north|south|east"
    r"|west|st|market|chapel|kirk|llan\w+|aber\w+|cwm|glen|inver\w+) ?[a-z-]{4,}\b"
    r"|\b(?:in|at) [a-z]+-(?:on|in|upon|under|le|y|by|cum|next)-[a-z-]+\b"
)
_USED_TO_BE = re.compile(
    r"\b(?:used to be|was|had been|is|been) (?:the|our|their) ([a-z-]+)(?: [a-z]+)? (?:in|at|of|on|for) [A-Z]"
    r"|\b[Tt]he ([a-z-]+)['’]s (?:widow|widower|wife|husband|son|daughter|mother|father|partner|sister|brother)\b"
)
_EVERYBODY_KNOWS = re.compile(
    r"\b(?:everyone|everybody|the whole (?:village|street|island|estate)|nobody) "
    r"(?:(?:in|on|at|round) [^.!?\n]{2,30} )?(?:will |would |won['’]t )?knows? (?:exactly )?"
    r"(?:the (?:man|woman|lady|family|couple|lad|girl|house)|who|him|her)\b"
    r"|\bknows? (?:exactly )?who (?:I mean|it is|that is|he is|she is|they are)\b",
    re.IGNORECASE,
)
_ANY_SMALL_PLACE = re.compile(
    r"\b(?:in|at|on) (?!(?:the|an?|our|my|his|her|this|that|their|its|town|work|care|bed|hospital|school|temp"
    r"|temporary|need|arrears|tears|fact|time|crisis|debt|there|here|one|total|case|person|particular|social|housing|private"
    r"|supported|sheltered|all|any|both|every|each|which|what|and|for|it|me|us|them|him|line|charge|top|call|duty|leave)\b)[a-z]{4,}"
)
_ALWAYS = frozenset({"only", "oldest", "youngest", "sole", "last", "lone", "single", "one", "unig", "olaf"})


def notice_small_places(text: str, lists: Lists, places: frozenset[str]) -> Iterator[Span]:
    """The only Syrian family in Llanfechan; the retired lollipop man in Trawley; not the only officer in Leeds."""
    for sentence in _SENTENCE.finditer(text):
        yield from (found.span() for found in _EVERYBODY_KNOWS.finditer(text, *sentence.span()))
        if not _in_a_small_place(sentence[0], lists, places):
            continue
        for found in _RUNS.finditer(text, *sentence.span()):
            yield found.span()
        yield from _of_the_place(text, sentence.span(), lists)
        for found in _FEW.finditer(text, *sentence.span()):
            length = _to_somebody(found[1], "only", lists)
            if length:
                yield found.start(), found.start(1) + length
        for found in _THE_ONE.finditer(text, *sentence.span()):
            length = _to_somebody(found[2], found["one"].casefold(), lists)
            if length:
                yield found.start(), found.start(2) + length
        for found in _USED_TO_BE.finditer(text, *sentence.span()):
            if (found[1] or found[2]) in lists["livelihoods"]:
                yield found.span()


def _of_the_place(text: str, within: Span, lists: Lists) -> Iterator[Span]:
    """The chapel caretaker, who can't heat his own house."""
    sentence = set(re.findall(r"[\w'’-]+", text[slice(*within)].casefold()))
    if sentence & {"his", "her", "he", "she"} and sentence & (lists["details"] | {"own"}):
        for found in _OF_THE_PLACE.finditer(text, *within):
            if found[1] in lists["livelihoods"] - {"driver", "teacher", "headteacher", "gp", "nurse", "household"}:
                yield found.span()


def _to_somebody(phrase: str, one: str, lists: Lists) -> int:
    """How long "Syrian family" is within "Syrian family in the valley"; 0 where it leads to nobody, or to an office."""
    length = 0
    for word in phrase.split(" "):
        length += len(word) + 1
        plain = re.sub(r"['’]s$", "", word.casefold())
        works = plain in lists["livelihoods"]
        if works or (one in _ALWAYS and _is_somebody(plain, lists)):
            return length - 1
        if plain in lists["roles"] or plain in lists["between"] or plain in lists["public-titles"]:
            return 0
    return 0


def _is_somebody(plain: str, lists: Lists) -> bool:
    return plain in lists["residents"] or plain.removesuffix("s") in lists["residents"]


def _in_a_small_place(sentence: str, lists: Lists, places: frozenset[str]) -> bool:
    """Whether a place is named that is no council's and no country."""
    if sentence == sentence.casefold():
        return bool(_SMALL_PLACE.search(sentence) or _ANY_SMALL_PLACE.search(sentence))
    named = (found[1] for found in _PLACE.finditer(sentence))
    return any(_is_small(place.casefold(), lists, places) for place in named)


def _is_small(place: str, lists: Lists, places: frozenset[str]) -> bool:
    first = place.split(maxsplit=1)[0]
    return place not in places and first not in lists["large-places"] and first not in lists["never-names"]
