"""After saving: what it sounds like, at most two suggestions, attached by a press."""

import pytest

from storage.tables import Challenge, Reflection, ReflectionChallenge
from tests.world import GATESHEAD, Person, World

WORDS = "The ward councillor and the cabinet asked for a business case before any money went into prevention."


def attached(world: World) -> set[str]:
    slugs = {row.id: row.slug for row in world.all(Challenge)}
    return {slugs[row.challenge_id] for row in world.all(ReflectionChallenge)}


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_what_it_sounds_like_is_attached_by_a_press(world: World, platform: str) -> None:
    ana = world.member(platform, "Ana Example", GATESHEAD)
    number = ana.reflects(WORDS, "The network: ")
    assert "This sounds like:" in ana.sees()
    assert not attached(world)
    ana.presses("making the case for acting early")
    assert attached(world) == {"case-for-acting-early"}
    assert "About: making the case for acting early" in ana.sees()
    ana.presses("working well with councillors")
    assert attached(world) == {"case-for-acting-early", "working-with-councillors"}
    before = ana.sees().count("This sounds like:")
    ana.looks_up()
    ana.begins(f"edit {number}")
    ana.fills({"Your words": f"{WORDS} Twice."}, submit="Save")
    assert ana.sees().count("This sounds like:") <= before
    ana.looks_up()
    ana.says("search challenge:case-for-acting-early")
    assert "Twice." in ana.sees()


def test_a_principle_is_suggested_where_there_is_none_and_none_of_these_is_an_answer(world: World, ana: Person) -> None:
    number = ana.reflects("We wrote an information sharing agreement.", "The network: ")
    ana.presses("Collaborate across the system")
    assert [row.principle for row in world.all(Reflection)] == ["collaborate-across-the-system"]
    ana.presses("None of these")
    assert not attached(world)
    ana.says(f"about {number} nonsense")
    assert "I cannot find that." in ana.sees()
    ana.reflects("We listened first.", "The network: ")
    assert ana.sees().count("This sounds like:") <= 1


def test_nobody_attaches_anything_to_anothers(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects(WORDS, "The network: ")
    ben.says(f"about {number} case-for-acting-early")
    assert "I cannot find that." in ben.sees()
    assert not attached(world)
