"""The inner part of events: what happened, as the Events API words it."""

import time
from typing import Any

from adapters.simulator.slack.sending import message_json, user_json
from adapters.simulator.slack.world import Conversation, Member, Message, Team

CHANNEL_TYPES = {"channel": "channel", "private": "group", "im": "im", "mpim": "mpim"}


def said(team: Team, conversation: Conversation, message: Message) -> dict[str, Any]:
    """`message`, in a channel, a thread, a group or a direct chat."""
    data = message_json(message, team) | {
        "channel": conversation.id,
        "event_ts": message.ts,
        "channel_type": CHANNEL_TYPES[conversation.kind],
    }
    root = conversation.message(message.thread_ts) if message.thread_ts else None
    if root is not None and root is not message:
        data["parent_user_id"] = root.user
    author = team.people.get(message.user)
    if author is not None and author.home_team:
        data |= {"user_team": author.home_team, "source_team": author.home_team}
    return data


def mentioned(team: Team, conversation: Conversation, message: Message) -> dict[str, Any]:
    """`app_mention`, which comes beside the `message`."""
    data = said(team, conversation, message) | {"type": "app_mention"}
    del data["channel_type"]
    return data


def changed(
    team: Team, conversation: Conversation, message: Message, before: dict[str, Any], event_ts: str
) -> dict[str, Any]:
    """`message_changed`."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message_json(message, team) | {"source_team": team.id, "user_team": team.id},
        "previous_message": before,
        "channel": conversation.id,
        "hidden": True,
        "ts": event_ts,
        "event_ts": event_ts,
        "channel_type": CHANNEL_TYPES[conversation.kind],
    }


def deleted(team: Team, conversation: Conversation, message: Message, event_ts: str) -> dict[str, Any]:
    """`message_deleted`."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": message_json(message, team),
        "channel": conversation.id,
        "hidden": True,
        "deleted_ts": message.ts,
        "ts": event_ts,
        "event_ts": event_ts,
        "channel_type": CHANNEL_TYPES[conversation.kind],
    }


def joined(team: Team, conversation: Conversation, user: str, inviter: str = "") -> dict[str, Any]:
    """`member_joined_channel`; of the bot itself too."""
    kind = {"channel": "C", "private": "G", "im": "D", "mpim": "G"}[conversation.kind]
    data = {
        "type": "member_joined_channel",
        "user": user,
        "channel": conversation.id,
        "channel_type": kind,
        "team": team.id,
    }
    return data | ({"inviter": inviter} if inviter else {}) | _moment()


def left(conversation: Conversation) -> dict[str, Any]:
    """`channel_left`: the bot was taken out."""
    kind = "channel_left" if conversation.kind == "channel" else "group_left"
    return {"type": kind, "channel": conversation.id, "actor_id": conversation.creator} | _moment()


def renamed(conversation: Conversation) -> dict[str, Any]:
    """`channel_rename`."""
    kind = "channel_rename" if conversation.kind == "channel" else "group_rename"
    about = {"id": conversation.id, "name": conversation.name, "created": conversation.created}
    return {"type": kind, "channel": about} | _moment()


def archived(conversation: Conversation, user: str) -> dict[str, Any]:
    """`channel_archive`, or its undoing."""
    kind = "channel" if conversation.kind == "channel" else "group"
    word = "archive" if conversation.archived else "unarchive"
    return {"type": f"{kind}_{word}", "channel": conversation.id, "user": user} | _moment()


def person_changed(team: Team, member: Member) -> dict[str, Any]:
    """`user_change`: renamed, moved, deactivated."""
    return {"type": "user_change", "user": user_json(member, team), "cache_ts": int(time.time())} | _moment()


def person_joined(team: Team, member: Member) -> dict[str, Any]:
    """`team_join`."""
    return {"type": "team_join", "user": user_json(member, team)} | _moment()


def home_opened(user: str, direct: str, view: dict[str, Any] | None) -> dict[str, Any]:
    """`app_home_opened`, with the view that stands there."""
    data: dict[str, Any] = {"type": "app_home_opened", "user": user, "channel": direct, "tab": "home"}
    return data | ({"view": view} if view else {}) | _moment()


def _moment() -> dict[str, str]:
    return {"event_ts": f"{time.time():.6f}"}
