"""`export me`: everything, by a link that opens once."""

import io
import json
import re
import zipfile

import httpx
import pytest

from tests.world import Person, World


def link_of(person: Person) -> str:
    """The newest link on their screen."""
    entries = person.world.beside.slack.wire if person.platform == "slack" else person.world.beside.teams.wire
    return re.findall(r"http://127\.0\.0\.1:\d+/export/[\w?=-]+", str([one["body"] for one in entries]))[-1]


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_everything_is_handed_over_once(world: World, platform: str) -> None:
    ana = world.member(platform, "Ana Example", "Leeds", challenge="sharing data")
    ana.reflects("marmalade <b>on toast</b>", "Only me")
    ana.reflects("nobody’s name on this", "The network")
    ana.says("export me")
    link = link_of(ana)
    secret = link.split("/export/")[1].split("?")[0]
    assert secret not in str(world.rows())
    for _ in range(3):  # whoever looks at it first, such as a scanner of links, spends nothing
        page = httpx.get(link)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert "marmalade" not in page.text
    answer = httpx.post(link)
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    held = json.loads(packed.read("about-me.json"))["held"]
    assert {row["words"] for row in held["reflection"]} == {"marmalade <b>on toast</b>", "nobody’s name on this"}
    assert held["member"][0]["name"] == "Ana Example"
    assert held["member"][0]["organisation"] == "Leeds City Council"
    assert held["account"][0]["platform"] == platform
    assert held["member_challenge"]
    assert [row["by_server"] for row in held["handed_over"]] == [False]  # this very file
    html = packed.read("about-me.html").decode()
    assert "marmalade &lt;b&gt;on toast&lt;/b&gt;" in html
    assert "What is held about Ana Example" in html
    assert "but for a few things that you have to ask for" in html
    assert "<script" not in html
    assert not re.search("src=|href=|url[(]", html)
    assert httpx.post(link).status_code == 410
    assert "export me" in httpx.post(link).text


def test_a_link_holds_ten_minutes_and_for_who_is_still_here(world: World, ana: Person, ben: Person) -> None:
    ana.says("export me")
    link = link_of(ana)
    world.now = world.now.replace(minute=world.now.minute + 11)
    assert httpx.post(link).status_code == 410
    ben.says("export me")
    link = link_of(ben)
    ben.says("forget me")
    ben.presses("Leave and erase")
    assert httpx.post(link).status_code == 410
    assert httpx.post(link.replace("/export/", "/export/x")).status_code == 410
