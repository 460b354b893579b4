"""One search as it is put to an index: who asks, and what they narrowed it to, as tokens and as conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storage.reading import Reader, may_read, tokens_of
from storage.search import tokens
from storage.tables import Reflection, ReflectionChallenge

NAMED = col(Reflection.audience) != "nameless"
MOST_MONTHS = 36  # more than so many months are left to the conditions


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to. Several values of one kind: any of them.

    Place, author and date never lead to what was written without a name, also not one's own; `mine` does. `after` is
    from that moment on, `before` until just before it.
    """

    place_ids: tuple[int, ...] = ()
    challenge_ids: tuple[int, ...] = ()
    principles: tuple[str, ...] = ()
    author_ids: tuple[int, ...] = ()
    mine: bool = False
    after: datetime | None = None
    before: datetime | None = None

    @property
    def hides_nameless(self) -> bool:
        """Whether what was written without a name is left out, because narrowing would give its author away."""
        return bool(self.place_ids or self.author_ids or self.after or self.before)


@dataclass(frozen=True)
class Asking:
    """A search, ready to be put to an index."""

    session: Session
    who: Reader
    now: datetime
    filters: Filters

    @property
    def allowed(self) -> Sequence[str]:
        """The tokens of which a reflection needs one, to be read by whoever asks."""
        mine = tokens_of(self.who)[:1]
        return mine if self.filters.mine else tokens_of(self.who)

    @property
    def narrowed(self) -> Sequence[Sequence[str]]:
        """Groups of tokens. A reflection needs one of each group."""
        filters = self.filters
        groups = (
            [tokens.place(number) for number in filters.place_ids],
            [tokens.challenge(number) for number in filters.challenge_ids],
            [tokens.principle(slug) for slug in filters.principles],
            [tokens.author(number) for number in filters.author_ids],
            tokens.months(filters.after, filters.before or self.now, MOST_MONTHS) if filters.after else [],
        )
        return [group for group in groups if group]

    @cached_property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The rule of who may read what and the filters once more, over the rows themselves."""
        filters = self.filters
        conditions: list[ColumnElement[bool]] = [may_read(self.who, self.now)]
        if filters.hides_nameless:
            conditions.append(NAMED)
        if filters.place_ids:
            conditions.append(col(Reflection.place_id).in_(filters.place_ids))
        if filters.author_ids:
            conditions.append(col(Reflection.member_id).in_(filters.author_ids))
        if filters.mine:
            conditions.append(col(Reflection.member_id) == self.who.member_id)
        if filters.principles:
            conditions.append(col(Reflection.principle).in_(filters.principles))
        if filters.challenge_ids:
            about = col(ReflectionChallenge.challenge_id).in_(filters.challenge_ids)
            conditions.append(col(Reflection.id).in_(select(ReflectionChallenge.reflection_id).where(about)))
        if filters.after:
            conditions.append(col(Reflection.written_at) >= filters.after)
        if filters.before:
            conditions.append(col(Reflection.written_at) < filters.before)
        return conditions
