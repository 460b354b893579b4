"""Ways in which the world around the program fails, none of which touches our own code."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.simulator.wire import LostResponse, droppable, served
from tests.world import World


@contextmanager
def unplugged(world: World) -> Iterator[None]:
    """The database cannot be reached."""
    world.parts.database.engine.dispose()
    plug = _file(world) if world.parts.database.file else _server(world)
    with plug:
        yield


@contextmanager
def _file(world: World) -> Iterator[None]:
    file = Path(str(world.parts.database.file))
    away = file.rename(file.with_suffix(".away"))
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        away.rename(file)


@contextmanager
def _server(world: World) -> Iterator[None]:
    url = urlsplit(world.database_url)
    name = url.path.strip("/")
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@contextmanager
def refusing(world: World, table: str) -> Iterator[None]:
    """The database refuses every new row of a table: a fault of ours, whatever its reason."""
    engine = world.parts.database.engine
    raises = "BEGIN SELECT RAISE(ABORT, 'broken'); END"
    with engine.begin() as connection:
        if not world.parts.database.sqlite:
            body = "BEGIN RAISE EXCEPTION 'broken'; END"
            connection.execute(text(f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
            raises = "FOR EACH ROW EXECUTE FUNCTION refuse()"
        # any statement does: SQLite looks whether there is one already in what this connection last knew of the tables
        connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1"))
        connection.execute(text(f"CREATE TRIGGER refusing BEFORE INSERT ON {table} {raises}"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            where = "" if world.parts.database.sqlite else f" ON {table}"
            connection.execute(text(f"DROP TRIGGER refusing{where}"))
            if not world.parts.database.sqlite:
                connection.execute(text("DROP FUNCTION refuse()"))


@asynccontextmanager
async def losing_acknowledgements(bot: str) -> AsyncIterator[str]:
    """A line to the bot that breaks each time after the bot has done its work and before its answer arrives."""

    async def forward(request: Request) -> Response:
        headers = {key: value for key, value in request.headers.items() if key not in {"host", "content-length"}}
        async with httpx.AsyncClient(trust_env=False) as client:
            answered = await client.post(bot + request.url.path, content=await request.body(), headers=headers)
        assert answered.status_code == 200
        return LostResponse()

    app = droppable(Starlette(routes=[Route("/{path:path}", forward, methods=["POST"])]))
    async with served(app) as address:
        yield address
