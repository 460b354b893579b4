"""Finding by meaning: vectors beside the rows, one matrix of them in each process, and what lies nearest in it.

The matrix is scanned whole, for an index of neighbours loses what a reader may see among what they may not. Which rows
may be read, SQL says. Above `MOST` reflections only the best by words are ranked again by their meaning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, text, true, update
from sqlmodel import Session, col, select

from storage.search.asking import Asking
from storage.tables import Meaning, Reflection

Array = NDArray[np.float32]
WIDTH = 384
MOST = 200_000  # vectors in memory: 307 MB
POOL = 200  # of the nearest
RANKED_AGAIN = 1_000  # above that, so many of the best by words
FLOOR = 0.25  # cosine: what lies further off has nothing to do with the question
READ_AT_ONCE = 10_000  # vectors
STEPS = (1_000, 10_000)  # of the nearest, how many are asked for whether they may be read, before all are
LEAST = 20  # among these; where fewer may be read, all are
_LOCK = 0x6D65_616E  # of PostgreSQL's advisory locks: change numbers are given out one after another


# --- making them -----------------------------------------------------------------------------------------------------


def waiting(session: Session, limit: int, after: int = 0) -> Sequence[tuple[int, str]]:
    """Number and words of reflections that have no vector (any more), without the first so many of them."""
    query = select(Reflection.id, Reflection.words).join(Meaning, col(Meaning.reflection_id) == Reflection.id)
    unread = query.where(col(Meaning.vector).is_(None)).order_by(col(Meaning.reflection_id))  # as their index has them
    return session.exec(unread.offset(after).limit(limit)).all()


def how_many_wait(session: Session) -> int:
    """How many reflections have no vector yet."""
    return session.exec(select(func.count()).select_from(Meaning).where(col(Meaning.vector).is_(None))).one()


def keep(session: Session, made: Sequence[tuple[int, str, Array]]) -> None:
    """Store vectors: number, the words that were read, what they mean. Words that changed meanwhile wait again."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    change = session.exec(select(func.coalesce(func.max(Meaning.change), 0))).one() + 1
    numbers = [number for number, _, _ in made]
    now = dict(session.exec(select(Reflection.id, Reflection.words).where(col(Reflection.id).in_(numbers))).all())
    for number, words, vector in made:
        if now.get(number) == words:
            row = update(Meaning).where(col(Meaning.reflection_id) == number)
            session.execute(row.values(vector=vector.astype("<f4").tobytes(), change=change))


# --- finding with them -----------------------------------------------------------------------------------------------


class Vectors:
    """What one process knows, up to a change: a row of the matrix for each reflection. Rows of erased ones are zero."""

    def __init__(self) -> None:
        self._matrix: Array = np.zeros((0, WIDTH), np.float32)
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._row_of: dict[int, int] = {}
        self._change = 0
        self._busy = Lock()
        self.whole = True

    @property
    def known(self) -> bool:
        """Whether there is anything to look for: in memory or, where there are too many to scan, in the rows."""
        return bool(self._row_of) or not self.whole

    def catch_up(self, session: Session) -> None:
        """Read what is new, and forget what is gone."""
        with self._busy:
            self._catch_up(session)

    def _catch_up(self, session: Session) -> None:
        # by the indexes alone: to look at each vector is to read all of them
        count = session.exec(select(func.count()).select_from(Meaning)).one() - how_many_wait(session)
        newest = session.exec(select(func.coalesce(func.max(Meaning.change), 0))).one()
        self.whole = count <= MOST
        if not self.whole:
            self._forget(set(self._row_of))
            self._change = 0
            return
        if newest > self._change:
            self._read(session)
            self._change = newest
        if count != len(self._row_of):
            there = set(session.exec(select(Meaning.reflection_id).where(col(Meaning.vector).is_not(None))).all())
            self._forget(set(self._row_of) - there)
            if count != len(self._row_of):  # a number that was given out again, for what had it before is erased
                self._change = 0
                self._read(session)
                self._change = newest

    def _read(self, session: Session) -> None:
        new = select(Meaning.reflection_id, Meaning.vector).where(
            col(Meaning.vector).is_not(None), Meaning.change > self._change
        )
        for part in session.execute(new.order_by(col(Meaning.change))).partitions(READ_AT_ONCE):
            self._take([(number, vector) for number, vector in part])

    def _take(self, read: Sequence[tuple[int, bytes]]) -> None:
        """Put vectors into the matrix, in their old rows or in free ones."""
        new = [number for number, _ in read if number not in self._row_of]
        first = len(self._ids)
        free = [int(row) for row in np.flatnonzero(self._ids == 0)[: len(new)]]
        rows = [*free, *range(first, first + len(new) - len(free))]
        if len(rows) > len(free):
            more = max(len(rows) - len(free), first // 4)
            self._matrix = np.concatenate([self._matrix, np.zeros((more, WIDTH), np.float32)])
            self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
        self._row_of |= dict(zip(new, rows, strict=True))
        at = [self._row_of[number] for number, _ in read]
        self._matrix[at] = np.frombuffer(b"".join(vector for _, vector in read), "<f4").reshape(-1, WIDTH)
        self._ids[at] = [number for number, _ in read]

    def _forget(self, gone: set[int]) -> None:
        rows = [self._row_of.pop(number) for number in gone]
        self._matrix[rows] = 0
        self._ids[rows] = 0

    def nearest(self, asking: Asking, question: Array, limit: int) -> list[int]:
        """Numbers of what lies nearest to the question, as far as its reader may read it."""
        with self._busy:
            scores, ids = self._matrix @ question, self._ids.copy()
        near = np.flatnonzero(scores >= FLOOR)
        best = ids[near[np.argsort(-scores[near], kind="stable")]].tolist()
        for most in STEPS:
            may = _readable(asking, best[:most])
            found = [number for number in best[:most] if number in may]
            if len(found) >= limit or len(best) <= most:
                return found[:limit]
        if len(found) >= LEAST:  # what lies further off than all these says little
            return found
        may = _readable(asking, None)
        return [number for number in best if number in may][:limit]


def _readable(asking: Asking, ids: Sequence[int] | None) -> set[int]:
    """Which of these this reader may read; which of all, where none are given."""
    rule, *filters = asking.conditions
    query = select(Reflection.id)
    if ids is None:
        return set(asking.session.exec(query.where(rule, *filters)).all())
    # `IS TRUE` keeps SQLite from gathering everything that this reader may read
    met = query.where(col(Reflection.id).in_(ids), rule.self_group().is_(true()), *filters)
    return set(asking.session.exec(met).all())


@dataclass(frozen=True)
class Near:
    """A question as a vector, and where to look."""

    vectors: Vectors
    question: Array

    @property
    def depth(self) -> int:
        """How many of the best by words are needed to go with it."""
        return POOL if self.vectors.whole else RANKED_AGAIN

    def to(self, asking: Asking, words: Sequence[int]) -> list[int]:
        """Numbers of reflections, nearest first: of all, or of these where there are too many to scan."""
        if self.vectors.whole:
            return self.vectors.nearest(asking, self.question, POOL)
        query = select(Meaning.reflection_id, Meaning.vector).where(
            col(Meaning.reflection_id).in_(words), col(Meaning.vector).is_not(None)
        )
        rows = [(number, vector) for number, vector in asking.session.exec(query).all() if vector]
        matrix = np.frombuffer(b"".join(vector for _, vector in rows), "<f4").reshape(-1, WIDTH)
        order = np.argsort(-(matrix @ self.question), kind="stable")
        return [rows[int(place)][0] for place in order[:POOL]]
