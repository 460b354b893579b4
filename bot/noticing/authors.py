"""Whether a name is an author's: of a book, a talk or a thought that was read or heard."""

import re

from bot.noticing.numbers import Lists
from bot.noticing.sentence import Run

_QUOTED = re.compile(
    r"""\b(?: as | (?:going|go|went|come|came|coming)\ back\ to | remind(?:s|ed)\ (?:me|us)\ of | inspired\ by
      | borrow(?:ed|ing)?\ (?:it\ |this\ )?from | the\ (?:words|ideas|work|writings)\ of | quoting | per | fel ) $""",
    re.VERBOSE | re.IGNORECASE,
)
_SAYS = re.compile(
    r"""^\ (?: tells?\ (?:the|this|that|a)\ (?:\w+\ )?(?:story|tale|parable) | (?:\w+\ ){0,2}(?:once|never|famously)
      \ said
      | (?:says|said|put|puts)\ it\ best | should\ be\ (?:read|required|compulsory)
      | reckons | would\ (?:have\ )?(?:recognised?|approved?|be(?:en)?\ proud|hated?|loved?)
      | showed\ us\ that | and\ (?:\w+\ )?(?:inquiry|enquiry|thinking
        |theory) )\b""",
    re.VERBOSE,
)
_THINKS = re.compile(
    r"""^\ (?:on|argue[sd]?|call(?:s|ed)|writes?|writing|wrote|puts\ it|says\ that|teaches\ us|taught\ us)\b
    \ (?!the\ (?:landing|ground|first|second|top|corner|waiting|list))""",
    re.VERBOSE,
)


def is_author(run: Run, lists: Lists) -> bool:
    """Hilary Cottam's book; John Seddon on failure demand; what was read or heard."""
    theirs = run.words[run.end - 1].possessive and set(run.plain_after(4)) & lists["writings"]
    said = (len(run.plain) > 1 and _THINKS.match(run.after)) or _SAYS.match(run.after) or _QUOTED.search(run.before)
    return bool(theirs or said or _was_read(run, lists))


def _was_read(run: Run, lists: Lists) -> bool:
    """Reading the new Hilary Cottam; a podcast with Matthew Syed; not: the appeal by, nor: to read the file cost."""
    before = run.plain_before(9)
    if before[:1] == ["by"]:
        return bool(set(before[1:]) & (lists["reading"] | lists["writings"]) - {"by"})
    told = next((at for at, plain in enumerate(before) if plain not in lists["before-an-author"]), len(before))
    return bool(set(before[: told + 1]) & lists["reading"])
