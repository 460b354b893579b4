"""The app as Slack's page "From a manifest" takes it: every scope, event, command and shortcut that the code uses."""

from typing import Any

from adapters.slack.installing import BACK
from adapters.slack.scopes import EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.errors import SetupError

Json = dict[str, Any]

EVENTS_PATH = "/slack/events"
COMMAND = "/upstream"
SHORTCUTS = {
    "save_as_reflection": ("message", "Save as reflection", "Keep this message of yours, or ask its author to"),
    "reflect": ("global", "Reflect", "Write something down, and choose who can read it"),
}
"""Callback id: the sentence that it says, with _ for spaces; then its kind, its name and what it does."""

_LONG = (
    "Upstream connects people who work in different councils on the causes of problems rather than the crises. Once a "
    "week it asks one good question; it introduces you to somebody elsewhere who shares a challenge; and it keeps what "
    "you choose to write, for the readers you choose, so that it can be found again. Nothing is kept of anybody before "
    "they join. It speaks English and Welsh."
)


def manifest(base_url: str, *, socket: bool = False, many: bool = False) -> Json:
    """The manifest of an app for one workspace, or for *many* that install it and whose tokens are renewed.

    `base_url` is where the bot can be reached; one workspace in Socket Mode needs none.
    """
    base_url = base_url.rstrip("/")
    if not base_url and (many or not socket):
        raise SetupError("BASE_URL is not set, but Slack has to know where the bot is. One workspace can use --socket.")
    told: Json = {} if socket else {"request_url": base_url + EVENTS_PATH}
    command: Json = {} if socket else {"url": base_url + EVENTS_PATH}
    back: Json = {"redirect_urls": [base_url + BACK]} if many else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Upstream",
            "description": "One good question a week, and people elsewhere who share your challenge.",
            "long_description": _LONG,
            "background_color": "#1a5d4b",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Upstream", "always_online": True},
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": says, "description": what}
                for says, (kind, name, what) in SHORTCUTS.items()
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    **command,
                    "description": "Reflect, search, and everything else",
                    "usage_hint": "reflect · search WORDS · help",
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {**back, "scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": [*OPTIONAL_SCOPES]}},
        "settings": {
            "event_subscriptions": {**told, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **told, **_menus(told)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": many,
        },
    }


def _menus(told: Json) -> Json:
    """Where menus that are searched ask for their options."""
    return {"message_menu_options_url": told["request_url"]} if told else {}
