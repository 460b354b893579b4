"""Action learning sets: agreed to before any name is seen, a date that suits, a question sent and not kept."""

from datetime import date, datetime, timedelta

import pytest

from bot.asking.civil import Nation
from bot.learning.sets import dates, forming
from bot.learning.sets.dates import Where
from bot.learning.sets.forming import Willing
from storage.tables import Audit, LearningSet, SetCommitment, SetMeeting, SetMember, SetQuestion, SetWish
from tests.flows.sets import begun, four, meets, until
from tests.world import Person, World


def test_those_who_would_like_to_are_gathered_and_seen_by_each_other_once_they_agree(
    world: World, olga: Person
) -> None:
    people = four(world)
    ana, ben, cas, dee = people
    for person in people:
        person.says("set")
        person.presses("Yes, find me one")
    olga.says("form set")
    assert "One set could be formed now: 4 people." in olga.sees()
    olga.presses("Ask them")
    world.settle()
    assert "see your name once you agree" in ben.sees()
    for person in (ana, ben, cas):
        person.presses("Yes, I am in")
    assert "Ana Example · Leeds City Council" in ben.sees()
    assert "Dee Pretend" not in ana.sees() + ben.sees() + cas.sees()
    for name in ("Ana Example", "Ben Invented", "Cas Madeup", "Dee Pretend"):
        assert name not in olga.sees().split("form set", 1)[1]
    dee.presses("Yes, I am in")
    cas.says("set")
    assert "Dee Pretend" in cas.sees()
    world.settle()
    assert [row.state for row in world.all(LearningSet)] == ["going"]
    assert not world.all(SetWish)
    assert "Ana" not in repr([row.about for row in world.all(Audit)])


def test_a_no_and_somebody_who_cannot_be_asked_look_the_same(world: World) -> None:
    ana, ben, cas, dee = four(world)
    dee.begins("not with")
    dee.fills({"Or somebody else": "Ana Example"}, submit="Save")
    ana.begins("set start")
    ana.fills({"Names": "Ben Invented\nDee Pretend\nCas Madeup, Barnsley"}, submit="Ask them")
    world.settle()
    assert "Ana Example asks you into an action learning set." in ben.sees()
    assert "asks you into" not in dee.sees()
    assert "Ana Example" not in dee.sees()
    ben.presses("Not this one")
    ana.says("set")
    assert "Ben Invented" not in ana.sees().split("Ask them")[-1].split("Your action learning set")[-1]
    for sentence in ("set yes 1", "set days 1", "set question 1", "set met 1", "set leave for good"):
        dee.says(sentence)
    assert not [row for row in world.all(SetMember) if row.member_id == world.number(dee)]
    assert cas.sees().count("Would you like to be in an action learning set?") == 1
    cas.presses("Not this one")
    world.later(days=3)
    assert "You are alone in your set now" not in ana.sees()  # nor does it say that nobody is being asked
    world.later(days=8)
    assert "You are alone in your set now" in ana.sees()


@pytest.mark.thorough
def test_a_month_of_a_set(world: World) -> None:
    people = four(world)
    ana, ben, *others = people
    begun(world, people)
    world.later(days=1)
    assert "When can your set meet?" in ben.sees()
    meeting = meets(world, people)
    assert meeting.state == "set"
    assert meeting.presenter_id == world.number(ana)
    world.later(days=1)
    assert "You present." in ana.sees() or "Ana Example presents." in ben.sees()
    ana.begins(f"set question {meeting.id}")
    ana.fills({"Your question": "Quicksilver on Tuesday?", "Where you meet": "Room 4"}, submit="Save")
    assert "Quicksilver" not in "".join(person.sees() for person in (ben, *others))
    until(world, meeting.at - timedelta(days=2))
    for person in (ben, *others):
        assert "Ana Example presents, and would like you to think about this" in person.sees()
        assert "Quicksilver on Tuesday?" in person.sees()
        assert "Room 4" in person.sees()
    assert not world.all(SetQuestion)
    until(world, meeting.at + timedelta(hours=3))
    world.later(days=2)
    ben.presses("We met")
    ben.presses("What I will do before next time")
    ben.fills({"I will": "Ring the kaleidoscope"}, submit="Save")
    for person in (ana, *others):
        assert "kaleidoscope" not in person.sees()
    (met,) = [row for row in world.all(SetMeeting) if row.state == "met"]
    assert (met.presenter_id, met.dates) == (None, [])

    until(world, meeting.at + timedelta(days=14))
    second = meets(world, people)
    assert second.presenter_id == world.number(ben)  # the turn goes on
    until(world, second.at - timedelta(days=7))
    assert "It is your turn to present" in ben.sees()
    until(world, second.at - timedelta(days=1))
    assert "You said you would" in ben.sees()
    assert "Your set meets soon" not in others[0].sees()  # who said nothing is not asked
    ben.presses("Did it")
    (kept,) = world.all(SetCommitment)
    assert kept.outcome == "did"


