"""What the page's server tells, and what it does when somebody acts on it."""

import json
from typing import Any

import httpx
import pytest

from adapters.simulator.page import page_app
from tests.simulator.page.conftest import MOMENT, Bench, address_of

pytestmark = pytest.mark.anyio


async def test_without_its_files_the_page_says_how_to_build_them(bench: Bench) -> None:
    answered = await bench.page.get("/")
    assert answered.status_code == 503
    assert "python -m adapters.simulator.page.build" in answered.text


async def test_the_page_may_run_no_script_and_load_nothing_from_elsewhere(bench: Bench) -> None:
    bench.built.mkdir()
    for name in ("index.html", "page.js", "page.css"):
        (bench.built / name).write_text("")
    for path in ("/", "/page.js", "/page.css", "/api/state"):
        answered = await bench.page.get(path)
        policy = answered.headers["content-security-policy"]
        assert answered.status_code == 200
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


async def test_nobody_reaches_the_page_by_another_name(bench: Bench) -> None:
    answered = await bench.page.get("/api/state", headers={"host": "evil.example"})
    assert answered.status_code == 400


async def test_a_page_elsewhere_can_do_nothing_here(bench: Bench) -> None:
    body = json.dumps({"words": "hello", "in": "upstream"})
    form = {"content-type": "text/plain"}
    answered = await bench.page.post(f"{address_of(bench.ana)}/says", content=body, headers=form)
    assert answered.status_code == 415
    assert (await bench.page.post("/api/controls/0", content="{}", headers=form)).status_code == 415
    assert not bench.ana.screen("upstream")
    assert not bench.pressed


async def test_everybody_can_be_acted_as_and_is_named_with_their_place(bench: Bench) -> None:
    state = (await bench.page.get("/api/state")).json()
    assert [(one["name"], one["place"]) for one in state["slack"]] == [("Ana Example", "Leeds")]
    assert [(one["name"], one["place"]) for one in state["teams"]] == [("Ben Pretend", "Gateshead")]
    assert state["controls"] == ["Go forward a day"]
    assert state["clock"] == MOMENT.isoformat()


async def test_a_place_given_by_whoever_runs_the_demo_comes_first(bench: Bench) -> None:
    places = {"Ana Example": "Barnsley", "Ben Pretend": "Newport"}
    page = page_app(bench.slack, bench.teams, {}, lambda: MOMENT, place_of=places.get)
    transport = httpx.ASGITransport(page)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        state = (await client.get("/api/state")).json()
    assert [one["place"] for one in (*state["slack"], *state["teams"])] == ["Barnsley", "Newport"]


async def test_a_control_is_pressed_and_says_what_it_did(bench: Bench) -> None:
    answered = await bench.page.post("/api/controls/0", json={})
    assert answered.json()["said"] == "It is Wednesday."
    assert bench.pressed == ["a day"]
    assert (await bench.page.post("/api/controls/1", json={})).status_code == 404


async def test_words_in_the_box_are_a_message_and_with_a_slash_a_command(bench: Bench) -> None:
    bench.slack.workspace("T1").person("Ana Example")
    await bench.does(bench.ana, "says", words="hello <b>all</b>", **{"in": "upstream"})
    await bench.does(bench.ana, "says", words="/upstream search a form", **{"in": "upstream"})
    assert bench.bot.heard[0]["event"]["text"] == "hello &lt;b&gt;all&lt;/b&gt;"
    assert bench.bot.heard[1]["command"] == "/upstream"
    assert bench.bot.heard[1]["text"] == "search a form"


async def test_another_command_and_one_in_a_thread_are_refused_as_slack_does(bench: Bench) -> None:
    said = await bench.ana.says("hello", in_="upstream")
    other = await bench.does(bench.ana, "says", words="/remind me", **{"in": "upstream"})
    threaded = await bench.does(bench.ana, "replies", words="/upstream help", to=said.ts)
    assert other.status_code == threaded.status_code == 409
    assert "/remind is not a valid command" in other.json()["problem"]
    assert "not supported in threads" in threaded.json()["problem"]


