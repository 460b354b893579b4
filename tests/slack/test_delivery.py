"""The outbox's side: posting, updating, deleting, asking, and what each refusal of Slack means."""

import inspect
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import slack_sdk.errors
from aiohttp import web
from slack_sdk.errors import SlackApiError, SlackTokenRotationError

from adapters.slack import errors, limits
from bot.chat import Account, Address, Button, Card, Field, MessageRef, Said, Where
from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Unavailable, Uncertain
from tests.slack.conftest import TEAM, Slack

pytestmark = pytest.mark.anyio

CHANNEL = Address("slack", TEAM, Where.CHANNEL, "C1")
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
CARD = Card("Hello", (Said("<!channel>"),), plain="Hello & <you>")


def direct(*users: str) -> Address:
    where = Where.DIRECT if len(users) == 1 else Where.GROUP
    return Address("slack", TEAM, where, people=tuple(Account("slack", TEAM, user) for user in users))


async def test_a_post_carries_its_key_and_unfurls_nothing(slack: Slack) -> None:
    ref = await slack.platform.post(CHANNEL, CARD, "key-1")
    sent = slack.wire.last("chat.postMessage")
    assert ref == MessageRef("slack", TEAM, "C1", "1700000000.000001")
    assert sent["metadata"] == {"event_type": "upstream_delivery", "event_payload": {"key": "key-1"}}
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["text"]) == (False, False, "Hello &amp; &lt;you&gt;")
    assert "thread_ts" not in sent
    assert sent["_token"] == "xoxb-1"


async def test_a_post_into_a_thread_stays_there(slack: Slack) -> None:
    await slack.platform.post(Address("slack", TEAM, Where.CHANNEL, "C1", thread="1.1"), CARD, "k")
    assert slack.wire.last("chat.postMessage")["thread_ts"] == "1.1"


async def test_a_direct_chat_is_opened_once(slack: Slack) -> None:
    refs = [await slack.platform.post(direct("UANA"), CARD, f"k{n}") for n in range(2)]
    assert [ref.conversation for ref in refs] == ["DUANA", "DUANA"]
    assert len(slack.wire.called("conversations.open")) == 1


async def test_a_group_is_opened_with_everybody_in_it(slack: Slack) -> None:
    ref = await slack.platform.post(direct("UANA", "UBEN"), CARD, "k")
    assert ref.conversation.startswith("G")
    assert slack.wire.last("conversations.open")["users"] == "UANA,UBEN"


async def test_nine_people_are_too_many_for_a_group(slack: Slack) -> None:
    with pytest.raises(Refused, match="too_many_people"):
        await slack.platform.post(direct(*(f"U{n}" for n in range(limits.GROUP_PEOPLE + 1))), CARD, "k")
    with pytest.raises(Refused, match="nobody"):
        await slack.platform.post(direct(), CARD, "k")


async def test_a_direct_chat_that_is_gone_is_opened_anew(slack: Slack) -> None:
    await slack.platform.post(direct("UANA"), CARD, "k1")
    slack.wire.answers["chat.postMessage"] = [{"ok": False, "error": "channel_not_found"}]
    with pytest.raises(Gone):
        await slack.platform.post(direct("UANA"), CARD, "k2")
    await slack.platform.post(direct("UANA"), CARD, "k2")
    assert len(slack.wire.called("conversations.open")) == 2


async def test_a_form_is_posted_as_a_button(slack: Slack) -> None:
    form = Card("Q", (Field("words", "Words", "words"),), submit=Button("Reflect", "reflect 1"))
    await slack.platform.post(CHANNEL, form, "k")
    assert slack.wire.last("chat.postMessage")["blocks"][-1]["type"] == "actions"


async def test_a_message_is_replaced_and_taken_away(slack: Slack) -> None:
    ref = MessageRef("slack", TEAM, "C1", "1.1")
    await slack.platform.update(ref, CARD)
    await slack.platform.delete(ref)
    assert (slack.wire.last("chat.update")["ts"], slack.wire.last("chat.delete")["ts"]) == ("1.1", "1.1")
    slack.wire.answers["chat.delete"] = {"ok": False, "error": "message_not_found"}
    await slack.platform.delete(ref)
    slack.wire.answers["chat.delete"] = {"ok": False, "error": "channel_not_found"}
    with pytest.raises(Gone):
        await slack.platform.delete(ref)


