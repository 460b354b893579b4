from collections import Counter

import pytest


@pytest.mark.parametrize(
    ("group", "number"),
    [
        ("story", 1),
        ("purpose", 1),
        ("outcome", 2),
        ("value", 7),
        ("principle", 6),
        ("capability", 5),
        ("infrastructure", 6),
        ("level", 2),
        ("feature", 7),
        ("initiative-feature", 5),
        ("role", 6),
        ("driver", 5),
        ("barrier", 7),
        ("phase", 3),
        ("practice", 4),
        ("handbook", 6),
        ("workgroup-theme", 4),
        ("covid-lens", 8),
        ("caution", 2),
        ("case", 6),
    ],
)
def test_the_framework_is_whole(library, group, number):
    assert len(library.group(group)) == number


def test_being_and_doing_are_told_apart(library):
    levels = {group: {part.level for part in library.group(group)} for group in ("value", "principle", "mindset")}
    assert levels == {"value": {"being"}, "principle": {"being"}, "mindset": {"being"}}
    assert {part.level for part in (*library.group("capability"), *library.group("infrastructure"))} == {"doing"}


def test_every_part_says_where_it_comes_from_and_what_is_ours_is_marked(library):
    assert all(part.source for part in library.parts.values())
    assert library.parts["stocktake-strengthen"].source.startswith("Ours")
    assert {part.source[:8] for part in library.group("barrier")} == {"Gathered"}


def test_every_part_is_related_to_another(library):
    named = Counter(slug for part in library.parts.values() for slug in part.related)
    assert [part.slug for part in library.parts.values() if not part.related and not named[part.slug]] == []


def test_meanings_are_one_line(library):
    assert [part.slug for part in library.parts.values() if len(part.meaning) > 130 or "\n" in part.meaning] == []


def test_measurement_for_learning_is_the_name_some_people_use(library):
    assert "measurement for learning" in library.parts["measurement-for-learning"].aliases


def test_gateshead_keeps_its_figure(library):
    assert "24 per cent" in library.parts["case-gateshead"].in_practice


def test_principles_and_values_have_welsh_names(library):
    for part in (*library.group("principle"), *library.group("value")):
        assert part.name_in("cy") != part.name


def test_the_story_is_told_in_two_lines_and_whole_and_marked_as_traditional(library):
    for story in (library.story, library.story.in_language("cy")):
        assert story.short.count("\n") == 1
        assert len(story.whole) > 500
        assert story.source.startswith("A traditional story")


def test_there_are_about_forty_challenges_that_fit_into_a_sentence(library):
    assert 35 <= len(library.challenges) <= 50
    for challenge in library.challenges.values():
        assert len(challenge.words) >= 4
        assert len(challenge.name_in("cy")) <= 40


def test_every_challenge_is_near_another_and_some_question_touches_it(library):
    touched = {slug for prompt in library.prompts.values() for slug in prompt.challenges}
    assert library.challenges.keys() - touched == set()
    assert [challenge.slug for challenge in library.challenges.values() if not challenge.near] == []
