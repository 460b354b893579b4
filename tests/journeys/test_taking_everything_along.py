"""`export me` in a real browser: the page behind the link, and the file it gives, on a desk and on a phone."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.test_export import link_of
from tests.journeys.accessible import faults
from tests.journeys.browser import chromium
from tests.world import Person, World

SIZES = (1200, 320)
PAGES = {
    "en": ("What is held about you", "Give me the file", "This link holds no more."),
    "cy": ("Yr hyn a gedwir amdanoch", "Rhowch y ffeil i mi", "Nid yw'r ddolen hon yn dal mwyach."),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def ana(world: World) -> Person:
    """Somebody with something of most kinds."""
    ana = world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    ana.reflects("We rang before the letter went, and nobody was frightened.", "The network")
    ana.presses("I will try something")
    ana.fills({"Your words, one line": "Ring before every letter."}, submit="Remember it")
    ana.reflects("A" * 90 + " unbroken", "Only me")
    return ana


def sound(page: Page, size: int) -> None:
    """Nothing is wrong with it, nor wider than the screen."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_gives_the_file_once(browser: Browser, ana: Person, language: str, size: int, tmp_path: Path) -> None:
    title, button, gone = PAGES[language]
    if language == "cy":
        ana.begins("me")
        ana.fills({"Language": "Cymraeg"}, submit="Save")
    ana.command("export me")
    link = link_of(ana)
    context = browser.new_context(viewport={"width": size, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.goto(link)
    expect(page).to_have_title(title)
    expect(page.locator("html")).to_have_attribute("lang", language)
    sound(page, size)
    page.screenshot(path=tmp_path / f"link-{language}-{size}.png")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=button)).to_be_focused()
    with page.expect_download() as begun:
        page.keyboard.press("Enter")
    packed = zipfile.ZipFile(io.BytesIO(Path(begun.value.path()).read_bytes()))
    assert begun.value.suggested_filename == "about-me.zip"
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(gone)
    sound(page, size)
    page.screenshot(path=tmp_path / f"gone-{language}-{size}.png")
    (tmp_path / "about-me.html").write_bytes(packed.read("about-me.html"))
    page.goto((tmp_path / "about-me.html").as_uri())
    sound(page, size)
    page.screenshot(path=tmp_path / f"held-{language}-{size}.png", full_page=True)
    seen = page.locator("body").inner_text()
    held = json.loads(packed.read("about-me.json"))["held"]
    headings = page.get_by_role("heading", level=2).count() - 1  # the last is over all of which nothing is held
    assert headings + page.get_by_role("listitem").count() == len(held)
    for row in held["reflection"] + held["commitment"]:
        assert row["words"] in re.sub(r"\s+", " ", seen)
    context.close()
