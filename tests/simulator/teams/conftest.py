"""A Teams of two tenants, served on loopback, and a small bot that it talks to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.simulator.teams import Channel, Person, Team, TeamsCloud, Tenant
from adapters.simulator.wire import droppable, served

APP, PASSWORD = "11111111-2222-3333-4444-555555555555", "a password"
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
Json = dict[str, Any]


class EchoBot:
    """Checks tokens with PyJWT against the published keys, says back what it hears, answers invokes as told."""

    def __init__(self) -> None:
        self.cloud: TeamsCloud | None = None
        self.heard: list[Json] = []
        self.answers: dict[str, Any] = {}
        self.status = 200
        self.echoes = True
        self.app = Starlette(routes=[Route("/api/messages", self.take, methods=["POST"])])
        self.http = httpx.AsyncClient(verify=False, trust_env=False)

    def of(self, kind: str) -> list[Json]:
        return [one for one in self.heard if kind in {one["type"], one.get("name")}]

    async def take(self, request: Request) -> Response:
        activity = await request.json()
        try:
            await self.verify(request.headers.get("authorization", ""), activity)
        except (jwt.InvalidTokenError, LookupError):
            return Response(status_code=401)
        self.heard.append(activity)
        if self.status != 200:
            return Response(status_code=self.status)
        if activity["type"] == "invoke":
            answer = self.answers.get(activity["name"])
            return JSONResponse(answer(activity) if callable(answer) else answer)
        if activity["type"] == "message" and self.echoes and activity.get("text"):
            await self.post(
                activity["conversation"]["id"], {"type": "message", "text": f"You said: {activity['text']}"}
            )
        return Response(status_code=200)

    async def verify(self, header: str, activity: Json) -> None:
        assert self.cloud
        token = header.removeprefix("Bearer ")
        metadata = (await self.http.get(self.cloud.openid_url)).json()
        published = (await self.http.get(metadata["jwks_uri"])).json()["keys"]
        kid = jwt.get_unverified_header(token).get("kid")
        key = next(one for one in [*published, None] if one is None or one["kid"] == kid)
        if key is None or "msteams" not in key["endorsements"]:
            raise LookupError(kid)
        claims = jwt.decode(
            token,
            jwt.PyJWK(key, "RS256"),
            algorithms=metadata["id_token_signing_alg_values_supported"],
            audience=APP,
            issuer="https://api.botframework.com",
            options={"require": ["exp", "nbf"]},
        )
        if claims["serviceurl"] != activity["serviceUrl"]:
            raise LookupError("serviceurl")

    async def token(self, **changes: str) -> httpx.Response:
        assert self.cloud
        form = {
            "grant_type": "client_credentials",
            "client_id": APP,
            "client_secret": PASSWORD,
            "scope": "https://api.botframework.com/.default",
        }
        return await self.http.post(
            f"{self.cloud.login_url}/{changes.pop('tenant', 'botframework.com')}/oauth2/v2.0/token",
            data=form | changes,
        )

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, region: str = "teams"
    ) -> httpx.Response:
        assert self.cloud
        token = token if token is not None else (await self.token()).json()["access_token"]
        url = f"{self.cloud.base_url}/{region}/v3/{path}"
        sent = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        return await self.http.request(method, url, headers={"Authorization": f"Bearer {token}"}, **sent)

    async def post(self, conversation: str, activity: Json) -> httpx.Response:
        return await self.call("POST", f"conversations/{conversation}/activities", activity)


@dataclass
class World:
    sim: TeamsCloud
    bot: EchoBot
    leeds: Tenant
    york: Tenant
    team: Team
    general: Channel
    ana: Person
    ben: Person
    eva: Person


class Door:
    """Serves whichever app stands behind it now: starting a server for every test would take most of the time."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.address = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            assert self.app
            await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def doors(anyio_backend: str) -> AsyncIterator[tuple[Door, Door]]:
    bot, cloud = Door(), Door()
    async with served(bot) as bot.address, served(droppable(cloud)) as cloud.address:
        yield bot, cloud


@pytest.fixture
async def world(doors: tuple[Door, Door]) -> AsyncIterator[World]:
    bot = EchoBot()
    sim = TeamsCloud(doors[0].address, APP, PASSWORD, base_url=doors[1].address)
    doors[0].app, doors[1].app, bot.cloud = bot.app, sim.app, sim
    leeds, york = sim.tenant("t-leeds", "Leeds"), sim.tenant("t-york", "York")
    ana = leeds.person("Ana Example", email="ana@leeds.example", installed=True)
    ben = leeds.person("Ben Example")
    eva = york.person("Eva Example", language="cy", zone="Europe/Lisbon")
    team = leeds.team("Network")
    yield World(sim, bot, leeds, york, team, team.channel("General"), ana, ben, eva)
    await bot.http.aclose()
    await sim.close()


def card(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body),
        **({"actions": actions} if actions else {}),
        **more,
    }


def text(words: str, **more: Any) -> Json:
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def message(*cards: Json, **more: Any) -> Json:
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": one} for one in cards], **more}
