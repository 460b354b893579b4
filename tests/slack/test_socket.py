"""Socket Mode: the same conversations over a connection that the bot opened itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.half_made import check
from adapters.simulator.slack.socket import Socket
from bot.errors import SetupError
from storage.tables import Member, SeenEvent
from tests.slack.many import APP_TOKEN, Many, many

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(anyio_backend: str, tmp_path: Path) -> AsyncIterator[Many]:
    """No signing secret: nothing of Slack's comes in by HTTP."""
    async with many(tmp_path, slack_signing_secret=SecretStr(""), slack_app_token=SecretStr(APP_TOKEN)) as world:
        yield world


@pytest.fixture
async def socket(world: Many) -> Socket:
    assert world.cloud.socket
    await connected(world.cloud.socket)
    return world.cloud.socket


async def connected(socket: Socket, times: int = 1) -> None:
    async with asyncio.timeout(20):
        while socket.opened < times or not socket.connections:  # noqa: ASYNC110 - what it waits for is on the wire
            await asyncio.sleep(0.02)


async def test_commands_forms_events_and_presses_come_over_the_socket(world: Many, socket: Socket) -> None:
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    olga, room = ws.person("Olga Organiser"), ws.channel("upstream")
    await world.installs(ws, olga, world.invited("network"))
    assert (await world.browser.post("/slack/events", content=b"{}")).status_code == 404
    await world.first_organiser(olga)
    await olga.command("here", in_=room)
    ana = ws.person("Ana Example")
    await ana.opens_home()
    await ana.presses("Join", in_="home")
    await ana.fills({"Where do you work": "Leeds City Council", "Introduce me": "Not now"}, "Join")
    await ana.command("reflect")
    answered = await ana.fills({"Your words": " ", "Who can read it": "Only me"})
    assert answered.body["response_action"] == "errors"
    await ana.fills({"Your words": "Over the socket."})
    await ana.says("mine")
    assert "Over the socket." in ana.sees()
    kinds = {entry["path"] for entry in world.cloud.wire if entry["direction"] == "to bot"}
    assert kinds == {"events_api", "slash_commands", "interactive"}


async def test_a_connection_that_slack_refreshes_or_loses_is_opened_again(world: Many, socket: Socket) -> None:
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    olga = ws.person("Olga Organiser")
    await world.installs(ws, olga, world.invited("network"))
    await socket.asks_to_reconnect()
    await connected(socket, 2)
    await olga.says("hello")
    assert "upstream organiser add" in olga.sees()


async def test_an_event_that_comes_twice_takes_effect_once(world: Many, socket: Socket) -> None:
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    olga = ws.person("Olga Organiser")
    await world.installs(ws, olga, world.invited("network"))
    await world.first_organiser(olga)
    await olga.says("pause")
    seen = len(world.all(SeenEvent))
    assert await world.cloud.redeliver(2) == [200, 200]
    assert len(world.all(SeenEvent)) == seen
    assert len(world.all(Member)) == 1


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"slack_app_token": SecretStr("xoxb-1")}, "SLACK_APP_TOKEN"),
        ({"slack_client_id": ""}, "SLACK_BOT_TOKEN"),
        ({"slack_client_secret": SecretStr("")}, "SLACK_CLIENT_SECRET"),
        ({"secret_keys": SecretStr("")}, "SECRET_KEYS"),
        ({"base_url": ""}, "BASE_URL"),
        ({"base_url": "http://upstream.example"}, "BASE_URL"),
        ({"slack_bot_token": SecretStr("xoxb-1")}, "SLACK_BOT_TOKEN"),
        ({"slack_app_token": SecretStr(""), "slack_signing_secret": SecretStr("")}, "SLACK_SIGNING_SECRET"),
    ],
)
async def test_half_a_setup_is_one_line_that_names_the_setting(
    world: Many, more: dict[str, object], named: str
) -> None:

    check(world.settings)
    with pytest.raises(SetupError) as error:
        check(world.settings.model_copy(update=more))
    assert named in str(error.value)
    assert "\n" not in str(error.value)
