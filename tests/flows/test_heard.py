"""What we heard: patterns rest on what authors allow, are answered, say something else, and no few are told of."""

from typing import Any

import pytest

from bot.learning.heard import counting, voting
from bot.voice import Voice
from storage import heard, people, reflections
from storage.tables import (
    Audit,
    Heard,
    Held,
    Member,
    Notice,
    Pattern,
    PatternChange,
    PatternPiece,
    PatternVote,
    Reflection,
)
from tests.world import BARNSLEY, PLATFORMS, Person, World

FIRST = "People ring before they fill a form in."
SECOND = "What is measured is what is easy to count."


@pytest.fixture
def olga(world: World) -> Person:
    return world.on_slack("Olga Organiser")


@pytest.fixture
def ana(world: World) -> Person:
    return world.member("slack", "Ana Example", "Leeds")


@pytest.fixture
def ben(world: World) -> Person:
    return world.member("teams", "Ben Invented", "Gateshead")


def drafts(organiser: Person, *more: str) -> None:
    organiser.begins("heard new")
    organiser.fills(
        {"Pattern 1": FIRST, "Pattern 2": SECOND, "One thing we": "Whether forms can go."}, submit="Look at it"
    )
    organiser.looks_up()


def posts(world: World, organiser: Person) -> None:
    drafts(organiser)
    organiser.says("heard")
    organiser.presses("Post it")
    world.settle()
    organiser.looks_up()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_pattern_is_posted_answered_and_says_something_else(world: World, platform: str) -> None:
    organiser = world.organiser_on(platform)
    bea = world.member(platform, "Bea Example", BARNSLEY)
    organiser.looks_up()
    drafts(organiser)
    assert [row.state for row in world.all(Heard)] == ["draft"]
    organiser.says("heard")
    seen = organiser.sees().casefold()
    assert "as slack will show it" in seen
    assert "as teams will show it" in seen
    assert FIRST not in bea.sees_there()
    organiser.presses("Post it")
    world.settle()
    assert FIRST in bea.sees_there()
    assert "Whether forms can go." in bea.sees_there()
    bea.looks_up()
    bea.presses_there("Partly")
    bea.fills({"Because": "We count calls too.", "Who can read it": "The network"}, submit="Send")
    assert "Counted: Partly" in bea.sees()
    (vote,) = world.all(PatternVote)
    assert vote.answer == "partly"
    number, said = vote.pattern_id, {1: FIRST, 2: SECOND}[vote.pattern_id]
    assert [row.words for row in world.all(Reflection)] == ["We count calls too."]
    assert "We count calls too." not in organiser.bot_says_there() or platform == "terminal"
    organiser.looks_up()
    organiser.says("heard")
    assert "Too few have answered yet to tell." in organiser.sees()
    organiser.says(f"pattern {number}")
    assert "We count calls too." in organiser.sees()
    organiser.looks_up()
    organiser.begins(f"heard revise {number}")
    organiser.fills({"What does it say now": "We measure what is easy to count, and calls."}, submit="Look at it")
    assert said in bea.sees_there()
    assert "and calls" not in bea.sees_there()
    organiser.looks_up()
    organiser.says("heard")
    organiser.presses("Publish what changed")
    world.later(minutes=2)
    assert f"It said: {said}" in bea.sees_there()
    assert "We measure what is easy to count, and calls." in bea.sees_there()
    (change,) = world.all(PatternChange)
    assert (change.before, change.told_at is not None) == (said, True)
    bea.looks_up()
    bea.says("patterns")
    assert "Changed once after you answered" in bea.sees()
    assert {"wrote what was heard", "posted what was heard", "reworded a pattern", "published what changed"} <= {
        row.act for row in world.all(Audit)
    }


