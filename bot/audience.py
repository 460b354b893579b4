"""Who can read a reflection: the four choices, each with its size, shown where one presses save."""

from bot.chat import Field, Option
from bot.turn import Turn
from storage import people

ONLY_ME, MY_PLACE, NETWORK, NAMELESS = "only me", "my place", "network", "nameless"
ALL = (ONLY_ME, MY_PLACE, NETWORK, NAMELESS)
ENOUGH = 5  # people who could have written a nameless reflection


def field(turn: Turn, chosen: str) -> Field:
    """The choice, with how many people each means. Nothing is chosen the first time."""
    return Field(
        "audience",
        turn.say("audience.label"),
        "choice",
        tuple(Option(value, sized(turn, value)) for value in ALL),
        (chosen,) if chosen else (),
    )


def sized(turn: Turn, value: str) -> str:
    """An audience in words, with its size today."""
    place = people.place_of(turn.session, turn.me)
    if value == MY_PLACE and place:
        count, _ = people.counts(turn.session, place.id)
        return turn.say("audience.my-place-sized", place=place.name, count=count)
    if value in {NETWORK, NAMELESS}:
        count, places = people.counts(turn.session)
        return turn.say(f"audience.{value}-sized", count=count, places=places)
    return named(turn, value)


def named(turn: Turn, value: str) -> str:
    """An audience in words."""
    return turn.say(f"audience.{value.replace(' ', '-')}")


def chosen(turn: Turn) -> str:
    """The audience that a form brings. Refuses none, and *without my name* where that would not hide anybody."""
    value = turn.incoming.value("audience")
    if value not in ALL:
        raise turn.refuse("audience.missing", "audience")
    if value == NAMELESS and people.counts(turn.session)[0] < ENOUGH:
        raise turn.refuse("audience.too-few", "audience", count=ENOUGH)
    if value == MY_PLACE and people.place_of(turn.session, turn.me) is None:
        raise turn.refuse("audience.no-place", "audience")
    return value
