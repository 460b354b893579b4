"""A place leaves, or the network closes: announced, chosen, called off, and on the day done."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from adapters.cli import run
from bot.errors import SetupError
from bot.keeping import closing, export, importing, on_request
from bot.voice import Voice
from storage import people, statistics
from storage.tables import Account, Audit, Departure, Member, Reflection, Tenant
from tests.servers import RESPONSIBLE
from tests.world import TENANTS, Person, World

IN_SIX_WEEKS = timedelta(days=42)


def day(world: World) -> date:
    return (world.now + IN_SIX_WEEKS).date()


def announces(world: World, olga: Person, sentence: str) -> None:
    olga.begins(sentence)
    olga.fills({"On which day": day(world).isoformat()}, submit="Announce it")
    world.later(minutes=2)


def the_day_comes(world: World) -> None:
    world.now += IN_SIX_WEEKS
    for _ in range(8):
        world.later(minutes=2)


@pytest.fixture
def gateshead(world: World, olga: Person) -> list[Person]:
    """A Teams tenant of Gateshead's own, with three people in it."""
    otto = Person(world, world.teams.person("Otto Organiser"), "teams")
    otto.says("belongs gateshead")
    people = [world.member("teams", name, "Gateshead") for name in ("Ben Invented", "Bob Invented", "Bea Invented")]
    for person, words in zip(people, ("Marmalade.", "Quince.", "Damson."), strict=True):
        person.reflects(f"{words} For all of you.", "The network")
        person.reflects(f"{words} For myself.", "Only me")
        person.looks_up()
    olga.says(f"let in teams:{TENANTS['teams']} gateshead")
    return people


def test_everybody_is_told_and_chooses_and_it_is_done_on_the_day(
    world: World, olga: Person, ana: Person, gateshead: list[Person]
) -> None:
    ben, bob, bea = gateshead
    for name in ("Cas Invented", "Dee Invented", "Eve Invented", "Fay Invented"):
        world.member("slack", name, "Barnsley")
    olga.begins("place leaves gateshead")
    assert "Shared with the network under a name: 3 reflections" in olga.sees() + str(olga.hands.screen("modal"))
    announces(world, olga, "place leaves gateshead")
    when = f"{day(world).day} {day(world):%B %Y}"
    for person in gateshead:
        assert f"Gateshead leaves this network on {when}" in person.sees()
        assert "Give me a copy" in person.buttons()
    assert "Gateshead leaves" not in ana.sees()
    assert f"Gateshead leaves this network on {when}" in ben.sees_there()
    ben.presses("Leave it here, under my name")
    bob.presses("Leave it here, without my name")
    assert "You chose to leave what you shared" in ben.sees()
    bea.says("parting")
    assert "You have not chosen. Without a choice everything is erased." in bea.sees()
    heard = bea.sees().count("leaves this network on")
    world.later(days=36)
    assert bea.sees().count("leaves this network on") == heard + 1  # a week before, once more
    world.now -= timedelta(days=36)
    the_day_comes(world)

    (row,) = world.all(Departure)
    assert row.state == "gone"
    words = {one.words: one for one in world.all(Reflection)}
    assert set(words) == {"Marmalade. For all of you.", "Quince. For all of you."}
    assert words["Quince. For all of you."].audience == "nameless"
    everything = repr({name: rows for name, rows in world.rows().items() if name != "audit"})
    for gone in ("Bob Invented", "Bea Invented", "Damson", "For myself"):
        assert gone not in everything
    assert not [one for one in world.all(Tenant) if one.platform == "teams"]
    assert not [one for one in world.all(Account) if one.platform == "teams"]
    ana.says("search marmalade")
    assert "Ben Invented · Gateshead" in ana.sees()
    ana.says("search quince")
    assert "Quince. For all of you." in ana.sees()
    assert "Bob" not in ana.sees()
    acts = [one.act for one in world.all(Audit)]
    assert {"announced that a place leaves", "disconnected"} <= set(acts)
    assert "The last of it is gone." in bea.sees()
    assert on_request.handed_over(world.parts.database, world.parts.content, "ben invented", world.now)[:2] == b"PK"
    on_request.erased(world.parts.database, "Ben Invented", world.now)
    assert "Marmalade" not in repr(world.all(Reflection))
    with pytest.raises(SetupError):
        on_request.erased(world.parts.database, "Ben Invented", world.now)
    bea.says("hello")
    assert "This workspace is not part of the network yet" in bea.sees()


