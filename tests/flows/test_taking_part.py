"""Who takes part in a round: asked each time, skipping, snoozing, resting; and what organisers change in a draft."""

from datetime import date

import pytest

from bot.introducing.rounds import inputs
from storage.tables import Apart, Group, GroupMember, Member, Round
from tests.world import BARNSLEY, GATESHEAD, LEEDS, Person, World


@pytest.fixture
def four(world: World, ana: Person, ben: Person) -> list[Person]:
    """Ana and Ben share one challenge, Cas and Dee another."""
    cas = world.member("slack", "Cas Invented", BARNSLEY, challenge="preventing homelessness")
    dee = world.member("teams", "Dee Example", GATESHEAD, challenge="preventing homelessness")
    return [ana, ben, cas, dee]


def introduced(world: World, olga: Person, *days: int) -> None:
    """A round, approved; then so many days go by, one after the other."""
    olga.says("round")
    olga.presses("Introduce them")
    for _ in range(sum(days)):
        world.later(days=1)


def of(world: World, person: Person) -> Member:
    number = world.number(person)
    return next(row for row in world.all(Member) if row.id == number)


def test_a_plan_asks_first_and_then_makes_a_draft_for_whoever_planned_it(
    world: World, olga: Person, ana: Person
) -> None:
    ben = world.member("teams", "Ben Invented", GATESHEAD, challenge="sharing data", introductions="Ask me each time")
    zoe = world.on_teams("Zoe Stranger")
    olga.says("schedule introductions every 2 weeks tue 10:00")
    assert "Introductions, in twos" in olga.sees()
    olga.presses("Start")
    assert "The first round opens on" in olga.sees()
    olga.says("upcoming")
    assert "Replace the next" not in olga.buttons()[-6:]
    world.later(days=1, hours=1)
    assert "Would you like an introduction this time?" in ben.sees()
    assert "Would you like an introduction" not in ana.sees()  # she said yes once for all
    for channel in (olga.sees_there(), zoe.sees_there()):
        assert "Introductions are open" in channel
        assert "Ben" not in channel.partition("Introductions are open")[2]
        assert "data" not in channel.partition("Introductions are open")[2]
    ben.opens_home()
    ben.presses("Yes, please")
    assert "You are in the next round" in ben.sees()
    assert world.all(Round)[0].state == "asking"
    for _ in range(6):
        world.later(days=1)
    assert "A draft of the next introductions" in olga.sees()
    olga.presses("Introduce them")
    world.later(days=1)
    assert "Meet Ana Example" in ben.sees()
    assert of(world, ben).next_round == ""  # next time he is asked again


