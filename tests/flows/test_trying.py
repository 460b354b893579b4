"""Saying what one will try, being asked on the day, and letting what came of it stand with one's words."""

from datetime import timedelta

from storage.tables import Commitment, Delivery
from tests.world import Person, World


def _will_try(person: Person, words: str, **more: str) -> None:
    person.presses("I will try something")
    person.fills({"Your words": words} | more, submit="Remember it")


def test_what_was_meant_is_asked_on_the_day_and_stands_with_the_words(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    _will_try(ana, "Ring three people before the letter goes")
    (meant,) = world.all(Commitment)
    assert meant.due == world.now.date() + timedelta(weeks=3)
    assert "I ask you on Monday 23 November." in ana.sees()
    ana.says("home")
    assert "What you said you would try" in ana.sees()
    world.later(days=20)
    assert "What happened?" not in ana.sees()
    world.later(days=1)
    assert "You said you would by Monday 23 November. What happened?" in ana.sees()
    assert not [row for row in world.all(Delivery) if row.member_id == world.number(ben)]
    ana.presses("Did it")
    ana.sends_again()
    assert "You did it." in ana.sees()
    ana.presses("One line for somebody else")
    ana.fills({"What would you tell": "The second call is the one.", "Who can read this": "Whoever"}, submit="Save")
    assert "It stands with what you wrote." in ana.sees()
    ben.says(f"reflection {number}")
    seen = ben.sees()
    assert "Ring three people before the letter goes" in seen
    assert "And did it:" in seen
    assert "The second call is the one." in seen


def test_one_not_yet_moves_the_day_and_the_second_lets_it_rest(world: World, ana: Person) -> None:
    ana.reflects("The letter frightened people.", "The network")
    _will_try(ana, "Ring three people")
    world.later(days=21)
    ana.presses("Not yet")
    ana.sends_again()
    (meant,) = world.all(Commitment)
    assert (meant.state, meant.moved, meant.due) == ("open", True, world.now.date() + timedelta(weeks=2))
    assert ana.sees().count("What happened?") <= 1
    world.later(days=14)
    ana.presses("Not yet")
    assert "I will not ask again" in ana.sees()
    told = len(world.all(Delivery))
    world.later(days=60)
    assert len(world.all(Delivery)) == told
    ana.says("trying")
    ana.presses("Open")
    ana.presses("Dropped it")
    assert "That is a good answer" in ana.sees()


def test_it_is_nobody_elses_and_goes_when_the_words_go(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    _will_try(ana, "Ring three people")
    for sentence in ("intention 1", "what happened 1 did", "lesson 1", f"will try {number}"):
        ben.says(sentence)
    assert ben.sees().count("I cannot find that.") == 4
    ben.says(f"reflection {number}")
    assert "Ring three people" not in ben.sees()
    ana.says(f"delete for good {number}")
    assert not world.all(Commitment)
    world.later(days=21)
    assert "What happened?" not in ana.sees()


def test_a_day_that_has_been_is_refused_with_its_words(world: World, ana: Person) -> None:
    ana.reflects("The letter frightened people.", "The network")
    _will_try(ana, "Ring three people", **{"By when": "2026-11-01"})
    assert "Please choose a day after today" in ana.problem()
    assert "Ring three people" in ana.filled_in("Your words")
    ana.fills({"By when": "2026-12-01"}, submit="Remember it")
    ana.says("trying")
    ana.presses("Open")
    ana.presses("Change it")
    ana.fills({"Your words": "Ring four people"}, submit="Remember it")
    (meant,) = world.all(Commitment)
    assert (meant.words, meant.due.isoformat()) == ("Ring four people", "2026-12-01")
