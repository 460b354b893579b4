"""Logs carry ids: no names, no words, no tokens, also when things go wrong."""

import io
import json
import logging

import httpx
import pytest

from adapters.logs import json_lines
from adapters.simulator.wire import Fault
from adapters.standins import APP_PASSWORD, BOT_TOKEN, SIGNING_SECRET
from tests.flows.breaking import refusing
from tests.world import World

WORDS = ("marmalade", "wheelbarrow", "periscope", "kaleidoscope", "rhubarb")
NAMES = ("Quilliam", "Ottoline", "Zebedee", "quilliam@", "ottoline@")


@pytest.mark.thorough
def test_no_log_has_names_words_or_tokens(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for ours in ("adapters", "bot", "storage", "content"):
        caplog.set_level(logging.DEBUG, logger=ours)
    written = io.StringIO()
    handler = _writing(written)
    logging.getLogger().addHandler(handler)
    try:
        _a_day(world)
        _a_bad_day(world)
    finally:
        logging.getLogger().removeHandler(handler)
    assert caplog.records
    # uvicorn's log of requests is off (adapters/cli/running.py): pytest alone hears it
    records = [record for record in caplog.records if record.name != "uvicorn.access"]
    text = "\n".join(f"{record.getMessage()} {record.__dict__} {record.exc_text or ''}" for record in records)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(lines) > len(records) / 2
    assert all({"at", "level", "logger", "event"} <= set(line) for line in lines)
    text += written.getvalue()
    text += world.parts.metrics.text([("slack", "dead", 1)], {"slack": world.now}, world.now, 0.0).decode()
    secrets = (BOT_TOKEN, SIGNING_SECRET, APP_PASSWORD, "xoxb-")
    for canary in (*WORDS, *NAMES, *secrets):
        found = [line for line in text.splitlines() if canary.casefold() in line.casefold()]
        assert found == [], canary


def test_what_a_library_logs_of_its_fault_is_cut_down_to_kind_and_place() -> None:
    """Its text, and what it prints below its first line, may hold what somebody wrote."""
    written = io.StringIO()
    log = logging.Logger("somebody.elses")
    log.addHandler(_writing(written))
    try:
        int("marmalade")
    except ValueError:
        log.exception("Task %s failed\nfuture: marmalade", 7)
    log.error("rhubarb" * 100, stack_info=True)
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["event"], first["error"], first["level"]) == ("Task 7 failed", "ValueError", "error")
    assert first["places"][0].startswith("test_logs.py:")
    assert "marmalade" not in written.getvalue()
    assert len(second["event"]) < 300
    assert "stack" not in written.getvalue()


def _writing(stream: io.StringIO) -> logging.Handler:
    """The handler of the server, writing here."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_lines())
    handler.addFilter(lambda record: record.name != "uvicorn.access")
    return handler


def _a_day(world: World) -> None:
    """Everything goes well."""
    ana = world.member("slack", "Ana Quilliam", "Leeds", challenge="sharing data")
    ben = world.member("teams", "Ben Ottoline", "Gateshead", challenge="sharing data")
    ana.begins("me")
    ana.fills({"What you do": "periscope", "What others": "kaleidoscope"}, submit="Save")
    question = world.asks()
    ana.replies_there("marmalade", to=question)
    ben.answers_there("wheelbarrow", "The network")
    ben.looks_up()
    ben.says("search wheelbarrow")
    ben.says("rhubarb is no command")
    olga = world.on_slack("Olga Organiser")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    ana.begins("say hello 1")
    ana.fills({"Your words": "rhubarb"}, submit="Send")
    assert "rhubarb" in ben.sees()


def _a_bad_day(world: World) -> None:
    """Everything goes wrong."""
    ana = world.on_slack("Ana Quilliam")
    ben = world.on_teams("Ben Ottoline")
    for table in ("reflection", "held"):
        with refusing(world, table):
            for person in (ana, ben):
                person.looks_up()
                person.begins("reflect")
                person.fills({"Your words": "marmalade", "Who can read it": "Only me"}, submit="Save")
    for fault in (
        Fault(status=500),
        Fault(status=429, retry_after=0),
        Fault(status=403),
        Fault(lost=True),
        Fault(error="invalid_blocks"),
    ):
        for cloud in (world.beside.slack, world.beside.teams):
            cloud.faults = lambda _call, _body, fault=fault: fault
        for person in (ana, ben):
            person.looks_up()
            person.says("keep words rhubarb")
            person.says("write to 1 marmalade")
            person.says("wheelbarrow")
        world.later(minutes=5)
        world.beside.slack.faults = world.beside.teams.faults = None
    with httpx.Client(trust_env=False) as client:
        for path in ("/slack/events", "/api/messages", "/slack/nothing"):
            client.post(f"{world.beside.address}{path}", content=json.dumps({"text": "marmalade"}))
            client.post(
                f"{world.beside.address}{path}", content=b"marmalade{", headers={"authorization": "Bearer rhubarb"}
            )
