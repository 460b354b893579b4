"""The network in numbers: against a plain recount, and never so that fewer than five are told of."""

import csv
import io
import itertools
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.organising import few
from storage.statistics import Writers
from storage.tables import Asking, Group, GroupMember, Member, Organisation, Reflection
from tests.web.visiting import Visit
from tests.world import Person, World


def test_nobody_is_told_of_by_a_difference() -> None:
    """Whatever is told: beside those who shared, and all members, whom everybody can count, nobody is left alone."""
    for shared, unshared, silent in itertools.product(range(12), repeat=3):
        told = few.told(Writers(shared, unshared))
        assert told - shared == 0 or told - shared >= 5
        found = few.share(told, shared + unshared + silent)
        if found:
            part, whole = found
            assert part >= 5
            assert whole - part == 0 or whole - part >= 5


def test_whoever_wrote_before_they_joined_is_no_fault() -> None:
    """What is imported may be older than its author's membership: the whole is then those who wrote."""
    assert few.share(7, 0) == (7, 7)
    assert few.percent(*(few.share(7, 0) or (0, 0))) == 100


def people(world: World, count: int, council: str = "leeds") -> list[int]:
    """Members who were there from long ago."""
    with world.writing() as session:
        number = session.exec(select(Organisation.id).where(Organisation.slug == council)).one()
        rows = [
            Member(name=f"Member {one}", organisation_id=number, joined_at=world.now - timedelta(days=400))
            for one in range(count)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id or 0 for row in rows]


def writes(world: World, member: int, days_ago: float, audience: str, asking: int | None = None) -> None:
    with world.writing() as session:
        at = world.now - timedelta(days=days_ago)
        number = len(world.all(Reflection)) + 1
        row = Reflection(
            id=number, member_id=member, words="x", audience=audience, asking_id=asking, written_at=at, shown_from=at
        )
        session.add(row)


def table(visit: Visit, page: str, name: str) -> list[dict[str, str]]:
    answer = visit.http.get(f"{visit.address}/organise/{page}/{name}.csv")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.fixture
def visit(world: World) -> Visit:
    return Visit.of(world.on_slack("Olga Organiser"))


def test_who_wrote_is_counted_as_a_plain_recount_counts_it(world: World, visit: Visit) -> None:
    everybody = people(world, 30)
    for place, member in enumerate(everybody[:12]):
        writes(world, member, 7 + place % 3, "network" if place < 6 else "only me")
        writes(world, member, 7 + place % 3, "network" if place < 6 else "only me")  # nobody counts twice
    for member in everybody[:4]:
        writes(world, member, 14, "network")
    for member in everybody[:3]:
        writes(world, member, 0, "network")
    rows = table(visit, "statistics", "participation")
    begins = [world.now - timedelta(days=7), world.now - timedelta(days=14)]
    assert len(rows) == 12
    assert begins
    counted = {row["Week of"]: row["People who wrote"] for row in rows}
    recounted = {}
    for row in world.all(Reflection):
        monday = (row.written_at - timedelta(days=row.written_at.weekday())).date()
        recounted.setdefault(monday, set()).add((row.member_id, row.audience))
    told = []
    for monday, wrote in recounted.items():
        shared = {member for member, audience in wrote if audience != "only me"}
        alone = {member for member, _ in wrote} - shared
        count = len(shared) + (len(alone) if len(alone) >= 5 else 0)
        told.append(str(count) if count >= 5 else "fewer than five")
        assert monday <= world.now.date()
    this_week = sum(1 for monday in recounted if monday > (world.now - timedelta(days=7)).date())
    assert sorted(value for value in counted.values() if value != "fewer than five") == sorted(
        value for value in told if value != "fewer than five"
    )
    assert this_week == 1  # and it is not told yet


def test_a_few_who_wrote_for_themselves_alone_make_no_difference(world: World, visit: Visit) -> None:
    everybody = people(world, 30)
    for member in everybody[:6]:
        writes(world, member, 7, "network")
    before = table(visit, "statistics", "participation")
    for member in everybody[6:10]:
        writes(world, member, 7, "only me")
    assert table(visit, "statistics", "participation") == before
    writes(world, everybody[10], 7, "only me")
    assert table(visit, "statistics", "participation") != before


