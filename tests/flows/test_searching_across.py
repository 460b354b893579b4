"""A search in Teams finds what somebody wrote in Slack, and leads to who wrote it, if they wished it so."""

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


def test_every_odd_query_is_answered(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("A sentence about something.")
    odd = [*"\"'\\*()-!:%_{}🙂", "NEAR(", "AND", "OR NOT", "words:x", "acl:n0", "a" * 900, "-about", "^about", "about*"]
    odd += ["sentence AND (", "'; DROP TABLE reflection; --", "& | !", ":*", "<->", "ａｂｏｕｔ", "\u0000x", "council:"]
    odd += ["by:", 'principle:"share power"', "from:1", "from:-1", "\ufffd", "challenge: x", "after:march", '"""']
    for query in odd:
        assert "Something went wrong" not in found(ana, f"search {query}"), query
    assert len(world.all(Reflection)) == 1
