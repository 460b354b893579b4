"""The network as a map: the places, and who was introduced to whom. The same places stand in the same spots."""

from datetime import datetime

from bot.organising.parts import Asked, Map, Page, Table, Tie, organisers_only
from bot.turn import Turn
from storage import people
from storage import statistics as counted


def network_map(turn: Turn, _asked: Asked) -> Page:
    """Places with members; lines as thick as introductions are many, and paler the longer ago."""
    organisers_only(turn)
    names = people.places(turn.session)
    here = sorted(counted.places_since(turn.session), key=lambda number: names[number].slug)
    spots = {number: spot for spot, number in enumerate(here)}
    found = [row for row in counted.ties(turn.session) if row[0] in spots and row[1] in spots]
    ties = [Tie(spots[one], spots[other], times, _days(turn, last)) for one, other, times, last in found]
    alone = set(spots) - {number for row in found for number in row[:2]}
    rows = [
        (names[one].name, names[other].name, times, turn.say("pages.on-day", when=last.date()))
        for one, other, times, last in sorted(found, key=lambda row: (-row[2], names[row[0]].name, names[row[1]].name))
    ]
    rows += [(names[number].name, turn.say("pages.nobody-yet"), 0, "–") for number in sorted(alone)]
    sentence = turn.say("pages.map-shows", places=len(here), ties=len(ties), alone=len(alone))
    head = (
        turn.say("pages.place"),
        turn.say("pages.introduced-to"),
        turn.say("pages.times"),
        turn.say("pages.last-time"),
    )
    table = Table(turn.say("pages.who-met-whom"), head, rows, turn.say("pages.nobody-yet"), file="map")
    return Page.of(turn.say("pages.map"), Map(sentence, [names[number].name for number in here], ties, table))


def _days(turn: Turn, last: datetime) -> int:
    return max(0, (turn.now - last).days)
