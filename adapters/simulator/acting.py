"""What acting in the demo’s network needs: where, by whose hands, in which week, and the words written down."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from adapters.simulator import slack, teams
from adapters.simulator.slack.workspace import Workspace
from adapters.simulator.teams.places import Tenant

SEEDS = Path(__file__).parent / "seeds"
PATIENCE = 30.0  # seconds that what is to be pressed or filled in may take to stand there
LOOKS_EVERY = 0.05  # seconds


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


@dataclass
class Patient:
    """Somebody who waits for what they are to press or fill in: on a busy machine it stands there a little later."""

    person: Any
    patience: float = PATIENCE

    def __getattr__(self, name: str) -> Any:
        """Everything else they do as they would."""
        return getattr(self.person, name)

    async def presses(self, *what: Any, **more: Any) -> Any:
        """Press it once it is there."""
        return await self._once_there(self.person.presses, *what, **more)

    async def fills(self, *what: Any, **more: Any) -> Any:
        """Fill it in once it is there."""
        return await self._once_there(self.person.fills, *what, **more)

    async def _once_there(self, gesture: Callable[..., Awaitable[Any]], *what: Any, **more: Any) -> Any:
        ends = time.monotonic() + self.patience
        while True:
            try:
                return await gesture(*what, **more)
            except (slack.CannotError, teams.CannotError):
                if time.monotonic() > ends:
                    raise
            await asyncio.sleep(LOOKS_EVERY)


async def closes(person: Any) -> None:
    """Close the dialog or modal that stands open in front of somebody, if there is one."""
    if person.screen("modal"):
        closing = person.closes()
        if inspect.isawaitable(closing):
            await closing
