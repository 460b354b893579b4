"""Every card becomes an Adaptive Card that the published schema accepts, within every limit, and inert."""

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.teams import outgoing
from adapters.teams.outgoing import Style, adaptive, message, size
from adapters.teams.words import NOTHING, escaped
from bot.chat import (
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Field,
    Heading,
    Link,
    Option,
    Problem,
    Said,
    Text,
)
from tests.cards import faults

NASTY = "*b* _i_ [x](https://evil.example) <at>Ana</at> &lt; {{DATE(2026-01-01T00:00:00Z)}} `c` www.evil.example"

WHOLE = Card(
    "This week",
    (
        Text("Share power", quiet=True),
        Text("What did you let go of?"),
        Divider(),
        Heading("What others said"),
        Said("We stopped\n\nasking twice", by="Ben · Gateshead", marks=((3, 10), (8, 12))),
        Facts((("Answered", "14"), ("Places", "9"))),
        Buttons((Button("More", "more 1"), Button("Ask", "ask 2", opens=True), Link("Guide", "https://example.org/g"))),
        Field("line", "One line", "line", value=("before",), hint="Short is good"),
        Field("words", "Your words", "words", most=500),
        Field("who", "Who can read it", "choice", (Option("me", "Only me"), Option("net", "The network"))),
        Field("place", "Place", "choice", tuple(Option(f"p{n}", f"Place {n}") for n in range(20)), value=("p3",)),
        Field("many", "Challenges", "choices", (Option("a,b", "A"), Option("c", "C")), value=("a,b", "c")),
        Field("day", "On", "date", value=("2026-03-01",), required=False),
        Field("hour", "At", "time", value=("10:00",), required=False),
    ),
    (Button("Skip", "skip", style="danger"), Button("Not now", "later")),
    submit=Button("Save", "save", token="t-1"),
    language="cy",
)


def check(rendered: dict) -> None:
    assert faults(rendered) == []


def everything(rendered: object) -> list[dict]:
    """Every object in it."""
    if isinstance(rendered, dict):
        return [rendered, *(one for value in rendered.values() for one in everything(value))]
    return [one for value in rendered for one in everything(value)] if isinstance(rendered, list) else []


def of(rendered: dict, kind: str) -> list[dict]:
    return [one for one in everything(rendered) if one.get("type") == kind]


@pytest.mark.parametrize(
    "style", [Style(), Style(dialog=True), Style(closes=True, problem=Problem("Say more", "words"))]
)
def test_every_kind_of_block_is_accepted_by_the_schema(style):
    check(adaptive(WHOLE, style))


def test_the_card_says_its_language_and_its_headings_are_headings():
    rendered = adaptive(WHOLE)
    assert (rendered["lang"], rendered["version"]) == ("cy", "1.5")
    assert [one["text"] for one in of(rendered, "TextBlock")] == ["This week", "What others said"]
    assert all(one["style"] == "heading" for one in of(rendered, "TextBlock"))


def test_words_of_members_are_runs_in_a_container_of_their_own_and_marks_are_highlights():
    (said,) = of(adaptive(WHOLE), "Container")
    assert said["style"] == "emphasis"
    runs = [(run["text"], run.get("highlight", False)) for line in said["items"] for run in line["inlines"]]
    assert runs == [("Ben · Gateshead", False), ("We ", False), ("stopped", True), ("asking twice", False)]


def test_nothing_that_somebody_wrote_is_markdown_a_link_or_a_mention():
    card = Card(
        NASTY,
        (
            Text(NASTY),
            Heading(NASTY),
            Said(NASTY, by=NASTY),
            Facts(((NASTY, NASTY),)),
            Field("x", NASTY, "choice", (Option("v", NASTY),)),
        ),
    )
    sent = message(card)
    assert "entities" not in json.dumps(sent)
    rendered = sent["attachments"][0]["content"]
    check(rendered)
    markdown = [one["text"] for one in of(rendered, "TextBlock")]
    markdown += [fact[key] for one in of(rendered, "FactSet") for fact in one["facts"] for key in ("title", "value")]
    markdown += [choice["title"] for one in of(rendered, "Input.ChoiceSet") for choice in one["choices"]]
    assert len(markdown) == 5
    for text in markdown:
        assert text == escaped(NASTY)
    assert any(run["text"] == NASTY for run in of(rendered, "TextRun"))


