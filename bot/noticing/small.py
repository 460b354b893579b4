"""Texts typed in small letters throughout: their names are given the capitals they would have."""

import re

from bot.noticing.lexicon import Lexicon

_CAPITAL_WITHIN = re.compile(r"[^\W_] (?!I\b)[A-Z][a-z]")
_WORD = re.compile(r"(?<![\w@.'’-])[^\W\d_]{3,}(?:-[^\W\d_]{2,})?(?=['’]s\b|[ ,.;:?!)]|$)", re.MULTILINE)
_A_WORD_TOO = re.compile(
    r"""\b(?:re|with|for|about|of|from|to|saw|met|visited|rang|told|asked|and|poor|old|little|big|called)
    \ ([^\W\d_]{3,})
    (?=[:,.–-]?\ (?:s?he|hes|shes|his|her|they)\b
      |['’]?s\ (?:mum|mam|dad|nan|gran|son|daughter|brother|sister|kids|husband|wife|carer|flat|benefits|rent|house)\b
      |\ (?:who|has|had|rang|told|asked|said)\b)""",
    re.VERBOSE,
)
_SURNAME = re.compile(
    r"""\ ([^\W\d_][\w-]{3,})(?=['’]s\b|[,.]
      |\ (?:who|has|had|is|was|and|said|told|rang|from|at|in|on|lives|lost|asked|came)\b)""",
    re.VERBOSE,
)
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|dr|cllr) (?!and\b|or\b|men\b|the\b)(?=[^\W\d_]{3})")


def with_capitals(text: str, lexicon: Lexicon) -> str:
    """The same letters, given names and the surnames after them in capitals, where no word within has one."""
    if _CAPITAL_WITHIN.search(text):
        return text
    letters, names, lists = list(text), lexicon.names, lexicon.lists
    for found in _A_WORD_TOO.finditer(text):
        if found[1] in lists["names-that-are-words"] and found[1] not in lists["never-names"]:
            letters[found.start(1)] = found[1][0].upper()
    for found in _TITLE.finditer(text):
        for at in (found.start(), found.end()):
            letters[at] = text[at].upper()
    for found in _WORD.finditer(text):
        if found[0].split("-")[0] in names and found[0] not in lexicon.everyday:
            letters[found.start()] = found[0][0].upper()
            after = _SURNAME.match(text, found.end())
            no_name = after and (after[1] in lexicon.everyday or after[1] in lists["work"])
            if after and not no_name and not after[1].endswith(("ed", "ing", "ly")):
                letters[after.start(1)] = after[1][0].upper()
    return "".join(letters)
