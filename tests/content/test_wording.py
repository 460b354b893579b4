from datetime import UTC, date, datetime

import pytest

WORDS = """\
welcome: Hello {name}
waiting:
  one: One person waits
  other: "{count} people wait"
deep:
  deeper: Down here
when:
  plain: "{on}"
  day: "{on:day}"
  month: "{on:month}"
  short: "{on:short}"
  time: "{on:time}"
big: "{number}"
"""
WELSH = """\
welcome: {text: "Helo {name}", review: true}
waiting:
  zero: Does neb yn aros
  one: Mae un person yn aros
  two: Mae dau berson yn aros
  few: Mae {count} pherson yn aros
  many: Mae {count} pherson yn aros, dyna chwech
  other: Mae {count} person yn aros
when:
  plain: "{on}"
  day: "{on:day}"
"""


@pytest.fixture
def wording(folder):
    folder.write("wording/en/join.yaml", WORDS)
    folder.write("wording/cy/join.yaml", WELSH)
    return folder.load().wording


def test_a_key_is_the_file_and_the_names_within_it(wording):
    assert {"join.welcome", "join.deep.deeper", "join.waiting"} <= set(wording.keys())
    assert wording.say("join.deep.deeper") == "Down here"


def test_variables_are_filled_in_and_can_be_asked_for(wording):
    assert wording.say("join.welcome", name="Pip Madeup") == "Hello Pip Madeup"
    assert wording.variables("join.welcome") == {"name"}
    assert wording.variables("join.waiting") == {"count"}


def test_braces_in_what_people_wrote_stay_as_they_are(wording):
    assert wording.say("join.welcome", name="{name} {0}") == "Hello {name} {0}"


@pytest.mark.parametrize(("count", "said"), [(0, "0 people wait"), (1, "One person waits"), (2, "2 people wait")])
def test_english_has_two_plural_forms(wording, count, said):
    assert wording.say("join.waiting", count=count) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Does neb yn aros"),
        (1, "Mae un person yn aros"),
        (2, "Mae dau berson yn aros"),
        (3, "Mae 3 pherson yn aros"),
        (4, "Mae 4 person yn aros"),
        (6, "Mae 6 pherson yn aros, dyna chwech"),
        (1200, "Mae 1,200 person yn aros"),
    ],
)
def test_welsh_has_six_plural_forms(wording, count, said):
    assert wording.say("join.waiting", "cy", count=count) == said


@pytest.mark.parametrize(
    ("key", "language", "said"),
    [
        ("join.when.plain", "en", "3 March 2026"),
        ("join.when.day", "en", "Tuesday 3 March"),
        ("join.when.month", "en", "March 2026"),
        ("join.when.short", "en", "3 Mar"),
        ("join.when.plain", "cy", "3 Mawrth 2026"),
        ("join.when.day", "cy", "Dydd Mawrth 3 Mawrth"),
        ("join.when.month", "cy", "March 2026"),  # no Welsh words for it, so all of it in English
    ],
)
def test_dates_are_written_as_the_language_does_it(wording, key, language, said):
    assert wording.say(key, language, on=date(2026, 3, 3)) == said


def test_a_moment_can_be_said_as_a_time(wording):
    assert wording.say("join.when.time", on=datetime(2026, 3, 3, 9, 5, tzinfo=UTC)) == "09:05"


def test_numbers_are_grouped_and_years_are_given_as_text(wording):
    assert wording.say("join.big", number=12500) == "12,500"
    assert wording.say("join.big", number="2026") == "2026"


def test_what_has_no_welsh_is_said_in_english_and_one_can_tell(wording):
    assert wording.say("join.deep.deeper", "cy") == "Down here"
    assert wording.has("join.welcome", "cy")
    assert not wording.has("join.deep.deeper", "cy")
    assert wording.say("join.welcome", "cy-GB", name="Pip") == "Helo Pip"
    assert wording.say("join.welcome", "fr", name="Pip") == "Hello Pip"


def test_an_unknown_key_and_a_missing_variable_are_named_at_once(wording):
    with pytest.raises(KeyError, match=r"there is no wording called join\.welcom"):
        wording.say("join.welcom")
    with pytest.raises(KeyError, match=r"join\.welcome needs {name}"):
        wording.say("join.welcome")
    with pytest.raises(KeyError, match=r"join\.waiting needs {count}"):
        wording.say("join.waiting")
    with pytest.raises(KeyError, match=r"join\.nothing"):
        wording.variables("join.nothing")
    with pytest.raises(TypeError, match="whole number"):
        wording.say("join.waiting", count="three")


def test_a_welsh_sentence_can_ask_for_a_reader(folder):
    folder.write("wording/en/join.yaml", WORDS)
    folder.write("wording/cy/join.yaml", WELSH)
    assert [(one.where, one.text) for one in folder.load().to_review] == [("wording join.welcome", "Helo {name}")]


@pytest.mark.parametrize(
    ("welsh", "fault"),
    [
        ("welcom: Helo", "1: join.welcom is not a key: English has no such sentence"),
        ("welcome: Helo", "1: join.welcome has the variables none; English has name"),
        ("welcome: Helo {enw}", "1: join.welcome has the variables enw; English has name"),
        ("waiting: {one: Un}", "1: join.waiting lacks the plural other"),
        ("deep:\n  deeper: {text: Lawr, mood: glad}", "2: join.deep.deeper.mood: beside text only review"),
        ("deep:\n  deeper: {text: Lawr, review: maybe}", "2: join.deep.deeper.review should be true or false"),
    ],
)
def test_the_two_languages_have_the_same_keys_and_variables(folder, welsh, fault):
    folder.write("wording/en/join.yaml", WORDS)
    folder.write("wording/cy/join.yaml", welsh)
    assert any(found.startswith(f"wording/cy/join.yaml:{fault}") for found in folder.faults()), folder.faults()


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ("a: '{0}'", "1: join.a: {0} should be a plain name in braces"),
        ("a: '{name.first}'", "1: join.a: {name.first} should be a plain name in braces"),
        ("a: '{name!r}'", "1: join.a: {name} should be a plain name in braces"),
        ("a: 'half {open'", "1: join.a: expected '}' before end of string"),
        ("a: '{on:%d}'", "1: join.a: {on:%d}: a date is day, month, short, time or nothing"),
        ("a: ''", "1: join.a is empty"),
        ("a: [one, two]", "1: join.a should be a text"),
        ("a: {other: All}", "1: join.a lacks the plural one"),
        ("a: {text: {one: Few, other: Some, lots: All}}", "1: join.a: lots is not a plural category"),
        ("a: Yes\na: No", "2: a is here twice (first on line 1). Rename or remove one."),
    ],
)
def test_a_sentence_that_cannot_be_said_is_a_fault(folder, english, fault):
    folder.write("wording/en/join.yaml", english)
    assert any(found.startswith(f"wording/en/join.yaml:{fault}") for found in folder.faults()), folder.faults()
