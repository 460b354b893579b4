"""The door: who is let in, what is answered, and what is never logged."""

import json
import logging
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from adapters.slack.door import slack_routes
from adapters.slack.hearing import bolt_app
from adapters.slack.platform import SlackPlatform
from bot.chat import Kind, Shift
from bot.errors import SetupError, Unavailable
from tests.slack.conftest import BOT, TEAM, Slack, a_reply, enveloped, said, sign

pytestmark = pytest.mark.anyio

BODY = json.dumps(enveloped(said("a secret of Ana's"))).encode()
NOW = str(int(time.time()))
STALE = str(int(time.time()) - 301)
FUTURE = str(int(time.time()) + 4000)


@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [
        (None, None),
        (NOW, None),
        (None, sign(NOW, BODY)),
        (NOW, "v0=00"),
        (NOW, sign(NOW, BODY, "another secret")),
        (NOW, sign(NOW, BODY + b" ")),
        (NOW, sign(NOW, BODY).removeprefix("v0=")),
        (STALE, sign(STALE, BODY)),
        (FUTURE, sign(FUTURE, BODY)),
        ("garbage", sign("garbage", BODY)),
        ("", sign("", BODY)),
        ("1e9", sign("1e9", BODY)),
        ("9" * 5000, sign("9" * 5000, BODY)),
        (NOW, "v0=é"),
    ],
    ids=(
        "nothing", "no signature", "no timestamp", "short", "another secret", "another body", "no version", "stale",
        "future", "no number", "empty", "an exponent", "very long", "not ASCII",
    ),
)  # fmt: skip
async def test_what_slack_did_not_sign_is_refused_and_nothing_of_it_is_logged(
    slack: Slack, caplog: pytest.LogCaptureFixture, timestamp: str | None, signature: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {"content-type": "application/json"}
    if timestamp is not None:
        headers["x-slack-request-timestamp"] = timestamp
    if signature is not None:
        headers["x-slack-signature"] = signature
    encoded = {name: value.encode("utf-8") for name, value in headers.items()}
    answer = await slack.client.post("/slack/events", content=BODY, headers=encoded)
    assert answer.status_code == 401
    assert not slack.heard
    assert not slack.wire.calls
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"", "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        (BODY, "text/plain"),
        (BODY, "multipart/form-data; boundary=x"),
        (BODY, ""),
        (b"payload={broken", "application/x-www-form-urlencoded"),
        (b"payload=[]", "application/x-www-form-urlencoded"),
        (b"no form at all", "application/x-www-form-urlencoded"),
        (b'{"type":"event_callback","authorizations":[7],"event":{}}', "application/json"),
    ],
)
async def test_what_is_signed_but_broken_is_answered_with_400(
    slack: Slack, caplog: pytest.LogCaptureFixture, body: bytes, content_type: str
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await slack.post(body, content_type)
    assert answer.status_code in {400, 401}  # 401: bytes that are no text have no signature
    assert not slack.heard
    assert "secret" not in caplog.text


async def test_a_request_beyond_two_megabytes_is_not_read(slack: Slack) -> None:
    answer = await slack.post(b" " * 2_000_001, "application/json")
    assert answer.status_code == 401


async def test_a_good_event_is_heard_and_no_word_of_it_is_logged_at_any_level(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.reply = a_reply()
    answer = await slack.event(said("a secret of Ana's"))
    assert answer.status_code == 200
    assert [one.text for one in slack.heard] == ["a secret of Ana's"]
    assert "secret" not in caplog.text
    assert "Kept" not in caplog.text
    assert "xoxb" not in caplog.text


async def test_slack_checks_the_address_once(slack: Slack) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c1", "token": "t"}).encode()
    answer = await slack.post(body, "application/json")
    assert answer.status_code == 200
    assert "c1" in answer.text


@pytest.mark.parametrize(
    "payload",
    [
        enveloped({"type": "reaction_added", "user": "UANA", "item": {}}),
        enveloped({"type": "team_join", "user": {"id": "U9"}}),
        enveloped({"type": "something_new"}),
        {
            "type": "view_closed",
            "team": {"id": TEAM},
            "user": {"id": "UANA"},
            "view": {"type": "modal", "callback_id": "a"},
        },
        {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": "UANA"},
            "view": {"type": "modal", "callback_id": "x"},
        },
        {"type": "shortcut", "team": {"id": TEAM}, "user": {"id": "UBOT2"}, "callback_id": "y", "trigger_id": "1"},
        {
            "type": "block_suggestion",
            "team": {"id": TEAM},
            "user": {"id": "UANA"},
            "action_id": "z",
            "block_id": "b",
            "value": "v",
        },
        {"type": "something_else_entirely", "team": {"id": TEAM}, "user": {"id": "UANA"}},
    ],
)
async def test_nothing_that_slack_sends_is_answered_with_404(slack: Slack, payload: dict[str, object]) -> None:
    form = urlencode({"payload": json.dumps(payload)}).encode()
    body = (json.dumps(payload).encode(), "application/json")
    is_event = payload["type"] == "event_callback"
    answer = await slack.post(*(body if is_event else (form, "application/x-www-form-urlencoded")))
    assert answer.status_code == 200


@pytest.mark.parametrize("send", ["event", "press", "command"])
async def test_while_the_database_is_away_slack_is_told_to_come_again(slack: Slack, send: str) -> None:
    slack.reply = Unavailable("locked")
    sent = {"event": lambda: slack.event(said()), "press": slack.press, "command": lambda: slack.command("help")}
    answer = await sent[send]()
    assert answer.status_code == 503
    assert answer.text == ""
    assert not [name for name, _ in slack.wire.calls if name.startswith(("chat.", "views.", "respond"))]


async def test_a_change_is_told_only_once_it_is_stored(slack: Slack) -> None:
    slack.reply = Unavailable("locked")
    slack.wire.answers["auth.test"] = {"ok": False, "error": "account_inactive"}
    assert (await slack.event({"type": "app_uninstalled"})).status_code == 503


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": [BOT]}}])
async def test_an_uninstall_of_before_we_came_back_is_none(slack: Slack, event: dict[str, Any]) -> None:
    assert (await slack.event(event)).status_code == 200
    assert not slack.changes  # Slack still takes our token
    slack.wire.answers["auth.test"] = {"ok": False, "error": "account_inactive"}
    await slack.event(event)
    assert [one.kind for one in slack.changes] == [Shift.UNINSTALLED]


async def test_a_fault_of_ours_is_a_500_whose_log_holds_no_words(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.reply = RuntimeError("a secret of Ana's")
    answer = await slack.event(said())
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_retried_event_is_passed_on_with_the_same_id(slack: Slack) -> None:
    await slack.event(said())
    body = json.dumps(enveloped(said())).encode()
    await slack.post(body, "application/json", **{"x-slack-retry-num": "1"})
    assert [one.event for one in slack.heard] == ["Ev1", "Ev1"]


async def test_a_command_may_contain_the_word_payload(slack: Slack) -> None:
    await slack.command("search payload")
    assert slack.heard[0].text == "search payload"


async def test_a_workspace_without_us_is_answered_and_not_heard(slack: Slack) -> None:
    del slack.tokens[TEAM]
    assert (await slack.event(said())).status_code == 200
    answer = await slack.command("help")
    assert (answer.status_code, answer.text) == (200, "")
    assert not slack.heard
    assert not slack.wire.calls


async def test_leaving_is_heard_when_the_token_is_gone_already(slack: Slack) -> None:
    del slack.tokens[TEAM]
    await slack.event({"type": "app_uninstalled"})
    await slack.event({"type": "tokens_revoked", "tokens": {"bot": [BOT]}})
    await slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["UANA"], "bot": []}})
    assert [one.kind for one in slack.changes] == [Shift.UNINSTALLED, Shift.UNINSTALLED]


