"""What can be typed after `search`: dates as people say them, extracts that show where it fits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.extract import MOST, extract
from bot.search.when import day_typed
from storage.search import query_of
from storage.search.suggesting import candidates

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", date(2026, 11, 18)), ("yesterday", date(2026, 11, 17)), ("last week", date(2026, 11, 9)),
        ("this week", date(2026, 11, 16)), ("last month", date(2026, 10, 1)), ("last year", date(2025, 1, 1)),
        ("March", date(2026, 3, 1)), ("december", date(2025, 12, 1)), ("mar 2024", date(2024, 3, 1)),
        ("5 march", date(2026, 3, 5)), ("5th March, 2025", date(2025, 3, 5)), ("2026", date(2026, 1, 1)),
        ("2026-03", date(2026, 3, 1)), ("2026-03-05", date(2026, 3, 5)), ("5/3/2026", date(2026, 3, 5)),
        ("03/2026", date(2026, 3, 1)), ("3 weeks ago", date(2026, 10, 28)), ("2 months ago", date(2026, 9, 18)),
        ("1 year ago", date(2025, 11, 18)), ("hydref", date(2026, 10, 1)), ("Mawrth 2025", date(2025, 3, 1)),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_say_them(typed: str, day: date) -> None:
    assert day_typed(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "someday", "ma", "31 february", "2026-13", "99999", "0000", "5/45/2026", "may be", "-1", "999 weeks"]
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert day_typed(typed, TODAY) is None


@given(st.text(max_size=40))
def test_anything_may_be_typed_for_a_date(typed: str) -> None:
    day_typed(typed, TODAY)


@given(st.text(max_size=2000), st.text(max_size=40))
def test_an_extract_is_part_of_what_was_written(words: str, typed: str) -> None:
    part = extract(words, query_of(typed))
    assert part.words.removeprefix("… ").removesuffix(" …").strip() in words or part.words in words
    assert len(part.words) <= MOST + 4
    for start, end in part.marks:
        assert 0 <= start < end <= len(part.words)


def marked(words: str, typed: str) -> list[str]:
    part = extract(words, query_of(typed))
    return [part.words[start:end] for start, end in part.marks]


def test_the_words_that_the_index_takes_for_the_same_are_marked() -> None:
    assert marked("We apologised; an apologist does not.", "apologising") == ["apologised"]
    assert marked("He was careful with the car, and with cars.", "car") == ["car", "cars"]
    assert marked("Y TŶ a'r Tŷ", "ty") == ["TŶ", "Tŷ"]
    assert marked("A cafe\u0301 and a café", "cafe") == ["cafe\u0301", "café"]


def test_the_part_with_most_of_the_words_is_shown() -> None:
    words = "A bridge. " + "Nothing here. " * 60 + "The bridge and the river met the road. " + "Nothing more. " * 60
    part = extract(words, query_of("bridge river road"))
    assert "bridge and the river met the road" in part.words
    assert part.words.startswith("… ")
    assert part.words.endswith(" …")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("procuremnt", "procurement"), ("procuremnet", "procurement"), ("aplogising", "apologising"),
        ("comitee", "committee"), ("safegaurding", "safeguarding"), ("accomodation", "accommodation"),
        ("goverment", "government"), ("neihgbour", "neighbour"), ("councill", "council"), ("hosuing", "housing"),
    ],
)  # fmt: skip
def test_the_usual_slips_are_among_those_that_are_tried(slip: str, meant: str) -> None:
    tried = candidates(slip)
    assert meant in tried
    assert len(tried) < 3000
