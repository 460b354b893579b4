"""What a bot may do to conversations, and what Teams answers where it may not."""

import re
from typing import TYPE_CHECKING, Any

from adapters.simulator.teams import limits
from adapters.simulator.teams.card_check import BadCardError, check_card, check_mentions
from adapters.simulator.teams.state import Conversation, Message

if TYPE_CHECKING:
    from adapters.simulator.teams.cloud import TeamsCloud

Found = dict[str, Any]
Answer = tuple[int, Any]

_WORDS = {
    "ConversationBlockedByUser": "User blocked the conversation with the bot.",
    "MessageWritesBlocked": "Message writes are blocked: the app was removed by the user.",
    "BotNotInConversationRoster": "The bot is not part of the conversation roster.",
}


class Refused(Exception):
    """The connector says no: a status, Bot Framework's code, a sentence."""

    def __init__(self, status: int, code: str, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status, self.code, self.headers = status, code, headers or {}


def error(code: str, words: str) -> Found:
    """The shape of Bot Framework's errors."""
    return {"error": {"code": code, "message": words}}


def _forbidden(code: str) -> Refused:
    return Refused(403, code, _WORDS[code])


def place(cloud: "TeamsCloud", region: str, ident: str) -> tuple[Conversation, str]:
    """The conversation of this id and the post that it names, where the bot may be there."""
    plain, _, root = ident.partition(";messageid=")
    where = cloud.conversations.get(plain)
    if where is None or cloud.tenants[where.tenant].region != region or cloud.is_gone(where):
        raise Refused(404, "ConversationNotFound", "Conversation not found.")
    if where.kind == "personal":
        why = cloud.people_by_id[where.people[0]].why_not()
        if why:
            raise _forbidden(why)
    elif not where.bot:
        raise _forbidden("BotNotInConversationRoster")
    if root:
        message = next((one for one in where.messages if one.id == root), None)
        if where.kind != "channel" or message is None or message.root != root:
            raise Refused(404, "ConversationNotFound", "Conversation not found.")
    return where, root


def find(where: Conversation, ident: str) -> Message:
    """A message that stands there."""
    message = where.find(ident)
    if message is None:
        raise Refused(404, "ActivityNotFoundInConversation", "The message was not found in the conversation.")
    return message


def create(cloud: "TeamsCloud", region: str, body: Found) -> Answer:
    """`POST v3/conversations`."""
    data = body.get("channelData") or {}
    bot = (body.get("bot") or {}).get("id", cloud.bot_id)
    if bot not in {cloud.bot_id, cloud.app_id}:
        raise Refused(400, "BadArgument", "bot.id is not the bot that calls.")
    channel = (data.get("channel") or {}).get("id")
    if channel:
        return _create_post(cloud, region, channel, body)
    members = body.get("members") or []
    if body.get("isGroup") or len(members) != 1:
        words = "Incorrect conversation creation parameters: bots cannot create group chats."
        raise Refused(400, "BadSyntax", words)
    tenant = cloud.tenants.get(body.get("tenantId") or (data.get("tenant") or {}).get("id") or "")
    if tenant is None or tenant.region != region:
        raise Refused(400, "BadSyntax", "Tenant id is missing or not known here.")
    ident = members[0].get("id", "") if isinstance(members[0], dict) else ""
    person = next((one for one in tenant.people.values() if ident in {one.mri, one.id}), None)
    if person is None:
        raise Refused(404, "NotFound", "The user was not found in the tenant.")
    why = person.why_not()
    if why:
        raise _forbidden(why)
    return 201, {"id": person.direct.id}


def _create_post(cloud: "TeamsCloud", region: str, channel: str, body: Found) -> Answer:
    where, _ = place(cloud, region, channel)
    if where.kind != "channel":
        raise Refused(400, "BadSyntax", "channelData.channel.id is not a channel.")
    activity = body.get("activity")
    if not isinstance(activity, dict):
        raise Refused(400, "BadSyntax", "A post in a channel needs an activity.")
    _, sent = send(cloud, where, activity, "")
    return 201, {"id": f"{where.id};messageid={sent['id']}", "activityId": sent["id"]}


def send(cloud: "TeamsCloud", where: Conversation, activity: Found, root: str) -> Answer:
    """Put a message into a conversation."""
    mentions = check(cloud, where, activity)
    if activity["type"] == "typing":
        cloud.tell("typing", conversation=where.id)
        return 202, {"id": cloud.next_id()}
    message = cloud.keep(where, cloud.bot_id, activity, root=root)
    message.mentions = mentions
    return 201, {"id": message.id}


def update(cloud: "TeamsCloud", where: Conversation, ident: str, activity: Found) -> Answer:
    """Give a message of the bot's another content; what single people saw in its place is gone."""
    message = _own(cloud, where, ident)
    mentions = check(cloud, where, activity)
    if activity["type"] != "message":
        raise Refused(400, "BadSyntax", "Only messages can be updated.")
    message.activity, message.mentions, message.edited = activity, mentions, True
    message.views.clear()
    message.notes.clear()
    cloud.tell("message", conversation=where.id, message=message.id)
    return 200, {"id": message.id}


def delete(cloud: "TeamsCloud", where: Conversation, ident: str) -> Answer:
    """Take a message of the bot's away."""
    message = _own(cloud, where, ident)
    message.deleted = True
    cloud.tell("message", conversation=where.id, message=message.id)
    return 200, None


def _own(cloud: "TeamsCloud", where: Conversation, ident: str) -> Message:
    message = find(where, ident)
    if message.author != cloud.bot_id:
        raise Refused(403, "Forbidden", "The message was written by somebody else.")
    return message


# --- what may be sent ---------------------------------------------------------------------------------------------


def check_body(raw: bytes, body: Any) -> None:
    """Refuse what is too big, or no object of JSON."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as wrong:
        raise Refused(400, "BadSyntax", "The body is not UTF-8.") from wrong
    if len(text.encode("utf-16-le")) > limits.ACTIVITY_UTF16_BYTES:
        raise Refused(413, "MessageSizeTooBig", "The message size is too large.")
    if not isinstance(body, dict):
        raise Refused(400, "BadSyntax", "The body is not a JSON object.")


def check(cloud: "TeamsCloud", where: Conversation, activity: Found) -> list[Found]:
    """Refuse what Teams would not take; gives whom the message mentions."""
    if activity.get("type") not in limits.MESSAGE_TYPES:
        raise Refused(400, "BadSyntax", f"Activity type {activity.get('type')!r} cannot be sent.")
    mentions = [] if activity["type"] == "typing" else _check_message(activity)
    known = {cloud.bot_id} | {ident for one in cloud.members(where) for ident in (one.mri, one.id)}
    if any(mention["id"] not in known for mention in mentions):
        raise Refused(400, "BadArgument", "The mentioned user is not in the conversation.")
    return mentions


def _check_message(activity: Found) -> list[Found]:
    text = activity.get("text") or ""
    attachments = activity.get("attachments") or []
    if not isinstance(text, str) or not isinstance(attachments, list):
        raise Refused(400, "BadSyntax", "text is a string, attachments a list.")
    if not text.strip() and not attachments:
        raise Refused(400, "BadSyntax", "Activity must include non-empty 'text' or at least one attachment.")
    if activity.get("textFormat", "markdown") not in limits.TEXT_FORMATS:
        raise Refused(400, "BadArgument", "textFormat is plain, markdown or xml.")
    if activity.get("attachmentLayout", "list") not in {"list", "carousel"}:
        raise Refused(400, "BadArgument", "attachmentLayout is list or carousel.")
    if len(attachments) > limits.CAROUSEL:
        raise Refused(400, "BadArgument", f"More than {limits.CAROUSEL} attachments.")
    try:
        mentions = check_mentions(activity.get("entities"), text, "activity")
        for attachment in attachments:
            mentions += _attachment(attachment)
    except BadCardError as wrong:
        size = re.search(r"\d+ bytes, more than", str(wrong))
        if size:
            raise Refused(413, "MessageSizeTooBig", str(wrong)) from wrong
        raise Refused(400, "BadSyntax", str(wrong)) from wrong
    return mentions


def _attachment(attachment: Any) -> list[Found]:
    kind = attachment.get("contentType") if isinstance(attachment, dict) else None
    if not isinstance(kind, str):
        raise BadCardError("attachment: no contentType")
    if kind == limits.ADAPTIVE:
        return check_card(attachment.get("content"))
    if kind not in limits.CARD_TYPES and not kind.startswith("image/"):
        raise BadCardError(f"attachment: {kind} is not supported")
    return []
