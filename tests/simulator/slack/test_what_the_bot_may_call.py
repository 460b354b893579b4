"""The Web API: who may call, where one may post, and the code of each refusal."""

import time

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.simulator.slack import Fault
from tests.simulator.slack.conftest import Bench, actions, button, section

pytestmark = pytest.mark.anyio


async def test_a_call_without_a_token_or_with_a_wrong_one_is_refused(bench: Bench) -> None:
    assert (await bench.call("auth.test", token=None))["error"] == "not_authed"
    assert (await bench.call("auth.test", token="xoxb-other"))["error"] == "invalid_auth"
    assert (await bench.call("chat.dance"))["error"] == "unknown_method"
    in_json = await bench.http.post(f"{bench.address}/api/auth.test", json={"token": "xoxb-one"})
    assert in_json.json()["error"] == "not_authed"
    in_form = await bench.http.post(f"{bench.address}/api/auth.test", data={"token": "xoxb-one"})
    assert in_form.json()["team_id"] == "T1"


async def test_json_form_and_query_are_read_where_slack_reads_them(bench: Bench) -> None:
    channel = bench.network.channel("upstream")
    headers = {"authorization": "Bearer xoxb-one"}
    url = f"{bench.address}/api/conversations.info"
    by_query = await bench.http.get(url, params={"channel": channel.id}, headers=headers)
    assert by_query.json()["channel"]["name"] == "upstream"
    assert (await bench.call("conversations.info", channel=channel.id))["error"] == "invalid_arguments"
    form = {"channel": channel.id, "text": "hi", "blocks": '[{"type": "divider"}]'}
    posted = await bench.http.post(f"{bench.address}/api/chat.postMessage", data=form, headers=headers)
    assert posted.json()["message"]["blocks"][0]["type"] == "divider"
    broken = await bench.http.post(
        f"{bench.address}/api/chat.postMessage",
        content="{",
        headers=headers | {"content-type": "application/json"},
    )
    assert broken.json()["error"] == "invalid_json"


async def test_each_place_that_cannot_be_posted_to_has_its_code(bench: Bench) -> None:
    network = bench.network
    ana = network.person("Ana Example")
    outside = network.channel("elsewhere", bot=False)
    private = network.channel("secret", private=True, bot=False)
    old = network.channel("old")
    old.row.archived = True
    codes = {
        "C404": "channel_not_found",
        "": "channel_not_found",
        outside.id: "not_in_channel",
        private.id: "channel_not_found",
        old.id: "is_archived",
    }
    for channel, code in codes.items():
        assert (await bench.call("chat.postMessage", channel=channel, text="a"))["error"] == code
    assert (await bench.call("chat.postMessage", text="a"))["error"] == "invalid_arguments"
    here = network.channel("upstream")
    assert (await bench.call("chat.postMessage", channel=here.id, text=" "))["error"] == "no_text"
    lost = await bench.call("chat.postMessage", channel=here.id, text="a", thread_ts="1.2")
    assert lost["error"] == "thread_not_found"
    assert (await bench.call("chat.postMessage", channel="#upstream", text="a"))["channel"] == here.id
    direct = await bench.call("chat.postMessage", channel=ana.id, text="to you")
    assert direct["channel"].startswith("D")
    assert ana.sees() == "Upstream: a\nUpstream: to you"


async def test_only_ones_own_messages_are_changed_and_taken_away(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    hers = await ana.says("mine", in_=channel)
    posted = await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=[section("first")])
    place = {"channel": channel.id, "ts": posted["ts"]}
    changed = await bench.call("chat.update", **place, text="b", blocks=[section("second")])
    assert changed["message"]["edited"]
    assert "second" in ana.sees()
    assert "first" not in ana.sees()
    assert (await bench.call("chat.update", **place, text="c" * 40_001))["error"] == "msg_too_long"
    for method, code in (("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")):
        assert (await bench.call(method, channel=channel.id, ts=hers.ts, text="x"))["error"] == code
    assert (await bench.call("chat.delete", **place))["ok"]
    assert (await bench.call("chat.delete", **place))["error"] == "message_not_found"
    assert (await bench.call("chat.update", **place, text="x"))["error"] == "message_not_found"


async def test_text_over_the_limit_is_cut(bench: Bench) -> None:
    channel = bench.network.channel("upstream")
    posted = await bench.call("chat.postMessage", channel=channel.id, text="x" * 50_000)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]


