"""Taking stock: by oneself in pieces, or in a council's own, of which only pooled figures are ever told."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean

import pytest

import content
from bot.stocktake import pages, pooling
from storage import people
from storage.database import Database
from storage.migrate import upgrade
from storage.tables import Member, Notice, Stocktake, Taking, TakingAnswer
from tests.web.visiting import Visit
from tests.world import LEEDS, Person, World

STEPS = ["Not yet true", "A little true", "Half true", "Mostly true", "Wholly true"]


def _fills(person: Person, values: dict[str, str], submit: str = "Save, and go on") -> None:
    person.fills(values, submit=submit)


def _opens(olga: Person, world: World, who: str = "Everybody") -> Stocktake:
    olga.begins("stocktake open")
    olga.fills({"For whom": who}, submit="Open a stocktake")
    row: Stocktake = world.all(Stocktake)[-1]
    return row


def _answers(person: Person, number: int, step: int, begins_with: str = "") -> None:
    person.begins(f"stocktake answer {number} 1")
    _fills(person, {"Purpose": STEPS[step - 1], "A sentence": f"Words of {person.name}"})
    person.looks_up()
    person.begins(f"stocktake end {number}")
    _fills(person, {"Where would": begins_with} if begins_with else {}, "Save and finish")
    person.looks_up()


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_taking_stock_by_oneself_is_stopped_gone_on_with_and_compared(world: World, platform: str) -> None:
    ana = world.member(platform, "Ana Example", LEEDS)
    ana.begins("stocktake answer own 1")
    _fills(ana, {"Purpose": "Half true", "A sentence": "Marmalade"})
    assert "Part 2 of" in ana.sees()  # the next piece stands open
    ana.looks_up()
    ana.says("stocktake")
    assert "1 of 33 parts answered" in ana.sees()
    ana.presses("Go on")
    _fills(ana, {"Collaborative": "Wholly true"})
    ana.looks_up()
    ana.begins("stocktake end own")
    _fills(ana, {"What do you want to keep": "The Tuesday walk", "Where would": "Purpose"}, "Save and finish")
    assert "Begin with: Purpose" in ana.sees()
    world.later(days=90)
    ana.begins("stocktake answer own 1")
    _fills(ana, {"Purpose": "Wholly true"})
    ana.looks_up()
    ana.begins("stocktake end own")
    _fills(ana, {}, "Save and finish")
    ana.says("my stocktake")
    assert "Wholly true ●●●●● (last time: Half true ●●●○○)" in ana.sees()
    assert ": 1. Less true: 0. As they were: 0." in ana.sees()
    ana.presses("See the time before")
    assert "Collaborative" in ana.sees()
    first, second = world.all(Taking)
    assert first.done_at
    assert first.id != second.id
    ben = world.member("teams", "Ben Invented", "Gateshead")
    ben.says("my stocktake")
    assert "You have taken no stock yet" in ben.sees()
    for words in (f"stocktake show {first.id}", f"stocktake drop for good {first.id}"):
        ben.says(words)
    assert "Marmalade" not in ben.sees()
    assert len(world.all(Taking)) == 2
    ana.says(f"stocktake drop {first.id}")
    ana.presses("Erase my answers")
    assert [row.id for row in world.all(Taking)] == [second.id]
    assert "Marmalade" not in str(world.rows())


@pytest.mark.thorough
def test_of_a_councils_only_those_who_answered_see_pooled_figures(world: World) -> None:
    olga = world.on_slack("Olga Organiser")
    members = [world.member("slack" if n % 2 else "teams", f"Nu{n} Invented", LEEDS) for n in range(5)]
    beside = world.member("slack", "Zed Elsewhere", "Gateshead")
    row = _opens(olga, world, "Leeds")
    for _ in range(2):
        world.later(days=1)
    assert {notice.kind for notice in world.all(Notice)} >= {"stocktake"}
    assert "A stocktake is open until" in members[0].sees()
    assert "A stocktake is open" not in beside.sees()
    beside.says(f"stocktake answer {row.id} 1")
    assert "is not for where you work" in beside.sees()
    for person, step in zip(members, (1, 2, 4, 4, 5), strict=True):
        _answers(person, row.id, step, "Purpose")
    members[0].says(f"stocktake together {row.id}")
    assert "It is open until" in members[0].sees()
    olga.says(f"stocktake figures {row.id}")
    assert "of 5 ●" not in olga.sees()
    world.later(days=25)
    for _ in range(3):
        world.later(days=1)
    one = members[0]
    one.says(f"stocktake together {row.id}")
    assert "5 people answered" in one.sees()
    assert "3 of 5 ●●●○○" in one.sees()
    assert "Most of those who answered would begin with: Purpose" in one.sees()
    one.presses("I will lead it")
    assert one.name + " leads it" in one.sees()
    members[1].says(f"stocktake lead {row.id}")
    assert "leads it already" in members[1].sees()
    for person in (beside, olga):  # who did not answer
        person.says(f"stocktake together {row.id}")
        assert "Only those who answered" in person.sees()
    visit = Visit.of(olga)
    visit.opens("stocktakes")
    olga.says(f"stocktake figures {row.id}")
    for seen in (olga.sees(), visit.sees()):
        assert "5 people answered" in seen
        assert "leads it" not in seen
        assert "Words of Nu" not in seen
    before = world.all(Stocktake)[0].pooled
    one.says("leave")
    one.presses("Leave and erase")
    world.settle()
    assert world.all(Stocktake)[0].pooled == before  # nobody is told by a difference
    assert world.all(Stocktake)[0].leader_id is None
    assert len(world.all(Taking)) == 4
    assert f"Words of {one.name}" not in str(world.rows())


def test_fewer_than_five_are_never_told(world: World) -> None:
    olga = world.on_slack("Olga Organiser")
    members = [world.member("slack", f"Nu{n} Invented", LEEDS) for n in range(4)]
    olga.begins("stocktake open")
    olga.fills({"For whom": "Leeds"}, submit="Open a stocktake")
    assert "Fewer than 5 people work there" in str(olga.hands.screen())
    olga.looks_up()
    row = _opens(olga, world)
    for person in members:
        _answers(person, row.id, 4)
    olga.says(f"stocktake close {row.id} now")
    world.settle()
    assert world.all(Stocktake)[0].pooled == {}
    members[0].says(f"stocktake together {row.id}")
    assert "Fewer than 5 people answered" in members[0].sees()


def test_pooling_against_a_plain_recount() -> None:
    """Of random answers: what is told is the mean of five or more, to half a step, and of fewer nothing."""
    dice, now = Random(3), datetime(2026, 3, 2, 12, tzinfo=UTC)
    database = Database("sqlite://")
    upgrade(database)
    slugs = [part.slug for part in pages.parts(content.load())]
    for _ in range(12):
        given: dict[str, list[int]] = {slug: [] for slug in slugs}
        with database.write() as session:
            row = Stocktake(last=(now + timedelta(days=1)).date(), opened_at=now)
            people.add(session, row)
            takers = dice.randrange(3, 9)
            for _ in range(takers):
                member = Member(name="Somebody", joined_at=now)
                people.add(session, member)
                taking = Taking(stocktake_id=row.id, member_id=member.id or 0, began_at=now)
                people.add(session, taking)
                for slug in dice.sample(slugs, dice.randrange(1, len(slugs))):
                    step = dice.randrange(1, 6)
                    given[slug].append(step)
                    people.add(session, TakingAnswer(taking_id=taking.id or 0, about=slug, step=step))
            pooling.close(session, row, now)
            assert row.answered == (takers if takers >= 5 else 0)
            assert row.pooled.keys() == {slug for slug, steps in given.items() if len(steps) >= 5}
            for slug, halves in row.pooled.items():
                assert abs(halves / 2 - fmean(given[slug])) <= 0.25
    database.close()
