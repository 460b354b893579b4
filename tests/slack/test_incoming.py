"""Their events → ours: each payload that Slack sends, and what becomes of it."""

from typing import Any

import pytest

from adapters.slack.changes import change, profile_of
from adapters.slack.incoming import Here, incoming, people_mentioned
from adapters.slack.origin import Origin, memo
from adapters.slack.words import plain, safe
from bot.chat import Account, Button, Kind, MessageRef, Profile, Shift, Where
from tests.slack.conftest import BOT, TEAM, enveloped, person, pressed, said

HERE = Here(TEAM, BOT)
ANA = Account("slack", TEAM, "UANA")


def hear(event: dict[str, Any]) -> Any:
    return incoming(enveloped(event), HERE)


def in_channel(text: str = "hello", **more: Any) -> dict[str, Any]:
    return said(text, channel="C1", channel_type="channel", **more)


# --- words -------------------------------------------------------------------------------------------------------


def test_words_in_a_direct_chat_are_heard() -> None:
    heard = hear(said("search apologising"))
    assert (heard.kind, heard.account, heard.text, heard.event) == (Kind.SAID, ANA, "search apologising", "Ev1")
    assert (heard.address.where, heard.address.conversation, heard.address.people) == (Where.DIRECT, "DANA", (ANA,))
    assert (heard.message, heard.reply_to, heard.private) == ("1700.9", None, True)


def test_an_answer_in_a_thread_of_ours_says_what_it_answers() -> None:
    heard = hear(in_channel(thread_ts="1700.1", parent_user_id=BOT))
    assert heard.reply_to == MessageRef("slack", TEAM, "C1", "1700.1")
    assert (heard.address.where, heard.address.thread) == (Where.CHANNEL, "1700.1")


def test_an_answer_that_is_also_sent_to_the_channel_is_an_answer() -> None:
    heard = hear(in_channel(subtype="thread_broadcast", thread_ts="1700.1", root={"user": BOT, "ts": "1700.1"}))
    assert heard.reply_to.message == "1700.1"


def test_a_mention_is_heard_without_the_mention() -> None:
    assert hear(in_channel(f"<@{BOT}> help")).text == "help"
    assert hear(in_channel(f"<@{BOT}>: help")).text == "help"
    assert hear(in_channel(f"help <@{BOT}|upstream> please")).text == "help please"


@pytest.mark.parametrize("thread", [{}, {"thread_ts": "1700.1", "parent_user_id": BOT}])
def test_a_mention_that_arrives_twice_is_heard_once(thread: dict[str, str]) -> None:
    twins = [in_channel(f"<@{BOT}> help", **thread), in_channel(f"<@{BOT}> help", type="app_mention", **thread)]
    assert len([one for one in twins if hear(one)]) == 1


@pytest.mark.parametrize(
    "event",
    [
        in_channel("talk among members"),
        in_channel("in somebody's thread", thread_ts="1700.1", parent_user_id="UBEN"),
        in_channel("in a thread whose root is unknown", thread_ts="1700.1"),
        said("in a group", channel="G1", channel_type="mpim"),
        in_channel(f"<@{BOT}> from a bot", bot_id="B2"),
        in_channel(f"<@{BOT}> from a bot", subtype="bot_message"),
        said("from us", user=BOT),
        said("a reminder", user="USLACKBOT"),
        said("joined", subtype="channel_join"),
        said("topic", subtype="channel_topic"),
        {**said(), "user": None},
        in_channel("", subtype="file_share", thread_ts="1700.1", parent_user_id=BOT),
    ],
)
def test_what_is_not_for_us_goes_no_further(event: dict[str, Any]) -> None:
    assert hear(event) is None


def test_a_file_without_words_in_a_direct_chat_is_answered() -> None:
    assert hear(said("", subtype="file_share")).text == ""


def test_a_group_conversation_is_a_group() -> None:
    heard = hear(said(f"<@{BOT}> help", channel="G1", channel_type="mpim"))
    assert heard.address.where is Where.GROUP


def test_an_edit_says_what_stands_there_now() -> None:
    event = said(
        subtype="message_changed",
        message=said("second", edited={"user": "UANA", "ts": "1701"}),
        previous_message=said("first"),
        ts="1701",
    )
    heard = hear(event)
    assert (heard.kind, heard.text, heard.message, heard.account) == (Kind.EDITED, "second", "1700.9", ANA)


