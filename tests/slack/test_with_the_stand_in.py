"""Whole conversations with the stand-in Slack, over HTTP both ways: it refuses what Slack would refuse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from adapters.simulator.slack import SlackCloud, Workspace
from adapters.simulator.wire import Fault, served
from adapters.slack.door import slack_routes
from adapters.slack.platform import SlackPlatform
from adapters.slack.scopes import EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.chat import (
    Account,
    Address,
    Button,
    Card,
    Change,
    Facts,
    Field,
    Heading,
    Incoming,
    Kind,
    Option,
    Problem,
    Reply,
    Said,
    Shift,
    Shown,
    Text,
    Where,
)
from bot.errors import Gone, RetryAt, Uncertain

pytestmark = pytest.mark.anyio

SECRET = "a signing secret"
HOSTILE = "<!channel> <@U1> <javascript:alert(1)|click> &lt;b&gt; *bold* https://x.example \u202eevil 😀 Llŷn"

AUDIENCES = (Option("me", "Only me"), Option("network", "The network: 143 people"))
QUESTION = Card(
    "What surprised you this week?",
    (
        Text("Share power", quiet=True),
        Field("words", "Your words", "words", hint="No names or details of residents, please"),
        Field("audience", "Who can read it", "choice", AUDIENCES),
    ),
    submit=Button("Reflect", "reflect 7", style="main", token="t1"),
)
KEPT = Card(
    "Kept. The network can read it.",
    buttons=(Button("Edit", "mine edit 1"), Button("Delete", "mine delete 1", style="danger")),
)
HOME = Card("Your home", (Heading("This week"), Facts((("Answered", "14"),))), buttons=(Button("Reflect", "reflect"),))


@dataclass
class Network:
    """What stands for the network: it keeps what it heard, and answers by a few rules."""

    heard: list[Incoming] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    async def hear(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        match incoming.kind, incoming.text:
            case Kind.HOME, _:
                reply: Reply | None = Reply(HOME, Shown.HOME)
            case ((Kind.EDITED | Kind.DELETED), _):
                reply = None
            case Kind.FILLED, _ if len(incoming.value("words")) < 5:
                reply = Reply(QUESTION, Shown.FORM, Problem("A little more, please.", "words"))
            case Kind.PRESSED, "mine delete 1":
                reply = Reply(Card("Gone."), Shown.IN_PLACE)
            case Kind.PRESSED, _:
                reply = Reply(QUESTION, Shown.FORM)
            case _ if incoming.kind is Kind.FILLED or incoming.reply_to:
                reply = Reply(KEPT)
            case _:
                reply = Reply(Card("I heard", (Said(incoming.text, by="You"),)))
        return reply

    async def changed(self, change: Change) -> None:
        self.changes.append(change)


@dataclass
class Bench:
    sim: SlackCloud
    ws: Workspace
    platform: SlackPlatform
    network: Network


@pytest.fixture
async def bench(anyio_backend: str) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        sim = SlackCloud(signing_secret=SECRET)
        address = await stack.enter_async_context(sim.serving())
        tokens = {"T1": "xoxb-one", "T2": "xoxb-two"}

        async def token_of(tenant: str) -> str | None:
            return tokens.get(tenant)

        platform = SlackPlatform(token_of=token_of, api_url=f"{address}/api/")
        stack.push_async_callback(platform.close)
        network = Network()
        routes = slack_routes(signing_secret=SECRET, platform=platform, hear=network.hear, changed=network.changed)
        bot = await stack.enter_async_context(served(Starlette(routes=routes)))
        sim.bot_url = f"{bot}/slack/events"
        sim.events = {event.partition(".")[0] for event in EVENTS}
        ws = sim.workspace("T1", "Upstream network", bot_token=tokens["T1"])
        ws.row.scopes = [*SCOPES, *OPTIONAL_SCOPES]  # the least there is: all of this works with it
        yield Bench(sim, ws, platform, network)
        await sim.settle()


def channel(conversation: str, thread: str = "") -> Address:
    return Address("slack", "T1", Where.CHANNEL, conversation, thread)


async def test_the_door_is_ours(bench: Bench) -> None:
    assert await bench.sim.verify_url()


async def test_a_question_is_answered_in_a_form_that_nobody_else_sees(bench: Bench) -> None:
    ana, ben = bench.ws.person("Ana Example", email="ana@leeds.example"), bench.ws.person("Ben Example")
    room = bench.ws.channel("upstream")
    ref = await bench.platform.post(channel(room.id), QUESTION, "key-1")
    await ana.presses("Reflect", in_=room)
    await ana.fills({"Your words": "hm", "Who can": "Only me"}, submit="Reflect")
    assert "A little more, please." in ana.sees()
    await ana.fills({"Your words": "It came to me because…"}, submit="Reflect")
    assert "Kept." in ana.sees(in_=room)
    assert "Kept." not in ben.sees(in_=room)
    pressed, _, filled = bench.network.heard
    assert (pressed.text, pressed.token, pressed.reply_to) == ("reflect 7", "t1", ref)
    assert (filled.text, filled.value("words"), filled.value("audience")) == (
        "reflect 7",
        "It came to me because…",
        "me",
    )
    assert (filled.reply_to, filled.address.conversation) == (ref, room.id)
    assert filled.profile is not None
    assert (filled.profile.name, filled.profile.domain) == ("Ana Example", "leeds.example")
    await ana.presses("Delete", in_=room)
    assert "Gone." in ana.sees(in_=room)
    assert "Kept." not in ana.sees(in_=room)


async def test_an_answer_in_the_thread_is_edited_and_deleted(bench: Bench) -> None:
    ana, ben = bench.ws.person("Ana Example"), bench.ws.person("Ben Example")
    room = bench.ws.channel("upstream")
    ref = await bench.platform.post(channel(room.id), QUESTION, "key-1")
    answer = await ana.replies("because of <them> & us", ref.message)
    await ben.says("talk among members", in_=room)
    await ana.edits(answer, "because of us")
    await ana.deletes(answer)
    kinds = [(one.kind, one.text, one.message) for one in bench.network.heard]
    assert kinds == [
        (Kind.SAID, "because of <them> & us", answer.ts),
        (Kind.EDITED, "because of us", answer.ts),
        (Kind.DELETED, "", answer.ts),
    ]
    assert bench.network.heard[0].reply_to == ref
    assert "Kept." in ana.sees(in_=room)
    assert "Kept." not in ben.sees(in_=room)


async def test_a_mention_is_heard_once_in_a_channel_and_once_in_a_thread_of_ours(bench: Bench) -> None:
    ana, room = bench.ws.person("Ana Example"), bench.ws.channel("upstream")
    await ana.says("@Upstream help", in_=room)
    ref = await bench.platform.post(channel(room.id), Card("Hello"), "k")
    await ana.replies("@Upstream because", ref.message)
    assert [one.text for one in bench.network.heard] == ["help", "because"]


async def test_a_direct_chat_is_a_conversation(bench: Bench) -> None:
    ana = bench.ws.person("Ana Example")
    await ana.says("hello")
    assert "I heard" in ana.sees(in_="direct")
    assert bench.network.heard[0].address.where is Where.DIRECT


@pytest.mark.parametrize("ours", [True, False])
async def test_a_command_is_answered_privately_also_where_we_are_not_a_member(bench: Bench, ours: bool) -> None:
    ana, ben = bench.ws.person("Ana Example"), bench.ws.person("Ben Example")
    room = bench.ws.channel("elsewhere", bot=ours)
    await ana.command("search apologising", in_=room)
    assert "search apologising" in ana.sees(in_=room)
    assert ben.sees(in_=room) == ""


async def test_home_opens_a_form_and_shows_the_answer_in_it(bench: Bench) -> None:
    ana = bench.ws.person("Ana Example")
    await ana.opens_home()
    assert "Answered: 14" in ana.sees(in_="home")
    await ana.presses("Reflect", in_="home")
    await ana.fills({"Your words": "It came to me", "Who can": "The network"}, submit="Reflect")
    assert ana.screen(in_="modal")[-1]["title"].startswith("Kept. The network can")
    assert "Kept. The network can read it." in ana.sees(in_="modal")
    await ana.presses("Delete", in_="modal")
    assert "Gone." in ana.sees(in_="modal") or ana.screen(in_="modal")[-1]["title"] == "Gone."


async def test_shortcuts_are_heard(bench: Bench) -> None:
    ana, ben = bench.ws.person("Ana Example"), bench.ws.person("Ben Example")
    room = bench.ws.channel("upstream")
    await ana.shortcut("reflect")
    assert ana.screen(in_="modal")[-1]["title"] == "What surprised you this…"
    await ana.closes()
    message = await ben.says("something wise", in_=room)
    await ana.acts_on(message, "keep")
    assert bench.network.heard[-1].about == (Account("slack", "T1", ben.id), "something wise")


async def test_hostile_words_travel_as_words(bench: Bench) -> None:
    ana, room = bench.ws.person("Ana Example"), bench.ws.channel("upstream")
    await bench.platform.post(channel(room.id), Card(HOSTILE, (Said(HOSTILE, by=HOSTILE), Text(HOSTILE))), "k")
    await bench.platform.post(channel(room.id), Card("Long", (Said("x" * 40_000, by=HOSTILE),)), "k")
    entries = ana.screen(in_=room)
    assert [entry["mentions"] for entry in entries] == [[], []]
    assert "\u202e" not in ana.sees(in_=room)
    assert "<!channel>" in ana.sees(in_=room)
    await ana.says(HOSTILE)
    assert bench.network.heard[-1].text.startswith("<!channel> <@U1> <javascript:alert(1)|click> &lt;b&gt;")


async def test_an_introduction_in_one_workspace_is_a_group_of_its_people(bench: Bench) -> None:
    ana, ben = bench.ws.person("Ana Example"), bench.ws.person("Ben Example")
    people = tuple(Account("slack", "T1", one.id) for one in (ana, ben))
    ref = await bench.platform.post(Address("slack", "T1", Where.GROUP, people=people), Card("Meet"), "k")
    assert "Meet" in ana.sees(in_=ref.conversation)
    assert "Meet" in ben.sees(in_=ref.conversation)


async def test_after_a_lost_answer_slack_is_asked_and_nothing_is_doubled(bench: Bench) -> None:
    ana, room = bench.ws.person("Ana Example"), bench.ws.channel("upstream")
    for address in (channel(room.id), Address("slack", "T1", Where.DIRECT, people=(Account("slack", "T1", ana.id),))):
        assert await bench.platform.was_posted(address, "k1", datetime.now(UTC)) is None
        bench.sim.faults = lambda call, _: Fault(lost=True) if call == "chat.postMessage" else None
        with pytest.raises(Uncertain):
            await bench.platform.post(address, Card("Once"), "k1")
        bench.sim.faults = None
        ref = await bench.platform.was_posted(address, "k1", datetime.now(UTC))
        assert ref is not None
        await bench.platform.update(ref, Card("Changed"))
        assert await bench.platform.was_posted(address, "k1", datetime.now(UTC)) == ref
        await bench.platform.delete(ref)
        await bench.platform.delete(ref)
        assert "Changed" not in ana.sees()


async def test_much_that_was_said_since_hides_no_delivery(bench: Bench) -> None:
    """A bot that was away for an hour asks about what it was sending then."""
    ana, room = bench.ws.person("Ana Example"), bench.ws.channel("upstream")
    begun_at = datetime.now(UTC)
    root = await bench.platform.post(channel(room.id), Card("Once"), "k1")
    answer = await bench.platform.post(channel(room.id, root.message), Card("An answer"), "k2")
    bench.sim.now = lambda: datetime.now(UTC) + timedelta(hours=1)
    for number in range(20):
        await ana.says(f"Something else {number}", in_=room)
        await ana.replies(f"Something more {number}", root.message)
    assert await bench.platform.was_posted(channel(room.id), "k1", begun_at) == root
    assert await bench.platform.was_posted(channel(room.id, root.message), "k2", begun_at) == answer


async def test_an_answer_in_a_thread_can_be_asked_for(bench: Bench) -> None:
    room = bench.ws.channel("upstream")
    root = await bench.platform.post(channel(room.id), Card("Root"), "k0")
    ref = await bench.platform.post(channel(room.id, root.message), Card("Answer"), "k1")
    assert await bench.platform.was_posted(channel(room.id, root.message), "k1", datetime.now(UTC)) == ref


async def test_slack_says_slower_and_says_gone(bench: Bench) -> None:
    room = bench.ws.channel("upstream")
    bench.sim.faults = lambda *_: Fault(status=429, retry_after=7)
    with pytest.raises(RetryAt) as failed:
        await bench.platform.post(channel(room.id), Card("x"), "k")
    assert failed.value.at is not None
    bench.sim.faults = None
    await room.archives()
    with pytest.raises(Gone, match="is_archived"):
        await bench.platform.post(channel(room.id), Card("x"), "k")
    assert (bench.network.changes[-1].kind, bench.network.changes[-1].address) == (Shift.SPACE_GONE, channel(room.id))


async def test_what_changes_is_told(bench: Bench) -> None:
    ana, room = bench.ws.person("Ana Example"), bench.ws.channel("upstream")
    await room.renames("downstream")
    await ana.changes(zone="Europe/Paris")
    await ana.changes(deleted=True)
    await room.removes_bot()
    await bench.ws.uninstalls()
    kinds = [one.kind for one in bench.network.changes]
    assert kinds[:3] == [Shift.SPACE_CHANGED, Shift.PERSON_CHANGED, Shift.PERSON_GONE]
    assert Shift.SPACE_GONE in kinds
    assert kinds[-1] is Shift.UNINSTALLED
    with pytest.raises(RetryAt, match="account_inactive"):
        await bench.platform.post(channel(room.id), Card("x"), "k")


async def test_outsiders_and_guests_are_guests(bench: Bench) -> None:
    room = bench.ws.channel("shared")
    guest = bench.ws.person("Guest Example", guest=True)
    stranger = bench.ws.person("Stranger Example", stranger=True, home_team="T9")
    await guest.says("hello")
    await room.adds(stranger)
    await stranger.says("@Upstream hello", in_=room)
    assert [one.profile.guest for one in bench.network.heard if one.profile] == [True, True]


async def test_the_same_ids_in_two_workspaces_do_not_meet(bench: Bench) -> None:
    other = bench.sim.workspace("T2", "Another council", bot_token="xoxb-two", bot_user=bench.ws.bot_user)
    ana, twin = bench.ws.person("Ana Example", user="UANA1"), other.person("Twin Example", user="UANA1")
    await ana.says("I am Ana")
    await twin.says("I am the twin")
    assert "I am Ana" not in twin.sees()
    assert "I am the twin" not in ana.sees()
    assert [one.account.tenant for one in bench.network.heard] == ["T1", "T2"]
    assert [one.profile.name for one in bench.network.heard if one.profile] == ["Ana Example", "Twin Example"]


async def test_a_redelivered_event_keeps_its_id(bench: Bench) -> None:
    bench.sim.echoes = False
    await bench.ws.person("Ana Example").says("hello")
    assert await bench.sim.redeliver(2) == [200, 200]
    assert len(bench.network.heard) == 3
    assert len({one.event for one in bench.network.heard}) == 1


async def test_without_the_scope_for_addresses_nobody_has_a_domain(bench: Bench) -> None:
    bench.ws.row.scopes = list(SCOPES)
    await bench.ws.person("Ana Example", email="ana@leeds.example").says("hello")
    assert bench.network.heard[0].profile is not None
    assert (bench.network.heard[0].profile.name, bench.network.heard[0].profile.domain) == ("Ana Example", "")


async def test_a_private_channel_and_a_group_hear_and_can_be_asked(bench: Bench) -> None:
    ana, ben = bench.ws.person("Ana Example"), bench.ws.person("Ben Example")
    room = bench.ws.channel("quiet", private=True, members=[ana, ben])
    people = tuple(Account("slack", "T1", one.id) for one in (ana, ben))
    for address in (channel(room.id), Address("slack", "T1", Where.GROUP, people=people)):
        ref = await bench.platform.post(address, QUESTION, f"k-{address.where}")
        assert await bench.platform.was_posted(address, f"k-{address.where}", datetime.now(UTC)) == ref
        await ana.replies("because", ref.message)
        assert bench.network.heard[-1].reply_to == ref
        assert "Kept." in ana.sees(in_=ref.conversation)
        assert "Kept." not in ben.sees(in_=ref.conversation)
    assert bench.network.heard[-1].address.where is Where.GROUP
