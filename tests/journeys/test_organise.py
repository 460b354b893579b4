"""The organisers' pages in a real browser: every page and every error sound for axe, on a desk and on a phone."""

import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

import content
from bot.organising.door import PAGES
from bot.stocktake import pages
from storage import record
from storage.tables import Gathering, Member, Space, Stocktake
from tests.flows.test_gatherings import DRAFT, REVISED, announced
from tests.journeys.accessible import faults
from tests.journeys.browser import chromium
from tests.web.visiting import link_of
from tests.world import Person, World

WIDE, NARROW = 1200, 320


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def olga(world: World) -> Person:
    """An organiser of a network in which something of most kinds has happened."""
    ana = world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    ben = world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    world.member("slack", "Cai Example", "Barnsley")
    olga = world.on_slack("Olga Organiser")
    olga.says("round")
    olga.presses("Introduce them")
    world.asks()
    number = ana.reflects("We rang before the letter went, and nobody was frightened.", "The network")
    ben.reflects("A" * 90 + " unbroken", "The network")
    ben.says(f"wrong {number}")
    ana.begins("challenges")
    ana.fills({"Or say it": "Sharing of data with the police"}, submit="Save")
    world.on_slack("Bea Example").joins("Leeds City Council")
    olga.says("schedule weekly tue 10:00")
    olga.presses("Start")
    olga.looks_up()
    olga.begins("season new")
    olga.fills({"What is it called": "Listening"}, submit="Save")
    olga.looks_up()
    olga.begins("heard new")
    olga.fills({"Pattern 1": "People ring before they fill a form in."}, submit="Look at it")
    olga.presses("Post it")
    with world.writing() as session:
        for row in session.exec(select(Member)).all():
            row.joined_at -= timedelta(days=60)
    world.later(days=9)
    olga.says("round")
    return olga


def come_in(browser: Browser, olga: Person, size: int, language: str = "en") -> Page:
    """The pages, opened by their link and the button behind it."""
    olga.says("pages")
    page = browser.new_context(viewport={"width": size, "height": 900}, java_script_enabled=True).new_page()
    page.goto(link_of(olga).replace("lang=en", f"lang={language}"))
    sound(page, size)
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{olga.world.beside.address}/organise/overview")
    return page


def sound(page: Page, size: int) -> None:
    """Nothing is wrong with it, nor wider than the screen."""
    assert faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= size, page.url


@pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (NARROW, "cy")])
def test_every_page_is_sound(browser: Browser, olga: Person, size: int, language: str, tmp_path: Path) -> None:
    page = come_in(browser, olga, size, language)
    for name in PAGES:
        page.goto(f"{olga.world.beside.address}/organise/{name}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        sound(page, size)
        page.screenshot(path=tmp_path / f"{name}-{language}-{size}.png", full_page=True)
    page.goto(f"{olga.world.beside.address}/organise/questions?part=share-power")
    sound(page, size)
    page.goto(f"{olga.world.beside.address}/organise/nowhere")
    sound(page, size)
    page.context.clear_cookies()
    page.goto(f"{olga.world.beside.address}/organise/record")
    sound(page, size)
    page.context.close()


@pytest.fixture
def busy(olga: Person) -> Person:
    """The same, with what seldom happens: a gathering, stocktakes that are over, a lost channel, all kinds of acts."""
    world = olga.world
    world.second_organiser().says(
        f"organiser {world.number(Person(world, world.slack.person('Ana Example'), 'slack'))}"
    )
    announced(world, olga)
    names = [part.slug for part in pages.parts(world.parts.content)]
    with world.writing() as session:
        for days, shift in ((60, 0), (5, 3)):
            then = world.now - timedelta(days=days)
            pooled = {name: 2 + (number * 5 + shift) % 9 for number, name in enumerate(names[shift:])}
            session.add(Stocktake(last=then, state="closed", opened_at=then, closed_at=then, answered=7, pooled=pooled))
        gathering = session.exec(select(Gathering)).one()
        gathering.draft, gathering.revised, gathering.why = DRAFT, REVISED, "The answer about housing."
        session.add(Space(platform="slack", tenant="T1", conversation="C1", address="", state="gone", since=world.now))
        for act, about in ACTS:
            record.note(session, None if act in BY_SERVER else 1, act, about, world.now)
    return olga


ACTS = (
    ("made a backup", ""),
    ("searched as a member", "member 2"),
    ("handed over a file on request", ""),
    ("took a table along", "statistics/waiting"),
    ("renamed to Leeds and Otley Council", "organisation 1"),
    ("merged into organisation 2", "organisation 1"),
    ("quiet from 21 December 2026", ""),
    ("stopped organising", "member 1"),
)
BY_SERVER = frozenset(act for act, _ in ACTS[:3])


@pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (WIDE, "cy"), (NARROW, "en"), (NARROW, "cy")])
def test_what_seldom_happens_is_sound_too(
    browser: Browser, busy: Person, size: int, language: str, tmp_path: Path
) -> None:
    page = come_in(browser, busy, size, language)
    organise, taken = f"{busy.world.beside.address}/organise", itertools.count(1)

    def look(name: str) -> None:
        sound(page, size)
        page.screenshot(path=tmp_path / f"{next(taken):02d}-{name}-{language}-{size}.png", full_page=True)

    for name in ("overview", "record", "stocktakes", "gatherings", "gatherings?one=1", "people", "challenges"):
        page.goto(f"{organise}/{name}")
        look(name.partition("?")[0])
    page.goto(f"{organise}/challenges")
    press(page, SAYS[language]["merge a challenge"])
    look("merge-a-challenge")
    for what, filled in (("rename", "name"), ("merge", ""), ("split", "name")):
        page.goto(f"{organise}/people")
        press(page, SAYS[language]["change"])
        look("organisation")
        press(page, SAYS[language][what])
        look(f"{what}-form")
        if filled:
            page.locator(f"#f-{filled}").fill("Otley Town Council")
        for box in page.get_by_role("checkbox").all()[:1]:
            box.check()
        for choice in page.get_by_role("main").get_by_role("combobox").all()[:1]:
            choice.select_option(index=1)
        press(page, SAYS[language]["preview"])
        look(f"{what}-preview")
    page.context.close()


