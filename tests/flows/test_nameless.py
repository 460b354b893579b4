"""*Without my name* means it: who knows every time, count, order and filter guesses no better than by chance."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

import content
from bot.chat import Account, Address, Incoming, Kind, Where
from bot.remembering import reflections
from bot.search.shell import found_by
from bot.turn import Turn
from storage import askings, migrate, people
from storage import reflections as rows
from storage.database import Database, Session
from storage.tables import Asking, Member, Organisation, Place, Reflection
from tests.world import Person, World

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
GROUP, TRIALS = 5, 100
CHANCE = 1 / GROUP
LIBRARY = content.load()
HERE = Address("terminal", "here", Where.DIRECT)


def turn_of(session: Session, member: Member, now: datetime, dice: Random, **values: str) -> Turn:
    filled = {name: (value,) for name, value in values.items()}
    kind = Kind.FILLED if values else Kind.PRESSED
    incoming = Incoming(kind, Account("terminal", "here", "x"), HERE, "", "reflect", values=filled)
    return Turn(session=session, content=LIBRARY, incoming=incoming, now=now, dice=dice, member=member, language="en")


class Attacker:
    """A member who asks for everything all week long, and notes what changes and when."""

    def __init__(self, session: Session, me: Member, asking: Asking, dice: Random) -> None:
        self.session, self.me, self.asking, self.dice = session, me, asking, dice
        self.counts: list[tuple[datetime, int]] = []

    def looks(self, now: datetime) -> None:
        self.counts.append((now, rows.answered(self.session, self.asking.id or 0)))

    def guesses(self, now: datetime, group: list[Member], found: Reflection) -> int:
        """Whoever was seen to be active nearest to the time that anything gives away; else anybody."""
        active = self._seen(now, group)
        times = [*self._by_counts(group), *self._by_order(now, found), *self._by_filters(now, found)]
        if not times:
            return self.dice.choice(group).id or 0
        return min(active, key=lambda number: min(abs(active[number] - time) for time in times))

    def _seen(self, now: datetime, group: list[Member]) -> dict[int, datetime]:
        """When each was seen to write something under their name, which in this network was just before."""
        del now
        return {
            row.member_id: row.written_at
            for member in group
            for row in rows.own(self.session, member.id or 0)
            if row.audience == "network"
        }

    def _by_counts(self, group: list[Member]) -> list[datetime]:
        """When a count grew without anybody being seen to answer."""
        del group
        return [at for (_, one), (at, other) in zip(self.counts, self.counts[1:], strict=False) if other > one]

    def _by_order(self, now: datetime, found: Reflection) -> list[datetime]:
        """Between which dated ones it stands, in a list that is said to be in order of time."""
        turn = turn_of(self.session, self.me, now, self.dice)
        listed = list(rows.to_question(self.session, self.asking.id or 0, turn.reader, now, 50))
        at = [row.id for row in listed].index(found.id)
        if 0 < at < len(listed) - 1:
            return [listed[at - 1].written_at, listed[at + 1].written_at]
        return []

    def _by_filters(self, now: datetime, found: Reflection) -> list[datetime]:
        """What the search tells of it: a day that is none of a week's, or a council."""
        hits = found_by(self.session, LIBRARY, self.me, found.words, now, 50)
        told = [datetime.fromisoformat(str(hit["date"])).replace(tzinfo=UTC) for hit in hits if hit["id"] == found.id]
        leaks = [hit for hit in hits if hit["id"] == found.id and hit["by"] != "Somebody in the network"]
        assert not leaks
        return [day for day in told if day.weekday() != 0]


@pytest.fixture(scope="module")
def database(shelves: dict[str, Any]) -> Any:
    database = Database(shelves["sqlite"].new("nameless"))
    migrate.upgrade(database)
    yield database
    database.close()


@pytest.mark.thorough
def test_an_attacker_who_sees_everything_guesses_as_anybody_would(database: Database) -> None:
    dice = Random(11)
    right = sum(trial(database, dice) for _ in range(TRIALS))
    bound = TRIALS * CHANCE + 3 * (TRIALS * CHANCE * (1 - CHANCE)) ** 0.5
    assert right <= bound, f"{right} of {TRIALS}"