async def test_a_thread_its_answers_and_a_change_are_in_the_view(bench: Bench) -> None:
    said = await bench.ana.says("first", in_="upstream")
    await bench.does(bench.ana, "replies", words="second", to=said.ts)
    await bench.does(bench.ana, "edits", words="the first", to=said.ts)
    channel = (await bench.sees(bench.ana))["channels"][0]
    view = (await bench.sees(bench.ana, place=channel["id"]))["channels"][0]
    assert view["messages"][0]["text"] == "the first"
    assert view["messages"][0]["edited"]
    assert [one["text"] for one in view["messages"][0]["replies"]] == ["second"]


async def test_only_the_open_place_is_sent_whole_and_no_more_than_asked(bench: Bench) -> None:
    for number in range(5):
        await bench.ana.says(f"number {number}", in_="upstream")
    closed = (await bench.sees(bench.ana))["channels"][0]
    opened = (await bench.sees(bench.ana, place=closed["id"], most=3))["channels"][0]
    assert (len(closed["messages"]), closed["earlier"]) == (1, 4)
    assert [one["text"] for one in opened["messages"]] == ["number 2", "number 3", "number 4"]
    assert opened["earlier"] == 2


def button(label: str) -> dict[str, Any]:
    return {"type": "button", "action_id": "press-1", "value": "v", "text": {"type": "plain_text", "text": label}}


async def test_a_button_in_slack_is_pressed(bench: Bench) -> None:
    blocks = [{"type": "actions", "block_id": "foot", "elements": [button("Reflect")]}]
    channel = bench.slack.workspace("T1").channel("upstream").id
    posted = await bench.slack_call("chat.postMessage", channel=channel, text="?", blocks=blocks)
    answered = await bench.does(bench.ana, "acts", on=posted["ts"], block="foot", action="press-1", inputs={})
    assert answered.status_code == 200
    pressed = json.loads(bench.bot.heard[-1]["payload"])
    assert pressed["actions"][0]["value"] == "v"


async def open_modal(bench: Bench) -> dict[str, Any]:
    """What Ana sees after the bot opened a modal with one field for her."""
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Reflect"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "words",
                "label": {"type": "plain_text", "text": "Your words"},
                "element": {"type": "plain_text_input", "action_id": "value"},
            }
        ],
    }
    trigger = bench.slack.trigger(bench.ana.team, bench.ana.id)
    await bench.slack_call("views.open", trigger_id=trigger, view=view)
    return (await bench.sees(bench.ana))["modals"][0]


async def test_a_modal_is_sent_off_and_what_was_refused_stands_beside_its_field(bench: Bench) -> None:
    await open_modal(bench)
    bench.bot.answers = [{"response_action": "errors", "errors": {"words": "Too short."}}]
    inputs = {"words": {"value": {"type": "plain_text_input", "value": "mine"}}}
    await bench.does(bench.ana, "sends", inputs=inputs)
    refused = (await bench.sees(bench.ana))["modals"][0]
    assert refused["errors"] == {"words": "Too short."}
    assert refused["state"]["values"]["words"]["value"]["value"] == "mine"
    await bench.does(bench.ana, "sends", inputs=inputs)
    assert not (await bench.sees(bench.ana))["modals"]


async def test_a_modal_with_a_required_field_left_empty_is_not_sent(bench: Bench) -> None:
    await open_modal(bench)
    answered = await bench.does(bench.ana, "sends", inputs={})
    assert answered.status_code == 409
    assert not bench.bot.heard


async def test_a_modal_is_closed(bench: Bench) -> None:
    await open_modal(bench)
    await bench.does(bench.ana, "closes")
    assert not (await bench.sees(bench.ana))["modals"]


async def test_opening_home_tells_the_bot(bench: Bench) -> None:
    await bench.does(bench.ana, "home")
    assert bench.bot.heard[-1]["event"]["type"] == "app_home_opened"


async def test_reading_a_channel_leaves_nothing_unread(bench: Bench) -> None:
    channel = bench.slack.workspace("T1").channel("upstream").id
    await bench.slack_call("chat.postMessage", channel=channel, text="new")
    assert (await bench.sees(bench.ana))["channels"][0]["unread"] == 1
    await bench.does(bench.ana, "reads", **{"in": channel})
    assert (await bench.sees(bench.ana))["channels"][0]["unread"] == 0


