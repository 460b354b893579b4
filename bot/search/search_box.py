"""The platform's own search box: what somebody may read, and what of it they may put into a message.

What workgroups left comes first, as in a search that is typed. A message goes to people who may not be members, and no
copy in it can be taken away by us. So somebody else's words are never put into one: what stands there opens for each
reader what they may read. One's own stand there with their words, if the whole network may read them under one's name.
"""

from dataclasses import replace

from bot.chat import Block, Button, Card, Hit, Hits, Said, Text
from bot.learning.assets import finding as assets
from bot.learning.assets.listing import origin
from bot.remembering import audience
from bot.remembering.readings import author
from bot.search.extract import extract
from bot.search.finding import looked_up
from bot.search.grammar import FURTHEST, parse
from bot.turn import Turn, numbered
from storage.search import Query, query_of
from storage.tables import Asset, Reflection

MOST = 25
"""Teams asks for so many at a time."""


def box(turn: Turn) -> Hits:
    """What was found for the words in the box; the newest where there are none yet."""
    if turn.tenant is None:
        return Hits(instead=turn.say("stranger.title"))
    typed, skip = turn.incoming.text.strip(), numbered(turn.incoming.value("skip")) or 0
    asked = parse(turn, typed)
    left = [one.asset for one in assets.found(turn, asked) if one.exact]
    asked = replace(asked, offset=min(asked.offset + max(skip - len(left), 0), FURTHEST))
    found = [one.reflection for one in looked_up(turn, asked, MOST) if one.exact]
    query = query_of(asked.words)
    hits = [] if skip else [_asset(turn, row, query) for row in left]
    hits += [_hit(turn, row, query) for row in found if row.audience != audience.ONLY_ME]
    if hits or skip:
        return Hits(tuple(hits[:MOST]))
    return Hits(instead=turn.say("search.nothing", words=typed) if typed else turn.say("search.box-empty"))


def _asset(turn: Turn, row: Asset, query: Query) -> Hit:
    words = f"{row.title}: {extract(row.words or row.for_whom, query).words}"
    pointer = _pointer(turn, turn.say("search.box-asset"), f"asset show {row.id}")
    return Hit(f"{turn.say('asset.an-asset')} · {origin(turn, row)}", words, pointer)


def _hit(turn: Turn, row: Reflection, query: Query) -> Hit:
    words, about = extract(row.words, query).words, _about(turn, row)
    if row.member_id == turn.my_id and audience.today(turn, row) == audience.NETWORK:
        said = Said(row.words, by=f"{turn.me.name} · {turn.where(turn.me)}")
        return Hit(author(turn, row), words, turn.card(turn.say("search.box-own"), said, *about))
    pointer = _pointer(turn, turn.say("search.box-pointer"), f"reflection {row.id}", *about)
    return Hit(author(turn, row), words, pointer)


def _pointer(turn: Turn, title: str, opens: str, *about: Block) -> Card:
    """A message without the words: each reader opens what they may read."""
    open_it = Button(turn.say("home.open"), opens, "main", opens=True)
    return turn.card(title, *about, Text(turn.say("search.box-who"), quiet=True), buttons=(open_it,))


def _about(turn: Turn, row: Reflection) -> list[Block]:
    principle = turn.content.parts.get(row.principle)
    return [Text(principle.name_in(turn.language), quiet=True)] if principle else []
