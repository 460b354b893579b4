from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import Playlist, choose_next, load

LIBRARY = load()
SEASON = LIBRARY.playlists["a-first-season"]
BEGIN = date(2026, 1, 6)
TWO_YEARS = 104


def weekly(slugs):
    return [(slug, BEGIN + timedelta(weeks=week)) for week, slug in enumerate(slugs)]


def test_a_playlist_is_asked_in_its_order():
    asked, position = [], 0
    for week, slug in enumerate(SEASON.weeks):
        choice = choose_next(LIBRARY, asked, "a-first-season", position)
        assert choice.prompt.slug == slug
        asked, position = [*asked, (slug, BEGIN + timedelta(weeks=week))], choice.position
    assert position == len(SEASON.weeks)


def test_what_was_asked_here_already_is_skipped_in_a_playlist_and_that_is_said():
    choice = choose_next(LIBRARY, weekly(SEASON.weeks[:2]), "a-first-season")
    assert (choice.prompt.slug, choice.position) == (SEASON.weeks[2], 3)
    assert choice.why.say(LIBRARY) == (
        "because it is week 3 of 12 in “A first season”, and the weeks before it have been asked here"
    )


def test_after_the_last_week_of_a_playlist_comes_the_part_that_waited_longest():
    choice = choose_next(LIBRARY, weekly(SEASON.weeks), "a-first-season", len(SEASON.weeks))
    assert choice.position is None
    assert choice.prompt.slug not in SEASON.weeks


def test_an_unknown_playlist_is_refused():
    with pytest.raises(KeyError, match="no-such-list"):
        choose_next(LIBRARY, [], "no-such-list")


def test_an_organisers_own_playlist_can_be_handed_in():
    own = Playlist("own-7", "Our spring", ("still-open", "ten-minutes"), (None, None), "Two weeks.")
    choice = choose_next(LIBRARY, weekly(["still-open"]), own)
    assert choice.prompt.slug == "ten-minutes"
    assert "“Our spring”" in choice.why.say(LIBRARY, "cy")


def test_without_a_playlist_what_never_came_up_comes_first():
    choice = choose_next(LIBRARY, weekly(["missing-from-the-room"]))
    assert "equity" not in choice.prompt.touches
    assert choice.why.say(LIBRARY).endswith("has not come up here yet")


def test_when_all_parts_have_come_up_the_one_longest_ago_does_and_the_reason_says_since_when():
    small = small_library("missing-from-the-room", "kept-out", "not-as-hoped", "show-them-first")
    asked = [("missing-from-the-room", date(2026, 3, 3)), ("not-as-hoped", date(2026, 5, 5))]
    choice = choose_next(small, asked)
    assert choice.prompt.slug == "kept-out"
    assert choice.why.say(LIBRARY) == "because “Do with, not to” has not come up since March 2026"
    assert choice.why.say(LIBRARY, "cy") == "am nad yw “Gwneud gyda phobl, nid iddyn nhw” wedi codi ers Mawrth 2026"


def test_when_everything_was_asked_the_one_asked_longest_ago_comes_again():
    small = small_library("came-back", "own-eyes")
    asked = [("own-eyes", date(2026, 1, 6)), ("came-back", date(2026, 1, 13)), ("own-eyes", date(2026, 1, 20))]
    choice = choose_next(small, asked)
    assert choice.prompt.slug == "came-back"
    assert choice.why.say(LIBRARY).endswith("longest ago, in January 2026")


def test_an_organisers_own_prompt_stands_beside_the_library():
    small = small_library("came-back")
    own = replace(LIBRARY.prompts["own-eyes"], slug="own-1", question="Which bus did you miss this week?", welsh=None)
    assert choose_next(small, weekly(["came-back"]), also=[own]).prompt is own


def test_prompts_that_no_longer_exist_do_no_harm():
    assert choose_next(LIBRARY, weekly(["deleted-long-ago"])).prompt.slug in LIBRARY.prompts


def test_every_reason_can_be_said_in_both_languages():
    for key in ("in-playlist", "skipped-ahead", "never", "since", "again"):
        assert LIBRARY.wording.has(f"content.why.{key}", "en")
        assert LIBRARY.wording.has(f"content.why.{key}", "cy")


def test_two_weeks_running_are_seldom_of_one_kind():
    kinds = [LIBRARY.prompts[slug].kind for slug, _ in two_years([("library", 0)] * TWO_YEARS)]
    assert sum(one == other for one, other in pairwise(kinds)) <= TWO_YEARS // 4


organisers = st.lists(
    st.tuples(st.sampled_from(["library", "by hand", *LIBRARY.playlists]), st.integers(0, 10_000)),
    min_size=TWO_YEARS,
    max_size=TWO_YEARS,
)


@settings(max_examples=40, deadline=None)
@given(organisers)
def test_whatever_organisers_pick_two_years_repeat_nothing_and_touch_every_principle_six_times(weeks):
    asked = two_years(weeks)
    assert len({slug for slug, _ in asked}) == TWO_YEARS
    touched = Counter(LIBRARY.prompts[slug].principle for slug, _ in asked)
    assert all(touched[part.slug] >= 6 for part in LIBRARY.group("principle"))


def two_years(weeks):
    """Asks once a week: from the library, from a playlist where it was left, or any unasked prompt by hand."""
    asked, positions = [], Counter()
    for week, (how, number) in enumerate(weeks):
        if how == "by hand":
            left = [slug for slug in LIBRARY.prompts if slug not in dict(asked)]
            slug = left[number % len(left)]
        elif how == "library":
            slug = choose_next(LIBRARY, asked).prompt.slug
        else:
            choice = choose_next(LIBRARY, asked, how, positions[how])
            positions[how] = choice.position or len(LIBRARY.playlists[how].weeks)
            slug = choice.prompt.slug
        asked.append((slug, BEGIN + timedelta(weeks=week)))
    return asked


def small_library(*slugs):
    return replace(LIBRARY, prompts={slug: LIBRARY.prompts[slug] for slug in slugs})