@pytest.mark.thorough
def test_who_leaves_takes_theirs_along_and_a_set_of_three_asks_what_to_do(world: World) -> None:
    people = four(world)
    ana, ben, cas, dee = people
    begun(world, people)
    meeting = meets(world, people)
    ana.begins(f"set question {meeting.id}")
    ana.fills({"Your question": "Quicksilver?"}, submit="Save")
    for person in (ana, ben):
        person.begins("set will")
        person.fills({"I will": f"Ring {person.name}"}, submit="Save")
        person.looks_up()
    ana.says("forget me")
    ana.presses("Leave and erase")
    world.later(days=1)
    assert not world.all(SetQuestion)
    assert [row.words for row in world.all(SetCommitment)] == ["Ring Ben Invented"]
    world.later(days=6)  # two things a week
    assert "Your set has 3 people now" in cas.sees()
    assert world.all(SetMeeting)[-1].presenter_id == world.number(ben)
    ben.says("set leave")
    ben.presses("Leave it")
    assert not world.all(SetCommitment)
    cas.presses("End the set")
    cas.presses("End the set")
    world.later(days=1)
    assert "Your action learning set has ended." in dee.sees()
    assert [row.state for row in world.all(LearningSet)] == ["ended"]
    assert not world.all(SetMember)


def test_organisers_are_told_of_sets_from_five_people_up(world: World, olga: Person) -> None:
    begun(world, four(world))
    olga.says("form set")
    assert "told once five people are in one" in olga.sees()
    eli = world.member("slack", "Eli Fictional", "Preston")
    world.on_slack("Ana Example").says("set invite Eli Fictional")
    eli.presses("Yes, I am in")
    olga.says("form set")
    assert "Sets: 1." in olga.sees()


@pytest.mark.parametrize("count", [3, 4, 9, 12, 17])
def test_sets_are_of_four_to_eight_and_nobody_meets_whom_they_would_rather_not(count: int) -> None:
    people = [
        Willing(number, number % 9, "", frozenset({number + 1} if number % 4 == 0 else ())) for number in range(count)
    ]
    found = forming.propose(people)
    placed = [each for together in found for each in together]
    assert len(placed) == len(set(placed))
    assert bool(found) == (count >= 5)
    for together in found:
        assert 4 <= len(together) <= 8
        assert len({each.place for each in together}) == len(together)
        assert not any(other.id in each.apart for each in together for other in together)


def test_dates_are_in_everybodys_working_hours_and_on_nobodys_bank_holiday() -> None:
    homes = [Where("Europe/London", Nation.ENGLAND), Where("Europe/Athens", Nation.SCOTLAND)]
    found = dates.propose(date(2026, 11, 27), homes)  # St Andrew's Day is on the 30th
    assert len({each.date() for each in found}) == 3
    assert date(2026, 11, 30) not in {each.date() for each in found}
    assert all(dates.is_civil(each, homes) and dates.is_civil(each + dates.LENGTH, homes) for each in found)
    apart = [*homes, Where("Pacific/Auckland", Nation.ENGLAND)]
    assert len(dates.propose(date(2026, 11, 27), apart)) == 3  # as good as can be
    before = dates.days_before(datetime.fromisoformat("2026-12-01T10:00:00+00:00"), 2, homes)
    assert before.date() == date(2026, 11, 26)
