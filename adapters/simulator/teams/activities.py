"""What Teams tells the bot: the activities as they come over the wire."""

import html
import re
import uuid
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adapters.simulator.teams.state import Conversation, Message

if TYPE_CHECKING:
    from adapters.simulator.teams.people import Person
    from adapters.simulator.teams.places import Channel, Team

Found = dict[str, Any]

_LOCALES = {"en": ("en-GB", "GB"), "cy": ("cy-GB", "GB")}


def activity(kind: str, who: "Person", where: Conversation, *, thread: str = "", ident: str = "") -> Found:
    """What every activity carries. `thread` is the post it happens under, in a channel."""
    moment = who.cloud.now()
    local = moment.astimezone(ZoneInfo(who.zone))
    locale, country = _LOCALES.get(who.language, (who.language, "GB"))
    return {
        "type": kind,
        "id": ident or f"f:{uuid.uuid4()}",
        "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "localTimestamp": local.isoformat(timespec="milliseconds"),
        "localTimezone": who.zone,
        "locale": locale,
        "channelId": "msteams",
        "serviceUrl": who.cloud.tenants[where.tenant].service_url,
        "from": {"id": who.mri, "name": who.name, "aadObjectId": who.id},
        "conversation": conversation(where, thread),
        "recipient": {"id": who.cloud.bot_id, "name": who.cloud.bot_name},
        "entities": [
            {"type": "clientInfo", "locale": locale, "country": country, "platform": "Web", "timezone": who.zone}
        ],
        "channelData": channel_data(where),
    }


def conversation(where: Conversation, thread: str = "") -> Found:
    """How an activity names its conversation; in a channel with the post it stands under."""
    ident = f"{where.id};messageid={thread}" if thread and where.kind == "channel" else where.id
    group = {} if where.kind == "personal" else {"isGroup": True}
    return {"conversationType": where.kind, "tenantId": where.tenant, "id": ident} | group


def channel_data(where: Conversation) -> Found:
    """`channelData` of a message: the tenant, and in a channel which one of which team."""
    tenant = {"tenant": {"id": where.tenant}}
    if where.kind != "channel":
        return tenant
    named = {"teamsChannelId": where.id, "teamsTeamId": where.team}
    return named | {"channel": {"id": where.id}, "team": {"id": where.team}} | tenant


def said(who: "Person", where: Conversation, message: Message) -> Found:
    """Somebody wrote a message that reaches the bot."""
    made = activity("message", who, where, thread=message.root, ident=message.id)
    made |= {"text": message.activity["text"], "textFormat": "plain"}
    made["attachments"] = message.activity["attachments"]
    made["entities"] = [*_mention_entities(message), *made["entities"]]
    return made


def edited(who: "Person", where: Conversation, message: Message) -> Found:
    """Somebody changed a message: the same id again, under another type."""
    made = said(who, where, message) | {"type": "messageUpdate"}
    made["channelData"] = made["channelData"] | {"eventType": "editMessage"}
    return made


def deleted(who: "Person", where: Conversation, message: Message) -> Found:
    """Somebody deleted a message."""
    made = activity("messageDelete", who, where, thread=message.root, ident=message.id)
    made["channelData"] = made["channelData"] | {"eventType": "softDeleteMessage"}
    return made


def reacted(who: "Person", where: Conversation, message: Message, reaction: str, *, added: bool) -> Found:
    """Somebody put a reaction on a message of the bot's, or took it away."""
    made = activity("messageReaction", who, where, thread=message.root)
    key = "reactionsAdded" if added else "reactionsRemoved"
    return made | {"replyToId": message.id, key: [{"type": reaction}]}


def submitted(who: "Person", where: Conversation, message: Message, value: Any, text: str = "") -> Found:
    """Somebody pressed an Action.Submit: a message with a value, and with words only where it is a messageBack."""
    made = _from_card(activity("message", who, where, thread=message.root), message) | {"value": value}
    return made | ({"text": text, "textFormat": "plain"} if text else {})


def invoke(name: str, who: "Person", where: Conversation, value: Any, message: Message | None = None) -> Found:
    """Something that wants an answer in the response itself."""
    made = activity("invoke", who, where, thread=message.root if message else "")
    made |= {"name": name, "value": value}
    return _from_card(made, message) if message else made


def _from_card(made: Found, message: Message) -> Found:
    more = {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{message.id}"}}
    return made | {"replyToId": message.id, "channelData": made["channelData"] | more}


def installed(who: "Person", where: Conversation, action: str, team: "Team | None" = None) -> Found:
    """The app came or went; `action` is add, remove, add-upgrade or remove-upgrade."""
    made = activity("installationUpdate", who, where) | {"action": action}
    more: Found = {"source": {"name": "message"}}
    if team:
        more |= {"eventType": "teamMemberAdded" if action.startswith("add") else "teamMemberRemoved"}
        more |= {"team": team.described(), "settings": {"selectedChannel": {"id": where.id}}}
    made["channelData"] = {"tenant": {"id": where.tenant}} | more
    return made


def members_changed(who: "Person", where: Conversation, ids: list[Found], *, added: bool) -> Found:
    """People, or the bot itself, came into a conversation or left it."""
    made = activity("conversationUpdate", who, where)
    made["membersAdded" if added else "membersRemoved"] = ids
    made["channelData"] = {"tenant": {"id": where.tenant}}
    return made


def team_changed(who: "Person", team: "Team", event: str, *, channel: "Channel | None" = None, **more: Any) -> Found:
    """Something about a team or one of its channels changed; `event` is Teams' `eventType`."""
    made = activity("conversationUpdate", who, team.conversation)
    data: Found = {"team": team.described(), "eventType": event, "tenant": {"id": team.tenant.id}}
    if channel:
        data |= {"channel": {"id": channel.id, "name": channel.name}}
    made["channelData"] = data
    return made | more


def written(text: str, bot_name: str, bot_id: str, *, quoting: Message | None = None) -> tuple[Found, list[Found]]:
    """What somebody wrote as Teams keeps it, with `@Upstream` made a mention; and whom it mentions."""
    pattern = re.compile(rf"@{re.escape(bot_name)}(?!\w)", re.IGNORECASE)
    found = pattern.search(text)
    mentions = [{"id": bot_id, "name": bot_name, "text": f"<at>{bot_name}</at>"}] if found else []
    span = f'<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">{html.escape(bot_name)}</span>'
    parts = pattern.split(text, maxsplit=1)
    quote = ""
    if quoting:
        quote = (
            f'<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{quoting.id}">'
            f'<strong itemprop="mri" itemid="{quoting.author}"></strong></blockquote>'
        )
    marked = f"{quote}<p>{span.join(html.escape(part) for part in parts)}</p>"
    attachments = [{"contentType": "text/html", "content": marked}]
    words = f"<at>{bot_name}</at>".join(parts)
    return {"text": words, "textFormat": "plain", "attachments": attachments}, mentions


def _mention_entities(message: Message) -> list[Found]:
    return [
        {"type": "mention", "mentioned": {"id": one["id"], "name": one["name"]}, "text": one["text"]}
        for one in message.mentions
    ]
