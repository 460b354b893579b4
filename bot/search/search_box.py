"""The platform's own search box: what somebody may read, and what of it they may put into a message.

A message goes to people who may not be members, and no copy in it can be taken away by us. So somebody else's words are
never put into one: what stands there opens for each reader what they may read. One's own stand there with their words,
if the whole network may read them under one's name.
"""

from bot.chat import Block, Button, Card, Hit, Hits, Said, Text
from bot.remembering import audience
from bot.remembering.readings import author
from bot.search.extract import extract
from bot.search.finding import looked_up
from bot.search.grammar import parse
from bot.turn import Turn
from storage.search import Query, query_of
from storage.tables import Reflection

MOST = 25
"""Teams asks for so many at a time."""


def box(turn: Turn) -> Hits:
    """What was found for the words in the box; the newest where there are none yet."""
    if turn.tenant is None:
        return Hits(instead=turn.say("stranger.title"))
    typed, skip = turn.incoming.text.strip(), turn.incoming.value("skip")
    asked = parse(turn, f"{typed} from:{skip}" if skip else typed)
    found = [one.reflection for one in looked_up(turn, asked, MOST) if one.exact]
    query = query_of(asked.words)
    hits = [_hit(turn, row, query) for row in found if row.audience != audience.ONLY_ME]
    if hits or skip:
        return Hits(tuple(hits))
    return Hits(instead=turn.say("search.nothing", words=typed) if typed else turn.say("search.box-empty"))


def _hit(turn: Turn, row: Reflection, query: Query) -> Hit:
    own = row.member_id == turn.my_id and audience.today(turn, row) == audience.NETWORK
    return Hit(author(turn, row), extract(row.words, query).words, _own(turn, row) if own else _pointer(turn, row))


def _own(turn: Turn, row: Reflection) -> Card:
    return turn.card(
        turn.say("search.box-own"), Said(row.words, by=f"{turn.me.name} · {turn.where(turn.me)}"), *_about(turn, row)
    )


def _pointer(turn: Turn, row: Reflection) -> Card:
    return turn.card(
        turn.say("search.box-pointer"),
        *_about(turn, row),
        Text(turn.say("search.box-who"), quiet=True),
        buttons=(Button(turn.say("home.open"), f"reflection {row.id}", "main", opens=True),),
    )


def _about(turn: Turn, row: Reflection) -> list[Block]:
    principle = turn.content.parts.get(row.principle)
    return [Text(principle.name_in(turn.language), quiet=True)] if principle else []
