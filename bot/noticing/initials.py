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
_DOTTED = re.compile(r"(?<![\w.&/@-])[A-Z]\. ?[A-Z]\.?(?: ?[A-Z]\.?)?(?![\w&/@-])(?! ?[A-Z][a-z])(?!['’]s [A-Z])")
_BARE = re.compile(r"(?<![\w.&/'’@-])([A-Z]{2,3})(?![\w&/@-]|\.\w)")
_NAMED_BEFORE = re.compile(r"(?:\b(?:the|an?|our|your|their|my|this|every|each|new|any|no|two|of\ the|per)) ?\(?$")
_MET = re.compile(
    r"\b(?:visited|visit to|met|met with|s/w|spoke (?:to|with)|re|rang|phoned|seeing|saw|seen|discharged|pt|notes:"
    r"|chronology for|case of|discussion on|mum of|dad of) $",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|with|for|of|on|to|from|told|asked|that|telling|let|gave|heard|what|how|when|and) $", re.IGNORECASE
)
_OF = re.compile(r"\b(?:about|with|for) $")
_NO_NOUN = re.compile(r"^(?:[.,;:!?]|['’]s\b|$| (?:and|who|that|because|when|he|she|but)\b)")
_DOES = re.compile(
    r"""^(?:['’]s\ (?:mum|mam|dad|nan|gran|carer|brother|sister|partner|flat|school|foster|placement|benefits|tenancy
        |rent|hearing|funeral|son|daughter|social\ worker|keyworker|review|eviction|case|file|appeal|claim))\b
      | ^,?\ (?:still\ (?:not|has|hasn|in|at|won|refus|wait|no)|rang
        |(?:only\ |always\ |never\ )?(?:answers|opens)|cried|lives|lived|texted|phoned|turned
        |did(?:n['’]t|\ not)\ (?:turn|want|show|come|attend|eat|sleep|engage)
        |hasn['’]t\ (?:been|had|eaten|left|slept|got)
        |moved\ (?:in|out|again|placement)|went\ (?:home|missing|into)|absconded|refus(?:es|ed|ing)|attended|disclosed
        |turns\ \d|discharged|evicted|sectioned|admitted|excluded|rehoused|arrested|missing
        |was\ (?:evicted|sectioned|discharged|admitted|excluded|placed|moved|remanded|crying|upset|born|in\ tears)
        |is\ (?:homeless|pregnant|missing|back\ (?:home|in)|in\ (?:hospital|care|custody|temp)))\b
      | ^\ at\ (?:long\ )?last\b | ^,\ who\b | ^,\ \d{1,3}\b""",
    re.VERBOSE,
)
_VERB = re.compile(
    r"^,? (?:has|had|is|was|came|called|told|says?|said|asked|wants?|wanted|needs?|needed|doesn['’]t|won['’]t|can['’]t"
    r"|couldn['’]t|will|lost|left|got|gets|missed|seems?|looked|still|who|knows?|knew|thinks?|thought|feels?|felt)\b"
)
_PERSON = re.compile(r"\b(?:he|she|his|hers?|him|ei|ganddo|ganddi|mum|dad|son|daughter|baby|hostel|flat|years old)\b")
BARE = 2  # letters that may be somebody's without dots


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
    yield from _standing_alone(text, lists)


def _standing_alone(text: str, lists: Lists) -> Iterator[Span]:
    """R.W. with their dots; JT where what is said is said of people."""
    yield from (found.span() for found in _DOTTED.finditer(text) if not _abbreviation(found[0], lists))
    for found in _BARE.finditer(text):
        before, after = text[max(0, found.start() - FAR) : found.start()], text[found.end() : found.end() + FAR]
        if _abbreviation(found[1], lists) or _NAMED_BEFORE.search(before):
            continue
        spoken_of = _MET.search(before) or (
            _OF.search(before) and _NO_NOUN.match(after) and found[1].casefold() not in lists["perhaps-abbreviations"]
        )
        certain = _DOES.match(after) or (spoken_of and len(found[1]) == BARE)
        likely = (_VERB.match(after) or _ABOUT.search(before)) and len(found[1]) == BARE
        if certain or (likely and _PERSON.search(after)):
            yield found.span()


def _abbreviation(letters: str, lists: Lists) -> bool:
    """Whether these letters stand for a word, or are one letter alone, as in *Child A*."""
    plain = re.sub(r"[. ]", "", letters).casefold()
    return len(plain) == 1 or plain in lists["abbreviations"]
