"""*Something wrong here?*: hidden at once, decided by an organiser, and both are told, neither by name."""

import pytest

from storage.tables import Notice, Reflection, Report
from tests.world import Person, World

WORDS = "A marmalade of a story that names a street."
BETTER = "A marmalade of a story that names nobody."


@pytest.fixture
def reported(world: World, ana: Person, ben: Person) -> int:
    """Ana wrote something; Ben pressed *Something wrong here?* under it."""
    number = ana.reflects(WORDS, "The network: ")
    ben.says("search marmalade")
    ben.presses("Something wrong here?")
    assert "Hidden." in ben.sees()
    return number


def decides(world: World, olga: Person, label: str) -> None:
    olga.looks_up()
    olga.says("organise")
    olga.presses("Open")
    assert "Ana Example" not in olga.sees("modal") + olga.sees().rpartition("This was reported")[2]
    olga.presses(label)


def told(person: Person) -> str:
    person.looks_up()
    return person.sees()


def test_what_is_reported_leaves_everything_others_read_at_once(
    world: World, reported: int, ana: Person, ben: Person, olga: Person
) -> None:
    cai = world.member("slack", "Cai Example", "Barnsley")
    for sentence in ("search marmalade", f"reflection {reported}", f"used this {reported}"):
        cai.looks_up()
        cai.says(sentence)
    assert WORDS not in cai.sees().replace("*", "")
    world.later(days=4)
    assert "This week" not in cai.sees()
    ana.says("mine")
    assert WORDS in ana.sees()
    ben.says(f"wrong {reported}")
    assert [row.state for row in world.all(Report)] == ["waiting"]
    assert "Hidden." in ben.sees()


def test_restored_it_can_be_read_again_and_both_are_told(
    world: World, reported: int, ana: Person, ben: Person, olga: Person
) -> None:
    decides(world, olga, "Nothing is wrong")
    assert "What you wrote can be read again" in told(ana)
    assert "An organiser has looked, found nothing wrong" in told(ben)
    assert "Ben" not in told(ana)
    ben.says("search marmalade")
    ben.presses("Something wrong here?")
    assert "They found nothing wrong, and it has not changed since." in ben.sees()
    assert world.all(Reflection)[0].hidden_at is None
    world.later(days=91)
    assert not world.all(Report)


def test_asked_to_change_it_comes_back_to_the_organiser_once_it_was_changed(
    world: World, reported: int, ana: Person, ben: Person, olga: Person
) -> None:
    decides(world, olga, "Ask its author")
    olga.fills({"What should change": "Please leave the street out."}, submit="Ask")
    assert "Could you change something you wrote?" in told(ana)
    assert "Please leave the street out." in told(ana)
    assert "An organiser has asked its author to change it." in told(ben)
    olga.says("organise")
    assert "Something was reported" not in olga.sees().rpartition("Organise")[2]
    ana.presses("Edit")
    ana.fills({"Your words": BETTER}, submit="Save")
    ben.says("search marmalade")
    assert BETTER not in ben.sees()
    olga.says(f"reported {world.all(Report)[0].id}")
    assert "Its author was asked to change this" in olga.sees()
    decides(world, olga, "Nothing is wrong")
    ben.looks_up()
    ben.says("search marmalade")
    assert BETTER in ben.sees().replace("*", "")
    world.later(days=1)
    assert "What you wrote can be read again" in told(ana)


def test_removed_it_is_gone_and_both_are_told(
    world: World, reported: int, ana: Person, ben: Person, olga: Person
) -> None:
    decides(world, olga, "Remove it")
    assert not world.all(Reflection)
    assert "Something you wrote was taken away" in told(ana)
    assert "Olga Organiser" in told(ana)
    assert "An organiser has taken it away. Thank you." in told(ben)
    assert {row.kind for row in world.all(Notice)} >= {"decision"}
    ben.says("leave")
    ben.presses("Leave and erase")
    assert [row.reporter_id for row in world.all(Report)] == [None]


def test_an_organiser_does_not_decide_about_their_own_words(world: World, ana: Person, olga: Person) -> None:
    olga.reflects(WORDS, "The network: ")
    ana.says("search marmalade")
    ana.presses("Something wrong here?")
    olga.says("organise")
    assert "Something was reported" not in olga.sees()
    olga.says(f"restore {world.all(Report)[0].id}")
    assert "These are your own words." in olga.sees()
    ana.says(f"restore {world.all(Report)[0].id}")
    assert world.all(Report)[0].state == "waiting"
    ana.says(f"wrong {world.all(Reflection)[0].id + 1}")
    assert len(world.all(Report)) == 1


@pytest.fixture
def introduced(world: World, olga: Person, ana: Person, ben: Person) -> None:
    """Ana and Ben were introduced."""
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()


