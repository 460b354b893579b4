"""The map as a card in the chat: how many places have met, which pairs are new, which places have met nobody yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Block, Button, Facts, Reply, Text
from bot.turn import Turn
from bot.voice import Voice
from storage import people
from storage import statistics as counted

NEW, A_WEEK = timedelta(weeks=4), timedelta(weeks=1)
NAMED = 5  # pairs, or places


@dataclass(frozen=True)
class Seen:
    """What the map shows: places with members, pairs of them that met, the new pairs, and who has met nobody."""

    places: int
    pairs: int
    new: Sequence[str]
    alone: Sequence[str]


def seen(voice: Voice, since: datetime) -> Seen:
    """The introductions that were arranged between places, and since when."""
    names = people.places(voice.session)
    here = set(counted.places_since(voice.session))
    ties = [row for row in counted.ties(voice.session) if row[0] in here and row[1] in here]
    met = {number for row in ties for number in row[:2]}
    fresh = sorted((row for row in ties if row[4] >= since), key=lambda row: row[4], reverse=True)
    pairs = [voice.say("map.pair", one=names[row[0]].name, other=names[row[1]].name) for row in fresh]
    return Seen(len(here), len(ties), pairs, sorted(names[number].name for number in here - met))


def map_(turn: Turn, _rest: str) -> Reply:
    """Everything of it at a glance; the drawing is on the pages."""
    found = seen(turn, turn.now - NEW)
    facts = (
        (turn.say("map.met"), turn.say("map.of", count=found.places - len(found.alone), all=found.places)),
        (turn.say("map.pairs"), str(found.pairs)),
        (turn.say("map.new"), listed(turn, found.new)),
        (turn.say("map.alone"), listed(turn, found.alone)),
    )
    return turn.answer(
        turn.say("pages.map"),
        Facts(facts),
        Text(turn.say("map.next" if found.alone else "map.all-met"), quiet=True),
        buttons=(
            Button(turn.say("organise.round"), "round", "main", opens=True),
            Button(turn.say("pages.open-them"), "pages", opens=True),
        ),
    )


def listed(voice: Voice, names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    if not names:
        return voice.say("map.none")
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" {voice.say('map.more', count=more)}" if more > 0 else "")


def in_digest(voice: Voice, now: datetime) -> list[Block]:
    """Friday, to an organiser: the pairs of places that are new this week; nothing in a week without."""
    found = seen(voice, now - A_WEEK)
    return [Text(voice.say("map.this-week", pairs=listed(voice, found.new)))] if found.new else []
