"""What a page is made of: cards as in a chat, and what a chat has no room for: tables, charts, a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.chat import Buttons, Card
from bot.errors import Refusal
from bot.turn import Turn

Asked = Mapping[str, str]
"""What the address of a page asks for: which part of a list, which words."""


@dataclass(frozen=True)
class Onto:
    """Words in a table that lead to a page, or to another view of this one."""

    words: str
    asked: Mapping[str, str]
    page: str = ""


Cell = str | int | Onto | Buttons


@dataclass(frozen=True)
class Table:
    """Rows under a heading. `numbers` columns from the right hold numbers; `file` names its CSV, where it has one."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str = ""
    numbers: int = 0
    file: str = ""


@dataclass(frozen=True)
class Chart:
    """A table as bars as well: a number of each row, None where it is not told. `sentence` says what it shows.

    `full` is what the longest bar would be; the greatest of them where it is not given.
    """

    sentence: str
    table: Table
    bars: Sequence[tuple[str, float | None]]
    full: int = 0


@dataclass(frozen=True)
class Tie:
    """Two places of which people were introduced: how often, and how many days ago last."""

    one: int
    other: int
    times: int
    days: int


@dataclass(frozen=True)
class Map:
    """Places, and who was introduced to whom. `ties` count places by their position in `places`."""

    sentence: str
    places: Sequence[str]
    ties: Sequence[Tie]
    table: Table


@dataclass(frozen=True)
class Look:
    """A box to look for something on this page."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Onward:
    """The ways to the rest of a long list."""

    back: Mapping[str, str] | None = None
    on: Mapping[str, str] | None = None


Part = Card | Table | Chart | Map | Look | Onward


@dataclass(frozen=True)
class Page:
    """A page, from top to bottom."""

    title: str
    parts: tuple[Part, ...]
    lead: str = ""
    tables: Mapping[str, Table] = field(default_factory=dict)  # what can be taken along, by the name of its file

    @classmethod
    def of(cls, title: str, *parts: Part, lead: str = "") -> "Page":
        """A page of these parts."""
        inner = (part.table if isinstance(part, Chart | Map) else part for part in parts)
        return cls(title, parts, lead, {part.file: part for part in inner if isinstance(part, Table) and part.file})


def organisers_only(turn: Turn) -> None:
    """Refuse everybody else."""
    if not turn.me.organiser:
        raise Refusal(turn.say("refusal.organisers-only"))
