"""Gatherings: announced everywhere, answered beforehand also by who cannot come; a draft that shows what changed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.learning.gatherings.changed import changes
from storage.tables import Gathering, GatheringAnswer, Reflection
from tests.world import Person, World

DRAFT = "We ask people once. Forms are long. Everybody reads them."
REVISED = "We ask people once. Forms are one page. Everybody reads them. We ring first."


def announced(world: World, olga: Person, **more: str) -> Gathering:
    """A roundtable ten days from now, in both channels."""
    day = world.now.date() + timedelta(days=10)
    olga.begins("gathering")
    olga.fills(
        {
            "Title": "Forms and people",
            "Day": day.isoformat(),
            "Begins at": "10:00",
            "Link or place": "Town hall, room 4",
            "Question 1": "Which form did you shorten?",
            "Question 2": "Who helped?",
            **more,
        },
        submit="Look at it",
    )
    assert "Nobody was told of it yet." in olga.sees()
    olga.presses("Announce it")
    return world.all(Gathering)[-1]


def test_answers_are_collected_beforehand_also_from_who_cannot_come_for_the_readers_they_chose(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    row = announced(world, olga)
    for person in (ana, ben):
        assert "Roundtable: Forms and people" in person.sees_there()
        assert "Coming:" not in person.sees_there()
    ana.presses_there("I’ll come")
    assert "You come." in ana.sees()
    world.later(minutes=2)
    assert "Coming: 1." in ana.sees_there()
    assert "Cannot come:" not in ana.sees_there()
    ben.presses_there("I can’t come")
    ben.presses("Answer beforehand")
    ben.fills({"Which form": "The housing one.", "Who helped": "A clerk.", "Who can read it": "The network"}, "Save")
    ben.looks_up()
    eli = world.member("slack", "Eli Fictional", "Barnsley")
    eli.begins(f"gathering answer {row.id}")
    eli.fills({"Which form": "Zeppelin.", "Who can read it": "Only me"}, submit="Save")
    eli.looks_up()
    world.later(minutes=2)
    assert "Coming: 1. Cannot come: 1. Answered beforehand: 2." in ana.sees_there()
    for words in ("The housing one.", "Zeppelin."):
        assert words not in ana.sees_there() + ben.sees_there()
    assert len(world.all(GatheringAnswer)) == len(world.all(Reflection)) == 3

    world.later(days=4)
    assert "You have not answered yet" in ana.sees()
    assert "You have not answered yet" not in ben.sees()
    world.later(days=5, hours=2)
    told = ana.sees().split("Coming up: Roundtable: Forms and people")[1]
    assert "Town hall, room 4" in told
    assert "The housing one." in told
    assert "Zeppelin." not in told
    world.later(days=2)
    ana.presses("Write it down")
    ana.fills({"Your words": "That shorter is kinder.", "Who can read it": "The network"}, submit="Save")
    ben.says(f"gathering show {row.id}")
    assert "That shorter is kinder." in ben.sees()
    number = next(row.id for row in world.all(Reflection) if row.words == "The housing one.")
    ben.says(f"delete for good {number}")
    olga.says(f"gathering show {row.id}")
    assert "The housing one." not in olga.sees()


def test_an_edit_and_calling_it_off_reach_what_stands_and_who_comes(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    row = announced(world, olga)
    ana.presses_there("I’ll come")
    olga.begins(f"gathering edit {row.id}")
    olga.fills({"Link or place": "Library"}, submit="Save")
    world.later(hours=1)
    assert "Library" in ben.sees_there()
    assert "room 4" not in ben.sees_there()
    assert "Changed: Roundtable: Forms and people" in ana.sees()
    for sentence in ("gathering", f"gathering edit {row.id}", f"gathering off for good {row.id}"):
        ben.says(sentence)
    assert "Only organisers can do that" in ben.sees()
    assert world.all(Gathering)[-1].state == "planned"
    olga.says(f"gathering off {row.id}")
    olga.presses("Call it off")
    world.later(days=1)
    assert "Called off: Roundtable: Forms and people" in ben.sees_there()
    assert "Called off: Roundtable: Forms and people" in ana.sees()
    ben.says(f"gathering come {row.id}")
    assert "This gathering was called off." in ben.sees()
    ben.says("gatherings")
    assert "No gathering is planned just now." in ben.sees()


def test_a_draft_shows_before_after_and_what_changed(world: World, olga: Person, ana: Person) -> None:
    row = announced(world, olga)
    olga.begins(f"gathering draft {row.id}")
    olga.fills({"Before": DRAFT}, submit="Save")
    olga.looks_up()
    ana.presses_there("Read the draft")
    assert "Forms are long." in ana.sees_there()
    ana.looks_up()
    world.now = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/London"))
    olga.begins(f"gathering draft {row.id}")
    olga.fills({"After": REVISED, "What moved you": "The answer about housing."}, submit="Save")
    olga.looks_up()
    ana.says(f"gathering changed {row.id}")
    assert "“Forms are long.” is now: “Forms are one page.”" in ana.sees()
    assert "New: “We ring first.”" in ana.sees()
    assert "The answer about housing." in ana.sees()


def test_what_changed_is_told_by_sentence() -> None:
    assert changes(DRAFT, DRAFT) == []
    assert changes(DRAFT, REVISED) == [("Forms are long.", "Forms are one page."), ("", "We ring first.")]
