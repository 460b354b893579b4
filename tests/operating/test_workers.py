"""The rules in processes of their own: what is called there, what goes wrong there, and how they end."""

import asyncio
import logging
import os
import pickle
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr

from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from adapters.workers.pool import EndedError, Workers
from bot.chat import Account, Address, Incoming, Kind, Said, Where
from bot.errors import Refusal, Unavailable
from bot.passing import AFTER, ASK
from storage import people
from storage.database import DatabaseUnavailableError
from storage.tables import Account as AccountRow
from storage.tables import Member

TOKEN = "xoxb-nobody-else-may-know"
ANA = Account("terminal", "here", "ana")
HELLO = Incoming(Kind.SAID, ANA, Address("terminal", "here", Where.DIRECT, "ana", people=(ANA,)), "e1", text="hello")
SLEPT = 0.3


class TwoThingsError(Exception):
    """An error that does not cross: it is made of two things."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def breaks() -> None:
    raise TwoThingsError("words of", "somebody")


def refuses() -> None:
    raise Refusal("Not like this.", "words")


def logs() -> None:
    try:
        breaks()
    except TwoThingsError:
        logging.getLogger("bot.there").warning("it went %s", "wrong", exc_info=True)


def sleeps(file: Path) -> str:
    """Takes its time, and leaves a trace of having come to its end."""
    time.sleep(SLEPT)
    file.write_text("done", encoding="ascii")
    return "done"


def served_in(folder: Path) -> Parts:
    """The program as it is served, without the web around it."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/upstream.db",
        slack_bot_token=SecretStr(TOKEN),
        slack_signing_secret=SecretStr("shh"),
    )
    return build(settings, apart=True)


Do = Callable[[Parts, Workers], Awaitable[None]]


@pytest.fixture(scope="module", autouse=True)
def known_there() -> Iterator[None]:
    """A worker finds the functions of this file, which the program does not have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        patch.setenv("SLACK_SIGNING_SECRET", TOKEN)
        yield


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Do], None]]:
    """Runs what is done to a program that goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.workers.pool.pickle.dumps", told_too)
        parts = served_in(tmp_path_factory.mktemp("served"))
    assert parts.workers
    workers = parts.workers
    with asyncio.Runner() as runner:
        yield lambda do: runner.run(cast(Coroutine[Any, Any, None], do(parts, workers)))
        runner.run(ended(workers))
    parts.close()


TOLD: list[bytes] = []
dumps = pickle.dumps


def told_too(what: object) -> bytes:
    """What a worker is told at first."""
    TOLD.append(dumps(what))
    return TOLD[-1]


async def ended(workers: Workers) -> None:
    """As when the server ends."""
    workers.hang_up()
    await asyncio.sleep(0)


def once(folder: Path, do: Do) -> None:
    """Does something to a program of its own, and ends it."""
    parts = served_in(folder)
    assert parts.workers
    workers = parts.workers

    async def all_of_it() -> None:
        try:
            await do(parts, workers)
        finally:
            await ended(workers)

    try:
        asyncio.run(all_of_it())
    finally:
        parts.close()


def test_what_writes_and_what_reads_runs_in_a_process_each_and_neither_in_this(served: Callable[[Do], None]) -> None:
    async def do(_: Parts, workers: Workers) -> None:
        there = {await workers.read(os.getpid), await workers.write(os.getpid)}
        assert len(there | {os.getpid()}) == 3
        assert await workers.aside(os.getpid) == await workers.read(os.getpid)

    served(do)


def test_what_is_heard_there_is_kept_and_heard_once(served: Callable[[Do], None]) -> None:
    async def do(parts: Parts, _: Workers) -> None:
        with parts.database.write() as session:
            now = datetime.now(UTC)
            people.let_in(session, ANA.platform, ANA.tenant, None, now)
            member = Member(name="Ana Invented", joined_at=now, confirmed_at=now)
            people.add(session, member)
            people.add(session, AccountRow(member_id=member.id or 0, seen_at=now, **asdict(ANA)))
        values = {"words": ("We stopped the weekly report.",), "audience": ("network",)}
        kept = Incoming(Kind.FILLED, ANA, HELLO.address, "e1", text="reflect", values=values)
        first, again = await parts.doors.hear(kept), await parts.doors.hear(kept)
        assert first
        assert first.card.title == "Kept."
        assert again is None
        found = await parts.doors.hear(replace(HELLO, event="e2", text="search report"))
        assert found
        assert [block for block in found.card.blocks if isinstance(block, Said)]

    served(do)


