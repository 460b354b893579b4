"""What a workgroup leaves: found by search, used in another place, reported, and nobody's alone."""

import pytest

from storage import switches
from storage.tables import Asset, AssetName, AssetUse
from tests.flows.test_the_search_box import inserts, looks_for
from tests.flows.test_workgroups import THEME, answer, running
from tests.world import BARNSLEY, Person, World

TITLE, LINK = "The one-page consent form", "https://forms.example/one?page=1"
WRITTEN = {
    "What is it called": TITLE,
    "Where is it": LINK,
    "Or the thing itself": "Ask residents once, and tell three services.",
    "Who is it for": "Front desks of councils",
    "When not to use it": "Not where somebody is at risk",
}


@pytest.fixture
def cas(world: World) -> Person:
    """On Slack, from Barnsley, confirmed."""
    return world.member("slack", "Cas Invented", BARNSLEY)


@pytest.fixture
def dee(world: World) -> Person:
    """On Teams, from Preston, confirmed, facing the same as Ana; in no workgroup."""
    return world.member("teams", "Dee Invented", "Preston City Council", challenge="sharing data")


def shares(person: Person, group: int, **more: str) -> int:
    """They share what their workgroup made; its number."""
    person.begins(f"asset of {group}")
    person.fills(WRITTEN | more, submit="Share it")
    return max(int(row.id) for row in person.world.all(Asset))


def test_it_is_found_by_search_with_what_it_is_for_and_used_in_another_place(
    world: World, ana: Person, ben: Person, cas: Person, dee: Person
) -> None:
    number = shares(ana, running(ana, ben, cas))
    found = answer(dee, "search consenting resident")
    assert ("An asset" in found, TITLE in found, "Made in Barnsley, Gateshead, Leeds" in found) == (True, True, True)
    assert "Ana" not in found
    assert TITLE in answer(dee, 'search form council:barnsley after:"1 week ago"')
    assert TITLE not in answer(dee, "search form council:preston")
    assert TITLE not in answer(dee, "search form by:me")
    assert TITLE not in answer(dee, "search marmalade")
    dee.says(f"asset show {number}")
    assert (LINK in dee.sees(), "Not where somebody is at risk" in dee.sees()) == (True, True)
    assert not dee.mentioned
    dee.presses("I used this")
    dee.fills({"What did you change": "We ask at the library.", "May others read": "Yes"}, submit="Tell them")
    dee.sends_again()
    assert len(world.all(AssetUse)) == 1
    world.later(days=1)
    for person in (ana, ben, cas):
        assert "Somebody in Preston used what you made" in person.sees()
        assert "Dee" not in person.sees()
    found = answer(cas, f"asset show {number}")
    assert ("Used elsewhere" in found, "We ask at the library." in found) == (True, True)
    assert "Your own group made this." in answer(cas, f"used asset {number}")


def test_the_search_box_finds_it_and_puts_nothing_of_it_into_a_message(
    world: World, ana: Person, ben: Person, cas: Person, dee: Person
) -> None:
    shares(ana, running(ana, ben, cas))
    (line,) = looks_for(dee, "consent form", world.teams_channel)
    assert line.startswith("An asset · Made in Barnsley, Gateshead, Leeds")
    assert TITLE in line
    sent = inserts(dee, world.teams_channel)
    assert not any(words in sent for words in (TITLE, "residents", "Leeds"))
    dee.presses_there("Open")
    assert "Not where somebody is at risk" in dee.sees("modal")


def test_whoever_faces_the_same_is_asked_once_eight_weeks_later_in_the_digest(
    world: World, ana: Person, ben: Person, cas: Person, dee: Person
) -> None:
    ana.begins("start workgroup")
    promise = {"What will we leave": "A form.", "Who would use it": "Front desks"}
    ana.fills({"What is it about": "sharing data", **promise}, submit="Start it")
    for person in (ben, cas):
        person.says("workgroup join 1")
    shares(ana, 1)
    fay = world.member("slack", "Fay Invented", "Preston City Council")
    world.later(days=4, hours=2)
    assert "left something for others." in fay.sees()
    later = "Eight weeks ago a workgroup on “sharing data across partners” left something"
    for _ in range(10):
        world.later(days=7)
    assert dee.sees().count(later) == 1
    assert not [one for one in (ana, ben, cas, fay) if later in one.sees()]
    assert TITLE not in dee.sees()
    dee.presses("I used this")
    dee.fills({"What did you change": "We ask once."}, submit="Tell them")
    world.later(days=2)
    assert "We ask once." in ana.sees()
    world.later(days=61)
    assert "We ask once." not in str(world.rows()["asset_use"])


