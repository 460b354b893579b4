"""Modals live by their triggers, and everybody sees what is theirs to see."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from starlette.responses import JSONResponse, Response

from adapters.simulator.slack import CannotError, Person, SlackCloud
from tests.simulator.slack.conftest import MODAL, Bench, actions, button, section

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(bench: Bench) -> Person:
    """Somebody who has the modal open."""
    person = bench.network.person("Ana Example")
    await bench.client.views_open(trigger_id=trigger(bench, person), view=MODAL)
    return person


def trigger(bench: Bench, person: Person, *, modal: bool = False) -> str:
    return bench.sim.trigger(person.team, person.id, modal=modal)


async def test_a_trigger_serves_once_within_three_seconds(bench: Bench) -> None:
    ana = bench.network.person("Ana Example")
    spent, stale = trigger(bench, ana), trigger(bench, ana)
    await bench.client.views_open(trigger_id=spent, view=MODAL)
    bench.sim.triggers[stale].given = time.monotonic() - 3.1
    for name, code in ((spent, "exchanged"), (stale, "expired"), ("1.2.x", "invalid")):
        with pytest.raises(SlackApiError, match=f"{code}_trigger_id"):
            await bench.client.views_open(trigger_id=name, view=MODAL)


async def test_a_refused_view_spends_no_trigger(bench: Bench) -> None:
    ana = bench.network.person("Ana Example")
    name = trigger(bench, ana)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await bench.client.views_open(trigger_id=name, view=MODAL | {"blocks": []})
    await bench.client.views_open(trigger_id=name, view=MODAL)


async def test_three_views_stand_on_one_another_at_most(bench: Bench, ana: Person) -> None:
    for _ in range(2):
        await bench.client.views_push(trigger_id=trigger(bench, ana, modal=True), view=MODAL)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await bench.client.views_push(trigger_id=trigger(bench, ana, modal=True), view=MODAL)
    await ana.closes()
    assert len(ana.screen(in_="modal")) == 2
    await ana.closes(everything=True)
    assert ana.screen(in_="modal") == []


async def test_an_update_keeps_what_was_filled_in_and_respects_the_hash(bench: Bench, ana: Person) -> None:
    view = ana.team.modals[ana.id][0]
    bench.heard.answers = [JSONResponse({"response_action": "errors", "errors": {"words": "Longer."}})]
    await ana.fills({"Your words": "short", "Who": "Only me"})
    assert "Longer." in ana.sees()
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await bench.client.views_update(view_id=view.id, hash="old", view=MODAL)
    await bench.client.views_update(view_id=view.id, hash=view.hash, view=MODAL)
    assert "Longer." not in ana.sees()
    assert view.state["words"]["value"]["value"] == "short"
    with pytest.raises(SlackApiError, match="not_found"):
        await bench.client.views_update(view_id="V404", view=MODAL)


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        (Response(), []),
        (JSONResponse({"response_action": "clear"}), []),
        (JSONResponse({"response_action": "push", "view": MODAL}), ["Reflect", "Reflect"]),
        (JSONResponse({"response_action": "update", "view": MODAL}), ["Reflect"]),
        (JSONResponse({"response_action": "update", "view": {"type": "modal"}}), ["Reflect"]),
        (JSONResponse({"response_action": "errors", "errors": {"nowhere": "x"}}), ["Reflect"]),
        (Response(status_code=404), ["Reflect"]),
    ],
)
async def test_the_answer_to_a_submission_decides_what_stands(
    bench: Bench, ana: Person, answer: Response, titles: list[str]
) -> None:
    bench.heard.answers = [answer]
    await ana.fills({"Your words": "enough", "Who": "The network"})
    assert [entry["title"] for entry in ana.screen(in_="modal")] == titles


async def test_an_answer_slack_does_not_understand_is_trouble_and_is_on_the_wire(bench: Bench, ana: Person) -> None:
    bench.heard.answers = [JSONResponse({"response_action": "errors", "errors": {"nowhere": "x"}})]
    await ana.fills({"Your words": "enough", "Who": "The network"})
    assert "trouble connecting" in ana.sees()
    assert (bench.sim.wire[-1]["refused"], bench.sim.wire[-1]["messages"]) == ("invalid_errors", ["nowhere"])


async def test_home_is_published_for_one_person(bench: Bench) -> None:
    ana, ben = bench.network.person("Ana Example"), bench.network.person("Ben Example")
    home = {"type": "home", "blocks": [section("Yours"), actions(button("Search"))]}
    await bench.client.views_publish(user_id=ana.id, view=home)
    assert "Yours" in ana.sees()
    assert ben.sees() == ""
    await ana.presses("Search")
    with pytest.raises(SlackApiError, match="user_not_found"):
        await bench.client.views_publish(user_id="U404", view=home)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await bench.client.views_publish(user_id=ana.id, view=MODAL)


async def test_what_is_not_on_the_screen_cannot_be_used(bench: Bench) -> None:
    ana, ben = bench.network.person("Ana Example"), bench.network.person("Ben Example")
    with pytest.raises(CannotError, match="no button 'Reflect'"):
        await ana.presses("Reflect")
    with pytest.raises(CannotError, match="nothing to fill in"):
        await ana.fills({"Your words": "x"})
    said = await ben.says("mine")
    with pytest.raises(CannotError, match="sees no message"):
        await ana.edits(said, "x")


async def test_whether_a_mention_or_link_really_happened_is_known(bench: Bench) -> None:
    channel, ana = bench.network.channel("upstream"), bench.network.person("Ana Example")
    hostile = "<!channel> <@U123> <https://evil.example|here>"
    escaped = hostile.replace("<", "&lt;").replace(">", "&gt;")
    quoted = {"type": "rich_text_quote", "elements": [{"type": "text", "text": hostile}]}
    harmless: list[list[dict[str, Any]]] = [
        [section(hostile)],
        [{"type": "section", "text": {"type": "mrkdwn", "text": escaped, "verbatim": True}}],
        [{"type": "rich_text", "elements": [quoted]}],
    ]
    for blocks in harmless:
        await bench.call("chat.postMessage", channel=channel.id, text=escaped, blocks=blocks)
        assert (ana.screen()[-1]["mentions"], ana.screen()[-1]["links"]) == ([], [])
        assert ana.screen()[-1]["text"] == hostile
    await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=[section(hostile, "mrkdwn")])
    assert ana.screen()[-1]["mentions"] == ["channel", "U123"]
    assert ana.screen()[-1]["links"] == ["https://evil.example"]
    await bench.call("chat.postMessage", channel=channel.id, text="a", blocks=[section(escaped, "mrkdwn")])
    assert ana.screen()[-1]["links"] == ["https://evil.example"]  # Slack links bare addresses unless verbatim
    await bench.call("chat.postMessage", channel=channel.id, text=hostile, blocks=[section("a")])
    assert ana.screen()[-1]["mentions"] == ["channel", "U123"]
    await bench.call("chat.postMessage", channel=channel.id, text="@channel", parse="full")
    assert ana.screen()[-1]["mentions"] == ["channel"]


async def test_two_workspaces_may_use_the_same_ids(bench: Bench) -> None:
    other = bench.sim.workspace("T2", "Elsewhere", bot_token="xoxb-two", bot_user=bench.network.bot_user)
    one = bench.network.person("Ana Example", user="U1")
    two = other.person("Ben Example", user="U1")
    bench.network.channel("upstream", channel="C1")
    other.channel("upstream", channel="C1")
    await bench.call("chat.postMessage", token="xoxb-two", channel="C1", text="for the second")
    assert (one.sees(), "for the second" in two.sees()) == ("", True)
    assert bench.sim.view_for("U1", "T2")["person"]["name"] == "Ben Example"
    assert bench.sim.person("U1", "T2") is two


async def test_the_page_gets_everything_one_person_sees(bench: Bench, ana: Person) -> None:
    channel = bench.network.channel("upstream")
    channel.row.members.append(ana.id) if ana.id not in channel.row.members else None
    root = await bench.call("chat.postMessage", channel=channel.id, text="question")
    await ana.replies("because", to="question")
    await bench.call("chat.postMessage", channel=ana.id, text="to you")
    home = {"type": "home", "blocks": [section("Yours")]}
    await bench.client.views_publish(user_id=ana.id, view=home)
    page = bench.sim.view_for(ana.id)
    (shown,) = page["channels"]
    assert (shown["messages"][0]["ts"], shown["messages"][0]["replies"][0]["text"]) == (root["ts"], "because")
    assert page["direct"]["unread"] == 1
    ana.reads()
    assert bench.sim.view_for(ana.id)["direct"]["unread"] == 0
    assert page["home"]["blocks"][0]["text"]["text"] == "Yours"
    assert page["modals"][0]["callback_id"] == "reflect"
    await ana.sends({"words": {"value": {"type": "plain_text_input", "value": "typed on the page"}}} | CHOSEN)
    assert bench.sim.view_for(ana.id)["modals"] == []


CHOSEN = {"audience": {"value": {"type": "static_select", "selected_option": {"value": "me"}}}}


async def test_the_listeners_hear_of_every_change(bench: Bench) -> None:
    told: list[str] = []
    bench.sim.listeners.append(lambda change: told.append(change["change"]))
    ana = bench.network.person("Ana Example")
    await ana.says("hello")
    assert told == ["conversation", "message", "wire"]


async def test_everything_is_written_down_and_read_again(bench: Bench, ana: Person) -> None:
    channel = bench.network.channel("upstream")
    await bench.call("chat.postMessage", channel=channel.id, text="before", blocks=[actions(button("Go"))])
    await bench.client.conversations_join(channel=channel.id)
    kept = bench.sim.dump()
    seen = ana.sees()
    another = SlackCloud(bot_url=bench.sim.bot_url)
    another.load(kept)
    again = another.workspace("T1").person("Ana Example")
    assert again.sees() == seen
    await again.fills({"Your words": "enough", "Who": "The network"})
    assert another.dump()["teams"]["T1"]["bot_token"] == "xoxb-one"
    await another.close()


def test_time_of_messages_is_the_clock_that_was_given_and_never_repeats() -> None:
    sim = SlackCloud(now=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))
    sim.workspace("T1")
    stamps = [sim.world.new_ts("T1", sim.now()) for _ in range(3)]
    assert stamps == ["1772445600.000000", "1772445600.000001", "1772445600.000002"]
