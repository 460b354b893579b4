"""A world that has been lived in, and what went over its wire: made once, begun anew as often as wanted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.sky import Loop, Sky
from tests.world import World

SECONDS = 10.0


@dataclass(frozen=True)
class Request:
    """One request to the bot."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Lived:
    """`slack` and `teams` are the bodies that both clouds sent on that day."""

    def __init__(self, folder: Path) -> None:
        self.loop, self._folder = Loop(), folder
        self.sky = Sky(self.loop)
        world = World(self.loop, self._url("day"), self.sky)
        _a_day(world)
        entries = [*world.beside.slack.wire, *world.beside.teams.wire]
        told = [entry for entry in entries if entry["direction"] == "to bot" and entry["status"] == 200]
        self.slack: list[dict[str, Any]] = [one["body"] for one in told if one["path"] == "/slack/events"]
        self.teams: list[dict[str, Any]] = [one["body"] for one in told if one["path"] == "/api/messages"]
        self._noted = self.sky.noted()
        world.close()
        self.loop.rest()
        self._http = httpx.Client(trust_env=False, timeout=SECONDS, base_url=self.sky.address)

    def _url(self, name: str) -> str:
        return f"sqlite:///{self._folder}/{name}.db"

    @contextmanager
    def again(self) -> Iterator[World]:
        """The world as it was after that day."""
        self.loop.rest()
        for file in self._folder.glob("now.db*"):
            file.unlink()
        shutil.copy(self._folder / "day.db", self._folder / "now.db")
        self.sky.becomes(self._noted)
        world = World(self.loop, self._url("now"), self.sky)
        world.knows_its_channels()
        try:
            yield world
        finally:
            world.close()

    def send(self, request: Request) -> int:
        """The status of the answer; 0 where none came in time."""
        try:
            answer = self._http.request(
                request.method, request.path, headers=request.headers, content=request.body or None
            )
        except httpx.TransportError:
            return 0
        return answer.status_code

    def close(self) -> None:
        """Stop everything."""
        self._http.close()
        self.loop.rest()
        self.sky.close()
        self.loop.close()


def _a_day(world: World) -> None:
    """Something of everything: joining, asking, answering, searching, meeting, deciding, leaving."""
    olga = world.organised()
    ana = world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    ben = world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    question = world.asks()
    ana.replies_there("We sat down with the families first.", to=question)
    ana.answers_there("We listened first.", "The network")
    ben.answers_there("We did not listen.", "The network")
    ana.opens_home()
    for person in (ana, ben):
        person.looks_up()
        for words in ("search listened", "mine", "trying", "others 1", "help", "privacy", "words that are no command"):
            person.says(words)
        for form in ("me", "challenges", "edit 1", "used this 1", "ask author 1", "will try 1", "wrong 1", "snooze"):
            person.begins(form)
        person.looks_up()
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    for person in (ana, ben):
        person.begins("say hello 1")
        person.fills({"Your words": "Thursday at two?"}, submit="Send")
    for words in ("organise", "schedule weekly tue 10:00", "upcoming", "undelivered", "questions", "round show 1"):
        olga.says(words)
    for form in ("question", "schedule", "quiet"):
        olga.begins(form)
    olga.looks_up()
    olga.command("here", in_=world.slack_channel)
