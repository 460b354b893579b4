"""What changed without anybody speaking → `Change`, and what Slack says about somebody → `Profile`. Pure."""

from adapters.slack.incoming import SLACK, Here, Json
from bot.chat import Account, Address, Change, Profile, Shift, Where, known_digest

_CLOSED = frozenset(
    {"channel_archive", "group_archive", "channel_deleted", "group_deleted", "channel_left", "group_left"}
)
_BACK = frozenset({"channel_unarchive", "group_unarchive"})
_RENAMED = frozenset({"channel_rename", "group_rename"})


def change(body: Json, here: Here) -> Change | None:
    """What changed without anybody speaking, or None."""
    event = body.get("event") or {}
    kind, event_id = str(event.get("type") or ""), str(body.get("event_id") or "")
    if kind == "user_change":
        return _person(event.get("user") or {}, event_id, here)
    if kind in _RENAMED:
        channel = event.get("channel") or {}
        address = _space(str(channel.get("id") or ""), here)
        name = str(channel.get("name") or "")
        return Change(Shift.SPACE_CHANGED, SLACK, here.tenant, event_id, address=address, name=name)
    removed = kind == "member_left_channel" and event.get("user") == here.bot
    if kind in _CLOSED or removed:
        address = _space(str(event.get("channel") or ""), here)
        return Change(Shift.SPACE_GONE, SLACK, here.tenant, event_id, address=address)
    if kind in _BACK:
        return Change(
            Shift.SPACE_BACK, SLACK, here.tenant, event_id, address=_space(str(event.get("channel") or ""), here)
        )
    ours_revoked = kind == "tokens_revoked" and (event.get("tokens") or {}).get("bot")
    if kind == "app_uninstalled" or ours_revoked:
        return Change(Shift.UNINSTALLED, SLACK, here.tenant, event_id)
    return None


def _person(user: Json, event_id: str, here: Here) -> Change | None:
    who = profile_of(user, here.tenant)
    if not user.get("id") or who.bot:
        return None
    kind = Shift.PERSON_GONE if user.get("deleted") else Shift.PERSON_CHANGED
    account = Account(SLACK, here.tenant, str(user["id"]))
    return Change(kind, SLACK, here.tenant, event_id, account=account, profile=who, name=who.name)


def _space(channel: str, here: Here) -> Address:
    return Address(SLACK, here.tenant, Where.CHANNEL, conversation=channel)


def profile_of(user: Json, tenant: str) -> Profile:
    """What Slack says about somebody (users.info, user_change).

    A guest is whom this workspace does not vouch for: its own guests, and people of other workspaces, save those of the
    same Enterprise organisation who belong to this one too. The e-mail address comes only with `users:read.email`.
    """
    about = user.get("profile") or {}
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id") or tenant]
    restricted = user.get("is_restricted") or user.get("is_ultra_restricted")
    elsewhere = bool(user.get("is_stranger")) or tenant not in teams
    name = about.get("real_name") or user.get("real_name") or about.get("display_name") or user.get("name") or ""
    mail = str(about.get("email") or "")
    _, at, domain = mail.rpartition("@")
    return Profile(
        name=str(name),
        zone=str(user.get("tz") or ""),
        language=str(user.get("locale") or "").partition("-")[0].lower(),
        domain=domain.lower() if at else "",
        guest=bool(restricted) or elsewhere,
        elsewhere=elsewhere,
        bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        mail=known_digest(mail),
    )
