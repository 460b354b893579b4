"""What may be told of people as a number: from five up, and never so that two numbers reveal fewer than five."""

from storage.statistics import Writers

FEWEST = 5


def told(writers: Writers) -> int:
    """How many wrote, of whom may be told. Who wrote for themselves alone is counted where they are five or more.

    Everybody can count those who shared something. Were the few others added, the difference would tell of them.
    """
    return writers.shared + (writers.unshared if writers.unshared >= FEWEST else 0)


def share(part: int, whole: int) -> tuple[int, int] | None:
    """The two numbers, where neither the part nor the rest of the whole is one to four people; else None.

    The whole is never less than the part: what was brought in from elsewhere may be older than its author's membership.
    """
    rest = whole - part
    return (part, max(part, whole)) if part >= FEWEST and (rest <= 0 or rest >= FEWEST) else None


def percent(part: int, whole: int) -> int:
    """Rounded to a whole number, a hundred at most."""
    return min(100, round(100 * part / whole))


def enough(count: int) -> int | None:
    """A number of people, from five up."""
    return count if count >= FEWEST else None
