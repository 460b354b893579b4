"""The form in which every measurement is told: a row of what, how much, beside what; and rows as one table."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

WIDEST = 48  # of a cell on a terminal
HEAD = ("what", "measured", "reference", "ratio", "target")


@dataclass(frozen=True)
class Row:
    """One line. `ratio` is what was measured over its reference, where both are numbers; `target` says what of."""

    what: str
    measured: str
    reference: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        """As it is shown."""
        over = "" if self.ratio is None else f"{self.ratio:.2f}"
        return self.what, self.measured, self.reference, over, self.target + ("" if self.met else "  MISSED")


@dataclass(frozen=True)
class Told:
    """What a measurement hands over: its rows, what they mean to somebody who uses this, and what was left out."""

    rows: Sequence[Row]
    means: str
    quick: str = ""


def say(line: str) -> None:
    """A line for whoever runs this."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def drawn(rows: Sequence[Row]) -> str:
    """For a terminal."""
    lines = [line for row in (HEAD, *(row.cells for row in rows)) for line in _folded(row)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _folded(cells: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip_longest(*(wrap(cell, WIDEST) for cell in cells), fillvalue=""))


def marked_down(rows: Sequence[Row]) -> str:
    """For a document."""
    lines = [HEAD, *(row.cells for row in rows)]
    told = ["| " + " | ".join(cell.strip().replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join([told[0], "|" + "---|" * len(HEAD), *told[1:]])


def options(doc: str | None, quick: str) -> argparse.ArgumentParser:
    """What every measurement can be asked on the command line; `quick` says what a quick run leaves out."""
    asked = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true", help=quick)
    asked.add_argument("--rows", type=Path, help=argparse.SUPPRESS)  # a file for `python -m tests.bench`
    return asked


def hand_over(rows: Sequence[Row], means: str, quick: str, to: Path | None) -> int:
    """To `python -m tests.bench`, or to the terminal where one measurement is run by itself. 1 if a target was missed.

    `quick` is what this run left out, nothing where it left nothing out.
    """
    if to:
        to.write_text(json.dumps(asdict(Told(rows, means, quick))), encoding="utf-8")
    else:
        say("\n" + drawn(rows))
    return 0 if all(row.met for row in rows) else 1


def taken(file: Path) -> Told:
    """What a measurement handed over."""
    told = json.loads(file.read_text(encoding="utf-8"))
    return Told([Row(**row) for row in told["rows"]], told["means"], told["quick"])
