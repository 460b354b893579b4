"""Finding by words in SQLite: FTS5, with permission and filters inside the MATCH and asked again on the rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Float, and_, column, exists, literal_column, select, table, text, true
from sqlmodel import col

from storage.search.asking import Asking
from storage.search.common import common
from storage.tables import Reflection

Term = tuple[str, ...]
_INDEX = table("reflection_fts", column("rowid"))
_SCORE = literal_column("bm25(reflection_fts, 1.0, 0.0, 0.0)", Float)
_MATCH = text("reflection_fts MATCH :match")

# bm25() reads through every row of every term it is given, to know how rare each is: it is given the words alone, and
# not who may read them. The + keeps SQLite from asking the index anew for every number.
_RANKED = text("""
    reflection_fts MATCH :words
    AND +reflection_fts.rowid IN (SELECT rowid FROM reflection_fts WHERE reflection_fts MATCH :match)
""")
_COUNTS = text("""
    SELECT value, (SELECT count(*) FROM (SELECT 1 FROM reflection_fts WHERE reflection_fts MATCH value LIMIT :most))
    FROM json_each(:matches)
""")
FEW = 2_500  # so many are sorted as soon as the latest of them are met, going back in time
OFTEN = 2_500  # what is there more often takes long to count, and is remembered


@dataclass(frozen=True)
class SqliteIndex:
    """The index as one reader may ask it."""

    asking: Asking
    budget = 45_000  # rows that are ranked at most: about 50 ms
    postings = 600_000  # of all terms that have to be there: bm25() reads each, about 60 ms

    def frequencies(self, terms: Sequence[Term], most: int = 0) -> Mapping[Term, int]:
        """How many reflections have each term; counted up to `most`, or as far as it matters."""
        words = {term: f"words:({_phrase(term)})" for term in terms}
        often = self._counts(list(words.values()), most or self.postings)
        return {term: often[match] for term, match in words.items()}

    def _counts(self, matches: Sequence[str], most: int) -> dict[str, int]:
        remembered = common(self.asking.session)
        known = remembered.now()
        unknown = [match for match in matches if match not in known]
        found = dict[str, int]()
        if unknown:
            counted = {"matches": json.dumps(unknown), "most": most}
            found = {match: int(count) for match, count in self.asking.session.execute(_COUNTS, counted).all()}
        if most >= self.postings:
            remembered.learn({match: count for match, count in found.items() if count >= OFTEN})
        return {match: min(most, known.get(match) or found[match]) for match in matches}

    def ranked(self, every: Sequence[Term], some: Sequence[Term], limit: int) -> list[tuple[int, float]]:
        """Numbers and scores, best first, of what has every one of these terms and one of the others at least."""
        match = self._match(every, some)
        words = " AND ".join(_words(every, some))
        fetched = limit * 2 + 20
        while True:
            rows = self._best(words, match, fetched)
            found = [(number, -score) for _, score, number in rows if number is not None]
            if len(found) >= limit or len(rows) < fetched:
                return found[:limit]
            fetched *= 16  # much that fits in the index may not be read yet, or is out of the dates

    def _best(self, words: str, match: str, fetched: int) -> Sequence[tuple[int, float, int | None]]:
        best = (
            select(_INDEX.c.rowid, _SCORE.label("score"))
            .where(_RANKED.bindparams(words=words, match=match))
            .order_by(text("score"), _INDEX.c.rowid)
            .limit(fetched)
            .subquery()
        )
        readable = and_(col(Reflection.id) == best.c.rowid, *self.asking.conditions)
        query = (
            select(best.c.rowid, best.c.score, col(Reflection.id))
            .select_from(best.outerjoin(Reflection, readable))
            .order_by(best.c.score, best.c.rowid)
        )
        return [tuple(row) for row in self.asking.session.execute(query).all()]

    def newest(self, every: Sequence[Term], limit: int) -> list[int]:
        """Numbers, newest first, of what has every one of these terms; of everything, where there are none.

        Few are looked up in the index and sorted; many are met one after another, going back in time.
        """
        rule, *filters = self.asking.conditions
        # `IS TRUE` keeps SQLite from gathering author by author everything there is, and sorting it
        query = select(col(Reflection.id)).where(rule.self_group().is_(true()), *filters)
        if every or self._filters:
            match = self._match(every, ())
            fits = select(_INDEX.c.rowid).where(_MATCH.bindparams(match=match))
            few = self._counts([match], FEW + 1)[match] <= FEW
            met = exists(fits.where(_INDEX.c.rowid == col(Reflection.id)).correlate(Reflection))
            query = query.where(col(Reflection.id).in_(fits) if few else met)
        query = query.order_by(col(Reflection.dated).desc(), col(Reflection.id).desc()).limit(limit)
        return list(self.asking.session.execute(query).scalars())

    def some(self, terms: Sequence[Term], limit: int) -> list[int]:
        """Numbers of the latest that have any of these terms: hundreds of them are one question to the index."""
        match = self._match((), terms)
        latest = select(_INDEX.c.rowid).where(_MATCH.bindparams(match=match)).order_by(_INDEX.c.rowid.desc())
        return list(self.asking.session.execute(latest.limit(limit)).scalars())

    def _match(self, every: Sequence[Term], some: Sequence[Term]) -> str:
        """The whole question to the index. The names of its columns keep a searcher's words out of its tokens."""
        return " AND ".join((*_words(every, some), f"acl:({_any(map(_quoted, self.asking.allowed))})", *self._filters))

    @property
    def _filters(self) -> Sequence[str]:
        return [f"tags:({_any(map(_quoted, group))})" for group in self.asking.narrowed]


def _words(every: Sequence[Term], some: Sequence[Term]) -> list[str]:
    """Every one of these terms, and one of the others at least."""
    parts = [f"words:({_phrase(term)})" for term in every]
    return [*parts, f"words:({_any(map(_phrase, some))})"] if some else parts


def _any(parts: Iterable[str]) -> str:
    return " OR ".join(parts)


def _phrase(term: Term) -> str:
    return _quoted(" ".join(term))


def _quoted(words: str) -> str:
    return f'"{words}"'
