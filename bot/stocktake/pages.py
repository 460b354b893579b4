"""The parts that a stocktake goes through, a handful at a time, and how a step on the way is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.voice import Voice
from content import Content, Part

SECTIONS = {  # of the wording, and the groups of the framework
    "purpose": ("purpose", "outcome"),
    "mindset": ("mindset",),
    "values": ("value",),
    "principles": ("principle",),
    "capabilities": ("capability",),
    "infrastructure": ("infrastructure",),
}
AT_ONCE = 5  # parts
STEPS = range(1, 6)  # from not yet true to wholly true
LINES = ("stocktake-keep", "stocktake-let-go", "stocktake-strengthen")
FULL, HALF, EMPTY = "●", "◐", "○"


@dataclass(frozen=True)
class Page:
    """A form: some parts of a section. `about` is what its sentence is kept under."""

    section: str
    parts: Sequence[Part]
    about: str


def section(content: Content, name: str) -> Sequence[Part]:
    """The parts of a section."""
    return [part for group in SECTIONS[name] for part in content.group(group)]


def parts(content: Content) -> Sequence[Part]:
    """All of them."""
    return [part for name in SECTIONS for part in section(content, name)]


def pages(content: Content) -> Sequence[Page]:
    """The forms in order, none longer than `AT_ONCE`, those of a section about equally long."""
    found: list[Page] = []
    for name in SECTIONS:
        among = section(content, name)
        forms = -(-len(among) // AT_ONCE)
        begin = 0
        for number in range(forms):
            end = begin + -(-(len(among) - begin) // (forms - number))
            found.append(Page(name, among[begin:end], f"page {name} {number + 1}"))
            begin = end
    return found


def marks(halves: int) -> str:
    """A number of half steps as a bar of five: it says the same as the words beside it."""
    full, half = divmod(halves, 2)
    return FULL * full + HALF * half + EMPTY * (len(STEPS) - full - half)


def one_step(voice: Voice, step: int) -> str:
    """An answer in words, and as a bar."""
    return f"{voice.say(f'stocktake.step-{step}')} {marks(2 * step)}"


def of_five(voice: Voice, halves: int) -> str:
    """A mean in words, and as a bar."""
    return f"{mean(voice, halves)} {marks(halves)}"


def number(halves: int) -> str:
    """Half steps as a number: 3, 3.5."""
    return f"{halves // 2}" if halves % 2 == 0 else f"{halves / 2}"


def mean(voice: Voice, halves: int) -> str:
    """A mean in words."""
    return voice.say("stocktake.of-five", mean=number(halves), most=len(STEPS))
