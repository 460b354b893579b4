"""Over any sequence of mergers, splits and new names, what was written is read by whom the rule says, told plainly."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from storage import migrate, organisations, people, reading, reflections
from storage.database import Database, Session
from storage.search.asking import tokens_of
from storage.tables import Member, Organisation, Place, Reflection

pytestmark = pytest.mark.thorough
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Plainly:
    """The rule as one would tell it: where each works, and of which places they were when their council changed."""

    def __init__(self) -> None:
        self.works: dict[int, int] = {}
        self.place: dict[int, int] = {}
        self.were: dict[tuple[int, int], datetime] = {}

    def move(self, who: list[int], to: int, at: datetime) -> None:
        for number in who:
            before, after = self.place[self.works[number]], self.place[to]
            if before != after:
                self.were[number, before] = at
            self.works[number] = to

    def reads(self, number: int, row: Reflection) -> bool:
        if row.member_id == number or row.audience == "network":
            return True
        if row.audience == "only me" or row.place_id is None:
            return False
        until = self.were.get((number, row.place_id))
        return self.place[self.works[number]] == row.place_id or (until is not None and row.written_at <= until)


def _readers(session: Session, rows: list[Reflection], now: datetime) -> set[tuple[int, int]]:
    found = set()
    for member in session.exec(select(Member)).all():
        who = reading.reader(session, member)
        allowed = set(session.exec(select(Reflection.id).where(reading.may_read(who, now))).all())
        held = {row.id for row in rows if set(tokens_of(who)) & set(row.acl.split())}
        assert allowed <= held  # the index lets through whatever the rule allows
        found |= {(member.id or 0, number) for number in allowed}
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_whoever_could_read_still_can_and_nobody_else_but_by_the_rule(
    kind: str, seed: int, shelves: dict[str, Any]
) -> None:
    database, dice, plain, now = Database(shelves[kind].new(f"councils{seed}")), Random(seed), Plainly(), BEGIN
    migrate.upgrade(database)
    with database.write() as session:
        for number in range(1, 5):
            people.add(session, Place(slug=f"p{number}", name=f"P{number}"))
            people.add(session, Organisation(slug=f"o{number}", name=f"O{number}", place_id=number))
            plain.place[number] = number
        for number in range(1, 13):
            works = dice.randrange(1, 5)
            people.add(session, Member(name=f"M{number}", organisation_id=works, joined_at=now, confirmed_at=now))
            plain.works[number] = works
        rows: list[Reflection] = []
        there = {1, 2, 3, 4}
        for step in range(14):
            now += timedelta(days=1)
            for _ in range(3):
                who = dice.randrange(1, 13)
                row = Reflection(
                    id=len(rows) + 1, member_id=who, organisation_id=plain.works[who],
                    place_id=plain.place[plain.works[who]], words="river",
                    audience=dice.choice(["only me", "my place", "my place", "network"]),
                    shown_from=now, written_at=now,
                )  # fmt: skip
                reflections.keep(session, row)
                rows.append(row)
            before = _readers(session, rows, now)
            one = dice.choice(sorted(there))
            mine = session.get(Organisation, one)
            assert mine
            theirs = [number for number, works in plain.works.items() if works == one]
            act = dice.choice(["merge", "split", "split", "rename"]) if len(there) > 2 else "split"
            if act == "merge":
                other = dice.choice(sorted(there - {one}))
                into = session.get(Organisation, other)
                assert into
                organisations.merge(session, mine, into, now.date(), now)
                plain.move(theirs, other, now)
                there.remove(one)
            elif act == "split":
                some = [number for number in theirs if dice.random() < 0.5]
                place = mine.place_id
                if dice.random() < 0.7:
                    own = Place(slug=f"new{step}", name=f"New {step}")
                    people.add(session, own)
                    place = own.id
                new = Organisation(slug=f"split{step}", name=f"Split {step}", place_id=place)
                organisations.split(session, mine, new, some, now)
                assert new.id
                plain.place[new.id] = place or 0
                plain.move(some, new.id, now)
                there.add(new.id)
            else:
                mine.name = f"Renamed {step}"
                session.add(mine)
            rows = list(session.exec(select(Reflection)).all())
            after = _readers(session, rows, now)
            assert before <= after, (step, act)
            assert after == {(number, row.id) for number in plain.works for row in rows if plain.reads(number, row)}
    database.close()
