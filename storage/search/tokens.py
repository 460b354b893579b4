"""The tokens that say what a reflection is about, so that a filter is part of what the index is asked.

What was written without a name has none of place, author and month: nothing can be narrowed to it by them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from storage.tables import Reflection


def tags_of(row: Reflection, challenge_ids: Iterable[int]) -> str:
    """The tokens of one reflection."""
    made = [challenge(number) for number in challenge_ids]
    if row.principle:
        made.append(principle(row.principle))
    if row.audience != "nameless":
        made += [author(row.member_id), month(row.written_at)]
        if row.place_id is not None:
            made.append(place(row.place_id))
    return " ".join(made)


def challenge(number: int) -> str:
    """About a challenge."""
    return f"c{number}"


def principle(slug: str) -> str:
    """About a principle."""
    return "t" + "".join(letter for letter in slug.lower() if letter.isalnum())


def place(number: int) -> str:
    """Written in a place."""
    return f"w{number}"


def author(number: int) -> str:
    """Written by somebody, under their name."""
    return f"a{number}"


def month(moment: datetime) -> str:
    """Written in a month, of UTC."""
    return f"y{moment.astimezone(UTC):%Y%m}"


def months(after: datetime, before: datetime, most: int) -> list[str]:
    """Every month from one moment to another; none where that would be more than `most`."""
    first, last = after.astimezone(UTC), before.astimezone(UTC)
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    if not 0 <= end - begin < most:
        return []
    return [f"y{number // 12:04}{number % 12 + 1:02}" for number in range(begin, end + 1)]
