"""What Python is told for a process that stays."""

import gc

LOOKED_FOR = 20_000  # new objects until Python looks for garbage; most go by themselves before that


def settle_in() -> None:
    """What was made by now stays as long as the process.

    It is not looked through for garbage again and again, which would hold everybody up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOKED_FOR)