def test_an_unfurled_link_is_no_edit() -> None:
    same = said("https://x.example")
    assert hear(said(subtype="message_changed", message=same | {"attachments": [{}]}, previous_message=same)) is None
    unchanged = same | {"edited": {"user": "UANA", "ts": "1"}}
    assert hear(said(subtype="message_changed", message=unchanged, previous_message=unchanged)) is None


@pytest.mark.parametrize(
    ("parent", "heard"), [({"parent_user_id": BOT}, True), ({}, True), ({"parent_user_id": "U2"}, False)]
)
def test_an_edit_in_a_thread_is_heard_unless_it_is_somebody_elses(parent: dict[str, str], heard: bool) -> None:
    inner = in_channel("second", thread_ts="1700.1", edited={"user": "UANA", "ts": "1"}, **parent)
    before = in_channel("first", thread_ts="1700.1", **parent)
    event = in_channel(subtype="message_changed", message=inner, previous_message=before)
    assert bool(hear(event)) is heard


def test_an_edit_of_channel_talk_is_not_heard() -> None:
    inner = in_channel("second", edited={"user": "UANA", "ts": "1"})
    assert hear(in_channel(subtype="message_changed", message=inner, previous_message=in_channel("first"))) is None


def test_our_own_changed_message_is_not_heard() -> None:
    ours = said("now", user=BOT, bot_id="B1", edited={"user": BOT, "ts": "1"})
    assert hear(said(subtype="message_changed", message=ours, previous_message=said("then", user=BOT))) is None


@pytest.mark.parametrize(
    "event",
    [
        said(subtype="message_deleted", previous_message=said("words"), deleted_ts="1700.9"),
        said(subtype="message_changed", message={"subtype": "tombstone"}, previous_message=said("words")),
    ],
)
def test_a_deletion_carries_no_words(event: dict[str, Any]) -> None:
    heard = hear(event)
    assert (heard.kind, heard.text, heard.message, heard.account) == (Kind.DELETED, "", "1700.9", ANA)


def test_somebody_of_another_workspace_is_a_guest_without_a_look_up() -> None:
    assert hear(said(user_team="T9")).profile == Profile(guest=True, elsewhere=True)
    assert hear(said(user_team=TEAM)).profile is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a &amp; b &lt;c&gt; &amp;lt;", "a & b <c> &lt;"),
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("see <https://x.example|x.example>", "see https://x.example"),
        ("see <https://x.example|our page>", "see our page (https://x.example)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("hi <@UBEN> and <@UCEN>", "hi @Ben and @…"),
        ("in <#C1|general> and <#C2>", "in #general and #…"),
        ("<!here> <!channel> <!subteam^S1|@team> <!date^1^{date}|1 May>", "@here @channel @team 1 May"),
        ("<@UBOT> hello <@UBOT>", "hello"),
        ("well done :tada::skin-tone-2: :unknown:", "well done 🎉 :unknown:"),
        ("two\nlines", "two\nlines"),
        ("", ""),
    ],
)
def test_words_arrive_as_they_were_seen(typed: str, words: str) -> None:
    assert plain(typed, bot=BOT, names={"UBEN": "Ben"}, emoji={"tada": "🎉"}) == words


def test_emoji_come_from_the_message_itself() -> None:
    blocks = [
        {"type": "rich_text", "elements": [{"elements": [{"type": "emoji", "name": "wave", "unicode": "1f44b"}]}]}
    ]
    assert hear(said("hi :wave:", blocks=blocks)).text == "hi 👋"


def test_names_are_asked_for_the_first_five_people_mentioned() -> None:
    text = " ".join(f"<@U{number}>" for number in (1, 1, 2, 3, 4, 5, 6))
    assert people_mentioned(enveloped(said(text))) == ["U1", "U2", "U3", "U4", "U5"]


# --- commands, presses, forms ------------------------------------------------------------------------------------


def command(text: str, **more: str) -> Any:
    body = {"command": "/upstream", "text": text, "user_id": "UANA", "channel_id": "C1", "channel_name": "x"}
    return incoming(body | {"trigger_id": "1.2", "team_id": TEAM} | more, HERE)


