"""*Something wrong here?*: hidden at once, decided by an organiser, and both are told, neither by name."""

import pytest

from storage.tables import Notice, Reflection, Report
from tests.world import Person, World

pytestmark = pytest.mark.on("sqlite", "postgres")

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


def test_words_that_stand_nowhere_else_are_decided_about_and_then_forgotten(
    world: World, ana: Person, ben: Person, olga: Person
) -> None:
    with world.writing() as session:
        ids = {"author_id": world.number(ana), "reporter_id": world.number(ben)}
        session.add(Report(words=WORDS, written_at=world.now, made_at=world.now, **ids))
    olga.says("organise")
    olga.presses("Open")
    assert WORDS in olga.sees() + olga.sees("modal")
    assert "Ask its author to change it" not in olga.buttons()
    olga.presses("Remove it")
    assert [(row.state, row.words) for row in world.all(Report)] == [("removed", "")]
    assert "Something you wrote was taken away" in told(ana)
