"""*I used this*: the author hears of it, and neither learns more of the other than they chose."""

from storage.tables import Use
from tests.world import BARNSLEY, Person, World


def _uses(person: Person, number: int, words: str, **more: str) -> None:
    person.says(f"reflection {number}")
    person.presses("I used this")
    person.fills({"What did you change": words} | more, submit="Tell them")


def test_an_author_hears_that_somebody_used_what_they_wrote(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("We rang before the letter went.", "The network")
    _uses(ben, number, "We texted instead.")
    assert "The author will hear of it." in ben.sees()
    assert "Somebody in Gateshead used what you wrote" in ana.sees()
    assert "We texted instead." in ana.sees()
    assert "Ben" not in ana.sees()
    assert "We texted instead." not in str(world.rows())
    ben.says(f"used this {number}")
    assert "You told the author on 2 November 2026." in ben.sees()
    assert len(world.all(Use)) == 1


def test_with_their_name_where_they_say_so_and_several_in_one_message(world: World, ana: Person, ben: Person) -> None:
    cas = world.member("slack", "Cas Invented", BARNSLEY)
    number = ana.reflects("We rang before the letter went.", "The network")
    world.now = world.now.replace(hour=20)
    _uses(ben, number, "We texted instead.", **{"What does its author hear": "“Ben Invented"})
    _uses(cas, number, "We went there.")
    assert "used what you wrote" not in ana.sees()
    world.later(hours=13)
    assert "2 people used what you wrote" in ana.sees()
    assert "Ben Invented · Gateshead" in ana.sees()
    assert "Somebody in Barnsley" in ana.sees()
    assert "Cas" not in ana.sees()
    told = ana.sees()
    world.later(days=10)
    assert ana.sees() == told


def test_a_nameless_author_hears_it_and_stays_nameless(world: World, ana: Person, ben: Person) -> None:
    for name in ("Cas Invented", "Dee Invented", "Eve Invented"):
        world.member("slack", name, BARNSLEY)
    number = ana.reflects("We rang before the letter went.", "Without my name")
    world.later(days=7)
    _uses(ben, number, "We texted instead.")
    assert "Somebody in Gateshead used what you wrote" in ana.sees()
    assert "Ana" not in ben.sees()
    ana.says(f"used this {number}")
    assert "I cannot find that." in ana.sees()


def test_words_for_an_author_who_is_away_wait_and_are_dropped_in_the_end(
    world: World, ana: Person, ben: Person
) -> None:
    number = ana.reflects("We rang before the letter went.", "The network")
    ana.says("pause")
    _uses(ben, number, "We texted instead.")
    world.later(days=30)
    assert "We texted instead." not in ana.sees()
    assert world.all(Use)[0].words == "We texted instead."
    world.later(days=31)
    assert world.all(Use)[0].words == ""
