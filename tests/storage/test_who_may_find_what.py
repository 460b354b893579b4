"""Permission inside the search, against a rule written a second time and as plainly as can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage import migrate, people, reading, reflections, search
from storage.database import Database, Session
from storage.tables import Member, Organisation, Place, Reflection

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WORDS = ("river", "bridge", "ladder", "apology", "the", "n0", "p1", "m1")
AUDIENCES = ("only me", "my place", "network", "nameless")


@dataclass(frozen=True)
class Writer:
    organisation: int
    confirmed: bool
    left: bool


@dataclass(frozen=True)
class Piece:
    author: int
    audience: str
    words: tuple[str, ...]
    hidden: bool
    days: int  # until others may read it


writers = st.lists(st.builds(Writer, st.integers(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=4)
pieces = st.lists(
    st.builds(
        Piece,
        st.integers(0, 3),
        st.sampled_from(AUDIENCES),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple),
        st.booleans(),
        st.integers(-1, 1),
    ),
    max_size=8,
)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, shelves: dict[str, Any]) -> Iterator[Database]:
    database = Database(shelves[request.param].new("searching"))
    migrate.upgrade(database)
    with database.write() as session:
        for number in (1, 2, 3):
            people.add(session, Place(id=number, slug=f"place-{number}", name=f"Place {number}"))
            people.add(session, Organisation(id=number, slug=f"org-{number}", name="An organisation", place_id=number))
        people.add(session, Organisation(id=4, slug="team", name="The team"))
    yield database
    database.close()


def store(session: Session, everybody: list[Writer], everything: list[Piece]) -> list[Member]:
    """Put them into the database, for a transaction that is never committed."""
    members = []
    for writer in everybody:
        row = Member(
            organisation_id=writer.organisation + 1, joined_at=NOW, confirmed_at=NOW if writer.confirmed else None
        )
        people.add(session, row)
        members.append(row)
    for number, piece in enumerate(everything, 1):
        author = members[piece.author % len(members)]
        place = people.place_of(session, author)
        row = Reflection(
            id=number, member_id=author.id, organisation_id=author.organisation_id,
            place_id=place.id if place else None,
            words=" ".join(piece.words), audience=piece.audience, hidden_at=NOW if piece.hidden else None,
            shown_from=NOW + timedelta(days=piece.days), written_at=NOW,
        )  # fmt: skip
        reflections.keep(session, row)
    for writer, row in zip(everybody, members, strict=True):
        if writer.left:
            row.state = "left"
            people.add(session, row)
    return members


def may_read(reader: Writer, author: Writer, *, mine: bool, piece: Piece) -> bool:
    """The rule, once more."""
    if mine:
        return True
    if not (reader.confirmed and not reader.left and author.confirmed and not author.left) or piece.hidden:
        return False
    if piece.audience == "my place":
        return reader.organisation == author.organisation != 3
    return piece.audience in {"network", "nameless"} and piece.days <= 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writers, pieces, st.sampled_from(WORDS))
def test_nobody_finds_what_they_may_not_read_and_everybody_what_they_may(
    database: Database, everybody: list[Writer], everything: list[Piece], word: str
) -> None:
    with database.read() as session:
        members = store(session, everybody, everything)
        for reader, member in zip(everybody, members, strict=True):
            eyes = reading.reader(session, member)
            allowed = {
                number
                for number, piece in enumerate(everything, 1)
                if may_read(
                    reader,
                    everybody[piece.author % len(everybody)],
                    mine=members[piece.author % len(everybody)] is member,
                    piece=piece,
                )
            }
            fit = {n for n, piece in enumerate(everything, 1) if word in piece.words}
            found = {hit.reflection.id for hit in search.find(session, eyes, word, NOW, limit=50)}
            assert found == (allowed & fit if word != "the" or database.sqlite else found & allowed)
            assert {hit.reflection.id for hit in search.find(session, eyes, "", NOW, limit=50)} == allowed
            for number in range(1, len(everything) + 1):
                assert (reflections.get(session, number, eyes, NOW) is not None) == (number in allowed)


QUERIES = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'()*^:-+{}[]&|!<>~\\/ANDORNTEwordsacl0 \u0000\u202e\ud800", max_size=40),
    st.lists(st.sampled_from(["NEAR(", "AND", "OR", "NOT", "words:", "acl:n0", '"', "river*", "<->", "!", ":*"])).map(
        " ".join
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES)
def test_no_query_fails_and_none_reaches_beyond_its_reader(database: Database, query: str) -> None:
    with database.read() as session:
        (reader, author) = store(
            session,
            [Writer(0, confirmed=False, left=False), Writer(1, confirmed=True, left=False)],
            [Piece(1, "network", ("river", "n0", "acl"), hidden=False, days=-1)],
        )
        assert author.id
        assert search.find(session, reading.reader(session, reader), query, NOW) == []


def test_a_reflection_that_changes_changes_in_the_index(database: Database) -> None:
    with database.read() as session:
        (member,) = store(session, [Writer(0, confirmed=True, left=False)], [])
        eyes = reading.reader(session, member)
        row = Reflection(
            id=1, member_id=member.id, words="a river", audience="only me", shown_from=NOW, written_at=NOW
        )  # fmt: skip
        reflections.keep(session, row)
        assert search.find(session, eyes, "rivers", NOW)
        row.words = "a bridge"
        reflections.keep(session, row)
        assert not search.find(session, eyes, "river", NOW)
        assert search.find(session, eyes, "bridges", NOW)
        reflections.erase(session, row)
        assert not search.find(session, eyes, "bridge", NOW)
        if database.sqlite:
            session.connection().execute(
                text("INSERT INTO reflection_fts(reflection_fts, rank) VALUES('integrity-check', 1)")
            )