def test_only_its_group_makes_it_and_what_could_name_a_resident_or_hide_a_link_is_pointed_out(
    world: World, ana: Person, ben: Person, cas: Person, dee: Person
) -> None:
    group = running(ana, ben, cas)
    assert "You are not in this workgroup." in answer(dee, f"asset of {group}")
    ana.begins(f"asset of {group}")
    for link in ("javascript:alert(1)", "forms.example", "https://a@b.example/", "<https://x.example|council>"):
        ana.fills(WRITTEN | {"Where is it": link}, submit="Share it")
        assert "a whole web address" in ana.problem(), link
    ana.fills(WRITTEN | {"Or the thing": "As Mrs Dalloway told us."}, submit="Share it")
    assert "Mrs Dalloway" in ana.problem()
    ana.fills({"Or the thing": "As one resident told us."}, submit="It is fine")
    assert [row.words for row in world.all(Asset)] == ["As one resident told us."]
    for sentence in ("asset change 1", "asset name 1", "asset away 1", "asset away for good 1", "asset show 99"):
        assert "I cannot find that." in answer(dee, sentence), sentence
    assert "Who wrote it down can take it away" in answer(ben, "asset away for good 1")
    ben.says("asset show 1")
    ben.presses("Put my name to it")
    assert "Ben Invented · Gateshead" in answer(dee, "asset show 1")
    ana.says("asset away for good 1")
    world.settle()
    assert TITLE not in dee.sees()
    assert (world.all(Asset), world.all(AssetName)) == ([], [])


@pytest.mark.thorough
def test_something_wrong_hides_it_until_an_organiser_decides(
    world: World, olga: Person, ana: Person, ben: Person, cas: Person, dee: Person
) -> None:
    number = shares(ana, running(ana, ben, cas))
    dee.says(f"asset show {number}")
    dee.presses("Something wrong here?")
    fay = world.member("slack", "Fay Invented", BARNSLEY)
    assert "I cannot find that." in answer(fay, f"asset show {number}")
    assert TITLE not in answer(fay, "search form")
    assert "Somebody reported this." in answer(ana, f"asset show {number}")
    assert TITLE not in answer(olga, "search form")
    for sentence in (f"asset restore {number}", f"asset reported {number}", f"asset remove {number}"):
        answer(fay, sentence)
    olga.says("organise")
    olga.presses("Open")
    olga.presses("Nothing is wrong, restore it")
    assert TITLE in answer(fay, "search form")
    assert "An organiser has looked at this." in answer(fay, f"wrong asset {number}")
    world.later(days=1)
    assert "What your group made can be read again" in ben.sees()
    assert "restored it" in dee.sees()
    fay.says("workgroup 1")
    fay.presses("Something wrong here?")
    assert "I cannot find that." in answer(dee, "workgroup 1")
    assert THEME in answer(ben, "workgroup 1")
    assert "I cannot find that." not in answer(olga, "workgroup reported 1")
    olga.presses("Remove it")
    assert THEME not in str(world.rows()["workgroup"])
    assert TITLE in answer(dee, "search form")
    ana.begins(f"asset change {number}")
    ana.fills({"Or the thing itself": "Ask twice."}, submit="Save")
    fay.says(f"wrong asset {number}")
    olga.says(f"asset reported {number}")
    olga.presses("Remove it")
    assert world.all(Asset) == []


def test_it_stays_when_who_wrote_it_down_leaves_and_their_name_goes(
    world: World, ana: Person, ben: Person, cas: Person, dee: Person
) -> None:
    number = shares(ana, running(ana, ben, cas), **{"Shall your name": "Yes"})
    dee.says(f"asset show {number}")
    assert "Ana Example · Leeds" in dee.sees()
    dee.presses("I used this")
    dee.fills({"What did you change": "We ask at the library.", "May others read": "Yes"}, submit="Tell them")
    ana.says("leave for good")
    world.settle()
    assert "Ana Example" not in dee.sees()
    assert TITLE in answer(dee, f"asset show {number}")
    (row,) = world.all(Asset)
    assert (row.maker_id, world.all(AssetName)) == (None, [])
    dee.says("leave for good")
    world.settle()
    assert world.all(AssetUse) == []
    assert "We ask at the library." not in answer(cas, f"asset show {number}")


def test_where_wider_is_switched_off_what_somebody_wrote_down_is_for_their_place_and_its_group(
    world: World, ana: Person, ben: Person, cas: Person
) -> None:
    number = shares(ben, running(ben, ana, cas))
    neighbour = world.member("slack", "Ned Neighbour", "Gateshead")
    with world.writing() as session:
        row = next(one for one in switches.tenants(session) if one.platform == "teams")
        row.wider = False
        session.add(row)
    fay = world.member("slack", "Fay Invented", "Preston City Council")
    assert "I cannot find that." in answer(fay, f"asset show {number}")
    assert TITLE not in answer(fay, "search form")
    assert TITLE in answer(cas, "search form")
    assert "I cannot find that." in answer(fay, "workgroup 1")
    assert TITLE in answer(neighbour, "workgroup 1")
    for sentence in ("asset of 1", "start workgroup"):
        assert "share with their own place alone" in answer(ben, sentence), sentence
