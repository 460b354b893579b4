"""The server ends while it has more to do than it can: no stack trace is left of it."""

import asyncio
import logging
import threading
from pathlib import Path

import httpx
import pytest
import uvicorn

from adapters.main import build
from adapters.serving import ends_quietly
from adapters.settings import Settings
from adapters.simulator.wire import listening_at


def test_what_is_broken_off_when_the_server_ends_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.heartbeat.DELIVER_SECONDS", 0.05)
    monkeypatch.setattr("bot.delivering.delivery.HANDING_BACK_SECONDS", 0.1)
    parts = build(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/u.db"))
    free = threading.Event()

    async def ends() -> httpx.Response:
        with listening_at() as (listening, address):
            config = uvicorn.Config(ends_quietly(parts.app), log_config=None, timeout_graceful_shutdown=0)
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server._serve(sockets=[listening]))
            while not server.started:  # noqa: ASYNC110 - it has nothing to wait for
                await asyncio.sleep(0.01)
            busy = [asyncio.create_task(parts.threads.read(free.wait)) for _ in range(4)]
            busy.append(asyncio.create_task(parts.threads.write(free.wait)))
            async with httpx.AsyncClient(trust_env=False) as client:
                asked = asyncio.create_task(client.get(f"{address}/readyz"))
                await asyncio.sleep(0.3)
                server.should_exit = True
                answer = await asked
            await serving
            free.set()
            await asyncio.gather(*busy)
            return answer

    answer = asyncio.run(ends())
    parts.close()
    assert answer.status_code == 503
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not [record for record in said if record.exc_info or record.name.startswith("apscheduler")]
    assert len(said) == len({record.name for record in said})
