"""What gives a nameless author away: their place, its bodies and initiatives, their colleagues, "our town's …"."""

import re
from collections.abc import Iterable

from bot.noticing.numbers import Span

SHORTEST = 3  # letters of a name that is looked for

_OUR_PLACE = re.compile(
    r"""\b(?:our|my|here\ in\ the|ein|fy)\ (?:own\ |small\ |little\ |market\ |seaside\ |coastal\ |new\ )*
    (?: town | village | city | borough | county | district | island | valley | estate | ward | town\ hall
      | civic\ centre | t?h?dref | tref | p?h?entref | ddinas | dinas | sir | cwm | ynys )
    (?:['’]s?\ [\w’'-]+)?\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME = r"[A-Z][\w’'-]+"
_OURS = re.compile(
    rf"""\b(?:[Oo]ur|[Mm]y|[Ee]in|[Ff]y)\ (?:[a-zŵŷ-]+\ ){{0,5}}?{_NAME}(?:\ {_NAME})+
      | \b(?:Cllrs?|Councillors?|Cyng\.?|Cynghorydd|Inspector|Sergeant|PC|PCSO|Alderman|Mayor|Maer)
        \ {_NAME}(?:\ {_NAME})*""",
    re.VERBOSE,
)


def notice_traces(text: str, telling: Iterable[str]) -> list[Span]:
    """Stretches that give the author away. `telling` are the names of what is theirs, as they are written."""
    names = sorted({name for name in telling if len(name) >= SHORTEST}, key=len, reverse=True)
    known = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)
    spans = [found.span() for pattern in (_OUR_PLACE, _OURS) for found in pattern.finditer(text)]
    if names:
        spans += [found.span() for found in known.finditer(text) if found[0] != found[0].casefold()]
    return spans
