"""The methods about people, the workspace, the bot itself, and its token."""

import base64
from typing import Any

from adapters.simulator.slack.call import ApiError, Call
from adapters.simulator.slack.sending import user_json
from adapters.simulator.slack.world import Team

TOKEN_SECONDS = 43_200
"""How long a token holds where they rotate."""


async def auth_test(call: Call) -> dict[str, Any]:
    """auth.test."""
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": team.people[team.bot_user].handle,
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


async def auth_revoke(call: Call) -> dict[str, Any]:
    """auth.revoke: from now on the token is `token_revoked`."""
    if not call.flag("test"):
        call.team.revoked[call.team.bot_token] = "token_revoked"
        call.team.installed = False
    return {"revoked": not call.flag("test")}


async def users_info(call: Call) -> dict[str, Any]:
    """users.info; deactivated people are shown as such, unknown ones are not found."""
    member = call.person(call.need("user"))
    data = user_json(member, call.team)
    if call.flag("include_locale"):
        data["locale"] = member.locale
    return {"user": data}


async def users_list(call: Call) -> dict[str, Any]:
    """users.list, in one page."""
    people = [user_json(member, call.team) for member in call.team.people.values()]
    return {"members": people, "cache_ts": 0, "response_metadata": {"next_cursor": ""}}


async def team_info(call: Call) -> dict[str, Any]:
    """team.info of the token's own workspace."""
    if call.get("team") not in {"", call.team.id}:
        raise ApiError("team_not_found")
    team = {"id": call.team.id, "name": call.team.name, "domain": call.team.domain, "email_domain": ""}
    return {"team": team}


async def bots_info(call: Call) -> dict[str, Any]:
    """bots.info of the bot itself."""
    if call.get("bot") not in {"", call.team.bot_id}:
        raise ApiError("bot_not_found")
    bot = {
        "id": call.team.bot_id,
        "deleted": not call.team.installed,
        "name": call.team.people[call.team.bot_user].name,
        "app_id": call.team.app,
        "user_id": call.team.bot_user,
    }
    return {"bot": bot}


METHODS = {
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "users.info": users_info,
    "users.list": users_list,
    "team.info": team_info,
    "bots.info": bots_info,
}


def oauth_access(call: Call, authorization: str) -> dict[str, Any]:
    """oauth.v2.access: a code, given once by a person's consent, becomes the workspace's token."""
    identity, secret = call.get("client_id"), call.get("client_secret")
    if authorization.lower().startswith("basic "):
        identity, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
    if identity != call.cloud.client_id:
        raise ApiError("invalid_client_id")
    if secret != call.cloud.client_secret:
        raise ApiError("bad_client_secret")
    if call.get("grant_type") == "refresh_token":
        return _refreshed(call)
    granted = call.cloud.world.codes.pop(call.get("code"), None)
    if granted is None:
        raise ApiError("invalid_code")
    team_id, user, *scopes = granted
    if team_id not in call.cloud.world.teams:
        return _for_all(call, team_id, user, scopes)
    team = call.cloud.world.teams[team_id]
    if not team.installed or not team.bot_token or team.bot_token in team.revoked:
        team.bot_token = f"xoxb-{call.cloud.world.new_id('X').lower()}"
    team.installed, team.scopes = True, scopes or None
    return {
        "access_token": team.bot_token,
        "token_type": "bot",
        "scope": ",".join(scopes),
        "bot_user_id": team.bot_user,
        "app_id": team.app,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": user},
        **_rotating(call, team),
    }


def _rotating(call: Call, team: Team) -> dict[str, Any]:
    """The refresh token beside a token that ends."""
    if not team.rotates:
        return {}
    team.refresh_token = f"xoxe-1-{call.cloud.world.new_id('X').lower()}"
    team.ends[team.bot_token] = call.cloud.now().timestamp() + TOKEN_SECONDS
    return {"refresh_token": team.refresh_token, "expires_in": TOKEN_SECONDS}


def _refreshed(call: Call) -> dict[str, Any]:
    """A new token for a refresh token, which counts once. The old token holds until its own end."""
    wanted = call.need("refresh_token")
    team = next((each for each in call.cloud.world.teams.values() if each.refresh_token == wanted), None)
    if team is None or not team.installed:
        raise ApiError("invalid_refresh_token")
    team.bot_token = f"xoxe.xoxb-1-{call.cloud.world.new_id('X').lower()}"
    return {
        "access_token": team.bot_token,
        "token_type": "bot",
        "scope": ",".join(team.scopes or []),
        "bot_user_id": team.bot_user,
        "app_id": team.app,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        **_rotating(call, team),
    }


def _for_all(call: Call, organisation: str, user: str, scopes: list[str]) -> dict[str, Any]:
    """An installation for a whole Enterprise organisation: no workspace is named."""
    return {
        "access_token": f"xoxb-org-{call.cloud.world.new_id('X').lower()}",
        "token_type": "bot",
        "scope": ",".join(scopes),
        "app_id": "A0UPSTREAM",
        "team": None,
        "enterprise": {"id": organisation, "name": f"Organisation {organisation}"},
        "is_enterprise_install": True,
        "authed_user": {"id": user},
    }