def test_nobody_is_told_at_night(world: World, olga: Person, gateshead: list[Person]) -> None:
    announces(world, olga, "place leaves gateshead")
    world.now = world.now.replace(hour=23)
    olga.presses("Call it off")
    world.later(minutes=2)
    assert "Called off" not in gateshead[0].sees()
    world.later(hours=12)
    assert "Called off: Gateshead" in gateshead[0].sees()


def test_what_was_called_off_before_anybody_was_told_is_told_to_nobody(
    world: World, olga: Person, gateshead: list[Person]
) -> None:
    world.now = world.now.replace(hour=23)
    announces(world, olga, "place leaves gateshead")
    olga.presses("Call it off")
    world.later(hours=36)
    for one in gateshead:
        assert "Give me a copy" not in one.buttons()
        assert "Called off: Gateshead" not in one.sees()


def test_what_had_no_name_from_the_beginning_is_of_no_place_and_nobodys(
    world: World, olga: Person, ana: Person, gateshead: list[Person]
) -> None:
    ben, bob, bea = gateshead
    for person, words in ((ben, "Greengage."), (bob, "Medlar."), (bea, "Sloe.")):
        person.reflects(words, "Without my name")
    for name in ("Cas Invented", "Dee Invented", "Eve Invented"):
        world.member("slack", name, "Barnsley")
    announces(world, olga, "place leaves gateshead")
    ben.presses("Leave it here, under my name")
    bob.presses("Leave it here, without my name")
    bea.presses("Leave it here, under my name")
    numbers = {world.number(person) for person in gateshead}
    bens = world.number(ben)
    the_day_comes(world)

    left = {row.words: row for row in world.all(Reflection)}
    nameless = {"Greengage.", "Medlar.", "Sloe."}
    assert left.keys() == {f"{words}. For all of you." for words in ("Marmalade", "Damson", "Quince")} | nameless
    assert left["Marmalade. For all of you."].member_id == bens
    assert left["Greengage."].member_id == left["Sloe."].member_id not in numbers
    with pytest.raises(SetupError, match="nobody"):
        on_request.erased(world.parts.database, str(left["Sloe."].member_id), world.now)
    for words in nameless:
        row = left[words]
        assert (row.place_id, row.organisation_id, row.imported_as) == (None, None, None)
        assert (row.acl, row.tags) == (f"m{row.member_id} n0", "")
    out = {line["text"]: line for line in map(json.loads, importing.written(world.parts.database, world.now))}
    assert {(out[words]["member"], out[words]["council"]) for words in nameless} == {("", "")}
    assert out["Marmalade. For all of you."]["council"] == "gateshead"
    ana.says("search greengage")
    assert "Greengage." in ana.sees()
    assert "Gateshead" not in ana.sees().rpartition("search greengage")[2]
    with world.session() as session:
        now, then = statistics.members_at(session, [world.now, world.now - IN_SIX_WEEKS])
        assert then - now == len(gateshead)


def test_until_the_day_it_can_be_called_off(world: World, olga: Person, gateshead: list[Person]) -> None:
    ben, _, _ = gateshead
    announces(world, olga, "place leaves gateshead")
    ben.presses("Leave it here, without my name")
    before = len(world.all(Reflection))
    olga.says("organise")
    assert "Gateshead leaves this network on" in olga.sees()
    olga.says("place leaves gateshead")
    olga.presses("Call it off")
    world.later(minutes=2)
    assert "Called off: Gateshead" in ben.sees()
    the_day_comes(world)
    assert len(world.all(Reflection)) == before
    assert {row.stays for row in world.all(Member)} == {""}
    ben.says("search marmalade")
    assert "Marmalade" in ben.sees()
    olga.says("call off 1")
    assert "Called off: Gateshead" in olga.sees()


