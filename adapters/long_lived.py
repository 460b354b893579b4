"""What Python is told for a process that stays."""

import gc
import sys

A_TURN = 0.0005  # seconds that a thread may compute while another wants to: whoever answers waits for it each time
LOOKED_FOR = 20_000  # new objects until Python looks for garbage; most go by themselves before that


def settle_in() -> None:
    """What was made by now stays as long as the process: it is not looked through for garbage again and again.

    That would hold everybody up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOKED_FOR)
    sys.setswitchinterval(A_TURN)
