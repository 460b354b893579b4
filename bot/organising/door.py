"""The pages as an adapter asks for them: asynchronous outside, plain functions in threads inside.

What is done on a page is said by the organiser's own account, through the door that chats use: the same sentences, the
same checks, the same record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.chat import Address, Incoming, Kind, Reply, Where
from bot.commands import Command, Who, find
from bot.doors import Doors
from bot.errors import Refusal
from bot.network import Network
from bot.organising.connections import connections
from bot.organising.filling import looked_over
from bot.organising.gatherings import gatherings
from bot.organising.handbook import handbook, taken
from bot.organising.introductions import introductions
from bot.organising.network_map import network_map
from bot.organising.others import challenges, reflections, reported, settings
from bot.organising.overview import overview
from bot.organising.parts import Asked, Page, Table
from bot.organising.places_people import places_people
from bot.organising.questions import questions
from bot.organising.reception import Reception, Visitor
from bot.organising.recorded import the_record
from bot.organising.season import season
from bot.organising.statistics import statistics
from bot.organising.stocktakes import stocktakes
from bot.threads import Runner
from bot.turn import Turn

Show = Callable[[Turn, Asked], Page]

PAGES: Mapping[str, tuple[str, Show]] = {
    "overview": ("pages.overview", overview),
    "people": ("pages.people", places_people),
    "season": ("season.all", season),
    "questions": ("pages.questions", questions),
    "introductions": ("pages.introductions", introductions),
    "gatherings": ("gatherings.all", gatherings),
    "reflections": ("pages.reflections", reflections),
    "handbook": ("handbook.all", handbook),
    "stocktakes": ("stocktake.all", stocktakes),
    "reported": ("pages.reported", reported),
    "challenges": ("pages.challenges", challenges),
    "statistics": ("pages.statistics", statistics),
    "map": ("pages.map", network_map),
    "connections": ("pages.connections", connections),
    "settings": ("pages.settings", settings),
    "record": ("pages.record", the_record),
}
"""Every page in the order of the menu: its address, the key of its name, and what it shows."""


@dataclass(frozen=True)
class Pressed:
    """What was done on a page: the sentence of a button, what was filled in, and what makes it count once."""

    says: str
    event: str
    token: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fills: bool = False


def belongs_here(says: str) -> bool:
    """Whether a page has a button for this: what organisers do, and what only shows something."""
    found = find(says, Kind.PRESSED)
    return found is not None and _ours(found[0])


def only_shows(says: str) -> bool:
    """Whether this changes nothing, so that a link may do it."""
    found = find(says, Kind.PRESSED)
    return found is not None and found[0].reads and _ours(found[0])


def _ours(command: Command) -> bool:
    return command.name != "pages" and (command.who >= Who.HOST or command.reads)


class PagesDoor:
    """What the pages ask and do. `here` runs what has to be remembered in this very process: who was turned away."""

    def __init__(self, network: Network, runner: Runner, doors: Doors, here: Runner) -> None:
        self._network, self._runner, self._doors, self._here = network, runner, doors, here
        self._reception = Reception(network)

    async def enter(self, secret: str, already: str) -> str | None:
        """Use a link up; the secret of the visit, or None where it does not hold."""
        return await self._here.write(self._reception.enter, secret, already)

    async def visitor(self, visit: str) -> Visitor | None:
        """Whose browser this is."""
        return await self._here.read(self._reception.visitor, visit)

    async def leave(self, visit: str) -> None:
        """Sign out in this browser."""
        await self._here.write(self._reception.leave, visit)

    async def turned_away(self, why: str, member_id: int | None = None) -> None:
        """Note that somebody was turned away."""
        await self._here.write(self._reception.turned_away, why, member_id)

    async def see(self, who: Visitor, page: str, asked: Asked, language: str) -> Page:
        """A page. Raises `Refusal` and `Unavailable`."""
        heard = _incoming(who, Pressed("", ""), language)
        return await self._runner.read(self._network.show, heard, partial(_seen, page=page, asked=asked))

    async def handbook(self, who: Visitor, number: int, ending: str, language: str) -> tuple[str, bytes] | None:
        """A handbook as a file: its name and what is in it. None where there is none. Raises as `see` does."""
        heard = _incoming(who, Pressed("", ""), language)
        found = await self._runner.read(self._network.show, heard, partial(taken, number=number, ending=ending))
        if found is not None:
            await self._took(who, "took a handbook along", f"handbook {number} {ending}")
        return found

    async def table(self, who: Visitor, page: str, file: str, asked: Asked, language: str) -> Table | None:
        """A table of a page to take along. None where there is none. Raises as `see` does."""
        found = (await self.see(who, page, asked, language)).tables.get(file)
        if found is not None:
            await self._took(who, "took a table along", f"{page}/{file}")
        return found

    async def _took(self, who: Visitor, act: str, what: str) -> None:
        """On record before the file goes out: without that it does not."""
        await self._here.write(self._reception.took, who.member_id, act, what)

    async def press(self, who: Visitor, pressed: Pressed, language: str) -> Reply | None:
        """Do what a button says. None where it was done before. Raises `Refusal` and `Unavailable`."""
        if not belongs_here(pressed.says):
            raise Refusal(self._network.content.wording.say("pages.in-the-chat", language))
        if pressed.fills:
            form = await self._doors.form(_incoming(who, Pressed(pressed.says, ""), language))
            wrong = looked_over(form, pressed.values, partial(self._say, language)) if form else None
            if wrong:
                return wrong
        return await self._doors.hear(_incoming(who, pressed, language))

    def _say(self, language: str, key: str, **variables: str | int) -> str:
        return self._network.content.wording.say(key, language, **variables)


def _seen(turn: Turn, page: str, asked: Asked) -> Page:
    return PAGES[page][1](turn, asked)


def _incoming(who: Visitor, pressed: Pressed, language: str) -> Incoming:
    return Incoming(
        kind=Kind.FILLED if pressed.fills else Kind.PRESSED,
        account=who.account,
        address=Address(who.account.platform, who.account.tenant, Where.PAGE),
        event=f"page:{pressed.event}",
        text=pressed.says,
        values=pressed.values,
        token=pressed.token,
        language=language,
    )