def test_time_passes_there(served: Callable[[Do], None]) -> None:
    async def do(parts: Parts, workers: Workers) -> None:
        for step in (ASK, *AFTER):
            assert await workers.write(parts.network.let_pass, step) == 0
        assert not await workers.aside(parts.network.tidy)
        assert await workers.read(parts.database.settle)

    served(do)


def test_what_is_raised_there_is_raised_here_and_never_with_words(
    served: Callable[[Do], None], caplog: pytest.LogCaptureFixture
) -> None:
    async def do(_: Parts, workers: Workers) -> None:
        with pytest.raises(Refusal) as refused:
            await workers.write(refuses)
        assert (refused.value.sentence, refused.value.field) == ("Not like this.", "words")
        with pytest.raises(Exception, match="TwoThingsError") as broke:
            await workers.write(breaks)
        assert "somebody" not in str(broke.value)
        await workers.read(logs)

    served(do)
    said = [record for record in caplog.records if record.name == "bot.there"]
    assert [record.levelno for record in said] == [logging.WARNING]
    assert said[0].getMessage() == f"it went wrong: TwoThingsError at {Path(__file__).name}:{_line_of_the_raise()}"


def _line_of_the_raise() -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if 'TwoThingsError("words of"' in line)


@pytest.mark.thorough
def test_where_one_is_killed_whoever_waits_is_told_to_come_again_and_another_begins(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def do(parts: Parts, workers: Workers) -> None:
        first = await workers.write(os.getpid)
        waiting = asyncio.create_task(workers.write(sleeps, tmp_path / "trace"))
        await asyncio.sleep(SLEPT / 3)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(EndedError) as ended:
            await waiting
        assert isinstance(ended.value, Unavailable)  # 503: Slack and Teams come again
        assert isinstance(ended.value, DatabaseUnavailableError)  # the heartbeat tries at its next beat
        assert await workers.write(os.getpid) not in {first, os.getpid()}
        assert await parts.doors.hear(HELLO)

    once(tmp_path, do)
    assert not (tmp_path / "trace").exists()
    assert [record.getMessage() for record in caplog.records if "has ended" in record.getMessage()]


@pytest.mark.thorough
def test_what_runs_comes_to_its_end_when_the_program_ends_and_signals_are_the_servers_to_answer(tmp_path: Path) -> None:
    processes: list[int] = []

    async def do(_: Parts, workers: Workers) -> None:
        processes.extend([await workers.read(os.getpid), await workers.write(os.getpid)])
        running = asyncio.create_task(workers.write(sleeps, tmp_path / "trace"))
        await asyncio.sleep(SLEPT / 3)
        for process in processes:
            os.kill(process, signal.SIGTERM)
            os.kill(process, signal.SIGINT)
        workers.hang_up()
        with pytest.raises(EndedError):
            await running
        with pytest.raises(EndedError):
            await workers.read(os.getpid)

    once(tmp_path, do)
    assert (tmp_path / "trace").read_text(encoding="ascii") == "done"
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_no_token_is_told_to_a_worker(served: Callable[[Do], None]) -> None:
    async def do(_: Parts, workers: Workers) -> None:
        assert os.getenv("SLACK_SIGNING_SECRET") == TOKEN
        assert await workers.read(os.getenv, "SLACK_SIGNING_SECRET") is None
        assert await workers.write(os.getenv, "SLACK_SIGNING_SECRET") is None

    served(do)
    assert len(TOLD) == 2
    assert all(b"sqlite://" in each and TOKEN.encode() not in each for each in TOLD)
