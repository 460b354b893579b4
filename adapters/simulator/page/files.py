"""Where the page's files are: what they are made from, and what is served."""

from pathlib import Path

FRONT = Path(__file__).parent / "front"
BUILT = Path(__file__).parents[3] / ".build" / "page"
COMMAND = "python -m adapters.simulator.page.build"
"""What builds them."""
