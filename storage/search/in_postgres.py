"""Finding by words in PostgreSQL: one GIN index over words and tokens; the best by ts_rank ranked again by BM25.

Tokens begin with a sign that no word has, so that a searcher's words never meet them.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import ColumnElement, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from storage.search.asking import Asking
from storage.tables import Reflection

Term = tuple[str, ...]
TOKEN = "~"  # noqa: S105  (what a token begins with)
POOL = 200  # ranked again by BM25
K1, B = 1.2, 0.75  # of BM25, as FTS5 has them
_VECTOR: ColumnElement[object] = literal_column("reflection.vector")

# How often a word is there: as PostgreSQL's own statistics have it, for the most common ones.
_COMMON = text("""
    SELECT known.word, known.share * (SELECT reltuples FROM pg_class WHERE oid = 'reflection'::regclass)
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known(word, share)
    WHERE schemaname = current_schema() AND tablename = 'reflection' AND attname = 'vector' AND known.word = ANY(:words)
""")

_PARSED = text("""
    SELECT words, phraseto_tsquery('english', normalize(words, NFKD))::text
    FROM unnest(CAST(:words AS text[])) AS words
""")
_COUNTS = text("""
    SELECT query, (SELECT count(*) FROM (SELECT 1 FROM reflection WHERE vector @@ query::tsquery LIMIT :most) AS met)
    FROM unnest(CAST(:queries AS text[])) AS query
""")
_EXPECTED = text("EXPLAIN (FORMAT JSON) SELECT 1 FROM reflection WHERE vector @@ CAST(:query AS tsquery)")
_ROWS = text("SELECT reltuples FROM pg_class WHERE oid = 'reflection'::regclass")
_COUNTED = text("SELECT count(*) FROM reflection")

# Of each candidate: how long it is, and how often each word is in it.
_INSIDE = text("""
    SELECT id, sum(cardinality(positions)),
           coalesce(json_object_agg(lexeme, cardinality(positions)) FILTER (WHERE lexeme = ANY(:words)), '{}')
    FROM reflection, unnest(vector) WHERE id = ANY(:ids) AND positions IS NOT NULL GROUP BY id
