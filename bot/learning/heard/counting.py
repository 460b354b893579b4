"""What may be told of answers: in steps of five people, and never fewer than five who said the same."""

from collections import Counter
from collections.abc import Sequence

from bot.organising.few import FEWEST
from bot.voice import Voice

YES, PARTLY, NO = ANSWERS = ("yes", "partly", "no")
Counts = tuple[int, int, int]

TOGETHER = (((YES,), (PARTLY,), (NO,)), ((YES,), (PARTLY, NO)), ((YES, PARTLY), (NO,)), (ANSWERS,))
"""The ways to tell of them, the most telling first."""


def counted(answers: Sequence[str]) -> Counts:
    """How many gave each answer, of the first five, ten, fifteen… people: one more says nothing about anybody."""
    found = Counter(answers[: len(answers) // FEWEST * FEWEST])
    return found[YES], found[PARTLY], found[NO]


def told(counts: Counts) -> list[tuple[tuple[str, ...], int]]:
    """What may be told of them: those who gave one of these answers, and how many they are; nothing of too few."""
    by_answer = dict(zip(ANSWERS, counts, strict=True))
    if sum(counts) < FEWEST:
        return []
    for way in TOGETHER:
        found = [(group, sum(by_answer[answer] for answer in group)) for group in way]
        if all(count == 0 or count >= FEWEST for _, count in found):
            return [(group, count) for group, count in found if count]
    return []


def in_words(voice: Voice, counts: Counts) -> str:
    """As in *14 said yes, 5 partly or no*; empty where nothing may be told."""
    return ", ".join(voice.say(f"heard.said-{'-'.join(group)}", count=count) for group, count in told(counts))
