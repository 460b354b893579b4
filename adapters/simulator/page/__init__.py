"""The demo's page: a stand-in Slack and a stand-in Teams side by side, and what goes over the wire."""

from adapters.simulator.page.app import page_app

__all__ = ["page_app"]
