"""The `conversations.*` methods: opening, finding and reading."""

import base64
from typing import Any

from adapters.simulator.slack import limits
from adapters.simulator.slack.call import ApiError, Call
from adapters.simulator.slack.sending import thread_json
from adapters.simulator.slack.world import Conversation, Message, Team

_TYPE_OF = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}

_PAGE = 1000


async def open_(call: Call) -> dict[str, Any]:
    """conversations.open: a direct chat with one person, a group with up to eight."""
    if call.get("channel"):
        conversation = call.conversation(use="write")
        return {"channel": _short(conversation, call)}
    users = [user for user in dict.fromkeys(call.get("users").split(",")) if user]
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > limits.GROUP_PEOPLE:
        raise ApiError("too_many_users")
    for user in users:
        member = call.person(user)
        if member.deleted:
            raise ApiError("user_disabled")
        if member.bot:
            raise ApiError("cannot_dm_bot")
    call.scope("im:write" if len(users) == 1 else "mpim:write")
    if len(users) == 1:
        return {"channel": _short(call.cloud.open_direct(call.team, users[0]), call)}
    return {"channel": _short(call.cloud.open_group(call.team, users), call)}


async def info(call: Call) -> dict[str, Any]:
    """conversations.info."""
    return {"channel": conversation_json(call.conversation(), call.team)}


async def members(call: Call) -> dict[str, Any]:
    """conversations.members."""
    page, after = _page(call, call.conversation().members, 100)
    return {"members": page, **_more(after)}


async def list_(call: Call) -> dict[str, Any]:
    """conversations.list: what the bot may know of."""
    found = [c for c in _of_types(call) if c.kind == "channel" or call.team.bot_user in c.members]
    page, after = _page(call, found, 100)
    return {"channels": [conversation_json(c, call.team) for c in page], **_more(after)}


async def of_user(call: Call) -> dict[str, Any]:
    """users.conversations: those that somebody (or the bot itself) is a member of."""
    user = call.get("user") or call.team.bot_user
    found = [c for c in _of_types(call) if user in c.members]
    page, after = _page(call, found, 100)
    return {"channels": [conversation_json(c, call.team) for c in page], **_more(after)}


async def join(call: Call) -> dict[str, Any]:
    """conversations.join: public channels only."""
    conversation = call.conversation(use="")
    if conversation.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if conversation.archived:
        raise ApiError("is_archived")
    if call.team.bot_user not in conversation.members:
        conversation.members.append(call.team.bot_user)
        call.cloud.tell("joined", team=call.team.id, channel=conversation.id)
    return {"channel": conversation_json(conversation, call.team)}


async def history(call: Call) -> dict[str, Any]:
    """conversations.history: newest first, replies left out."""
    conversation = _readable(call)
    said = [m for m in conversation.messages if not m.only_to and (_is_root(m) or m.subtype == "thread_broadcast")]
    page, after = _page(call, list(reversed(_between(call, said))), call.cloud.history_most)
    shown = [_read(conversation, message, call) for message in page]
    return {"messages": shown, "has_more": bool(after), "pin_count": 0, **_more(after)}


async def replies(call: Call) -> dict[str, Any]:
    """conversations.replies: the root, then its answers, oldest first."""
    conversation = _readable(call)
    ts = call.need("ts")
    root = conversation.message(ts)
    if root is None:
        raise ApiError("thread_not_found")
    answers = [m for m in conversation.messages if m.thread_ts == ts != m.ts and not m.only_to]
    page, after = _page(call, _between(call, answers), call.cloud.history_most)
    shown = [_read(conversation, message, call) for message in [root, *page]]
    return {"messages": shown, "has_more": bool(after), **_more(after)}


METHODS = {
    "conversations.open": open_,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.list": list_,
    "conversations.join": join,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.conversations": of_user,
}


def conversation_json(conversation: Conversation, team: Team) -> dict[str, Any]:
    """A conversation as the Web API shows it."""
    data: dict[str, Any] = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": conversation.archived,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "private",
        "is_im": conversation.kind == "im",
        "is_mpim": conversation.kind == "mpim",
        "is_private": conversation.kind != "channel",
        "context_team_id": team.id,
        "updated": 0,
    }
    if conversation.kind == "im":
        user = next(user for user in conversation.members if user != team.bot_user)
        data |= {"user": user, "is_user_deleted": team.people[user].deleted}
        return data
    return data | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_general": conversation.general,
        "is_member": team.bot_user in conversation.members,
        "is_shared": bool(conversation.shared_with),
        "is_ext_shared": bool(conversation.shared_with),
        "is_org_shared": False,
        "creator": conversation.creator,
        "num_members": len(conversation.members),
    }


def _short(conversation: Conversation, call: Call) -> dict[str, Any]:
    full = call.flag("return_im")
    return conversation_json(conversation, call.team) if full else {"id": conversation.id}


def _readable(call: Call) -> Conversation:
    conversation = call.conversation(use="history")
    if call.team.bot_user not in conversation.members:
        raise ApiError("not_in_channel")
    return conversation


def _is_root(message: Message) -> bool:
    return not message.thread_ts or message.thread_ts == message.ts


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.get("oldest"), call.get("latest")
    inclusive = call.flag("inclusive")

    def fits(ts: str) -> bool:
        if oldest and (float(ts) < float(oldest) or (ts == oldest and not inclusive)):
            return False
        return not latest or float(ts) < float(latest) or (ts == latest and inclusive)

    return [message for message in messages if fits(message.ts)]


def _read(conversation: Conversation, message: Message, call: Call) -> dict[str, Any]:
    data = thread_json(conversation, message, call.team)
    if message.metadata:
        everything = call.flag("include_all_metadata")
        data["metadata"] = message.metadata if everything else {"event_type": message.metadata["event_type"]}
    return data


def _of_types(call: Call) -> list[Conversation]:
    wanted = (call.get("types") or "public_channel").split(",")
    unknown = [word for word in wanted if word.strip() not in _TYPE_OF]
    if unknown:
        raise ApiError("invalid_types")
    wanted_kinds = [_TYPE_OF[word.strip()] for word in wanted]
    for kind in wanted_kinds:
        call.scope(*(scope.format("read") for scope in limits.KIND_SCOPES[kind]))
    archived = not call.flag("exclude_archived")
    found = call.team.conversations.values()
    return [c for c in found if c.kind in wanted_kinds and (archived or not c.archived)]


def _page(call: Call, everything: list[Any], usual: int) -> tuple[list[Any], str]:
    """One page, and the cursor of the next, empty at the end."""
    reads = call.method in {"conversations.history", "conversations.replies"}
    limit = min(call.number("limit", usual) or usual, call.cloud.history_most if reads else _PAGE)
    try:
        begin = int(base64.b64decode(call.get("cursor") or "bmV4dDow").decode().removeprefix("next:"))
    except ValueError:
        raise ApiError("invalid_cursor") from None
    end = begin + limit
    after = base64.b64encode(f"next:{end}".encode()).decode() if end < len(everything) else ""
    return everything[begin:end], after


def _more(after: str) -> dict[str, Any]:
    return {"response_metadata": {"next_cursor": after}}
