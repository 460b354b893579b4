"""The `chat.*` methods: posting, changing and taking away messages."""

from typing import Any

from adapters.simulator.slack import limits
from adapters.simulator.slack.call import ApiError, Call
from adapters.simulator.slack.sending import message_json
from adapters.simulator.slack.world import Conversation, Message


async def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage."""
    conversation = call.postable()
    call.cloud.pace.message(call.team.id, conversation.id)
    text, blocks = call.content()
    metadata = call.metadata()
    message = Message(
        ts=call.cloud.world.new_ts(call.team.id, call.cloud.now()),
        user=call.team.bot_user,
        text=text[: limits.MESSAGE_TEXT],
        blocks=blocks or [],
        thread_ts=_root(call, conversation),
        bot=True,
        metadata=metadata or {},
        parse=call.get("parse"),
        subtype="thread_broadcast" if call.flag("reply_broadcast") and call.get("thread_ts") else "",
    )
    call.cloud.put(call.team, conversation, message)
    shown = _with_metadata(message, call)
    answer: dict[str, Any] = {"channel": conversation.id, "ts": message.ts, "message": shown}
    if len(text) > limits.MESSAGE_TEXT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


async def post_ephemeral(call: Call) -> dict[str, Any]:
    """chat.postEphemeral: seen by one person of that conversation, and kept nowhere."""
    user = call.need("user")
    conversation = call.postable()
    if user not in call.team.people or user not in conversation.members:
        raise ApiError("user_not_in_channel")
    text, blocks = call.content()
    message = Message(
        ts=call.cloud.world.new_ts(call.team.id, call.cloud.now()),
        user=call.team.bot_user,
        text=text,
        blocks=blocks or [],
        thread_ts=_root(call, conversation),
        bot=True,
        only_to=user,
    )
    call.cloud.put(call.team, conversation, message)
    return {"message_ts": message.ts}


async def update(call: Call) -> dict[str, Any]:
    """chat.update: what is not named stays (blocks, metadata); only messages of one's own."""
    conversation, message = _own(call, "cant_update_message")
    if conversation.archived:
        raise ApiError("is_inactive")
    text, blocks = call.content()
    if len(text) > limits.MESSAGE_TEXT:
        raise ApiError("msg_too_long")
    metadata = call.metadata()
    if metadata is not None:
        message.metadata = metadata
    call.cloud.change(call.team, conversation, message, text, message.blocks if blocks is None else blocks)
    return {
        "channel": conversation.id,
        "ts": message.ts,
        "text": message.text,
        "message": _with_metadata(message, call),
    }


async def delete(call: Call) -> dict[str, Any]:
    """chat.delete."""
    conversation, message = _own(call, "cant_delete_message")
    call.cloud.remove(call.team, conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}


def _root(call: Call, conversation: Conversation) -> str:
    """The root of the thread to post into; a reply's ts leads to its root, as in Slack."""
    ts = call.get("thread_ts")
    if not ts:
        return ""
    root = conversation.message(ts)
    if root is None:
        raise ApiError("thread_not_found")
    return root.thread_ts or root.ts


def _own(call: Call, complaint: str) -> tuple[Conversation, Message]:
    conversation = call.conversation(use="")
    message = conversation.message(call.need("ts"))
    if message is None:
        raise ApiError("message_not_found")
    if message.user != call.team.bot_user:
        raise ApiError(complaint)
    return conversation, message


def _with_metadata(message: Message, call: Call) -> dict[str, Any]:
    data = message_json(message, call.team)
    return data | {"metadata": message.metadata} if message.metadata else data
