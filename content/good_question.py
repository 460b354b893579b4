"""What makes a good question, as far as a machine can tell.

People have to judge the rest: that it asks for a thing and not an opinion, that nobody loses face, that an honest
"none" or "still stuck" is a full answer, and that nothing in it says the new way is always right.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from content.model import Content, Prompt

# The label carries the principle, so its words stay out of the question and its ways in (beginnings of words).
FRAMEWORK_WORDS = (
    "agency", "agile", "agility", "asset", "barrier", "capabilit", "collaborat", "commission", "convene", "co-design",
    "co-produc", "curio", "deficit", "downstream", "driver", "ecosystem", "empath", "empower", "enable", "equit",
    "framework", "governance", "infrastructure", "innovat", "learn", "leverage", "mainstream", "method", "mindset",
    "openness", "outcome", "place-based", "power", "prevent", "principle", "process", "purpose", "relationship",
    "resilien", "role", "stakeholder", "stocktake", "strength", "structure", "system", "technolog", "thriv",
    "transform", "upstream",
)  # fmt: skip
# A question that begins like this can be answered yes or no.
YES_OR_NO = {
    "am", "are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "might", "must", "shall",
    "should", "was", "were", "will", "would",
}  # fmt: skip
_WORDS = re.compile(rf"\b({'|'.join(FRAMEWORK_WORDS)})", re.IGNORECASE)
_WINDOW = re.compile(
    r"\b(today|tomorrow|yesterday|since|((this|last|past|next) )((two|three|six|few) )?(week|month|quarter|year)s?"
    r"|(week|month|year)s? ago|month is out)\b",
    re.IGNORECASE,
)
TOO_ALIKE = 85.0  # token_set_ratio, 0 to 100


def findings(prompt: Prompt) -> Iterator[str]:
    """What is wrong with a question, one sentence each."""
    for text in (prompt.question, *prompt.ways_in):
        for word in _WORDS.findall(text):
            yield f"{prompt.slug}: “{word}” is a word of the framework; the label carries it already"
    if not _WINDOW.search(prompt.question):
        yield f"{prompt.slug}: names no time (this week, last year), so memory has nothing to look for"
    asking = re.split(r"(?<=[.!”])\s+", prompt.question)[-1]
    if re.split(r"\W", asking)[0].casefold() in YES_OR_NO:
        yield f"{prompt.slug}: can be answered yes or no"


def closest(content: Content, most: int = 10) -> list[tuple[float, str, str]]:
    """The pairs of questions that are most alike, by their words (0 to 100)."""
    pairs = (
        (fuzz.token_set_ratio(one.question, other.question), one.slug, other.slug)
        for one, other in combinations(content.prompts.values(), 2)
    )
    return sorted(pairs, reverse=True)[:most]