async def test_in_teams_words_reach_the_bot_in_ones_own_chat(bench: Bench) -> None:
    await bench.does(bench.ben, "says", words="hello", **{"in": "direct"})
    assert bench.bot.heard[-1]["text"] == "hello"
    assert bench.bot.heard[-1]["conversation"]["conversationType"] == "personal"


async def test_in_a_teams_channel_an_answer_stands_under_its_post(bench: Bench) -> None:
    channel = bench.teams.tenant("tenant-1").team("Network").channel()
    post = await bench.ben.says("a question", in_=channel)
    await bench.does(bench.ben, "replies", words="@Upstream an answer", to=post.id)
    view = await bench.sees(bench.ben, place=channel.id)
    shown = view["teams"][0]["channels"][0]["posts"][0]
    assert [one["words"] for one in shown["replies"]] == ["Upstream an answer"]
    assert bench.bot.heard[-1]["conversation"]["id"] == f"{channel.id};messageid={post.id}"


def card(*actions: dict[str, Any], words: str = "A question") -> dict[str, Any]:
    body = [{"type": "TextBlock", "text": words}, {"type": "Input.Text", "id": "in.words", "label": "Your words"}]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": list(actions)}


async def test_a_card_is_pressed_with_what_was_typed_and_changes_for_this_person(bench: Bench) -> None:
    execute = {"type": "Action.Execute", "title": "Save", "verb": "say", "data": {"says": "keep"}}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card(execute)}
    activity = {"type": "message", "attachments": [attachment]}
    post = bench.teams.keep(bench.ben.direct, bench.teams.bot_id, activity, root="")
    kept = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": card(words="Kept.")}
    bench.bot.answers = [kept]
    await bench.does(bench.ben, "acts", on=post.id, action=execute, inputs={"in.words": "mine"})
    assert bench.bot.heard[-1]["value"]["action"]["data"] == {"says": "keep", "in.words": "mine"}
    view = await bench.sees(bench.ben, place=bench.ben.direct.id)
    assert view["chats"][0]["messages"][0]["cards"][0]["body"][0]["text"] == "Kept."
    assert view["chats"][0]["messages"][0]["own_view"]
    await bench.does(bench.ben, "reloads")
    view = await bench.sees(bench.ben, place=bench.ben.direct.id)
    assert view["chats"][0]["messages"][0]["cards"][0]["body"][0]["text"] == "A question"


async def test_a_dialog_is_opened_and_closed(bench: Bench) -> None:
    fetch = {"type": "Action.Submit", "title": "Open", "data": {"msteams": {"type": "task/fetch"}, "says": "form"}}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card(fetch)}
    activity = {"type": "message", "attachments": [attachment]}
    post = bench.teams.keep(bench.ben.direct, bench.teams.bot_id, activity, root="")
    bench.bot.answers = [{"task": {"type": "message", "value": "Nothing to fill in."}}]
    await bench.does(bench.ben, "acts", on=post.id, action=fetch, inputs={})
    assert (await bench.sees(bench.ben))["dialog"]["message"] == "Nothing to fill in."
    await bench.does(bench.ben, "closes")
    assert (await bench.sees(bench.ben))["dialog"] is None


async def test_the_app_is_added(bench: Bench) -> None:
    cat = bench.teams.tenant("tenant-1").person("Cat Nobody")
    assert (await bench.sees(cat))["person"]["personal"] == "none"
    await bench.does(cat, "installs")
    assert (await bench.sees(cat))["person"]["personal"] == "installed"


async def test_what_cannot_be_done_is_said_and_what_is_not_there_is_not_found(bench: Bench) -> None:
    refused = await bench.does(bench.ana, "acts", on="nowhere", block="b", action="a", inputs={})
    assert refused.status_code == 409
    assert (await bench.does(bench.ana, "says", words=1)).status_code == 400
    assert (await bench.does(bench.ana, "flies")).status_code == 404
    assert (await bench.page.get("/api/slack/T1/U404")).status_code == 404
    assert (await bench.page.get("/api/teams/nobody")).status_code == 404


async def test_a_bot_that_fails_is_named(bench: Bench) -> None:
    bench.bot.status = 500
    bench.slack.retries = False
    answered = await bench.does(bench.ana, "says", words="hello", **{"in": "direct"})
    assert answered.status_code == 502
    assert "500" in answered.json()["problem"]
