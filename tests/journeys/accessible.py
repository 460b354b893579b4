"""What axe finds wrong with a page, for people who see, hear or move otherwise."""

from typing import Any

from playwright.sync_api import Page

from tests.journeys.install import package


def faults(page: Page) -> list[str]:
    """Each fault of the page as it stands: which rule, and where. Empty where axe finds none."""
    page.evaluate((package("axe-core") / "axe.min.js").read_text())
    found: dict[str, Any] = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")  # WCAG 2.2
    return [
        f"{fault['id']}: {fault['help']} at {[node['target'] for node in fault['nodes']]}"
        for fault in found["violations"]
    ]