def test_a_question_is_told_of_once_its_week_is_over(world: World, visit: Visit) -> None:
    everybody = people(world, 20)
    world.asks()
    (asking,) = world.all(Asking)
    for member in everybody[:8]:
        writes(world, member, 0, "network", asking.id)
    assert table(visit, "statistics", "replies") == []
    world.later(days=3)
    visit = Visit.of(world.on_slack("Olga Organiser"))
    assert table(visit, "statistics", "replies") == []
    world.later(days=5)
    visit = Visit.of(world.on_slack("Olga Organiser"))
    (row,) = table(visit, "statistics", "replies")
    members = 20 + 2  # and the organisers
    assert (row["People who answered"], row["Members"]) == ("8", str(members))
    assert row["Share"] == f"{round(800 / members)} %"
    (part,) = [one for one in table(visit, "statistics", "principles") if one["Answers"] != "fewer than five"]
    assert part["Answers"] == "8"


def test_a_place_is_active_by_what_it_shared_and_never_by_what_it_kept(world: World, visit: Visit) -> None:
    ana: Person = world.member("slack", "Ana Example", "Leeds")
    leeds = {row["Place"]: row for row in table(visit, "people", "places-now")}["Leeds"]
    assert (leeds["Active in the last four weeks"], leeds["Connected by"]) == ("No", "Slack")
    ana.reflects("for myself", "Only me")
    assert {row["Place"]: row for row in table(visit, "people", "places-now")}["Leeds"] == leeds
    ana.reflects("for all", "The network")
    leeds = {row["Place"]: row for row in table(visit, "people", "places-now")}["Leeds"]
    assert leeds["Active in the last four weeks"] == "Yes"
    assert len(table(visit, "people", "places-now")) >= 20


def test_the_map_has_every_tie_and_who_is_alone(world: World, visit: Visit) -> None:
    world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    world.member("slack", "Cai Example", "Barnsley")
    with world.writing() as session:
        for _ in range(2):
            group = Group(introduced_at=world.now)
            session.add(group)
            session.flush()
            for name in ("Ana Example", "Ben Invented"):
                number = next(row.id for row in world.all(Member) if row.name == name)
                session.add(GroupMember(group_id=group.id or 0, member_id=number))
    rows = table(visit, "map", "map")
    assert [(row["Place"], row["Introduced to"], row["How often, in all"]) for row in rows] == [
        ("Barnsley", "nobody yet", "0"),
        ("Gateshead", "Leeds (2)", "2"),
        ("Leeds", "Gateshead (2)", "2"),
    ]
    visit.opens("map")
    drawn = visit.answer.text
    assert drawn.count('class="tie tie-recent"') == 1
    assert drawn.count("spot-alone") == 1
    assert visit.opens("map")
    assert (
        drawn.partition("<svg")[2].partition("</svg>")[0]
        == visit.answer.text.partition("<svg")[2].partition("</svg>")[0]
    )


def test_introductions_and_how_long_the_first_was_waited_for(world: World, visit: Visit) -> None:
    """Of last month: a recount by hand of a few, and those that a draft holds do not count yet."""
    leeds, york = people(world, 8), people(world, 8, "york")
    last_month = world.now.replace(day=1) - timedelta(days=10)
    with world.writing() as session:
        for number, (one, other) in enumerate(zip(leeds, york, strict=True)):
            group = Group(introduced_at=last_month if number < 6 else None)
            session.add(group)
            session.flush()
            for member in (one, other):
                met = "yes" if number < 2 else "no" if number < 6 and member == one else ""
                session.add(GroupMember(group_id=group.id or 0, member_id=member, met=met))
    row = table(visit, "statistics", "introductions")[-1]
    assert (row["Made"], row["Met"]) == ("6", "2")  # eight people told how six went
    row = table(visit, "statistics", "waiting")[-1]
    waited = (last_month - world.all(Member)[-1].joined_at).days
    assert list(row.values())[1:] == ["12", str(waited)]
    rows = {row["Place"]: row for row in table(visit, "people", "places-now")}
    assert [rows[name]["Introductions arranged"] for name in ("Leeds", "York", "Barnsley")] == ["6", "6", "0"]
    (tie,) = [row for row in table(visit, "map", "map") if row["Place"] == "York"]
    assert (tie["Introduced to"], tie["How often, in all"]) == ("Leeds (6)", "6")
