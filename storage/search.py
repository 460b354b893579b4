"""Finding reflections by their words. Who may read what is inside the query, never a filter afterwards."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Float, column, func, literal_column, table, text
from sqlmodel import Session, col, select

from storage.reading import Reader, may_read, tokens_of
from storage.tables import Reflection, ReflectionChallenge

MOST_WORDS = 24
# Words that are in every text: looking for them finds everything.
_STOP = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "had", "has", "have", "i", "in", "is",
    "it", "its", "me", "my", "of", "on", "or", "our", "so", "that", "the", "their", "them", "they", "this", "to",
    "us", "was", "we", "were", "what", "when", "which", "who", "will", "with", "you", "your",
})  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to. Places and challenges by number."""

    place_ids: tuple[int, ...] = ()
    challenge_ids: tuple[int, ...] = ()
    principles: tuple[str, ...] = ()
    member_id: int | None = None
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A reflection and how well it fits: larger is better. `exact` tells whether every word was found."""

    reflection: Reflection
    score: float = 0.0
    exact: bool = field(default=True)


def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for: folded, without those that are in every text, at most 24. All of them if none is left."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", typed).casefold())
    kept = [word for word in words if word not in _STOP] or words
    return tuple(dict.fromkeys(kept))[:MOST_WORDS]


def find(
    session: Session,
    who: Reader,
    typed: str,
    now: datetime,
    filters: Filters = Filters(),
    *,
    limit: int = 5,
    offset: int = 0,
) -> Sequence[Found]:
    """What this reader may read and that fits, best first; newest first where no word was given.

    Every word first; where that gives fewer than ten, those with any of them follow.
    """
    words = words_of(typed)
    conditions = [may_read(who, now), *_conditions(filters)]
    if not words:
        query = select(Reflection).where(*conditions).order_by(col(Reflection.written_at).desc())
        return [Found(row) for row in session.exec(query.offset(offset).limit(limit)).all()]
    by_words = _sqlite if session.get_bind().dialect.name == "sqlite" else _postgres
    wanted = offset + limit
    found = by_words(session, who, words, "all", conditions, max(wanted, 10))
    if len(found) < max(wanted, 10) and len(words) > 1:
        seen = {row.reflection.id for row in found}
        others = by_words(session, who, words, "any", conditions, max(wanted, 10) + len(seen))
        found = [*found, *(row for row in others if row.reflection.id not in seen)]
    return found[offset:wanted]


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.place_ids:
        conditions += [
            col(Reflection.place_id).in_(filters.place_ids),
            col(Reflection.audience) != "nameless",
        ]
    if filters.principles:
        conditions.append(col(Reflection.principle).in_(filters.principles))
    if filters.challenge_ids:
        linked = select(ReflectionChallenge.reflection_id).where(
            col(ReflectionChallenge.challenge_id).in_(filters.challenge_ids)
        )
        conditions.append(col(Reflection.id).in_(linked))
    if filters.member_id is not None:
        conditions.append(col(Reflection.member_id) == filters.member_id)
    if filters.after:
        conditions.append(col(Reflection.written_at) >= filters.after)
    if filters.before:
        conditions.append(col(Reflection.written_at) < filters.before)
    return conditions


_INDEX = table("reflection_fts", column("rowid"))


def _sqlite(
    session: Session,
    who: Reader,
    words: Sequence[str],
    how: str,
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
) -> list[Found]:
    joined = (" AND " if how == "all" else " OR ").join(f'"{word}"' for word in words)
    allowed = " OR ".join(f'"{token}"' for token in tokens_of(who))
    match = f"words:({joined}) AND acl:({allowed})"
    score = literal_column("bm25(reflection_fts, 1.0, 0.0, 0.0)", Float)
    query = (
        select(Reflection, score)
        .join(_INDEX, _INDEX.c.rowid == col(Reflection.id))
        .where(text("reflection_fts MATCH :match").bindparams(match=match), *conditions)
        .order_by(score, col(Reflection.written_at).desc(), col(Reflection.id))
        .limit(limit)
    )
    return [Found(row, -value, how == "all") for row, value in session.exec(query).all()]


def _postgres(
    session: Session,
    who: Reader,
    words: Sequence[str],
    how: str,
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
) -> list[Found]:
    del who  # the condition says it
    joined = (" & " if how == "all" else " | ").join(f"'{word}'" for word in words)
    asked = func.to_tsquery("english", joined)
    vector: ColumnElement[object] = literal_column("reflection.vector")
    score = func.ts_rank(vector, asked, 1)
    query = (
        select(Reflection, score)
        .where(vector.op("@@")(asked), *conditions)
        .order_by(score.desc(), col(Reflection.written_at).desc(), col(Reflection.id))
        .limit(limit)
    )
    return [Found(row, value, how == "all") for row, value in session.exec(query).all()]
