"""A world to test in: the whole program on a real database, beside stand-ins of Slack and Teams, told as a story.

Everything goes over the wire. Time stands still until a test moves it, and nothing is delivered until it settles.
Whoever is in it has the same gestures, whatever they chat on: they say, reply, press, fill in, and see.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from random import Random
from typing import Any

from sqlmodel import SQLModel, select

from adapters.main import build
from adapters.parts import Parts
from adapters.standins import TENANT, WORKSPACE, Beside, beside_stand_ins
from bot.chat import Pace
from bot.people import organisers
from storage.tables import Code, Member
from tests.person import BARNSLEY, GATESHEAD, LEEDS, AtPrompt, CannotError, Person
from tests.sky import MONDAY, Loop, Sky

PLATFORMS = ("slack", "teams", "terminal")
TENANTS = {"slack": WORKSPACE, "teams": TENANT, "terminal": "here"}


class World:
    """Two clouds, a prompt, and the program between them. `now` is what every clock says."""

    def __init__(self, loop: Loop, database_url: str, sky: Sky | None = None) -> None:
        self.loop = loop
        self.sky = sky
        self.now = MONDAY
        self._stack = AsyncExitStack()
        self.database_url = database_url
        self.beside: Beside = loop.run(self._enter())
        self.parts = self.beside.parts
        self.slack = self.beside.slack.workspace(WORKSPACE)
        self.teams = self.beside.teams.tenant(TENANT, "Upstream partners")
        self.slack_channel: Any = None
        self.teams_channel: Any = None
        self._others: list[Parts] = []
        self._in_one_go = False
        for platform in self.parts.platforms.values():
            platform.pace = Pace(conversation=10_000, tenant=10_000)  # what vendors bear has tests of its own

    async def _enter(self) -> Beside:
        how: dict[str, Any] = {"clock": lambda: self.now, "dice": Random(7), "beats": False}
        if self.sky is None:
            return await self._stack.enter_async_context(beside_stand_ins(build, self.database_url, **how))
        self.sky.now = lambda: self.now
        return await self._stack.enter_async_context(self.sky.lived_in(self.database_url, **how))

    def close(self) -> None:
        """Stop the servers."""
        self.loop.run(self.beside.slack.settle())
        self.loop.end(self._stop())

    async def _stop(self) -> None:
        for parts in self._others:
            for platform in parts.platforms.values():
                await platform.close()
            parts.close()
        await self._stack.aclose()

    def another(self) -> Parts:
        """A second process of the program, on the same database."""
        parts = build(self.parts.settings, clock=lambda: self.now, dice=Random(8), beats=False)
        for platform in parts.platforms.values():
            platform.pace = Pace(conversation=10_000, tenant=10_000)
        self._others.append(parts)
        return parts

    def dies_delivering(self, once: Callable[[], object]) -> None:
        """Deliver, and `kill -9` in the middle of it once this is so; another process takes over."""
        self.loop.run(self._dies_delivering(once))
        self.parts = self.another()
        if self.sky:
            self.sky.behind = self.parts.app
        if self.parts.database.sqlite:
            self.loop.run(self.parts.heartbeat._outbox.begin_alone())

    async def _dies_delivering(self, once: Callable[[], object]) -> None:
        delivering = asyncio.get_running_loop().create_task(self.parts.heartbeat.deliver())
        while not once():
            assert not delivering.done(), "everything was delivered before that"
            await asyncio.sleep(0.01)
        tasks = {delivering, *self.parts.heartbeat._outbox._held}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    # --- people and places

    def organised(self) -> Person:
        """A network with an organiser on both platforms, and a home channel on each."""
        olga = self.on_slack("Olga Organiser")
        self.slack_channel = self.slack.channel("upstream")
        olga.says("hello")
        self.make_organiser()
        olga.command("here", in_=self.slack_channel)
        olga.says(f"let in teams:{TENANT} network")
        self.teams_channel = self.teams.team("Network").channel("General")
        otto = self.on_teams("Otto Organiser")
        self.promote(otto)
        otto.says("@Upstream here", in_=self.teams_channel)
        self.settle()
        return olga

    def knows_its_channels(self) -> None:
        """The home channels, in a world that was organised before."""
        self.slack_channel = self.slack.channel("upstream")
        self.teams_channel = self.teams.team("Network").channel("General")

    def organiser_on(self, platform: str) -> Person:
        """The organiser of `organised` on that platform; for the terminal one is made, and the room a home."""
        if platform == "slack":
            return self.on_slack("Olga Organiser")
        if platform == "teams":
            return self.second_organiser()
        self.on_slack("Olga Organiser").says("let in terminal:here network")
        tess = self.on_terminal("Tess Organiser")
        self.promote(tess)
        tess.says_there("here")
        return tess

    def promote(self, person: Person) -> None:
        """They join as the network's own team; an organiser confirms them and makes them one too."""
        olga = self.on_slack("Olga Organiser")
        person.joins("The network’s own team", introductions="Not now")
        olga.says(f"confirm {self.number(person)}")
        olga.says(f"organiser {self.number(person)}")
        if any(row.organiser and row.name == "Otto Organiser" for row in self.all(Member)):
            self.second_organiser().says(f"organiser yes {self.number(person)}")

    def second_organiser(self) -> Person:
        """The organiser of `organised` on Teams."""
        return Person(self, self.teams.person("Otto Organiser"), "teams")

    def confirm(self, *people: Person) -> None:
        """An organiser confirms where they work; Olga herself is confirmed by another."""
        olga = self.on_slack("Olga Organiser")
        for person in people:
            by = self.second_organiser() if person.name == olga.name else olga
            by.says(f"confirm {self.number(person)}")

    def make_organiser(self) -> Member:
        """What the command line's `organiser add CODE` does, with the newest code."""
        with self.writing() as session:
            code = session.exec(select(Code)).one().code
            member = organisers.make_first(session, self.parts.content, code, self.now)
            assert member
        return member

    def on_slack(self, name: str, email: str = "", **more: Any) -> Person:
        """Somebody in the Slack workspace."""
        email = email or f"{name.split(maxsplit=1)[0].lower()}@nowhere.example"
        return Person(self, self.slack.person(name, email=email, **more), "slack")

    def on_teams(self, name: str, **more: Any) -> Person:
        """Somebody in the Teams tenant, with the app in their own chat."""
        person = self.teams.person(name, **more)
        self.loop.run(person.installs())
        return Person(self, person, "teams")

    def on_terminal(self, name: str) -> AtPrompt:
        """Somebody at the prompt of `upstream chat`."""
        return AtPrompt(self, name)

    def on(self, platform: str, name: str) -> Person:
        """Somebody on that platform."""
        made = {"slack": self.on_slack, "teams": self.on_teams, "terminal": self.on_terminal}
        return made[platform](name)

    def member(self, platform: str, name: str, council: str = LEEDS, **more: str) -> Person:
        """Somebody on that platform who joined, and whom an organiser confirmed."""
        person = self.on(platform, name)
        with self.in_one_go():
            person.joins(council, **more)
            self.confirm(person)
        return person

    def number(self, person: Person) -> int:
        """Somebody's number."""
        return next(row.id for row in self.all(Member) if row.name == person.name)

    # --- time

    def settle(self) -> None:
        """Let time's work be done and deliver everything that is due; in one go, once that is over."""
        if self._in_one_go:
            self.loop.run(self.beside.slack.settle())
            return
        self.loop.run(self.parts.heartbeat.tick())
        self.deliver()

    @contextmanager
    def in_one_go(self) -> Iterator[None]:
        """Gestures that follow each other quickly: nothing is delivered, and no time's work done, until the last."""
        before, self._in_one_go = self._in_one_go, True
        try:
            yield
        finally:
            self._in_one_go = before
        self.settle()

    def deliver(self) -> None:
        """Deliver everything that is due."""
        self.loop.run(self.parts.heartbeat.deliver())
        self.loop.run(self.beside.slack.settle())

    def later(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)
        self.settle()

    def asks(self) -> str:
        """Olga asks everybody a question now; which one."""
        olga = self.on_slack("Olga Organiser")
        olga.says("ask")
        olga.presses("Ask it now")
        self.settle()
        from storage.tables import Asking  # noqa: PLC0415

        return str(self.all(Asking)[-1].question)

    # --- the database

    def writing(self) -> Any:
        """A session that commits."""
        return self.parts.database.write()

    def all(self, table: type[SQLModel]) -> list[Any]:
        """Every row of a table, in order."""
        with self.parts.database.read() as session:
            found = list(session.exec(select(table).order_by(*table.__table__.primary_key.columns)).all())
            session.expunge_all()
            return found

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the database, table by table."""
        with self.parts.database.read() as session:
            return {
                table.name: sorted(map(tuple, session.connection().execute(table.select()).all()), key=repr)
                for table in SQLModel.metadata.sorted_tables
            }

    def session(self) -> Any:
        """A session that reads."""
        return self.parts.database.read()


__all__ = [
    "BARNSLEY",
    "GATESHEAD",
    "LEEDS",
    "PLATFORMS",
    "TENANTS",
    "AtPrompt",
    "CannotError",
    "Loop",
    "Person",
    "World",
]
