"""What somebody did, as Slack tells it → `Incoming`. Pure: a payload and where we stand in, words out.

**What is heard.** In a direct chat everything; in channels and group conversations only what answers a message of ours
in its thread, or mentions us. The rest is dropped here and goes no further. Never heard: bots, ourselves, Slack's own
notices, and changes that nobody made (an unfurled link).

**A mention arrives twice**, as `message` and as `app_mention`, under two event ids. Only `message` is heard. It comes
wherever we are a member, it always says whose thread it stands in (`parent_user_id`), and its edits and deletions come
the same way; `app_mention` would add only places that we are not in, where we could not answer. So the app neither
subscribes to it nor asks for `app_mentions:read`, and no memory of what was seen is needed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.fields import values
from adapters.slack.origin import Origin, origin_of, says_and_token
from adapters.slack.words import emoji_of, mentioned, plain
from bot.chat import Account, Address, Incoming, Kind, MessageRef, Profile, Where

Json = Mapping[str, Any]

SLACK = "slack"

_WORDS = {None, "", "file_share", "thread_broadcast", "me_message"}
"""Subtypes of `message` that are somebody's own words."""


@dataclass(frozen=True)
class Here:
    """Whose installation a payload came to, and the names of the people it mentions.

    `tenant` is the workspace, `bot` our own user id in it, `enterprise` the organisation around it on Enterprise Grid.
    """

    tenant: str
    bot: str
    enterprise: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def incoming(body: Json, here: Here) -> Incoming | None:
    """Who did what where, or None for what is not for us."""
    if "command" in body:
        return _command(body, here)
    read = _READERS.get(str(body.get("type")))
    return read(body, here) if read else None


def people_mentioned(body: Json) -> list[str]:
    """Ids of the people whose names the words need, at most five, for each may cost a look-up."""
    event = body.get("event") or {}
    texts = (event.get("text"), (event.get("message") or {}).get("text"), body.get("text"))
    return mentioned(" ".join(text for text in texts if isinstance(text, str)))[:5]


# --- somebody said something -------------------------------------------------------------------------------------


def _event(body: Json, here: Here) -> Incoming | None:
    event, event_id = body.get("event") or {}, str(body.get("event_id") or "")
    return (_message if event.get("type") == "message" else _home)(event, event_id, here)


def _message(event: Json, event_id: str, here: Here) -> Incoming | None:
    subtype = event.get("subtype")
    if subtype in _WORDS:
        return _said(event, event_id, here)
    if subtype == "message_changed":
        return _edited(event, event_id, here)
    if subtype == "message_deleted":
        return _deleted(event, event_id, here)
    return None


def _said(event: Json, event_id: str, here: Here) -> Incoming | None:
    if not _by_a_member(event, here) or not _for_us(event, event, here):
        return None
    text = _words(event, here)
    direct = _where(event) is Where.DIRECT
    if not text and not direct:
        return None
    return _about_message(Kind.SAID, event, event, event_id, here, text)


def _edited(event: Json, event_id: str, here: Here) -> Incoming | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == "tombstone":  # a deleted message that has a thread below it
        return _gone(event, before, event_id, here)
    if not _by_a_member(now, here) or "edited" not in now or now.get("text") == before.get("text"):
        return None
    if not _for_us(now, event, here) and not _for_us(before, event, here):
        return None
    return _about_message(Kind.EDITED, now, event, event_id, here, _words(now, here))


def _deleted(event: Json, event_id: str, here: Here) -> Incoming | None:
    before = event.get("previous_message") or {}
    return _gone(event, before, event_id, here)


def _gone(event: Json, before: Json, event_id: str, here: Here) -> Incoming | None:
    if not _by_a_member(before, here) or not _for_us(before, event, here):
        return None
    return _about_message(Kind.DELETED, before, event, event_id, here, "")


def _about_message(kind: Kind, message: Json, event: Json, event_id: str, here: Here, text: str) -> Incoming:
    account = Account(SLACK, here.tenant, str(message["user"]))
    channel, thread = str(event.get("channel") or ""), _thread(message)
    answers_us = bool(thread) and _parent(message) == here.bot
    return Incoming(
        kind=kind,
        account=account,
        address=_address(here, account, _where(event), channel, thread),
        event=event_id or f"{kind}:{channel}:{message.get('ts')}",
        text=text,
        message=str(message.get("ts") or event.get("deleted_ts") or ""),
        reply_to=MessageRef(SLACK, here.tenant, channel, thread) if answers_us else None,
        profile=_outsider(message, here),
        named=_mentions_us(message, here),
        files=tuple(str(one.get("name") or "") for one in message.get("files") or [] if one.get("name")),
    )


