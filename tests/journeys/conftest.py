"""What journeys are given. A tool that is missing fails them; nothing is skipped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.worlds import EmulatedWorld, PlaygroundWorld
from tests.sky import Loop


@pytest.fixture
def with_playground(loop: Loop, tmp_path: Path) -> Iterator[PlaygroundWorld]:
    """The program, Agents Playground, a stand-in Slack, and an organiser there."""
    world = PlaygroundWorld(loop, tmp_path)
    try:
        world.organised()
        yield world
    finally:
        world.close()


@pytest.fixture
def slack(loop: Loop, tmp_path: Path) -> Iterator[EmulatedWorld]:
    """The program, two workspaces that `emulate` plays, and an organiser in one of them."""
    world = EmulatedWorld(loop, tmp_path)
    try:
        world.organised()
        yield world
    finally:
        world.close()


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")
