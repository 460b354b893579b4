"""Answers that come by `response_url`, or in the body of the acknowledgement of a command: the same shapes."""

import time
from typing import TYPE_CHECKING, Any

from adapters.simulator.slack import limits
from adapters.simulator.slack.call import ApiError, checked_blocks
from adapters.simulator.slack.world import Conversation, Message, ResponseUrl, Team

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud


def give(cloud: "SlackCloud", team: Team, conversation: Conversation, user: str, message: str = "") -> str:
    """A new response URL, for five uses in thirty minutes of the wall clock."""
    token = cloud.world.new_id("R")
    url = ResponseUrl(token, team.id, conversation.id, user, message, time.time())
    cloud.world.response_urls[token] = url
    for old in [each for each in cloud.world.response_urls.values() if _expired(each)]:
        del cloud.world.response_urls[old.token]
    return f"{cloud.base_url}/actions/{team.id}/{conversation.id}/{token}"


def answer(cloud: "SlackCloud", token: str, body: Any) -> None:
    """Do what the bot posted there."""
    url = cloud.world.response_urls.get(token)
    if url is None or _expired(url):
        raise ApiError("expired_url")
    if url.uses >= limits.RESPONSE_URL_USES:
        raise ApiError("used_url")
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    team = cloud.world.teams[url.team]
    conversation = team.conversations[url.channel]
    if body.get("delete_original"):
        _delete(cloud, team, conversation, url)
    else:
        show(cloud, team, conversation, url, body)
    url.uses += 1


def show(cloud: "SlackCloud", team: Team, conversation: Conversation, url: ResponseUrl, body: dict[str, Any]) -> None:
    """A new message, to one person unless it says `in_channel`, or another content of the one pressed."""
    text, blocks = str(body.get("text") or ""), checked_blocks(body.get("blocks"))
    if not text.strip() and not blocks:
        raise ApiError("no_text")
    pressed = _pressed(conversation, url)
    if body.get("replace_original") and pressed:
        cloud.change(team, conversation, pressed, text, blocks or [])
        return
    in_channel = body.get("response_type") == "in_channel"
    message = Message(
        ts=cloud.world.new_ts(team.id, cloud.now()),
        user=team.bot_user,
        text=text,
        blocks=blocks or [],
        thread_ts=str(body.get("thread_ts") or ""),
        bot=True,
        only_to="" if in_channel else url.user,
    )
    cloud.put(team, conversation, message)


def _delete(cloud: "SlackCloud", team: Team, conversation: Conversation, url: ResponseUrl) -> None:
    pressed = _pressed(conversation, url)
    if pressed is None:
        raise ApiError("message_not_found")
    cloud.remove(team, conversation, pressed)


def _expired(url: ResponseUrl) -> bool:
    return time.time() - url.given > limits.RESPONSE_URL_SECONDS


def _pressed(conversation: Conversation, url: ResponseUrl) -> Message | None:
    return next((m for m in conversation.messages if m.ts == url.message and m.bot), None)
