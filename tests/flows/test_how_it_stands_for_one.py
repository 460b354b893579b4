"""A question in a Teams channel stands otherwise for who answered it: with their words, which nobody else sees."""

from adapters.simulator.teams import limits
from tests.world import Person, World


def invited(world: World, name: str) -> Person:
    """Somebody who has not joined."""
    return Person(world, world.teams.person(name), "teams")


def test_what_one_answered_stays_when_the_count_goes_up(world: World, ana: Person, ben: Person) -> None:
    una = invited(world, "Una New")
    world.asks()
    ben.answers_there("We listened first.", "Only me")
    assert "Kept." in ben.sees_there()
    ana.answers_there("So did we.", "The network")
    world.later(minutes=1)
    for _ in range(2):
        shown = ben.sees_there()
        assert [
            one for one in ("What you said", "We listened first.", "2 people have answered.") if one not in shown
        ] == []
        assert {"I will try something", "Edit", "Who can see this", "Delete", "What others said"} <= set(
            ben.buttons(world.teams_channel)
        )
        ben.hands.reloads()
        world.loop.run(ben.hands.looks())
    for other in (una, Person(world, world.teams.person("Otto Organiser"), "teams")):
        world.loop.run(other.hands.looks())
        assert "We listened first." not in other.sees_there()
        assert "Reflect" in other.buttons(world.teams_channel)
        assert not any(one["ephemeral"] for one in other.hands.screen(world.teams_channel))


def test_it_can_be_changed_from_there(world: World, ben: Person) -> None:
    world.asks()
    ben.answers_there("We listened first.", "The network")
    world.later(minutes=1)
    ben.presses_there("Edit")
    ben.fills({"Your words": "We listened twice."}, submit="Save")
    ben.hands.reloads()
    world.loop.run(ben.hands.looks())
    assert "We listened twice." in ben.sees_there()


def test_the_card_names_nobody_and_in_a_large_channel_nothing_is_asked(world: World, ben: Person) -> None:
    world.asks()
    ben.answers_there("We listened first.", "Only me")
    world.later(minutes=1)
    (message,) = [one for one in world.teams_channel.conversation.messages if one.cards and one.cards[0].get("refresh")]
    assert "userIds" not in message.cards[0]["refresh"]
    for number in range(limits.REFRESHED_PEOPLE):
        world.teams.person(f"Extra {number}")
    ben.hands.reloads()
    before = len(world.beside.teams.wire)
    world.loop.run(ben.hands.looks())
    assert len(world.beside.teams.wire) == before


def test_who_looks_from_elsewhere_sees_it_as_it_was_posted(world: World, ben: Person) -> None:
    world.asks()
    world.loop.run(ben.hands.looks())
    cloud = world.beside.teams
    (looked,) = [one["body"] for one in cloud.wire if one["body"] and one["body"].get("name") == "adaptiveCard/action"]
    visitor = {"id": "29:vera", "name": "Vera Visitor", "aadObjectId": "aad-vera", "tenantId": "tenant-elsewhere"}
    answered = world.loop.run(cloud.deliver({**looked, "id": "f:9", "from": visitor}))
    assert answered.body["value"] == ""
