"""What acting in the demo’s network needs: where, by whose hands, in which week, and the words written down."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from adapters.simulator.slack.workspace import Workspace
from adapters.simulator.teams.places import Tenant

SEEDS = Path(__file__).parent / "seeds"


@dataclass
class Stage:
    """Where they act, and what only whoever runs the demo can do.

    `move` sets the clock; `settle` lets time's work be done and everything be delivered; `first_organiser` does what
    the command line does with the newest code; `organisation`, `challenge` and `place` tell
    the names behind slugs, as forms have them.
    """

    workspace: Workspace
    tenant: Tenant
    move: Callable[[datetime], None]
    settle: Callable[[], Awaitable[None]]
    first_organiser: Callable[[], Awaitable[None]]
    organisation: Callable[[str], str]
    challenge: Callable[[str], str]
    place: Callable[[str], str]
    tell: Callable[[str], None] = lambda _line: None

    @cached_property
    def slack_channel(self) -> Any:
        """The channel in Slack where questions are asked."""
        return self.workspace.channel("upstream")

    @cached_property
    def teams_channel(self) -> Any:
        """The channel in Teams where questions are asked."""
        return self.tenant.team("Upstream network").channel("General")


def seeds(name: str) -> Any:
    """What is written down under this name."""
    return yaml.safe_load((SEEDS / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass
class Week:
    """What happens in one week. `ago` counts back from this one."""

    ago: int
    tuesday: datetime
    prompt: str
    answers: list[dict[str, Any]]
    talks: list[list[str]]
    people: dict[str, Any]
    hands: dict[str, Any]
    organiser: Any


async def closes(person: Any) -> None:
    """Close the dialog or modal that stands open in front of somebody, if there is one."""
    if person.screen("modal"):
        closing = person.closes()
        if inspect.isawaitable(closing):
            await closing
