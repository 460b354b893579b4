"""Codes of one person: the number of a case, an account or a tenancy, and the plates of a car."""

import re
from collections.abc import Iterator, Sequence

from bot.noticing.numbers import Lists, Span

CASE_DIGITS = 4  # at least, after a word such as *case*

_SAID = re.compile(
    r"""(?<![\w-])([A-Za-z-]+) (?:[ -](file|case|record|account|application|claim|tenancy|rent|crime))?
    \ *(?P<label> no\b\.? | nos\b\.? | number | num | nr | ref\b\.? | reference | id\b | rhif | cyfeirnod )?
    (?:\ (?:is|was|yw|oedd)\b)? [\ =.,:\#(]*
    (?P<code> (?=[A-Z\d/-]*\d) [A-Z]{0,6}[/-]?[A-Z\d]*(?:[/-][A-Z\d]+)* ) (?![\w%]|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID_FAR = re.compile(
    r"""(?<![\w-])([A-Za-z-]+)(?:\ (?:no\b\.?|number|ref\b\.?|reference|id\b))?(?:\ for\ (?:[\w'’-]+\ ){1,7}(?:is|was))?
    [\ :,(]{1,3} ([A-Z]{1,6}\ \d{3,}(?:[/-][A-Z\d]+)*)(?![\w%]|[.,]\d)""",
    re.VERBOSE,
)
_LOG = re.compile(r"\blog\ (?:no\.?\ |number\ )?\d{1,5}\ of\b", re.IGNORECASE)
_ALONE = re.compile(
    r"""(?<![\w/-]) (?: (?:[A-Z]{1,6}|[A-Z]{1,3}\d{1,2})(?:[/-]\d{2,4})?[/-]\d{3,}(?:[/-][A-Z\d]+)*
      | [A-Z]{1,5}\d{5,}[A-Z]? | (?:19|20)\d\d-\d{5,} | \d{2,4}/\d{4,}/[A-Z\d]+ | \#\d{4,} ) (?![\w/-])""",
    re.VERBOSE,
)
_YEARS = re.compile(r"[A-Z]*[ /-]?(?:19|20)\d\d(?:[/-](?:\d\d|20\d\d))?")
_PLANNING = re.compile(r"/(?:FUL|FULL|OUT|LBC|HOU|RES|ADV|TPO|REM|COU|MAJ)$")
_COUNTED = re.compile(r" (?:people|pounds|families|households|calls|of|cases|times|a year)\b")
_NEW_PLATE = re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}[ -]?(?:0[1-9]|[127]\d|5[1-9]|6\d)[ -]?[A-HJ-PR-Z]{3}(?![\w-])")
_ANY_PLATE = re.compile(
    r"""(?<![\w-])(?: [A-HJ-PR-Y]{2}[ -]?\d{2}[ -]?[A-HJ-PR-Z]{3} | [A-HJ-NPR-TV-Y][ -]?(?:\d{2,3}[ -]?|\d[ -])[A-Z]{3}
      | [A-Z]{3}[ -]?\d{2,3}[ -]?[A-HJ-NPR-TV-Y] | [A-Z]{1,3}Z\ ?\d{2,4} )(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
_FINANCIAL_YEAR = "FY"
_TELEPHONE = re.compile(r"0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b")


def notice_codes(text: str, lists: Lists) -> Iterator[Span]:
    """Every stretch that looks like a case's number or a car's plates."""
    if any(map(str.isdigit, text)):
        yield from _cases(text, lists)
        yield from _plates(text, lists)


def _cases(text: str, lists: Lists) -> Iterator[Span]:
    for found in _SAID.finditer(text):
        code, word = found["code"].strip("/-"), found[1].casefold()
        named = found[2] or word in lists["case-words"] or (found["label"] and _is_noun(word, lists))
        if (
            named
            and sum(map(str.isdigit, code)) >= CASE_DIGITS
            and not _COUNTED.match(text, found.end())
            and not _TELEPHONE.match(text, found.start("code"))
            and not _of_the_office(code, text[: found.start()], lists)
        ):
            yield found.span()
    for found in _SAID_FAR.finditer(text):
        if found[1].casefold() in lists["case-words"] and not _of_the_office(found[2], text[: found.start()], lists):
            yield found.span()
    yield from (found.span() for found in _LOG.finditer(text))
    for found in _ALONE.finditer(text):
        if not _of_the_office(found[0], text[: found.start()], lists):
            yield found.span()


def _is_noun(word: str, lists: Lists) -> bool:
    """Whether "assessment number" is somebody's, while "the number" and "charity number" are nobody's."""
    return not any(word in lists[name] for name in ("never-names", "between", "not-a-case", "of-everybody"))


def _of_the_office(code: str, before: str, lists: Lists) -> bool:
    """A budget, a standard, a report or a year rather than a case."""
    letters = re.sub(r"[^A-Z].*", "", code.upper(), flags=re.DOTALL).casefold()
    words = {re.sub(r"\W", "", word).casefold() for word in before.split()[-3:]}
    return bool(
        _YEARS.fullmatch(code)
        or _PLANNING.search(code)
        or letters in lists["not-a-case"]
        or words & lists["not-a-case"]
    )


def _plates(text: str, lists: Lists) -> Iterator[Span]:
    spoken: Sequence[str] = re.findall(r"[^\W\d_]+", text.casefold())
    pattern = _NEW_PLATE if lists["vehicles"].isdisjoint(spoken) else _ANY_PLATE
    for found in pattern.finditer(text):
        letters = re.findall(r"[a-z]+", found[0].casefold())
        if lists["not-on-a-plate"].isdisjoint(letters) and not found[0].startswith(_FINANCIAL_YEAR):
            yield found.span()