def test_take_part_in_a_channel_opens_for_who_pressed_alone(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    olga.says("schedule introductions-automatic weekly tue 10:00")
    olga.presses("Start")
    world.later(days=1, hours=1)
    zoe = world.on_teams("Zoe Stranger")
    zoe.presses_there("Take part")
    assert "Where do you work?" in zoe.sees("modal")
    zoe.looks_up()
    ben.presses_there("Take part")
    assert "You are in the next round" in ben.sees("modal")
    assert "You are in the next round" not in zoe.sees_there()
    for _ in range(6):
        world.later(days=1)
    assert world.all(Round)[0].state == "approved"  # nobody had to look it over
    assert "Meet Ben Invented" in ana.sees()


def test_skipping_one_round_and_snoozing(world: World, olga: Person, ana: Person, ben: Person) -> None:
    ana.says("not this round")
    olga.says("round")
    assert "Fewer than two people can be introduced now." in olga.sees()
    ana.says("take part")
    ben.says("snooze 2026-11-20")
    assert "No introductions before Friday 20 November." in ben.sees()
    olga.says("round")
    assert not world.all(Group)
    ben.says("snooze 2020-01-01")
    assert "Please choose a day within the next twelve months." in ben.sees()
    world.later(days=18)
    introduced(world, olga, 1)
    assert "Meet Ben Invented" in ana.sees()


@pytest.mark.thorough
def test_three_silent_rounds_and_one_rests_and_is_told_and_comes_back_by_a_press(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    for _ in range(3):
        introduced(world, olga, 14)
        ana.begins(f"say hello {len(world.all(Group))}")
        ana.fills({}, submit="Send")
    olga.says("round")
    world.later(days=4)
    assert of(world, ben).snoozed_until == date.max
    assert of(world, ana).snoozed_until is None
    assert "The last three stayed without a word from you." in ben.sees()
    ben.says("home")
    ben.presses("Introduce me again")
    assert of(world, ben).snoozed_until is None


def test_not_with_this_person_is_kept_and_nobody_can_tell(world: World, olga: Person, four: list[Person]) -> None:
    ana, ben, *_ = four
    ana.begins("not with")
    ana.fills({"Or somebody else": "ben invented"}, submit="Save")
    assert [(row.member_id, row.other_id) for row in world.all(Apart)] == [(world.number(ana), world.number(ben))]
    olga.says("round")
    olga.says("round change 1")
    told = olga.sees()
    groups = [
        {row.member_id for row in world.all(GroupMember) if row.group_id == group.id} for group in world.all(Group)
    ]
    assert {world.number(ana), world.number(ben)} not in groups
    assert "rather not" not in told
    olga.says(f"round swap 1 {world.number(ana)} {world.number(four[2])}")
    for one in four:
        for other in four:
            if one is not other:
                olga.says(f"round swap 1 {world.number(one)} {world.number(other)}")
    pairs = [
        {row.member_id for row in world.all(GroupMember) if row.group_id == group.id} for group in world.all(Group)
    ]
    assert {world.number(ana), world.number(ben)} not in pairs
    assert "not with" not in olga.sees() + ben.sees()


def test_who_is_not_confirmed_learns_from_it_of_nobody(world: World, olga: Person, ana: Person) -> None:
    zoe = world.on_slack("Zoe Newcomer")
    zoe.joins("Barnsley")
    zoe.begins("not with")
    opened = str(zoe.hands.screen("modal"))
    assert "No other member sees this" in opened
    assert "Once an organiser has confirmed where you work" in opened
    assert "Or somebody else" not in opened
    world.confirm(zoe)
    zoe.begins("not with")
    with world.writing() as session:  # she says elsewhere that she has moved, with the form open
        session.get(Member, world.number(zoe)).confirmed_at = None
    said = []
    for name in ("Ana Example", "Nobody Atall"):
        zoe.fills({"Or somebody else": name}, submit="Save")
        said.append(zoe.problem())
    assert said[0] == said[1]
    assert "Once an organiser has confirmed" in said[0]
    assert not world.all(Apart)


def test_a_block_made_after_the_draft_is_respected_without_a_word_of_it(
    world: World, olga: Person, four: list[Person]
) -> None:
    ana, ben, *_ = four
    olga.says("round")
    ben.begins("not with")
    ben.fills({"Or somebody else": "Ana Example"}, submit="Save")
    olga.presses("Introduce them")
    assert "Something has changed since this draft was made" in olga.sees()
    assert world.all(Round)[0].state == "draft"
    olga.presses("Introduce them")
    assert world.all(Round)[0].state == "approved"
    together = {
        row.group_id for row in world.all(GroupMember) if row.member_id in {world.number(ana), world.number(ben)}
    }
    assert len(together) == 2


def test_an_organiser_swaps_two_and_holds_one_out(world: World, olga: Person, four: list[Person]) -> None:
    ben = four[1]
    olga.says("round")
    before = {row.id: row.reasons for row in world.all(Group)}
    olga.presses("Change something")
    olga.fills({"Whom is it about": "Ana Example"}, submit="Look")
    offered = [label for label in olga.buttons() if label.startswith("Swap with")]
    assert offered
    olga.presses(offered[-1])
    assert {row.id: row.reasons for row in world.all(Group)} != before
    olga.presses("Change something")
    olga.fills({"Whom is it about": "Ben Invented"}, submit="Look")
    olga.presses("Leave Ben Invented out of this round")
    assert "An organiser left them out of this round." in olga.sees()
    olga.presses("Introduce them")
    world.settle()
    assert "An organiser left you out of this round." in ben.sees()
    assert "You come first in the next round." in ben.sees()


def test_a_round_can_be_made_again_from_what_is_kept_with_it(world: World, olga: Person, four: list[Person]) -> None:
    introduced(world, olga, 1)
    olga.says("round")
    for row in world.all(Round):
        again = inputs.make(inputs.of(row), row.seed, row.size)
        groups = {group.id for group in world.all(Group) if group.round_id == row.id}
        stored = {
            tuple(sorted(str(part.member_id) for part in world.all(GroupMember) if part.group_id == group))
            for group in groups
        }
        assert {tuple(sorted(group.members)) for group in again.groups} == stored
        assert row.outcome["engine"] == again.version
        assert row.outcome["objective"] == pytest.approx(again.objective)


def test_the_networks_own_team_joins_and_is_left_out(world: World, olga: Person, ana: Person, ben: Person) -> None:
    olga.begins("me")
    olga.fills({"Introduce me": "Yes"}, submit="Save")
    introduced(world, olga, 1)
    assert "Meet" not in olga.sees().replace("Meet each other", "")
    assert {row.member_id for row in world.all(GroupMember)} == {world.number(ana), world.number(ben)}


def test_threes(world: World, olga: Person, four: list[Person]) -> None:
    eva = world.member("slack", "Eva Example", "Kirklees", challenge="preventing homelessness")
    fay = world.member("teams", "Fay Example", "Surrey", challenge="sharing data")
    olga.says("round 3")
    olga.presses("Introduce them")
    world.settle()
    assert len(world.all(Group)) == 2
    assert "are both facing" in eva.sees()
    ana = four[0]
    ana.presses("Say hello")
    ana.fills({"Your words": "Hello you two"}, submit="Send")
    heard = [person for person in (*four[1:], eva, fay) if "Hello you two" in person.sees()]
    assert len(heard) == 2
    assert all("Ana Example · " + LEEDS in person.sees() for person in heard)


def paired(world: World) -> list[set[int]]:
    parts = world.all(GroupMember)
    return [{part.member_id for part in parts if part.group_id == group.id} for group in world.all(Group)]


@pytest.mark.parametrize("gone", ["Ben Invented", "Cas Invented"])
def test_who_cannot_be_reached_is_not_introduced_to_anybody_until_they_are_back(
    world: World, olga: Person, four: list[Person], gone: str
) -> None:
    away = next(each for each in four if each.name == gone)
    teams = away.platform == "teams"
    world.loop.run(away.hands.uninstalls() if teams else away.hands.changes(deleted=True))
    olga.says("round")
    (pair,) = paired(world)
    assert world.number(away) not in pair
    olga.presses("Drop this draft")
    world.loop.run(away.hands.installs() if teams else away.hands.changes(deleted=False))
    olga.says("round")
    assert sum(map(len, paired(world))) == 4


def test_who_can_be_reached_no_more_when_a_draft_is_approved_is_left_out_of_it(
    world: World, olga: Person, four: list[Person]
) -> None:
    olga.says("round")
    world.loop.run(four[1].hands.uninstalls())
    olga.presses("Introduce them")
    assert "Something has changed since this draft was made" in olga.sees()
    olga.presses("Introduce them")
    world.settle()
    assert world.number(four[1]) not in set().union(*paired(world))
    assert "Meet Ben Invented" not in "".join(each.sees() for each in four)


def test_who_blocked_the_bot_unheard_is_left_out_once_a_message_was_refused(
    world: World, olga: Person, four: list[Person]
) -> None:
    ben = four[1]
    ben.hands.blocks()
    introduced(world, olga, 1)
    assert world.number(ben) in set().union(*paired(world))  # nobody could know
    before = len(world.all(Group))
    introduced(world, olga, 1)
    later = [part.member_id for part in world.all(GroupMember) if part.group_id > before]
    assert later
    assert world.number(ben) not in later