def test_a_place_with_all_the_organisers_stays_and_so_does_what_was_kept_at_home(
    world: World, olga: Person, ana: Person, gateshead: list[Person]
) -> None:
    ana.says("place leaves gateshead")
    assert not world.all(Departure)
    olga.begins("place leaves gateshead")
    olga.fills({"On which day": (world.now + timedelta(days=3)).date().isoformat()}, submit="Announce it")
    assert not world.all(Departure)
    assert "Please choose a day from" in olga.problem()


def test_where_sharing_more_widely_is_switched_off_nothing_stays(
    world: World, olga: Person, gateshead: list[Person]
) -> None:
    from bot.people import switching  # noqa: PLC0415

    ben, *_ = gateshead
    announces(world, olga, "place leaves gateshead")
    ben.presses("Leave it here, under my name")
    with world.writing() as session:
        switching.let(session, session.get(Tenant, ("teams", TENANTS["teams"])), {"wider": False}, None, world.now)
    the_day_comes(world)
    assert not world.all(Reflection)


# --- the whole network -----------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_network_that_closes_tells_everybody_asks_nothing_and_is_erased(
    world: World, olga: Person, ana: Person, ben: Person, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.reflects("Marmalade for all of you.", "The network")
    ana.reflects("Quince for myself.", "Only me")
    ben.says("search marmalade")
    olga.says("schedule weekly tue 10:00")
    olga.presses("Start")
    announces(world, olga, "close network")
    when = f"{day(world).day} {day(world):%B %Y}"
    for person in (ana, ben, olga):
        assert f"This network closes on {when}" in person.sees()
        assert "Organisers can take along what they could read as members, with names." in person.sees()
    assert "What the network learnt" in olga.buttons()
    assert "What the network learnt" not in ana.buttons()
    with world.session() as session:
        taken = export.for_organisers(Voice(session, world.parts.content), people.organisers(session)[0], world.now)
    with zipfile.ZipFile(io.BytesIO(taken)) as packed:
        page = packed.read("what-we-learnt.html").decode()
    assert "Marmalade for all of you." in page
    assert "Quince for myself." not in page
    olga.says("ask")
    olga.says("round")
    assert olga.sees().count("so nothing new begins in it") == 2
    asked = ben.sees_there()
    for _ in range(3):
        world.later(days=7)
    assert ben.sees_there() == asked
    ben.says("search marmalade")
    assert ben.sees().count("Marmalade for all of you.") >= 2
    world.now -= timedelta(days=21)
    assert not closing.sentence(world.parts.database)
    the_day_comes(world)

    assert "Marmalade" not in ben.sees()  # nor in the chats
    left = {name: rows for name, rows in world.rows().items() if rows}
    assert set(left) == {"departure"}
    file = world.parts.database.file
    if file is not None:
        whole = b"".join(each.read_bytes() for each in file.parent.glob(file.name + "*"))
        assert not [word for word in (b"armalad", b"Ana Example", b"xoxb") if word in whole]
    ana.says("hello")
    assert f"This network was closed on {when}" in ana.sees()
    assert {name for name, rows in world.rows().items() if rows} == {"departure"}
    assert "This network was closed on" in closing.sentence(world.parts.database)
    for name, value in RESPONSIBLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", world.database_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "x")
    from adapters.main import build  # noqa: PLC0415

    assert run(["serve"], build) == 2
    assert "everything in it was erased" in capsys.readouterr().err


def test_a_closing_that_is_called_off_leaves_everything_as_it_was(world: World, olga: Person, ana: Person) -> None:
    ana.reflects("Marmalade for all of you.", "The network")
    announces(world, olga, "close network")
    olga.says("close network")
    olga.presses("Call it off")
    world.later(minutes=2)
    assert "Called off" in ana.sees()
    the_day_comes(world)
    assert [row.words for row in world.all(Reflection)] == ["Marmalade for all of you."]
    olga.says("ask")
    assert "Ask it now" in olga.buttons()
