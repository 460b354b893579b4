"""Instead of a league table: tried, reported back, used in another place; and the stories that may be told."""

from datetime import timedelta
from itertools import pairwise

from bot.learning.stories import quarters
from storage import people as people_rows
from storage.tables import AssetUse, Commitment, Reflection, Use
from tests.flows.test_assets import shares
from tests.flows.test_workgroups import answer, running
from tests.web.test_organise_statistics import people, table, writes
from tests.web.visiting import Visit
from tests.world import BARNSLEY, Person, World

SUMMER = "July 2026 to September 2026"
TRIED, REPORTED, USED = "Tried something", "Reported back", "Used in another place"


def _tries(
    world: World, member: int, reflection: int, days_ago: float, *, shown: bool, state: str = "", lesson: str = ""
) -> None:
    at = world.now - timedelta(days=days_ago)
    row = Commitment(member_id=member, reflection_id=reflection, words="x", due=at.date(), made_at=at, shown=shown)
    if state:
        row.state, row.answered_at, row.lesson = state, at, lesson
    with world.writing() as session:
        session.add(row)


def test_three_numbers_of_people_of_a_quarter_that_is_over_and_none_under_five(world: World, olga: Person) -> None:
    leeds, gateshead = people(world, 9), people(world, 6, "gateshead")
    for place, member in enumerate(leeds):
        writes(world, member, 60, "network")
        _tries(world, member, place + 1, 60, shown=place < 6, state="did" if place < 4 else "")
        _tries(world, member, place + 1, 2, shown=True, state="did")  # of a quarter that goes on
    with world.writing() as session:
        for member in gateshead:
            at = world.now - timedelta(days=50)
            session.add(Use(member_id=member, reflection_id=1, words="", used_at=at))
        session.add(Use(member_id=leeds[1], reflection_id=1, words="", used_at=at))  # of the same place
        row = session.get(Reflection, 1)
        row.place_id = people_rows.place(session, "leeds").id
        session.add(row)
    newest = table(Visit.of(olga), "statistics", "stories")[-1]
    assert newest["Quarter"] == SUMMER
    assert newest[TRIED] == "6"  # whom everybody can count; three others would be told of by the difference
    assert newest[REPORTED] == "fewer than five"
    assert newest[USED] == "6"
    told = answer(olga, "stories")
    assert (SUMMER in told, "fewer than five" in told) == (True, True)


def test_quarters_are_over_and_never_overlap(world: World) -> None:
    found = quarters(world.now)
    assert [begin.month for begin, _ in found] == [10, 1, 4, 7]
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert found[-1][1] <= world.now


def test_only_what_its_author_lets_be_read_is_told_and_to_organisers_alone(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    cas = world.member("slack", "Cas Invented", BARNSLEY)
    world.confirm(olga)
    for person, audience, shown in ((ana, "network", True), (ben, "network", False), (cas, "only me", True)):
        member = world.number(person)
        writes(world, member, 3, audience)
        lesson = f"{person.name} learned this."
        _tries(world, member, world.all(Reflection)[-1].id, 1, shown=shown, state="did", lesson=lesson)
    asset = shares(ana, running(ana, ben, cas))
    for person, shown in (
        (world.member("slack", "Dee Invented", "Preston City Council"), "Yes"),
        (world.member("slack", "Fay Invented", "Preston City Council"), "No"),
    ):
        person.begins(f"used asset {asset}")
        person.fills({"What did you change": f"{person.name} asks once.", "May others": shown}, submit="Tell them")
    told = answer(olga, "stories")
    assert "Ana Example learned this." in told
    assert "Dee Invented asks once." in told
    assert not [
        words for words in ("Ben Invented learned", "Cas Invented learned", "Fay Invented asks") if words in told
    ]
    assert len(world.all(AssetUse)) == 2
    assert "organiser" in answer(ben, "stories")
    assert "learned this" not in answer(ben, "stories")
