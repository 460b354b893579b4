"""Knowing what reflections mean: reading those that are new, outside of any transaction, and asking what is near."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from secrets import randbelow

from bot.search import meaning
from bot.search.meaning import Array, Meaning
from storage.database import Database
from storage.search import Near
from storage.search import meaning as rows
from storage.search.meaning import Vectors

PLACES = 32  # where a process may begin, so that several seldom read the same
AT_ONCE = 16  # reflections a step: a quarter of a second of reading, a few milliseconds of writing


@dataclass
class Understanding:
    """The vectors that this process knows, and the model that makes them."""

    vectors: Vectors = field(default_factory=Vectors)

    @property
    def model(self) -> Meaning:
        """Loaded when it is first needed. Raises SetupError for weights that are not those that were published."""
        return meaning.load()

    def near(self, words: str) -> Near | None:
        """What to look for beside the words themselves; None while nothing is known yet."""
        return Near(self.vectors, self.model.of([words])[0]) if words and self.vectors.known else None

    def waiting(self, database: Database) -> int:
        """How many reflections nobody has read yet."""
        with database.read() as session:
            return rows.how_many_wait(session)

    def read(self, database: Database, cores: int = 1) -> Sequence[tuple[int, str, Array]]:
        """Some of what waits: number, words, and what they mean. Nothing is stored yet."""
        with database.read() as session:
            many = AT_ONCE * cores
            after = 0 if database.sqlite else randbelow(PLACES) * many  # other processes read as well
            waiting = rows.waiting(session, many, after) or rows.waiting(session, many)
        with ThreadPoolExecutor(cores) as pool:
            parts = pool.map(self._read, (waiting[core::cores] for core in range(cores)))
            return [made for part in parts for made in part]

    def _read(self, waiting: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str, Array]]:
        vectors = self.model.of([words for _, words in waiting])
        return [(number, words, vector) for (number, words), vector in zip(waiting, vectors, strict=True)]

    def keep(self, database: Database, made: Sequence[tuple[int, str, Array]]) -> None:
        """Store what was read, where the words are still the same."""
        with database.write() as session:
            rows.keep(session, made)

    def catch_up(self, database: Database) -> None:
        """Learn what this or another process read, and forget what is gone."""
        with database.read() as session:
            self.vectors.catch_up(session)


def understanding() -> Understanding | None:
    """None where the extra `meaning` is not installed: search works by words alone then."""
    return Understanding() if meaning.installed() else None
