"""Agents Playground, on this machine alone: unsigned activities are taken there, and no token is sent."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from adapters.simulator.wire import served
from adapters.teams.door import teams_routes
from adapters.teams.platform import TeamsPlatform
from bot.chat import Card, Reply, Shown

pytestmark = pytest.mark.anyio


@pytest.fixture
async def playground():
    """What it sends and what it is sent."""
    sent: list[Request] = []

    async def connector(request: Request) -> JSONResponse:
        await request.body()
        sent.append(request)
        return JSONResponse({"id": "reply-1"})

    path = "/_connector/v3/conversations/{conversation}/{rest:path}"
    async with served(Starlette(routes=[Route(path, connector, methods=["GET", "POST"])])) as address:
        platform = TeamsPlatform(
            app_id="", app_password="", tenant_id="", app_type="", anonymous=True, service_urls=(address,)
        )
        heard = []

        async def hear(incoming):
            heard.append(incoming)
            return Reply(Card("Hello"), Shown.HERE)

        async def changed(change):
            pass

        app = Starlette(routes=teams_routes(platform=platform, hear=hear, look=hear, changed=changed))
        activity = {
            "type": "message",
            "id": "1",
            "text": "hello",
            "channelId": "emulator",
            "serviceUrl": f"{address}/_connector",
            "from": {"id": "user-1", "name": "Alex"},
            "recipient": {"id": "bot-1"},
            "conversation": {"id": "personal-chat-id"},
        }
        yield app, activity, heard, sent
        await platform.close()


async def _post(app, activity, caller: str) -> int:
    transport = httpx.ASGITransport(app, client=(caller, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
        return (await http.post("/api/messages", json=activity)).status_code


async def test_an_unsigned_activity_from_this_machine_is_answered_without_a_token(playground):
    app, activity, heard, sent = playground
    assert await _post(app, activity, "127.0.0.1") == 200
    assert heard[0].text == "hello"
    assert sent[-1].method == "POST"
    assert all("authorization" not in one.headers for one in sent)


async def test_from_elsewhere_or_about_elsewhere_it_is_401(playground):
    app, activity, heard, sent = playground
    assert await _post(app, activity, "192.0.2.7") == 401
    assert await _post(app, {**activity, "serviceUrl": "https://smba.trafficmanager.net/uk/"}, "127.0.0.1") == 401
    assert await _post(app, {**activity, "serviceUrl": "http://127.0.0.1:1/"}, "127.0.0.1") == 401
    assert (heard, sent) == ([], [])