async def test_a_delivery_is_found_again_by_its_metadata(bench: Bench) -> None:
    client = bench.client
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    metadata = {"event_type": "upstream_delivery", "event_payload": {"key": "k1"}}
    root = await client.chat_postMessage(channel=channel.id, text="asked", metadata=metadata)
    await client.chat_postMessage(channel=channel.id, text="below", thread_ts=root["ts"], metadata=metadata)
    await ana.replies("because", to=root["ts"])
    whole = await client.conversations_history(channel=channel.id, include_all_metadata=True, limit=15)
    assert [m["metadata"]["event_payload"]["key"] for m in whole["messages"]] == ["k1"]
    assert whole["messages"][0]["reply_count"] == 2
    thread = await client.conversations_replies(channel=channel.id, ts=root["ts"], include_all_metadata=True)
    assert [m["text"] for m in thread["messages"]] == ["asked", "below", "because"]
    without = await client.conversations_history(channel=channel.id)
    assert "event_payload" not in without["messages"][0]["metadata"]
    bad = await bench.call(
        "chat.postMessage", channel=channel.id, text="a", metadata={"event_type": "no spaces", "x": 1}
    )
    assert bad["error"] == "invalid_metadata_schema"


async def test_an_ephemeral_message_is_one_persons_and_cannot_be_changed(bench: Bench) -> None:
    channel = bench.network.channel("upstream", members=[ana := bench.network.person("Ana Example")])
    ben = bench.network.person("Ben Example")
    shown = await bench.call("chat.postEphemeral", channel=channel.id, user=ana.id, text="for you alone")
    assert "for you alone" in ana.sees(in_=channel)
    assert ben.sees() == ""
    gone = await bench.call("chat.update", channel=channel.id, ts=shown["message_ts"], text="x")
    assert gone["error"] == "message_not_found"
    away = await bench.call("chat.postEphemeral", channel=channel.id, user=ben.id, text="a")
    assert away["error"] == "user_not_in_channel"
    history = await bench.client.conversations_history(channel=channel.id)
    assert history["messages"] == []


async def test_groups_are_opened_once_and_of_eight_at_most(bench: Bench) -> None:
    people = [bench.network.person(f"Person {number}") for number in range(9)]
    two = ",".join(person.id for person in people[:2])
    first = await bench.call("conversations.open", users=two)
    again = await bench.call("conversations.open", users=",".join(reversed(two.split(","))))
    assert first["channel"]["id"] == again["channel"]["id"]
    nine = ",".join(person.id for person in people)
    assert (await bench.call("conversations.open", users=nine))["error"] == "too_many_users"
    assert (await bench.call("conversations.open", users="U404"))["error"] == "user_not_found"
    assert (await bench.call("conversations.open"))["error"] == "users_list_not_supplied"
    people[0].row.deleted = True
    assert (await bench.call("conversations.open", users=people[0].id))["error"] == "user_disabled"
    assert (await bench.call("chat.postMessage", channel=people[0].id, text="a"))["error"] == "is_archived"


async def test_lists_come_in_pages(bench: Bench) -> None:
    for number in range(5):
        bench.network.channel(f"room-{number}")
    seen = []
    async for page in await bench.client.conversations_list(limit=2):
        seen += [channel["name"] for channel in page["channels"]]
    assert seen == [f"room-{number}" for number in range(5)]
    mine = await bench.client.users_conversations(types="public_channel,private_channel")
    assert len(mine["channels"]) == 5


async def test_people_are_found_with_zone_and_language_and_mail_only_with_its_scope(bench: Bench) -> None:
    ana = bench.network.person("Ana Example", email="ana@leeds.example", language="cy")
    found = (await bench.client.users_info(user=ana.id, include_locale=True))["user"]
    assert (found["tz"], found["locale"]) == ("Europe/London", "cy-GB")
    assert found["profile"]["email"] == "ana@leeds.example"
    bench.network.row.scopes = ["users:read", "chat:write"]
    found = (await bench.client.users_info(user=ana.id))["user"]
    assert "email" not in found["profile"]
    with pytest.raises(SlackApiError, match="missing_scope"):
        await bench.client.team_info()
    with pytest.raises(SlackApiError, match="user_not_found"):
        await bench.client.users_info(user="U404")


