"""Card → Block Kit: everything within Slack's limits, and nothing a member wrote means anything."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.simulator.slack.block_check import check_blocks, check_view
from adapters.slack import limits
from adapters.slack.fields import inputs, offered, values
from adapters.slack.origin import Origin, memo, origin_of, says_and_token
from adapters.slack.outgoing import home, message, modal
from adapters.slack.words import cut, length, pieces
from bot.chat import (
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Field,
    Heading,
    Link,
    Option,
    Said,
    Text,
    Where,
)

HOSTILE = (
    "<!channel> <@U1> <#C1|x> <javascript:alert(1)|click> &lt;b&gt; *bold* :tada: @here https://x.example \u202eevil"
)
LONG = "words and more words, " * 2000


def assert_sound(card: Card) -> None:
    """What we make of a card is taken by Slack on every surface, and is not larger than it may be."""
    sent = message(card)
    assert check_blocks(sent["blocks"]) == []
    assert length(json.dumps(sent["blocks"], ensure_ascii=False)) <= 13_200
    assert 0 < len(sent["text"]) <= 4000
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert check_view(modal(card, Origin(Where.CHANNEL, "C1", "1.1", "1.2", url="https://h.example/x")), "modal") == []
    assert check_view(home(card), "home") == []
    for made in (sent, home(card), modal(card, Origin())):
        assert '"mrkdwn"' not in json.dumps(made)


def texts(made: Any) -> str:
    """Every text in what was made."""
    if isinstance(made, dict):
        return " ".join([made["text"]] if isinstance(made.get("text"), str) else [texts(v) for v in made.values()])
    return " ".join(texts(one) for one in made) if isinstance(made, list) else ""


OPTIONS = tuple(Option(str(number), f"Choice {number}") for number in range(250))

SHAPES: dict[str, tuple[Block, ...]] = {
    "nothing": (),
    "text": (Text("One.\n\nTwo."), Text("A note", quiet=True)),
    "empty": (Text(""), Heading(""), Said(""), Facts(()), Buttons(()), Facts((("", ""),)), Text("\u200b")),
    "heading": (Heading("A part"), Divider()),
    "said": (Said("what Ana wrote", by="Ana · Leeds", marks=((0, 4), (9, 12))),),
    "author alone": (Said("", by="Ana · Leeds"),),
    "facts": (Facts(tuple((f"Label {n}", f"value {n}") for n in range(23))),),
    "buttons": (Buttons((Button("Edit", "mine edit 1"), Link("Open", "https://x.example/a"))),),
    "many buttons": (Buttons(tuple(Button(f"B{n}", f"say {n}") for n in range(60))),),
    "bad link": (Buttons((Link("Open", "javascript:alert(1)"), Link("Open", "https://x.example/a b"))),),
    "too long a sentence": (Buttons((Button("Edit", "x" * 3000),)),),
    "line": (Field("a", "A line", "line", value=("x",), hint="A hint"),),
    "words": (Field("a", "Words", "words", most=10),),
    "choice": (Field("a", "One", "choice", OPTIONS[:4], value=("2",)),),
    "choice of many": (Field("a", "One", "choice", OPTIONS[:40], value=("2",)),),
    "choice of hundreds": (Field("a", "One", "choice", OPTIONS, value=("207",)),),
    "choices": (Field("a", "Some", "choices", OPTIONS[:10], value=("1", "3", "gone")),),
    "choices of hundreds": (Field("a", "Some", "choices", OPTIONS, value=("1", "203")),),
    "choice of nothing": (Field("a", "One", "choice"),),
    "twice the same option": (Field("a", "One", "choice", (OPTIONS[0], OPTIONS[0], Option("", "no value"))),),
    "date": (Field("a", "Day", "date", value=("2026-03-02",)), Field("b", "Day", "date", value=("soon",))),
    "time": (Field("a", "Hour", "time", value=("09:30",), required=False),),
    "long text": (Text(LONG), Text(LONG, quiet=True), Text("x" * 40_000)),
    "long words": (Said(LONG, by=LONG, marks=((10, 39_000),)), Said("😀" * 20_000)),
    "long labels": (
        Heading(LONG),
        Facts(((LONG, LONG),)),
        Field(LONG[:200], LONG, "line", value=(LONG,), hint=LONG),
        Field("b", LONG, "choice", (Option("v", LONG), Option("w" * 150, "😀" * 80), Option("x" * 151, "left out"))),
    ),
    "hundreds of blocks": tuple(Text(f"Line {number}") for number in range(300)),
    "untitled": (Text("One."),),
    "hostile": (Text(HOSTILE), Heading(HOSTILE), Said(HOSTILE, by=HOSTILE), Facts(((HOSTILE, HOSTILE),))),
}


@pytest.mark.parametrize("title", ["A title", LONG])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_card_is_taken(shape: str, title: str) -> None:
    foot = (Button("Search", "search", style="main"), Button("Delete", "mine delete 1", style="danger", token="t"))
    submit = Button("Save what I wrote, please", "reflect save 1", token="t2")
    assert_sound(Card("" if shape == "untitled" else title, SHAPES[shape]))
    assert_sound(Card(title, SHAPES[shape], buttons=foot, submit=submit, plain="All of it in one sentence."))


WORDS = st.text(st.characters() | st.sampled_from("<>&*_~`:@#\u202e\u200b\n "), max_size=200)
BLOCKS = st.one_of(
    st.builds(Text, WORDS, st.booleans()),
    st.builds(Heading, WORDS),
    st.builds(Said, WORDS, WORDS, st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300))).map(tuple)),
    st.builds(Facts, st.lists(st.tuples(WORDS, WORDS), max_size=12).map(tuple)),
    st.builds(Buttons, st.lists(st.builds(Button, WORDS, WORDS), max_size=30).map(tuple)),
    st.builds(Divider),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(WORDS, st.lists(BLOCKS, max_size=12), st.lists(st.builds(Button, WORDS, WORDS), max_size=5))
def test_any_card_is_taken(title: str, blocks: list[Any], buttons: list[Button]) -> None:
    assert_sound(Card(title, tuple(blocks), tuple(buttons)))


def test_words_of_members_are_text_and_only_text() -> None:
    said = Said("<!channel> *all* <@U1> https://x.example", by="<@U2>", marks=((11, 16),))
    (block,) = message(Card("", (said,)))["blocks"]
    section, quote = block["elements"]
    assert section["elements"] == [{"type": "text", "text": "<@U2>", "style": {"bold": True}}]
    assert quote["type"] == "rich_text_quote"
    assert [run["text"] for run in quote["elements"]] == ["<!channel> ", "*all*", " <@U1> https://x.example"]
    assert [bool(run.get("style")) for run in quote["elements"]] == [False, True, False]
    assert {run["type"] for run in quote["elements"]} == {"text"}


def test_the_text_beside_the_blocks_is_escaped_and_never_empty() -> None:
    assert message(Card("", plain="<!channel> & <@U1>"))["text"] == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert message(Card("The title", (Text("x"),)))["text"] == "The title"
    assert message(Card(""))["text"] == "…"


def test_marks_stay_on_their_words_when_characters_before_them_are_dropped() -> None:
    (block,) = message(Card("", (Said("a\u202eb found c", marks=((4, 9),)),)))["blocks"]
    bold = [run["text"] for run in block["elements"][0]["elements"] if run.get("style")]
    assert bold == ["found"]


def test_a_form_in_a_message_is_a_button_that_opens_it() -> None:
    form = Card(
        "A question",
        (Text("Why?"), Field("words", "Your words", "words")),
        submit=Button("Reflect", "reflect 1", token="t"),
    )
    *_, actions = message(form)["blocks"]
    assert [says_and_token(one["value"]) for one in actions["elements"]] == [("reflect 1", "t")]
    assert not [block for block in message(form)["blocks"] if block["type"] == "input"]


def test_a_modal_keeps_the_order_of_a_card_and_gives_each_field_its_name() -> None:
    form = Card("Form", (Field("a", "A"), Text("between"), Field("b", "B")), submit=Button("Save", "save"))
    view = modal(form, Origin())
    assert [block.get("block_id", block["type"]) for block in view["blocks"]] == ["a", "section", "b"]
    assert view["submit"]["text"] == "Save"
    assert "submit" not in modal(Card("Page", (Text("x"),)), Origin())


def test_a_form_too_large_loses_prose_but_no_field() -> None:
    fields = tuple(Field(f"f{n}", f"Field {n}") for n in range(60))
    form = Card("Form", tuple(Text(f"t{n}") for n in range(90)) + fields, submit=Button("Save", "save"))
    blocks = modal(form, Origin())["blocks"]
    assert len(blocks) <= 100
    assert len([block for block in blocks if block["type"] == "input"]) == 60


def test_what_is_cut_says_so_and_keeps_its_buttons() -> None:
    card = Card("T", tuple(Text(f"Line {n}") for n in range(90)), buttons=(Button("More", "more"),))
    blocks = message(card)["blocks"]
    assert (len(blocks), texts(blocks[-2]).strip(), texts(blocks[-1]).strip()) == (50, "…", "More")


def test_forty_thousand_characters_fit_one_message() -> None:
    blocks = message(Card("T", (Said("x" * 40_000),)))["blocks"]
    assert texts(blocks).count("x") >= 8_000


def test_a_long_text_is_edited_whole() -> None:
    words = "\n".join(f"line {n} " + "word " * 40 for n in range(60)).strip()
    blocks = inputs(Field("words", "Words", "words", value=(words,)))
    assert len(blocks) > 1
    state = {b["block_id"]: {"value": {"value": b["element"]["initial_value"]}} for b in blocks}
    assert values(state) == {"words": (words,)}
    assert [block["optional"] for block in blocks] == [False] + [True] * (len(blocks) - 1)


@given(st.text(st.sampled_from("ab \n😀"), max_size=9000).filter(lambda text: text == text.strip()))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_in_several_inputs_comes_back_whole(text: str) -> None:
    blocks = inputs(Field("w", "W", "words", value=(text * 3,)))
    state = {b["block_id"]: {"value": {"value": b["element"].get("initial_value")}} for b in blocks}
    assert "".join(values(state)["w"]) == text * 3


def test_a_few_choices_are_buttons_and_many_a_menu() -> None:
    kinds = {}
    for count in (3, 10, 11, 100, 101):
        for kind in ("choice", "choices"):
            (block,) = inputs(Field("a", "A", kind, OPTIONS[:count]))  # type: ignore[arg-type]
            kinds[kind, count] = block["element"]["type"]
    assert kinds["choice", 3] == kinds["choice", 10] == "radio_buttons"
    assert kinds["choice", 11] == kinds["choice", 100] == "static_select"
    assert kinds["choice", 101] == "external_select"
    assert [kinds["choices", n] for n in (10, 11, 101)] == [
        "checkboxes",
        "multi_static_select",
        "multi_external_select",
    ]


def test_every_one_of_many_options_can_be_found() -> None:
    field = Field("a", "A", "choice", OPTIONS)
    assert len(OPTIONS) > limits.SELECT
    for option in OPTIONS:
        assert option.value in [one["value"] for one in offered(field, option.label.upper())]
    assert len(offered(field, "")) == limits.SELECT
    assert offered(field, "no such thing") == []
    places = Field("a", "A", "choice", (Option("1", "South Ynys Môn"), Option("2", "Monmouth"), Option("3", "Leeds")))
    assert [one["value"] for one in offered(places, "mon")] == ["2", "1"]


def test_what_a_modal_remembers_fits_and_comes_back() -> None:
    origin = Origin(Where.GROUP, "G1", "1.1", "1.2", True, "https://hooks.example/" + "x" * 100)
    assert origin_of({"private_metadata": memo(origin, Button("S", "save 1", token="t"))}) == origin
    long = memo(origin, Button("S", "s" * 2800))
    assert length(long) <= limits.PRIVATE_METADATA
    assert origin_of({"private_metadata": long}).conversation == "G1"
    assert origin_of({"private_metadata": '{"where":"moon"}'}) == origin_of({}) == Origin()


def test_cutting_counts_as_slack_does() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert length(cut("😀" * 10, 9)) <= 9
    assert list(pieces("", 5)) == []
    assert ["".join("aa bb cc"[a:b]) for a, b in pieces("aa bb cc", 6)] == ["aa bb ", "cc"]
