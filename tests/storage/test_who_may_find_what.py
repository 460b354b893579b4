"""Permission inside the search, against the rule and the filters written a second time and as plainly as can be."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from storage import migrate, people, reading, reflections, search
from storage.database import Database, Session
from storage.search import Filters
from storage.tables import Challenge, Member, Organisation, Place, Reflection

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
QUERIES = int(os.environ.get("UPSTREAM_QUERIES", "500"))  # on each database; `make bench` asks 10,000
NETWORKS = 10
# Words that are their own stems, among them every kind of token that the index has.
WORDS = (
    "river",
    "bridg",
    "ladder",
    "afon",
    "n0",
    "m1",
    "m2",
    "p1",
    "w1",
    "a2",
    "c1",
    "y202610",
    "tshare",
    "acl",
    "tag",
)
STOP = ("the", "and", "yn")
AUDIENCES = ("only me", "my place", "network", "network", "nameless")
PRINCIPLES = ("", "share-power", "be-curious")
NASTY = (
    '"', "'", "*", "(", ")", ":", "^", "-", "+", "{", "}", "NEAR(", "AND", "OR", "NOT", "words:", "acl:n0", "tags:w1",
    "river*", "<->", "!", ":*", "&", "|", "~n0", "'~n0'", "\\", "\x00", "\ud800", "\u202e", "🙂", "ｒｉｖｅｒ",
    "RÍVER", "ﬁ", "%", "$$", "/*", "--",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A reflection, as the rule sees it."""

    number: int
    author: int
    place: int | None
    audience: str
    words: tuple[str, ...]
    hidden: bool
    shown: datetime
    written: datetime
    principle: str
    challenges: frozenset[int]


@dataclass(frozen=True)
class Person:
    """A member, as the rule sees them."""

    number: int
    place: int | None
    confirmed: bool
    left: bool


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.thorough)])
def database(request: pytest.FixtureRequest, shelves: dict[str, Any]) -> Iterator[Database]:
    database = Database(shelves[request.param].new("searching"))
    migrate.upgrade(database)
    with database.write() as session:
        for number in (1, 2, 3):
            people.add(session, Place(id=number, slug=f"place-{number}", name=f"Place {number}"))
            people.add(session, Organisation(id=number, slug=f"org-{number}", name="An organisation", place_id=number))
            people.add(session, Challenge(id=number, slug=f"challenge-{number}", name="A challenge"))
        people.add(session, Organisation(id=4, slug="team", name="The team"))
    yield database
    database.close()


def somebody(session: Session, dice: Random) -> Person:
    organisation, confirmed = dice.randint(1, 4), dice.random() < 0.8
    row = Member(organisation_id=organisation, joined_at=NOW, confirmed_at=NOW if confirmed else None)
    people.add(session, row)
    assert row.id
    return Person(row.id, organisation if organisation < 4 else None, confirmed, left=dice.random() < 0.1)


def written(session: Session, dice: Random, number: int, author: Person) -> Piece:
    when = NOW - timedelta(hours=dice.randrange(24 * 120))
    piece = Piece(
        number, author.number, author.place, dice.choice(AUDIENCES),
        tuple(dice.choice(WORDS + STOP) for _ in range(dice.randint(1, 6))), dice.random() < 0.1,
        when + timedelta(days=dice.choice((0, 0, 7))), when, dice.choice(PRINCIPLES),
        frozenset(dice.sample((1, 2, 3), dice.randint(0, 2))),
    )  # fmt: skip
    row = Reflection(
        id=number, member_id=author.number, organisation_id=author.place or 4, place_id=author.place,
        words=" ".join(piece.words), audience=piece.audience, hidden_at=NOW if piece.hidden else None,
        shown_from=piece.shown, written_at=when, principle=piece.principle,
    )  # fmt: skip
    reflections.keep(session, row, tuple(piece.challenges))
    return piece


def network(session: Session, dice: Random) -> tuple[list[Person], list[Piece]]:
    """Invented people and what they wrote, for a transaction that is never committed."""
    everybody = [somebody(session, dice) for _ in range(8)]
    everything = [written(session, dice, number, dice.choice(everybody)) for number in range(1, 90)]
    for person in everybody:
        if person.left:
            row = people.member(session, person.number)
            assert row
            row.state = "left"
            people.add(session, row)
    return everybody, everything


def may_read(reader: Person, piece: Piece, author: Person) -> bool:
    """The rule, once more."""
    if reader.number == piece.author:
        return True
    if reader.left or author.left or not (reader.confirmed and author.confirmed) or piece.hidden:
        return False
    if piece.audience == "my place":
        return reader.place is not None and reader.place == piece.place
    return piece.audience in {"network", "nameless"} and piece.shown <= NOW


def fits(filters: Filters, reader: Person, piece: Piece) -> bool:
    """The filters, once more."""
    dated = (not filters.after or piece.written >= filters.after) and (
        not filters.before or piece.written < filters.before
    )
    narrowed = filters.place_ids or filters.author_ids or filters.after or filters.before
    return (
        (not filters.place_ids or piece.place in filters.place_ids)
        and (not filters.author_ids or piece.author in filters.author_ids)
        and (not filters.challenge_ids or bool(piece.challenges & set(filters.challenge_ids)))
        and (not filters.principles or piece.principle in filters.principles)
        and (not filters.mine or piece.author == reader.number)
        and dated
        and not (narrowed and piece.audience == "nameless")
    )


