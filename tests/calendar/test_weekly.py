from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asking.calendar import Due, Missed, OnHoliday, Quiet, Weekly, missed, next_slot, slots
from bot.asking.civil import Nation, bank_holidays, is_working_day

LONDON = ZoneInfo("Europe/London")
TUESDAY = 1


def local(schedule: Weekly, limit: int, after: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> list[str]:
    zone = ZoneInfo(schedule.zone)
    return [f"{slot.astimezone(zone):%a %Y-%m-%d %H:%M}" for slot in slots(schedule, after, limit)]


def tuesdays(**more) -> Weekly:
    return Weekly(
        **{"zone": "Europe/London", "time": time(10), "weekdays": (TUESDAY,), "start": date(2026, 3, 17)} | more
    )


def test_ten_in_the_morning_stays_ten_when_the_clocks_change():
    found = list(slots(tuesdays(), datetime(2026, 3, 20, tzinfo=UTC), 3))
    assert [f"{slot:%d %H:%M}" for slot in found] == ["24 10:00", "31 09:00", "07 09:00"]


def test_a_time_that_the_clocks_skip_shifts_forward():
    early = tuesdays(time=time(1, 30), weekdays=(6,))
    assert local(early, 3, datetime(2026, 3, 20, tzinfo=UTC)) == [
        "Sun 2026-03-22 01:30", "Sun 2026-03-29 02:30", "Sun 2026-04-05 01:30",
    ]  # fmt: skip


def test_a_time_that_comes_twice_fires_once_and_first():
    twice = tuesdays(time=time(1, 30), weekdays=(6,))
    found = list(slots(twice, datetime(2026, 10, 20, tzinfo=UTC), 2))
    assert found == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 11, 1, 1, 30, tzinfo=UTC)]


def test_every_two_weeks_counts_from_the_week_of_the_start_and_never_drifts():
    fortnightly = tuesdays(every_weeks=2, start=date(2026, 3, 19), weekdays=(0, 3))
    assert local(fortnightly, 4) == [
        "Thu 2026-03-19 10:00", "Mon 2026-03-30 10:00", "Thu 2026-04-02 10:00", "Mon 2026-04-13 10:00",
    ]  # fmt: skip
    late = local(fortnightly, 1, datetime(2031, 6, 1, tzinfo=UTC))
    assert late[0] in local(fortnightly, 300)


def test_the_next_slot_is_later_than_the_one_that_fired():
    first = next_slot(tuesdays(), datetime(2026, 3, 1, tzinfo=UTC))
    assert first == datetime(2026, 3, 17, 10, tzinfo=UTC)
    assert next_slot(tuesdays(), first) == datetime(2026, 3, 24, 10, tzinfo=UTC)


def test_a_schedule_ends_on_its_last_day_or_with_its_number():
    assert len(local(tuesdays(end=date(2026, 3, 31)), 99)) == 3
    assert len(local(tuesdays(count=12), 99)) == 12
    assert next_slot(tuesdays(end=date(2026, 3, 31)), datetime(2026, 3, 31, 9, tzinfo=UTC)) is None


def test_a_bank_holiday_is_skipped_and_does_not_count():
    mondays = tuesdays(weekdays=(0,), start=date(2026, 4, 27), holidays=Nation.ENGLAND, count=3)
    assert local(mondays, 99) == ["Mon 2026-04-27 10:00", "Mon 2026-05-11 10:00", "Mon 2026-05-18 10:00"]


def test_a_bank_holiday_moves_to_the_next_working_day_of_that_nation():
    friday = tuesdays(weekdays=(4,), start=date(2026, 4, 3), count=1, on_holiday=OnHoliday.NEXT_WORKING_DAY)
    for nation, day in ((Nation.WALES, "Tue 2026-04-07"), (Nation.SCOTLAND, "Mon 2026-04-06")):
        moved = Weekly(**vars(friday) | {"holidays": nation})
        assert local(moved, 9) == [f"{day} 10:00"]


def test_a_moved_question_that_meets_a_regular_one_is_asked_once():
    easter = tuesdays(
        weekdays=(0, 1, 4), start=date(2026, 4, 3), end=date(2026, 4, 8),
        holidays=Nation.ENGLAND, on_holiday=OnHoliday.NEXT_WORKING_DAY,
    )  # fmt: skip
    assert local(easter, 9) == ["Tue 2026-04-07 10:00"]


def test_quiet_periods_carry_no_question():
    august = tuesdays(start=date(2026, 7, 21), quiet=(Quiet(date(2026, 8, 1), date(2026, 8, 31)),))
    assert local(august, 3) == ["Tue 2026-07-21 10:00", "Tue 2026-07-28 10:00", "Tue 2026-09-01 10:00"]


NOW = datetime(2026, 4, 8, 12, tzinfo=UTC)
OUT = datetime(2026, 3, 17, 10, tzinfo=UTC)  # three slots since: 24 and 31 March, 7 April


@pytest.mark.parametrize(
    ("policy", "grace", "fired", "dropped"),
    [
        (Missed.LATEST, timedelta(hours=1), [7], [24, 31]),
        (Missed.LATEST, timedelta(days=2), [7], [24, 31]),
        (Missed.ALL, timedelta(hours=1), [24, 31, 7], []),
        (Missed.SKIP, timedelta(hours=1), [], [24, 31, 7]),
        (Missed.SKIP, timedelta(days=2), [7], [24, 31]),
    ],
)
def test_what_was_missed_follows_the_policy(policy, grace, fired, dropped):
    due = missed(tuesdays(), OUT, NOW, policy, grace)
    assert [slot.day for slot in due.fire] == fired
    assert [slot.day for slot in due.dropped] == dropped


def test_nothing_is_due_before_its_time():
    assert missed(tuesdays(), OUT, OUT + timedelta(days=6), Missed.ALL, timedelta(0)) == Due()


def test_a_schedule_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="weekdays"):
        tuesdays(weekdays=())
    with pytest.raises(ValueError, match="every_weeks"):
        tuesdays(every_weeks=0)
    with pytest.raises(ZoneInfoNotFoundError):
        tuesdays(zone="Europe/Gateshead")


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 1))


SCHEDULES = st.builds(
    Weekly,
    zone=st.just("Europe/London"),
    time=st.just(time(10)),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    start=DAYS,
    every_weeks=st.integers(1, 5),
    holidays=st.sampled_from([None, *Nation]),
    on_holiday=st.sampled_from(OnHoliday),
    quiet=st.builds(lambda day, days: (Quiet(day, day + timedelta(days=days)),), DAYS, st.integers(0, 60)),
)


@settings(deadline=None, max_examples=150)
@given(SCHEDULES, DAYS)
def test_every_slot_obeys_every_rule(schedule, after):
    begin = datetime.combine(after, time(10), LONDON)
    found = list(slots(schedule, begin, 12))
    assert len(found) == 12
    assert all(one < other for one, other in pairwise([begin, *found]))
    for slot in found:
        here = slot.astimezone(LONDON)
        day = here.date()
        assert here.time() == time(10)
        assert day >= schedule.start
        assert day not in schedule.quiet[0]
        assert day not in bank_holidays(schedule.holidays)
        weeks = ((day - schedule.start).days + schedule.start.weekday()) // 7
        on_its_day = day.weekday() in schedule.weekdays and weeks % schedule.every_weeks == 0
        moving = schedule.on_holiday is OnHoliday.NEXT_WORKING_DAY
        moved = moving and is_working_day(day, schedule.holidays)
        assert on_its_day or moved
    assert found[1:] == list(slots(schedule, found[0], 11))  # from wherever one asks, the same slots
