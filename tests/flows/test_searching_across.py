"""A search in Teams finds what somebody wrote in Slack, and leads to who wrote it, if they wished it so."""

import pytest

from storage.tables import Reflection
from tests.world import Person, World


def found(person: Person, sentence: str) -> str:
    """What a search shows."""
    person.looks_up()
    before = person.sees()
    person.says(sentence)
    return person.sees().removeprefix(before).replace(sentence, "")


def test_each_finds_what_the_other_wrote(world: World, ana: Person, ben: Person) -> None:
    question = world.asks()
    ana.replies_there("Apologising to the families changed everything.", to=question)
    ana.presses("Keep")
    ana.fills({"Who can read it": "The network"}, submit="Keep")
    ben.answers_there("Nobody had apologised in ten years.", "The network")
    assert "Apologising to the families" in found(ben, "search apologise")
    assert "Ana Example · Leeds City Council" in found(ben, "search apologise")
    assert "Nobody had apologised" in found(ana, "search apologising")
    assert "Ben Invented · Gateshead" in found(ana, "find apologised")


def test_filters_can_be_typed(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("The kitchen table is where it happened.")
    ben.reflects("A table was all we needed.")
    assert "kitchen table" in found(ben, "search table council:leeds")
    assert "all we needed" not in found(ben, "search table council:leeds")
    assert "all we needed" in found(ben, "search table by:me")
    assert "kitchen" not in found(ben, "search table by:me")
    assert "Did you mean" in found(ben, "search table council:leedz") or "kitchen" in found(ben, "search council:leedz")
    assert "There is no principle called" in found(ben, "search principle:nonsense")


def test_five_at_a_time(world: World, ana: Person, ben: Person) -> None:
    for number in range(7):
        world.now = world.now.replace(minute=number)
        ana.reflects(f"Number {number} about buses.")
    first = found(ben, "search buses")
    assert first.count("about buses.") == 5
    ben.presses("More")
    rest = ben.sees()
    ben.looks_up()
    assert sum(f"Number {n} about buses." in first + rest for n in range(7)) == 7


def test_without_my_name_hides_name_and_place_and_waits_for_the_week(world: World, ana: Person, ben: Person) -> None:
    for number in range(2):
        world.member("slack", f"Colleague {'AB'[number]}", "Barnsley")
    ana.reflects("We were afraid of the press.", "Without my name")
    assert "afraid of the press" not in found(ben, "search afraid")
    assert "afraid of the press" in found(ana, "search afraid")
    world.later(days=7)
    seen = found(ben, "search afraid")
    assert "afraid of the press" in seen
    assert "Somebody in the network" in seen
    assert "week of" in seen
    assert "Ana Example" not in seen
    assert "Leeds" not in seen
    assert "afraid of the press" not in found(ben, "search afraid council:leeds")
    assert "afraid of the press" not in found(ben, "search council:leeds")


def test_a_slip_is_met_with_the_right_spelling(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("Procurement was the hardest part.")
    ana.reflects("Zeppelin", "Only me")
    ben.says("search procuremnet")
    ben.presses("Did you mean: procurement")
    assert "hardest part" in ben.sees()
    assert "Did you mean" not in found(ben, "search zepelin")
    assert "zeppelin" not in ben.sees().lower()
    assert "Did you mean: zeppelin" in "".join(pressable(ana, "search zepelin"))


def pressable(person: Person, sentence: str) -> list[str]:
    """The buttons under what a search shows."""
    person.looks_up()
    before = len(person.buttons())
    person.says(sentence)
    return person.buttons()[before:]


def test_filters_by_person_and_time(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("The bridge was closed in autumn.")
    world.later(days=40)
    ben.reflects("The bridge is open again.")
    assert "closed" in found(ben, "search bridge by:ana")
    assert "open again" not in found(ben, "search bridge by:Ana")
    assert "closed" in found(ben, 'search by:"ana exampel"')
    assert "Nobody whose reflections you can read" in found(ben, "search bridge by:nobody")
    assert "closed" not in found(ana, "search bridge after:last week")
    assert "open again" in found(ana, "search bridge after:december")
    assert "closed" in found(ana, "search bridge before:december")
    assert "open again" not in found(ana, "search bridge before:december")
    assert "closed" in found(ana, "search mine")
    assert "open again" not in found(ana, "search mine bridge")
    assert "cannot read “someday” as a date" in found(ana, "search bridge after:someday")
    assert "Nothing stands after “council:”" in found(ana, "search bridge council:")
    assert "I do not know “counsil:”" in found(ana, "search bridge counsil:leeds")


def test_nobody_is_found_by_name_for_what_they_wrote_without_it(world: World, ana: Person, ben: Person) -> None:
    for number in range(2):
        world.member("slack", f"Colleague {'AB'[number]}", "Barnsley")
    ana.reflects("We were afraid of the press.", "Without my name")
    world.later(days=7)
    for sentence in ("search afraid by:ana", "search by:ana", "search afraid after:2026", "search afraid before:2030"):
        assert "afraid of the press" not in found(ben, sentence)
        assert "afraid of the press" not in found(ben, sentence + " sort:newest")
    assert "Nobody whose reflections you can read" in found(ben, "search by:ana")
    assert "afraid of the press" in found(ana, "search afraid by:me")


def test_narrowing_down_by_choices(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("The kitchen table is where it happened.")
    ben.reflects("A table was all we needed.")
    ben.says("search table")
    ben.presses("Narrow down")
    ben.fills({"Place": "Leeds"}, submit="Search")
    shown = ben.sees()
    ben.looks_up()
    assert "kitchen table" in shown + ben.sees()
    ben.presses("Narrow down")
    ben.fills({"Place": "Leeds", "Whose": "Only mine"}, submit="Search")
    assert "Nothing found for: table council:leeds by:me" in ben.sees()


def test_newest_first_and_back(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("Bus bus bus.")
    world.later(hours=1)
    ana.reflects("A bus, with a good many other words around it.")
    assert found(ben, "search bus").index("Bus bus") < found(ben, "search bus").index("good many")
    newest = found(ben, "search bus sort:newest")
    assert newest.index("good many") < newest.index("Bus bus")
    assert "Best first" in ben.buttons()


def test_a_long_reflection_is_shown_where_it_fits(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("Before that, nothing. " * 60 + "Then the lighthouse team apologised. " + "After that, quiet. " * 40)
    seen = found(ben, "search lighthouse apologise")
    assert "… " in seen
    assert "the lighthouse team apologised" in seen
    assert len(seen) < 1500


def test_what_means_the_same_is_found_too(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("We told the parents that we had been wrong, and that we regret it.")
    number = ana.reflects("We told the parents that we had been wrong, and that we regret it deeply.", "Only me")
    assert "regret it" not in found(ben, "search apologising to families")
    world.loop.run(world.parts.heartbeat.understand())
    seen = found(ben, "search apologising to families")
    assert "These come nearest" in seen
    assert seen.count("regret it") == 1
    assert "deeply" in found(ana, "search apologising to families")
    assert "Nothing found" in found(ben, "search xylophone zzyzx")
    ana.says(f"delete {number}")
    ana.presses("Delete it")
    assert "deeply" not in found(ana, "search apologising to families")


@pytest.mark.thorough
def test_every_odd_query_is_answered(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("A sentence about something.")
    odd = [*"\"'\\*()-!:%_{}🙂", "NEAR(", "AND", "OR NOT", "words:x", "acl:n0", "a" * 900, "-about", "^about", "about*"]
    odd += ["sentence AND (", "'; DROP TABLE reflection; --", "& | !", ":*", "<->", "ａｂｏｕｔ", "\u0000x", "council:"]
    odd += [
        "after:",
        "after:31 february",
        "before:99999",
        "sort:x",
        "by:\u0000",
        'council:"leeds',
        "after:last",
        "from:99999",
    ]
    odd += ["after:2026-13-45", "before:1 month ago month", "mine mine mine", "🙂:🙂", "http://a.example/b", "by:🙂"]
    odd += ["by:", 'principle:"share power"', "from:1", "from:-1", "\ufffd", "challenge: x", "after:march", '"""']
    for query in odd:
        assert "Something went wrong" not in found(ana, f"search {query}"), query
    assert len(world.all(Reflection)) == 1
