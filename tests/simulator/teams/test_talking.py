"""Words between people and the bot, over real HTTP, with tokens that PyJWT verifies."""

import httpx
import pytest

from adapters.simulator.teams import BotFailedError, CannotError, TeamsCloud
from tests.simulator.teams.conftest import APP, PASSWORD

pytestmark = pytest.mark.anyio


async def test_a_word_in_ones_own_chat_reaches_the_bot_and_its_answer_is_seen(world):
    await world.ana.says("hello")
    assert "Ana Example: hello\nUpstream: You said: hello" in world.ana.sees()
    assert world.ana.last_status == 200


async def test_an_activity_says_who_where_and_in_which_language(world):
    await world.eva.installs()
    await world.eva.says("shwmae")
    heard = world.bot.heard[-1]
    assert heard["from"] == {"id": world.eva.mri, "name": "Eva Example", "aadObjectId": world.eva.id}
    assert heard["from"]["id"].startswith("29:1")
    assert heard["conversation"]["tenantId"] == heard["channelData"]["tenant"]["id"] == "t-york"
    assert heard["conversation"]["id"].startswith("a:1")
    assert heard["recipient"] == {"id": "28:11111111-2222-3333-4444-555555555555", "name": "Upstream"}
    client = heard["entities"][0]
    assert (client["locale"], client["country"], client["timezone"]) == ("cy-GB", "GB", "Europe/Lisbon")
    assert heard["locale"] == "cy-GB"
    assert heard["localTimezone"] == "Europe/Lisbon"
    assert heard["serviceUrl"] == world.eva.tenant.service_url


async def test_a_channel_message_reaches_the_bot_only_with_a_mention(world):
    await world.ana.says("morning all", in_=world.general)
    assert world.bot.heard == []
    post = await world.ana.says("@Upstream help", in_=world.general)
    heard = world.bot.heard[-1]
    assert heard["text"] == "<at>Upstream</at> help"
    assert heard["entities"][0]["mentioned"]["id"] == world.sim.bot_id
    assert heard["conversation"]["id"] == f"{world.general.id};messageid={post.id}"
    assert heard["channelData"]["team"]["id"] == heard["channelData"]["channel"]["id"] == world.team.id
    assert "You said:" in world.ben.sees(world.general), "the answer stands in the channel for everybody"
    assert [one["thread"] for one in world.ben.screen(world.general)[1:]] == [post.id, post.id]


async def test_a_reply_in_a_thread_carries_its_post_and_needs_a_mention_too(world):
    post = await world.ana.says("@Upstream question", in_=world.general)
    await world.ben.replies("because", to=post)
    assert len(world.bot.heard) == 1
    await world.ben.replies("@Upstream because", to=post)
    assert world.bot.heard[-1]["conversation"]["id"].endswith(f";messageid={post.id}")
    assert world.bot.heard[-1]["id"] != post.id


async def test_edits_and_deletions_are_told_of_what_the_bot_had_heard(world):
    said = await world.ana.says("first")
    unheard = await world.ana.says("not for the bot", in_=world.general)
    await world.ana.edits(said, "second")
    await world.ana.deletes(said)
    await world.ana.deletes(unheard)
    update, delete = world.bot.heard[-2:]
    assert (update["type"], update["id"], update["text"]) == ("messageUpdate", said.id, "second")
    assert update["channelData"]["eventType"] == "editMessage"
    assert (delete["type"], delete["id"]) == ("messageDelete", said.id)
    assert delete["channelData"]["eventType"] == "softDeleteMessage"
    assert "second" not in world.ana.sees(world.ana.direct).replace("You said", "")


async def test_only_ones_own_messages_can_be_edited(world):
    post = await world.ana.says("mine", in_=world.general)
    with pytest.raises(CannotError):
        await world.ben.edits(post, "yours")


async def test_a_reaction_to_the_bots_message_is_told(world):
    await world.ana.says("hello")
    answer = world.ana.screen()[-1]
    await world.ana.reacts(answer)
    await world.ana.reacts(answer)
    first, second = world.bot.of("messageReaction")
    assert first["reactionsAdded"] == second["reactionsRemoved"] == [{"type": "like"}]
    assert first["replyToId"] == answer["id"]


