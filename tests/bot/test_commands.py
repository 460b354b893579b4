"""The table of commands: found in what people type, and each safe to say by anybody, anyhow."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from bot.chat import Account, Address, Card, Incoming, Kind, Profile, Reply, Where, card_from_json, card_to_json
from bot.commands import COMMANDS, Command, Who, find
from storage import people
from storage.tables import Account as AccountRow
from storage.tables import Member
from tests.world import World

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVENTS = count()


@dataclass
class Room:
    """The rules on a database, without any chat around them. `people` are members by what they are."""

    parts: Parts
    languages: dict[str, str] = field(default_factory=dict)

    def hears(self, who: str, text: str, kind: Kind = Kind.SAID, **values: str) -> Reply | None:
        account = Account("terminal", "here", who)
        direct = Address("terminal", "here", Where.DIRECT, who, people=(account,))
        profile = Profile(who, "Europe/London", self.languages.get(who, "en"))
        filled = {name: (value,) for name, value in values.items()}
        incoming = Incoming(kind, account, direct, f"e{next(EVENTS)}", text, filled, profile=profile, direct=direct)
        return self.parts.network.hear(incoming)

    def rows(self) -> dict[str, object]:
        found = World.rows(self)  # type: ignore[arg-type]
        return {table: rows for table, rows in found.items() if table != "seen_event"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room that tests share."""
    with made(tmp_path_factory.mktemp("commands")) as room:
        yield room


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Room]:
    """A room of one's own."""
    with made(tmp_path) as room:
        yield room


@contextmanager
def made(folder: Path) -> Iterator[Room]:
    """A stranger, a member, one whom nobody confirmed, one who speaks Welsh, and an organiser."""
    url = f"sqlite:///{folder}/upstream.db"
    parts = build(Settings(_env_file=None, database_url=url), clock=lambda: NOW, dice=Random(1), beats=False)
    room = Room(parts, {"welsh": "cy"})
    with parts.database.write() as session:
        people.let_in(session, "terminal", "here", None, NOW)
        leeds = people.organisation(session, "leeds")
        for who in ("member", "unconfirmed", "welsh", "organiser"):
            row = Member(name=who, organisation_id=leeds.id, joined_at=NOW, language=room.languages.get(who, "en"))
            row.confirmed_at = None if who == "unconfirmed" else NOW
            row.organiser = who == "organiser"
            people.add(session, row)
            people.add(session, AccountRow(member_id=row.id, platform="terminal", tenant="here", user=who, seen_at=NOW))
    for who in EVERYBODY:
        room.hears(who, "hello")
    yield room
    parts.close()


EVERYBODY = ("stranger", "member", "unconfirmed", "welsh", "organiser")


def words_of(reply: Reply | None) -> str:
    return f"{card_to_json(reply.card)} {reply.problem}" if reply else ""


def test_no_two_commands_have_a_name_in_common() -> None:
    names = [name for command in COMMANDS for name in command.names]
    assert sorted(names) == sorted(set(names))
    assert all(name == name.casefold().strip() for name in names)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_name_finds_its_command_in_any_case(command: Command) -> None:
    for name in command.names:
        for typed in (name, name.upper(), name.title(), f"  {name} ", f"/{name}", f"{name}.", name.replace(" ", "   ")):
            assert find(typed, Kind.SAID) == (command, ""), typed
        if command.takes:
            assert find(f"{name} and more of IT", Kind.SAID) == (command, "and more of IT")
        else:
            assert find(f"{name} and more of it", Kind.SAID) is None


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_command_or_is_not(typed: str) -> None:
    for kind in Kind:
        found = find(typed, kind)
        assert found is None or found[0] in COMMANDS


@pytest.mark.parametrize(
    "who",
    [pytest.param(who, marks=() if who == "organiser" else pytest.mark.thorough) for who in EVERYBODY],
)
def test_each_command_can_be_said_by_anybody_with_anything_behind_it(room: Room, who: str) -> None:
    for command in COMMANDS:
        if command.name.endswith("for good") or command.name in {
            "ask now",
            "schedule start",
            "belongs",
            "let in",
            "here",
        }:
            continue  # these do what they say
        for rest in ("", "1", "99999999999999999999999999", "x ' \" “”", "1 ² a:b"):
            kind = Kind.SAID if rest.startswith("1") else Kind.PRESSED
            reply = room.hears(who, f"{command.name} {rest}".strip(), kind)
            assert reply is not None
            assert "on our side" not in words_of(reply), (command.name, rest, kind)
            assert card_from_json(card_to_json(reply.card)) == reply.card


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.name.endswith("for good")], ids=lambda c: c.name)
def test_each_form_can_be_sent_with_nothing_or_nonsense_in_it(room: Room, command: Command) -> None:
    nonsense = dict.fromkeys(("words", "audience", "organisation", "zone", "day", "time", "start", "weeks"), "nonsense")
    for who in ("stranger", "organiser"):
        for rest in ("", "1"):
            for values in ({"other": "x"}, nonsense, dict.fromkeys(nonsense, "")):
                if command.name in {"ask now", "schedule start", "belongs", "let in"}:
                    continue
                reply = room.hears(who, f"{command.name} {rest}".strip(), Kind.FILLED, **values)
                assert "on our side" not in words_of(reply), (who, rest, values)


@pytest.mark.thorough
def test_what_is_marked_as_reading_changes_nothing(fresh: Room) -> None:
    before = fresh.rows()
    for command in COMMANDS:
        for who in EVERYBODY if command.reads else ():
            for rest in ("", "1", "words of some sort"):
                fresh.hears(who, f"{command.name} {rest}".strip(), Kind.PRESSED)
        assert fresh.rows() == before, command.name


def test_who_may_not_say_it_is_told_so(fresh: Room) -> None:
    for command in COMMANDS:
        if command.who is not Who.ANYONE:
            assert "You have not joined yet" in words_of(fresh.hears("stranger", command.name))
        if command.who > Who.MEMBER:
            assert "Only organisers can do that." in words_of(fresh.hears("member", command.name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(EVERYBODY), st.text(max_size=120), st.sampled_from([Kind.SAID, Kind.PRESSED, Kind.FILLED]))
def test_whatever_is_said_is_answered_and_never_breaks_it(room: Room, who: str, text: str, kind: Kind) -> None:
    reply = room.hears(who, text, kind)
    assert "on our side" not in words_of(reply)
    assert reply is None or isinstance(reply.card, Card)


def test_a_sentence_nobody_knows_is_asked_about_and_kept_nowhere(room: Room) -> None:
    before = room.rows()
    reply = room.hears("member", "The river was high this morning")
    assert "What is this?" in words_of(reply)
    assert room.rows() == before
