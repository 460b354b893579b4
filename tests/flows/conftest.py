"""People for the flows: Ana from Leeds on Slack, Ben from Gateshead on Teams, both facing the same."""

import pytest

from storage.tables import Group
from tests.world import Person, World


@pytest.fixture
def olga(world: World) -> Person:
    """An organiser, on Slack."""
    return world.on_slack("Olga Organiser")


@pytest.fixture
def otto(world: World) -> Person:
    """Another, on Teams."""
    return Person(world, world.teams.person("Otto Organiser"), "teams")


@pytest.fixture
def ana(world: World) -> Person:
    """On Slack, from Leeds, confirmed."""
    return world.member("slack", "Ana Example", "Leeds", challenge="sharing data")


@pytest.fixture
def ben(world: World) -> Person:
    """On Teams, from Gateshead, confirmed."""
    return world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")


@pytest.fixture
def talking(world: World, olga: Person, ana: Person, ben: Person) -> Group:
    """Ana and Ben were introduced, and both have said hello."""
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    for person in (ana, ben):
        person.presses("Say hello")
        person.fills({"Your words": f"Hello from {person.name}."}, submit="Send")
        person.looks_up()
    (group,) = world.all(Group)
    return group
