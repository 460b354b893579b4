"""Every measurement, one after another, each beside its reference: `python -m tests.bench [--quick] [NAME …]`."""

import argparse
import subprocess
import sys
from pathlib import Path

NOT_MEASUREMENTS = {"__main__", "__init__", "clouds", "peers", "year"}


def main() -> int:
    """Run them, each in a process of its own, so that none is measured with another's memory."""
    here = Path(__file__).parent
    names = sorted({file.stem for file in here.glob("*.py")} - NOT_MEASUREMENTS)
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="smaller and shorter; each says what it leaves out")
    asked.add_argument("names", nargs="*", choices=[*names, []])
    told = asked.parse_args()
    worst = 0
    for name in told.names or names:
        quick = ["--quick"] if told.quick and "--quick" in (here / f"{name}.py").read_text(encoding="utf-8") else []
        sys.stdout.write(f"\n== {name} ==\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *quick], check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
