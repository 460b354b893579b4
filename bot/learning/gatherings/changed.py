"""What changed from one text to another, sentence by sentence. Pure."""

import re
from difflib import SequenceMatcher

_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


def sentences(text: str) -> list[str]:
    """A text as its sentences; a line that ends without a full stop is one too."""
    return [" ".join(each.split()) for each in _ENDS.split(text) if each.strip()]


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """(what it was, what it is) of every place that is not the same; empty where nothing was, or is."""
    old, new = sentences(before), sentences(after)
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(" ".join(old[a:b]), " ".join(new[c:d])) for how, a, b, c, d in found if how != "equal"]
