"""Where the bars of a chart and the places of a map are drawn: numbers for the templates, the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from bot.organising.parts import Chart, Map

BAR, LINE = 18, 46  # pixels: how high a bar is, and what it takes with its label
WIDTH, HEIGHT, RADIUS = 860, 600, 260  # of the map
NEAR = 0.25  # how far a tie bends away from the middle
RECENT, LATELY = 31, 92  # days
LETTERS = 24  # of a place's name


@dataclass(frozen=True)
class Bar:
    """One bar: `width` in percent, None where the number is not told."""

    label: str
    value: float | None
    width: float | None
    y: int


def bars(chart: Chart) -> tuple[Sequence[Bar], int]:
    """The bars, and how high they are together."""
    most = chart.full or max((value for _, value in chart.bars if value), default=1)
    drawn = [
        Bar(label, value, None if value is None else round(85 * value / most, 1), place * LINE)
        for place, (label, value) in enumerate(chart.bars)
    ]
    return drawn, LINE * len(drawn)


@dataclass(frozen=True)
class Spot:
    """A place: its dot, and where its name stands. `alone` has met nobody."""

    name: str
    x: float
    y: float
    name_x: float
    name_y: float
    anchor: str
    alone: bool


@dataclass(frozen=True)
class Line:
    """A tie: its curve, how thick, and how long ago: recent · lately · older."""

    path: str
    width: float
    since: str


def spots(shown: Map) -> Sequence[Spot]:
    """The places around a circle, in their order."""
    met = {number for tie in shown.ties for number in (tie.one, tie.other)}
    found = []
    for number, name in enumerate(shown.places):
        x, y = _at(number, len(shown.places), RADIUS)
        beside_x, beside_y = _at(number, len(shown.places), RADIUS + 16)
        anchor = "start" if x >= WIDTH / 2 else "end"
        short = name if len(name) <= LETTERS else name[: LETTERS - 1] + "…"
        found.append(Spot(short, x, y, beside_x, round(beside_y + 5, 1), anchor, number not in met))
    return found


def lines(shown: Map) -> Sequence[Line]:
    """The ties, the oldest drawn first so that recent ones lie on top."""
    found = []
    for tie in sorted(shown.ties, key=lambda tie: (-tie.days, tie.one, tie.other)):
        (x1, y1), (x2, y2) = (_at(number, len(shown.places), RADIUS) for number in (tie.one, tie.other))
        bend_x = round(WIDTH / 2 + ((x1 + x2) / 2 - WIDTH / 2) * NEAR, 1)
        bend_y = round(HEIGHT / 2 + ((y1 + y2) / 2 - HEIGHT / 2) * NEAR, 1)
        since = "recent" if tie.days <= RECENT else "lately" if tie.days <= LATELY else "older"
        found.append(Line(f"M{x1} {y1}Q{bend_x} {bend_y} {x2} {y2}", 1 + min(tie.times, 8) * 0.75, since))
    return found


def _at(number: int, of: int, radius: int) -> tuple[float, float]:
    """A spot on the circle. The first is half a step past the top, where names have room on either side."""
    angle = 2 * pi * (number + 0.5) / max(of, 1) - pi / 2
    return round(WIDTH / 2 + radius * cos(angle), 1), round(HEIGHT / 2 + radius * sin(angle), 1)
