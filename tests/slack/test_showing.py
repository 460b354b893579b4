"""How answers are shown: where, to whom, and what happens when Slack does not take them."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web

from adapters.slack import hearing
from adapters.slack.origin import Origin, memo
from bot.chat import Button, Card, Field, Incoming, Kind, Problem, Reply, Shown, Text, Where
from tests.slack.conftest import BOT, TEAM, Slack, a_reply, said

pytestmark = pytest.mark.anyio

FORM = Card(
    "A question", (Text("Why?"), Field("words", "Your words", "words")), submit=Button("Save", "save 1", token="t")
)
OUT = ("chat.", "views.", "respond")


def shown(slack: Slack) -> list[str]:
    return [name for name, _ in slack.wire.calls if name.startswith(OUT)]


def in_thread(**more: Any) -> dict[str, Any]:
    return said(channel="C1", channel_type="channel", thread_ts="1700.1", parent_user_id=BOT, **more)


def submission(origin: Origin, **view: Any) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "UANA", "team_id": TEAM},
        "trigger_id": "5.6",
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "form",
            "private_metadata": memo(origin, Button("Save", "save 1")),
            "state": {"values": {"words": {"value": {"type": "plain_text_input", "value": "because"}}}},
            "blocks": [{"type": "input", "block_id": "words"}, {"type": "section", "block_id": "x"}],
        }
        | view,
    }


def in_modal(origin: Origin) -> dict[str, Any]:
    view = {"id": "V1", "type": "modal", "callback_id": "form", "private_metadata": memo(origin, None)}
    return {"view": view, "container": {"type": "view", "view_id": "V1"}, "channel": None, "message": None}


AT_HOME = {"view": {"id": "V0", "type": "home"}, "container": {"type": "view"}, "channel": None, "message": None}


# --- typed words -------------------------------------------------------------------------------------------------


async def test_nothing_is_shown_when_there_is_nothing_to_say(slack: Slack) -> None:
    await slack.event(said())
    assert shown(slack) == []


@pytest.mark.parametrize("how", [Shown.HERE, Shown.ONLY_YOU, Shown.FORM, Shown.IN_PLACE, Shown.HOME])
async def test_in_a_direct_chat_every_answer_is_a_message_there(slack: Slack, how: Shown) -> None:
    slack.reply = a_reply(shown=how)
    await slack.event(said(thread_ts="1700.1", parent_user_id=BOT))
    assert shown(slack) == ["chat.postMessage"]
    assert (slack.wire.last("chat.postMessage")["channel"], slack.wire.last("chat.postMessage")["thread_ts"]) == (
        "DANA",
        "1700.1",
    )


@pytest.mark.parametrize("how", [Shown.ONLY_YOU, Shown.FORM, Shown.IN_PLACE, Shown.HOME])
async def test_in_a_thread_others_do_not_see_what_is_only_for_you(slack: Slack, how: Shown) -> None:
    slack.reply = a_reply(shown=how)
    await slack.event(in_thread())
    assert shown(slack) == ["chat.postEphemeral"]
    sent = slack.wire.last("chat.postEphemeral")
    assert (sent["channel"], sent["user"], sent["thread_ts"], sent["text"]) == ("C1", "UANA", "1700.1", "Kept.")


async def test_what_is_only_for_you_falls_back_on_your_direct_chat_and_nowhere_else(slack: Slack) -> None:
    slack.reply = a_reply()
    slack.wire.answers["chat.postEphemeral"] = {"ok": False, "error": "user_not_in_channel"}
    await slack.event(in_thread())
    assert shown(slack) == ["chat.postEphemeral", "chat.postMessage"]
    assert slack.wire.last("chat.postMessage")["channel"] == "DUANA"


async def test_a_visible_answer_to_a_mention_goes_into_its_thread(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.HERE)
    await slack.event(said(f"<@{BOT}> help", channel="C1", channel_type="channel"))
    sent = slack.wire.last("chat.postMessage")
    assert (sent["channel"], sent["thread_ts"]) == ("C1", "1700.9")


async def test_a_form_asked_for_in_words_is_a_button_that_opens_it(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM)
    await slack.event(said("reflect"))
    (button,) = slack.wire.last("chat.postMessage")["blocks"][-1]["elements"]
    assert json.loads(button["value"]) == {"says": "save 1", "token": "t"}


# --- commands ----------------------------------------------------------------------------------------------------


async def test_a_command_is_answered_to_its_sender_alone(slack: Slack) -> None:
    slack.reply = a_reply()
    answer = await slack.command("me")
    assert (answer.status_code, answer.text, shown(slack)) == (200, "", ["respond"])
    sent = slack.wire.last("respond")
    assert (sent["response_type"], sent["replace_original"], sent["text"]) == ("ephemeral", False, "Kept.")


async def test_a_visible_answer_to_a_command_is_seen_by_the_channel(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.HERE)
    await slack.command("here")
    assert slack.wire.last("respond")["response_type"] == "in_channel"


async def test_in_somebody_elses_direct_chat_even_a_visible_answer_is_for_its_sender(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.HERE)
    await slack.command("here", channel="DX", name="directmessage")
    assert (shown(slack), slack.wire.last("respond")["response_type"]) == (["respond"], "ephemeral")


async def test_a_command_opens_its_form(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM)
    await slack.command("reflect")
    sent = slack.wire.last("views.open")
    assert (sent["trigger_id"], sent["view"]["title"]["text"]) == ("1.2.abc", "A question")
    kept = json.loads(sent["view"]["private_metadata"])
    assert (kept["says"], kept["token"], kept["conversation"]) == ("save 1", "t", "C1")


async def test_a_form_whose_trigger_has_run_out_is_offered_again(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM)
    slack.wire.answers["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    await slack.command("reflect")
    assert shown(slack) == ["views.open", "respond"]
    assert slack.wire.last("respond")["blocks"][-1]["type"] == "actions"


# --- presses under a message -------------------------------------------------------------------------------------


async def test_a_press_in_a_channel_is_answered_to_who_pressed(slack: Slack) -> None:
    slack.reply = a_reply()
    await slack.press()
    assert (shown(slack), slack.wire.last("respond")["response_type"]) == (["respond"], "ephemeral")


async def test_a_press_in_place_replaces_what_was_pressed(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.IN_PLACE)
    await slack.press()
    sent = slack.wire.last("respond")
    assert sent["replace_original"] is True
    assert "response_type" not in sent


async def test_when_the_url_is_used_up_the_message_is_updated_instead(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.IN_PLACE)
    slack.wire.answers["respond"] = (404, {}, {"ok": False, "error": "used_url"})
    await slack.press()
    assert shown(slack) == ["respond", "chat.update"]
    assert slack.wire.last("chat.update")["ts"] == "1700.5"


async def test_a_visible_answer_to_a_press_goes_into_the_thread_of_what_was_pressed(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.HERE)
    await slack.press()
    assert slack.wire.last("chat.postMessage")["thread_ts"] == "1700.5"


async def test_a_press_in_a_thread_is_answered_in_the_thread(slack: Slack) -> None:
    slack.reply = a_reply()
    container = {"type": "message", "message_ts": "1700.5", "channel_id": "C1", "thread_ts": "1700.1"}
    await slack.press(container=container)
    assert slack.wire.last("chat.postEphemeral")["thread_ts"] == "1700.1"


async def test_a_press_opens_a_form_that_knows_where_it_was_opened(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM)
    await slack.press()
    kept = json.loads(slack.wire.last("views.open")["view"]["private_metadata"])
    assert (kept["conversation"], kept["message"], kept["where"]) == ("C1", "1700.5", "channel")


async def test_a_link_is_acknowledged_and_nothing_else(slack: Slack) -> None:
    answer = await slack.press(actions=[{"type": "button", "action_id": "link-1", "url": "https://x.example"}])
    assert answer.status_code == 200
    assert not slack.heard


# --- Home --------------------------------------------------------------------------------------------------------


async def test_opening_home_publishes_it(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.HOME)
    await slack.event({"type": "app_home_opened", "tab": "home", "user": "UANA", "channel": "DANA"})
    sent = slack.wire.last("views.publish")
    assert (sent["user_id"], sent["view"]["type"]) == ("UANA", "home")


@pytest.mark.parametrize(
    ("how", "method"),
    [
        (Shown.HOME, "views.publish"),
        (Shown.IN_PLACE, "views.open"),
        (Shown.ONLY_YOU, "views.open"),
        (Shown.FORM, "views.open"),
        (Shown.HERE, "chat.postMessage"),
    ],
)
async def test_a_press_at_home_is_answered_at_home(slack: Slack, how: Shown, method: str) -> None:
    slack.reply = Reply(FORM, how)
    await slack.press(**AT_HOME)
    assert shown(slack) == [method]


async def test_home_is_made_anew_after_something_was_done_there(slack: Slack) -> None:
    def reply(incoming: Incoming) -> Reply:
        return a_reply(shown=Shown.HOME if incoming.kind is Kind.HOME else Shown.IN_PLACE)

    slack.reply = reply
    await slack.press(**AT_HOME)
    await slack.interaction(submission(Origin()))
    await slack.interaction(submission(Origin(Where.CHANNEL, "C1", message="1700.5")))
    kinds = [Kind.PRESSED, Kind.HOME, Kind.FILLED, Kind.HOME, Kind.FILLED]
    assert [one.kind for one in slack.heard] == kinds
    assert shown(slack) == ["views.open", "views.publish", "views.publish", "chat.update"]
    assert len({one.event for one in slack.heard}) == 4  # every sending of a form here has the same trigger


# --- modals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "method"),
    [(Shown.ONLY_YOU, "views.update"), (Shown.IN_PLACE, "views.update"), (Shown.FORM, "views.push")],
)
async def test_a_press_in_a_modal_is_answered_in_the_modal(slack: Slack, how: Shown, method: str) -> None:
    slack.reply = Reply(FORM, how)
    await slack.press(**in_modal(Origin(Where.CHANNEL, "C1")))
    assert shown(slack) == [method]
    assert json.loads(slack.wire.last(method)["view"]["private_metadata"])["conversation"] == "C1"


async def test_a_fourth_view_takes_the_place_of_the_third(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM)
    slack.wire.answers["views.push"] = {"ok": False, "error": "push_limit_reached"}
    await slack.press(**in_modal(Origin()))
    assert shown(slack) == ["views.push", "views.update"]


async def test_a_refused_form_stays_open_with_the_problem_beside_its_field(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM, Problem("Say a little more.", "words"))
    answer = await slack.interaction(submission(Origin(Where.CHANNEL, "C1")))
    assert answer.json() == {"response_action": "errors", "errors": {"words": "Say a little more."}}
    assert shown(slack) == []


@pytest.mark.parametrize("field", ["", "no such field", "x"])
async def test_a_problem_of_the_whole_stands_beside_the_first_field(slack: Slack, field: str) -> None:
    slack.reply = Reply(FORM, Shown.FORM, Problem("Not today.", field))
    answer = await slack.interaction(submission(Origin()))
    assert answer.json()["errors"] == {"words": "Not today."}


async def test_a_second_form_takes_the_place_of_the_first(slack: Slack) -> None:
    slack.reply = Reply(FORM, Shown.FORM)
    answer = (await slack.interaction(submission(Origin(Where.CHANNEL, "C1", message="1700.5")))).json()
    assert answer["response_action"] == "update"
    assert json.loads(answer["view"]["private_metadata"])["message"] == "1700.5"


async def test_after_a_form_the_answer_stands_where_it_was_opened(slack: Slack) -> None:
    slack.reply = a_reply()
    url = f"{slack.url}respond/opened"
    answer = await slack.interaction(submission(Origin(Where.CHANNEL, "C1", message="1700.5", url=url)))
    assert answer.json() == {"response_action": "clear"}
    sent = slack.wire.last("respond")
    assert (sent["_name"], sent["response_type"]) == ("opened", "ephemeral")


async def test_after_a_form_opened_in_a_direct_chat_the_answer_is_a_message(slack: Slack) -> None:
    slack.reply = a_reply()
    await slack.interaction(submission(Origin(Where.DIRECT, "DANA", message="1700.5", url=f"{slack.url}respond/x")))
    assert (shown(slack), slack.wire.last("chat.postMessage")["channel"]) == (["chat.postMessage"], "DANA")


async def test_after_a_form_opened_at_home_the_answer_takes_its_place(slack: Slack) -> None:
    slack.reply = a_reply()
    answer = (await slack.interaction(submission(Origin()))).json()
    assert (answer["response_action"], answer["view"]["title"]["text"]) == ("update", "Kept.")
    assert shown(slack) == []


async def test_after_a_form_the_message_it_came_from_can_be_replaced(slack: Slack) -> None:
    slack.reply = a_reply(shown=Shown.IN_PLACE)
    url = f"{slack.url}respond/opened"
    await slack.interaction(submission(Origin(Where.CHANNEL, "C1", message="1700.5", url=url)))
    assert slack.wire.last("respond")["replace_original"] is True


async def test_a_form_without_an_answer_closes(slack: Slack) -> None:
    answer = await slack.interaction(submission(Origin()))
    assert answer.json() == {"response_action": "clear"}


# --- when it cannot be shown -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [(500, {}, {}), (200, {}, {"ok": False, "error": "channel_not_found"})])
async def test_what_is_committed_is_acknowledged_even_if_it_cannot_be_shown(
    slack: Slack, caplog: pytest.LogCaptureFixture, fault: Any
) -> None:
    slack.reply = a_reply()
    for method in ("chat.postMessage", "chat.postEphemeral", "conversations.open", "respond"):
        slack.wire.answers[method] = fault
    assert (await slack.event(said())).status_code == 200
    assert (await slack.event(in_thread())).status_code == 200
    assert (await slack.press()).status_code == 200
    assert caplog.text.count("not shown") == 3
    assert "Kept" not in caplog.text


async def test_a_slow_slack_does_not_hold_up_the_acknowledgement(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "SHOW_WITHIN", 0.05)
    slack.reply = a_reply()
    go = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await go.wait()
        return web.json_response({"ok": True, "channel": "DANA", "ts": "1.1"})

    slack.wire.answers["chat.postMessage"] = slow
    assert (await slack.event(said())).status_code == 200
    go.set()
    await slack.platform.close()
    assert shown(slack) == ["chat.postMessage"]


async def test_an_answer_waits_once_when_slack_says_slower(slack: Slack) -> None:
    slack.reply = a_reply()
    slack.wire.answers["chat.postMessage"] = [(429, {"Retry-After": "0"}, {"ok": False, "error": "ratelimited"})]
    await slack.event(said())
    await slack.platform.close()
    assert shown(slack) == ["chat.postMessage", "chat.postMessage"]
