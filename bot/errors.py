"""The tree of errors, and who is told what."""

from collections.abc import Callable
from datetime import datetime


class UpstreamError(Exception):
    """Every error that is ours."""


class Refusal(UpstreamError):
    """Told to the member as it is written. Nothing was changed: the transaction rolls back.

    `field` names the form's field it is about, so that it can stand beside it.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class SetupError(UpstreamError):
    """One line on the terminal, naming the setting and the remedy."""


class Unavailable(UpstreamError):
    """The database cannot be reached or is too busy, or somebody comes too often: nothing was done, try again."""


class DeliveryFailed(UpstreamError):
    """A platform did not take a message. `code` is the platform's own word for it, never its text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RetryAt(DeliveryFailed):
    """Not now: try again at `at`, or after the outbox's own pause when the platform named no time.

    `too_fast` is whether the platform said that we come too often.
    """

    def __init__(self, code: str, at: datetime | None = None, *, too_fast: bool = False) -> None:
        super().__init__(code)
        self.at, self.too_fast = at, too_fast


class Gone(DeliveryFailed):
    """The person or place cannot be reached any more, until something changes on their side."""


class Refused(DeliveryFailed):
    """This message will never be taken: it is our fault, and trying again would not help."""


class Uncertain(DeliveryFailed):
    """It may have arrived: the connection was lost after sending."""


Failing = Callable[[DeliveryFailed], None]
"""Is told of each call that a platform did not take."""


def nobody_told(_failed: DeliveryFailed) -> None:
    """Nobody counts."""
