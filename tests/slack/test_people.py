"""Profiles: looked up once an hour, never waited for longer than a second."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from adapters.slack import people
from adapters.slack.people import People
from bot.chat import Profile, Where
from tests.slack.conftest import BOT, TEAM, Slack, person, said

pytestmark = pytest.mark.anyio

ANA = Profile("Name of UANA", "Europe/London", "en", "leeds.example")


async def test_the_speaker_comes_with_their_profile(slack: Slack) -> None:
    await slack.event(said())
    assert slack.heard[0].profile == ANA
    assert slack.wire.last("users.info")["include_locale"] == "1"


async def test_a_profile_is_looked_up_once_an_hour(slack: Slack) -> None:
    clock = [0.0]
    slack.platform.people = People(slack.platform.api, clock=lambda: clock[0])
    for clock[0] in (0.0, 3599.0, 3601.0):
        await slack.event(said())
    assert len(slack.wire.called("users.info")) == 2


async def test_twenty_messages_at_once_cost_one_look_up(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "WAIT", 60.0)  # however slow the machine is
    found = await asyncio.gather(*(slack.platform.profile(TEAM, "UANA") for _ in range(20)))
    assert found == [ANA] * 20
    assert len(slack.wire.called("users.info")) == 1


async def test_a_slow_look_up_is_not_waited_for_and_serves_the_next_message(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "WAIT", 0.05)
    go = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await go.wait()
        return web.json_response({"ok": True, "user": person("UANA")})

    slack.wire.answers["users.info"] = slow
    await slack.event(said())
    assert slack.heard[0].profile is None
    go.set()
    await asyncio.sleep(0.05)
    await slack.event(said())
    assert slack.heard[1].profile == ANA
    assert len(slack.wire.called("users.info")) == 1


@pytest.mark.parametrize("answer", [{"ok": False, "error": "missing_scope"}, (500, {}, {})])
async def test_without_an_answer_the_message_goes_on(slack: Slack, answer: Any) -> None:
    slack.wire.answers["users.info"] = answer
    await slack.event(said(user_team="T9"))
    await slack.event(said())
    assert [one.profile for one in slack.heard] == [Profile(guest=True, elsewhere=True), None]
    assert len(slack.wire.called("users.info")) == 1


async def test_what_slack_tells_by_itself_is_believed_at_once(slack: Slack) -> None:
    await slack.event(said())
    await slack.event({"type": "user_change", "user": person("UANA", tz="Europe/Paris", locale=None)})
    await slack.event(said())
    assert slack.changes[0].profile is not None
    assert (slack.changes[0].profile.zone, slack.changes[0].profile.language) == ("Europe/Paris", "")
    assert slack.heard[1].profile is not None
    assert (slack.heard[1].profile.zone, slack.heard[1].profile.language) == ("Europe/Paris", "en")
    assert len(slack.wire.called("users.info")) == 1


async def test_mentioned_people_are_called_by_their_names(slack: Slack) -> None:
    await slack.event(said(f"<@{BOT}> with <@UBEN> &amp; co", channel="C1", channel_type="channel"))
    assert slack.heard[0].text == "with @Name of UBEN & co"


async def test_only_so_many_profiles_are_kept(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST", 3)
    for number in range(5):
        await slack.platform.profile(TEAM, f"U{number}")
    await slack.platform.profile(TEAM, "U4")
    await slack.platform.profile(TEAM, "U0")
    assert len(slack.wire.called("users.info")) == 6


async def test_reinstalling_asks_anew_who_we_are(slack: Slack) -> None:
    await slack.event(said(), authorizations=[])
    await slack.event({"type": "app_uninstalled"})
    await slack.event(said(), authorizations=[])
    assert len(slack.wire.called("auth.test")) == 2


async def test_where_somebody_can_be_written_to_alone_is_known_from_the_start(slack: Slack) -> None:
    await slack.press()
    await slack.event(said())
    await slack.press()
    direct = [one.direct for one in slack.heard]
    assert [one and (one.where, one.conversation, one.people[0].user) for one in direct] == [
        (Where.DIRECT, "", "UANA"),
        (Where.DIRECT, "DANA", "UANA"),
        (Where.DIRECT, "DANA", "UANA"),
    ]