def test_an_answer_is_typed_changed_and_one_a_member(world: World, olga: Person, ana: Person, ben: Person) -> None:
    posts(world, olga)
    ana.says("true here 1 yes")
    ben.says("gwir yma 1 nac ydy")
    ana.says("true here 1 no")
    assert {(row.member_id, row.answer) for row in world.all(PatternVote)} == {
        (world.number(ana), "no"),
        (world.number(ben), "no"),
    }
    ana.command("true here 2 yes because Mrs Miller of 12 Elm Street rang first")
    ana.fills({"Who can read it": "The network"}, submit="Send")
    assert "Miller" in ana.problem()  # the residents' check
    assert world.all(Reflection) == []
    ana.fills({"Because": "somebody rang first"}, submit="It is fine")
    assert [row.words for row in world.all(Reflection)] == ["somebody rang first"]
    ana.looks_up()
    ana.says("true here at last")
    assert "Say the pattern’s number" in ana.sees()
    ana.says("true here 99 yes")
    assert "There is no such pattern" in ana.sees()
    assert "true here 3" not in ana.sees_there()
    ana.says("leave for good")
    assert [row.member_id for row in world.all(PatternVote)] == [world.number(ben)]


def test_the_answer_of_somebody_unconfirmed_waits(world: World, olga: Person) -> None:
    posts(world, olga)
    una = world.on_slack("Una Unconfirmed")
    una.joins("Leeds")
    una.says("true here 1 yes")
    assert "It counts once an organiser has confirmed" in una.sees()

    def count() -> int:
        with world.session() as session:
            found = heard.pattern(session, 1)
            assert found
            return len(heard.answers(session, found[1]))

    assert count() == 0
    world.confirm(una)
    assert count() == 1


@pytest.fixture
def chosen(world: World, olga: Person, ana: Person, ben: Person) -> dict[str, int]:
    """Ana and Ben wrote, for the network and for themselves, and were asked for what is for the network."""
    numbers = {
        "ana": ana.reflects("We read letters aloud.", "The network"),
        "ben": ben.reflects("Ben rang first.", "The network"),
        "own": ana.reflects("secret to me", "Only me"),
        "place": ana.reflects("for Leeds alone", "Leeds"),
    }
    drafts(olga)
    olga.says("heard choose 1")
    seen = olga.sees()
    assert "We read letters aloud." in seen
    assert "secret to me" not in seen
    assert "for Leeds alone" not in seen
    for number in numbers.values():
        olga.says(f"heard ask 1 {number}")
    for _ in range(3):
        world.later(days=1)
    return numbers


@pytest.mark.parametrize("how", ["no later", pytest.param("reported", marks=pytest.mark.thorough)])
def test_only_what_its_author_allows_stands_behind_a_pattern(
    world: World, olga: Person, ana: Person, ben: Person, chosen: dict[str, int], how: str
) -> None:
    assert {row.reflection_id for row in world.all(PatternPiece)} == {chosen["ana"], chosen["ben"]}
    for person in (ana, ben):
        assert "May your words stand behind a pattern?" in person.sees()
    ben.says("behind yes 1")
    olga.says("behind yes 1")
    assert {row.answer for row in world.all(PatternPiece)} == {""}
    ana.presses("Yes, it may")
    ben.presses("No, leave it out")
    olga.says("heard ask 1 " + str(chosen["ana"]))  # once is enough
    assert [row.kind for row in world.all(Notice)].count("pattern") == 2
    olga.looks_up()
    olga.says("heard")
    olga.presses("Post it")
    world.settle()
    assert "letters" not in ana.sees_there()
    assert "It rests on" not in ana.sees_there()  # of fewer than five
    cas = world.member("teams", "Cas Invented", BARNSLEY)
    cas.says("pattern 1")
    assert "We read letters aloud." in cas.sees()
    assert "Ben rang first." not in cas.sees()
    if how == "no later":
        ana.says("behind")
        ana.presses("No, leave it out")
    else:
        ben.says(f"wrong {chosen['ana']}")
    cas.says("pattern 1")
    assert "We read letters aloud." not in cas.sees().rpartition(FIRST)[2]  # the newest answer