def trial(database: Database, dice: Random) -> bool:
    """A week of five people; each is seen to write once, and one of them writes without their name right after it."""
    with database.read() as session:
        place = Place(slug=f"p{dice.random()}", name="Somewhere")
        people.add(session, place)
        works = Organisation(slug=f"o{dice.random()}", name="Some council", place_id=place.id)
        people.add(session, works)
        asking, other = (
            Asking(prompt="one", question="One?", asked_at=MONDAY),
            Asking(prompt="two", question="Two?", asked_at=MONDAY),
        )
        people.add(session, asking)
        people.add(session, other)
        everybody = [
            Member(name=f"Member {n}", organisation_id=works.id, confirmed_at=MONDAY, joined_at=MONDAY)
            for n in range(6)
        ]
        for member in everybody:
            people.add(session, member)
        me, *group = everybody
        attacker, author = Attacker(session, me, asking, dice), dice.choice(group)
        times = [MONDAY + timedelta(minutes=dice.randrange(5 * 24 * 60)) for _ in group]
        acts = sorted(zip(times, group, strict=True), key=lambda act: act[0])
        hours = iter(range(0, 24 * 7, 4))
        for at, member in acts:
            for hour in hours:
                attacker.looks(MONDAY + timedelta(hours=hour))
                if MONDAY + timedelta(hours=hour) > at:
                    break
            turn = turn_of(session, member, at, dice, words="seen", audience="network")
            reflections.keep(turn, f"seen {member.id}", other, "network")
            if member is author:
                turn.now = at + timedelta(minutes=1)
                hidden = reflections.keep(turn, "unseen", asking, "nameless")
        for hour in hours:
            attacker.looks(MONDAY + timedelta(hours=hour))
        later = MONDAY + timedelta(days=8)
        attacker.looks(later)
        return attacker.guesses(later, group, hidden) == author.id


def test_who_answered_by_name_is_not_counted_among_those_who_could_have_written_it(world: World, ana: Person) -> None:
    """Five members could have written it, until one of them is seen to have answered."""
    others = [world.member("slack", name, "Barnsley") for name in ("Cas Colleague", "Dee Invented")]
    world.asks()
    assert people_there(world) == GROUP
    others[0].answers_there("By my name.", "The network")
    ana.presses_there("Reflect")
    ana.fills({"Your words": "Who could it be?", "Who can read it": "Without my name"}, submit="Save")
    assert "fewer than 5 people could have" in ana.problem()


def people_there(world: World) -> int:
    with world.session() as session:
        return people.counts(session)[0]


def test_an_edit_waits_for_the_next_batch_and_its_words_are_gone_at_once(
    world: World, ana: Person, ben: Person
) -> None:
    for name in ("Cas Colleague", "Dee Invented", "Eli Example"):
        world.member("slack", name, "Barnsley")
    number = ana.reflects("marmalade in the office", "Without my name")
    ben.says("search marmalade")
    assert "marmalade in the office" not in ben.sees()
    world.later(days=7)
    ben.says("search marmalade")
    assert "marmalade in the office" in ben.sees()
    assert "week of" in ben.sees()
    ana.begins(f"edit {number}")
    ana.fills({"Your words": "honey in the office"}, submit="Save")
    world.settle()
    assert "marmalade in the office" not in ben.sees()
    ben.says("search honey")
    assert "honey in the office" not in ben.sees()
    world.later(days=7)
    ben.says("search honey")
    assert "honey in the office" in ben.sees()
    assert "Ana" not in ben.sees()


def test_no_count_and_no_card_tells_that_somebody_answered_without_their_name(world: World, ana: Person) -> None:
    for name in ("Cas Colleague", "Dee Invented", "Eli Example"):
        world.member("slack", name, "Barnsley")
    world.asks()
    world.later(minutes=5)
    before = len(world.beside.slack.wire)
    ana.presses_there("Reflect")
    ana.fills({"Your words": "Nobody knows.", "Who can read it": "Without my name"}, submit="Save")
    world.later(minutes=5)
    sent = [one for one in list(world.beside.slack.wire)[before:] if "chat.update" in str(one.get("path", one))]
    assert not [one for one in sent if "answered" in str(one["body"])]
    with world.session() as session:
        assert rows.answered(session, (askings.latest(session) or Asking(id=0)).id or 0) == 0
