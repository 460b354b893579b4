"""Numbers of one person: postcodes, telephones, NHS and National Insurance numbers, mailboxes, dates of birth.

Each function finds stretches (start, end) of a text. Numbers of the public, such as 999 or an 0300 line, are nobody's.
"""

import re
from collections.abc import Iterator, Mapping

Lists = Mapping[str, frozenset[str]]
Span = tuple[int, int]

PUBLIC_LINES = ("0300", "0303", "0330", "0333", "0343", "0344", "0345", "0370", "0800", "0808", "0844", "0845")
NO_INSURANCE = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})  # never given out
NHS_DIGITS = 10
BORN_BEFORE = 2015  # a date of numbers alone, from before then, is somebody's birth more often than a meeting

_POSTCODE = re.compile(
    r"""(?<![\w/-]) (?: GIR\ ?0AA
      | [A-PR-UWYZ] (?: \d{1,2} | \d[A-HJKPSTUW] | [A-HK-Y]\d{1,2} | [A-HK-Y]\d[ABEHMNPRV-Y] )
        [\ \u00a0-]{0,2} (\d[ABD-HJLNP-UW-Z]{2}) ) (?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w£$€.,:/-])(?:\+|00)?\(?\d(?:[ \u00a0.()-]{0,2}\d){8,13}(?![\w/]|[.,:-]\d)")
_DATE_AHEAD = re.compile(r"\(?\d{1,2}[.-]\d{1,2}[.-]\d{2,4}\b")
_NATIONAL_INSURANCE = re.compile(
    r"""(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ .-]?\d{2}){3}[ .-]?[A-D](?!\w)
      | \b(?:nino|ni\ (?:no\b\.?|number)|national\ insurance(?:\ no\b\.?|\ number)?)[\s:]*(?:is\ |was\ )?
        [A-Z]{2}(?:[ .-]?\d{2}){3}""",
    re.VERBOSE | re.IGNORECASE,
)
_NHS = re.compile(
    r"""\b(?:NHS|GIG)\W+(?:no\b\.?|number|num|nr|id|rhif)?[\s:\#]*(?:is\ |was\ |of\ |yw\ )?\d(?:[ -]?\d){7,10}\b
      | \brhif\ (?:y\ )?(?:GIG|NHS)[\s:]*(?:yw\ )?\d(?:[ -]?\d){7,10}\b""",
    re.VERBOSE | re.IGNORECASE,
)
_EMAIL = re.compile(
    r"""(?<![\w.+-])([\w.+'-]+)
    (?: \ ?@\ ? | \ ?[(\[{]\ ?at\ ?[)\]}]\ ? | \ at\ (?=\S+\ dot\ ) )
    [\w-]+(?: (?: \ ?\.\ ?(?=\w) | \ ?[(\[{]\ ?dot\ ?[)\]}]\ ? | \ dot\ ) [\w-]+ )+""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
    r"|ion|chwef|mawrth|fawrth|ebrill|mai|fai|meh|feh|gorff|orff|awst|medi|fedi|hyd|tach|dach|rhag|rag)[a-z]*"
)
_NUMERIC = r"(?:\d{1,2}\ ?[/.-]\ ?\d{1,2}\ ?[/.-]\ ?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
_DATE = rf"""(?: {_NUMERIC}
    | \d{{1,2}}(?:st|nd|rd|th|af|il|ydd|ed|fed)?\ (?:of\ |o\ )?{_MONTH}(?:,?\ (?:\d{{4}}|['’]?\d{{2}}))?
    | {_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})? )"""
_BORN = re.compile(
    rf"""\b(?: d\.?\ ?o\.?\ ?b\b\.? | dates?\ of\ birth | birth\ ?date | birthday | born
            | dyddiad\ geni | ganwyd | ganed | g?eni | pen-?blwydd )
        [^.;!?\d]{{0,24}}? (?<!\d){_DATE}(?!\d)
      | \b(?:s?he|they|nhw|hi|fe|fo|ef)(?:['’](?:s|re)|\ is|\ are|\ was|\ were|\ yw)(?:\ only|\ just|\ now)?
        \ {_NUMERIC}(?!\d)
      | \b(?:turn(?:s|ed|ing)?|troi['’]n)\ \d{{1,2}}\ (?:on|ar)\ (?:the\ )?{_DATE}(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_OLD_DATE = re.compile(
    r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)(?![\d/-])|(?<![\d-])(19\d\d)-\d\d-\d\d(?!\d)"
)


def notice_numbers(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that looks like a number or an address of somebody's."""
    yield from _postcodes(text)
    yield from _telephones(text)
    yield from _mailboxes(text, lists)
    for found in _NATIONAL_INSURANCE.finditer(text):
        if found[0][:2].upper() not in NO_INSURANCE:
            yield found.span()
    for pattern in (_NHS, _BORN):
        yield from (found.span() for found in pattern.finditer(text))
    for found in _OLD_DATE.finditer(text):
        if int(found[1] or found[2]) < BORN_BEFORE:
            yield found.span()


def _postcodes(text: str) -> Iterator[Span]:
    """Whole ones: half of one, such as LS11, is a district. In small letters "b1 2nd" is none."""
    for found in _POSTCODE.finditer(text):
        ordinal = (found[1] or "").endswith(("st", "nd", "rd", "th"))
        capitals = found[0] == found[0].upper()
        if capitals or (not ordinal and " " in found[0].strip()) or found[0][-2:].isupper():
            yield found.span()


def _telephones(text: str) -> Iterator[Span]:
    """Telephones that are somebody's own, and NHS numbers, which look alike."""
    for found in _PHONE.finditer(text):
        if _DATE_AHEAD.match(found[0]):
            continue
        digits = re.sub(r"\D", "", found[0])
        british = re.sub(r"^(?:0044|44)0?", "0", digits) if found[0].startswith(("+", "00")) else digits
        line = re.fullmatch(r"0[127]\d{8,9}", british) or re.fullmatch(r"\(?7[1-57-9]\d\d[ .-]?\d[\d .-]*", found[0])
        abroad = found[0].startswith("+") and not digits.startswith("44")
        if not british.startswith(PUBLIC_LINES) and (line or abroad or is_nhs_number(digits)):
            yield found.span()


def is_nhs_number(digits: str) -> bool:
    """Whether these are ten digits of which the last is the check digit: weights 10 to 2, modulo 11."""
    if len(digits) != NHS_DIGITS:
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(digits[:-1], range(10, 1, -1), strict=True))
    return (11 - weighted % 11) % 11 == int(digits[-1])


def _mailboxes(text: str, lists: Lists) -> Iterator[Span]:
    """E-mail addresses, save those that are read by whoever is in the office."""
    for found in _EMAIL.finditer(text):
        if not all(part in lists["role-mailboxes"] for part in re.split(r"[._+-]", found[1].casefold())):
            yield found.span()