def posts_draft(world: World, olga: Person) -> None:
    olga.looks_up()
    olga.says("heard")
    olga.presses("Post it")
    world.settle()
    olga.looks_up()


def test_whoever_is_no_organiser_does_none_of_it(world: World, olga: Person, ana: Person) -> None:
    ana.reflects("We read letters aloud.", "The network")
    drafts(olga)
    before = world.rows()
    (reflection,) = world.all(Reflection)
    for sentence in (
        "heard", "heard new", "heard edit 1", "heard choose 1", f"heard ask 1 {reflection.id}", "heard post 1",
        "heard drop for good 1", "heard revise 1", "heard tell 1", "pattern 1", "true here 1 yes",
    ):  # fmt: skip
        ana.says(sentence)
    now = world.rows()
    assert {name for name in now if name.startswith(("pattern", "heard")) and now[name] != before[name]} == set()
    assert FIRST not in ana.sees()  # a draft is the organisers' own


def test_an_organiser_reads_why_only_as_a_member_may(world: World, olga: Person, ana: Person, ben: Person) -> None:
    posts(world, olga)
    for person, words, who in ((ana, "Because of the bus.", "Leeds"), (ben, "Because of the mill.", "The network")):
        person.looks_up()
        person.begins(f"true here 1 no because {words}")
        person.fills({"Who can read it": who}, submit="Send")
    olga.says("pattern 1")
    assert "Because of the mill." in olga.sees()
    assert "Because of the bus." not in olga.sees()
    lea = world.member("slack", "Lea Example", "Leeds")
    lea.says("pattern 1")
    assert "Because of the bus." in lea.sees()


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_a_reply_under_what_was_heard_is_kept_as_why_once_its_author_says_so(
    world: World, olga: Person, platform: str
) -> None:
    posts(world, olga)
    bea = world.member(platform, "Bea Example", BARNSLEY)
    bea.says("true here 2 yes")
    message = bea.replies_there("Nobody asks us.", to=FIRST)
    bea.opens_it()
    assert "Keep this as the reason?" in bea.sees()
    assert not world.all(Reflection)
    bea.presses("Keep")
    bea.fills({"Who can read it": "The network"}, submit="Keep")  # the pattern and the answer are those of before
    assert "Counted: Yes" in bea.sees()
    bea.looks_up()
    olga.looks_up()
    olga.says("pattern 2")
    assert "Nobody asks us." in olga.sees()
    assert "Nobody asks us." not in olga.bot_says_there()
    at = "@Upstream " if platform == "teams" else ""
    bea.edits(message, f"{at}Nobody ever asks us.")
    assert [row.words for row in world.all(Reflection)] == ["Nobody ever asks us."]
    bea.deletes(message)
    assert [(row.pattern_id, row.answer, row.reflection_id) for row in world.all(PatternVote)] == [(2, "yes", None)]


def test_a_reply_of_who_said_why_already_or_has_not_joined_is_not_held(world: World, olga: Person, ana: Person) -> None:
    posts(world, olga)
    for number in (1, 2):
        ana.begins(f"true here {number} no because we rang")
        ana.fills({"Who can read it": "Only me"}, submit="Send")
        ana.looks_up()
    ana.replies_there("As I said.", to=FIRST)
    assert "Keep this" not in ana.sees()
    wil = world.on_slack("Wil Watching")
    wil.replies_there("What is this?", to=FIRST)
    assert "You have not joined yet, so I keep nothing of what you wrote." in wil.sees()
    assert not world.all(Held)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("yyyy", ""),
        ("yyyyyyyyyyyyyyPPPnn", "15 said yes or partly"),
        ("yyyyynnnnnPPPPP", "5 said yes, 5 said partly, 5 said no"),
        ("yyyyyPPPnn", "5 said yes, 5 said partly or no"),
        ("yyyPPnnnnn", "5 said yes or partly, 5 said no"),
        ("yyyyPPnnnn", "10 answered"),
        ("yyyyyn", "5 said yes"),
    ],
)
def test_never_fewer_than_five_are_told_of(answers: str, said: str, world: Any) -> None:
    full = {"y": "yes", "P": "partly", "n": "no"}
    with world.session() as session:
        voice = Voice(session, world.parts.content)
        assert counting.in_words(voice, counting.counted([full[each] for each in answers])) == said


