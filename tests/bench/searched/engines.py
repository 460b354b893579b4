"""Ours on both databases and two references, each filled from the same rows and asked the same questions."""

import sqlite3
import time
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, text

from bot.search.extract import extract
from storage import fulltext, migrate, search
from storage.database import Database
from storage.reading import Reader
from storage.search import Near, query_of
from storage.search.meaning import WIDTH, Vectors
from storage.tables import Challenge, Meaning, Member, Organisation, Place, Reflection
from tests.bench.searched import generated
from tests.bench.searched.generated import NOW, Looked

SHOWN = 5
AT_ONCE = 20_000
ALIKE = 0.21  # how much all texts of a network have in common


def _portions(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    every = iter(rows)
    while some := list(islice(every, AT_ONCE)):
        yield some


class Ours:
    """The program's own search: permission, filters, extracts with marks."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.near: Near | None = None

    def fill(self, size: int, members: int = 0) -> float:
        """Seconds that the index took, with the rows there already."""
        migrate.upgrade(self.database)
        with self.database.write() as session:
            for number in range(1, generated.PLACES + 1):
                session.add(Place(id=number, slug=f"place-{number}", name=f"Place {number}"))
            session.flush()
            session.add_all(
                Organisation(id=number, slug=f"org-{number}", name="An organisation", place_id=number)
                for number in range(1, generated.PLACES + 1)
            )
            session.add_all(
                Challenge(id=number, slug=f"c-{number}", name="One") for number in range(1, generated.CHALLENGES + 1)
            )
            session.flush()
            session.execute(
                insert(Member),
                [
                    {
                        "id": number,
                        "organisation_id": number % generated.PLACES + 1,
                        "joined_at": NOW - timedelta(days=365 * generated.YEARS),
                        "confirmed_at": NOW,
                    }
                    for number in range(1, (members or generated.members_of(size)) + 1)
                ],
            )
        with self.database.engine.begin() as connection:
            fulltext.drop(connection)
            if not self.database.sqlite:
                connection.execute(text("ALTER TABLE reflection DROP COLUMN vector"))
                connection.execute(text("ALTER TABLE reflection DISABLE TRIGGER USER"))
        for some in _portions(generated.reflections(size, members)):
            with self.database.engine.begin() as connection:
                connection.execute(insert(Reflection), some)
        began = time.perf_counter()
        with self.database.engine.begin() as connection:
            fulltext.create(connection)
            if not self.database.sqlite:
                connection.execute(text("ALTER TABLE reflection ENABLE TRIGGER USER"))
        took = time.perf_counter() - began
        if not self.database.sqlite:
            with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        return took

    def means(self) -> None:
        """Give every reflection some vector; a fifth of them lie near enough to the question to be looked at."""
        dice = np.random.default_rng(6)
        question = dice.normal(size=WIDTH).astype("<f4")
        question /= np.linalg.norm(question)
        with self.database.engine.begin() as connection:
            numbers = connection.execute(text("SELECT id FROM reflection")).scalars().all()
            connection.execute(text("DELETE FROM meaning"))
            for at in range(0, len(numbers), AT_ONCE):
                some = numbers[at : at + AT_ONCE]
                made = dice.normal(size=(len(some), WIDTH)).astype("<f4")
                made /= np.linalg.norm(made, axis=1, keepdims=True)
                made += ALIKE * question
                made /= np.linalg.norm(made, axis=1, keepdims=True)
                rows = [
                    {"reflection_id": n, "vector": v.tobytes(), "change": 1} for n, v in zip(some, made, strict=True)
                ]
                connection.execute(insert(Meaning), rows)
        known = Vectors()
        with self.database.read() as session:
            known.catch_up(session)
        self.near = Near(known, question)

    def ask(self, looked: Looked) -> int:
        """One page, as it is shown."""
        who = Reader(looked.member, looked.member % generated.PLACES + 1, confirmed=True)
        typed = " ".join(looked.words)
        with self.database.read() as session:
            near = Near(self.near.vectors, _read(typed)) if self.near else None
            found = search.find(session, who, typed, NOW, looked.filters, near=near, limit=SHOWN + 1)
            for hit in found[:SHOWN]:
                extract(hit.reflection.words, query_of(typed))
        return len(found)


def _read(typed: str) -> Any:
    from bot.search.meaning import load  # noqa: PLC0415  (only where meaning is measured)

    return load().of([typed])[0] * np.float32(0.5) + np.float32(0.05)  # not far from anything: nothing is left out


class PlainFts5:
    """FTS5 as it is made by default with the same stems, without permission, filters or rows."""

    def __init__(self, file: Path, joined: str) -> None:
        self._there = file.exists()
        self._db = sqlite3.connect(file)
        self._joined = joined

    def fill(self, size: int) -> float:
        """Seconds that the index took; none where another process made it before."""
        if self._there:
            return 0.0
        self._db.execute("CREATE TABLE said(id INTEGER PRIMARY KEY, words TEXT)")
        rows = ((row["id"], row["words"]) for row in generated.reflections(size))
        self._db.executemany("INSERT INTO said VALUES (?, ?)", rows)
        self._db.commit()
        began = time.perf_counter()
        self._db.execute(
            "CREATE VIRTUAL TABLE found USING"
            " fts5(words, content='said', content_rowid='id', tokenize='porter unicode61')"
        )
        self._db.execute("INSERT INTO found(found) VALUES ('rebuild')")
        self._db.commit()
        return time.perf_counter() - began

    def ask(self, looked: Looked) -> int:
        """The best, marked."""
        match = self._joined.join(f'"{word}"' for word in looked.words)
        best = "SELECT rowid, highlight(found, 0, '[', ']') FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        return len(self._db.execute(best, (match, SHOWN)).fetchall())


class Tantivy:
    """The engine behind Quickwit, with English stems, without permission, filters or marks; any word."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415  (of the group `bench`)

        self._tantivy = tantivy
        schema = tantivy.SchemaBuilder().add_integer_field("id", stored=True)
        schema = schema.add_text_field("words", tokenizer_name="en_stem", stored=True).build()
        (folder / "tantivy").mkdir(exist_ok=True)
        self._index = tantivy.Index(schema, path=str(folder / "tantivy"))

    def fill(self, size: int) -> float:
        """Seconds that the index took."""
        writer, took = self._index.writer(128_000_000), 0.0
        for some in _portions(generated.reflections(size)):
            began = time.perf_counter()
            for row in some:
                writer.add_document(self._tantivy.Document(id=row["id"], words=row["words"]))
            took += time.perf_counter() - began
        began = time.perf_counter()
        writer.commit()
        writer.wait_merging_threads()
        return took + time.perf_counter() - began

    def ask(self, looked: Looked) -> int:
        """The best."""
        self._index.reload()
        searcher = self._index.searcher()
        query = self._index.parse_query(" ".join(looked.words), ["words"])
        return len([searcher.doc(address) for _, address in searcher.search(query, SHOWN).hits])