def test_what_markdown_would_read_is_escaped():
    text = escaped(NASTY)
    for inert in (
        r"\*b\*",
        r"\_i\_",
        r"\[x\](https:" + NOTHING,
        r"\<at>",
        r"\&lt;",
        "{" + NOTHING + "{DATE",
        "www" + NOTHING,
    ):
        assert inert in text
    assert escaped("1. first") == "1\\. first"
    assert [escaped(f"{mark} x")[0] for mark in "-+#>="] == ["\\"] * 5
    assert escaped("Ben O'Neill-Smith (Leeds), 3.5 miles: 100%") == "Ben O'Neill-Smith (Leeds), 3.5 miles: 100%"
    assert escaped("a\nb\u202ec\x07\ud800") == "a bc"


def test_buttons_carry_their_sentence_and_only_a_submit_takes_inputs_with_it():
    rendered = adaptive(WHOLE)
    submit, skip, later = rendered["actions"]
    assert (submit["type"], submit["associatedInputs"], submit["style"]) == ("Action.Execute", "auto", "positive")
    assert submit["data"]["says"] == "save"
    assert submit["data"]["token"] == "t-1"
    assert submit["data"]["fields"]["many"] == "many"
    assert submit["data"]["fields"]["words"] == "one"
    assert (skip["style"], skip["associatedInputs"], later["data"]) == ("destructive", "none", {"says": "later"})
    more, ask, guide = of(rendered, "ActionSet")[0]["actions"]
    assert (more["type"], more["associatedInputs"]) == ("Action.Execute", "none")
    assert (ask["type"], ask["data"]["msteams"], ask["data"]["says"]) == (
        "Action.Submit",
        {"type": "task/fetch"},
        "ask 2",
    )
    assert (guide["type"], guide["url"]) == ("Action.OpenUrl", "https://example.org/g")


def test_an_older_client_is_given_a_sentence_and_buttons_that_submit_the_same():
    rendered = adaptive(WHOLE)
    assert rendered["fallbackText"] == "This week"
    for action in of(rendered, "Action.Execute"):
        fallback = action["fallback"]
        assert (fallback["type"], fallback["title"], fallback["data"]) == (
            "Action.Submit",
            action["title"],
            action["data"],
        )
        assert fallback.get("associatedInputs", "auto") == action["associatedInputs"]


def test_in_a_dialog_everything_is_submitted_and_the_title_stands_above():
    rendered = adaptive(WHOLE, Style(dialog=True))
    assert of(rendered, "Action.Execute") == []
    assert all("msteams" not in one["data"] for one in of(rendered, "Action.Submit"))
    assert "This week" not in [one["text"] for one in of(rendered, "TextBlock")]


def test_more_than_six_buttons_are_several_rows_in_their_order():
    card = Card("Many", (), tuple(Button(f"B{n}", f"b {n}") for n in range(15)))
    rendered = adaptive(card)
    rows = [*(one["actions"] for one in of(rendered, "ActionSet")), rendered["actions"]]
    assert [len(row) for row in rows] == [6, 6, 3]
    assert [one["title"] for row in rows for one in row] == [f"B{n}" for n in range(15)]
    check(rendered)


def test_inputs_are_labelled_required_limited_and_kept_when_a_form_is_refused():
    rendered = adaptive(
        WHOLE, Style(problem=Problem("Say more", "words"), values={"words": ("typed, so far",), "many": ("c",)})
    )
    inputs = {one["id"]: one for one in everything(rendered) if str(one.get("type", "")).startswith("Input.")}
    assert list(inputs) == [f"in.{field.name}" for field in WHOLE.fields]
    assert all(one["label"] for one in inputs.values())
    assert all(one["errorMessage"] for one in inputs.values() if one["isRequired"])
    assert (inputs["in.words"]["value"], inputs["in.words"]["maxLength"]) == ("typed, so far", 500)
    assert inputs["in.line"]["value"] == "before"
    assert inputs["in.many"]["value"] == "c"
    assert (inputs["in.who"]["style"], inputs["in.place"]["style"]) == ("expanded", "compact")
    assert inputs["in.place"]["value"] == "p3"
    body = rendered["body"]
    problem = next(n for n, one in enumerate(body) if "Say more" in json.dumps(one))
    assert body[problem - 1]["id"] == "in.words"


