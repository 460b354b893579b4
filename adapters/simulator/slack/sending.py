"""What Slack sends to the bot: signed events, commands and interactions, and what becomes of an event not taken."""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from adapters.simulator.slack.limits import EVENT_RETRIES
from adapters.simulator.slack.world import Conversation, Member, Message, Team, View
from adapters.simulator.wire import TIMED_OUT, Answered

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud

VERIFICATION_TOKEN = "stand-in-verification-token"  # noqa: S105 - deprecated by Slack, sent for the shape


@dataclass
class Unanswered:
    """An event that the bot did not take, and how often it was sent again."""

    envelope: dict[str, Any]
    retries: int
    reason: str


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


async def post_signed(cloud: "SlackCloud", body: bytes, content_type: str, shown: Any, **headers: str) -> Answered:
    """One signed request to the bot's door; in Socket Mode one message over the connection."""
    if cloud.socket is not None:
        return await _over_the_socket(cloud, shown, headers)
    timestamp = str(int(time.time()))
    all_headers = {
        "content-type": content_type,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature(cloud.signing_secret, timestamp, body),
        **headers,
    }
    return await cloud.post_to_bot(cloud.bot_url, body, all_headers, shown, sent_headers=headers)


async def _over_the_socket(cloud: "SlackCloud", payload: dict[str, Any], headers: dict[str, str]) -> Answered:
    assert cloud.socket is not None
    event = payload.get("type") in {"event_callback", "url_verification"}
    kind = "events_api" if event else "slash_commands" if "command" in payload else "interactive"
    again = headers.get("x-slack-retry-num")
    retry = {"retry_attempt": int(again), "retry_reason": headers["x-slack-retry-reason"]} if again else {}
    answered = await cloud.socket.send(kind, payload, cloud.patience, retry)
    cloud.record(
        "to bot",
        method="WS",
        path=kind,
        status=answered.status,
        body=payload,
        answer=answered.body,
        seconds=round(answered.seconds, 3),
    )
    return answered


async def post_form(cloud: "SlackCloud", fields: dict[str, str], shown: Any) -> Answered:
    """A slash command or an interaction: never sent twice."""
    form = "application/x-www-form-urlencoded"
    return await post_signed(cloud, urlencode(fields).encode(), form, shown)


async def post_interaction(cloud: "SlackCloud", payload: dict[str, Any]) -> Answered:
    """What a person did with something that can be used."""
    return await post_form(cloud, {"payload": json.dumps(payload)}, payload)


# --- events


def envelope(cloud: "SlackCloud", team: Team, event: dict[str, Any], shared: bool = False) -> dict[str, Any]:
    """An event as the Events API wraps it."""
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": team.app,
        "event": event,
        "type": "event_callback",
        "event_id": cloud.world.new_id("Ev"),
        "event_time": int(cloud.now().timestamp()),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{uuid.uuid4().hex}",
    }


async def send_event(cloud: "SlackCloud", wrapped: dict[str, Any]) -> int:
    """Send an event, and once more at once if the bot does not take it; gives the last status.

    What is still not taken then waits for `SlackCloud.retry_now`.
    """
    cloud.sent.append(wrapped)
    answered = await _post_event(cloud, wrapped)
    if answered.ok or _no_retry(answered):
        return answered.status
    waiting = Unanswered(wrapped, 0, _reason(answered))
    cloud.unanswered.append(waiting)
    return await retry(cloud, waiting) if cloud.retries else answered.status


async def retry(cloud: "SlackCloud", waiting: Unanswered) -> int:
    """Send it again; it stops waiting once it is taken, or after the third time."""
    waiting.retries += 1
    answered = await _post_event(cloud, waiting.envelope, waiting.retries, waiting.reason)
    if answered.ok or _no_retry(answered) or waiting.retries >= EVENT_RETRIES:
        cloud.unanswered.remove(waiting)
    else:
        waiting.reason = _reason(answered)
    return answered.status


async def _post_event(cloud: "SlackCloud", wrapped: dict[str, Any], retries: int = 0, reason: str = "") -> Answered:
    again = {"x-slack-retry-num": str(retries), "x-slack-retry-reason": reason} if retries else {}
    return await post_signed(cloud, json.dumps(wrapped).encode(), "application/json", wrapped, **again)


def _no_retry(answered: Answered) -> bool:
    return answered.headers.get("x-slack-no-retry") == "1"


def _reason(answered: Answered) -> str:
    if answered.status != TIMED_OUT:
        return "http_error"
    return "http_timeout" if answered.late else "connection_failed"


# --- what things look like in a payload


def message_json(message: Message, team: Team) -> dict[str, Any]:
    """A message as the Web API and events show it."""
    data: dict[str, Any] = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    if message.subtype:
        data["subtype"] = message.subtype
    if message.bot:
        data |= {"bot_id": team.bot_id, "app_id": team.app}
    if message.client_msg_id:
        data["client_msg_id"] = message.client_msg_id
    if message.blocks:
        data["blocks"] = message.blocks
    if message.edited:
        data["edited"] = {"user": message.user, "ts": message.edited}
    if message.thread_ts:
        data["thread_ts"] = message.thread_ts
    data["team"] = team.id
    return data


def thread_json(conversation: Conversation, message: Message, team: Team) -> dict[str, Any]:
    """A message with what history says about its thread."""
    data = message_json(message, team)
    answers = [each for each in conversation.messages if each.thread_ts == message.ts != each.ts and not each.only_to]
    if answers:
        data |= {
            "thread_ts": message.ts,
            "reply_count": len(answers),
            "reply_users": sorted({each.user for each in answers}),
            "reply_users_count": len({each.user for each in answers}),
            "latest_reply": answers[-1].ts,
            "is_locked": False,
        }
    parent = conversation.message(message.thread_ts) if message.thread_ts else None
    if parent and parent is not message:
        data["parent_user_id"] = parent.user
    return data


def user_json(member: Member, team: Team) -> dict[str, Any]:
    """A person as users.info and `user_change` show them."""
    profile = {
        "real_name": member.name,
        "real_name_normalized": member.name,
        "display_name": member.name.split(" ", maxsplit=1)[0],
        "display_name_normalized": member.name.split(" ", maxsplit=1)[0],
        "title": member.title,
        "team": member.home_team or team.id,
    }
    if member.email and (team.scopes is None or "users:read.email" in team.scopes):
        profile["email"] = member.email
    data: dict[str, Any] = {
        "id": member.id,
        "team_id": member.home_team or team.id,
        "name": member.handle,
        "deleted": member.deleted,
        "profile": profile,
        "is_bot": member.bot,
        "is_app_user": False,
        "updated": 0,
    }
    if not member.deleted:
        data |= {
            "real_name": member.name,
            "tz": member.zone,
            "tz_label": member.zone,
            "tz_offset": 0,
            "is_admin": member.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": member.guest,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
        }
    if member.stranger:
        data["is_stranger"] = True
    return data


def view_json(view: View, stack: list[View], team: Team) -> dict[str, Any]:
    """A view as the Web API and interactions show it."""
    place = stack.index(view) if view in stack else 0
    blank = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
    flags = {"close": None, "clear_on_close": False, "notify_on_close": False}
    return {
        **blank,
        **flags,
        **view.payload,
        "id": view.id,
        "team_id": team.id,
        "state": {"values": view.state},
        "hash": view.hash,
        "root_view_id": stack[0].id if stack else view.id,
        "previous_view_id": stack[place - 1].id if place else None,
        "app_id": team.app,
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
    }
