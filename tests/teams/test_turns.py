"""What people do in Teams reaches the network as it was meant, and what it answers is shown where it may be."""

import asyncio
import logging

import pytest

from adapters.simulator.teams import Fault
from bot.chat import (
    Address,
    Button,
    Card,
    Field,
    Hit,
    Hits,
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
from bot.errors import Unavailable

pytestmark = pytest.mark.anyio

HELLO = Card("Hello there", (Text("This is the network."),), (Button("Reflect", "reflect", opens=True),))
SECRET = Card("For you alone", (Said("what only Ana may read"),))
FORM = Card(
    "Reflect",
    (
        Field("words", "Your words", "words", hint="No names of residents, please"),
        Field("audience", "Who can read it", "choice", (Option("me", "Only me"), Option("network", "The network"))),
        Field("about", "Challenges", "choices", (Option("a,b", "A, and b"), Option("c%", "C")), required=False),
    ),
    submit=Button("Save", "reflect save", token="t-1"),
)


async def test_typed_words_arrive_with_who_where_and_what_the_roster_knows(world):
    ana = world.person("Ana Example", email="ana@leeds.example", zone="Europe/London", language="cy")
    world.says(HELLO)
    message = await ana.says("hello & <good> morning")
    heard = world.last
    assert (heard.kind, heard.text, heard.private) == (Kind.SAID, "hello & <good> morning", True)
    assert (heard.account.platform, heard.account.tenant, heard.account.user) == ("teams", "tenant-leeds", ana.id)
    assert heard.address.where is Where.DIRECT
    assert heard.message == message.id
    assert heard.event.endswith(message.id)
    told = heard.profile
    assert (told.name, told.zone, told.language, told.domain) == ("Ana Example", "Europe/London", "cy", "leeds.example")
    assert not told.guest
    assert heard.address.route["user_id"] == ana.mri
    assert heard.address.route["bot_id"] == world.cloud.bot_id
    assert heard.address.route["service_url"] == world.tenant.service_url
    assert heard.address.route["tenant"] == "tenant-leeds"
    assert "Hello there" in ana.sees("direct")


async def test_the_roster_is_asked_once_and_not_waited_for(world):
    eve = world.person("Eve Slow")
    world.cloud.faults = lambda call, _: Fault(delay=1.5) if call == "getConversationMember" else None
    await eve.says("one")
    await eve.says("two")
    assert [one.profile.domain for one in world.heard] == ["", ""]
    assert [call for call, _ in world.calls()].count("getConversationMember") <= 1


async def test_a_guest_is_told_as_a_guest(world):
    gus = world.tenant.guest("Gus Guest", email="gus@elsewhere.example", installed=True)
    await gus.says("hello")
    assert world.last.profile.guest


async def test_in_a_channel_only_a_mention_is_heard_and_the_answer_stands_in_its_thread(world):
    ana = world.person("Ana Example")
    await ana.says("good morning all", world.channel)
    assert world.heard == []
    world.says(HELLO, Shown.HERE)
    post = await ana.says("@Upstream help", world.channel)
    heard = world.last
    assert (heard.text, heard.private, heard.reply_to) == ("help", False, None)
    assert heard.address.conversation == world.channel.id
    assert heard.address.thread == post.id
    assert ana.screen(world.channel)[-1]["thread"] == post.id


async def test_a_mention_under_a_post_of_ours_answers_that_post(world):
    ana = world.person("Ana Example")
    ref = await world.platform.post(_channel(world), HELLO, "k")
    await ana.replies("it went like this @Upstream", to=ref.message)
    heard = world.last
    assert heard.text == "it went like this"
    assert heard.reply_to.message == ref.message
    assert heard.reply_to.conversation == world.channel.id


async def test_quoting_a_message_of_ours_in_a_chat_answers_it(world):
    ana = world.person("Ana Example")
    await ana.says("hello")
    ref = await world.platform.post(world.last.address, HELLO, "k")
    await ana.replies("like this", to=ref.message)
    assert world.last.reply_to.message == ref.message


@pytest.mark.parametrize("shown", [Shown.ONLY_YOU, Shown.FORM, Shown.IN_PLACE, Shown.HOME])
async def test_what_is_for_one_person_never_stands_in_a_shared_place(world, shown):
    ana, ben = world.person(f"Ana {shown}"), world.person("Ben Example")
    group = world.tenant.group_chat(ana, ben, name=f"A chat {shown}")
    world.says(SECRET, shown)
    for place in (world.channel, group):
        await ana.says("@Upstream mine", place)
        assert not world.last.private
        assert "what only Ana may read" not in ben.sees()
        assert "what only Ana may read" not in ana.sees(place)
    assert ana.sees("direct").count("what only Ana may read") == 2


async def test_who_has_no_direct_chat_is_shown_nothing_rather_than_everybody_everything(world):
    zoe = world.tenant.person("Zoe Without")
    world.channel.team.add(zoe)
    zoe.blocks()
    world.says(SECRET)
    await zoe.says("@Upstream mine", world.channel)
    assert zoe.last_status == 200
    assert "what only Ana may read" not in zoe.sees()


async def test_a_press_in_a_channel_is_answered_to_its_presser_alone(world):
    ana, ben = world.person("Ana Example"), world.person("Ben Example")
    ref = await world.platform.post(_channel(world), Card("Weekly", (), (Button("More", "more 7", token="t"),)), "k")
    world.says(SECRET)
    await ana.presses("More", world.channel)
    heard = world.last
    assert (heard.kind, heard.text, heard.token, heard.private) == (Kind.PRESSED, "more 7", "t", True)
    assert heard.reply_to.message == ref.message
    assert heard.address.thread == ref.message
    assert "what only Ana may read" in ana.sees(world.channel)
    assert "what only Ana may read" not in ben.sees()


async def test_a_press_in_a_direct_chat_is_answered_by_a_message_that_stays(world):
    ana = world.person("Ana Example")
    await ana.says("hello")
    await world.platform.post(world.last.address, Card("Weekly", (), (Button("Tell me", "more"),)), "k")
    world.says(SECRET)
    await ana.presses("Tell me", "direct")
    ana.reloads()
    assert "Weekly" in ana.sees("direct")
    assert "what only Ana may read" in ana.sees("direct")


async def test_in_place_takes_the_place_of_what_was_pressed_and_stays_so(world):
    ana = world.person("Ana Example")
    await ana.says("hello")
    await world.platform.post(world.last.address, Card("Sure?", (), (Button("Do it", "do"),)), "k")
    world.says(Card("Done it"), Shown.IN_PLACE)
    await ana.presses("Do it", "direct")
    ana.reloads()
    assert "Done it" in ana.sees("direct")
    assert "Sure?" not in ana.sees("direct")


async def test_a_dialog_opens_a_form_keeps_it_when_it_is_refused_and_shows_what_came_of_it(world):
    ana, ben = world.person("Ana Example"), world.person("Ben Example")
    await world.platform.post(_channel(world), HELLO, "k")
    world.says(FORM, Shown.FORM)
    await ana.presses("Reflect", world.channel)
    assert (world.last.kind, world.last.text, world.last.private) == (Kind.PRESSED, "reflect", True)
    assert "Your words" in ana.sees()

    def refuse(heard: Incoming) -> Reply:
        return Reply(FORM, Shown.FORM, Problem("Say a little more, please.", "words"))

    world.answer = refuse
    await ana.fills({"Your": "It, was <good>", "Who": "The network", "Challenges": ["A, and b", "C"]}, submit="Save")
    heard = world.last
    assert (heard.kind, heard.text, heard.token) == (Kind.FILLED, "reflect save", "t-1")
    assert dict(heard.values) == {"words": ("It, was <good>",), "audience": ("network",), "about": ("a,b", "c%")}
    assert "Say a little more, please." in ana.sees()
    assert "It, was <good>" in ana.sees()

    world.says(SECRET)
    await ana.fills({}, submit="Save")
    assert dict(world.last.values) == dict(heard.values)
    assert "what only Ana may read" in ana.sees()
    assert "what only Ana may read" not in ben.sees()
    assert world.cloud.problems == []


async def test_a_dialog_closes_when_there_is_nothing_to_show_and_what_is_for_here_stands_here(world):
    ana = world.person("Ana Example")
    await world.platform.post(_channel(world), HELLO, "k")
    world.says(FORM, Shown.FORM)
    await ana.presses("Reflect", world.channel)
    world.answer = lambda _: None
    await ana.fills({"Your": "x", "Who": "Only me"}, submit="Save")
    assert ana.dialog is None
    world.says(Card("Somebody joined"), Shown.HERE)
    await ana.presses("Reflect", world.channel)
    assert "Somebody joined" in ana.screen(world.channel)[-2]["text"] + ana.screen(world.channel)[-1]["text"]
    ana.closes()


async def test_a_form_typed_for_in_a_direct_chat_is_a_card_that_goes_when_it_is_filled_in(world):
    ana = world.tenant.person("Ann Form", installed=True)
    world.says(FORM, Shown.FORM)
    await ana.says("reflect")
    world.answer = lambda heard: Reply(FORM, Shown.FORM, Problem("Not yet."))
    await ana.fills({"Your": "kept words", "Who": "Only me"}, submit="Save")
    assert "Not yet." in ana.sees()
    assert "kept words" in ana.sees()
    world.says(Card("Saved it"))
    await ana.fills({}, submit="Save")
    assert world.last.values["words"] == ("kept words",)
    ana.reloads()
    assert "Saved it" in ana.sees()
    assert "Your words" not in ana.sees()


async def test_a_form_that_was_posted_stays_after_it_was_filled_in(world):
    ana = world.tenant.person("Amy Posted", installed=True)
    await ana.says("hello")
    await world.platform.post(world.last.address, FORM, "k")
    world.says(Card("Saved it"))
    await ana.fills({"Your": "words", "Who": "Only me"}, submit="Save")
    assert world.last.kind is Kind.FILLED
    ana.reloads()
    assert "Your words" in ana.sees()
    assert "Saved it" in ana.sees()


async def test_an_edit_and_a_deletion_name_their_message_and_are_happenings_of_their_own(world):
    ana = world.person("Ana Example")
    message = await ana.says("first")
    await ana.edits(message, "second")
    await ana.deletes(message)
    said, edited, deleted = world.heard
    assert (edited.kind, edited.text, edited.message) == (Kind.EDITED, "second", message.id)
    assert (deleted.kind, deleted.text, deleted.message) == (Kind.DELETED, "", message.id)
    assert len({said.event, edited.event, deleted.event}) == 3


async def test_a_redelivered_activity_has_the_same_event(world):
    ana = world.person("Ana Example")
    await ana.says("once")
    await world.cloud.redeliver()
    assert world.heard[0].event == world.heard[1].event


async def test_installing_tells_who_and_how_to_reach_them_and_only_once(world):
    una = world.tenant.person("Una New")
    await una.installs()
    (change,) = world.changes
    assert change.kind is Shift.INSTALLED
    assert change.account.user == una.id
    assert change.address.where is Where.DIRECT
    await world.platform.post(change.address, HELLO, "k")
    assert "Hello there" in una.sees()
    await una.upgrades()
    await una.uninstalls()
    assert [one.kind for one in world.changes] == [Shift.INSTALLED, Shift.UNINSTALLED]


async def test_channels_that_are_made_renamed_and_deleted_are_told(world):
    ana = world.person("Ana Example")
    team = world.tenant.team("Housing")
    channel = await team.new_channel("Damp", ana)
    await channel.renames("Damp and mould", ana)
    await channel.deletes(ana)
    await team.renames("Homes", ana)
    await team.deletes(ana)
    told = [(one.kind, one.address.conversation, one.name) for one in world.changes]
    assert told[:3] == [
        (Shift.SPACE_CHANGED, channel.id, "Damp"),
        (Shift.SPACE_CHANGED, channel.id, "Damp and mould"),
        (Shift.SPACE_GONE, channel.id, "Damp and mould"),
    ]
    assert [(kind, name) for kind, _, name in told[3:]] == [
        (Shift.SPACE_CHANGED, "Homes"),
        (Shift.SPACE_GONE, "Homes"),
    ]


async def test_a_team_that_adds_the_app_is_told_with_its_name(world):
    ana = world.person("Ana Example")
    team = world.tenant.team("Libraries", installed=False)
    await team.installs(ana)
    await team.uninstalls(ana)
    assert [(one.kind, one.name) for one in world.changes] == [
        (Shift.INSTALLED, "Libraries"),
        (Shift.UNINSTALLED, "Libraries"),
    ]
    assert world.changes[0].address.where is Where.CHANNEL
    assert world.changes[0].address.conversation == team.id


async def test_the_search_box_asks_and_shows_what_is_found(world):
    ana, ben = world.person("Ana Example"), world.person("Ben Example")
    nasty = 'Say <a href="https://evil.example">this</a> &lt; <at>Ana</at>'
    world.found = Hits((Hit("Ben · Gateshead", nasty, SECRET), Hit("You", "short", HELLO)))
    results = await ana.searches("apologising", in_=world.channel)
    assert (world.last.kind, world.last.text, world.last.private) == (Kind.QUERY, "apologising", True)
    assert [one["preview"]["content"]["title"] for one in results] == ["Ben · Gateshead", "You"]
    shown = results[0]["preview"]["content"]["text"]
    assert shown.replace("\u200b", "") == nasty
    assert not any(mark in shown for mark in ("<a", "</a", "<at", "&lt"))
    ana.inserts(1, world.channel)
    assert "Hello there" in ben.sees(world.channel)
    assert world.cloud.problems == []


async def test_the_search_box_begins_without_words_goes_on_and_says_why_there_is_nothing(world):
    ana = world.person("Ana Example")
    assert await ana.searches("") == []
    assert (world.last.text, dict(world.last.values)) == ("", {})
    more = {**world.cloud.sent, "id": "f:2", "value": {**world.cloud.sent["value"], "queryOptions": {"skip": 25}}}
    assert (await world.cloud.deliver(more)).body["composeExtension"]["attachments"] == []
    assert world.last.value("skip") == "25"
    world.found = Hits(instead="Nothing found for: <b>x</b>")
    await ana.searches("<b>x</b>")
    assert ana.problem == "Nothing found for: <\u200bb>x<\u200b/b>"
    assert "sendToConversation" not in [call for call, _ in world.calls()]


async def test_an_action_on_a_message_tells_whose_it_is_and_its_form_is_sent_like_any_other(world):
    ana, ben = world.person("Ana Example"), world.person("Ben Example")
    message = await ben.says("We asked <twice>\nand then stopped", world.channel)
    world.says(FORM, Shown.FORM)
    await ana.acts_on(message, "save_as_reflection")
    heard = world.last
    assert (heard.kind, heard.text, heard.private) == (Kind.PRESSED, "save as reflection", True)
    assert heard.account.user == ana.id
    author, words = heard.about
    assert (author.tenant, author.user) == ("tenant-leeds", ben.id)
    assert words.split() == ["We", "asked", "<twice>", "and", "then", "stopped"]
    assert heard.message == message.id
    world.says(SECRET)
    await ana.fills({"Your": "kept", "Who": "Only me"}, submit="Save")
    assert (world.last.kind, world.last.text, world.last.value("words")) == (Kind.FILLED, "reflect save", "kept")
    assert world.last.about == heard.about
    assert "what only Ana may read" in ana.sees()
    assert "what only Ana may read" not in ben.sees()
    ana.closes()
    ref = await world.platform.post(_channel(world), HELLO, "k")
    await ana.acts_on(ana.message(ref.message), "save_as_reflection")
    assert world.last.about[0].user == world.cloud.bot_id
    ana.closes()


async def test_an_unknown_invoke_is_politely_not_implemented(world):
    ana = world.person("Ana Example")
    await ana.says("hello")
    invoke = {**world.cloud.sent, "type": "invoke", "name": "signin/verifyState", "value": {}}
    assert (await world.cloud.deliver(invoke)).status == 501
    wrong = {**invoke, "name": "adaptiveCard/action", "value": {"action": {"type": "Action.Execute", "data": {}}}}
    answered = await world.cloud.deliver(wrong)
    assert (answered.status, answered.body["statusCode"]) == (200, 400)
    assert (await world.cloud.deliver({**invoke, "name": "task/fetch", "value": None})).status == 400
    assert len(world.heard) == 1


async def test_a_database_that_is_away_is_503_and_nothing_is_said(world):
    ana = world.person("Ana Example")
    world.cloud.raises = "never"

    def away(_: Incoming) -> Reply:
        raise Unavailable("database")

    world.answer = away
    await ana.says("hello")
    assert ana.last_status == 503
    ref = await world.platform.post(_channel(world), HELLO, "k")
    assert ref.message
    await ana.presses("Reflect", world.channel)
    assert ana.last_status == 503


async def test_a_fault_of_ours_is_500_and_its_words_are_not_logged(world, caplog):
    caplog.set_level(logging.DEBUG)
    ana = world.person("Ana Example")
    world.cloud.raises = "never"

    def fault(_: Incoming) -> Reply:
        raise LookupError("the words that Ana wrote")

    world.answer = fault
    await ana.says("the words that Ana wrote")
    assert ana.last_status == 500
    assert "LookupError" in caplog.text
    assert "the words that Ana wrote" not in caplog.text
    assert "Ana Example" not in caplog.text


async def test_typing_is_shown_when_an_answer_takes_more_than_a_second(world):
    ana = world.person("Ana Example")
    await ana.says("hello")
    await ana.says("hello again")
    typed = [one["body"]["type"] for one in world.cloud.wire if one.get("call") == "sendToConversation"]
    assert "typing" not in typed

    async def slowly(_: Incoming) -> Reply:
        await asyncio.sleep(1.2)
        return Reply(HELLO)

    world.answer = slowly
    await ana.says("hello")
    sent = [one["body"]["type"] for one in world.cloud.wire if one.get("call") == "sendToConversation"]
    assert sent[-2:] == ["typing", "message"]


@pytest.fixture
def quick(world):
    """Pauses that nobody has to wait for."""
    usual, world.platform.pauses = world.platform.pauses, (0.01, 0.01, 0.01)
    yield
    world.platform.pauses = usual


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_an_answer_that_teams_asks_to_try_later_is_tried_again(world, quick, status):
    ana, tries = world.person("Ana Example"), []
    world.says(HELLO)

    def twice(call, _):
        if call == "sendToConversation":
            tries.append(call)
        return Fault(status=status) if call == "sendToConversation" and len(tries) <= 2 else None

    world.cloud.faults = twice
    before = ana.sees().count("Hello there")
    await ana.says("hello")
    assert (ana.last_status, len(tries)) == (200, 3)
    assert ana.sees().count("Hello there") == before + 1


@pytest.mark.parametrize("fault", [Fault(status=403), Fault(status=404), Fault(status=413), Fault(lost=True)], ids=str)
async def test_an_answer_that_teams_refuses_or_may_have_taken_is_said_once_and_is_no_failed_turn(world, quick, fault):
    ana, tries = world.person("Ana Example"), []
    world.says(HELLO)

    def always(call, _):
        if call == "sendToConversation":
            tries.append(call)
            return fault
        return None

    world.cloud.faults = always
    await ana.says("hello")
    assert (ana.last_status, len(tries)) == (200, 1)


async def test_an_answer_that_teams_never_takes_is_no_failed_turn_and_a_long_wait_is_not_waited(world, quick):
    ana = world.person("Ana Example")
    world.says(HELLO)
    world.cloud.faults = lambda call, _: Fault(status=502) if call == "sendToConversation" else None
    await ana.says("hello")
    assert ana.last_status == 200
    world.cloud.wire.clear()
    world.cloud.faults = lambda call, _: Fault(status=429, retry_after=60) if call == "sendToConversation" else None
    await ana.says("hello")
    assert ana.last_status == 200
    assert [status for call, status in world.calls() if call == "sendToConversation"] == [429]


async def test_a_button_of_an_older_client_arrives_as_a_message_and_is_a_press(world):
    ana = world.person("Ana Example")
    await ana.says("hello")
    sent = {key: value for key, value in world.cloud.sent.items() if key != "text"}
    pressed = {**sent, "id": "m-2", "value": {"msteams": {"type": "task/fetch"}, "says": "reflect", "token": "t"}}
    world.says(FORM, Shown.FORM)
    assert (await world.cloud.deliver(pressed)).status == 200
    assert (world.last.kind, world.last.text, world.last.token, world.last.private) == (
        Kind.PRESSED,
        "reflect",
        "t",
        True,
    )


def _channel(world) -> Address:
    route = {"service_url": world.tenant.service_url}
    return Address("teams", "tenant-leeds", Where.CHANNEL, conversation=world.channel.id, route=route)
