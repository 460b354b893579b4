"""Asking an author for twenty minutes: a yes puts both in touch, and everything else is a kind no."""

import pytest

from storage import rounds
from storage.tables import Asked, Group, Request
from tests.world import BARNSLEY, Person, World

WHY = "Your letter is what we are about to write."


def _asks(person: Person, number: int, words: str = WHY) -> None:
    person.says(f"reflection {number}")
    person.presses("Ask for 20 minutes")
    person.fills({"Why you would like": words, "What you do": "Housing officer"}, submit="Send it")


@pytest.fixture
def nameless(world: World, ana: Person, ben: Person) -> int:
    """Something Ana wrote without her name, once it can be read."""
    for name in ("Cas Invented", "Dee Invented", "Eve Invented"):
        world.member("slack", name, BARNSLEY)
    number = ana.reflects("The letter frightened people.", "Without my name")
    world.later(days=7)
    return number


def test_a_yes_puts_both_in_touch(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    _asks(ben, number)
    assert "I have asked Ana Example." in ben.sees()
    assert "Ben Invented would like 20 minutes of your time" in ana.sees()
    assert "Ben Invented · Housing officer · Gateshead Metropolitan Borough Council" in ana.sees()
    assert WHY in ana.sees()
    assert "The letter frightened people." in ana.sees()
    ana.presses("Yes, put us in touch")
    ana.sends_again()
    assert ana.sees().count("You are in touch") == 1
    assert len(world.all(Group)) == 1
    assert "Meet Ana Example" in ben.sees()
    ben.presses("Say hello")
    ben.fills({"Your words": "Thursday at two?"}, submit="Send")
    assert "Thursday at two?" in ana.sees()
    assert WHY not in str(world.rows())
    ben.says(f"ask author {number}")
    assert "Ana Example said yes. You are in touch." in ben.sees()


def test_a_no_is_told_kindly_and_is_for_good(world: World, ana: Person, ben: Person) -> None:
    first = ana.reflects("The letter frightened people.", "The network")
    second = ana.reflects("We rang before the letter went.", "The network")
    _asks(ben, first)
    ana.presses("No, thank you")
    ana.sends_again()
    assert "They hear that it was not a yes, and nothing more." in ana.sees()
    assert ben.sees().count("Ana Example cannot make the time") == 1
    ben.says(f"ask author {first}")
    assert "It was not a yes this time." in ben.sees()
    ben.says(f"ask author {second}")
    assert "could not say yes when you asked before, so I leave it at that" in ben.sees()
    assert len(world.all(Request)) == 1
    assert WHY not in str(world.rows())


def test_no_answer_in_ten_days_looks_like_a_no(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    _asks(ben, number)
    world.later(days=9)
    assert "not a yes" not in ben.sees()
    world.later(days=1, hours=1)
    assert "It was not a yes this time." in ben.sees()
    assert WHY not in str(world.rows())
    ana.presses("Yes, put us in touch")
    assert "This request has closed. Thank you all the same." in ana.sees()
    assert not world.all(Group)


def test_three_at_once_and_no_more(world: World, ana: Person, ben: Person) -> None:
    numbers = [ana.reflects(f"Something about number {n}.", "The network") for n in range(4)]
    for number in numbers[:3]:
        _asks(ben, number) if number == numbers[0] else _asks_again(ben, number)
    ben.says(f"ask author {numbers[3]}")
    assert "Three of your requests wait for an answer." in ben.sees()
    assert len(world.all(Request)) == 3


def _asks_again(person: Person, number: int, words: str = WHY) -> None:
    """Without the question about one's role, which is asked once."""
    person.says(f"ask author {number}")
    person.fills({"Why you would like": words}, submit="Send it")


def test_who_cannot_be_asked_just_now_is_not(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    ana.says("pause")
    ben.says(f"ask author {number}")
    assert "I cannot ask Ana Example just now." in ben.sees()
    ana.says("resume")
    ana.says("less request")
    ben.says(f"ask author {number}")
    assert ben.sees().count("I cannot ask Ana Example just now.") == 2
    assert not world.all(Request)


def test_a_nameless_author_is_asked_unrevealed(world: World, ana: Person, ben: Person, nameless: int) -> None:
    _asks(ben, nameless)
    assert "I have asked the author." in ben.sees()
    assert "they do not know who you are" in ana.sees()
    ana.presses("Yes, put us in touch")
    assert "Meet Ana Example" in ben.sees()


def test_whatever_is_not_a_yes_looks_the_same_from_outside(
    world: World, ana: Person, ben: Person, nameless: int
) -> None:
    """A no, no answer, being away, a wish not to be asked: the same words on the same day."""
    cas, dee = (person for person in (world.on_slack("Cas Invented"), world.on_slack("Dee Invented")))
    numbers = {who: who.reflects("One more thing that worked.", "Without my name") for who in (cas, dee)}
    world.later(days=7)
    dee.says("pause")
    ben.says("me")
    begun = world.now
    _asks(ben, nameless)
    for who in (cas, dee):
        before = ben.sees()
        _asks_again(ben, numbers[who])
        assert ben.sees().removeprefix(before).count("I have asked the author.") == 1
    ana.presses("No, thank you")
    seen = []
    for row in world.all(Request):
        before = ben.sees()
        ben.says(f"request {row.id}")
        seen.append(ben.sees().removeprefix(before).replace(str(row.id), "N"))
    assert len({text.split("request N")[-1] for text in seen}) == 1
    assert {row.state for row in world.all(Request)} == {"open"}
    assert [row.state for row in world.all(Asked)] == ["no", "waiting", "unheard"]
    world.now = begun
    world.later(days=10, hours=1)
    assert {row.state for row in world.all(Request)} == {"closed"}
    ben.says(f"ask author {nameless}")
    assert "It was not a yes this time." in ben.sees()
    named = ana.reflects("And this with my name.", "The network")
    asked = ana.sees()
    _asks_again(ben, named)
    assert "I have asked Ana Example." in ben.sees()
    assert ana.sees() == asked  # her no was for good; that it was hers is not told


def test_who_does_not_want_to_meet_somebody_is_not_asked_and_nobody_can_tell(
    world: World, ana: Person, ben: Person
) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    with world.writing() as session:
        rounds.set_apart(session, world.number(ana), [world.number(ben)], world.now)
    _asks(ben, number)
    assert "I have asked Ana Example." in ben.sees()
    world.later(days=10, hours=1)
    assert "It was not a yes this time." in ben.sees()
    assert "Ben" not in ana.sees()
    ana.says("request yes 1")
    assert "I cannot find that." in ana.sees()


def test_a_request_is_nobody_elses(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    _asks(ben, number)
    cas = world.member("slack", "Cas Invented", BARNSLEY)
    for sentence in ("request 1", "request yes 1", "request no 1", "request answer 1", "request outcome 1"):
        cas.says(sentence)
    assert cas.sees().count("I cannot find that.") == 5
    ana.says(f"ask author {number}")
    assert "I cannot find that." in ana.sees()


def test_what_was_asked_goes_with_who_leaves(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    _asks(ben, number)
    ben.says("leave for good")
    assert WHY not in str(world.rows())
    assert WHY not in ana.sees()
    ana.says("request yes 1")
    assert "I cannot find that." in ana.sees()