def test_every_sum_that_is_told_is_of_five_or_more() -> None:
    for yes in range(12):
        for partly in range(12):
            for no in range(12):
                told = counting.told((yes, partly, no))
                assert all(count >= 5 for _, count in told)
                assert not told or sum(count for _, count in told) == yes + partly + no


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("yes", ("yes", "")),
        ("Yes, because we rang", ("yes", "we rang")),
        ("no we did not", ("no", "we did not")),
        ("yn rhannol, achos ffoniom", ("partly", "ffoniom")),
        ("nothing of it", ("", "nothing of it")),
    ],
)
def test_an_answer_is_read_from_what_was_typed(typed: str, read: tuple[str, str]) -> None:
    assert voting.read(typed) == read


def test_a_posted_pattern_is_taken_back_everywhere(world: World, olga: Person, ana: Person) -> None:
    posts(world, olga)
    ana.says("true here 1 yes")
    olga.says("heard drop 1")
    olga.presses("Take it back")
    world.settle()
    assert FIRST not in ana.sees_there()
    ana.says("pattern 1")
    assert "There is no such pattern" in ana.sees()
    assert [row.words for row in world.all(Pattern)] == [FIRST, SECOND]


def test_a_number_in_channels_follows_what_is_taken_back(world: World, olga: Person) -> None:
    posts(world, olga)
    numbers = allow(world, 5)
    for _ in range(2):
        world.later(minutes=2)
    assert "It rests on 5 reflections from 2 places." in olga.sees_there()
    with world.writing() as session:
        row = session.get(Reflection, numbers[0])
        row.hidden_at = world.now  # reported
        session.add(row)
    for _ in range(2):
        world.later(minutes=2)
    assert FIRST in olga.sees_there()
    assert "It rests on" not in olga.sees_there()


def allow(world: World, count: int) -> list[int]:
    """So many people of two places wrote something, and allow that it stands behind the first pattern."""
    with world.writing() as session:
        places = [people.organisation(session, slug) for slug in ("leeds", "gateshead")]
        for number in range(count):
            place = places[number % 2]
            member = Member(name=f"Author {number}", organisation_id=place.id, joined_at=world.now)
            member.confirmed_at = world.now
            people.add(session, member)
            row = Reflection(id=number + 1, member_id=member.id, place_id=place.place_id, words="We rang.")
            row.audience, row.shown_from, row.written_at = "network", world.now, world.now
            reflections.keep(session, row)
            piece = PatternPiece(pattern_id=1, reflection_id=row.id, member_id=member.id, answer="yes")
            piece.asked_at = world.now
            people.add(session, piece)
    return list(range(1, count + 1))


def test_whoever_stands_behind_a_pattern_is_asked_again_when_it_says_something_else(
    world: World, olga: Person, ana: Person
) -> None:
    number = ana.reflects("We read letters aloud.", "The network")
    drafts(olga)
    olga.says(f"heard ask 1 {number}")
    ana.says("behind yes 1")
    posts_draft(world, olga)
    olga.begins("heard revise 1")
    olga.fills({"What does it say now": "Nobody rings."}, submit="Look at it")
    assert [row.answer for row in world.all(PatternPiece)] == ["yes"]
    olga.looks_up()
    olga.says("heard tell 1")
    assert [row.answer for row in world.all(PatternPiece)] == [""]
    olga.says("pattern 1")
    assert "We read letters aloud." not in olga.sees().rpartition("pattern 1")[2]
    for _ in range(4):
        world.later(days=1)
    assert "which says something else since it was answered" in ana.sees()
