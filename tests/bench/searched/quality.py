"""nDCG@10 on a judged collection, beside plain FTS5 and plain ts_rank."""

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bot.search.understanding import Understanding
from storage import migrate, reflections, search
from storage.database import Database
from storage.reading import Reader
from storage.search.query import words_of
from storage.tables import Member, Organisation, Place, Reflection
from tests.bench.searched.generated import NOW

DEPTH = 10
Judged = dict[str, dict[str, float]]
Ask = Callable[[str], Sequence[str]]


def ndcg(found: Sequence[str], grades: dict[str, float]) -> float:
    """Gain 2^grade - 1, the ideal order as one."""

    def gain(order: Sequence[float]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(order[:DEPTH]))

    ideal = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(one, 0.0) for one in found]) / ideal if ideal else 0.0


def read(folder: Path) -> tuple[dict[str, str], dict[str, str], Judged]:
    """Texts and queries by id; grades by query and text."""

    def lines(name: str) -> list[dict[str, str]]:
        return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]

    judged: Judged = {}
    for one in lines("judgements.jsonl"):
        judged.setdefault(str(one["query"]), {})[str(one["id"])] = float(one["grade"])
    texts = {str(one["id"]): one["text"] for one in lines("reflections.jsonl")}
    return texts, {str(one["id"]): one["query"] for one in lines("queries.jsonl")}, judged


def measure(folder: Path, databases: dict[str, str], *, meaning: bool) -> dict[str, float]:
    """The mean over all queries, engine by engine."""
    texts, queries, judged = read(folder)
    asks: dict[str, Ask] = {"plain FTS5": _plain_fts5(texts)}
    for name, url in databases.items():
        asks |= _ours(name, url, texts, meaning=meaning)
    return {
        name: sum(ndcg(ask(queries[number]), judged.get(number, {})) for number in queries) / len(queries)
        for name, ask in asks.items()
    }


def _plain_fts5(texts: dict[str, str]) -> Ask:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, words, tokenize='porter unicode61')")
    db.executemany("INSERT INTO found VALUES (?, ?)", texts.items())

    def ask(query: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in words_of(query))
        best = "SELECT id FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        return [one for (one,) in db.execute(best, (match, DEPTH))]

    return ask


def _ours(name: str, url: str, texts: dict[str, str], *, meaning: bool) -> dict[str, Ask]:
    database = Database(url)
    migrate.upgrade(database)
    ids = dict(enumerate(texts, 1))
    with database.write() as session:
        session.add(Place(id=1, slug="here", name="Here"))
        session.flush()
        session.add(Organisation(id=1, slug="one", name="One", place_id=1))
        session.flush()
        session.add(Member(id=1, organisation_id=1, joined_at=NOW, confirmed_at=NOW))
        session.flush()
        written = NOW - timedelta(days=1)
        for number, one in ids.items():
            reflections.keep(
                session,
                Reflection(
                    id=number, member_id=1, words=texts[one], audience="network", shown_from=written, written_at=written
                ),
            )
    if not database.sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    known = Understanding() if meaning else None
    while known and (made := known.read(database)):
        known.keep(database, made)
    if known:
        known.catch_up(database)
    who = Reader(1, 1, confirmed=True)

    def ask(query: str, *, near: bool = False) -> list[str]:
        with database.read() as session:
            nearby = known.near(query) if known and near else None
            return [ids[hit.reflection.id] for hit in search.find(session, who, query, NOW, near=nearby, limit=DEPTH)]

    asks: dict[str, Ask] = {f"ours, words, {name}": ask}
    if known:
        asks[f"ours, words and meaning, {name}"] = lambda query: ask(query, near=True)
    if not database.sqlite:
        asks["plain ts_rank"] = lambda query: _ts_rank(database, ids, query)
    return asks


def _ts_rank(database: Database, ids: dict[int, str], query: str) -> list[str]:
    ranked = text("""
        SELECT id FROM reflection, to_tsquery('english', :asked) AS asked
        WHERE to_tsvector('english', words) @@ asked
        ORDER BY ts_rank(to_tsvector('english', words), asked) DESC LIMIT :most
    """)
    with database.read() as session:
        asked = " | ".join(f"'{word}'" for word in words_of(query))
        return [ids[number] for number in session.execute(ranked, {"asked": asked, "most": DEPTH}).scalars()]