SAYS = {
    language: {
        "merge a challenge": re.compile(f"^{words.say('challenges.merge', language)}"),
        "change": re.compile(f"^{words.say('changing.change', language)}.*Leeds"),
        "preview": words.say("changing.preview", language),
        **{what: words.say(f"changing.{what}", language) for what in ("rename", "merge", "split")},
    }
    for words in (content.load().wording,)
    for language in ("en", "cy")
}


def test_a_handbook_is_sound_on_its_page_and_as_a_file(
    browser: Browser, world: World, olga: Person, tmp_path: Path
) -> None:
    """The page with its theme, and the file that is taken along, on a desk and on a phone, in both languages."""
    olga.looks_up()
    olga.begins("handbook new")
    first, last = world.now - timedelta(days=30), world.now + timedelta(days=30)
    olga.fills({"Title": "What we learnt", "From": first.date().isoformat(), "To": last.date().isoformat()})
    olga.says("handbook ask 1")
    for _ in range(4):
        world.later(days=1)
    ben = Person(world, world.teams.person("Ben Invented"), "teams")
    ben.says("handbook")
    ben.presses("Yes, use it")
    for size, language in ((WIDE, "en"), (NARROW, "cy")):
        page = come_in(browser, olga, size, language)
        for name in ("handbook", "handbook?book=1&theme=7"):
            page.goto(f"{world.beside.address}/organise/{name}")
            sound(page, size)
            page.screenshot(path=tmp_path / f"{name[-7:]}-{language}-{size}.png", full_page=True)
        taken = page.context.request.get(f"{world.beside.address}/organise/handbook/1.html?lang={language}").text()
        page.goto("about:blank")
        page.set_content(taken)
        sound(page, size)
        assert "unbroken" in page.inner_text("main")
        page.screenshot(path=tmp_path / f"file-{language}-{size}.png", full_page=True)
        page.context.close()


def test_an_organiser_with_a_keyboard_alone(browser: Browser, olga: Person, tmp_path: Path) -> None:
    """A claim confirmed, a draft approved, a season planned after a slip, and signed out: without a mouse."""
    page = come_in(browser, olga, WIDE)
    press(page, re.compile("Confirm.*Bea Example says: I work at Leeds City Council."))
    expect(page.get_by_role("alert")).to_contain_text("Bea Example is confirmed.")
    sound(page, WIDE)
    follow(page, "Questions")
    press(page, "Quiet days")
    sound(page, WIDE)
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    sound(page, WIDE)
    page.screenshot(path=tmp_path / "problem.png", full_page=True)
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-first-day")).to_be_focused()
    for typed in ("21", "12", "2026", "3", "1", "2027"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "21 December 2026" in page.inner_text("main")
    page.goto(f"{olga.world.beside.address}/organise/introductions")
    press(page, "Introduce them")
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    sound(page, WIDE)
    page.context.close()


def press(page: Page, label: str | re.Pattern[str]) -> None:
    """A button, by the keyboard."""
    button = page.get_by_role("button", name=label).first
    button.focus()
    expect(button).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, label: str) -> None:
    """A link, by the keyboard."""
    link = page.get_by_role("link", name=label, exact=True).first
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_it_works_without_javascript_and_at_twice_the_size(browser: Browser, olga: Person) -> None:
    olga.says("pages")
    context = browser.new_context(viewport={"width": WIDE // 2, "height": 450}, java_script_enabled=False)
    page = context.new_page()
    page.goto(link_of(olga))
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("link", name="Statistics", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistics")
    context.close()
