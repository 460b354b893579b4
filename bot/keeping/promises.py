"""What this network promises its members: who answers for it, how long things are kept, where it can be reached."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.chat import Block, Facts, Heading


@dataclass(frozen=True)
class Promises:
    """`address` is where people reach the bot by a browser; empty where nobody said it.

    `controller` is responsible for what is kept, `contact` is where to write to them, `notice` the address of their
    privacy notice, `hosted_in` where it is kept and by whom: empty where nobody else uses it. The rest are how long.
    """

    address: str = ""
    controller: str = ""
    contact: str = ""
    notice: str = ""
    hosted_in: str = ""
    reflections_months: int = 24  # until a reflection is let go that its author did not keep
    asked_months: int = 6  # between two questions whether one's own are still true
    warned_days: int = 30  # between the word that something goes, and its going
    deliveries_days: int = 90
    events_days: int = 14
    acts_months: int = 24  # of organisers

    def responsible(self, say: Callable[[str], str]) -> tuple[Block, ...]:
        """Who answers for all this, where whoever runs it has said so."""
        facts = (
            (say("privacy.controller"), self.controller),
            (say("privacy.contact"), self.contact),
            (say("privacy.hosted-in"), self.hosted_in),
        )
        known = tuple(fact for fact in facts if fact[1])
        return (Heading(say("privacy.responsible")), Facts(known)) if known else ()
