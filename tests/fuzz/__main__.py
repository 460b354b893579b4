"""Fuzzing every door of the running program, by requests that Slack, Teams and browsers could really send.

    python -m tests.fuzz --seconds 60      as `.ci/run` does
    python -m tests.fuzz --seed 7 --door teams

A day is lived in a world of people on both platforms, and what went over the wire is kept. Each request is then one of
these with things in it changed, left out, doubled or swapped, signed as the vendor signs; or no such thing at all. A
finding is an answer of 5xx, none within ten seconds, or an error in the log. Exits with 1 when there is one.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.doors import DOORS, Door
from tests.fuzz.findings import Findings
from tests.fuzz.lived import Lived

AT_A_TIME = 150  # requests of one door to one world, which is then made anew


def main(told: argparse.Namespace) -> int:
    """Fuzz until the time is over."""
    logging.getLogger("hypothesis").setLevel(logging.ERROR)
    until, number = time.monotonic() + told.seconds, told.seed
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        lived = Lived(Path(folder))
        try:
            while time.monotonic() < until or not findings.requests:
                for door in (one for one in DOORS if told.door in {None, one.name}):
                    _fuzz(lived, door, findings, number, until)
                number += 1
        finally:
            lived.close()
    sys.stdout.write(f"{findings.told(told.seed, number)}\n")
    return 1 if findings.found else 0


def _fuzz(lived: Lived, door: Door, findings: Findings, number: int, until: float) -> None:
    """One door of a fresh world; afterwards its database is whole, and somebody is still answered."""
    with lived.again() as world, findings.listening():

        @seed(number)
        @settings(
            max_examples=AT_A_TIME,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def knock(data: st.DataObject) -> None:
            request = door.make(data.draw, lived)
            if time.monotonic() < until:
                findings.sent(door.name, request, lived.send(request))

        knock()
        findings.after(door.name, world)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--door", choices=[door.name for door in DOORS])
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(_arguments()))