def with_key(key: str, ts: str = "9.9") -> dict[str, Any]:
    return {"ts": ts, "metadata": {"event_type": "upstream_delivery", "event_payload": {"key": key}}}


@pytest.mark.parametrize(("thread", "method"), [("", "conversations.history"), ("1.1", "conversations.replies")])
async def test_slack_can_be_asked_whether_something_was_posted(slack: Slack, thread: str, method: str) -> None:
    address = Address("slack", TEAM, Where.CHANNEL, "C1", thread=thread)
    slack.wire.answers[method] = {"ok": True, "messages": [{"ts": "9.8"}, with_key("k1"), with_key("k2", "9.7")]}
    assert await slack.platform.was_posted(address, "k1", NOW) == MessageRef("slack", TEAM, "C1", "9.9")
    assert await slack.platform.was_posted(address, "k3", NOW) is None
    asked = slack.wire.last(method)
    assert (asked["limit"], asked["include_all_metadata"], asked["channel"]) == ("15", "1", "C1")
    around = [float(asked[edge]) - NOW.timestamp() for edge in ("oldest", "latest") if edge in asked]
    assert around == [-300 if thread else 300]


async def test_a_direct_chat_can_be_asked_too(slack: Slack) -> None:
    slack.wire.answers["conversations.history"] = {"ok": True, "messages": [with_key("k1")]}
    found = await slack.platform.was_posted(direct("UANA"), "k1", NOW)
    assert found is not None
    assert found.conversation == "DUANA"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"ok": False, "error": "missing_scope"}, Uncertain),
        ({"ok": False, "error": "invalid_arguments"}, Uncertain),
        ({"ok": False, "error": "channel_not_found"}, Gone),
        ((429, {"Retry-After": "60"}, {"ok": False, "error": "ratelimited"}), RetryAt),
        ((500, {}, {}), RetryAt),
    ],
)
async def test_when_slack_cannot_tell_nobody_pretends(slack: Slack, answer: Any, kind: type) -> None:
    slack.wire.answers["conversations.history"] = answer
    with pytest.raises(kind):
        await slack.platform.was_posted(CHANNEL, "k1", NOW)


async def test_a_thread_too_long_to_look_through_is_uncertain(slack: Slack) -> None:
    slack.wire.answers["conversations.replies"] = {"ok": True, "messages": [{"ts": "1"}], "has_more": True}
    with pytest.raises(Uncertain):
        await slack.platform.was_posted(Address("slack", TEAM, Where.CHANNEL, "C1", thread="1.1"), "k1", NOW)


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("channel_not_found", Gone),
        ("not_in_channel", Gone),
        ("is_archived", Gone),
        ("user_not_found", Gone),
        ("account_inactive", RetryAt),  # our own: the app was taken out of the workspace, and may come back
        ("token_revoked", RetryAt),
        ("token_expired", RetryAt),
        ("invalid_auth", RetryAt),
        ("missing_scope", RetryAt),  # until an administrator allows it
        ("invalid_blocks", Refused),
        ("msg_too_long", Refused),
        ("msg_blocks_too_long", Refused),
        ("no_text", Refused),
        ("a_code_of_tomorrow", Refused),
        ("ratelimited", RetryAt),
        ("message_limit_exceeded", RetryAt),
        ("service_unavailable", RetryAt),
        ("internal_error", Uncertain),
        ("fatal_error", Uncertain),
    ],
)
async def test_each_code_has_its_consequence(slack: Slack, code: str, kind: type[DeliveryFailed]) -> None:
    slack.wire.answers["chat.postMessage"] = {"ok": False, "error": code}
    with pytest.raises(kind) as failed:
        await slack.platform.post(CHANNEL, CARD, "k")
    assert failed.value.code == code
    assert len(slack.wire.called("chat.postMessage")) == 1


