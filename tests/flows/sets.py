"""People of four places and both platforms for an action learning set, and what they do in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from storage.tables import LearningSet, SetMeeting
from tests.world import Person, World

PEOPLE = (
    ("slack", "Ana Example", "Leeds"),
    ("teams", "Ben Invented", "Gateshead"),
    ("slack", "Cas Madeup", "Barnsley"),
    ("teams", "Dee Pretend", "City of York"),
)
LONDON = ZoneInfo("Europe/London")


def four(world: World) -> list[Person]:
    """Four people, confirmed, of four places."""
    return [world.member(*each) for each in PEOPLE]


def begun(world: World, people: list[Person]) -> LearningSet:
    """The first starts a set, the others agree."""
    first, *others = people
    first.begins("set start")
    first.fills({"Names": "\n".join(other.name for other in others)}, submit="Ask them")
    for other in others:
        other.presses("Yes, I am in")
    world.settle()
    (row,) = world.all(LearningSet)
    return row


def meets(world: World, people: list[Person]) -> SetMeeting:
    """Everybody presses the first date."""
    world.settle()
    meeting = world.all(SetMeeting)[-1]
    first = datetime.fromisoformat(meeting.dates[0])
    label = f"{first.astimezone(LONDON):%A} {first.astimezone(LONDON).day} {first.astimezone(LONDON):%B}, "
    for person in people:
        person.begins(f"set days {meeting.id}")
        person.fills({"These suit me": [f"{label}{first.astimezone(LONDON):%H:%M}"]}, submit="Save")
    world.settle()
    return world.all(SetMeeting)[-1]


def until(world: World, moment: datetime) -> None:
    """Let time pass until then."""
    world.now = moment
    world.settle()