@pytest.fixture
def carried(introduced: None, ana: Person, ben: Person) -> None:
    """And Ana wrote to Ben."""
    ana.begins("say hello 1")
    ana.fills({"Your words": WORDS}, submit="Send")
    assert WORDS in ben.sees()


def test_carried_words_are_hidden_decided_about_and_then_forgotten(
    world: World, carried: None, ana: Person, ben: Person, olga: Person
) -> None:
    assert WORDS not in str(world.rows())
    ben.presses("Something wrong here?")
    world.settle()
    assert WORDS not in ben.sees()
    assert "Hidden until an organiser has looked at it." in ben.sees()
    olga.says("organise")
    olga.presses("Open")
    seen = olga.sees("modal") + olga.sees().rpartition("This was reported")[2]
    assert WORDS in seen
    assert "kept nowhere else" in seen
    assert "Ana Example" not in seen
    assert "Ben Invented" not in seen
    assert "Ask its author to change it" not in olga.buttons()
    olga.presses("Remove it")
    assert [(row.state, row.words) for row in world.all(Report)] == [("removed", "")]
    assert WORDS not in str(world.rows())
    world.later(days=1)
    assert "Something you wrote was taken away" in told(ana)
    assert "An organiser has taken it away. Thank you." in told(ben)
    assert WORDS not in ben.sees()


def test_carried_words_with_nothing_wrong_stand_again_and_can_be_answered(
    world: World, carried: None, ana: Person, ben: Person, olga: Person
) -> None:
    ben.presses("Something wrong here?")
    world.settle()
    olga.says(f"restore {world.all(Report)[0].id}")
    world.settle()
    assert "An organiser has looked, and nothing is wrong." in ben.sees()
    assert WORDS in ben.sees()
    assert WORDS not in str(world.rows())
    ben.presses("Reply")
    ben.fills({"Your words": "Thursday at two?"}, submit="Send")
    assert "Thursday at two?" in ana.sees()
    ben.says(f"wrong words words 1 {WORDS}")
    assert "They found nothing wrong" in ben.sees()


def test_only_who_received_words_may_report_them(world: World, carried: None, ana: Person, olga: Person) -> None:
    cai = world.member("slack", "Cai Example", "Barnsley")
    for person in (cai, ana):
        for sentence in (f"wrong words words 1 {WORDS}", "wrong words nothing at all", "wrong words"):
            person.says(sentence)
            assert "I cannot find that." in person.sees()
    assert not world.all(Report)


def test_a_request_that_is_reported_waits_and_goes_on_if_nothing_is_wrong(
    world: World, ana: Person, ben: Person, olga: Person
) -> None:
    number = ana.reflects("The letter frightened people.", "The network: ")
    ben.says(f"reflection {number}")
    ben.presses("Ask for 20 minutes")
    ben.fills({"Why you would like": WORDS, "What you do": "Housing officer"}, submit="Send it")
    ana.presses("Something wrong here?")
    world.settle()
    assert WORDS not in told(ana)
    ana.says("request 1")
    assert "This request has closed." in ana.sees()
    ben.says("request 1")
    assert "If it is a yes, I put you in touch." in ben.sees()
    olga.says(f"restore {world.all(Report)[0].id}")
    world.settle()
    assert WORDS in told(ana)
    ana.says("request 1")
    ana.presses("Yes, put us in touch")
    assert "Meet Ana Example" in ben.sees()


def test_a_request_that_is_removed_is_over(world: World, ana: Person, ben: Person, olga: Person) -> None:
    number = ana.reflects("The letter frightened people.", "The network: ")
    ben.says(f"reflection {number}")
    ben.presses("Ask for 20 minutes")
    ben.fills({"Why you would like": WORDS, "What you do": "Housing officer"}, submit="Send it")
    ana.presses("Something wrong here?")
    olga.says(f"remove {world.all(Report)[0].id}")
    world.settle()
    assert WORDS not in told(ana)
    assert WORDS not in str(world.rows())
    ana.says("request yes 1")
    assert "This request has closed." in ana.sees()


def test_whoever_edits_or_takes_back_what_was_reported_brings_it_back_to_nobody(
    world: World, introduced: None, ana: Person, ben: Person, olga: Person
) -> None:
    ana.replies(WORDS, to="Meet Ben Invented")
    message = next(entry for entry in ana.hands.screen() if WORDS in entry["text"] and not entry["bot"])
    ben.presses("Something wrong here?")
    world.settle()
    ana.edits(message["id"], "A third marmalade.")
    world.settle()
    assert "marmalade" not in ben.sees()
    assert world.all(Report)[0].words == "A third marmalade."
    olga.says(f"remove {world.all(Report)[0].id}")
    ana.edits(message["id"], "A fourth marmalade.")
    world.settle()
    assert "marmalade" not in ben.sees()