@pytest.mark.parametrize(("after", "known"), [("30", True), ("", False), ("soon", False)])
async def test_too_many_says_when_to_come_again(slack: Slack, after: str, known: bool) -> None:
    slack.wire.answers["chat.postMessage"] = (429, {"Retry-After": after}, {"ok": False, "error": "ratelimited"})
    with pytest.raises(RetryAt) as failed:
        await slack.platform.post(CHANNEL, CARD, "k")
    at = failed.value.at
    assert (at is not None) is known
    assert at is None or timedelta(seconds=25) < at - datetime.now(UTC) <= timedelta(seconds=30)
    assert len(slack.wire.called("chat.postMessage")) == 1


async def test_a_connection_lost_after_sending_is_uncertain_and_not_tried_again(slack: Slack) -> None:
    async def drop(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    slack.wire.answers["chat.postMessage"] = drop
    with pytest.raises(Uncertain):
        await slack.platform.post(CHANNEL, CARD, "k")
    assert len(slack.wire.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"), [(502, "<html>", Uncertain), (200, "<html>", Refused), (404, "gone", Refused)]
)
async def test_an_answer_that_is_not_slacks_is_told_from_one_that_is(
    slack: Slack, status: int, body: str, kind: type
) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="text/html")

    slack.wire.answers["chat.postMessage"] = page
    with pytest.raises(kind):
        await slack.platform.post(CHANNEL, CARD, "k")


async def test_broken_json_is_told_from_an_answer(slack: Slack) -> None:
    async def broken(_: web.Request) -> web.Response:
        return web.Response(status=503, text="{", content_type="application/json")

    slack.wire.answers["chat.postMessage"] = broken
    with pytest.raises(Uncertain):
        await slack.platform.post(CHANNEL, CARD, "k")


async def test_a_slack_that_cannot_be_reached_was_sent_nothing(slack: Slack) -> None:
    slack.platform.api.url = "http://127.0.0.1:1/api/"
    with pytest.raises(RetryAt):
        await slack.platform.post(CHANNEL, CARD, "k")


async def test_what_is_for_a_workspace_we_left_waits_and_so_it_does_for_an_absent_database(slack: Slack) -> None:
    slack.tokens.clear()
    with pytest.raises(RetryAt, match="not_installed"):
        await slack.platform.post(CHANNEL, CARD, "k")

    async def away(_: str) -> str:
        raise Unavailable("locked")

    slack.platform.api.token_of = away
    with pytest.raises(RetryAt):
        await slack.platform.post(CHANNEL, CARD, "k")


def an_exception(kind: type[Exception]) -> Exception:
    """One of this kind, made as its library makes it."""
    key = aiohttp.client_reqrep.ConnectionKey("h", 443, True, True, None, None, None)
    address = aiohttp.client_reqrep.URL("https://slack.example")
    asked = aiohttp.RequestInfo(address, "POST", {}, address)  # type: ignore[arg-type]
    refused = SlackApiError("no", SimpleNamespace(status_code=200, headers={}, data={"error": "token_expired"}))
    certificate = (key, ValueError("x")) if "Certificate" in kind.__name__ else (key, OSError("x"))
    if kind is SlackTokenRotationError:
        return kind(refused)
    made = [(), ("no",), ("no", refused.response), certificate, (asked, ()), ("/path", key, OSError("x"))]
    for arguments in made:
        try:
            return kind(*arguments)
        except (TypeError, AttributeError):
            continue
    raise AssertionError(f"cannot make {kind}")


FOREIGN = sorted(
    {
        kind
        for module in (slack_sdk.errors, aiohttp.client_exceptions)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__ == module.__name__
    }
    | {TimeoutError, ConnectionResetError, OSError, ValueError},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
def test_no_exception_of_the_libraries_is_unmapped(kind: type[Exception]) -> None:
    with pytest.raises(DeliveryFailed), errors.at_the_edge():
        raise an_exception(kind)


def test_a_failed_rotation_says_why() -> None:
    error = SlackApiError("no", SimpleNamespace(status_code=200, headers={}, data={"error": "token_expired"}))
    assert isinstance(errors.failure(SlackTokenRotationError(error)), RetryAt)