async def test_no_event_costs_an_auth_test_when_it_names_our_bot(slack: Slack) -> None:
    await slack.event(said())
    assert not slack.wire.called("auth.test")


async def test_where_the_event_does_not_say_who_we_are_it_is_asked_once(slack: Slack) -> None:
    for _ in range(3):
        await slack.event(said(), authorizations=[])
    assert len(slack.wire.called("auth.test")) == 1
    assert len(slack.heard) == 3


async def test_a_message_waits_at_slack_until_we_know_who_we_are(slack: Slack) -> None:
    slack.wire.answers["auth.test"] = (500, {}, {"ok": False, "error": "internal_error"})
    assert (await slack.event(said(), authorizations=[])).status_code == 503
    assert not slack.heard


async def test_two_workspaces_with_the_same_ids_are_two_people_and_two_tokens(slack: Slack) -> None:
    slack.reply = a_reply()
    await slack.event(said())
    other = [{"enterprise_id": None, "team_id": "T2", "user_id": BOT, "is_bot": True}]
    await slack.event(said(team="T2"), team_id="T2", authorizations=other)
    assert [one.account.tenant for one in slack.heard] == [TEAM, "T2"]
    assert [call["_token"] for call in slack.wire.called("chat.postMessage")] == ["xoxb-1", "xoxb-2"]


async def test_without_a_signing_secret_there_is_no_door() -> None:
    async def nobody(_: object) -> None:
        return None

    platform = SlackPlatform(token_of=nobody)
    with pytest.raises(SetupError, match="SLACK_SIGNING_SECRET"):
        slack_routes(signing_secret=" ", platform=platform, hear=nobody, changed=nobody)


async def test_our_own_doing_is_not_heard(slack: Slack) -> None:
    await slack.event(said(user=BOT))
    await slack.event(said(bot_id="B7", user="U7"))
    assert not slack.heard


async def test_somebody_who_turns_out_to_be_a_bot_is_not_heard(slack: Slack) -> None:
    slack.wire.answers["users.info"] = {"ok": True, "user": {"id": "UANA", "is_bot": True}}
    await slack.event(said())
    assert not slack.heard


async def test_the_kind_of_what_is_heard_is_plain(slack: Slack) -> None:
    await slack.event(said())
    await slack.press()
    await slack.event({"type": "app_home_opened", "tab": "home", "user": "UANA", "channel": "DANA"})
    assert [one.kind for one in slack.heard] == [Kind.SAID, Kind.PRESSED, Kind.HOME]


async def test_what_bolt_makes_of_the_environment_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, slack: Slack
) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "of the environment")
    app = bolt_app(slack.platform, slack.hear, slack.changed)
    body = enveloped(said())
    answer = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert answer.status == 200
    assert len(slack.heard) == 1
