"""Words made safe for Adaptive Cards: what may be Markdown is escaped, and nothing unprintable gets through.

`TextBlock`, facts and the labels of choices are read as Markdown by Teams; `TextRun` and `label` are not. So members'
words go into text runs, and what must be a `TextBlock` (headings) passes `escaped`.
"""

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\ufff9-\ufffc\ud800-\udfff]")
_MARKS = re.compile(r"([\\`*_~\[\]<]|&(?=#?\w+;))")
_LINE_START = re.compile(r"^([-+=#>]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_FUNCTION = re.compile(r"(?<=\{)(?=\{)")
_TAG = re.compile(r"(?<=<)(?=[a-z/!?])|(?<=&)(?=[a-z#])", re.IGNORECASE)

NOTHING = "\u200b"
"""A space of no width: keeps an address from becoming a link and `{{DATE(…)}}` from being worked out."""

MORE = "…"


def clean(text: str) -> str:
    """The words without what cannot be shown, and without what turns the direction of the text around."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def inline(text: str) -> str:
    """The words on one line."""
    return " ".join(clean(text).split())


def escaped(text: str) -> str:
    """The words so that Markdown leaves them alone: no emphasis, link, list, mention, date function or entity."""
    text = inline(text)
    text = _ADDRESS.sub(NOTHING, _FUNCTION.sub(NOTHING, text))
    text = _MARKS.sub(r"\\\1", text)
    return _LINE_START.sub(_first, text)


def inert(text: str) -> str:
    """The words so that HTML has no tag and no entity in them, and they read the same where it is not HTML."""
    return _TAG.sub(NOTHING, text)


def _first(found: re.Match[str]) -> str:
    """`1.` and `1)` would begin a list: there the mark is what follows the number."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def cut(text: str, most: int) -> str:
    """The words, or their first `most` characters with an ellipsis to say so."""
    return text if len(text) <= most else text[: max(most - 1, 1)].rstrip() + MORE
