"""The way into the organisers' pages: once, for ten minutes, for whom it was made; everybody else is turned away."""

import hashlib
import re

import httpx
import pytest

from adapters.web.organise.rendering import STYLE
from storage.tables import Audit, Member
from storage.tables import Visit as VisitRow
from tests.web.visiting import Visit, link_of
from tests.world import Person, World


@pytest.fixture
def olga(world: World) -> Person:
    return world.on_slack("Olga Organiser")


@pytest.fixture
def otto(world: World) -> Person:
    return Person(world, world.teams.person("Otto Organiser"), "teams")


def away(world: World) -> list[str]:
    """Why somebody was turned away, as the record has it."""
    return [row.about for row in world.all(Audit) if row.act == "turned away at the pages"]


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_a_link_from_the_chat_opens_the_pages_once(world: World, olga: Person, otto: Person, platform: str) -> None:
    person = olga if platform == "slack" else otto
    person.says("organise")
    person.presses("Open the pages")
    link = link_of(person)
    secret = link.split("/enter/")[1].split("?")[0]
    for _ in range(3):  # whoever looks at it first, such as a scanner of links, spends nothing
        looked = httpx.get(link)
        assert (looked.status_code, looked.headers["cache-control"]) == (200, "no-store")
        assert "set-cookie" not in looked.headers
    visit = Visit(world.beside.address)
    visit.enters(link)
    assert visit.answer.status_code == 200
    assert "What needs you" in visit.sees()
    cookie = visit.answer.history[0].headers.get_list("set-cookie")[0]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert secret not in str(world.rows())
    assert cookie.split("=")[1].split(";")[0] not in str(world.rows())
    again = Visit(world.beside.address)
    again.enters(link)
    assert again.answer.status_code == 410
    assert "Open the pages" in again.sees()
    assert away(world) == ["a link that holds no more"]


def test_a_link_holds_ten_minutes(world: World, olga: Person) -> None:
    olga.says("pages")
    world.now = world.now.replace(minute=world.now.minute + 11)
    visit = Visit(world.beside.address)
    visit.enters(link_of(olga))
    assert visit.answer.status_code == 410
    assert away(world) == ["a link that holds no more"]


def test_a_link_is_of_no_use_to_somebody_else(world: World, olga: Person, otto: Person) -> None:
    hers, his = Visit(world.beside.address), Visit.of(otto)
    olga.says("pages")
    link = link_of(olga)
    his.enters(link)
    assert his.answer.status_code == 410
    assert "Otto Organiser" in his.opens("overview")
    assert away(world) == ["somebody else's link"]
    hers.enters(link)  # it is still hers
    assert "Olga Organiser" in hers.sees()


def test_other_links_open_nothing(world: World, olga: Person) -> None:
    olga.says("export me")
    entries = str([one["body"] for one in world.beside.slack.wire])
    secret = re.findall(r"/export/([\w-]+)", entries)[-1]
    visit = Visit(world.beside.address)
    visit.enters(f"{world.beside.address}/organise/enter/{secret}")
    assert visit.answer.status_code == 410


def test_who_is_no_organiser_gets_no_link(world: World) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    ana.says("pages")
    assert "/organise/enter/" not in str([one["body"] for one in world.beside.slack.wire])
    assert "organisers" in ana.sees()


@pytest.mark.parametrize("path", ["", "/", "/overview", "/record", "/statistics/participation.csv"])
def test_nothing_is_shown_without_a_visit(world: World, path: str) -> None:
    answer = httpx.get(f"{world.beside.address}/organise{path}")
    assert answer.status_code == 401
    assert "You are not signed in" in answer.text
    assert httpx.get(f"{world.beside.address}/organise{path}", cookies={"upstream-visit": "x"}).status_code == 401
    assert away(world) == ["no visit", "a visit that holds no more"]


def test_who_stops_being_an_organiser_is_out_at_once(world: World, otto: Person) -> None:
    visit = Visit.of(otto)
    assert "What needs you" in visit.opens("overview")
    with world.writing() as session:
        member = session.get(Member, world.number(otto))
        member.organiser = False
        session.add(member)
    assert "What needs you" not in visit.opens("overview")
    assert visit.answer.status_code == 401


def test_a_visit_lasts_four_hours_and_ends_when_one_signs_out(world: World, olga: Person) -> None:
    visit = Visit.of(olga)
    visit.presses("Sign out")
    assert "You are signed out" in visit.sees()
    visit.opens("overview")
    assert visit.answer.status_code == 401
    visit = Visit.of(olga)
    world.later(hours=4, minutes=1)
    visit.opens("overview")
    assert visit.answer.status_code == 401
    world.later(hours=1)
    assert world.all(VisitRow) == []


@pytest.fixture
def bea(world: World) -> Person:
    """Somebody whose claim waits."""
    bea = world.on_slack("Bea Example")
    bea.joins("Leeds City Council")
    return bea


def test_a_form_without_its_proof_changes_nothing(world: World, olga: Person, bea: Person) -> None:
    visit = Visit.of(olga)
    says = f"confirm {world.number(bea)}"
    for proof in ("", "0" * 64, "é"):
        answer = visit.http.post(f"{world.beside.address}/organise/people", data={"press": f" {says}", "proof": proof})
        assert answer.status_code == 403
    page = visit.opens("people")
    proof = re.findall(r'name="proof" value="(\w+)"', visit.answer.text)[0]
    data = {"press": f" {says}", "proof": proof, "event": "1"}
    cross = {"sec-fetch-site": "cross-site"}
    assert visit.http.post(f"{world.beside.address}/organise/people", data=data, headers=cross).status_code == 403
    other = Visit.of(Person(world, world.teams.person("Otto Organiser"), "teams"))
    assert other.http.post(f"{world.beside.address}/organise/people", data=data).status_code == 403  # hers, not his
    assert world.all(Member)[world.number(bea) - 1].confirmed_at is None
    assert away(world) == ["a form without its proof"] * 5
    assert "Bea Example" in page
    assert visit.http.post(f"{world.beside.address}/organise/people", data=data).status_code == 200
    assert world.all(Member)[world.number(bea) - 1].confirmed_at is not None


def test_no_more_is_recorded_than_somebody_could_read(world: World) -> None:
    for _ in range(40):
        httpx.get(f"{world.beside.address}/organise/overview")
    assert len(away(world)) == 30


def test_what_every_answer_carries(world: World, olga: Person) -> None:
    visit = Visit.of(olga)
    for path in ("overview", "nowhere", "people?lang=cy"):
        visit.opens(path)
        policy = visit.answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "<script" not in visit.answer.text
        assert "style=" not in visit.answer.text
        assert visit.answer.headers["cache-control"] == "no-store"
    style = httpx.get(f"{world.beside.address}/organise/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "GDS Transport" not in style.text


def test_the_style_is_compiled_from_what_stands_beside_it() -> None:
    """After a change: `npm ci --ignore-scripts && npm run build` in that folder."""
    made = hashlib.sha256()
    for name in ("organise.scss", "package-lock.json"):
        made.update((STYLE.parent / name).read_bytes())
    assert (STYLE.parent / "stamp.txt").read_text().strip() == made.hexdigest()
