"""A real browser on the demo's page: opens it, acts as somebody, takes pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1440, 900), (390, 844)
PATIENCE = 15_000
"""Milliseconds to wait for something on the screen: the machine may be busy."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which reaches nothing but this machine."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class DemoPage:
    """The page as somebody uses it. `complaints` is what the browser's console said that it should not."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int] = WIDE, **more: Any) -> None:
        width, height = size
        self.context = browser.new_context(viewport={"width": width, "height": height}, **more)
        self.context.route("**/*", self._only_here(address))
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        expect(self.page.locator(".pane.slack .place").first).to_be_attached()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.context.close()

    def _only_here(self, address: str) -> Any:
        def route(asked: Any) -> None:
            if asked.request.url.startswith((address, "data:")):
                asked.continue_()
            else:
                self.complaints.append(f"the page asked for {asked.request.url}")
                asked.abort()

        return route

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def pane(self, platform: str) -> Locator:
        """One of the two panes: `slack` or `teams`. On a phone it has to be shown first."""
        return self.page.locator(f".pane.{platform}")

    def show(self, platform: str) -> None:
        """Turn to a pane where only one is shown."""
        self.page.get_by_role("tab", name=platform.capitalize(), exact=True).first.click()

    def act_as(self, platform: str, name: str) -> None:
        """Choose somebody in a pane."""
        box = self.pane(platform).get_by_role("combobox").first
        box.click()
        box.fill(name)
        box.press("Enter")
        chosen = box.input_value().partition(" · ")[0]
        expect(self.pane(platform)).to_have_attribute("data-person", chosen)

    def opens(self, platform: str, place: str) -> None:
        """Open a channel, a chat, or the app in a pane's list."""
        name = self.page.get_by_text(place, exact=True)
        button = self.pane(platform).locator("nav .place").filter(has=name).first
        button.click()
        expect(button).to_have_attribute("aria-current", "page")

    def writes(self, platform: str, words: str) -> None:
        """Write in the box of the place that is open."""
        box = self.pane(platform).locator(".main > .writing textarea")
        box.fill(words)
        box.press("Enter")

    def picture(self, file: Path) -> None:
        """Take a picture of what is on the screen."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=str(file))
