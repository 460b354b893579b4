"""A table as CSV, for whoever works on with it."""

import csv
import io

from bot.chat import Buttons
from bot.organising.parts import Cell, Onto, Table

FORMULAS = ("=", "+", "-", "@", "\t")  # what a spreadsheet would work out instead of showing it


def as_csv(table: Table) -> str:
    """What the table shows, without its buttons; with a byte order mark, so that spreadsheets read it as UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_plain(cell) for cell in table.head)
    writer.writerows([_plain(cell) for cell in row if not isinstance(cell, Buttons)] for row in table.rows)
    return "\ufeff" + written.getvalue()


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    words = cell.words if isinstance(cell, Onto) else str(cell)
    return f"'{words}" if words.startswith(FORMULAS) else words