def test_a_problem_with_the_whole_stands_on_top():
    rendered = adaptive(WHOLE, Style(problem=Problem("The season is over")))
    assert "The season is over" in json.dumps(rendered["body"][1])


def test_choices_with_commas_can_be_told_apart():
    choices = of(adaptive(WHOLE), "Input.ChoiceSet")[2]
    assert choices["isMultiSelect"]
    assert [one["value"] for one in choices["choices"]] == ["a%2Cb", "c"]
    assert choices["value"] == "a%2Cb,c"


@pytest.mark.parametrize("wide", ["x", "é", "日", "🙂", '"'])
def test_long_words_are_cut_with_an_ellipsis_until_the_card_fits(wide):
    card = Card("Long", tuple(Said(wide * 20_000, by="Ben") for _ in range(5)), (Button("Go", "go"),))
    rendered = adaptive(card)
    assert size(rendered) <= 28 * 1024
    assert len(json.dumps(message(card), ensure_ascii=False).encode("utf-16-le")) <= 100 * 1024
    assert all(one["items"][-1]["inlines"][0]["text"].endswith("…") for one in of(rendered, "Container"))
    assert rendered["actions"]
    check(rendered)


def test_too_many_blocks_end_in_an_ellipsis_and_the_form_still_works():
    card = Card("Many", (*(Text(f"line {n} " * 9) for n in range(900)), *WHOLE.fields), submit=WHOLE.submit)
    rendered = adaptive(card)
    assert size(rendered) <= 28 * 1024
    assert '"…"' in json.dumps(rendered, ensure_ascii=False)
    assert len([one for one in everything(rendered) if str(one.get("type", "")).startswith("Input.")]) == len(
        WHOLE.fields
    )


def test_a_notification_has_the_whole_in_one_sentence():
    assert message(Card("Title", plain="The whole\nin one."))["summary"] == "The whole in one."
    assert message(Card("Title"))["summary"] == "Title"
    assert "text" not in message(Card("Title"))


anything = st.text(st.characters(exclude_categories=()), max_size=60)
ours = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
fields = st.builds(
    Field,
    name=st.text("abc", min_size=1, max_size=2),
    label=anything,
    kind=st.sampled_from(["line", "words", "choice", "choices", "date", "time"]),
    options=st.lists(st.builds(Option, ours, anything), min_size=1, max_size=9).map(tuple),
    value=st.lists(anything, max_size=2).map(tuple),
    hint=anything,
    required=st.booleans(),
)
buttons = st.lists(st.builds(Button, anything, ours, opens=st.booleans(), token=ours), max_size=8).map(tuple)
marks = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=3).map(tuple)
blocks = st.one_of(
    st.builds(Text, anything, st.booleans()),
    st.builds(Heading, anything),
    st.builds(Said, anything, anything, marks),
    st.builds(Facts, st.lists(st.tuples(anything, anything), max_size=3).map(tuple)),
    st.builds(Buttons, buttons),
    st.builds(Divider),
    fields,
)
cards = st.builds(
    Card,
    anything,
    st.lists(blocks, max_size=6).map(tuple),
    buttons,
    submit=st.none() | st.builds(Button, anything, ours),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cards, st.booleans())
def test_whatever_the_core_says_can_be_sent(card, dialog):
    rendered = adaptive(card, Style(dialog=dialog))
    check(rendered)
    json.dumps(rendered, ensure_ascii=False).encode()
    ids = sorted(one["id"] for one in everything(rendered) if "id" in one)
    assert all(one != following for one, following in pairwise(ids))
    assert size(rendered) <= 28 * 1024
    rows = [one["actions"] for one in everything(rendered) if isinstance(one.get("actions"), list)]
    assert all(0 < len(row) <= outgoing.ACTIONS for row in rows)


@settings(max_examples=150, deadline=None)
@given(anything, marks)
@example("\r0", ((0, 1),))
@example("0\r\r", ((0, 2),))
def test_highlighting_changes_no_word(words, where):
    plain = outgoing.paragraphs(words, (), {})
    marked = outgoing.paragraphs(words, where, {})
    assert ["".join(run["text"] for run in line["inlines"]) for line in marked] == [
        "".join(run["text"] for run in line["inlines"]) for line in plain
    ]
