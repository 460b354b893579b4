"""What is confidential in a set, against every door: whoever tries, and whatever happened before."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlmodel import SQLModel

from adapters.main import main
from bot.chat import Account, Address, Incoming, Kind, Reply, Where, address_from_json, card_to_json
from bot.commands import COMMANDS
from bot.keeping import export
from bot.organising.door import PAGES
from bot.search.shell import found_by
from bot.voice import Voice
from storage import action_learning, people
from storage.tables import Delivery, LearningSet, Meaning, Member, SetCommitment, SetMeeting, SetQuestion
from tests.house import source
from tests.storage.test_the_last_byte import bytes_of
from tests.web.visiting import Visit
from tests.world import Person, World

MARK = re.compile(r"quark\d+q")
STRANGER = (Account("terminal", "here", "nobody"), Address("terminal", "here", Where.DIRECT, "nobody"))
PLACES = ("Leeds", "Gateshead", "Barnsley", "City of York", "Preston", "Oldham", "Surrey")
CHANGES_ALL = {"ask now", "schedule start", "belongs", "let in", "here", "form set now", "invite", "link", "leave"}
CSV = ("participation", "replies", "record")


@pytest.mark.parametrize("table", ["SetCommitment", "SetQuestion"])
def test_one_file_reads_what_is_confidential_and_by_its_authors_number(table: str) -> None:
    everywhere = {file for file, _ in source.trees("adapters", "bot", "storage")}
    files = {file for file in everywhere if table in (source.ROOT / file).read_text()}
    assert {file for file in files if file.startswith("storage/")} == {
        "storage/action_learning.py",
        "storage/tables/__init__.py",
        "storage/tables/action_learning.py",
    }
    assert all(file.startswith("bot/learning/sets/") for file in files if not file.startswith("storage/"))


@dataclass
class Sets:
    """People, and every confidential word with its author. Whatever anybody is shown is looked through at once."""

    world: World
    dice: Random
    members: dict[int, tuple[Account, Address]] = field(default_factory=dict)
    commitments: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    events: Iterator[int] = field(default_factory=count)
    seen: int = 0
    sent: int = 0  # times a question went to somebody

    def hears(self, who: int, text: str, kind: Kind = Kind.PRESSED, **values: Any) -> Reply | None:
        """Somebody says, presses or fills in; what they are shown is looked through, and so is what is sent."""
        account, direct = self.members.get(who, STRANGER)
        filled = {name: (value,) if isinstance(value, str) else value for name, value in values.items()}
        kind = Kind.FILLED if filled else kind
        said = Incoming(kind, account, direct, f"sets{next(self.events)}", text, filled)
        reply = self.world.parts.network.hear(said)
        shown = f"{card_to_json(reply.card)} {reply.problem}" if reply else ""
        for mark in set(MARK.findall(shown)) - set(MARK.findall(text)):
            self.seen += 1
            assert {**self.commitments, **self.questions}[mark] == who, f"{text}: {mark} was shown to {who}"
        return reply

    def passes(self, **delta: float) -> None:
        """Time passes; what is to be delivered is looked through first."""
        for name, amount in delta.items():
            self.world.now += timedelta(**{name: amount})
        for _ in range(3):
            self.world.loop.run(self.world.parts.heartbeat.tick())
            for row in self.world.all(Delivery):
                for mark in MARK.findall(row.card or ""):
                    assert row.member_id in self._readers(mark), f"{row.about}: {mark} goes to {row.member_id}"
                    self.sent += mark in self.questions
            self.world.deliver()

    def _readers(self, mark: str) -> set[int]:
        if mark in self.commitments:
            return {self.commitments[mark]}
        author = self.questions[mark]
        with self.world.session() as session:
            theirs = action_learning.of_member(session, author)
            return {row.id or 0 for _, row in action_learning.seats(session, theirs.id or 0)} if theirs else set()

    # --- what happens in a history

    def mark(self, kind: dict[str, int], who: int) -> str:
        """A word that nobody else ever wrote."""
        word = f"quark{len(self.commitments) + len(self.questions)}q"
        kind[word] = who
        return word

    def happens(self) -> None:
        """Something: whoever may not do it is told so."""
        who = self.dice.choice(list(self.members))
        meetings = [row.id for row in self.world.all(SetMeeting)] or [1]
        sets = [row.id for row in self.world.all(LearningSet)] or [1]
        commitments = [row.id for row in self.world.all(SetCommitment)] or [1]
        meeting, group = self.dice.choice(meetings), self.dice.choice(sets)
        other = self.dice.choice(list(self.members))
        ways = {
            "set will": lambda: self.will(who),
            "question": lambda: self.asks(who, meeting),
            "set happened": lambda: self.hears(who, f"set happened {self.dice.choice(commitments)} not-yet"),
            "set yes": lambda: self.hears(who, f"set yes {group}"),
            "set no": lambda: self.hears(who, f"set no {group}"),
            "set want": lambda: self.hears(who, "set want"),
            "set invite": lambda: self.hears(who, f"set invite {other}", Kind.SAID),
            "set met": lambda: self.hears(who, f"set met {meeting}"),
            "set missed": lambda: self.hears(who, f"set missed {meeting}"),
            "set pass": lambda: self.hears(who, f"set pass {meeting}"),
            "set leave": lambda: self.hears(who, "set leave for good") if self.dice.random() < 0.2 else None,
            "set end": lambda: self.hears(who, "set end for good"),
            "form": lambda: self.hears(next(iter(self.members)), "form set now"),
        }
        ways[self.dice.choice(list(ways))]()

    def will(self, who: int) -> None:
        """They say what they will do."""
        self.hears(who, "set will", words=f"Ring {self.mark(self.commitments, who)} tomorrow")

    def asks(self, who: int, meeting: int) -> None:
        """They present: a question and a place."""
        words, place = (self.mark(self.questions, who) for _ in range(2))
        self.hears(who, f"set question {meeting}", words=f"Why {words}?", place=f"Room {place}")

    def month(self) -> None:
        """Everybody presses dates; who presents asks; they meet; each says what they will do."""
        for _ in range(12):
            for row in self.world.all(SetMeeting):
                for who in self.members:
                    if row.state == "choosing":
                        self.hears(who, f"set days {row.id}", days=("0", self.dice.choice("12")))
                    elif row.presenter_id == who and not row.sent:
                        self.asks(who, row.id)
                    elif row.asked and row.state == "set":
                        self.hears(who, f"set met {row.id}")
                        self.will(who)
            for _ in range(4):
                self.happens()
            self.passes(days=self.dice.choice((1, 2, 3)))


@pytest.fixture
def sets(world: World, number: int) -> Sets:
    """Seven people of seven places on both platforms, an organiser, and a set of five of them."""
    for index, place in enumerate(PLACES):
        world.member(("slack", "teams")[index % 2], f"Person{index} Example", place)
    found = Sets(world, Random(number))
    with world.session() as session:
        for row in people.members(session):
            account = people.accounts(session, row.id or 0)[0]
            direct = address_from_json(account.direct)
            found.members[row.id or 0] = (Account(account.platform, account.tenant, account.user), direct)
    names = "\n".join(f"Person{index} Example" for index in range(1, 5))
    first = world.number(world.on_slack("Person0 Example"))
    found.hears(first, "set start", names=names)
    for who in found.members:
        found.hears(who, "set yes 1")
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("number", range(2))
def test_nobody_finds_what_is_confidential_in_a_set_by_any_door(
    sets: Sets, olga: Person, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    for ours in ("adapters", "bot", "storage", "content"):
        caplog.set_level("DEBUG", logger=ours)
    world = sets.world
    for _ in range(2):
        sets.month()
    kept = {row.member_id: MARK.findall(row.words)[0] for row in world.all(SetCommitment)}
    assert len(kept) > 1
    assert [row for row in world.all(SetMeeting) if row.state == "met"]
    assert sets.sent > 2

    for who, mark in kept.items():  # the person themselves finds theirs
        reply = sets.hears(who, "set")
        assert reply is not None
        assert mark in card_to_json(reply.card)
        assert mark in exported(world, who)
    everybody = [*sets.members, 0]  # and somebody who never joined
    for who in everybody:
        theirs = {mark for mark, author in {**sets.commitments, **sets.questions}.items() if author == who}
        assert set(MARK.findall(exported(world, who))) <= theirs
        assert_nothing_is_found(sets, who)
        for command in COMMANDS:
            if command.name in CHANGES_ALL or command.name.endswith("for good"):
                continue
            behind = ("1", "2", "3", next(iter(kept.values())))
            for rest in ("", sets.dice.choice(behind)):
                sets.hears(who, f"{command.name} {rest}".strip())
    assert sets.seen > len(kept)

    visit, asked = Visit.of(olga), ""
    for page in PAGES:
        visit.opens(page)
        asked += visit.answer.text
        for file in CSV:
            asked += visit.http.get(f"{visit.address}/organise/{page}/{file}.csv").text
    with world.session() as session:
        member = next(row for row in people.organisers(session) if row.name == olga.name)
        asked += repr(export.for_organisers(Voice(session, world.parts.content), member, world.now))
    monkeypatch.setenv("DATABASE_URL", world.database_url)
    assert main(["deliveries", "--json", "--limit", "1000"]) == 0
    asked += capsys.readouterr().out + caplog.text + world.parts.metrics.text([], {}, world.now, 0.0).decode()
    assert MARK.findall(asked) == []

    sets.passes(days=1)
    still = {*MARK.findall(repr(world.all(SetQuestion))), *MARK.findall(repr(world.all(SetCommitment)))}
    left = set(MARK.findall(whole(world)))
    assert left <= still, "what was sent, replaced or ended is in no byte"
    assert not world.all(Meaning)


def whole(world: World) -> str:
    """Every byte of the database's file; where it is PostgreSQL's, every row."""
    if world.parts.database.sqlite:
        return bytes_of(world).decode(errors="ignore")
    with world.session() as session:
        return repr([session.connection().execute(table.select()).all() for table in SQLModel.metadata.sorted_tables])


def exported(world: World, who: int) -> str:
    """Everything held about somebody, as they take it along."""
    with world.session() as session:
        return json.dumps(export.everything(Voice(session, world.parts.content), who), default=str)


def assert_nothing_is_found(sets: Sets, who: int) -> None:
    """By the command line, by words and by what they mean."""
    world = sets.world
    with world.session() as session:
        member = people.member(session, who) or Member(id=0)
        meaning = world.parts.network.understanding
        for words in ("ring tomorrow", "room", *list(sets.commitments)[:3]):
            assert found_by(session, world.parts.content, member, words, world.now, 50, meaning) == []
