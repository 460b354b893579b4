"""Who may read what, against the rule read once more as plainly as can be: by number, question, digest and index."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from storage import migrate, people, reading, reflections
from storage.database import Database, Session
from storage.tables import Account, Asking, Member, Organisation, Place, Reflection, Tenant

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
AUDIENCES = ("only me", "my place", "network", "nameless")
NOWHERE = 3  # an organisation of no place


@dataclass(frozen=True)
class Somebody:
    works: int  # where, today
    confirmed: bool
    left: bool
    chats: tuple[str, ...]  # where; in "kept" nothing wider than one's place is allowed
    late: bool  # that was so only after they had written


@dataclass(frozen=True)
class Piece:
    author: int
    written: int  # where its author worked then
    audience: str
    hidden: bool
    days: int  # until others may read it


everybody = st.lists(
    st.builds(
        Somebody,
        st.integers(0, NOWHERE),
        st.booleans(),
        st.booleans(),
        st.sampled_from(((), ("open",), ("kept",), ("open", "kept"))),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
everything = st.lists(
    st.builds(
        Piece, st.integers(0, 3), st.integers(0, NOWHERE), st.sampled_from(AUDIENCES), st.booleans(), st.integers(-1, 1)
    ),
    max_size=6,
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.thorough)])
def database(request: pytest.FixtureRequest, shelves: dict[str, Any]) -> Iterator[Database]:
    database = Database(shelves[request.param].new("ruling"))
    migrate.upgrade(database)
    with database.write() as session:
        for number in range(1, 5):
            place = number if number - 1 != NOWHERE else None
            if place:
                people.add(session, Place(id=place, slug=f"place-{place}", name=f"Place {place}"))
            people.add(session, Organisation(id=number, slug=f"org-{number}", name="One", place_id=place))
        people.add(session, Tenant(platform="slack", tenant="open", since=NOW))
        people.add(session, Tenant(platform="slack", tenant="kept", since=NOW, wider=False))
        people.add(session, Asking(id=1, prompt="one", question="One?", asked_at=NOW))
    yield database
    database.close()


def place(number: int) -> int | None:
    return number + 1 if number != NOWHERE else None


def may_read(reader: Somebody, author: Somebody, piece: Piece, *, own: bool) -> bool:
    """One's own always. Else both are confirmed members, nobody reported it, it is out, and it is for this reader."""
    if own:
        return True
    if not reader.confirmed or reader.left or not author.confirmed or author.left or piece.hidden:
        return False
    same = place(reader.works) is not None and place(reader.works) == place(piece.written)
    if piece.audience == "my place":
        return same
    if piece.days > 0 or ("kept" in author.chats and piece.audience == "nameless"):
        return False
    return piece.audience in {"network", "nameless"} and ("kept" not in author.chats or same)


def chat(session: Session, one: Somebody, row: Member) -> None:
    for where in one.chats:
        account = Account(member_id=row.id or 0, platform="slack", tenant=where, user=f"U{row.id}", seen_at=NOW)
        people.add(session, account)


def store(session: Session, those: list[Somebody], pieces: list[Piece]) -> list[Member]:
    members = []
    for one in those:
        confirmed = NOW if one.confirmed else None
        row = Member(name="One", organisation_id=one.works + 1, joined_at=NOW, confirmed_at=confirmed)
        people.add(session, row)
        members.append(row)
        if not one.late:
            chat(session, one, row)
    for number, piece in enumerate(pieces, 1):
        row_ = Reflection(
            id=number, member_id=members[piece.author % len(members)].id, organisation_id=piece.written + 1,
            place_id=place(piece.written), asking_id=1, words="river", audience=piece.audience,
            hidden_at=NOW if piece.hidden else None, shown_from=NOW + timedelta(days=piece.days), written_at=NOW,
        )  # fmt: skip
        reflections.keep(session, row_)
    for one, row in zip(those, members, strict=True):
        if one.late:
            chat(session, one, row)
        row.state = "left" if one.left else "member"
        people.add(session, row)
    return members


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everybody, everything)
def test_every_way_in_reads_the_rule_in_the_same_way(
    database: Database, those: list[Somebody], pieces: list[Piece]
) -> None:
    with database.read() as session:
        members = store(session, those, pieces)
        for reader, member in zip(those, members, strict=True):
            who = reading.reader(session, member)
            allowed, others = set(), set()
            for number, piece in enumerate(pieces, 1):
                at = piece.author % len(those)
                if may_read(reader, those[at], piece, own=members[at] is member):
                    allowed.add(number)
                    others |= {number} if members[at] is not member else set()
            asked = select(Reflection.id).where(reading.may_read(who, NOW))
            assert set(session.exec(asked).all()) == allowed
            assert {n for n in range(1, len(pieces) + 1) if reflections.get(session, n, who, NOW)} == allowed
            assert {row.id for row in reflections.to_question(session, 1, who, NOW, limit=50)} == allowed
            since = reflections.shared_since(session, who, NOW - timedelta(days=30), NOW)
            assert {row.id for row in since} == others
            tokens = set(reading.tokens_of(who))
            rows = session.exec(select(Reflection).where(col(Reflection.id) > 0)).all()
            assert allowed <= {row.id for row in rows if tokens & set(row.acl.split())}  # the index offers all of it
