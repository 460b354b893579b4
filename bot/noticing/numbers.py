"""Numbers of one person: postcodes, telephones, NHS and National Insurance numbers, mailboxes.

Each function finds stretches (start, end) of a text. Numbers of the public, such as 999 or an 0300 line, are nobody's.
"""

import re
from collections.abc import Iterator, Mapping

from bot.noticing.offices import is_an_office_s, is_of_an_office

Lists = Mapping[str, frozenset[str]]
Span = tuple[int, int]

PUBLIC_LINES = ("0300", "0303", "0330", "0333", "0343", "0344", "0345", "0370", "0800", "0808", "0844", "0845")
NO_INSURANCE = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})  # never given out
NHS_DIGITS = 10

_POSTCODE = re.compile(
    r"""(?<![\w/-]) (?: GIR\ ?0AA
      | [A-PR-UWYZ] (?: \d{1,2} | \d[A-HJKPSTUW] | [A-HK-Y]\d{1,2} | [A-HK-Y]\d[ABEHMNPRV-Y] )
        [\ \u00a0-]{0,2} (\d[ABD-HJLNP-UW-Z]{2}) ) (?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_POSTCODE_APART = re.compile(
    r"""(?<![\w/-])[A-PR-UWYZ][ -]?[A-HK-Y]?[ -]?\d[ -]?\d?[ -]{1,3}\d[ -]?[ABD-HJLNP-UW-Z][ -]?[ABD-HJLNP-UW-Z](?!
      [\w-])
      | (?<![\w/-])[a-z]{1,2}\d{1,2}[ ]\d[ ](?!an|as|at|be|by|he|we|up|us|st|nd|rd|th|ha)[abd-hjlnp-uw-z]{2}\b
      | (?<![\w/-])[A-Za-z]{1,2}(?:[OoIl]\d|\d[OoIl])[ ]?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}\b
      | \b[Pp]ost\ ?code[ ]\W*(?:is|was|of)?[ ]?[A-Za-z]{1,2}[ -]?\d[\dA-Za-z]?[ -]{0,3}\d[ -]?[A-Za-z][ -]?
        [A-Za-z]\b""",
    re.VERBOSE,
)
_PHONE = re.compile(r"(?<![\w£$€.,:/-])(?:\+|00)?\(?\d(?:[ \u00a0.()-]{0,2}\d){8,13}(?![\w/]|[.,:-]\d)")
_SLASHED = re.compile(r"(?<![\w/])07\d{3}/\d{3}/?\d{3}(?![\w/])")
_LOCAL = re.compile(
    r"""\b(?:tel|mob|mobile|landline|phone|phone\ number|ffôn|ring\ (?:her|him|them|mum|dad)\ on)\.?[ :(]{1,3}
    (?:is\ |on\ )?
    ((?!(?:19|20)\d\d\b)\d{3,4}[ -]?\d{3,4})(?![\w%]|[,/ -]\d|\ \w+s\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE_AHEAD = re.compile(r"\(?\d{1,2}[.-]\d{1,2}[.-]\d{2,4}\b")
_NATIONAL_INSURANCE = re.compile(
    r"""(?<!\w)(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:[ .-]{0,3}\d{2}){3}[ .-]{0,3}[A-D](?!\w)
      | \b(nino|n\.?i\.?|nat(?:ional)?\ ins(?:urance)?|yswiriant(?:\ gwladol)?)(?:\ no\b\.?|\ number|\ num)?
        [^\d.;!?]{0,24}?
        \b[A-Z]{2}(?:[ .-]{0,3}\d){6}""",
    re.VERBOSE | re.IGNORECASE,
)
_NHS = re.compile(
    r"""\b(?:(?:rhif\ (?:y\ )?)?(?:NHS|GIG)|(?:patient|hospital|claf)\ (?=no|num|id|rhif))\W+
        (?:no\b\.?|number|num|nr|id|rhif)?[\s:\#]*(?:is\ |was\ |of\ |yw\ )?\d(?:[ .-]?\d){7,10}\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PROVIDERS = r"(?:gmail|googlemail|hotmail|yahoo|icloud|btinternet|aol|protonmail|talktalk|outlook\.com|live\.co)"
_EMAIL = re.compile(
    rf"""(?<![\w.+-])([\w.+'-]+)
    (?: \ ?@\ ? | \ ?[(\[{{]\ ?at\ ?[)\]}}]\ ? | \ at\ (?=\S+\ dot\ |{_PROVIDERS}) | (?<=\d)\ at\ (?=\S+\.\w) )
    (?: [\w-]+(?: (?: \ ?\.\ ?(?=\w) | \ ?[(\[{{]\ ?dot\ ?[)\]}}]\ ? | \ dot\ ) [\w-]+ )+ | {_PROVIDERS}\b )""",
    re.VERBOSE | re.IGNORECASE,
)


def notice_numbers(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that looks like a number or an address of somebody's."""
    yield from _postcodes(text)
    yield from _telephones(text, lists)
    yield from _labelled(text)
    yield from _mailboxes(text, lists)
    for found in _NATIONAL_INSURANCE.finditer(text):
        if found[0][:2].upper() not in NO_INSURANCE or found[1]:
            yield found.span()
    yield from (found.span() for found in _NHS.finditer(text))


def _postcodes(text: str) -> Iterator[Span]:
    """Whole ones: half of one, such as LS11, is a district. In small letters "b1 2nd" is none."""
    for found in _POSTCODE.finditer(text):
        ordinal = (found[1] or "").endswith(("st", "nd", "rd", "th"))
        capitals = found[0] == found[0].upper()
        if capitals or (not ordinal and " " in found[0].strip()) or found[0][-2:].isupper():
            yield found.span()
    yield from (found.span() for found in _POSTCODE_APART.finditer(text))


def _telephones(text: str, lists: Lists) -> Iterator[Span]:
    """Telephones that are somebody's own, and NHS numbers, which look alike."""
    for found in _PHONE.finditer(text):
        if _DATE_AHEAD.match(found[0]):
            continue
        digits = re.sub(r"\D", "", found[0])
        british = re.sub(r"^(?:0044|44)0?", "0", digits) if found[0].startswith(("+", "00")) else digits
        line = re.fullmatch(r"0[127]\d{8,10}", british) or re.fullmatch(r"\(?7[1-57-9]\d\d[ .-]?\d[\d .-]*", found[0])
        abroad = found[0].startswith("+") and not digits.startswith("44")
        if british.startswith(PUBLIC_LINES) or is_of_an_office(text, *found.span(), lists):
            continue
        if line or abroad or is_nhs_number(digits):
            yield found.span()


def _labelled(text: str) -> Iterator[Span]:
    """What needs a word such as *mobile* beside it, or is written with strokes."""
    yield from (found.span() for found in _SLASHED.finditer(text))
    yield from (found.span(1) for found in _LOCAL.finditer(text))


def is_nhs_number(digits: str) -> bool:
    """Whether these are ten digits of which the last is the check digit: weights 10 to 2, modulo 11."""
    if len(digits) != NHS_DIGITS:
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(digits[:-1], range(10, 1, -1), strict=True))
    return (11 - weighted % 11) % 11 == int(digits[-1])


def _mailboxes(text: str, lists: Lists) -> Iterator[Span]:
    """E-mail addresses, save those that are read by whoever is in the office."""
    for found in _EMAIL.finditer(text):
        if not is_an_office_s(found[1], found[0], text[: found.start()], lists):
            yield found.span()
