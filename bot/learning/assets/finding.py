"""Assets among what is found: marked as such, above the reflections of the first page."""

from collections.abc import Sequence

from bot.chat import Block, Button, Buttons, Divider, Said, Text
from bot.delivering.copies import of_asset
from bot.learning.assets.listing import made_by_me, origin
from bot.search.extract import extract
from bot.search.grammar import Asked
from bot.turn import Turn
from storage import assets as rows
from storage import search
from storage.assets import FoundAsset
from storage.search import Query
from storage.tables import Asset

SHOWN = 2  # of them at once


def found(turn: Turn, asked: Asked) -> Sequence[FoundAsset]:
    """What this member may read of what was asked for, on the first page."""
    if asked.offset or not (asked.words or asked.chosen):
        return []
    query = search.query_of(asked.words)
    return rows.find(turn.session, turn.reader, query, asked.filters, SHOWN) if query.terms or not asked.words else []


def as_blocks(turn: Turn, some: Sequence[FoundAsset], query: Query) -> list[Block]:
    """Each with the words that were found marked."""
    blocks: list[Block] = []
    for each in some:
        blocks += [Divider(), Text(turn.say("asset.an-asset"), quiet=True), *_one(turn, each.asset, query)]
    return blocks


def _one(turn: Turn, row: Asset, query: Query) -> list[Block]:
    of = of_asset(row.id)
    title = extract(row.title, query)
    part = extract(row.words or row.for_whom, query)
    open_it = Button(turn.say("home.open"), f"asset show {row.id}", opens=True)
    used = Button(turn.say("used.button"), f"used asset {row.id}", opens=True)
    wrong = Button(turn.say("wrong.ask"), f"wrong asset {row.id}")
    return [
        Said(title.words, marks=title.marks, of=of),
        Said(part.words, marks=part.marks, of=of),
        Text(origin(turn, row), quiet=True),
        Buttons((open_it,) if made_by_me(turn, row) else (open_it, used, wrong)),
    ]
