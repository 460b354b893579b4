"""What Slack sends where several workspaces or a whole organisation are involved: who is it, and in which one."""

from typing import Any

import pytest

from bot.chat import Account, Kind, Shift
from tests.slack.conftest import BOT, TEAM, Slack, person, pressed, said

pytestmark = pytest.mark.anyio

OTHER, ORGANISATION = "T9", "E1"


def authorized(team: str | None = TEAM, *, whole: bool = False) -> dict[str, Any]:
    one = {
        "enterprise_id": ORGANISATION,
        "team_id": team,
        "user_id": BOT,
        "is_bot": True,
        "is_enterprise_install": whole,
    }
    return {"authorizations": [one]}


async def test_a_message_in_a_shared_channel_comes_for_the_workspace_that_installed_us(slack: Slack) -> None:
    """The envelope may name the writer's workspace; the authorization names ours."""
    slack.wire.answers["users.info"] = {"ok": True, "user": person("UANA", team_id=OTHER, is_stranger=True)}
    event = said(
        f"<@{BOT}> hello", channel="C1", channel_type="channel", team=OTHER, user_team=OTHER, source_team=OTHER
    )
    more = {"team_id": OTHER, "context_team_id": TEAM, "is_ext_shared_channel": True, **authorized()}
    assert (await slack.event(event, **more)).status_code == 200
    (heard,) = slack.heard
    assert heard.account == Account("slack", TEAM, "UANA")
    assert heard.profile
    assert (heard.profile.guest, heard.profile.elsewhere) == (True, True)
    assert slack.wire.last("users.info")["_token"] == "xoxb-1"


async def test_a_colleague_of_the_same_enterprise_is_no_outsider(slack: Slack) -> None:
    slack.wire.answers["users.info"] = {
        "ok": True,
        "user": {"id": "UANA", "team_id": "T3", "enterprise_user": {"teams": [TEAM, "T3"]}, "profile": {}},
    }
    event = said("hello", user_team=ORGANISATION, source_team=TEAM, team=TEAM)
    await slack.event(event, enterprise_id=ORGANISATION, **authorized())
    (heard,) = slack.heard
    assert heard.profile
    assert not heard.profile.elsewhere


async def test_a_press_and_a_form_of_an_outsider_come_to_our_workspace(slack: Slack) -> None:
    slack.wire.answers["users.info"] = {"ok": True, "user": person("UEVE", team_id=OTHER, is_stranger=True)}
    outsider = {"id": "UEVE", "team_id": OTHER}
    await slack.interaction(pressed("reflect 1") | {"user": outsider})
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "form",
        "private_metadata": '{"says":"reflect 1","token":"t"}',
        "state": {"values": {"words": {"value": {"type": "plain_text_input", "value": "words"}}}},
        "blocks": [],
        "app_installed_team_id": TEAM,
    }
    sent = {"type": "view_submission", "team": {"id": OTHER}, "user": outsider, "trigger_id": "1", "view": view}
    await slack.interaction(sent)
    acts = [(one.kind, one.account.tenant) for one in slack.heard if one.kind is not Kind.HOME]
    assert acts == [(Kind.PRESSED, TEAM), (Kind.FILLED, TEAM)]
    assert all(one.profile and one.profile.elsewhere for one in slack.heard)


async def test_what_comes_for_an_organisation_as_a_whole_is_taken_and_nothing_is_done(slack: Slack) -> None:
    whole = {"enterprise": {"id": ORGANISATION, "name": "All"}, "is_enterprise_install": True}
    for payload in (
        {
            "type": "shortcut",
            "team": None,
            "user": {"id": "UANA"},
            "callback_id": "reflect",
            "trigger_id": "1",
            **whole,
        },
        pressed("reflect 1") | {"team": None, "user": {"id": "UANA"}} | whole,
    ):
        assert (await slack.interaction(payload)).status_code == 200
    unknown = {"team_id": "T8", "enterprise_id": ORGANISATION, **authorized(None, whole=True)}
    assert (await slack.event(said(), **unknown)).status_code == 200
    assert not slack.heard


async def test_an_edit_whose_envelope_holds_both_messages_is_heard_once_as_an_edit(slack: Slack) -> None:
    before = {"type": "message", "user": "UANA", "text": "old", "ts": "1.2", "thread_ts": "1.1", "parent_user_id": BOT}
    after = before | {"text": "new &lt;b&gt; &amp; <@UBEN>", "edited": {"user": "UANA", "ts": "1.3"}}
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "C1",
        "channel_type": "channel",
        "ts": "1.3",
        "message": after,
        "previous_message": before,
    }
    await slack.event(changed)
    unfurled = changed | {"message": before | {"attachments": [{"title": "a link"}]}}
    await slack.event(unfurled, event_id="Ev2")
    deleted = changed | {"subtype": "message_deleted", "deleted_ts": "1.2", "previous_message": after}
    del deleted["message"]
    await slack.event(deleted, event_id="Ev3")
    assert [(one.kind, one.message) for one in slack.heard] == [(Kind.EDITED, "1.2"), (Kind.DELETED, "1.2")]
    assert slack.heard[0].text == "new <b> & @Name of UBEN"


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"type": "tokens_revoked", "tokens": {"oauth": ["UANA"]}}, []),  # somebody's own token: not ours
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}, [Shift.UNINSTALLED]),
        ({"type": "app_uninstalled"}, [Shift.UNINSTALLED]),
        ({"type": "channel_left", "channel": "C1"}, [Shift.SPACE_GONE]),
        ({"type": "group_left", "channel": "C1"}, [Shift.SPACE_GONE]),
        ({"type": "channel_archive", "channel": "C1", "user": "UANA", "is_moved": 0}, [Shift.SPACE_GONE]),
        ({"type": "channel_rename", "channel": {"id": "C1", "name": "new", "created": 1}}, [Shift.SPACE_CHANGED]),
        ({"type": "channel_unarchive", "channel": "C1", "user": "UANA"}, [Shift.SPACE_BACK]),
        ({"type": "team_join", "user": {"id": "UNEW"}}, []),
    ],
)
async def test_each_change_is_told_or_dropped(slack: Slack, event: dict[str, Any], told: list[Shift]) -> None:
    slack.wire.answers["auth.test"] = {"ok": False, "error": "token_revoked"}
    slack.tokens[TEAM] = "" if told == [Shift.UNINSTALLED] else slack.tokens[TEAM]
    assert (await slack.event(event)).status_code == 200
    assert [one.kind for one in slack.changes] == told
    assert not slack.heard


async def test_half_a_character_is_not_readable(slack: Slack) -> None:
    """Lone surrogates fit into JSON, and into no database."""
    for event in (said("hello", user="\ud800"), said("hel\udc00lo")):
        assert (await slack.event(event)).status_code == 400
    assert slack.heard == []