def _by_a_member(message: Json, here: Here) -> bool:
    machine = message.get("bot_id") or message.get("bot_profile") or message.get("subtype") == "bot_message"
    return bool(message.get("user")) and not machine and message["user"] not in (here.bot, "USLACKBOT")


def _mentions_us(message: Json, here: Here) -> bool:
    text = str(message.get("text") or "")
    return f"<@{here.bot}>" in text or f"<@{here.bot}|" in text


def _for_us(message: Json, event: Json, here: Here) -> bool:
    if _where(event) is Where.DIRECT:
        return True
    if _mentions_us(message, here):
        return True
    thread = _thread(message)
    if not thread:
        return False
    parent = _parent(message)
    # A change does not always say whose thread it is in: the network knows whether it ever heard that message.
    return parent == here.bot or (not parent and event is not message)


def _thread(message: Json) -> str:
    """The root of the thread that this message answers in; empty for a root itself."""
    thread = str(message.get("thread_ts") or "")
    return "" if thread == message.get("ts") else thread


def _parent(message: Json) -> str:
    return str(message.get("parent_user_id") or (message.get("root") or {}).get("user") or "")


def _words(message: Json, here: Here) -> str:
    return plain(str(message.get("text") or ""), bot=here.bot, names=here.names, emoji=emoji_of(message.get("blocks")))


def _command(body: Json, here: Here) -> Incoming | None:
    """A slash command. Typed in a direct chat it may be anybody's, so that place is never ours to post to."""
    account = Account(SLACK, here.tenant, str(body.get("user_id") or ""))
    channel = str(body.get("channel_id") or "")
    where = _where(body)
    address = _address(here, account, where, "" if where is Where.DIRECT else channel)
    text = plain(str(body.get("text") or ""), bot=here.bot, names=here.names)
    event = str(body.get("trigger_id") or "")
    return Incoming(Kind.SAID, account, address, event, text or "help", called=_called(body, where))


# --- somebody pressed, filled in, opened -------------------------------------------------------------------------


def _pressed(body: Json, here: Here) -> Incoming | None:
    said = [says_and_token(str(action.get("value") or "")) for action in body.get("actions") or []]
    says, token = next((one for one in said if one[0]), ("", ""))
    if not says:
        return None  # a link was opened, or something was chosen in a form that is not sent yet
    origin = origin_of_press(body)
    account = _actor(body, here)
    return Incoming(
        kind=Kind.PRESSED,
        account=account,
        address=_address(here, account, origin.where, origin.conversation, origin.thread),
        event=str(body.get("trigger_id") or ""),
        text=says,
        token=token,
        reply_to=_message_of(origin, here),
        profile=_outsider(body.get("user") or {}, here),
        called=_called(body, origin.where),
    )


def origin_of_press(body: Json) -> Origin:
    """Where a press happened: at the message that carries the button, or where the modal around it was opened."""
    container, message = body.get("container") or {}, body.get("message") or {}
    if container.get("type") == "view" or body.get("view"):
        return origin_of(dict(body.get("view") or {}))
    where = _where(body)
    passing = container.get("is_ephemeral") is True
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    ts = str(container.get("message_ts") or message.get("ts") or "")
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    return Origin(
        where=where,
        conversation="" if passing and where is Where.DIRECT else channel,
        thread="" if thread == ts else thread,
        message=ts,
        passing=passing,
        url=str(body.get("response_url") or ""),
    )


def _filled(body: Json, here: Here) -> Incoming | None:
    view = dict(body.get("view") or {})
    says, token = says_and_token(str(view.get("private_metadata") or ""))
    if not says:
        return None
    origin = origin_of(view)
    account = _actor(body, here)
    return Incoming(
        kind=Kind.FILLED,
        account=account,
        address=_address(here, account, origin.where, origin.conversation, origin.thread),
        # Each sending has its own trigger; a refused form is sent again under the same view id and hash.
        event=str(body.get("trigger_id") or f"{view.get('id')}:{view.get('hash')}"),
        text=says,
        token=token,
        values=values((view.get("state") or {}).get("values") or {}),
        reply_to=_message_of(origin, here),
        profile=_outsider(body.get("user") or {}, here),
    )