def narrowed(dice: Random, everybody: list[Person]) -> Filters:
    """Any filters."""

    def sometimes(*values: Any) -> Any:
        return dice.sample(values, dice.randint(1, 2)) if dice.random() < 0.2 else ()

    after, before = sorted(NOW - timedelta(hours=dice.randrange(24 * 130)) for _ in range(2))
    return Filters(
        place_ids=tuple(sometimes(1, 2, 3)),
        challenge_ids=tuple(sometimes(1, 2, 3)),
        principles=tuple(sometimes(*PRINCIPLES[1:])),
        author_ids=tuple(sometimes(*(person.number for person in everybody))),
        mine=dice.random() < 0.1,
        after=after if dice.random() < 0.2 else None,
        before=before if dice.random() < 0.2 else None,
    )


def contains(piece: Piece, term: tuple[str, ...]) -> bool:
    return any(piece.words[at : at + len(term)] == term for at in range(len(piece.words)))


def query(dice: Random) -> tuple[str, list[tuple[str, ...]]]:
    """What is typed, and the terms that it comes to."""
    terms, typed = [], []
    for _ in range(dice.choice((0, 1, 1, 2, 2, 3))):
        if dice.random() < 0.2:
            term = (dice.choice(WORDS), dice.choice(WORDS))
            typed.append(f'"{term[0]} {term[1]}"')
        else:
            term = (dice.choice(WORDS),)
            typed.append(dice.choice((str.upper, str.title, str))(term[0]))
        terms.append(term)
        if dice.random() < 0.2:
            typed.append(dice.choice(STOP))
    return " ".join(typed), list(dict.fromkeys(terms))


def expected(terms: list[tuple[str, ...]], allowed: list[Piece]) -> tuple[set[int], set[int]]:
    """What has every term; and what is found besides: with every phrase, and any of the single words."""
    singles, phrases = [term for term in terms if len(term) == 1], [term for term in terms if len(term) > 1]
    exact = {piece.number for piece in allowed if all(contains(piece, term) for term in terms)}
    near = {
        piece.number
        for piece in allowed
        if all(contains(piece, term) for term in phrases) and any(contains(piece, term) for term in singles)
    }
    return exact, near - exact if len(singles) > 1 else set()


@pytest.mark.timeout(600)
def test_everybody_finds_what_they_may_read_and_nothing_else(database: Database) -> None:
    for seed in range(NETWORKS):
        dice = Random(seed)
        with database.read() as session:
            everybody, everything = network(session, dice)
            authors = {person.number: person for person in everybody}
            for _ in range(QUERIES // NETWORKS):
                reader, filters = dice.choice(everybody), narrowed(dice, everybody)
                row = people.member(session, reader.number)
                assert row
                eyes = reading.reader(session, row)
                readable = [piece for piece in everything if may_read(reader, piece, authors[piece.author])]
                allowed = [piece for piece in readable if fits(filters, reader, piece)]
                if dice.random() < 0.2:
                    typed = " ".join(dice.choice(NASTY + WORDS) for _ in range(dice.randint(1, 5)))
                    found = search.find(session, eyes, typed, NOW, filters, limit=100)
                    assert {hit.reflection.id for hit in found} <= {piece.number for piece in allowed}, typed
                    continue
                typed, terms = query(dice)
                order = dice.choice(("best", "newest"))
                found = search.find(session, eyes, typed, NOW, filters, order=order, limit=100)
                exact, near = expected(terms, allowed)
                said = f"{typed} {filters} {reader} {order}"
                assert {hit.reflection.id for hit in found if hit.exact} == exact, said
                assert {hit.reflection.id for hit in found if not hit.exact} == (near if order == "best" else set()), (
                    said
                )
                if order == "newest" or not terms:
                    dated = [_dated(hit.reflection) for hit in found]
                    assert dated == sorted(dated, reverse=True)


def _dated(row: Reflection) -> datetime:
    return row.shown_from if row.audience == "nameless" else row.written_at


def one(session: Session, words: str, **more: Any) -> tuple[reading.Reader, Reflection]:
    """Somebody, and what they wrote."""
    member = Member(organisation_id=1, joined_at=NOW, confirmed_at=NOW)
    people.add(session, member)
    row = Reflection(
        id=1000, member_id=member.id, words=words, audience="only me", shown_from=NOW, written_at=NOW, **more
    )
    reflections.keep(session, row)
    return reading.reader(session, member), row


def test_a_reflection_that_changes_changes_in_the_index(database: Database) -> None:
    with database.read() as session:
        eyes, row = one(session, "a river")
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


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("Y tŷ a'r afon", "ty"), ("Cafe\u0301 culture", "café"), ("naïve", "NAIVE"), ("data-sharing", "sharing data"),
        ("see www.leeds.example/planning now", "planning"), ("half-past 7.30pm", '"7 30pm"'),
        ("it’s quick—slow", "quick"),
        ("a 24/7 service", "24"), ("foo_bar", "bar"), ("<b>bold</b> move", "bold"), ("ŵ and ŷ", "w"),
        ("Sharing power, slowly", '"share power"'), ("share of the power", '"share of the power"'),
    ],
)  # fmt: skip
def test_words_are_found_however_they_were_written(database: Database, words: str, typed: str) -> None:
    with database.read() as session:
        eyes, _ = one(session, words)
        assert [hit.exact for hit in search.find(session, eyes, typed, NOW)] == [True]


def test_a_page_is_part_of_the_whole(database: Database) -> None:
    with database.read() as session:
        everybody, _ = network(session, Random(3))
        row = people.member(session, everybody[0].number)
        assert row
        eyes = reading.reader(session, row)
        whole = [hit.reflection.id for hit in search.find(session, eyes, "river bridg ladder", NOW, limit=40)]
        pages = [
            hit.reflection.id
            for page in range(8)
            for hit in search.find(session, eyes, "river bridg ladder", NOW, limit=5, offset=page * 5)
        ]
        assert pages == whole
