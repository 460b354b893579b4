"""Workspaces that take the app out, and channels that are put away and brought back: organisers see it."""

from storage.tables import Space
from tests.world import Person, World


def state(world: World, platform: str) -> str:
    """That of the home on this platform."""
    return next(row.state for row in world.all(Space) if row.platform == platform)


def test_a_channel_that_is_brought_back_is_a_home_again(world: World) -> None:
    question = world.asks()
    world.loop.run(world.slack_channel.archives())
    assert state(world, "slack") == "gone"
    world.loop.run(world.slack_channel.archives(undo=True))
    assert state(world, "slack") == "home"
    olga = world.on_slack("Olga Organiser")
    assert olga.sees_there().count(question)
    again = world.asks()
    assert again in olga.sees_there()


def test_organise_shows_who_took_the_app_out_and_how_they_come_back(world: World, olga: Person, otto: Person) -> None:
    olga.says("organise")
    assert "The app was taken out here" not in olga.sees()
    team = world.teams_channel.team
    world.loop.run(team.uninstalls(otto.hands))
    world.loop.run(otto.hands.uninstalls())
    olga.says("organise")
    shown = olga.sees()
    assert "The app was taken out here" in shown
    assert "a shared workspace (Teams)" in shown
    assert "On Teams they come back by adding the app again" in shown
    assert "On Slack they come back" not in shown
    world.loop.run(otto.hands.installs())
    olga.says("organise")
    assert "The app was taken out here" not in olga.sees().rpartition("Organise")[2]
