"""How large, slow and frequent requests may be: who asks for more is told so, and nothing breaks."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.responses import PlainTextResponse

from adapters import limits
from adapters.senders import Senders
from tests.world import World


@contextmanager
def raw(world: World, head: str) -> Iterator[socket.socket]:
    """A connection over which this was sent."""
    where = urlsplit(world.beside.address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=5) as connection:
        connection.sendall(head.encode())
        yield connection


def test_a_body_that_is_too_large_is_not_read_to_its_end(world: World) -> None:
    head = f"POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-length: {limits.LARGEST + 1}\r\n\r\n"
    with raw(world, head) as connection:
        assert b" 413 " in connection.recv(200)
    with httpx.Client(trust_env=False) as client:
        pieces = (b"x" * 100_000 for _ in range(25))
        assert client.post(f"{world.beside.address}/api/messages", content=pieces).status_code == 413


def test_a_body_that_never_ends_is_not_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READ_SECONDS", 0.2)
    with raw(world, "POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-length: 10\r\n\r\nabc") as connection:
        assert b" 408 " in connection.recv(200)


@pytest.mark.on("sqlite")
def test_an_answer_that_takes_too_long_is_503(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.05)
    with world.writing() as session:
        session.connection()  # SQLite's one writer is busy
        answer = httpx.get(f"{world.beside.address}/readyz", trust_env=False)
    assert answer.status_code == 503


def test_a_sender_has_so_many_a_minute_and_they_come_back() -> None:
    now = 0.0
    senders = Senders(60, lambda: now)
    assert [senders.may("ana") for _ in range(61)].count(True) == 60
    assert senders.may("ben")
    now += 2
    assert [senders.may("ana") for _ in range(5)].count(True) == 2
    assert all(Senders(0).may("ana") for _ in range(1000))


@pytest.fixture
def few(world: World) -> Iterator[World]:
    """A program that hears each person three times a minute."""
    doors = world.parts.doors
    kept, doors._senders = doors._senders, Senders(3)  # type: ignore[attr-defined]
    yield world
    doors._senders = kept  # type: ignore[attr-defined]


def test_who_comes_too_often_is_told_to_try_again_and_loses_nothing(few: World) -> None:
    few.beside.slack.raises = few.beside.teams.raises = "never"
    for person in (few.on_slack("Ana Example"), few.on_teams("Ben Invented")):
        for _ in range(4):
            person.says("places")
    for cloud in (few.beside.slack, few.beside.teams):
        assert [one["status"] for one in cloud.wire if one["direction"] == "to bot"][-1] == 503
    few.beside.slack.raises = few.beside.teams.raises = "faults"
    few.parts.doors._senders = Senders(3)  # type: ignore[attr-defined]  # a minute later
    ana = few.on_slack("Ana Example")
    before = ana.sees().count("Leeds")
    few.loop.run(few.beside.slack.retry_now())
    few.loop.run(few.beside.slack.settle())
    assert ana.sees().count("Leeds") > before


def test_pages_are_counted_by_address_and_chats_are_not(world: World) -> None:
    async def ask() -> dict[str, list[int]]:
        guarded = httpx.ASGITransport(limits.Limits(PlainTextResponse("ok"), Senders(2)))
        async with httpx.AsyncClient(transport=guarded, base_url="http://bot") as client:
            return {
                path: [(await client.get(path)).status_code for _ in range(4)] for path in ("/slack/events", "/about")
            }

    assert world.loop.run(ask()) == {"/slack/events": [200] * 4, "/about": [200, 200, 429, 429]}
