"""Every platform in turn. What can differ between databases is tested in `tests/flows`: here one is enough."""

from collections.abc import Iterator

import pytest

from tests.world import Person, World


@pytest.fixture(params=["slack", "teams", pytest.param("terminal", marks=pytest.mark.thorough)])
def platform(request: pytest.FixtureRequest) -> str:
    """Slack, Teams, and the terminal of `upstream chat`."""
    return str(request.param)


@pytest.fixture
def organiser(world: World, platform: str) -> Iterator[Person]:
    """An organiser on the platform, with a home channel there."""
    return world.organiser_on(platform)


@pytest.fixture
def ana(world: World, platform: str, organiser: Person) -> Person:
    """A member on the platform, from Leeds, confirmed."""
    return world.member(platform, "Ana Example")