""")


@dataclass
class PostgresIndex:
    """The index as one reader may ask it. What it learned of the words stays with it."""

    asking: Asking
    budget: int = 20_000  # reflections that are ranked at most: each has to be fetched
    postings: int = 10_000_000  # what is not fetched costs next to nothing
    _parsed: dict[Term, str] = field(default_factory=dict)
    _often: dict[str, int] = field(default_factory=dict)

    def frequencies(self, terms: Sequence[Term], most: int = 0) -> Mapping[Term, int]:  # noqa: ARG002
        """How many reflections have each term; what is common, the statistics know.

        Among those it is narrowed to, as many as if no word were more at home there than another: to count them is to
        fetch them.
        """
        self._learn(terms)
        queries = {term: self._parsed[term] for term in terms}
        plain = {query: self._often.get(query if "<" in query else query.strip("'"), 0) for query in queries.values()}
        if self._filters:
            plain = {query: math.ceil(count * self._share) for query, count in plain.items()}
        return {term: plain[query] for term, query in queries.items()}

    def _parse(self, terms: Sequence[Term]) -> None:
        """How PostgreSQL writes each term: letters and digits become lexemes, nothing else."""
        words = [" ".join(term) for term in terms]
        rows = self.asking.session.execute(_PARSED, {"words": words}).all()
        self._parsed |= {tuple(typed.split()): query for typed, query in rows}

    def _learn(self, terms: Sequence[Term]) -> None:
        """How PostgreSQL writes each term, and how often it is there."""
        new = [term for term in terms if term not in self._parsed]
        if not new:
            return
        self._parse(new)
        parsed = [self._parsed[term] for term in new]
        lexemes = [lexeme for query in parsed for lexeme in _lexemes(query)]
        common = self.asking.session.execute(_COMMON, {"words": lexemes}).all()
        self._often |= {word: int(count) for word, count in common if count > 0}
        counted = [f"'{lexeme}'" for lexeme in lexemes if lexeme not in self._often]
        counted += [query for query in parsed if "<" in query]
        self._often |= {query.strip("'") if "<" not in query else query: n for query, n in self._count(counted).items()}

    def _count(self, queries: Collection[str]) -> Mapping[str, int]:
        if not queries:
            return {}
        counted = {"queries": list(queries), "most": self.budget + 1}
        rows = self.asking.session.execute(_COUNTS, counted).all()
        found = {query: int(count) for query, count in rows}
        return {query: found[query] for query in queries}

    def ranked(self, every: Sequence[Term], some: Sequence[Term], limit: int) -> list[tuple[int, float]]:
        """Numbers and scores, best first, of what has every one of these terms and one of the others at least."""
        words = [self._parsed[term] for term in (*every, *some)]
        match = self._match(every, some)
        if not match:
            return []
        rank = func.ts_rank(_VECTOR, _query(" | ".join(f"({one})" for one in words if one)), 1)
        best = (
            select(col(Reflection.id))
            .where(_fits(match), *self.asking.conditions)
            .order_by(rank.desc(), col(Reflection.id))
            .limit(max(POOL, limit))
        )
        ids = list(self.asking.session.execute(best).scalars())
        scored = self._bm25(ids, [lexeme for one in words for lexeme in _lexemes(one)])
        return sorted(scored.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _bm25(self, ids: Sequence[int], lexemes: Sequence[str]) -> Mapping[int, float]:
        if not ids:
            return {}
        rows = self.asking.session.execute(_INSIDE, {"ids": list(ids), "words": list(lexemes)}).all()
        often = {word: self._often[word] for word in set(lexemes)}
        total = max(self._size, *often.values())
        idf = {word: max(1e-6, math.log((total - n + 0.5) / (n + 0.5))) for word, n in often.items()}
        mean = sum(size for _, size, _ in rows) / len(rows)
        return {
            number: sum(
                idf[word] * count * (K1 + 1) / (count + K1 * (1 - B + B * float(size / mean)))
                for word, count in inside.items()
            )
            for number, size, inside in rows
        }

    @cached_property
    def _share(self) -> float:
        """How much of everything it is narrowed to: as PostgreSQL expects, by its statistics."""
        plan = self.asking.session.execute(_EXPECTED, {"query": " & ".join(self._filters)}).scalar_one()
        return min(1.0, float(plan[0]["Plan"]["Plan Rows"]) / max(1, self._size))

    @cached_property
    def _size(self) -> int:
        """How many reflections there are: as the statistics say, or counted where there are none yet."""
        known = int(self.asking.session.execute(_ROWS).scalar_one())
        return known if known > 0 else int(self.asking.session.execute(_COUNTED).scalar_one())

    def newest(self, every: Sequence[Term], limit: int) -> list[int]:
        """Numbers, newest first, of what has every one of these terms; of everything, where there are none."""
        query = select(col(Reflection.id)).where(*self.asking.conditions)
        if every or self._filters:
            self._learn(every)
            match = self._match(every, ())
            if not match:
                return []
            query = query.where(_fits(match))
        query = query.order_by(col(Reflection.dated).desc(), col(Reflection.id).desc()).limit(limit)
        return list(self.asking.session.execute(query).scalars())

    def some(self, terms: Sequence[Term], limit: int) -> list[int]:
        """Numbers of the latest that have any of these terms: hundreds of them are one question to the index."""
        self._parse(terms)
        match = self._match((), terms)
        latest = select(col(Reflection.id)).where(_fits(match)).order_by(col(Reflection.id).desc()).limit(limit)
        return list(self.asking.session.execute(latest).scalars()) if match else []

    def _match(self, every: Sequence[Term], some: Sequence[Term]) -> str:
        """The whole question to the index; empty where a term that has to be there is nothing to PostgreSQL."""
        needed = [self._parsed[term] for term in every]
        others = [words for words in map(self._parsed.__getitem__, some) if words]
        if not all(needed) or (some and not others):
            return ""
        parts = [*needed, " | ".join(f"({one})" for one in others), _any(self.asking.allowed), *self._filters]
        return " & ".join(f"({part})" for part in parts if part)

    @property
    def _filters(self) -> Sequence[str]:
        return [f"({_any(group)})" for group in self.asking.narrowed]


def _fits(query: str) -> ColumnElement[bool]:
    return _VECTOR.op("@@")(_query(query))


def _query(query: str) -> ColumnElement[object]:
    return cast(query, TSQUERY)


def _any(tokens: Sequence[str]) -> str:
    return " | ".join(f"'{TOKEN}{token}'" for token in tokens)


def _lexemes(query: str) -> list[str]:
    return re.findall(r"'([^']+)'", query)
