"""Care before saving: what could name somebody is pointed out once, nothing is lost, and nothing is blocked."""

import pytest

from storage.tables import Held, Reflection
from tests.flows.test_a_reply import agreed
from tests.world import GATESHEAD, LEEDS, Person, World

NAMING = "We let Mrs Doreen Hathersage of LS98 4QT wait for nine weeks."
KINDER = "We let somebody wait for nine weeks."
FINE = "It is fine, save"
NOTICED = "Could this name somebody? “Mrs Doreen Hathersage”, “LS98 4QT”"


def words(world: World) -> list[str]:
    return sorted(row.words for row in world.all(Reflection))


@pytest.mark.parametrize("platform", ["slack", "teams", "terminal"])
def test_it_is_pointed_out_before_anything_is_kept_and_one_press_saves_it(world: World, platform: str) -> None:
    if platform == "terminal":
        world.organiser_on(platform)
    ana = world.member(platform, "Ana Example", GATESHEAD)
    before = world.rows()
    ana.begins("reflect")
    ana.fills({"Your words": NAMING, "Who can read it": "Only me"}, submit="Save")
    assert NOTICED in ana.problem() + ana.sees()
    assert "Doreen" in ana.filled_in("Your words")
    assert {name: rows for name, rows in world.rows().items() if rows != before[name]}.keys() <= {"seen_event"}
    ana.fills({}, submit=FINE)
    assert words(world) == [NAMING]
    assert "Kept." in ana.sees()
    ana.sends_again()
    assert words(world) == [NAMING]


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_changed_words_are_saved_and_something_new_in_them_is_pointed_out_too(world: World, platform: str) -> None:
    ana = world.member(platform, "Ana Example", GATESHEAD)
    ana.begins("reflect")
    ana.fills({"Your words": NAMING, "Who can read it": "Only me"}, submit="Save")
    ana.fills({"Your words": "We let Mrs Doreen Hathersage wait, and Mr Albert Stokes."}, submit=FINE)
    assert not world.all(Reflection)
    assert "Mr Albert Stokes" in ana.problem()
    ana.fills({"Your words": KINDER}, submit=FINE)
    assert words(world) == [KINDER]


def test_an_edit_is_looked_over_as_well(world: World, ben: Person) -> None:
    ben.reflects(KINDER)
    ben.presses("Edit")
    ben.fills({"Your words": NAMING}, submit="Save")
    assert NOTICED in ben.problem()
    assert words(world) == [KINDER]
    ben.fills({}, submit=FINE)
    assert words(world) == [NAMING]


def test_an_answer_under_the_question_is_looked_over_where_it_was_typed(world: World, ana: Person, ben: Person) -> None:
    world.asks()
    for person in (ana, ben):
        person.answers_there(f"{NAMING} {person.name}", "The network")
        assert not [row for row in world.all(Reflection) if row.words.endswith(person.name)]
        person.fills({}, submit=FINE, in_=None if person.platform == "slack" else world.teams_channel)
    assert len(words(world)) == 2
    assert "Hathersage" not in world.organiser_on("slack").sees_there()


def test_a_reply_that_is_held_can_be_changed_before_it_is_kept(world: World, ana: Person) -> None:
    ana.replies_there(NAMING, to=world.asks())
    ana.presses("Keep")
    ana.fills({"Who can read it": "The network"}, submit="Keep")
    assert NOTICED in ana.problem()
    assert [row.words for row in world.all(Held)] == [NAMING]
    ana.fills({"Your words": KINDER}, submit=FINE)
    assert words(world) == [KINDER]
    assert not world.all(Held)


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_of_a_reply_that_is_kept_by_itself_its_author_alone_is_told(world: World, platform: str, olga: Person) -> None:
    ana = world.member(platform, "Ana Example", LEEDS)
    question = agreed(world, ana)
    ana.replies_there(NAMING, to=question)
    ana.opens_it()
    assert NAMING in words(world)
    assert NOTICED in ana.sees()
    assert "Could this name somebody" not in olga.sees() + olga.sees_there()
    ana.presses("It is fine")
    assert NAMING in words(world)
    ana.looks_up()
    ana.replies_there("Nobody is named in this.", to=question)
    ana.opens_it()
    assert ana.sees().count("Could this name somebody") <= 1


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_a_message_that_is_edited_is_looked_over_too(world: World, platform: str, olga: Person) -> None:
    ana = world.member(platform, "Ana Example", LEEDS)
    question = agreed(world, ana)
    message = ana.replies_there("Nobody is named in this.", to=question)
    said = "" if platform == "slack" else "@Upstream "
    ana.edits(message, f"{said}{NAMING}")
    world.settle()
    assert NAMING in words(world)
    assert ana.sees().count(NOTICED) == 1
    assert "Could this name somebody" not in olga.sees() + olga.sees_there()
    ana.presses("It is fine")
    world.later(minutes=1)
    ana.edits(message, f"{said}Nobody is named in this one.")
    world.settle()
    assert "Nobody is named in this one." in words(world)
    assert "Could this name somebody" not in ana.sees()


def test_without_my_name_what_gives_the_author_away_is_pointed_out(world: World, ana: Person, ben: Person) -> None:
    for name in ("Cai", "Dot", "Eve"):
        world.member("slack", f"{name} Example", "Barnsley")
    text = "In Leeds and Gateshead our town's library helped, and Ana too."
    ana.begins("reflect")
    ana.fills({"Your words": text, "Who can read it": "The network: "}, submit="Save")
    assert words(world) == [text]
    ana.begins("reflect")
    ana.fills({"Your words": text, "Who can read it": "Without my name"}, submit="Save")
    assert "This may tell readers who wrote it: “Leeds”, “our town's library”, “Ana”" in ana.problem()
    ana.fills({}, submit=FINE)
    assert words(world) == [text, text]
    ana.reflects("We began with one street.", "The network: ")
    ben.reflects("Gateshead began with one street.", "The network: ")
    ben.presses("Who can see this")
    ben.fills({"Who can read it": "Without my name"}, submit="Save")
    assert "“Gateshead”" in ben.problem()
    ben.fills({}, submit=FINE)
    assert [row.audience for row in world.all(Reflection) if row.words.startswith("Gateshead")] == ["nameless"]
