"""The network as a map: the places, and who was introduced to whom. The same places stand in the same spots."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.organising.parts import Asked, Cell, Map, Page, Table, Tie, organisers_only
from bot.turn import Turn
from storage import people
from storage import statistics as counted
from storage.tables import Place

Met = tuple[int, int, int, datetime, datetime]
"""(place, other place, how often, when last, when first)."""


def network_map(turn: Turn, _asked: Asked) -> Page:
    """Places with members; lines as thick as introductions are many, and paler the longer ago."""
    organisers_only(turn)
    names = people.places(turn.session)
    here = sorted(counted.places_since(turn.session), key=lambda number: names[number].slug)
    spots = {number: spot for spot, number in enumerate(here)}
    found = [row for row in counted.ties(turn.session) if row[0] in spots and row[1] in spots]
    ties = [Tie(spots[one], spots[other], times, _days(turn, last)) for one, other, times, last, _ in found]
    met = {number for row in found for number in row[:2]}
    rows = [_met(turn, names, number, found) for number in sorted(here, key=lambda number: names[number].name)]
    sentence = turn.say("pages.map-shows", places=len(here), ties=len(ties), alone=len(set(spots) - met))
    head = (
        turn.say("pages.place"),
        turn.say("pages.introduced-to"),
        turn.say("pages.last-time"),
        turn.say("pages.places"),
        turn.say("pages.in-all"),
    )
    table = Table(turn.say("pages.who-met-whom"), head, rows, turn.say("pages.nobody-yet"), numbers=2, file="map")
    return Page.of(turn.say("pages.map"), Map(sentence, [names[number].name for number in here], ties, table))


def _met(turn: Turn, names: Mapping[int, Place], number: int, found: Sequence[Met]) -> tuple[Cell, ...]:
    """One place: whom its people were introduced to, the most often first."""
    mine = [(row[1] if row[0] == number else row[0], row[2], row[3]) for row in found if number in row[:2]]
    if not mine:
        return names[number].name, turn.say("pages.nobody-yet"), "–", 0, 0
    mine.sort(key=lambda each: (-each[1], names[each[0]].name))
    others = ", ".join(names[other].name + (f" ({times})" if times > 1 else "") for other, times, _ in mine)
    last = turn.say("pages.on-day", when=max(at for _, _, at in mine).date())
    return names[number].name, others, last, len(mine), sum(times for _, times, _ in mine)


def _days(turn: Turn, last: datetime) -> int:
    return max(0, (turn.now - last).days)