async def test_installing_and_removing_is_told_and_ends_what_the_bot_may_do(world):
    with pytest.raises(CannotError):
        await world.eva.says("hello")
    await world.eva.installs()
    update, installed = world.bot.heard
    assert update["membersAdded"] == [{"id": world.sim.bot_id}]
    assert (installed["type"], installed["action"]) == ("installationUpdate", "add")
    await world.eva.uninstalls()
    assert world.bot.heard[-1]["action"] == "remove"
    refused = await world.bot.post(world.eva.direct.id, {"type": "message", "text": "still there?"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "MessageWritesBlocked")


async def test_what_happens_to_teams_and_channels_is_told(world):
    other = world.team.channel("Housing")
    await other.renames("Homes", by=world.ana)
    await world.team.renames("The network", by=world.ana)
    await world.team.joins(world.leeds.guest("Gus Guest", email="gus@other.example"))
    await other.deletes(by=world.ana)
    await world.team.uninstalls(by=world.ana)
    events = [one["channelData"].get("eventType") for one in world.bot.heard]
    assert events[:4] == ["channelRenamed", "teamRenamed", "teamMemberAdded", "channelDeleted"]
    assert world.bot.heard[0]["channelData"]["channel"] == {"id": other.id, "name": "Homes"}
    assert world.bot.heard[-1]["action"] == "remove"
    gone = await world.bot.post(other.id, {"type": "message", "text": "hello"})
    out = await world.bot.post(world.general.id, {"type": "message", "text": "hello"})
    assert (gone.status_code, out.status_code) == (404, 403)
    assert out.json()["error"]["code"] == "BotNotInConversationRoster"


async def test_places_and_messages_can_be_named_as_people_would(world):
    post = await world.ana.says("@Upstream a question about damp", in_="General")
    await world.ben.replies("@Upstream me too", to="about damp")
    assert world.bot.heard[-1]["conversation"]["id"].endswith(post.id)
    assert "me too" in world.ana.sees("General")
    assert "me too" not in world.ana.sees("direct")
    with pytest.raises(CannotError):
        await world.ana.says("hello", in_="Elsewhere")
    with pytest.raises(CannotError):
        await world.ben.replies("hello", to="never said")


async def test_a_command_is_typed_with_a_mention_where_others_are(world):
    await world.ana.command("search damp", in_=world.general)
    await world.ana.command("search damp")
    await world.ana.opens_home()
    assert [one["text"] for one in world.bot.heard] == ["<at>Upstream</at> search damp", "search damp", "home"]


async def test_a_group_chat_is_heard_by_mention_only(world):
    group = world.leeds.group_chat(world.ana, world.ben, name="Two of us")
    await world.ana.says("hi Ben", in_=group)
    await world.ana.says("@Upstream hi", in_=group)
    assert [one["conversation"]["conversationType"] for one in world.bot.heard] == ["groupChat"]
    assert "You said" in world.ben.sees(group)


async def test_a_bot_that_fails_is_raised_and_gets_the_activity_once_more(world):
    world.bot.status = 503
    with pytest.raises(BotFailedError):
        await world.ana.says("hello")
    assert world.ana.last_status == 503
    world.bot.status = 200
    assert await world.sim.retry_now() == [200]
    assert await world.sim.retry_now() == []
    assert world.bot.heard[0] == world.bot.heard[1]
    assert await world.sim.redeliver(times=2, id="another") == [200, 200]
    assert world.bot.heard[-1]["id"] == "another"


async def test_a_bot_that_is_too_slow_or_not_there_counts_as_no_answer(world):
    world.sim.bot_url = "http://127.0.0.1:9/api/messages"
    await world.ana.says("hello")
    assert world.ana.last_status == 0
    assert world.sim.undelivered


async def test_every_exchange_is_on_the_wire_without_secrets(world):
    await world.ana.says("hello")
    calls = [(one["direction"], one["method"], one["status"]) for one in world.sim.wire]
    assert ("to bot", "POST", 200) in calls
    assert ("from bot", "POST", 201) in calls
    assert "a password" not in str(world.sim.wire)
    assert "eyJ" not in str(world.sim.wire)


async def test_listeners_are_told_of_every_change(world):
    told: list[str] = []
    world.sim.listeners.append(lambda change: told.append(change["change"]))
    await world.ana.says("hello")
    assert told.count("message") == 2
    assert "wire" in told


async def test_keys_can_be_rotated(world):
    before = httpx.URL(world.sim.openid_url)
    world.sim.rotate_keys()
    await world.ana.says("hello")
    assert world.ana.last_status == 200
    assert before == httpx.URL(world.sim.openid_url)
    old = world.sim.keys.channel
    world.sim.rotate_keys(keep_old=True)
    assert old.kid in [one["kid"] for one in world.sim.keys.published()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "somebody else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"nbf": 4_000_000_000},
        {"serviceurl": "https://evil.example/"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "RS512"},
        {"alg": "RS256", "forged": True},
        {"kid": "unknown"},
        {"kid": None},
        {"kid": 7},
        {"unendorsed": True},
    ],
    ids=str,
)
async def test_a_bad_token_can_be_made_and_a_careful_bot_refuses_it(world, wrong):
    await world.ana.says("hello")
    activity = world.sim.sent
    assert (await world.sim.deliver(activity, f"Bearer {world.sim.sign(activity)}")).status == 200
    assert (await world.sim.deliver(activity, f"Bearer {world.sim.sign(activity, **wrong)}")).status == 401


async def test_an_unsigned_activity_can_be_sent(world):
    await world.ana.says("hello")
    assert (await world.sim.deliver(world.sim.sent, "")).status == 401


async def test_it_serves_itself_and_knows_its_address(anyio_backend):
    sim = TeamsCloud("http://127.0.0.1:9", APP, PASSWORD)
    async with sim.serving() as address, httpx.AsyncClient(trust_env=False) as http:
        assert sim.tenant("t").service_url == f"{address}/teams/"
        assert (await http.get(sim.openid_url)).status_code == 200


async def test_the_bot_is_told_when_it_comes_into_a_group_chat_or_somebody_leaves_a_team(world):
    group = world.leeds.group_chat(world.ana, world.ben, name="Two of us", bot=False)
    await world.ana.says("@Upstream hi", in_=group)
    assert world.bot.heard == []
    await group.adds_the_bot(by=world.ana)
    assert [one["type"] for one in world.bot.heard] == ["conversationUpdate", "installationUpdate"]
    await group.removes_the_bot(by=world.ana)
    assert (await world.bot.post(group.id, {"type": "message", "text": "hello"})).status_code == 403
    await world.team.leaves(world.ben)
    assert world.bot.heard[-1]["membersRemoved"][0]["id"] == world.ben.mri
    assert world.ben.teams() == []
