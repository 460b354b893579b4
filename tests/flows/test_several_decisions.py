"""Several things wait on one card: after each decision the rest stands there still, each closed in one step."""

import pytest

from adapters.simulator.wire import Fault
from storage.tables import Space
from tests.flows.test_outbox_by_hand import to
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


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_whatever_needs_somebody_is_closed_where_it_stands(world: World, platform: str) -> None:
    organiser = world.organiser_on(platform)
    ann, bea = world.on_slack("Ann One"), world.member("slack", "Bea Two", GATESHEAD)
    ann.joins(BARNSLEY)
    bea.begins("challenges")
    bea.fills({"Or say it": "Sharing of data with the police"}, submit="Save")
    world.beside.slack.faults = lambda call, _: Fault(error="invalid_blocks") if "post" in call else None
    to(world, bea, "Wheelbarrow")
    world.settle()
    world.beside.slack.faults = None
    with world.writing() as session:
        session.add(Space(platform="slack", tenant="T1", conversation="C1", address="", state="gone", since=world.now))
    organiser.says("organise")
    for label in ("Not there", "Try again", "Go on without it"):
        organiser.presses(label)
        assert label not in organiser.hands.screen()[-1]["buttons"]
    organiser.presses("Merge")
    assert "cannot be taken apart" in organiser.sees()  # so it asks once, with the nearest chosen
    organiser.fills({}, submit="Merge")
    assert "Nothing needs you now." in organiser.hands.screen()[-1]["text"]
    assert "Wheelbarrow" in bea.sees()
    assert "could not confirm that you work at Barnsley" in ann.sees()
    ann.presses("Choose again")
    ann.fills({"Where do you work": GATESHEAD}, submit="Save")
    organiser.says("organise")
    assert "Ann One says: I work at Gateshead" in organiser.sees()


def test_what_was_written_as_of_a_place_that_was_not_theirs_never_comes_before_its_people(world: World) -> None:
    ann, bea = world.on_slack("Ann One"), world.member("slack", "Bea Two", BARNSLEY)
    ann.joins(BARNSLEY)
    ann.reflects("Wheelbarrow, for my place.", "Barnsley")
    ann.reflects("Marmalade, for everybody.", "The network")
    organiser = world.organiser_on("slack")
    number = world.number(ann)
    organiser.says("organise")
    organiser.presses("Not there")
    assert "What you wrote for your place there, you alone can read" in ann.sees()
    organiser.says(f"confirm {number}")
    assert "has not said where they work" in organiser.sees()
    ann.presses("Choose again")
    ann.fills({"Where do you work": GATESHEAD}, submit="Save")
    organiser.says(f"confirm {number}")
    for words, found in (("marmalade", True), ("wheelbarrow", False)):
        bea.says(f"search {words}")
        assert (words.capitalize() in bea.sees()) is found
