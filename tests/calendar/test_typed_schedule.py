from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.typed_schedule import Typed, Unclear, read_schedule, weekday


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("weekly tue 10:00", Typed(1, (1,), time(10))),
        ("every 2 weeks thu 9.30", Typed(2, (3,), time(9, 30))),
        ("Tuesdays at 10", Typed(1, (1,), time(10))),
        ("every other Wednesday, 2pm", Typed(2, (2,), time(14))),
        ("fortnightly on Monday and Thursday at 9:15 am", Typed(2, (0, 3), time(9, 15))),
        ("every three weeks fri 12.30 p.m.", Typed(3, (4,), time(12, 30))),
        ("12am sun", Typed(1, (6,), time(0))),
        ("bob wythnos dydd Mawrth 10:00", Typed(1, (1,), time(10))),
        ("bob pythefnos iau am 2yp", Typed(2, (3,), time(14))),
        ("bob 2 wythnos Gwener 9.30", Typed(2, (4,), time(9, 30))),
        ("llun a mercher 14:00", Typed(1, (0, 2), time(14))),
    ],
)
def test_a_typed_schedule_is_read(words, meaning):
    assert read_schedule(words) == meaning


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("weekly 10:00", "day"),
        ("weekly tue", "time"),
        ("monthly tue 10:00", "word"),
        ("tue 25:00", "word"),
        ("tue 10:00 11:00", "word"),
        ("every 99 weeks tue 10:00", "weeks"),
        ("", "day"),
    ],
)
def test_what_cannot_be_read_says_which_part(words, part):
    with pytest.raises(Unclear) as refused:
        read_schedule(words)
    assert refused.value.part == part


def test_weekdays_in_both_languages_are_told_apart():
    english = ["mon", "tues", "wed", "thurs", "fri", "sat", "sunday"]
    welsh = ["llun", "maw", "mercher", "iau", "gwe", "sadwrn", "sul"]
    for names in (english, welsh):
        assert [weekday(name) for name in names] == list(range(7))
    assert weekday("tu") is None


@given(st.text(max_size=40))
def test_any_words_are_read_or_refused(words):
    with suppress(Unclear):
        assert read_schedule(words).weekdays
