"""Finding reflections. Who may read what is inside the question to the index, and asked again on the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlmodel import Session, col, select

from storage.reading import Reader
from storage.search import suggesting
from storage.search.asking import Asking, Filters
from storage.search.authors import called
from storage.search.in_postgres import PostgresIndex
from storage.search.in_sqlite import SqliteIndex
from storage.search.meaning import Near
from storage.search.query import Query, query_of, words_of
from storage.tables import Reflection

__all__ = ["Filters", "Found", "Near", "Order", "Query", "called", "did_you_mean", "find", "query_of", "words_of"]

Order = Literal["best", "newest"]
Term = tuple[str, ...]
ENOUGH = 10  # where every word is found less often than that, those with any of them follow
FUSED = 60  # of reciprocal rank: how little the very first places count


@dataclass(frozen=True)
class Found:
    """A reflection and how well it fits: larger is better. `exact` tells whether every word was found."""

    reflection: Reflection
    score: float = 0.0
    exact: bool = True


class Index(Protocol):
    """What both databases can be asked, for one reader."""

    budget: int
    postings: int

    def frequencies(self, terms: Sequence[Term], most: int = 0) -> Mapping[Term, int]: ...
    def ranked(self, every: Sequence[Term], some: Sequence[Term], limit: int) -> list[tuple[int, float]]: ...
    def newest(self, every: Sequence[Term], limit: int) -> list[int]: ...
    def some(self, terms: Sequence[Term], limit: int) -> list[int]: ...


@dataclass(frozen=True)
class Hit:
    """One place in a list of results."""

    number: int
    score: float
    exact: bool


def find(
    session: Session,
    who: Reader,
    typed: str | Query,
    now: datetime,
    filters: Filters = Filters(),  # noqa: B008  (frozen)
    *,
    order: Order = "best",
    near: Near | None = None,
    limit: int = 5,
    offset: int = 0,
) -> Sequence[Found]:
    """What this reader may read and that fits: best first, or newest first, as always where no word was given.

    Every word first; where that gives fewer than ten, those with any of them follow. `near` adds what means the same.
    """
    query = query_of(typed) if isinstance(typed, str) else typed
    asking = Asking(session, who, now, filters)
    index = _index(asking)
    wanted = offset + limit
    if order == "newest" or not query.terms:
        hits = [Hit(number, 0.0, exact=True) for number in index.newest(query.terms, wanted)]
    elif near is None or query.phrases:  # what stands in quotes is meant as it stands
        hits = by_words(index, query, wanted)
    else:
        words = by_words(index, query, max(near.depth, wanted), least=wanted)
        hits = _fused(words, near.to(asking, [hit.number for hit in words]))
    return _rows(asking, hits[offset:wanted])


def did_you_mean(session: Session, who: Reader, typed: str, now: datetime, filters: Filters) -> Mapping[str, str]:
    """For each word that this reader finds nowhere: the one they may read that is spelt most like it."""
    asking = Asking(session, who, now, filters)
    index = _index(asking)
    better: dict[str, str] = {}
    for word in query_of(typed).words:
        if len(word) >= suggesting.SHORTEST and word.isalpha() and not _is_found(asking, index, word):
            near = [(other,) for other in suggesting.candidates(word)]
            if found := suggesting.nearest(asking, index.some(near, suggesting.LOOKED_AT), word):
                better[word] = found
    return better


def _is_found(asking: Asking, index: Index, word: str) -> bool:
    """Whether this reader finds it, or what it is related to. Where it is common, nothing has to be ranked for that."""
    return bool(
        index.newest([(word,)], 1) or find(asking.session, asking.who, word, asking.now, asking.filters, limit=1)
    )


def _index(asking: Asking) -> Index:
    sqlite = asking.session.get_bind().dialect.name == "sqlite"
    return SqliteIndex(asking) if sqlite else PostgresIndex(asking)


def by_words(index: Index, query: Query, wanted: int, *, least: int | None = None) -> list[Hit]:
    """The best by words alone; with any of them, where there are fewer than `least` with every one.

    How often the common words are there matters only where no other is rare.
    """
    often = index.frequencies(query.terms, index.budget // 20)
    if often and min(often.values()) >= index.budget // 20:
        often = index.frequencies(query.terms)
    hits = [Hit(number, score, exact=True) for number, score in _all(index, often, wanted)]
    singles = (*query.singles, *query.related)
    if len(hits) < max(wanted if least is None else least, ENOUGH) and len(singles) > 1:
        seen = {hit.number for hit in hits}
        some = _rarest(index.frequencies(singles), index.budget // 2)
        more = index.ranked(query.phrases, some, wanted + len(seen)) if some else []
        hits += [Hit(number, score, exact=False) for number, score in more if number not in seen]
    return hits[:wanted]


def _all(index: Index, often: Mapping[Term, int], wanted: int) -> list[tuple[int, float]]:
    """What has every term. Where even the rarest is very common, ranking says little: the newest."""
    if not all(often.values()):
        return []
    if min(often.values()) > index.budget or sum(often.values()) > index.postings:
        return [(number, 0.0) for number in index.newest(tuple(often), wanted)]
    return index.ranked(tuple(often), (), wanted)


def _rarest(often: Mapping[Term, int], budget: int) -> list[Term]:
    """The terms that say most, as many as the budget allows."""
    chosen: list[Term] = []
    for term, count in sorted(often.items(), key=lambda pair: (pair[1], pair[0])):
        budget -= count
        if budget < 0:
            break
        if count:
            chosen.append(term)
    return chosen


def _fused(words: Sequence[Hit], meaning: Sequence[int]) -> list[Hit]:
    """Both lists as one, by reciprocal rank."""
    exact = {hit.number: hit.exact for hit in words}
    scores: dict[int, float] = {}
    for ranking in ([hit.number for hit in words], meaning):
        for place, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (FUSED + place)
    best = sorted(scores, key=lambda number: (-scores[number], number))
    return [Hit(number, scores[number], exact.get(number, False)) for number in best]


def _rows(asking: Asking, hits: Sequence[Hit]) -> list[Found]:
    """The reflections themselves, where the rule lets this reader have them."""
    ids = [hit.number for hit in hits]
    readable = select(Reflection).where(col(Reflection.id).in_(ids), *asking.conditions)
    rows = {row.id: row for row in asking.session.exec(readable).all()}
    return [Found(rows[hit.number], hit.score, hit.exact) for hit in hits if hit.number in rows]
