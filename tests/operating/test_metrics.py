"""`/metrics`: for who has the token, true after a day with good and bad in it, and held to the document."""

import re
from pathlib import Path

import httpx
from pydantic import SecretStr

from adapters import vitals
from adapters.main import build
from adapters.metrics import Metrics
from adapters.simulator.wire import Fault
from adapters.web.metrics import metrics_routes
from tests.world import World

TOKEN = "a-token-that-is-long-enough"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "operate.md").read_text()


def test_each_metric_stands_in_the_document_and_no_other() -> None:
    told = set(re.findall(r"^\| `(upstream_\w+)`", DOCUMENT, re.MULTILINE))
    there = set()
    for family in Metrics().registry.collect():
        if family.name.startswith("upstream_"):
            there.add(f"{family.name}_total" if family.type == "counter" else family.name)
    assert told == there


def test_without_a_token_there_is_no_such_page_and_with_one_it_is_asked_for(world: World) -> None:
    with httpx.Client(trust_env=False, base_url=world.beside.address) as client:
        assert client.get("/metrics").status_code == 404
    settings = world.parts.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    parts = build(settings, beats=False)

    async def ask() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(parts.app), base_url="http://bot") as client:
            headers = [{}, {"authorization": "Bearer no"}, {"authorization": f"Bearer {TOKEN}"}]
            return [(await client.get("/metrics", headers=one)).status_code for one in headers]

    try:
        assert world.loop.run(ask()) == [401, 401, 200]
    finally:
        for platform in parts.platforms.values():
            world.loop.run(platform.close())
        parts.close()
    assert metrics_routes("", None) == []  # type: ignore[arg-type]


def numbers(world: World) -> dict[str, float]:
    """What is counted, by name and labels as Prometheus writes them."""
    parts = world.parts
    text = world.loop.run(
        vitals.measured(parts.metrics, parts.database, parts.threads, lambda: world.now, parts.heartbeat)
    ).decode()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line[:1] != "#"}


def test_a_day_is_counted(world: World) -> None:
    ana = world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    olga = world.on_slack("Olga Organiser")
    olga.says("schedule weekly tue 10:00")
    olga.presses("Start")
    ana.says("search families")
    olga.says("round")
    world.settle()
    before = numbers(world)
    world.beside.slack.faults = lambda call, _: (
        Fault(status=429, retry_after=60) if call == "chat.postMessage" else None
    )
    world.now = world.now.replace(day=3, hour=10, minute=1)
    world.settle()
    after = numbers(world)
    assert after["upstream_database_up"] == 1
    assert before['upstream_searches_total{by="command",platform="slack"}'] == 1
    assert before["upstream_rounds_total"] == before["upstream_matches_total"] == 1
    assert after["upstream_askings_total"] - before["upstream_askings_total"] == 1
    assert after['upstream_deliveries{platform="slack",state="pending"}'] >= 1
    assert after['upstream_platform_errors_total{kind="slow_down",platform="slack"}'] >= 1
    assert after['upstream_delivery_tries_total{outcome="later",platform="slack"}'] >= 1
    assert after['upstream_delivery_tries_total{outcome="sent",platform="teams"}'] >= 1
    assert after['upstream_heard_seconds_count{kind="said",platform="slack"}'] > 5
    assert after["upstream_tick_age_seconds"] < 60
    world.beside.slack.faults = None
    world.later(minutes=20)
    last = numbers(world)
    assert last['upstream_delivery_retries_total{platform="slack"}'] >= 1
    assert 'upstream_deliveries{platform="slack",state="pending"}' not in last
