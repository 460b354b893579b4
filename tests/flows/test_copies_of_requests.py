"""What members ask each other, answer and tell of stands in others' chats: it goes from there with whoever wrote it."""

import pytest

from adapters.simulator.wire import Fault
from storage.tables import Request
from tests.world import Person, World

WHY = "Your letter is what we are about to write."
WORDS = "How did you get the first data out?"


@pytest.fixture
def ben_asks(world: World, ana: Person, ben: Person) -> int:
    """Ben asks Ana for twenty minutes about something she wrote; which."""
    number = ana.reflects("The letter frightened people.", "The network")
    ben.says(f"reflection {number}")
    ben.presses("Ask for 20 minutes")
    ben.fills({"Why you would like": WHY, "What you do": "Housing officer"}, submit="Send it")
    assert WHY in ana.sees()
    return number


@pytest.fixture
def bob_is_asked(world: World, ana: Person) -> tuple[Person, int]:
    """Ana asks for help with something of hers; Bob on Teams is asked."""
    bob = world.member("teams", "Bob Invented", "Gateshead")
    bob.begins("challenges")
    bob.fills({"I have worked on": ["sharing data"]}, submit="Save")
    number = ana.reflects("We cannot get the data out.", "The network")
    ana.says(f"reflection {number}")
    ana.presses("Ask three people")
    ana.fills({"What they will read": WORDS}, submit="Ask them")
    assert WORDS in bob.sees()
    return bob, number


def test_an_author_who_changes_their_words_can_still_answer_who_asked(
    ben_asks: int, world: World, ana: Person, ben: Person
) -> None:
    ana.begins(f"edit {ben_asks}")
    ana.fills({"Your words": "The letter worried people."}, submit="Save")
    world.settle()
    changed = ana.sees().rpartition("Something that stood here was changed.")[2]
    assert WHY in changed
    assert "The letter worried people." in changed
    assert "took it away" not in changed
    ana.presses("Yes, put us in touch")
    assert "Meet Ana Example" in ben.sees()


def test_what_somebody_asks_goes_with_them_and_what_could_not_be_reached_is_named(
    ben_asks: int, world: World, ana: Person, ben: Person
) -> None:
    world.beside.slack.faults = lambda call, _body: Fault(error="restricted_action") if call == "chat.update" else None
    ben.says("leave for good")
    for _ in range(4):
        world.settle()
    assert WHY in ana.sees()  # Slack did not let it be changed
    assert "One message that shows your words" in ben.sees()
    assert "(Slack)" in ben.sees()


def test_a_request_can_be_taken_back(bob_is_asked: tuple[Person, int], world: World, ana: Person) -> None:
    bob, _ = bob_is_asked
    ana.says("request 1")
    ana.presses("Take it back")
    ana.sends_again()
    world.settle()
    assert "Taken back" in ana.sees()
    assert WORDS not in bob.sees()
    assert "Who wrote it took it away" in bob.sees()
    assert WORDS not in str(world.rows())
    bob.says("request answer 1")
    assert "This request has closed." in bob.sees()
    ana.presses("Take it back")  # the one under an earlier answer
    assert "This request has closed." in ana.sees()
    bob.says("take back 1")
    assert "I cannot find that." in bob.sees()


def test_a_request_goes_with_what_it_was_about(bob_is_asked: tuple[Person, int], world: World, ana: Person) -> None:
    bob, number = bob_is_asked
    ana.says(f"delete {number}")
    ana.presses("Delete it")
    world.settle()
    assert WORDS not in bob.sees()
    assert [row.state for row in world.all(Request)] == ["closed"]


def test_a_request_that_has_not_arrived_yet_never_does(world: World, ana: Person, ben: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network")
    world.beside.slack.faults = lambda _call, _body: Fault(status=429, retry_after=60)
    ben.says(f"reflection {number}")
    ben.presses("Ask for 20 minutes")
    ben.fills({"Why you would like": WHY, "What you do": "Housing officer"}, submit="Send it")
    ben.says("leave for good")
    world.beside.slack.faults = None
    world.later(hours=1)
    assert WHY not in ana.sees()


def test_an_answer_and_a_use_go_with_who_wrote_them(
    bob_is_asked: tuple[Person, int], world: World, ana: Person
) -> None:
    bob, number = bob_is_asked
    bob.begins("request answer 1")
    bob.fills({"Your answer": "We asked for one table only."}, submit="Answer")
    bob.says(f"reflection {number}")
    bob.presses("I used this")
    bob.fills({"What did you change": "We texted instead."}, submit="Tell them")
    world.later(days=1)
    for words in ("one table only", "texted instead"):
        assert words in ana.sees(), words
    bob.says("leave for good")
    for _ in range(3):
        world.settle()
    for words in ("one table only", "texted instead"):
        assert words not in ana.sees(), words