async def test_a_response_url_serves_five_times_in_thirty_minutes(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=[actions(button("Go"))])
    await ana.presses("Go")
    url = f"{bench.address}/actions/T1/{channel.id}/{next(iter(bench.sim.world.response_urls))}"
    hook = AsyncWebhookClient(url)
    assert (await hook.send(text="only you")).status_code == 200
    assert (await hook.send(text="all", response_type="in_channel")).body == "ok"
    assert [entry["ephemeral"] for entry in ana.screen(in_=channel)] == [False, True, False]
    assert (await hook.send(text="x", blocks=[section("")])).status_code == 400
    await hook.send(text="changed", blocks=[section("In its place")], replace_original=True)
    assert ana.screen(in_=channel)[0]["text"] == "In its place"
    await hook.send(text="four")
    await hook.send(delete_original=True)
    assert "In its place" not in ana.sees()
    used = await hook.send(text="six")
    assert (used.status_code, "used_url" in used.body) == (404, True)
    bench.sim.world.response_urls[url.rpartition("/")[2]].given = time.time() - 31 * 60
    assert "expired_url" in (await hook.send(text="late")).body


async def test_uninstalling_kills_the_token_and_a_new_consent_brings_another(bench: Bench) -> None:
    ana = bench.network.person("Ana Example")
    await bench.network.uninstalls()
    assert (await bench.call("auth.test"))["error"] == "account_inactive"
    url = f"{bench.address}/api/oauth.v2.access"
    auth = (bench.sim.client_id, bench.sim.client_secret)
    code = {"code": bench.network.consents(ana, "chat:write")}
    granted = (await bench.http.post(url, data=code, auth=auth)).json()
    assert granted["team"]["id"] == "T1"
    assert (await bench.call("auth.test", token=granted["access_token"]))["ok"]
    assert (await bench.http.post(url, data=code, auth=auth)).json()["error"] == "invalid_code"
    forged = await bench.http.post(url, data=code, auth=(auth[0], "no"))
    assert forged.json()["error"] == "bad_client_secret"


async def test_faults_come_as_they_are_ordered(bench: Bench) -> None:
    channel = bench.network.channel("upstream")
    ana = bench.network.person("Ana Example")
    orders = [Fault(status=429, retry_after=30), Fault(status=503), Fault(error="internal_error"), Fault(lost=True)]
    bench.sim.faults = lambda call, args: orders.pop(0) if call == "chat.postMessage" and orders else None
    url = f"{bench.address}/api/chat.postMessage"
    headers = {"authorization": "Bearer xoxb-one"}
    body = {"channel": channel.id, "text": "a"}
    slow = await bench.http.post(url, json=body, headers=headers)
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "30")
    assert slow.json()["error"] == "ratelimited"
    assert (await bench.http.post(url, json=body, headers=headers)).status_code == 503
    assert (await bench.http.post(url, json=body, headers=headers)).json()["error"] == "internal_error"
    assert ana.sees() == ""
    with pytest.raises(Exception, match="disconnected") as lost:
        await bench.http.post(url, json=body, headers=headers)
    assert type(lost.value).__name__ in {"RemoteProtocolError", "ReadError"}
    assert ana.sees() == "Upstream: a"
    assert bench.sim.wire[-1]["lost"]


async def test_the_pace_is_counted_always_and_enforced_when_asked(bench: Bench) -> None:
    channel = bench.network.channel("upstream")
    for _ in range(6):
        assert (await bench.call("chat.postMessage", channel=channel.id, text="a"))["ok"]
    assert bench.sim.pace.over[f"T1/{channel.id}"] == 1
    bench.sim.pacing = True
    with pytest.raises(SlackApiError, match="ratelimited") as refused:
        await bench.client.chat_postMessage(channel=channel.id, text="a")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    elsewhere = bench.network.channel("elsewhere")
    assert (await bench.call("chat.postMessage", channel=elsewhere.id, text="a"))["ok"]


async def test_tokens_are_never_on_the_log_of_the_wire(bench: Bench) -> None:
    channel = bench.network.channel("upstream")
    await bench.call("chat.postMessage", channel=channel.id, text="a")
    await bench.http.post(f"{bench.address}/api/auth.test", data={"token": "xoxb-one"})
    assert [entry["path"] for entry in bench.sim.wire] == ["/api/chat.postMessage", "/api/auth.test"]
    assert "xoxb" not in str(bench.sim.wire)