def asking_for_options(body: Json, here: Here) -> Incoming | None:
    """Somebody types into a menu of a form that stands open: the form's sentence, to make the form once more."""
    says, _ = says_and_token(str((body.get("view") or {}).get("private_metadata") or ""))
    if not says:
        return None
    account = _actor(body, here)
    address = _address(here, account, Where.DIRECT, "")
    return Incoming(
        Kind.PRESSED, account, address, event="", text=says, profile=_outsider(body.get("user") or {}, here)
    )


def _shortcut(body: Json, here: Here) -> Incoming:
    """A shortcut says its callback id. On a message, `about` is that message."""
    account = _actor(body, here)
    message = body.get("message") or {}
    author = str(message.get("user") or "")
    about = (Account(SLACK, here.tenant, author), _words(message, here)) if author else None
    channel = str((body.get("channel") or {}).get("id") or "")
    where = _where(body) if channel else Where.DIRECT
    return Incoming(
        kind=Kind.PRESSED,
        account=account,
        address=_address(here, account, where, "" if where is Where.DIRECT else channel, _thread(message)),
        event=str(body.get("trigger_id") or ""),
        text=str(body.get("callback_id") or "").replace("_", " "),
        message=str(message.get("ts") or ""),
        about=about,
        profile=_outsider(body.get("user") or {}, here),
    )


def _home(event: Json, event_id: str, here: Here) -> Incoming | None:
    if event.get("type") != "app_home_opened" or event.get("tab") != "home":
        return None
    account = Account(SLACK, here.tenant, str(event.get("user") or ""))
    address = _address(here, account, Where.DIRECT, str(event.get("channel") or ""))
    return Incoming(Kind.HOME, account, address, event=event_id)


_READERS: dict[str, Callable[[Json, Here], Incoming | None]] = {
    "event_callback": _event,
    "block_actions": _pressed,
    "view_submission": _filled,
    "shortcut": _shortcut,
    "message_action": _shortcut,
}


# --- parts -------------------------------------------------------------------------------------------------------


def _actor(body: Json, here: Here) -> Account:
    return Account(SLACK, here.tenant, str((body.get("user") or {}).get("id") or ""))


def _message_of(origin: Origin, here: Here) -> MessageRef | None:
    if not origin.message or not origin.conversation:
        return None
    return MessageRef(SLACK, here.tenant, origin.conversation, origin.message)


def _address(here: Here, account: Account, where: Where, channel: str, thread: str = "") -> Address:
    people = (account,) if where is Where.DIRECT else ()
    return Address(SLACK, here.tenant, where, conversation=channel, thread=thread, people=people)


def _where(body: Json) -> Where:
    """Events name a channel_type; commands and presses only the channel's id and name."""
    channel = body.get("channel")
    named = channel if isinstance(channel, Mapping) else {}
    kind = str(body.get("channel_type") or "")
    name = _name_in(body)
    ids = (channel if isinstance(channel, str) else "", named.get("id"), body.get("channel_id"))
    if kind == "im" or name == "directmessage" or any(str(one or "").startswith("D") for one in ids):
        return Where.DIRECT
    return Where.GROUP if kind == "mpim" or name.startswith("mpdm-") else Where.CHANNEL


def _name_in(body: Json) -> str:
    """What a command or a press calls its channel."""
    channel = body.get("channel")
    named = channel if isinstance(channel, Mapping) else {}
    return str(body.get("channel_name") or named.get("name") or "")


def _called(body: Json, where: Where) -> str:
    """A channel's own name. Slack calls every private one `privategroup`, which is none."""
    name = _name_in(body)
    return name if where is Where.CHANNEL and name != "privategroup" else ""


def _outsider(speaker: Json, here: Here) -> Profile | None:
    """Somebody of another workspace in a shared channel is a guest even when we cannot look them up."""
    teams = [str(speaker[name]) for name in ("user_team", "source_team", "team_id", "team") if speaker.get(name)]
    return (
        Profile(guest=True, elsewhere=True)
        if any(team not in (here.tenant, here.enterprise) for team in teams)
        else None
    )
