"""Who can read a reflection: the four choices, each with its size, shown where one presses save."""

from bot.chat import Field, Option
from bot.turn import Eyes, Turn
from storage import organisations, people, reflections, switches
from storage.tables import Place, Reflection

ONLY_ME, MY_PLACE, NETWORK, NAMELESS = "only me", "my place", "network", "nameless"
ALL = (ONLY_ME, MY_PLACE, NETWORK, NAMELESS)
NARROW = (ONLY_ME, MY_PLACE)
LONGEST = 60  # characters of a place with its organisations
ENOUGH = 5  # people who could have written a nameless reflection


def field(turn: Turn, chosen: str, row: Reflection | None = None) -> Field:
    """The choice, with how many people each means. Nothing is chosen the first time. `row` was written before."""
    offered = NARROW if narrowed(turn) else ALL
    now = chosen if chosen in offered else ""
    options = tuple(Option(value, sized(turn, value, row)) for value in offered)
    return Field("audience", turn.say("audience.label"), "choice", options, (now,) if now else ())


def narrowed(turn: Eyes) -> bool:
    """Whether nobody beyond their place may read what this member writes, as long as that is switched off."""
    return switches.holds(turn.session, "wider", turn.my_id)


def today(turn: Eyes, row: Reflection) -> str:
    """Whom one's own reflection is for while that is switched off, or is not."""
    if row.audience in NARROW or not narrowed(turn):
        return row.audience
    return MY_PLACE if row.audience == NETWORK else ONLY_ME


def sized(turn: Eyes, value: str, row: Reflection | None = None) -> str:
    """An audience in words, with its size today. *My place* is the place of writing, wherever its author works now."""
    place = people.place_by_id(turn.session, row.place_id) if row else people.place_of(turn.session, turn.me)
    if value == MY_PLACE and place:
        count, _ = people.counts(turn.session, place.id)
        if row:
            count += organisations.former_members(turn.session, place.id or 0, row.written_at)
        return turn.say("audience.my-place-sized", place=_includes(turn, place), count=count)
    if value in {NETWORK, NAMELESS}:
        count, places = people.counts(turn.session)
        return turn.say(f"audience.{value}-sized", count=count, places=places)
    return named(turn, value)


def _includes(turn: Eyes, place: Place) -> str:
    """A place with the organisations that work there, where there are several."""
    names = [row.name for row in organisations.in_place(turn.session, place.id or 0)]
    whole = f"{place.name} ({', '.join(names)})"
    return whole if len(names) > 1 and len(whole) <= LONGEST else place.name


def named(turn: Eyes, value: str) -> str:
    """An audience in words."""
    return turn.say(f"audience.{value.replace(' ', '-')}")


def chosen(turn: Turn, asking_id: int | None = None, row: Reflection | None = None) -> str:
    """The audience that a form brings. Refuses none, and *without my name* where that would not hide anybody."""
    value = turn.incoming.value("audience")
    if value not in ALL:
        raise turn.refuse("audience.missing", "audience")
    if value not in NARROW and narrowed(turn):
        raise turn.refuse("switches.not-wider", "audience")
    if not allowed(turn, value, asking_id, row):
        key = "audience.too-few" if value == NAMELESS else "audience.no-place"
        raise turn.refuse(key, "audience", **({"count": ENOUGH} if value == NAMELESS else {}))
    return value


def allowed(turn: Turn, value: str, asking_id: int | None = None, row: Reflection | None = None) -> bool:
    """Whether an audience means today what it says: enough people to hide among, a place to share with.

    Who has answered the same question by name hides nobody: most people answer once.
    """
    if value not in NARROW and narrowed(turn):
        return False
    if value == NAMELESS:
        known = reflections.by_name(turn.session, asking_id, turn.my_id) if asking_id is not None else 0
        return reflections.might_have_written(turn.session) - known >= ENOUGH
    if value != MY_PLACE:
        return True
    return row.place_id is not None if row else people.place_of(turn.session, turn.me) is not None
