"""What it takes to run it: how soon it is there, its memory, and its size on disk.

    python -m tests.bench.running            builds the image's files; a minute of load
    python -m tests.bench.running --quick    no image; ten seconds of load

`upstream serve` is started as it is in a container, with Slack set up, and asked over HTTP.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from storage.database import Database
from tests.bench import slack
from tests.bench.table import Row, hand_over, options, say
from tests.servers import RESPONSIBLE

ROOT = Path(__file__).parents[2]
SERVE = "import sys; from adapters.main import main; sys.exit(main(['serve']))"
BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/readyz", lambda _: PlainTextResponse("ready"))])
uvicorn.run(app, port=int(sys.argv[1]), log_config=None)
"""
RATE = 50  # replies a second
READY_SECONDS = 10.0
OURS = ("adapters", "bot", "content", "storage")
LEFT_OUT = "no image; ten seconds of load, not a minute"
MEANS = """
What whoever runs it needs to know. *Ready* is how long members wait after an upgrade or a restart; Slack and Teams
send again what came meanwhile. *Memory* is what to give the container: at rest, and the most it took while fifty
replies came every second. *The image* is what the Dockerfile's steps put into it, beside what Python brings.
The reference of start and memory is an application of one line on the same web server.
"""


@contextmanager
def program(code: str, port: int, environment: dict[str, str], folder: Path) -> Iterator[tuple[int, float]]:
    """A program in a process of its own, once it answers: the number of its process, and seconds until it did."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    begun = time.perf_counter()
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(port)],
            env={**known, **RESPONSIBLE, "PYTHONPATH": str(ROOT), "PORT": str(port), **environment},
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8")[-2000:])
            time.sleep(0.01)
        yield process.pid, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(15)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def memory(process: int, what: str) -> float:
    """MB that it and those it began have (`VmRSS`), or have had at most (`VmHWM`), each with what they share."""
    found = 0.0
    for one in slack.family(process):
        lines = Path(f"/proc/{one}/status").read_text(encoding="ascii").splitlines()
        found += int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024
    return found


# --- starting, and memory --------------------------------------------------------------------------------------------


def starting(folder: Path, seconds: float) -> Iterator[Row]:
    """On a new database, on one that is there, and under load."""
    with program(BARE, slack.free_port(), {}, folder) as (process, least):
        little = memory(process, "VmRSS")
    beside = f"an application of one line: {least:.1f} s"
    with slack.running(slack.serve_slack) as (api, _):
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/upstream.db",
            "LOG_LEVEL": "WARNING",
            "MOST_A_MINUTE": "0",
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": slack.THREAD.secret,
            "SLACK_API_URL": f"http://127.0.0.1:{api}/api/",
        }
        for what in ("a new database", "a database that is there"):
            port = slack.free_port()
            with program(SERVE, port, environment, folder) as (process, took):
                yield _within(f"ready, with {what}", took, READY_SECONDS, beside, least)
                if what == "a new database":
                    continue
                time.sleep(5)
                rest = memory(process, "VmRSS")
                yield Row("memory at rest", f"{rest:.0f} MB", f"the same application: {little:.0f} MB", rest / little)
                _joined(environment["DATABASE_URL"])
                took_each, late = asyncio.run(slack.at_rate(port, RATE, seconds))
                most = memory(process, "VmHWM")
                load = f"{RATE} replies/s for {seconds:g} s, {late} late, {slack.milliseconds(took_each)}"
                yield Row(
                    "memory at most, under load", f"{most:.0f} MB", f"at rest: {rest:.0f} MB ({load})", most / rest
                )


def _within(what: str, took: float, limit: float, beside: str, least: float) -> Row:
    return Row(what, f"{took:.1f} s", beside, took / least, f"≤ {limit:g} s", took <= limit)


def _joined(url: str) -> None:
    database = Database(url)
    with database.write() as session:
        slack.members(session, slack.THREAD)
    database.close()


# --- the image -------------------------------------------------------------------------------------------------------


def image() -> Iterator[Row]:
    """What the steps of the Dockerfile put into it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "upstream"
        done = subprocess.run([ROOT / ".ci" / "image", folder], check=False, capture_output=True, text=True)
        if done.returncode:
            say(f"the image could not be built here:\n{done.stderr[-1000:]}")
            return
        sizes = {each.name: _megabytes(each) for each in folder.glob("lib/python*/site-packages/*")}
        whole, own = _megabytes(folder), sum(sizes.pop(part) for part in OURS)
        largest = ", ".join(f"{part} {sizes[part]:.0f}" for part in sorted(sizes, key=lambda part: -sizes[part])[:4])
        beside = f"the program itself: {own:.0f} MB; the largest of what it needs: {largest}"
        yield Row("the image, beside Python", f"{whole:.0f} MB", beside, whole / own)


def _megabytes(place: Path) -> float:
    files = [place] if place.is_file() else place.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink()) / 2**20


def main() -> int:
    """Read the options and run."""
    told = options(__doc__, LEFT_OUT).parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        rows = [*starting(folder, 10 if told.quick else 60)]
        rows += [] if told.quick else [*image()]
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
