"""Leaving takes everything along, and others' history keeps "somebody who left"."""

from sqlalchemy import text

from storage.tables import Account, Delivery, GroupMember, Held, Member, MemberChallenge, Reflection
from tests.world import Person, World


def everything(world: World) -> str:
    """Every word in the database."""
    return str(world.rows())


def test_leaving_erases_what_there_is_about_somebody(world: World, olga: Person, ana: Person, ben: Person) -> None:
    question = world.asks()
    ana.replies_there("wheelbarrow", to=question)
    ana.begins("me")
    ana.fills({"What you do": "periscope", "What others": "kaleidoscope"}, submit="Save")
    ana.reflects("marmalade", "The network")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    number = world.number(ana)
    ana.says("leave")
    ana.presses("Leave and erase")
    assert "Erased - one reflection" in ana.sees()
    for _ in range(4):  # messages are changed, then whoever left is told, then that is forgotten too
        world.settle()
    assert "The last of it is gone." in ana.sees()
    assert "What you made with a workgroup or as an organiser stays, without your name." in ana.sees()
    assert "Nothing you wrote is left" not in ana.sees()
    left = everything(world)
    for word in ("wheelbarrow", "periscope", "kaleidoscope", "marmalade", "Ana Example", ana.hands.id):
        assert word not in left, word
    (row,) = [row for row in world.all(Member) if row.id == number]
    assert (row.state, row.name, row.organisation_id, row.left_at) == ("left", "", None, world.now)
    for table in (Account, MemberChallenge, Reflection, Held):
        assert not [each for each in world.all(table) if each.member_id == number]
    assert number in {each.member_id for each in world.all(GroupMember)}
    ben.says("introduction 1")
    assert "somebody who left" in ben.sees()
    ben.says("search marmalade")
    assert "Nothing found" in ben.sees()


def test_the_search_index_forgets_too(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("marmalade on toast", "The network")
    ana.says("leave")
    ana.presses("Leave and erase")
    if world.parts.database.sqlite:
        with world.session() as session:
            found = session.connection().execute(text("SELECT count(*) FROM reflection_fts('marmalade')")).scalar()
        assert found == 0


def test_what_waits_for_somebody_who_left_is_not_sent(world: World, olga: Person, ana: Person, ben: Person) -> None:
    from adapters.simulator.wire import Fault  # noqa: PLC0415

    olga.says("round")
    world.beside.slack.faults = lambda _call, _body: Fault(status=429, retry_after=60)
    otto = Person(world, world.teams.person("Otto Organiser"), "teams")
    otto.looks_up()
    otto.says("round approve 1")
    number = world.number(ana)
    assert [row for row in world.all(Delivery) if row.member_id == number and row.state == "pending"]
    world.beside.slack.faults = None
    ana.hands.row.looks_at = ana.hands.direct.id
    ana.says("leave for good")
    world.later(hours=1)
    assert "Meet Ben" not in ana.sees()
    assert {row.state for row in world.all(Delivery) if row.member_id == number} == {"dead"}
    assert all(row.card is None for row in world.all(Delivery) if row.member_id == number)


def test_who_left_can_come_back_as_somebody_new(world: World, ana: Person) -> None:
    before = world.number(ana)
    ana.says("leave")
    ana.presses("Leave and erase")
    ana.joins("Leeds")
    assert world.number(ana) != before


def test_the_only_organiser_cannot_leave_the_network_alone(bare: World) -> None:
    olga = bare.on_slack("Olga Organiser")
    olga.says("hello")
    bare.make_organiser()
    olga.says("leave")
    olga.presses("Leave and erase")
    assert "You are the only organiser." in olga.sees()
    assert [row.state for row in bare.all(Member)] == ["member"]


def test_staying_changes_nothing(world: World, ana: Person) -> None:
    before = world.rows()
    ana.says("leave")
    ana.presses("Stay")
    after = world.rows()
    del before["seen_event"], after["seen_event"]
    assert after == before
