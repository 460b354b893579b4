"""Vectors beside the rows: made after the words, gone with them, and never a way around who may read what."""

from random import Random

import numpy as np
import pytest
from sqlmodel import select

from storage import people, reading, reflections, search
from storage.database import Database, Session
from storage.search import Filters, Near
from storage.search import meaning as rows
from storage.search.meaning import WIDTH, Vectors
from storage.tables import Meaning, Member, Organisation, Place, Reflection
from tests.storage.test_who_may_find_what import NOW, fits, may_read, narrowed, network

Array = np.ndarray


@pytest.fixture
def database(database_url: str):
    database = Database(database_url)
    yield database
    database.close()


def vector(seed: int) -> Array:
    """Some direction."""
    made = np.random.default_rng(seed).normal(size=WIDTH).astype(np.float32)
    return made / np.linalg.norm(made)


def kept(session: Session, number: int, words: str, audience: str = "network") -> Reflection:
    """Somebody's reflection."""
    member = session.exec(select(Member)).first()
    if member is None:
        member = Member(id=1, organisation_id=1, joined_at=NOW, confirmed_at=NOW)
        people.add(session, member)
    row = Reflection(id=number, member_id=1, words=words, audience=audience, shown_from=NOW, written_at=NOW)
    reflections.keep(session, row)
    return row


def test_words_wait_for_their_vector_and_wait_again_when_they_change(database: Database) -> None:
    known = Vectors()
    with database.write() as session:
        row = kept(session, 1, "a river")
        assert rows.waiting(session, 5) == [(1, "a river")]
        rows.keep(session, [(1, "another river", vector(1))])
        assert rows.how_many_wait(session) == 1  # the words changed while they were read
        rows.keep(session, [(1, "a river", vector(1))])
        assert rows.how_many_wait(session) == 0
        known.catch_up(session)
        assert known.known
        row.audience = "only me"
        reflections.keep(session, row)
        assert rows.how_many_wait(session) == 0
        row.words = "a bridge"
        reflections.keep(session, row)
        assert rows.waiting(session, 5) == [(1, "a bridge")]
        known.catch_up(session)
        assert not known.known  # the vector of the old words is forgotten, in memory too
        assert not known._matrix.any()


def test_what_is_erased_leaves_nothing_in_memory(database: Database) -> None:
    known = Vectors()
    with database.write() as session:
        for number in range(1, 6):
            kept(session, number, f"river {number}")
        rows.keep(session, [(number, f"river {number}", vector(number)) for number in range(1, 6)])
        known.catch_up(session)
        assert len(known._row_of) == 5
        erased = session.get(Reflection, 3)
        assert erased
        reflections.erase(session, erased)
        assert session.exec(select(Meaning).where(Meaning.reflection_id == 3)).first() is None
        known.catch_up(session)
        assert len(known._row_of) == 4
        assert not any(np.allclose(row, vector(3), atol=1e-3) for row in known._matrix)
        kept(session, 9, "river 9")
        rows.keep(session, [(9, "river 9", vector(9))])
        known.catch_up(session)
        assert sorted(known._row_of) == [1, 2, 4, 5, 9]
        for row in reflections.own(session, 1):
            reflections.erase(session, row)
        known.catch_up(session)
        assert not known._matrix.any()


@pytest.mark.parametrize("whole", [True, False])
def test_meaning_finds_what_may_be_read_and_nothing_else(
    database: Database, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors that are all near to every question, so that permission alone decides."""
    monkeypatch.setattr(rows, "STEPS", (10, 40))
    monkeypatch.setattr(rows, "LEAST", 1000)
    if not whole:
        monkeypatch.setattr(rows, "MOST", 10)
    dice, known, one = Random(5), Vectors(), vector(1)
    with database.read() as session:
        if session.get(Place, 1) is None or session.get(Organisation, 4) is None:
            pytest.fail("the places are there")
        everybody, everything = network(session, dice)
        near = [(piece.number, " ".join(piece.words), one + vector(piece.number) / 9) for piece in everything]
        rows.keep(session, near)
        known.catch_up(session)
        authors = {person.number: person for person in everybody}
        for _ in range(60):
            reader, filters = dice.choice(everybody), narrowed(dice, everybody) if dice.random() < 0.7 else Filters()
            row = people.member(session, reader.number)
            assert row
            readable = [piece for piece in everything if may_read(reader, piece, authors[piece.author])]
            allowed = {piece.number for piece in readable if fits(filters, reader, piece)}
            eyes = reading.reader(session, row)
            found = search.find(session, eyes, "river", NOW, filters, near=Near(known, one), limit=100)
            assert {hit.reflection.id for hit in found} <= allowed
            if whole:
                assert {hit.reflection.id for hit in found} == allowed
            assert {hit.reflection.id for hit in found if hit.exact} == {
                piece.number for piece in everything if piece.number in allowed and "river" in piece.words
            }


def test_what_stands_in_quotes_is_meant_as_it_stands(database: Database) -> None:
    known = Vectors()
    with database.write() as session:
        kept(session, 1, "we share power")
        kept(session, 2, "power is something we share")
        rows.keep(session, [(1, "we share power", vector(1)), (2, "power is something we share", vector(1))])
        known.catch_up(session)
        member = session.get(Member, 1)
        assert member
        found = search.find(session, reading.reader(session, member), '"share power"', NOW, near=Near(known, vector(1)))
        assert [hit.reflection.id for hit in found] == [1]


def test_far_off_is_not_found(database: Database) -> None:
    known = Vectors()
    with database.write() as session:
        kept(session, 1, "we share power")
        rows.keep(session, [(1, "we share power", vector(1))])
        known.catch_up(session)
        member = session.get(Member, 1)
        assert member
        assert not search.find(session, reading.reader(session, member), "zeppelin", NOW, near=Near(known, vector(2)))
