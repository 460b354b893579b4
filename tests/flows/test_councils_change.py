"""Councils merge, split and change their names; and a list of people who are expected."""

import pytest

from bot.errors import SetupError
from bot.people import expecting
from storage import people
from storage.tables import Audit, Expected, Member, Organisation
from tests.web.visiting import Visit
from tests.world import LEEDS, Person, World


def _number(world: World, name: str) -> int:
    return next(row.id for row in world.all(Organisation) if row.name.startswith(name))


def test_two_councils_become_one_and_nobodys_words_change_their_readers(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    number = ana.reflects("Only Leeds may read of the marmalade.", "Leeds")
    cat = world.member("slack", "Cat Example", LEEDS)
    other = ben.reflects("Only Gateshead may read of the herring.", "Gateshead")
    visit = Visit.of(olga)
    visit.opens("people")
    leeds, gateshead = _number(world, "Leeds"), _number(world, "Gateshead")
    before = world.all(Member)
    olga.says(f"organisation merge now {leeds} {gateshead} 7")  # not what was shown
    assert "What this would do" in olga.sees()
    ben.says(f"organisation merge now {leeds} {gateshead} 2")
    assert [row.organisation_id for row in world.all(Member)] == [row.organisation_id for row in before]
    olga.begins(f"organisation merge {leeds}")
    olga.fills({"Which one": "Gateshead"}, submit="Show what it would do")
    assert "People who move: 2" in olga.sees()
    olga.presses("Merge it into another")
    assert "is part of" in olga.sees()
    gone = next(row for row in world.all(Organisation) if row.id == leeds)
    assert (gone.successor_id, gone.to_date) == (gateshead, world.now.date())
    assert "merged into" in [row.act for row in world.all(Audit)][-1]
    cat.says("search marmalade")  # of Leeds as well when it was written
    assert "read of the marmalade" in cat.sees()
    ben.says(f"reflection {number}")
    assert "marmalade" not in ben.sees()
    ben.says("search marmalade")
    assert "may read of the marmalade" not in ben.sees()
    cas = world.member("slack", "Cas Invented", "Gateshead")  # a newcomer of the one council there is now
    for person in (cas, ana):
        person.says(f"reflection {other}")
        assert "herring" in person.sees()
    cas.says(f"reflection {number}")
    assert "marmalade" not in cas.sees()
    dee = world.on_slack("Dee Invented")
    dee.joins("Gateshead")
    assert "Leeds City" not in str(dee.hands.screen("modal"))


def test_some_people_become_an_organisation_in_a_place_of_its_own(world: World, olga: Person, ana: Person) -> None:
    bea = world.member("slack", "Bea Example", LEEDS)
    number = ana.reflects("Only Leeds may read of the marmalade.", "Leeds")
    leeds = _number(world, "Leeds")
    olga.begins(f"organisation split {leeds}")
    olga.fills({"Name of": "Otley | Town", "Where": "In a place of its own", "Who works": ["Bea"]}, submit="Show what")
    olga.presses("Split it")
    new = _number(world, "Otley")
    assert next(row.organisation_id for row in world.all(Member) if row.name == bea.name) == new
    bea.says(f"reflection {number}")
    assert "marmalade" in bea.sees()  # it was for her when it was written
    world.later(minutes=1)
    later = ana.reflects("Since then of the herring.", "Leeds")
    bea.says(f"reflection {later}")
    assert "herring" not in bea.sees()
    olga.begins(f"organisation rename {new}")
    olga.fills({"Its name": "Otley Town Council", "Place": "Otley"}, submit="Show what")
    olga.presses("Change its name")
    assert "Otley Town Council" in {row.name for row in world.all(Organisation)}
    olga.says("places")
    assert "Otley" in olga.sees()


def test_who_is_expected_is_confirmed_when_they_come_and_nothing_else(world: World, olga: Person) -> None:
    visit = Visit.of(olga)
    visit.opens("people")
    visit.presses("Import members")
    rows = "email,council,role\nbea@nowhere.example,Leeds,Housing officer\nno address,Leeds,\ncas@x.example,Atlantis,"
    seen = visit.fills({"rows": rows})
    assert "Row 3: “no address” is neither" in seen
    assert "Row 4: There is no council “Atlantis”" in seen
    assert visit.answer.status_code == 422
    assert world.all(Expected) == []
    good = "E-mail,Council,Role\nBea@Nowhere.example,leeds,Housing officer\ndee@nowhere.example,Gateshead,"
    seen = visit.fills({"rows": good})
    assert f"Bea@Nowhere.example · {LEEDS} · Housing officer" in seen
    assert world.all(Expected) == []
    assert "2 more people are expected." in visit.fills({"rows": good})
    assert "nowhere.example" not in str(world.rows())
    before = len(world.all(Member))
    database, content = world.parts.database, world.parts.content
    assert expecting.from_file(database, content, good.splitlines(), world.now) == (0, 2)  # again, on the command line
    bad = "id,council\nx,Leeds\nslack:T1:U1,Leeds\nslack:T1:u1,Leeds".splitlines()
    with pytest.raises(SetupError, match=r"row 2: .*\nrow 4: .*row 3"):
        expecting.from_file(database, content, bad, world.now)
    assert len(world.all(Expected)) == 2
    assert len(world.all(Member)) == before  # nobody is a member for standing in it
    bea = world.on_slack("Bea Example", email="bea@nowhere.example")
    bea.says("hello")
    bea.presses("Join")
    bea.fills({"Introduce me": "Yes"}, submit="Join")
    row = next(row for row in world.all(Member) if row.name == "Bea Example")
    with world.session() as session:
        works = people.organisation(session, row.organisation_id)
        assert works
        assert works.name == LEEDS
    assert row.confirmed_at is not None
    assert row.role == "Housing officer"
    assert len(world.all(Expected)) == 1
    world.later(days=91)
    for _ in range(3):
        world.loop.run(world.parts.heartbeat.tick())
    assert world.all(Expected) == []


def test_an_expected_person_who_says_another_place_waits_for_an_organiser(world: World, olga: Person) -> None:
    lines = "email,council\ncas@nowhere.example,gateshead".splitlines()
    expecting.from_file(world.parts.database, world.parts.content, lines, world.now)
    cas = world.on_slack("Cas Invented")
    cas.joins("Leeds")
    assert next(row for row in world.all(Member) if row.name == "Cas Invented").confirmed_at is None