def test_a_command_is_words_and_a_bare_one_asks_for_help() -> None:
    assert (command(" search a &amp; b ").text, command("").text, command("  ").text) == (
        "search a & b",
        "help",
        "help",
    )
    assert (command("help").event, command("help").address.conversation) == ("1.2", "C1")


def test_a_command_in_a_direct_chat_names_no_place_for_it_may_be_anybodys() -> None:
    heard = command("me", channel_id="DX", channel_name="directmessage")
    assert (heard.address.where, heard.address.conversation, heard.address.people) == (Where.DIRECT, "", (ANA,))


def test_a_press_says_its_sentence() -> None:
    heard = incoming(pressed("match yes 42", token="t1"), HERE)
    assert (heard.kind, heard.text, heard.token, heard.event) == (Kind.PRESSED, "match yes 42", "t1", "3.4.def")
    assert heard.reply_to == MessageRef("slack", TEAM, "C1", "1700.5")
    assert (heard.address.where, heard.address.thread) == (Where.CHANNEL, "")


def test_a_press_in_a_thread_stays_there() -> None:
    container = {"type": "message", "message_ts": "1700.5", "channel_id": "C1", "thread_ts": "1700.1"}
    assert incoming(pressed("me") | {"container": container}, HERE).address.thread == "1700.1"


@pytest.mark.parametrize("value", ["", "no json", "[]", "{}", "7", '{"token":"t"}'])
def test_what_is_no_button_of_ours_is_not_heard(value: str) -> None:
    assert incoming(pressed("x") | {"actions": [{"action_id": "link-1", "value": value}]}, HERE) is None


def test_choosing_in_a_menu_is_not_heard_until_the_form_is_sent() -> None:
    chosen = {"action_id": "value", "type": "static_select", "selected_option": {"value": "a"}}
    assert incoming(pressed("x") | {"actions": [chosen]}, HERE) is None


def form(values: dict[str, Any], origin: Origin, token: str = "") -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "UANA", "team_id": TEAM},
        "trigger_id": "5.6",
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "form",
            "private_metadata": memo(origin, Button("Save", "reflect save 1", token=token)),
            "state": {"values": values},
            "blocks": [],
        },
    }


