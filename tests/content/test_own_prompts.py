import pytest

from content import check_own_prompt

GOOD = "Which bus did you miss this week?"


def test_a_short_question_with_a_part_can_be_asked(library):
    assert check_own_prompt(library, GOOD, ["It came late because…"], ["share-power"]) == []


@pytest.mark.parametrize(
    ("question", "ways_in", "parts", "wrong"),
    [
        (" ", [], ["equity"], ["empty"]),
        ("Which bus did you miss this week, and why? Really?", [], ["equity"], ["one-question-mark"]),
        ("Tell us about this week.", [], ["equity"], ["one-question-mark"]),
        ("Which " + "very " * 24 + "late bus?", [], ["equity"], ["too-many-words"]),
        ("Which " + "x" * 150 + "?", [], ["equity"], ["too-long"]),
        (GOOD, ["x" * 76], ["equity"], ["way-in-too-long"]),
        (GOOD, [], [], ["no-part"]),
        (GOOD, [], ["fairness"], ["unknown-part"]),
        ("Which " + "late " * 40 + "bus", ["x" * 76], [], [
            "too-long", "too-many-words", "one-question-mark", "way-in-too-long", "no-part",
        ]),
    ],
)  # fmt: skip
def test_what_has_to_change_is_said_all_at_once_in_both_languages(library, question, ways_in, parts, wrong):
    keys = check_own_prompt(library, question, ways_in, parts)
    assert keys == [f"content.own.{name}" for name in wrong]
    assert all(library.wording.say(key, "cy") != library.wording.say(key) for key in keys)
