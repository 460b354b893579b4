"""Activities as Teams and Agents Playground send them, and as nobody should: read without belief."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.html import plain
from adapters.teams.incoming import read
from bot.chat import Change, Incoming, Kind, Where

MENTION = {"type": "mention", "mentioned": {"id": "28:app", "name": "Upstream"}, "text": "<at>Upstream</at>"}
SAID = {
    "type": "message",
    "id": "1700",
    "timestamp": "2026-03-01T10:00:00Z",
    "channelId": "msteams",
    "serviceUrl": "https://smba.trafficmanager.net/uk/",
    "text": "hello",
    "locale": "cy-GB",
    "from": {"id": "29:ana", "name": "Ana Example", "aadObjectId": "aad-ana"},
    "recipient": {"id": "28:app", "name": "Upstream"},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "t1"},
    "channelData": {"tenant": {"id": "t1"}},
    "entities": [{"type": "clientInfo", "timezone": "Europe/London", "locale": "cy-GB"}],
}
CHANNEL = {"id": "19:c@thread.tacv2;messageid=1600", "conversationType": "channel", "tenantId": "t1", "isGroup": True}


def said(**more):
    return read({**SAID, **more}, "home")


def pressed(data, **more):
    value = {"action": {"type": "Action.Execute", "verb": "say", "data": data}, "trigger": "manual"}
    return read({**SAID, "type": "invoke", "name": "adaptiveCard/action", "replyToId": "1500", "value": value, **more})


def test_a_channel_message_names_its_thread_and_loses_its_mention():
    heard = said(
        conversation=CHANNEL, text="<at>Upstream</at>&nbsp; it went well\n", entities=[MENTION, *SAID["entities"]]
    )
    assert (heard.address.where, heard.address.conversation, heard.address.thread) == (
        Where.CHANNEL,
        "19:c@thread.tacv2",
        "1600",
    )
    assert (heard.text, heard.private, heard.reply_to.message) == ("it went well", False, "1600")
    assert heard.address.people == ()


def test_a_mention_of_somebody_else_becomes_their_name():
    ben = {"type": "mention", "mentioned": {"id": "29:ben"}, "text": "<at>Ben Example</at>"}
    assert said(text="ask <at>Ben Example</at> or <at>nobody</at>", entities=[ben]).text == (
        "ask Ben Example or <at>nobody</at>"
    )


def test_without_a_mention_nothing_in_a_shared_place_is_heard():
    assert said(conversation=CHANNEL) is None
    assert said(conversation={"id": "19:g", "conversationType": "groupChat"}) is None
    ben = {"type": "mention", "mentioned": {"id": "29:ben"}, "text": "<at>Ben</at>"}
    assert said(conversation=CHANNEL, entities=[ben]) is None


def test_bots_are_not_heard():
    assert said(**{"from": {"id": "28:another"}}) is None


@pytest.mark.parametrize(
    ("conversation", "data", "where"),
    [
        ({"id": "personal-chat-id"}, None, Where.DIRECT),
        ({"id": "a:1", "isGroup": False}, {}, Where.DIRECT),
        ({"id": "a:1", "conversationType": "personal"}, {}, Where.DIRECT),
        ({"id": "19:ana_ben@unq.gbl.spaces", "conversationType": "personal"}, {}, Where.GROUP),
        ({"id": "x", "isGroup": True}, None, Where.GROUP),
        ({"id": "19:x@thread.v2"}, None, Where.GROUP),
        ({"id": "x", "conversationType": "somethingNew"}, None, Where.GROUP),
        ({"id": "x"}, {"team": {"id": "19:t"}}, Where.CHANNEL),
    ],
)
def test_what_is_not_said_to_be_personal_counts_as_shared_unless_nothing_speaks_for_it(conversation, data, where):
    heard = said(conversation=conversation, channelData=data, entities=[MENTION], text="<at>Upstream</at> hi")
    assert heard.address.where is where
    assert heard.private is (where is Where.DIRECT)


def test_the_playground_may_leave_out_channel_data_and_tenant():
    bare = {key: value for key, value in SAID.items() if key not in {"channelData", "entities", "locale"}}
    heard = read({**bare, "conversation": {"id": "personal-chat-id"}, "from": {"id": "user-1", "name": "Alex"}}, "home")
    assert (heard.account.tenant, heard.account.user, heard.address.tenant) == ("home", "user-1", "home")
    assert heard.profile.zone == ""


def test_somebody_of_another_tenant_is_a_guest_here():
    heard = said(channelData={"tenant": {"id": "t2"}})
    assert heard.profile.guest
    assert (heard.account.tenant, heard.address.tenant) == ("t2", "t1")


def test_the_profile_is_what_the_activity_says():
    told = said().profile
    assert (told.name, told.language, told.zone, told.guest) == ("Ana Example", "cy", "Europe/London", False)


def test_ids_of_messages_are_made_unique_by_their_conversation():
    other = said(conversation={"id": "a:2", "conversationType": "personal"})
    assert said().event != other.event


def test_a_press_and_a_form_are_told_apart_and_values_are_kept_to_its_fields():
    heard = pressed({"says": "more 7", "token": "t", "in.x": "not a field"})
    assert (heard.kind, heard.text, heard.token, dict(heard.values)) == (Kind.PRESSED, "more 7", "t", {})
    assert heard.reply_to.message == "1500"
    data = {
        "says": "save",
        "fields": {"words": "one", "many": "many", "none": "many", "says": "one", "day": "one"},
        "in.words": "one, two\n50%2C",
        "in.many": "a%2Cb,c",
        "in.none": "",
        "in.says": "not the sentence",
        "in.day": None,
    }
    heard = pressed(data)
    assert (heard.kind, heard.text) == (Kind.FILLED, "save")
    assert dict(heard.values) == {
        "words": ("one, two\n50%2C",),
        "many": ("a,b", "c"),
        "none": (),
        "says": ("not the sentence",),
        "day": (),
    }


def test_a_press_on_a_post_answers_in_its_thread_even_where_teams_does_not_name_it():
    heard = pressed({"says": "x"}, conversation={**CHANNEL, "id": "19:c@thread.tacv2"})
    assert (heard.address.thread, heard.private) == ("1500", True)


@pytest.mark.parametrize("data", [None, [], "x", {}, {"says": ""}, {"says": 7}, {"says": None}])
def test_a_press_that_is_none_of_ours_is_nobodys(data):
    assert pressed(data) is None


def test_other_happenings_are_not_for_us():
    for kind in ("messageReaction", "event", "typing", "endOfConversation", "something", ""):
        assert read({**SAID, "type": kind}) is None
    assert read({**SAID, "type": "conversationUpdate", "membersAdded": [{"id": "28:app"}]}) is None
    assert read({**SAID, "type": "installationUpdate", "action": "add-upgrade"}) is None


def test_words_that_no_database_can_keep_are_left_out():
    heard = said(text="a\x00b\ud800c", **{"from": {"id": "29:x", "name": "Z\x00oe"}})
    assert (heard.text, heard.profile.name) == ("abc", "Zoe")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One</p><p>Two &amp; &lt;three&gt;</p>", "One\nTwo & <three>"),
        ("<div>One<br>Two</div>", "One\nTwo"),
        ("<blockquote><p>Hers</p></blockquote><p>Mine</p>", "Mine"),
        ('<p><span itemtype="http://schema.skype.com/Mention">Ana</span>&nbsp;said so</p>', "Ana said so"),
        ("<p>not closed <b>at all", "not closed at all"),
        ("<style>p {}</style>plain", "plain"),
        ("", ""),
    ],
)
def test_a_message_that_comes_as_html_is_read_as_words(html, words):
    assert plain(html) == words


def test_what_is_acted_on_may_come_as_plain_text_or_from_nobody():
    value = {"commandId": "save_as_reflection", "messagePayload": {"id": "9", "body": {"content": "x"}}}
    opened = {**SAID, "type": "invoke", "name": "composeExtension/fetchTask", "value": value}
    assert (read(opened).about, read(opened).message) == (None, "9")
    body = {"contentType": "text", "content": "a <b> c"}
    value["messagePayload"] |= {"from": {"user": {"id": "aad-ben", "tenantId": "t2"}}, "body": body}
    (author, said) = read(opened).about
    assert (author.tenant, author.user, said) == ("t2", "aad-ben", "a <b> c")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SAID, "id", "data"]), inner, max_size=3)
    ),
    max_leaves=6,
)
TYPES = ["message", "invoke", "messageUpdate", "messageDelete", "conversationUpdate", "installationUpdate"]
NAMES = [
    "adaptiveCard/action",
    "composeExtension/submitAction",
    "task/fetch",
    "task/submit",
    "composeExtension/query",
    "composeExtension/fetchTask",
    "x",
]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(TYPES),
    st.sampled_from(NAMES),
    st.dictionaries(st.sampled_from([*SAID, "value", "action", "attachments", "replyToId"]), junk, max_size=5),
)
def test_no_json_at_all_is_a_fault(kind, name, wrong):
    activity = {**SAID, "name": name, **wrong, "type": kind}
    found = read(activity, "home")
    assert found is None or isinstance(found, Incoming | Change)
    json.dumps(str(found))
