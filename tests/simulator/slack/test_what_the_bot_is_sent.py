"""Events, commands and interactions: signed as Slack signs them, shaped as Slack shapes them, retried as it retries."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import JSONResponse, Response

from adapters.simulator.slack import BotFailedError, CannotError
from tests.simulator.slack.conftest import SECRET, Bench, actions, button

pytestmark = pytest.mark.anyio


def events(bench: Bench) -> list[dict[str, Any]]:
    """What the Events API sent, in order."""
    kind = "application/json"
    return [json.loads(body) for headers, body in bench.heard.requests if headers["content-type"] == kind]


def forms(bench: Bench) -> list[dict[str, str]]:
    kind = "application/x-www-form-urlencoded"
    sent = [body for headers, body in bench.heard.requests if headers["content-type"] == kind]
    return [{name: values[0] for name, values in parse_qs(body.decode()).items()} for body in sent]


def payload(bench: Bench) -> dict[str, Any]:
    """The last interaction."""
    found: dict[str, Any] = json.loads(forms(bench)[-1]["payload"])
    return found


async def test_everything_is_signed(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    await ana.says("hello — ✓", in_=channel)
    await ana.command("search a&b")
    await ana.shortcut("reflect")
    assert len(bench.heard.requests) == 3
    for headers, body in bench.heard.requests:
        assert SignatureVerifier(SECRET).is_valid_request(body, headers)
        assert not SignatureVerifier("another").is_valid_request(body, headers)
        assert not SignatureVerifier(SECRET).is_valid_request(body + b" ", headers)


async def test_a_message_in_a_direct_chat_a_channel_and_a_thread(bench: Bench) -> None:
    network = bench.network
    channel, ana = network.channel("upstream"), network.person("Ana Example")
    root = (await bench.call("chat.postMessage", channel=channel.id, text="question"))["ts"]
    await ana.says("to you")
    await ana.replies("because", to="question")
    direct, thread = (wrapped["event"] for wrapped in events(bench))
    assert (direct["channel_type"], direct["channel"][0], "thread_ts" in direct) == ("im", "D", False)
    assert (thread["channel"], thread["thread_ts"], thread["parent_user_id"]) == (
        channel.id,
        root,
        network.bot_user,
    )
    wrapped = events(bench)[0]
    assert (wrapped["type"], wrapped["team_id"], wrapped["event_id"][:2]) == ("event_callback", "T1", "Ev")
    assert wrapped["authorizations"][0]["user_id"] == network.bot_user
    assert len({event["event_id"] for event in events(bench)}) == 2


async def test_a_mention_comes_twice_and_a_channel_without_the_bot_not_at_all(bench: Bench) -> None:
    network = bench.network
    inside, outside = network.channel("upstream"), network.channel("elsewhere", bot=False)
    ana = network.person("Ana Example")
    await ana.says("@upstream help, not a@upstream.example", in_=inside)
    await ana.says("@Upstream help", in_=outside)
    kinds = sorted(wrapped["event"]["type"] for wrapped in events(bench))
    assert kinds == ["app_mention", "message"]
    first, second = (wrapped["event"] for wrapped in events(bench))
    assert first["ts"] == second["ts"]
    assert first["text"] == f"<@{network.bot_user}> help, not a@upstream.example"


async def test_what_people_type_is_escaped_and_mentions_are_real_only_when_meant(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    typed = await ana.says("<!channel> & @channel see https://a.example/x.", in_=channel)
    assert typed.text == "&lt;!channel&gt; &amp; <!channel> see <https://a.example/x>."
    assert typed.mentions == ["channel"]
    assert typed.links == ["https://a.example/x"]
    assert "<!channel> & @channel" in ana.sees()


async def test_edits_and_deletions_are_told(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    said = await ana.says("first", in_=channel)
    await ana.edits(said, "second")
    await ana.deletes(said)
    _, changed, deleted = (wrapped["event"] for wrapped in events(bench))
    assert changed["subtype"] == "message_changed"
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("second", "first")
    assert (changed["message"]["ts"], changed["message"]["edited"]["user"]) == (said.ts, ana.id)
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.ts)
    assert deleted["previous_message"]["text"] == "second"
    assert ana.sees() == ""


async def test_what_changes_without_words_is_told(bench: Bench) -> None:
    network = bench.network
    channel, ana = network.channel("upstream"), network.person("Ana Example")
    await ana.changes(name="Ana Other", zone="Europe/Paris")
    await ana.changes(deleted=True)
    ben = await network.newcomer("Ben Example")
    await channel.adds(ben)
    await channel.renames("downstream")
    await channel.archives(by=ben)
    await channel.removes_bot()
    await ben.opens_home()
    await network.uninstalls()
    await ben.says("anybody?")
    told = [wrapped["event"] for wrapped in events(bench)]
    assert [event["type"] for event in told] == [
        "user_change",
        "user_change",
        "team_join",
        "member_joined_channel",
        "channel_rename",
        "channel_archive",
        "channel_left",
        "app_home_opened",
        "tokens_revoked",
        "app_uninstalled",
    ]
    assert (told[0]["user"]["real_name"], told[0]["user"]["tz"]) == ("Ana Other", "Europe/Paris")
    assert told[1]["user"]["deleted"]
    assert told[4]["channel"] == {"id": channel.id, "name": "downstream", "created": channel.row.created}


async def test_a_command_has_its_form_and_its_answer_may_be_a_message(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    ben = bench.network.person("Ben Example")
    bench.heard.answers = [
        JSONResponse({"text": "quietly"}),
        JSONResponse({"text": "aloud", "response_type": "in_channel"}),
        Response(status_code=404),
    ]
    for word in ("one", "two", "three"):
        await ana.command(word, in_=channel)
    sent = forms(bench)[0]
    assert (sent["command"], sent["text"], sent["channel_name"]) == ("/upstream", "one", "upstream")
    assert sent["response_url"].startswith(bench.address)
    assert "quietly" in ana.sees()
    assert ben.sees() == "Upstream: aloud"
    assert "failed with the error “dispatch_failed”" in ana.sees()
    assert ana.last_status == 404


async def test_a_press_carries_message_state_and_value_but_an_ephemeral_one_no_message(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    blocks = [actions(button("Reflect", "reflect 1"), button("Later", "later", "two"))]
    posted = await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=blocks)
    await ana.presses("Reflect")
    pressed = payload(bench)
    assert pressed["type"] == "block_actions"
    assert (pressed["actions"][0]["value"], pressed["actions"][0]["action_id"]) == ("reflect 1", "press")
    assert pressed["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    assert pressed["message"]["ts"] == posted["ts"]
    await bench.call("chat.postEphemeral", channel=channel.id, user=ana.id, text="a", blocks=blocks)
    await ana.presses("Later")
    assert payload(bench)["container"]["is_ephemeral"]
    assert "message" not in payload(bench)


async def test_shortcuts(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    said = await ana.says("worth keeping", in_=channel)
    await ana.shortcut("reflect")
    assert (payload(bench)["type"], payload(bench)["callback_id"]) == ("shortcut", "reflect")
    await ana.acts_on(said, "save")
    assert payload(bench)["type"] == "message_action"
    assert (payload(bench)["message"]["text"], payload(bench)["message_ts"]) == ("worth keeping", said.ts)


async def test_an_event_that_fails_comes_again_at_once_and_later_only_when_asked(bench: Bench) -> None:
    ana = bench.network.person("Ana Example")
    bench.heard.answers = [Response(status_code=503)] * 3
    with pytest.raises(BotFailedError, match="503"):
        await ana.says("hello")
    assert len(bench.heard.requests) == 2
    await bench.sim.retry_now()
    await bench.sim.retry_now()
    await bench.sim.retry_now()
    numbers = [headers.get("x-slack-retry-num") for headers, _ in bench.heard.requests]
    assert numbers == [None, "1", "2", "3"]
    assert bench.heard.requests[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({wrapped["event_id"] for wrapped in events(bench)}) == 1
    assert bench.sim.unanswered == []


async def test_a_bot_that_asks_not_to_be_told_again_is_not(bench: Bench) -> None:
    ana = bench.network.person("Ana Example")
    bench.heard.answers = [Response(status_code=400, headers={"X-Slack-No-Retry": "1"})]
    await ana.says("hello")
    assert (len(bench.heard.requests), ana.last_status, bench.sim.unanswered) == (1, 400, [])


async def test_the_newest_event_can_be_delivered_again_under_its_own_id(bench: Bench) -> None:
    await bench.network.person("Ana Example").says("hello")
    assert await bench.sim.redeliver(2) == [200, 200]
    assert len({wrapped["event_id"] for wrapped in events(bench)}) == 1


async def test_an_answer_that_comes_too_late_counts_as_none(bench: Bench) -> None:
    class Slow(Response):
        async def __call__(self, *args: Any) -> None:
            await asyncio.sleep(0.3)
            await super().__call__(*args)

    ana = bench.network.person("Ana Example")
    bench.sim.patience = 0.1
    bench.heard.answers = [Slow()]
    await ana.says("hello")
    assert bench.heard.requests[1][0]["x-slack-retry-reason"] == "http_timeout"
    bench.heard.answers = [Slow()]
    await ana.command("help")
    assert ana.last_status == 0
    assert "operation_timeout" in ana.sees()
    assert bench.sim.wire[-1]["status"] == 0


async def test_without_its_scope_or_subscription_an_event_is_not_sent(bench: Bench) -> None:
    network = bench.network
    channel, ana = network.channel("upstream"), network.person("Ana Example")
    network.row.scopes = ["im:history", "app_mentions:read"]
    await ana.says("@Upstream in the channel", in_=channel)
    await ana.says("to you")
    bench.sim.events = {"app_mention"}
    await ana.says("to you again")
    kinds = [(wrapped["event"]["type"], wrapped["event"].get("channel_type")) for wrapped in events(bench)]
    assert kinds == [("app_mention", None), ("message", "im")]


async def test_a_group_conversation_is_told_as_one(bench: Bench) -> None:
    ana, ben = bench.network.person("Ana Example"), bench.network.person("Ben Example")
    opened = await bench.client.conversations_open(users=[ana.id, ben.id])
    await bench.client.chat_postMessage(channel=opened["channel"]["id"], text="You two should meet")
    await ana.says("hello Ben", in_=ana.groups[0])
    assert events(bench)[-1]["event"]["channel_type"] == "mpim"
    assert "hello Ben" in ben.sees()
    with pytest.raises(CannotError, match="not in that conversation"):
        await bench.network.person("Cat Example").says("me too", in_=ana.groups[0])


async def test_a_shared_channel_is_marked_and_its_outsider_named(bench: Bench) -> None:
    network = bench.network
    channel = network.channel("shared", shared_with=["T9"])
    outsider = network.person("Out Sider", stranger=True, home_team="T9")
    await channel.adds(outsider)
    await outsider.says("hello", in_=channel)
    said = events(bench)[-1]
    assert said["is_ext_shared_channel"]
    assert said["event"]["user_team"] == "T9"
    found = (await bench.client.users_info(user=outsider.id))["user"]
    assert found["is_stranger"]
