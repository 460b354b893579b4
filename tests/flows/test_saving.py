"""*Save as reflection* in a message's menu, and *Reflect* from anywhere."""

from storage.tables import Delivery, Reflection
from tests.world import Person, World

SAVE = "save_as_reflection"


def acts(world: World, who: Person, message: object) -> None:
    """Choose *Save as reflection* in a message's menu."""
    who._do(who.hands.acts_on(message, SAVE))


def test_ones_own_message_is_kept_and_somebody_elses_only_by_its_author(world: World) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    cai = world.member("slack", "Cai Example", "Gateshead")
    dot = world.on_slack("Dot Stranger")
    room = world.slack.channel("talk", bot=False)
    message = ana.says("We asked <the families> & listened.", in_=room)
    acts(world, ana, message)
    ana.fills({"Who can read it": "The network"}, submit="Save")
    assert [row.words for row in world.all(Reflection)] == ["We asked <the families> & listened."]

    theirs = cai.says("Next time I would ask earlier <!channel>.", in_=room)
    for _ in range(2):
        acts(world, ana, theirs)
    assert "Only who wrote it can keep it." in ana.sees()
    assert "Next time I would ask earlier" not in ana.sees("direct")
    assert cai.sees().count("Ana Example thinks that what you wrote is worth keeping.") == 1
    cai.presses("Keep as a reflection")
    cai.fills({"Who can read it": "Only me"}, submit="Save")
    assert {row.words for row in world.all(Reflection)} == {
        "We asked <the families> & listened.",
        "Next time I would ask earlier <!channel>.",
    }

    before = len(world.all(Delivery))
    acts(world, ana, dot.says("I have not joined.", in_=room))
    assert len(world.all(Delivery)) == before
    acts(world, dot, message)
    assert "I have not joined." not in str(world.rows())
    assert len(world.all(Reflection)) == 2


def test_reflect_from_anywhere_opens_the_form(world: World) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    ana._do(ana.hands.shortcut("reflect"))
    ana.fills({"Your words": "From anywhere.", "Who can read it": "Only me"}, submit="Save")
    assert [row.words for row in world.all(Reflection)] == ["From anywhere."]


def test_in_teams_it_is_a_dialog_and_an_author_is_asked_in_their_own_chat(world: World) -> None:
    ana = world.member("teams", "Ana Example", "Leeds")
    cai = world.member("teams", "Cai Example", "Gateshead")
    message = ana.says("We asked <the families> & listened.", in_=world.teams_channel)
    acts(world, ana, message)
    ana.fills({"Who can read it": "The network"}, submit="Save")
    assert "Kept." in ana.sees("modal")
    assert "Kept." not in cai.sees()
    ana.looks_up()
    theirs = cai.says("Next time I would <at>ask</at> earlier.", in_=world.teams_channel)
    acts(world, ana, theirs)
    assert "Only who wrote it can keep it." in ana.sees("modal")
    ana.looks_up()
    cai.presses("Keep as a reflection")
    cai.fills({"Who can read it": "Only me"}, submit="Save")
    assert {row.words for row in world.all(Reflection)} == {
        "We asked <the families> & listened.",
        "Next time I would <at>ask</at> earlier.",
    }
    assert not cai.mentioned
    assert not world.beside.teams.problems
