"""What this network promises its members: how long things are kept, and where it can be reached."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Promises:
    """`address` is where people reach the bot by a browser; empty where nobody said it. The rest are how long."""

    address: str = ""
    reflections_months: int = 24  # until a reflection is let go that its author did not keep
    asked_months: int = 6  # between two questions whether one's own are still true
    warned_days: int = 30  # between the word that something goes, and its going
    deliveries_days: int = 90
    events_days: int = 14
    acts_months: int = 24  # of organisers
