"""Blocks and views that Slack refuses are refused, with its codes and the place of the fault."""

from typing import Any

import pytest

from adapters.simulator.slack.block_check import check_blocks, check_view
from tests.simulator.slack.conftest import MODAL, Bench, actions, button, section

LONG = "x" * 5000


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def option(value: str, label: str = "One") -> dict[str, Any]:
    return {"text": plain(label), "value": value}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "options": [option("1")]} | more


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    parts = [{"type": "rich_text_section", "elements": list(elements)}]
    return {"type": "rich_text", "elements": parts}


def field(element: dict[str, Any], block_id: str = "f") -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain("A field"), "element": element}


TYPED = {"type": "plain_text_input", "action_id": "t"}

REFUSED = {
    "51 blocks": ([section("a")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "a section of 3001": ([section("x" * 3001)], "must be less than 3001 characters"),
    "an empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "a section without anything": ([{"type": "section"}], "must define either `text` or `fields`"),
    "eleven fields": ([{"type": "section", "fields": [plain("a")] * 11}], "no more than 10 items"),
    "a long field": ([{"type": "section", "fields": [plain("x" * 2001)]}], "must be less than 2001"),
    "a header of 151": ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151"),
    "a mrkdwn header": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
        "unsupported type: mrkdwn",
    ),
    "a button label of 76": ([actions(button("x" * 76))], "must be less than 76"),
    "a button value of 2001": ([actions(button("a", "x" * 2001))], "must be less than 2001"),
    "an unknown style": ([actions(button("a") | {"style": "default"})], "must be one of: primary, danger"),
    "26 buttons": ([actions(*(button("a", action=str(n)) for n in range(26)))], "no more than 25 items"),
    "no buttons": ([actions()], "no less than 1 items"),
    "twice the same action": ([actions(button("a"), button("b"))], "`action_id` press already exists"),
    "twice the same block": ([actions(button("a")), actions(button("b"))], "`block_id` row already exists"),
    "a block_id of 256": ([section("a") | {"block_id": "x" * 256}], "must be less than 256"),
    "an unknown property": ([section("a") | {"colour": "red"}], "invalid additional property: colour"),
    "an unknown block": ([{"type": "heading"}], "unsupported type: heading [json-pointer:/blocks/0/type]"),
    "text as a string": ([{"type": "section", "text": "a"}], "must provide an object"),
    "101 options": (
        [actions(select(options=[option(str(n)) for n in range(101)]))],
        "no more than 100 items",
    ),
    "an option text of 76": ([actions(select(options=[option("1", "x" * 76)]))], "must be less than 76"),
    "an option value of 151": ([actions(select(options=[option("x" * 151)]))], "must be less than 151"),
    "an initial option that is none": (
        [actions(select(initial_option=option("2")))],
        "initial_option must match one of the options",
    ),
    "options twice": (
        [actions(select(option_groups=[{"label": plain("g"), "options": [option("1")]}]))],
        "must define either `options` or `option_groups`",
    ),
    "a field outside input": ([actions(TYPED)], "unsupported type: plain_text_input"),
    "eleven context elements": ([{"type": "context", "elements": [plain("a")] * 11}], "no more than 10"),
    "an image without alt text": (
        [{"type": "image", "image_url": "https://example.org/a.png"}],
        "missing required field: alt_text",
    ),
    "an empty piece of rich text": ([rich({"type": "text", "text": ""})], "must be more than 0 characters"),
    "a script as a link": (
        [rich({"type": "link", "url": "javascript:alert(1)"})],
        "must be a valid URL",
    ),
    "a style that is none": (
        [rich({"type": "text", "text": "a", "style": {"big": True}})],
        "invalid additional property: big",
    ),
    "eleven checkboxes": (
        [
            field(
                {
                    "type": "checkboxes",
                    "action_id": "c",
                    "options": [option(str(n)) for n in range(11)],
                }
            )
        ],
        "no more than 10 items",
    ),
    "a date that is none": (
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "1/2/2026"})],
        "must be a date",
    ),
    "a text input that takes 3001": ([field(TYPED | {"max_length": 3001})], "must be between 1 and 3000"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_slack_refuses(what: str) -> None:
    blocks, complaint = REFUSED[what]
    assert any(complaint in problem for problem in check_blocks(blocks)), check_blocks(blocks)


TAKEN = {
    "everything a card needs": [
        {"type": "header", "text": plain("This week")},
        section("words"),
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
        {"type": "section", "fields": [plain("Place"), plain("Leeds")]},
        rich({"type": "text", "text": "said", "style": {"bold": True}}),
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "a"}]}],
        },
        actions(button("Reflect"), button("More", action="more") | {"style": "primary"}),
        {"type": "section", "text": plain("with a button"), "accessory": button("Go")},
        field(TYPED),
        actions(select(initial_option=option("1"))) | {"block_id": "row2"},
    ],
    "fifty blocks": [section("a")] * 50,
}


@pytest.mark.parametrize("what", TAKEN)
def test_slack_takes(what: str) -> None:
    assert check_blocks(TAKEN[what]) == []


VIEWS = {
    "a title of 25": (MODAL | {"title": plain("x" * 25)}, "must be less than 25 characters"),
    "no title": ({k: v for k, v in MODAL.items() if k != "title"}, "missing required field: title"),
    "fields without submit": (
        {k: v for k, v in MODAL.items() if k != "submit"},
        "missing required field: submit",
    ),
    "101 blocks": (MODAL | {"blocks": [section("a")] * 101}, "no more than 100 items"),
    "3001 of metadata": (MODAL | {"private_metadata": "x" * 3001}, "must be less than 3001"),
    "a callback_id of 256": (MODAL | {"callback_id": "x" * 256}, "must be less than 256"),
    "an unknown property": (MODAL | {"submit_disabled": True}, "invalid additional property"),
    "two with the focus": (
        MODAL
        | {
            "blocks": [
                field(TYPED | {"focus_on_load": True}, "a"),
                field(TYPED | {"focus_on_load": True}, "b"),
            ]
        },
        "focus_on_load",
    ),
}


@pytest.mark.parametrize("what", VIEWS)
def test_slack_refuses_a_modal_with(what: str) -> None:
    view, complaint = VIEWS[what]
    assert any(complaint in problem for problem in check_view(view, "modal")), check_view(view, "modal")


def test_a_modal_is_no_home_and_a_good_one_is_taken() -> None:
    assert check_view(MODAL, "modal") == []
    assert check_view(MODAL, "home")
    assert check_view({"type": "home", "title": plain("a"), "blocks": [section("a")]}, "home")
    assert check_view({"type": "home", "blocks": [section("a")] * 100}, "home") == []


@pytest.mark.anyio
async def test_the_refusal_names_the_code_and_the_place(bench: Bench) -> None:
    channel = bench.network.channel("upstream")
    answer = await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=[section("x" * 3001)])
    assert answer == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
        "response_metadata": {
            "messages": ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
        },
    }
    garbage = await bench.call("chat.postMessage", channel=channel.id, text="a", blocks="[{")
    assert garbage["error"] == "invalid_blocks_format"
    many = [section("x" * 2900)] * 5
    heavy = await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=many)
    assert heavy["error"] == "msg_blocks_too_long"
    assert bench.network.people == []
