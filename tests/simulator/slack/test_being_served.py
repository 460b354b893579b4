"""The stand-in served in other ways than its own: mounted below a path, dropped connections without uvicorn's help."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.simulator.slack import Fault, SlackCloud
from adapters.simulator.wire import served

pytestmark = pytest.mark.anyio


async def test_mounted_below_a_path_it_still_loses_connections(anyio_backend: str) -> None:
    sim = SlackCloud()
    network = sim.workspace("T1", bot_token="xoxb-one")
    channel, ana = network.channel("upstream"), network.person("Ana Example")
    sim.faults = lambda call, args: Fault(lost=True)
    headers = {"authorization": "Bearer xoxb-one"}
    async with served(Starlette(routes=[Mount("/clouds/slack", sim.app)])) as address, httpx.AsyncClient() as http:
        url = f"{address}/clouds/slack/api/chat.postMessage"
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post(url, json={"channel": channel.id, "text": "arrived"}, headers=headers)
        assert "arrived" in ana.sees()
        sim.faults = None
        answer = await http.post(url, json={"channel": channel.id, "text": "again"}, headers=headers)
    assert answer.json()["ok"]
