"""Asking three people who have worked on it, and what comes of it ten days later."""

import pytest

from storage.tables import Asked, Group, Request
from tests.world import BARNSLEY, Person, World

WORDS = "How did you get the first data out?"


def _has_worked_on(person: Person, challenge: str = "sharing data") -> Person:
    person.begins("challenges")
    person.fills({"I have worked on": [challenge]}, submit="Save")
    return person


def _asks_three(person: Person, number: int, words: str = WORDS) -> None:
    person.says(f"reflection {number}")
    person.presses("Ask three people")
    person.fills({"What they will read": words}, submit="Ask them")


@pytest.fixture
def helpers(world: World) -> list[Person]:
    """Bob, Cas, Dee and Eve have worked on it: two on Teams, two on Slack; Ned too, but next door to Ana."""
    bob = world.member("teams", "Bob Invented", "Gateshead")
    cas = world.member("slack", "Cas Invented", BARNSLEY)
    dee = world.member("teams", "Dee Invented", "Gateshead")
    eve = world.member("slack", "Eve Invented", "Preston City Council")
    _has_worked_on(world.member("slack", "Ned Neighbour", "Leeds"))
    return [_has_worked_on(person) for person in (bob, cas, dee, eve)]


def _asked(helpers: list[Person]) -> list[Person]:
    return [person for person in helpers if "Ana Example asks for your help" in person.sees()]


def test_three_of_other_places_are_asked_in_the_words_that_were_seen(
    world: World, ana: Person, helpers: list[Person]
) -> None:
    number = ana.reflects("We cannot get the data out of the old system.", "Only me")
    ana.presses("Ask three people")
    assert "old system" in ana.filled_in("What they will read")
    ana.fills({"What they will read": WORDS}, submit="Ask them")
    assert "I have asked 3 people." in ana.sees()
    asked = _asked(helpers)
    assert len(asked) == 3
    for person in asked:
        assert WORDS in person.sees()
        assert "Ana Example · Leeds City Council" in person.sees()
        assert "You have worked on sharing data" in person.sees().lower().replace("you have", "You have")
        assert "old system" not in person.sees()
    one, two, three = asked
    one.looks_up()
    if one.platform == "slack":
        one.presses("Open the form") if "Open the form" in one.buttons() else one.presses("Answer")
    one.fills({"Your answer": "We asked for one table only."}, submit="Answer")
    one.sends_again()
    assert ana.sees().count("We asked for one table only.") == 1
    assert f"{one.name} answers you" in ana.sees()
    two.presses("Offer 20 minutes")
    assert "You are in touch" in two.sees()
    assert f"Meet {two.name}" in ana.sees() or "Meet each other" in ana.sees()
    assert len(world.all(Group)) == 1
    three.presses("Pass")
    assert "Nobody is told who passed." in three.sees()
    assert three.name not in ana.sees()
    assert WORDS not in str(world.rows())
    ana.says(f"ask three {number}")
    assert "2 have answered so far." in ana.sees()


def test_ten_days_later_it_is_asked_whether_it_helped(world: World, ana: Person, helpers: list[Person]) -> None:
    _asks_three(ana, ana.reflects("We cannot get the data out.", "The network"))
    asked = _asked(helpers)
    one = next(person for person in asked if person.platform == "slack")
    two = next(person for person in asked if person is not one)
    one.replies("We asked for one table only.", to=WORDS)
    assert "We asked for one table only." in ana.sees()
    world.later(days=10, hours=1)
    assert "Did it help?" in ana.sees()
    assert WORDS not in str(world.rows())
    ana.begins("request outcome 1")
    ana.fills({"Did it help": "It did", "What did you do": "Asked for one table."}, submit="Save")
    assert "One person who answered hears of it." in ana.sees()
    assert "Ana Example did something with your answer" in one.sees()
    assert "Asked for one table." in one.sees()
    assert "Asked for one table." not in two.sees()
    assert "Asked for one table." not in str(world.rows())
    assert world.all(Request)[0].helped == "yes"
    two.says("request answer 1")
    assert "This request has closed." in two.sees()


