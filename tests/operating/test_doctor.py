"""`upstream doctor`: each thing that is not well is found and named with what to do, and no secret is printed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.doctor import machine
from adapters.doctor.examining import examine
from adapters.doctor.finding import Finding, as_text
from adapters.main import main
from adapters.settings import Settings
from adapters.simulator.wire import Fault
from adapters.standins import APP_PASSWORD, BOT_TOKEN, SIGNING_SECRET
from bot.chat import Address, Card, Where
from bot.delivering import outbox
from storage import pulses
from storage.tables import Pulse
from tests.servers import RESPONSIBLE
from tests.world import World

SECRETS = (BOT_TOKEN, SIGNING_SECRET, APP_PASSWORD)


def settings(world: World, **more: object) -> Settings:
    whole = {name.lower(): value for name, value in RESPONSIBLE.items()}
    return world.parts.settings.model_copy(update={**whole, **more})


def found(world: World, **more: object) -> Mapping[str, Finding]:
    """What is found, by what it is about; the worst of several."""
    findings = world.loop.run(examine(settings(world, **more)))
    said = as_text(findings) + json.dumps([one.plain() for one in findings])
    assert not [secret for secret in SECRETS if secret in said]
    return {one.about: one for one in sorted(findings, key=lambda one: one.state == "problem")}


@pytest.mark.on("sqlite", "postgres")
def test_what_is_well_is_said_to_be_well(world: World) -> None:
    world.slack.row.scopes = None
    world.now = datetime.now(UTC)
    world.loop.run(world.parts.heartbeat._pass_time())
    findings = found(world)
    assert {about for about, one in findings.items() if one.state == "problem"} == set()
    for about in ("settings", "database", "heartbeat", "outbox", "teams token", "teams keys", "address", "clock"):
        assert findings[about].state == "good", findings[about]


def test_a_bot_that_does_not_run_hangs_or_ended_is_told_apart(world: World) -> None:
    assert "No bot runs" in found(world)["heartbeat"].says
    world.now = datetime.now(UTC) - timedelta(minutes=9)
    world.loop.run(world.parts.heartbeat._pass_time())
    silent = found(world)["heartbeat"]
    assert (silent.state, "9 minutes old" in silent.says) == ("problem", True)
    world.loop.run(world.parts.heartbeat._write_pulse(ended=True))
    assert world.all(Pulse) == []


def test_a_process_that_died_is_neither_counted_nor_held_against_the_others_for_long(world: World) -> None:
    """One that was killed, one whose clock was wrong when it was, and one that lives."""
    now = datetime.now(UTC)
    dead, astray = now - timedelta(minutes=20), now + timedelta(days=2)
    with world.writing() as session:
        session.add_all(Pulse(process=name, started_at=at, at=at) for name, at in (("a", dead), ("b", astray)))
    assert "ahead of the clock here" in found(world)["heartbeat"].says
    world.now = now
    world.loop.run(world.parts.heartbeat._write_pulse())
    says = found(world)["heartbeat"].says
    assert says.startswith("Time passes in 1 process; 1 ended without saying so")
    with world.writing() as session:
        pulses.note(session, "c", now, now + timedelta(minutes=50))
    assert {row.process for row in world.all(Pulse)} == {world.parts.heartbeat._process, "c"}
    with world.writing() as session:
        pulses.note(session, "d", now, now, alone=True)
    assert [row.process for row in world.all(Pulse)] == ["d"]


def test_each_thing_that_is_wrong_has_its_own_line(world: World) -> None:
    world.slack.row.scopes = ["chat:write", "users:read"]
    with world.writing() as session:
        nowhere = Address("slack", world.slack.id, Where.CHANNEL, conversation="C0")
        outbox.put(session, nowhere, Card("x"), kind="notice", about="", now=datetime.now(UTC) - timedelta(hours=3))
    findings = found(
        world,
        microsoft_app_password=SecretStr("another"),
        base_url="http://127.0.0.1:9",
        teams_openid_url="http://127.0.0.1:9/openid",
    )
    for about, words in {
        f"slack {world.slack.id}": "commands",
        "outbox": "3 hours",
        "teams token": "invalid_client",
        "teams keys": "cannot be had",
        "address": "Nobody answers",
    }.items():
        assert findings[about].state == "problem", findings[about]
        assert words in findings[about].says
        assert findings[about].fix
    world.beside.slack.faults = lambda *_: Fault(error="account_inactive")
    assert "account_inactive" in found(world)["slack"].says


def test_a_half_made_set_up_is_one_finding_and_the_rest_is_looked_at_all_the_same(world: World) -> None:
    findings = found(world, controller_name="")
    assert "CONTROLLER_NAME is not set" in findings["settings"].says
    assert findings["database"].state == "good"
    assert "slack" not in findings


def test_the_command_says_it_in_lines_or_json_and_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/upstream.db")
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("problem") and "No chat is set up" in line for line in lines)
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {"about", "state", "says", "fix"} == set(told[0])
    assert list(tmp_path.iterdir()) == []  # it changes nothing


def test_a_clock_that_is_off_and_zones_that_are_unknown_are_problems() -> None:
    assert machine.clock({"Slack": timedelta(seconds=2)}).state == "good"
    off = machine.clock({"Slack": timedelta(seconds=2), "the database": timedelta(seconds=-400)})
    assert (off.state, "the database" in off.says) == ("problem", True)
    assert machine.zones({"Europe/London"}).state == "good"
    assert machine.zones({"Europe/London", "Europe/Nowhere"}).state == "problem"
