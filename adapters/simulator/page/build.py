"""Builds the page's files with npm and esbuild, when something changed: python -m adapters.simulator.page.build."""

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from adapters.simulator.page.files import BUILT, FRONT
from adapters.simulator.page.node import BuildError, Node, find_node, run_npm

_STAMP = "stamp.txt"


def build(front: Path = FRONT, built: Path = BUILT) -> bool:
    """Build what is not up to date; tells whether anything had to be done. Raises BuildError."""
    stamp = built / _STAMP
    wanted = fingerprint(_sources(front))
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    node = find_node()
    _install(front, node)
    stamp.unlink(missing_ok=True)
    built.mkdir(parents=True, exist_ok=True)
    run_npm(node, front, "run", "--silent", "build", "--", f"--outdir={built}", failed="The page was not built")
    shutil.copyfile(front / "index.html", built / "index.html")
    stamp.write_text(wanted)
    return True


def fingerprint(files: Iterator[Path]) -> str:
    """A hash of the names and contents of these files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(front: Path) -> Iterator[Path]:
    yield from (path for path in (front / "src").rglob("*") if path.is_file())
    yield from (front / name for name in ("index.html", "package.json", "package-lock.json", "tsconfig.json"))


def _install(front: Path, node: Node) -> None:
    """Run `npm ci`, where the lock is another than the one that was installed."""
    stamp = front / "node_modules" / _STAMP
    wanted = fingerprint(iter([front / "package-lock.json"]))
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run_npm(node, front, "ci", *flags, failed="npm could not install the page's packages")
    stamp.write_text(wanted)


def main() -> int:
    """Build, and say in one line what was done or what is missing."""
    try:
        done = build()
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("The page is built.\n" if done else "The page was up to date.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