def test_nobody_is_asked_twice_in_a_fortnight_and_who_found_nobody_comes_first(world: World, ana: Person) -> None:
    bob = _has_worked_on(world.member("teams", "Bob Invented", "Gateshead"))
    fay, gus = world.member("slack", "Fay Invented", "Leeds"), world.member("teams", "Gus Invented", "Leeds")
    _asks_three(ana, ana.reflects("First.", "The network"))
    assert "I have asked one person." in ana.sees()
    assert "No more are free just now" in ana.sees()
    for person in (fay, gus):
        person.begins("challenges")
        person.fills({"I am facing": ["sharing data"]}, submit="Save")
        _asks_three(person, person.reflects("And another.", "The network"), f"{person.name} would like to know.")
        assert "Nobody is free to be asked just now" in person.sees()
        assert "You come first." in person.sees()
    assert "asks for your help" in bob.sees()
    assert "Fay Invented" not in bob.sees()
    world.later(days=13)
    assert "Fay Invented" not in bob.sees()
    world.later(days=2)
    assert "Fay Invented would like to know." in bob.sees()
    assert "Gus Invented" not in bob.sees()
    world.later(days=15)
    assert "Gus Invented" not in bob.sees()  # four weeks of waiting are over
    assert "Nobody could answer this time" in gus.sees()
    assert "would like to know" not in str(world.rows())


def test_who_does_not_wish_to_be_asked_is_not(world: World, ana: Person, helpers: list[Person]) -> None:
    bob, cas, dee, eve = helpers
    bob.says("less request")
    cas.says("pause")
    _asks_three(ana, ana.reflects("We cannot get the data out.", "The network"))
    assert "I have asked 2 people." in ana.sees()
    assert _asked(helpers) == [dee, eve]
    assert {row.member_id for row in world.all(Asked)} == {world.number(dee), world.number(eve)}


def test_who_wrote_without_their_name_is_told_that_these_three_will_see_it(
    world: World, ana: Person, helpers: list[Person]
) -> None:
    number = ana.reflects("We cannot get the data out.", "Without my name")
    ana.says(f"ask three {number}")
    assert "You wrote this without your name." in ana.sees()


def test_a_request_for_help_goes_with_who_leaves(world: World, ana: Person, helpers: list[Person]) -> None:
    _asks_three(ana, ana.reflects("We cannot get the data out.", "The network"))
    one = _asked(helpers)[0]
    one.begins("request answer 1")
    one.fills({"Your answer": "We asked for one table only."}, submit="Answer")
    one.says("leave for good")
    assert "one table" not in ana.sees()
    ana.says("leave for good")
    assert not [person for person in helpers if person is not one and WORDS in person.sees()]


def test_what_could_name_a_resident_is_pointed_out_before_it_goes(
    world: World, ana: Person, helpers: list[Person]
) -> None:
    _asks_three(ana, ana.reflects("We cannot get the data out.", "The network"), "What do you do for Mrs Dalloway?")
    assert "Mrs Dalloway" in ana.problem()
    assert not _asked(helpers)
    ana.fills({"What they will read": WORDS}, submit="It is fine")
    assert len(_asked(helpers)) == 3


def _on_slack(helpers: list[Person]) -> Person:
    return next(person for person in _asked(helpers) if person.platform == "slack")


def test_an_answer_in_the_thread_is_looked_over_before_it_goes(
    world: World, ana: Person, helpers: list[Person]
) -> None:
    _asks_three(ana, ana.reflects("We cannot get the data out.", "The network"))
    one = _on_slack(helpers)
    one.replies("We rang Mrs Dalloway.", to=WORDS)
    assert "Could this name somebody? “Mrs Dalloway”" in one.sees()
    assert "Dalloway" not in ana.sees()
    one.presses("Edit")
    assert "We rang Mrs Dalloway." in one.filled_in("Your answer")
    one.looks_up()
    one.presses("It is fine, send it")
    one.sends_again()
    assert ana.sees().count("We rang Mrs Dalloway.") == 1
    assert "Dalloway" not in str(world.rows())


def test_an_answer_in_the_thread_follows_its_message(world: World, ana: Person, helpers: list[Person]) -> None:
    _asks_three(ana, ana.reflects("We cannot get the data out.", "The network"))
    one = _on_slack(helpers)
    one.replies("We asked for one table.", to=WORDS)
    message = next(entry["id"] for entry in one.hands.screen() if "one table" in entry["text"] and not entry["bot"])
    one.edits(message, "We asked Mrs Dalloway for two tables.")
    world.settle()
    assert "two tables" in ana.sees()
    assert "one table" not in ana.sees()
    assert "Could this name somebody? “Mrs Dalloway”" in one.sees()
    one.deletes(message)
    world.settle()
    assert "two tables" not in ana.sees()
    assert "tables" not in str(world.rows())
