from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.civil import (
    Nation,
    bank_holidays,
    holidays_known_until,
    is_working_day,
    next_civil,
    working_days_after,
)

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "civil"),
    [
        ("2026-07-07 11:00", "2026-07-07 11:00"),  # a Tuesday morning stays
        ("2026-07-07 18:00", "2026-07-08 08:30"),  # the evening waits for the morning
        ("2026-07-07 06:00", "2026-07-07 08:30"),
        ("2026-07-11 11:00", "2026-07-13 08:30"),  # Saturday waits for Monday
        ("2026-12-24 19:00", "2026-12-29 08:30"),  # Christmas, the weekend, Boxing Day's substitute
        ("2026-03-28 12:00", "2026-03-30 08:30"),  # over the clock change
    ],
)
def test_what_is_not_civil_waits_for_the_next_civil_morning(moment, civil):
    assert next_civil(london(moment), "Europe/London", Nation.ENGLAND) == london(civil)


def test_civil_hours_are_those_of_the_members_own_zone():
    noon_in_london = datetime(2026, 7, 7, 11, tzinfo=UTC)
    assert next_civil(noon_in_london, "Pacific/Auckland") == datetime(2026, 7, 7, 20, 30, tzinfo=UTC)


def test_nations_have_holidays_of_their_own():
    saint_andrew, battle_of_the_boyne = date(2026, 11, 30), date(2026, 7, 13)
    assert not is_working_day(saint_andrew, Nation.SCOTLAND)
    assert is_working_day(saint_andrew, Nation.WALES)
    assert not is_working_day(battle_of_the_boyne, Nation.NORTHERN_IRELAND)
    assert is_working_day(battle_of_the_boyne, Nation.ENGLAND)
    assert is_working_day(saint_andrew)


def test_the_holidays_of_these_years_are_known_without_a_network():
    for nation in Nation:
        assert holidays_known_until(nation) >= date(2028, 12, 31)
        assert len([day for day in bank_holidays(nation) if day.year == 2027]) >= 8


@pytest.mark.parametrize(
    ("count", "then"),
    [(0, "2026-04-01 15:00"), (1, "2026-04-02 15:00"), (2, "2026-04-07 15:00"), (3, "2026-04-08 15:00")],
)
def test_working_days_leave_out_easter(count, then):
    assert working_days_after(london("2026-04-01 15:00"), count, "Europe/London", Nation.WALES) == london(then)


def test_working_days_keep_the_wall_clock_through_a_clock_change():
    friday = london("2026-10-23 09:00")
    assert working_days_after(friday, 1, "Europe/London") - friday == timedelta(days=3, hours=1)


@given(st.integers(0, 4 * 365 * 24 * 60), st.sampled_from([None, *Nation]))
def test_the_next_civil_moment_is_civil_never_earlier_and_stays_where_it_is(minutes, nation):
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    civil = next_civil(moment, "Europe/London", nation)
    here = civil.astimezone(LONDON)
    assert civil >= moment
    assert is_working_day(here.date(), nation)
    assert time(8, 30) <= here.time() < time(18)
    assert next_civil(civil, "Europe/London", nation) == civil
    assert civil - moment < timedelta(days=6)