def test_a_form_brings_its_values_and_where_it_was_opened() -> None:
    values = {
        "words": {"value": {"type": "plain_text_input", "value": " because…\nyes "}},
        "more": {"value": {"type": "plain_text_input", "value": None}},
        "audience": {"value": {"type": "radio_buttons", "selected_option": {"value": "network"}}},
        "nobody": {"value": {"type": "static_select", "selected_option": None}},
        "topics": {"value": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-03-02"}},
        "hour": {"value": {"type": "timepicker", "selected_time": "09:30"}},
    }
    heard = incoming(form(values, Origin(Where.CHANNEL, "C1", "1700.1", "1700.5"), "t1"), HERE)
    assert (heard.kind, heard.text, heard.token, heard.event) == (Kind.FILLED, "reflect save 1", "t1", "5.6")
    assert heard.values == {
        "words": (" because…\nyes ",),
        "more": (),
        "audience": ("network",),
        "nobody": (),
        "topics": ("a", "b"),
        "day": ("2026-03-02",),
        "hour": ("09:30",),
    }
    assert (heard.address.conversation, heard.address.thread) == ("C1", "1700.1")
    assert heard.reply_to == MessageRef("slack", TEAM, "C1", "1700.5")


def test_a_form_opened_from_home_belongs_to_the_direct_chat() -> None:
    heard = incoming(form({}, Origin()), HERE)
    assert (heard.address.where, heard.address.people, heard.reply_to) == (Where.DIRECT, (ANA,), None)


def test_a_view_that_is_not_ours_is_not_heard() -> None:
    body = form({}, Origin())
    body["view"]["private_metadata"] = "something"
    assert incoming(body, HERE) is None


def test_shortcuts_say_their_name_and_whose_message_it_is() -> None:
    actor = {"team": {"id": TEAM}, "user": {"id": "UANA", "team_id": TEAM}, "trigger_id": "7.8"}
    everywhere = incoming({"type": "shortcut", "callback_id": "reflect"} | actor, HERE)
    assert (everywhere.kind, everywhere.text, everywhere.about) == (Kind.PRESSED, "reflect", None)
    assert everywhere.address.where is Where.DIRECT
    message = {"user": "UBEN", "ts": "1700.3", "text": "I &amp; we"}
    there = {
        "type": "message_action",
        "callback_id": "save_message",
        "channel": {"id": "C1", "name": "x"},
        "message": message,
    }
    heard = incoming(there | actor, HERE)
    assert heard.about == (Account("slack", TEAM, "UBEN"), "I & we")
    assert (heard.text, heard.message, heard.address.conversation) == ("save message", "1700.3", "C1")


def test_only_the_home_tab_is_home() -> None:
    opened = {"type": "app_home_opened", "user": "UANA", "channel": "DANA"}
    assert hear(opened | {"tab": "home"}).address.conversation == "DANA"
    assert hear(opened | {"tab": "messages"}) is None


# --- changes -----------------------------------------------------------------------------------------------------


def told(event: dict[str, Any]) -> Any:
    return change(enveloped(event), HERE)


def test_people_change_and_go() -> None:
    moved = told({"type": "user_change", "user": person("UANA", tz="Europe/Paris")})
    assert (moved.kind, moved.account, moved.profile.zone) == (Shift.PERSON_CHANGED, ANA, "Europe/Paris")
    assert told({"type": "user_change", "user": person("UANA", deleted=True)}).kind is Shift.PERSON_GONE
    assert told({"type": "user_change", "user": person("UANA", is_bot=True)}) is None


@pytest.mark.parametrize("kind", ["channel", "group"])
def test_places_are_renamed_and_close(kind: str) -> None:
    renamed = told({"type": f"{kind}_rename", "channel": {"id": "C1", "name": "new"}})
    assert (renamed.kind, renamed.name, renamed.address.conversation) == (Shift.SPACE_CHANGED, "new", "C1")
    for end in ("archive", "deleted", "left"):
        closed = told({"type": f"{kind}_{end}", "channel": "C1"})
        assert (closed.kind, closed.address.conversation) == (Shift.SPACE_GONE, "C1")


def test_a_place_is_closed_when_we_leave_it_and_not_when_others_do() -> None:
    assert told({"type": "member_left_channel", "user": BOT, "channel": "C1"}).kind is Shift.SPACE_GONE
    assert told({"type": "member_left_channel", "user": "UANA", "channel": "C1"}) is None


def test_profiles_say_what_the_workspace_says() -> None:
    assert profile_of(person("UANA"), TEAM) == Profile("Name of UANA", "Europe/London", "en", "leeds.example")
    assert profile_of({"id": "U", "profile": {}}, TEAM) == Profile()


@pytest.mark.parametrize(
    ("user", "guest"),
    [
        ({"is_restricted": True}, True),
        ({"is_ultra_restricted": True}, True),
        ({"is_stranger": True}, True),
        ({"team_id": "T9"}, True),
        ({"team_id": "T9", "enterprise_user": {"teams": ["T9", TEAM]}}, False),
        ({"team_id": TEAM}, False),
    ],
)
def test_whom_the_workspace_does_not_vouch_for_is_a_guest(user: dict[str, Any], guest: bool) -> None:
    assert profile_of(person("UANA", **user), TEAM).guest is guest


# --- safe words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc\u202edcba", "abcdcba"),
        ("\u2066a\u2069\u200f\u200e\u061c", "a"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("bell\x07 null\x00 tab\t line\r\nend", "bell null tab\t line\nend"),
        ("half \ud800 pair", "half  pair"),
        ("a\u200db \u200c", "ab "),
        ("👩\u200d👩\u200d👧 काम\u200d्", "👩\u200d👩\u200d👧 काम\u200d्"),
        (
            "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        ),
        ("tag\U000e0041", "tag"),
        ("Llŷn, Ynys Môn – ŵ", "Llŷn, Ynys Môn – ŵ"),
    ],
)
def test_characters_that_hide_or_turn_words_round_are_gone(text: str, shown: str) -> None:
    assert safe(text) == shown
