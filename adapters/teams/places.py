"""Who did it and where: the people and places that an activity names.

Nothing about the JSON is believed: every part may be missing or of another type (Agents Playground leaves out
`channelData` and tenants).
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.chat import Account, Address, Profile, Where

PLATFORM = "teams"
Json = Mapping[str, Any]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def account(activity: Json, tenant: str = "") -> Account:
    """Who did it, known by their directory id where Teams tells it. A guest's tenant is their own."""
    who = part(activity, "from")
    user = words(who.get("aadObjectId")) or words(who.get("id"))
    return Account(PLATFORM, words(who.get("tenantId")) or _tenant_of_sender(activity) or tenant, user)


def place(activity: Json, tenant: str = "") -> Address:
    """Where it happened. `route` has all that a later message to this place needs."""
    conversation = part(activity, "conversation")
    whole, _, thread = words(conversation.get("id")).partition(";messageid=")
    where = _where(activity, conversation, whole)
    who = (account(activity, tenant),) if where is Where.DIRECT else ()
    route = _route(activity, tenant) | (_whose(activity, tenant) if who else {})
    return Address(PLATFORM, route.get("tenant", ""), where, whole, thread, who, route)


def direct(activity: Json, tenant: str = "") -> Address:
    """The direct chat of who did it, which may not be open yet."""
    here = place(activity, tenant)
    if here.where is Where.DIRECT:
        return here
    route = {**here.route, **_whose(activity, tenant)}
    return Address(PLATFORM, here.tenant, Where.DIRECT, people=(account(activity, tenant),), route=route)


def called(activity: Json) -> str:
    """What a shared place is called, where the activity says: a channel by its name, General by its team's."""
    data = part(activity, "channelData")
    team, channel = part(data, "team"), part(data, "channel")
    if words(channel.get("id")) == words(team.get("id")):
        return words(team.get("name"))
    return words(channel.get("name"))


def _route(activity: Json, tenant: str) -> dict[str, str]:
    """The way to a place: the same for everybody who speaks there, until Teams moves it."""
    home = words(part(activity, "conversation").get("tenantId")) or _tenant_of_sender(activity) or tenant
    route = {
        "service_url": words(activity.get("serviceUrl")),
        "bot_id": words(part(activity, "recipient").get("id")),
        "tenant": home,
    }
    return {key: value for key, value in route.items() if value}


def _whose(activity: Json, tenant: str) -> dict[str, str]:
    """What a direct chat can be opened with: whose it is, and what this bot calls them."""
    return {"user": account(activity, tenant).user, "user_id": sender(activity)}


def sender(activity: Json) -> str:
    """What this bot calls who did it; another than what other bots call them."""
    return words(part(activity, "from").get("id"))


def profile(activity: Json) -> Profile:
    """What the activity itself says about who did it."""
    who = part(activity, "from")
    client = next(iter(entities(activity, "clientInfo")), {})
    locale = words(activity.get("locale")) or words(client.get("locale"))
    home = words(part(activity, "conversation").get("tenantId"))
    theirs = words(who.get("tenantId")) or _tenant_of_sender(activity)
    return Profile(
        name=words(who.get("name")),
        zone=words(client.get("timezone")) or words(activity.get("localTimezone")),
        language=locale.partition("-")[0].lower(),
        guest=bool(home and theirs and home != theirs) or words(who.get("userRole")).lower() == "guest",
    )


def _where(activity: Json, conversation: Json, whole: str) -> Where:
    """Where the kind of conversation is not told, it counts as shared unless nothing speaks for that.

    A chat of two people is told as personal too (a search or an action may come from there), but its id begins
    otherwise than that of somebody's chat with a bot: it is shared.
    """
    named = {"personal": Where.DIRECT, "groupchat": Where.GROUP, "channel": Where.CHANNEL}
    kind = words(conversation.get("conversationType")).lower()
    if kind in named and not (named[kind] is Where.DIRECT and whole.startswith("19:")):
        return named[kind]
    data = part(activity, "channelData")
    if part(data, "team") or part(data, "channel"):
        return Where.CHANNEL
    shared = kind or conversation.get("isGroup") or whole.startswith("19:")
    return Where.GROUP if shared else Where.DIRECT


def _tenant_of_sender(activity: Json) -> str:
    return words(part(part(activity, "channelData"), "tenant").get("id"))


def entities(activity: Json, kind: str) -> list[Json]:
    """What the activity carries of this kind: *mention*, *clientInfo*."""
    found = activity.get("entities")
    listed = found if isinstance(found, list) else []
    return [one for one in listed if isinstance(one, Mapping) and words(one.get("type")).lower() == kind.lower()]


def part(json: Json, name: str) -> Json:
    """The object of this name, empty where there is none."""
    found = json.get(name)
    return found if isinstance(found, Mapping) else {}


def words(value: object) -> str:
    """A string without what no database or screen can take; empty for anything else."""
    return _UNPRINTABLE.sub("", value) if isinstance(value, str) else ""
