"""Every measurement, one after another, each beside its reference: `python -m tests.bench [--quick] [NAME …]`.

Ends with one table, and writes it to `docs/benchmarks.md`.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.bench import page, table

HERE = Path(__file__).parent
NAMES = sorted(file.stem for file in HERE.glob("*.py") if "\nMEANS = " in file.read_text(encoding="utf-8"))


def main() -> int:
    """Run them, each in a process of its own, so that none is measured with another's memory."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true", help="smaller and shorter; each says what it leaves out")
    asked.add_argument("names", nargs="*", choices=[*NAMES, []])
    told = asked.parse_args()
    there, every, worst = page.machine(), [], 0
    for name in told.names or NAMES:
        table.say(f"\n== {name} ==")
        with tempfile.TemporaryDirectory() as folder:
            rows = Path(folder) / "rows.json"
            run = [sys.executable, "-m", f"tests.bench.{name}", "--rows", str(rows)]
            done = subprocess.run([*run, *(["--quick"] if told.quick else [])], check=False)
            worst = max(worst, abs(done.returncode))
            if not rows.exists():
                table.say(f"{name} handed nothing over: its section stays as it was")
                continue
            found = table.taken(rows)
        page.write(name, found, there)
        every += [replace(row, what=f"{name}: {row.what}") for row in found.rows]
    table.say(f"\n{there}\n{table.drawn(every)}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
