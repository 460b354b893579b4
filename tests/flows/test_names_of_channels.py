"""A channel goes by its own name, however it was told `here`, and by the new one when it is renamed."""

import pytest

from adapters.simulator.wire import Fault
from storage.tables import Space
from tests.world import World

ASKED = {"slack": "conversations.info", "teams": "getTeamChannels"}


def name_of(world: World, platform: str) -> str:
    """What the newest home on that platform goes by."""
    return str([row for row in world.all(Space) if row.platform == platform][-1].name)


def makes_a_home(world: World, platform: str) -> None:
    """Another channel becomes a home, by a mention."""
    other = world.slack.channel("homes") if platform == "slack" else world.teams.team("Network").channel("Homes")
    world.organiser_on(platform).says("@Upstream here", in_=other)


def test_the_homes_go_by_the_names_of_their_channels(world: World) -> None:
    olga = world.on_slack("Olga Organiser")
    assert (name_of(world, "slack"), name_of(world, "teams")) == ("upstream", "Network")
    olga.says("organise")
    assert "upstream (Slack), Network (Teams)" in olga.sees()


@pytest.mark.parametrize(("platform", "name"), [("slack", "homes"), ("teams", "Homes")])
def test_a_mention_is_enough_to_know_it(world: World, platform: str, name: str) -> None:
    makes_a_home(world, platform)
    assert name_of(world, platform) == name


def test_a_private_channel_has_a_name_of_its_own(world: World) -> None:
    world.on_slack("Olga Organiser").command("here", in_=world.slack.channel("quiet", private=True))
    assert name_of(world, "slack") == "quiet"


def test_a_new_name_is_taken_over(world: World) -> None:
    olga, otto = world.organiser_on("slack"), world.organiser_on("teams")
    world.loop.run(world.slack_channel.renames("rivers"))
    world.loop.run(world.teams_channel.team.renames("The river", otto.hands))
    assert (name_of(world, "slack"), name_of(world, "teams")) == ("rivers", "The river")
    olga.command("help", in_=world.slack_channel)
    otto.says_there("help")
    assert (name_of(world, "slack"), name_of(world, "teams")) == ("rivers", "The river")


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_a_home_without_a_name_gets_it_when_somebody_speaks_there(world: World, platform: str) -> None:
    cloud = world.beside.slack if platform == "slack" else world.beside.teams
    cloud.faults = lambda call, _: Fault(status=503) if call == ASKED[platform] else None
    makes_a_home(world, platform)
    assert name_of(world, platform) == ""
    cloud.faults = None
    platforms = world.parts.platforms[platform]
    platforms.channels._known.clear()  # type: ignore[attr-defined]  # an hour later
    other = world.slack.channel("homes") if platform == "slack" else world.teams.team("Network").channel("Homes")
    world.organiser_on(platform).says("@Upstream help", in_=other)
    assert name_of(world, platform).casefold() == "homes"
