"""Several things wait on one card: after each decision the rest stands there still, each closed in one step."""

import pytest

from tests.world import BARNSLEY, GATESHEAD, World


def claims(world: World) -> None:
    """Three people say where they work, and nobody confirmed it yet."""
    for name, where in (("Ann One", BARNSLEY), ("Bea Two", GATESHEAD), ("Cai Three", BARNSLEY)):
        world.on_slack(name).joins(where)


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_claim_after_claim_is_confirmed_on_one_card(world: World, platform: str) -> None:
    organiser = world.organiser_on(platform)
    claims(world)
    organiser.says("organise")
    for left in (2, 1, 0):
        organiser.presses("Confirm")
        last = organiser.hands.screen()[-1]
        assert last["text"].count("says: I work at") == last["buttons"].count("Confirm") == left
    assert "Cai Three is confirmed." in last["text"] or "Ann One is confirmed." in last["text"]
    assert "Nothing needs you now." in last["text"]


def test_a_suggestion_that_is_kept_leaves_the_claims_standing(world: World) -> None:
    organiser = world.organiser_on("slack")
    world.on_slack("Ann One").joins(BARNSLEY)
    world.on_slack("Bea Two").joins(BARNSLEY)
    bea = world.on_slack("Bea Two")
    bea.begins("challenges")
    bea.fills({"Or say it": "Beaver dams"}, submit="Save")
    organiser.says("organise")
    organiser.presses("Keep")
    assert organiser.hands.screen()[-1]["buttons"].count("Confirm") == 2
