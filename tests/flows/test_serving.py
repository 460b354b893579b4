"""The program as a process: alone on an SQLite file, ended by SIGTERM, printing for somebody who reads no further."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.main import main
from adapters.one_server import only_server
from adapters.simulator.wire import Fault
from tests.chaos.figures import Figures, count
from tests.chaos.stage import staged
from tests.servers import RESPONSIBLE


def test_a_second_bot_on_the_same_file_is_told_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/upstream.db"
    slack = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_SIGNING_SECRET": "x"}
    for name, value in {"DATABASE_URL": url, **slack, **RESPONSIBLE}.items():
        monkeypatch.setenv(name, value)
    with only_server(url):
        assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "Another bot runs on" in said
    assert "use PostgreSQL" in said
    assert "Traceback" not in said


@pytest.mark.thorough
def test_a_bot_that_is_told_to_end_finishes_or_hands_back_what_it_holds() -> None:
    """Messages hang on their way, others wait their turn: ten seconds are its contract; the next one does the rest."""
    asyncio.run(_ends_and_begins_again())


async def _ends_and_begins_again() -> None:
    async with staged("sqlite", 1, seed=1) as stage:
        (server,) = stage.servers
        server.start()
        await server.ready()
        stage.slack.faults = lambda call, _: Fault(delay=40) if call == "chat.postMessage" else None
        await stage.say(30)
        before, held = {}, await stage.states()
        for _ in range(100):
            if "sending" in held and held == before:
                break
            await asyncio.sleep(0.5)
            before, held = held, await stage.states()
        server.send(signal.SIGTERM)
        assert await server.ended(10) == 0
        left = await stage.states()
        assert "claimed" not in left
        assert held["sending"] >= left["sending"] > 0
        stage.slack.faults = None
        server.start()
        await server.ready()
        assert await stage.settle(90)
        figures = Figures()
        count(stage, figures)
        assert (figures.lost, figures.doubled_slack, figures.out_of_order) == (0, 0, 0)


def test_what_is_printed_for_somebody_who_has_seen_enough_ends_quietly() -> None:
    read, write = os.pipe()
    os.close(read)
    code = "import sys; from adapters.main import main; sys.exit(main(['content', 'list']))"
    done = subprocess.run([sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
