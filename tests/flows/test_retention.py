"""Nothing is kept for ever: asked twice a year, announced, and then let go."""

from datetime import timedelta

from bot.chat import Card
from bot.delivering import deliveries, outbox
from storage import people
from storage.tables import Audit, Delivery, Notice, Reflection
from tests.world import Person, World


def weeks_on(world: World, weeks: int) -> None:
    """Let some weeks pass, a Wednesday noon each."""
    for _ in range(weeks):
        world.later(days=7)


def test_still_true_keeps_it_and_what_nobody_keeps_goes(world: World, ana: Person, ben: Person) -> None:
    for name in ("Cas Colleague", "Dee Invented", "Eli Example"):
        world.member("slack", name, "Barnsley")
    kept = ana.reflects("marmalade is still true", "The network")
    shared = ana.reflects("rhubarb is for everybody", "The network")
    private = ana.reflects("custard is for me", "Only me")
    ours = ana.reflects("honey is for Leeds", "Leeds")
    world.later(days=2, hours=3)  # Wednesday noon
    assert "Still true?" not in ana.sees()
    world.later(days=190)
    world.later(days=1)
    assert ana.sees().count("Still true?") == 1
    world.later(days=7)
    assert ana.sees().count("Still true?") == 1
    world.later(days=330)
    ana.looks_up()
    ana.says(f"still true {kept}")
    assert "It stays for 24 months from now." in ana.sees()
    world.later(days=170)
    world.later(days=1)
    world.later(days=1)
    assert "3 things you wrote go from" in ana.sees()
    rows = {row.id: row for row in world.all(Reflection)}
    assert rows[kept].goes_at is None
    assert all(rows[number].goes_at for number in (shared, private, ours))
    ana.says("mine")
    assert "unless you keep it" in ana.sees()
    world.later(days=32)
    rows = {row.id: row for row in world.all(Reflection)}
    assert rows.keys() == {kept, shared}
    assert (rows[shared].audience, rows[shared].place_id, rows[shared].organisation_id) == ("nameless", None, None)
    ben.looks_up()
    ben.says("search rhubarb")
    assert "rhubarb is for everybody" in ben.sees()
    assert "Ana Example" not in ben.sees().rpartition("search rhubarb")[2]
    ben.says("search marmalade")
    assert "Ana Example" in ben.sees().rpartition("search marmalade")[2]


def test_records_are_dropped_when_their_time_is_over(world: World, ana: Person) -> None:
    world.asks()
    assert world.all(Delivery)
    assert world.all(Audit)
    world.later(days=91)
    assert not [row for row in world.all(Delivery) if row.made_at < world.now - timedelta(days=90)]
    assert not [
        row for row in world.all(Notice) if row.state == "sent" and row.not_before < world.now - timedelta(days=90)
    ]
    assert world.all(Audit)
    world.later(days=700)
    assert not world.all(Audit)
    before = world.rows()
    world.later(hours=2)  # looking again drops nothing more
    assert {name: len(rows) for name, rows in world.rows().items()} == {
        name: len(rows) for name, rows in before.items()
    }


def test_what_may_have_arrived_goes_with_the_rest_of_the_record(world: World, ana: Person) -> None:
    number = world.number(ana)
    with world.writing() as session:
        member = people.member(session, number)
        row = outbox.put_direct(session, member, Card("Wheelbarrow"), kind="notice", about="", now=world.now)
        row.state, row.error, kept = "uncertain", "connection_lost", row.id
    world.later(days=89)
    (still,) = deliveries.unfinished(world.parts.database, 10)
    assert (still.id, still.state) == (kept, "uncertain")
    world.later(days=2)
    assert kept not in {row.id for row in world.all(Delivery)}
    assert "Wheelbarrow" not in repr(world.all(Delivery))
    assert not deliveries.unfinished(world.parts.database, 10)


def test_what_was_written_names_the_place_it_was_written_in(world: World, ana: Person) -> None:
    cas = world.member("teams", "Cas Colleague", "Leeds")
    dee = world.member("teams", "Dee Invented", "Barnsley")
    number = ana.reflects("honey is for Leeds", "Leeds")
    ana.begins("I’ve moved")
    assert "What you wrote so far stays with Leeds City Council." in str(ana.hands.screen("modal"))
    ana.fills({"Where do you work": "Barnsley"}, submit="Save")
    assert "From now on you work at Barnsley" in ana.sees()
    world.confirm(ana)
    ana.looks_up()
    ana.says(f"reflection {number}")
    assert "Leeds: " in ana.sees().rpartition(f"reflection {number}")[2]
    cas.says("search honey")
    dee.says("search honey")
    assert "honey is for Leeds" in cas.sees()
    assert "honey is for Leeds" not in dee.sees()
