"""The demo's page in a real browser: what a mouse, a keyboard and a phone can do, beside the whole program."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from adapters.main import build as build_program
from adapters.simulator.page import page_app
from adapters.simulator.page.build import build as build_page
from adapters.simulator.wire import served
from adapters.standins import TENANT, WORKSPACE, Beside, beside_stand_ins
from bot.people import organisers
from storage.record import newest_code
from tests.journeys.browser import PHONE, WIDE, DemoPage, chromium

pytestmark = pytest.mark.journey

WORDS = "Invented people and words. No council said this."


@dataclass
class Demo:
    """The program, its stand-ins and the page, in a loop of their own."""

    beside: Beside
    address: str
    loop: asyncio.AbstractEventLoop

    def run(self, gesture: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(gesture, self.loop).result(20)

    @property
    def cat(self) -> Any:
        """Somebody who has not joined."""
        return self.beside.slack.workspace(WORKSPACE).person("Cat Nobody", email="cat@leeds.example")


async def _people(beside: Beside) -> None:
    """An organiser in Slack, a member in Teams, and a channel of each that is a home of the network."""
    clock = beside.parts.network.clock
    workspace, tenant = beside.slack.workspace(WORKSPACE), beside.teams.tenant(TENANT, "Upstream partners")
    ana = workspace.person("Ana Example", email="ana@leeds.example")
    workspace.person("Cat Nobody", email="cat@leeds.example")
    channel, room = workspace.channel("upstream"), tenant.team("Network").channel()
    ben = tenant.person("Ben Pretend")
    await ana.says("hello")
    with beside.parts.database.write() as session:
        organisers.make_first(session, beside.parts.content, newest_code(session) or "", clock())
    await ana.command("here", in_=channel)
    await ana.says(f"let in teams:{tenant.id} network")
    await ben.installs()
    await ben.says("hello")
    await ana.says(f"<script>alert(1)</script> & *bold* {WORDS}", in_=channel)
    await ben.says("<img src=x onerror=alert(1)> **bold**", in_=room)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    build_page()
    database = tmp_path_factory.mktemp("demo") / "upstream.db"
    ready, made, failed = threading.Event(), [], []
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def serve() -> None:
        def clock() -> datetime:
            return datetime.now(UTC)

        async with beside_stand_ins(build_program, f"sqlite:///{database}", clock=clock) as beside:
            await _people(beside)

            async def a_day() -> str:
                return "Nothing happened."

            page = page_app(beside.slack, beside.teams, {"Go forward a day": a_day}, clock)
            async with served(page) as address:
                made.append(Demo(beside, address, loop))
                ready.set()
                await ending.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            failed.append(error)
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(60)
    if failed:
        raise failed[0]
    yield made[0]
    loop.call_soon_threadsafe(ending.set)
    thread.join(20)
    loop.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(demo: Demo, browser: Browser) -> Iterator[DemoPage]:
    with DemoPage(browser, demo.address) as opened:
        yield opened
        assert not opened.complaints


def focused(page: DemoPage) -> Locator:
    return page.page.locator(":focus")


def says_hello_and_joins(page: DemoPage, platform: str) -> None:
    """Press *Join* below the answer to this hello, not below one that stands there already."""
    buttons = page.pane(platform).get_by_role("button", name="Join")
    before = buttons.count()
    page.writes(platform, "hello")
    expect(buttons).to_have_count(before + 1)
    buttons.last.click()


def test_both_chats_are_there_and_the_words_that_it_is_invented(page: DemoPage) -> None:
    expect(page.page.get_by_text(WORDS, exact=True)).to_be_in_viewport()
    expect(page.pane("slack").get_by_role("heading", name="# upstream")).to_be_visible()
    expect(page.pane("teams").get_by_role("heading", name="General")).to_be_visible()


def test_what_looks_like_markup_is_words(page: DemoPage) -> None:
    expect(page.pane("slack").get_by_text("<script>alert(1)</script> & *bold*")).to_be_visible()
    expect(page.pane("teams").get_by_text("<img src=x onerror=alert(1)> **bold**").first).to_be_visible()


def test_words_typed_in_one_browser_appear_in_another(demo: Demo, browser: Browser, page: DemoPage) -> None:
    with DemoPage(browser, demo.address) as other:
        page.writes("slack", "Is anybody here?")
        expect(other.pane("slack").get_by_text("Is anybody here?")).to_be_visible()


def test_a_command_is_answered_to_its_author_alone(page: DemoPage) -> None:
    page.writes("slack", "/upstream help")
    expect(page.pane("slack").get_by_text("Only visible to you").last).to_be_visible()


def test_a_modal_keeps_the_focus_until_escape_closes_it(demo: Demo, page: DemoPage) -> None:
    page.act_as("slack", "Cat")
    page.opens("slack", "Upstream")
    says_hello_and_joins(page, "slack")
    dialog = page.pane("slack").get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(40):
        page.page.keyboard.press("Tab")
        assert page.page.evaluate("document.querySelector('.pane.slack .layer').contains(document.activeElement)")
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert not demo.cat.screen("modal")
    expect(focused(page)).to_be_visible()


def test_a_form_that_lacks_something_says_so_beside_the_field(page: DemoPage) -> None:
    page.act_as("slack", "Cat")
    page.opens("slack", "Upstream")
    says_hello_and_joins(page, "slack")
    dialog = page.pane("slack").get_by_role("dialog")
    dialog.get_by_role("button", name="Join").click()
    expect(dialog.get_by_text("Please complete this required field.").first).to_be_visible()
    expect(focused(page)).to_have_attribute("aria-invalid", "true")
    page.page.keyboard.press("Escape")


def test_a_card_in_teams_opens_a_form_and_takes_what_is_missing_to_the_field(page: DemoPage) -> None:
    page.pane("teams").get_by_role("button", name="Chat").click()
    page.opens("teams", "Upstream")
    says_hello_and_joins(page, "teams")
    dialog = page.pane("teams").get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_somebody_is_found_by_typing_and_chosen_by_key(demo: Demo, page: DemoPage) -> None:
    demo.beside.slack.workspace(WORKSPACE).person("Siân Nobody", title="Newport")
    page.page.reload()
    page.act_as("slack", "sian")
    expect(page.pane("slack").get_by_role("combobox")).to_have_value("Siân Nobody · Newport")
    expect(page.pane("slack").locator(".you")).to_have_text("SNSiân Nobody")


def test_a_thread_is_opened_answered_and_closed_by_key(page: DemoPage) -> None:
    page.writes("slack", "A message to answer")
    line = page.pane("slack").locator(".main .message", has_text="A message to answer")
    line.get_by_role("button", name="Reply in thread").focus()
    page.page.keyboard.press("Enter")
    expect(focused(page)).to_have_attribute("aria-label", "Reply in thread")
    page.page.keyboard.type("An answer")
    page.page.keyboard.press("Enter")
    expect(page.pane("slack").locator(".thread").get_by_text("An answer")).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(page.pane("slack").locator(".thread")).to_be_hidden()
    expect(focused(page)).to_contain_text("1 reply")


def test_one_changes_and_deletes_what_one_wrote(page: DemoPage) -> None:
    page.writes("slack", "teh words")
    written = page.pane("slack").locator(".main .message", has_text="teh words")
    written.get_by_role("button", name="Edit message").click()
    box = page.pane("slack").get_by_role("textbox", name="Edit message")
    expect(box).to_have_value("teh words")
    box.fill("the words")
    box.press("Enter")
    line = page.pane("slack").locator(".main .message", has_text="the words")
    expect(line.get_by_text("(edited)")).to_be_visible()
    line.get_by_role("button", name="Delete message").click()
    expect(line).to_have_count(0)


def test_the_wire_is_shown_and_narrowed_to_one_platform(page: DemoPage) -> None:
    page.writes("slack", "something for the wire")
    page.page.get_by_role("button", name="On the wire").click()
    wire = page.page.get_by_role("region", name="What went over the wire")
    expect(wire.get_by_text("Slack → Upstream").first).to_be_visible()
    wire.get_by_role("radio", name="Teams").check()
    expect(wire.get_by_text("Slack → Upstream")).to_have_count(0)
    wire.locator("summary").first.click()
    expect(wire.get_by_text('"type"').first).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(wire).to_be_hidden()
    expect(focused(page)).to_have_text("On the wire")


def test_a_control_says_what_it_did(page: DemoPage) -> None:
    page.page.get_by_role("button", name="Go forward a day").click()
    expect(page.page.get_by_text("Nothing happened.")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, (320, 640), (WIDE[0] // 2, WIDE[1] // 2)])
def test_nothing_is_lost_where_there_is_little_room(demo: Demo, browser: Browser, size: tuple[int, int]) -> None:
    with DemoPage(browser, demo.address, size) as page:
        for platform in ("slack", "teams"):
            page.show(platform)
            expect(page.pane(platform)).to_be_visible()
            expect(page.pane(platform).locator(".main > .writing textarea")).to_be_in_viewport()
        expect(page.page.get_by_text(WORDS, exact=True)).to_be_in_viewport()
        assert page.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert not page.complaints


def test_pictures_can_be_taken(page: DemoPage, tmp_path: Path) -> None:
    page.picture(tmp_path / "demo.png")
    assert (tmp_path / "demo.png").stat().st_size > 10_000


def test_a_message_is_saved_as_a_reflection_and_found_again_from_the_search_box(page: DemoPage) -> None:
    slack, teams = page.pane("slack"), page.pane("teams")
    page.act_as("slack", "Ana")
    page.writes("slack", "We asked the lighthouse keeper first.")
    line = slack.locator(".main .message", has_text="lighthouse keeper").last
    line.hover()
    line.get_by_role("button", name="Save as reflection").click()
    dialog = slack.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Your words")).to_have_value("We asked the lighthouse keeper first.")
    page.page.keyboard.press("Escape")
    slack.get_by_role("button", name="Reflect", exact=True).last.click()
    expect(slack.get_by_role("dialog").get_by_role("textbox", name="Your words")).to_have_value("")
    page.page.keyboard.press("Escape")
    teams.get_by_role("button", name="Search reflections").click()
    found = teams.get_by_role("region", name="Search reflections")
    expect(found.get_by_role("status")).not_to_be_empty()
    page.page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    expect(focused(page)).to_have_attribute("placeholder", "Start a post")
