"""A Teams activity, as JSON, read as what somebody did (`Incoming`) or what changed (`Change`).

Pure: no clock, no network. The raw JSON is read rather than botbuilder's object, which drops what entities contain.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from bot.chat import Account, Address, Change, Incoming, Kind, MessageRef, Shift, Where

from .html import plain
from .outgoing import LOOK
from .places import PLATFORM, account, called, entities, part, place, profile, words

Json = Mapping[str, Any]

CARD_PRESS = "adaptiveCard/action"
DIALOG_OPENS = "task/fetch"
DIALOG_SENT = "task/submit"
QUERY = "composeExtension/query"
FILE = "application/vnd.microsoft.teams.file"
ACTION_OPENS = "composeExtension/fetchTask"
ACTION_SENT = "composeExtension/submitAction"

_QUOTED = re.compile(r'itemtype="http://schema\.skype\.com/Reply"\s+itemid="(\d+)"')
_AT = re.compile(r"<at[^>]*>(.*?)</at>", re.DOTALL | re.IGNORECASE)


def read(activity: Json, tenant: str = "") -> Incoming | Change | None:
    """What this activity tells the network; nothing if it is not for us.

    `tenant` stands in where the activity names none.
    """
    kind = words(activity.get("type"))
    if kind in {"installationUpdate", "conversationUpdate"}:
        return _change(activity, kind, tenant)
    if words(part(activity, "from").get("id")).startswith("28:"):
        return None  # a bot, perhaps ourselves
    if kind == "invoke":
        return _invoked(activity, tenant)
    if kind == "message":
        return _pressed(activity, part(activity, "value"), tenant) or _said(activity, tenant)
    if kind in {"messageUpdate", "messageDelete"}:
        return _altered(activity, kind, tenant)
    return None


# --- what somebody did -------------------------------------------------------------------------------------------


def _said(activity: Json, tenant: str) -> Incoming | None:
    where = place(activity, tenant)
    if where.shared and not _mentions_us(activity):
        return None
    message = words(activity.get("id"))
    answers = where.thread if where.thread != message else ""
    return Incoming(
        kind=Kind.SAID,
        account=account(activity, tenant),
        address=where,
        event=_event(activity),
        text=_text(activity),
        message=message,
        reply_to=_ref(where, answers or _quoted(activity) or words(activity.get("replyToId"))),
        profile=profile(activity),
        private=not where.shared,
        named=where.shared,
        files=_files(activity),
        called=called(activity) if where.where is Where.CHANNEL else "",
    )


def _altered(activity: Json, kind: str, tenant: str) -> Incoming:
    """An edit carries the id of what it edits, so its own happening is told apart by its time."""
    where = place(activity, tenant)
    at = words(activity.get("timestamp")) or words(activity.get("localTimestamp"))
    return Incoming(
        kind=Kind.EDITED if kind == "messageUpdate" else Kind.DELETED,
        account=account(activity, tenant),
        address=where,
        event=f"{_event(activity)}|{kind}|{at}",
        text=_text(activity) if kind == "messageUpdate" else "",
        message=words(activity.get("id")),
        profile=profile(activity),
        private=not where.shared,
    )


def _invoked(activity: Json, tenant: str) -> Incoming | None:
    name, value = words(activity.get("name")), part(activity, "value")
    if name == CARD_PRESS:
        action = part(value, "action")
        pressed = _pressed(activity, part(action, "data"), tenant, private=True)
        return replace(pressed, kind=Kind.LOOKED) if pressed and action.get("verb") == LOOK else pressed
    if name in {DIALOG_OPENS, DIALOG_SENT}:
        return _pressed(activity, part(value, "data"), tenant, private=True)
    if name in {ACTION_OPENS, ACTION_SENT}:
        return _acted(activity, value, tenant)
    if name == QUERY:
        return _asked(activity, value, tenant)
    return None


def _pressed(activity: Json, data: Json, tenant: str, *, private: bool = False) -> Incoming | None:
    """A button or a form; nothing if the data is not of our making. See `outgoing.action_data` for its shape."""
    says = words(data.get("says"))
    if not says:
        return None
    where = place(activity, tenant)
    carrier = words(activity.get("replyToId"))
    if where.where is Where.CHANNEL and not where.thread:
        where = _in_thread(where, carrier)
    form = data.get("fields")
    return Incoming(
        kind=Kind.FILLED if isinstance(form, Mapping) else Kind.PRESSED,
        account=account(activity, tenant),
        address=where,
        event=_event(activity),
        text=says,
        values=_values(data, form) if isinstance(form, Mapping) else {},
        reply_to=_ref(where, carrier),
        profile=profile(activity),
        private=private or not where.shared,
        token=words(data.get("token")),
        called=called(activity) if where.where is Where.CHANNEL else "",
    )


def _values(data: Json, form: Json) -> dict[str, tuple[str, ...]]:
    """What was filled in. Teams sends several choices as one string with commas, which ours are free of."""
    values: dict[str, tuple[str, ...]] = {}
    for name, how in form.items():
        typed = data.get(f"in.{name}")
        text = words(typed if isinstance(typed, str) else "" if typed is None else str(typed))
        listed = [unquote(one) for one in text.split(",")] if how == "many" else [text]
        values[name] = tuple(one for one in listed if one)
    return values


def _asked(activity: Json, value: Json, tenant: str) -> Incoming:
    parameters = value.get("parameters")
    first = parameters[0] if isinstance(parameters, list) and parameters else None
    typed = first if isinstance(first, Mapping) and first.get("name") != "initialRun" else {}
    skip = part(value, "queryOptions").get("skip")
    return Incoming(
        kind=Kind.QUERY,
        account=account(activity, tenant),
        address=place(activity, tenant),
        event=_event(activity),
        text=words(typed.get("value")).strip(),
        values={"skip": (str(skip),)} if isinstance(skip, int) and skip > 0 else {},
        profile=profile(activity),
        private=True,
    )


def _acted(activity: Json, value: Json, tenant: str) -> Incoming | None:
    """An action in a message's menu says its command's id; what its dialog sends is a form as any other.

    `about` is the message that the menu belongs to.
    """
    opened = words(value.get("commandId")).replace("_", " ")
    pressed = _pressed(activity, part(value, "data") or {"says": opened}, tenant, private=True)
    message = part(value, "messagePayload")
    if pressed is None or not message:
        return pressed
    return replace(pressed, about=_about(message, pressed.address.tenant), message=words(message.get("id")))


def _about(message: Json, tenant: str) -> tuple[Account, str] | None:
    """Who wrote a message, and its words; nothing where nobody did."""
    sender, body = part(message, "from"), part(message, "body")
    user, app = part(sender, "user"), part(sender, "application")
    author = words(user.get("id")) or (f"28:{words(app.get('id'))}" if words(app.get("id")) else "")
    if not author:
        return None
    content = words(body.get("content"))
    said = content if words(body.get("contentType")) == "text" else plain(content)
    return Account(PLATFORM, words(user.get("tenantId")) or tenant, author), said.strip()


# --- what changed ------------------------------------------------------------------------------------------------

_INSTALLS = {"add": Shift.INSTALLED, "remove": Shift.UNINSTALLED}
"""An upgrade is neither: nobody is to be welcomed twice."""

_CHANNELS = {
    "channelCreated": Shift.SPACE_CHANGED,
    "channelRenamed": Shift.SPACE_CHANGED,
    "channelRestored": Shift.SPACE_BACK,
    "channelDeleted": Shift.SPACE_GONE,
}
_TEAMS = {
    "teamRenamed": Shift.SPACE_CHANGED,
    "teamUnarchived": Shift.SPACE_BACK,
    "teamRestored": Shift.SPACE_BACK,
    "teamArchived": Shift.SPACE_GONE,
    "teamDeleted": Shift.SPACE_GONE,
    "teamHardDeleted": Shift.SPACE_GONE,
}


def _change(activity: Json, kind: str, tenant: str) -> Change | None:
    """Installed or not, and channels; who joins or leaves a team is not followed.

    Whose account it is is told of their own chat only: who adds the app to a team has not added it for themselves.
    The address of a change of a whole team is its General channel, which has the team's id.
    """
    data = part(activity, "channelData")
    happened = words(data.get("eventType"))
    if kind == "installationUpdate":
        shift = _INSTALLS.get(words(activity.get("action")))
        where = place(activity, tenant)
        return _changed(activity, shift, tenant, where, who=not where.shared) if shift else None
    for shifts, concerned in ((_CHANNELS, part(data, "channel")), (_TEAMS, part(data, "team"))):
        if happened in shifts:
            where = _channel(activity, words(concerned.get("id")), tenant)
            return _changed(activity, shifts[happened], tenant, where, name=words(concerned.get("name")))
    return None


def _changed(activity: Json, shift: Shift, tenant: str, where: Address, *, who: bool = False, name: str = "") -> Change:
    return Change(
        kind=shift,
        platform=PLATFORM,
        tenant=where.tenant,
        event=_event(activity),
        account=account(activity, tenant) if who else None,
        address=where,
        profile=profile(activity) if who else None,
        name=name or words(part(part(activity, "channelData"), "team").get("name")),
    )


def _channel(activity: Json, channel: str, tenant: str) -> Address:
    here = place(activity, tenant)
    return Address(PLATFORM, here.tenant, Where.CHANNEL, conversation=channel or here.conversation, route=here.route)


def _in_thread(where: Address, thread: str) -> Address:
    return Address(where.platform, where.tenant, where.where, where.conversation, thread, (), where.route)


def _ref(where: Address, message: str) -> MessageRef | None:
    if not message:
        return None
    return MessageRef(
        PLATFORM, where.tenant, where.conversation, message, {"service_url": where.route.get("service_url", "")}
    )


def _event(activity: Json) -> str:
    """Ids of messages are unique in their conversation only."""
    conversation = words(part(activity, "conversation").get("id")).partition(";")[0]
    return f"{conversation}|{words(activity.get('id')) or words(activity.get('timestamp'))}"


# --- words -------------------------------------------------------------------------------------------------------


def _mentions_us(activity: Json) -> bool:
    us = words(part(activity, "recipient").get("id"))
    return bool(us) and any(part(one, "mentioned").get("id") == us for one in entities(activity, "mention"))


def _text(activity: Json) -> str:
    """What was typed, without the mention of us; mentions of others become their names."""
    text = words(activity.get("text"))
    us = words(part(activity, "recipient").get("id"))
    for mention in entities(activity, "mention"):
        named = words(mention.get("text"))
        if not named:
            continue
        ours = part(mention, "mentioned").get("id") == us
        text = text.replace(named, "" if ours else _AT.sub(r"\1", named))
    return text.replace("&nbsp;", " ").replace("\u00a0", " ").strip()


def _files(activity: Json) -> tuple[str, ...]:
    """The names of the files that came with a message."""
    found = activity.get("attachments")
    files = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return tuple(
        words(one.get("name")) for one in files if words(one.get("contentType")).startswith(FILE) and one.get("name")
    )


def _quoted(activity: Json) -> str:
    """The message that is quoted: how one answers a certain message where there are no threads."""
    found = activity.get("attachments")
    for one in found if isinstance(found, list) else []:
        if isinstance(one, Mapping) and one.get("contentType") == "text/html":
            quote = _QUOTED.search(words(one.get("content")))
            if quote:
                return quote[1]
    return ""
