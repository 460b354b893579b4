"""The checks for a question that an organiser writes, the same as for the library's."""

from collections.abc import Collection, Sequence

from content.model import QUESTION_LONGEST, QUESTION_MOST_WORDS, WAY_IN_LONGEST, Content

EMPTY = "content.own.empty"
TOO_LONG = "content.own.too-long"
TOO_MANY_WORDS = "content.own.too-many-words"
ONE_QUESTION_MARK = "content.own.one-question-mark"
WAY_IN_TOO_LONG = "content.own.way-in-too-long"
NO_PART = "content.own.no-part"
UNKNOWN_PART = "content.own.unknown-part"
WORDING = (EMPTY, TOO_LONG, TOO_MANY_WORDS, ONE_QUESTION_MARK, WAY_IN_TOO_LONG, NO_PART, UNKNOWN_PART)


def check_own_prompt(
    content: Content, question: str, ways_in: Sequence[str] = (), parts: Collection[str] = ()
) -> list[str]:
    """What has to change before it can be asked, as wording keys without variables; nothing where it is fine.

    `parts` are slugs, principles included. Ways in may be left out.
    """
    question = question.strip()
    if not question:
        return [EMPTY]
    found = {
        TOO_LONG: len(question) > QUESTION_LONGEST,
        TOO_MANY_WORDS: len(question.split()) > QUESTION_MOST_WORDS,
        ONE_QUESTION_MARK: question.count("?") != 1,
        WAY_IN_TOO_LONG: any(len(way) > WAY_IN_LONGEST for way in ways_in),
        NO_PART: not parts,
        UNKNOWN_PART: any(part not in content.parts for part in parts),
    }
    return [key for key, wrong in found.items() if wrong]
