"""A Teams bot that says what a test tells it to, beside a stand-in for Microsoft Teams, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette

from adapters.simulator.teams import Channel, Person, TeamsCloud, Tenant
from adapters.simulator.wire import served
from adapters.teams.door import teams_routes
from adapters.teams.platform import TeamsPlatform
from bot.chat import Card, Change, Hits, Incoming, Reply, Shown

Answer = Callable[[Incoming], Reply | Awaitable[Reply | None] | None]


@dataclass
class World:
    """Both sides. `answer` is what `hear` does; `heard` and `changes` are what came in."""

    cloud: TeamsCloud
    platform: TeamsPlatform
    tenant: Tenant
    channel: Channel
    heard: list[Incoming] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    answer: Answer = lambda _: None
    found: Hits = field(default_factory=Hits)

    async def hear(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        reply = self.answer(incoming)
        return await reply if isinstance(reply, Awaitable) else reply

    async def changed(self, change: Change) -> None:
        self.changes.append(change)

    async def look(self, incoming: Incoming) -> Hits:
        self.heard.append(incoming)
        return self.found

    @property
    def last(self) -> Incoming:
        return self.heard[-1]

    def person(self, name: str, **more: object) -> Person:
        return self.tenant.person(name, installed=True, **more)

    def says(self, card: Card, shown: Shown = Shown.ONLY_YOU) -> None:
        """From now on the bot answers everything so."""
        self.answer = lambda _: Reply(card, shown)

    def calls(self, direction: str = "from bot") -> list[tuple[str, int]]:
        return [(one.get("call", ""), one["status"]) for one in self.cloud.wire if one["direction"] == direction]


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    cloud = TeamsCloud("http://127.0.0.1:9", "app-1", "secret-1", home_tenant="home-1")
    async with cloud.serving():
        platform = TeamsPlatform(
            app_id="app-1",
            app_password="secret-1",
            tenant_id="home-1",
            app_type="SingleTenant",
            login_url=cloud.login_url,
            openid_url=cloud.openid_url,
            service_urls=(cloud.base_url,),
        )
        try:
            tenant = cloud.tenant("tenant-leeds", "Leeds")
            world = World(cloud, platform, tenant, tenant.team("Network").channel("General"))
            routes = teams_routes(platform=platform, hear=world.hear, changed=world.changed, look=world.look)
            async with served(Starlette(routes=routes)) as address:
                cloud.bot_url = f"{address}/api/messages"
                yield world
        finally:
            await platform.close()


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def shared_world(anyio_backend: str) -> AsyncIterator[World]:
    async with a_world() as world:
        yield world


@pytest.fixture
def world(shared_world: World) -> World:
    """The module's world, with nothing heard yet and nothing going wrong."""
    shared_world.heard.clear()
    shared_world.changes.clear()
    shared_world.found = Hits()
    shared_world.cloud.wire.clear()
    shared_world.cloud.problems.clear()
    shared_world.cloud.faults = None
    shared_world.cloud.raises = "faults"
    shared_world.answer = lambda _: None
    return shared_world


@pytest.fixture(scope="session")
def worlds() -> Callable[[], object]:
    """Worlds of a test's own."""
    return a_world


@pytest.fixture(scope="session")
def until() -> Callable[[Callable[[], object]], Awaitable[None]]:
    """Wait, two seconds at most, for something to become true."""

    async def wait(true: Callable[[], object]) -> None:
        async with asyncio.timeout(2):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    return wait
