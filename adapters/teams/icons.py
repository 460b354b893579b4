"""The app's two icons, drawn here: an arrow that goes up out of a river.

Teams: a full-colour PNG of 192×192 whose symbol stays within the middle 120, and a white outline on nothing of 32×32.
"""

import math
import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]

DEEP: Colour = (0, 82, 100)
LIGHT: Colour = (160, 226, 224)
WHITE: Colour = (255, 255, 255)
ACCENT = "#{:02X}{:02X}{:02X}".format(*DEEP)

Point = tuple[float, float]
_ARROW: tuple[tuple[Point, Point], ...] = (
    ((0.5, 0.26), (0.5, 0.58)),
    ((0.5, 0.26), (0.37, 0.39)),
    ((0.5, 0.26), (0.63, 0.39)),
)
_WAVES = (0.64, 0.74)
_LEFT, _RIGHT = 0.27, 0.73
_STROKE = 0.055
"""All of these are shares of the side."""


def colour(side: int = 192) -> bytes:
    """The icon in full colour, as PNG."""

    def pixel(x: float, y: float) -> bytes:
        ground = _mixed(DEEP, LIGHT, _river(x, y, side))
        return bytes((*_mixed(ground, WHITE, _arrow(x, y, side)), 255))

    return _png(side, pixel)


def outline(side: int = 32) -> bytes:
    """The same in white on nothing, as PNG. It is small, so the drawing fills it."""

    def pixel(x: float, y: float) -> bytes:
        near, far = 0.5 + (x - 0.5) * 0.6, 0.5 + (y - 0.5) * 0.6
        covered = max(_river(near, far, side / 0.6), _arrow(near, far, side / 0.6))
        return bytes((*WHITE, round(255 * covered)))

    return _png(side, pixel)


def _river(x: float, y: float, side: float) -> float:
    """How much of a pixel the waves cover, 0 to 1."""
    if not _LEFT <= x <= _RIGHT:
        return 0.0
    turn = 4 * math.pi * (x - _LEFT) / (_RIGHT - _LEFT)
    slope = 0.022 * 4 * math.pi / (_RIGHT - _LEFT) * math.cos(turn)
    return max(_covered(abs(y - wave - 0.022 * math.sin(turn)) / math.hypot(1, slope), side) for wave in _WAVES)


def _arrow(x: float, y: float, side: float) -> float:
    return max(_covered(_distance((x, y), *line), side) for line in _ARROW)


def _covered(distance: float, side: float) -> float:
    return min(max((_STROKE / 2 - distance) * side + 0.5, 0.0), 1.0)


def _distance(at: Point, begin: Point, end: Point) -> float:
    along = (end[0] - begin[0], end[1] - begin[1])
    share = ((at[0] - begin[0]) * along[0] + (at[1] - begin[1]) * along[1]) / (along[0] ** 2 + along[1] ** 2)
    share = min(max(share, 0.0), 1.0)
    return math.hypot(at[0] - begin[0] - share * along[0], at[1] - begin[1] - share * along[1])


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _png(side: int, pixel: Callable[[float, float], bytes]) -> bytes:
    rows = (b"".join(pixel((x + 0.5) / side, (y + 0.5) / side) for x in range(side)) for y in range(side))
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)  # eight bits of red, green, blue and opacity
    parts = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in parts
    )
