"""The map as a card for organisers: which places have met, and which have met nobody yet."""

from datetime import timedelta

from tests.world import Person, World


def test_the_card_names_places_and_never_people(world: World, olga: Person, ana: Person, ben: Person) -> None:
    world.member("slack", "Cas Invented", "Barnsley", introductions="Not now")
    olga.says("map")
    assert "Places that have met another: 0 of 3" in olga.sees()
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    ana.reflects("We rang first.", "The network")
    olga.says("map")
    card = olga.sees().rpartition("Places that have met")[2]
    assert ": 2 of 3" in card.replace(" another", "")
    assert "New in the last four weeks: Gateshead and Leeds" in card
    assert "Have met nobody yet: Barnsley" in card
    assert "Ana" not in card
    while world.now.weekday() != 4:
        world.now += timedelta(days=1)
    for _ in range(8):
        world.later(hours=1)
    assert "Met for the first time this week: Gateshead and Leeds" in olga.sees()
    assert "Met for the first time" not in ana.sees()
