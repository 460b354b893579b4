"""The manifest is what Slack takes, holds all that the code uses, and nothing that it does not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from adapters.main import main
from adapters.simulator.slack import limits as slacks
from adapters.slack import changes, incoming
from adapters.slack.manifest import SHORTCUTS, manifest
from adapters.slack.scopes import EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.chat import Kind
from bot.commands import find
from bot.errors import SetupError

ROOT = Path(__file__).parents[2]
URL = {"type": "string", "pattern": "^https://", "maxLength": 3000}


def text(least: int, most: int, pattern: str = "") -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, "pattern": pattern}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these keys and no others."""
    known = required | (optional or {})
    return {"type": "object", "properties": known, "required": list(required), "additionalProperties": False}


def listed(item: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": most, "minItems": 1, "uniqueItems": True}


FLAG = {"type": "boolean"}
SCHEMA = closed(
    {
        "_metadata": closed({"major_version": {"const": 1}, "minor_version": {"type": "integer"}}),
        "display_information": closed(
            {
                "name": text(1, 35),
                "description": text(1, 140),
                "long_description": text(175, 4000),
                "background_color": text(4, 7, "^#[0-9a-f]{6}$"),
            }
        ),
        "features": closed(
            {
                "app_home": closed(
                    dict.fromkeys(("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), FLAG)
                ),
                "bot_user": closed({"display_name": text(1, 80, "^[A-Za-z0-9._-]+$"), "always_online": FLAG}),
                "shortcuts": listed(
                    closed(
                        {
                            "name": text(1, 24),
                            "type": {"enum": ["message", "global"]},
                            "callback_id": text(1, 255),
                            "description": text(1, 150),
                        }
                    ),
                    10,
                ),
                "slash_commands": listed(
                    closed(
                        {
                            "command": text(2, 32, "^/[a-z]"),
                            "description": text(1, 2000),
                            "usage_hint": text(1, 1000),
                            "should_escape": FLAG,
                        },
                        {"url": URL},
                    ),
                    50,
                ),
            }
        ),
        "oauth_config": closed(
            {"scopes": closed({"bot": listed(text(1, 50), 255), "bot_optional": listed(text(1, 50), 255)})},
            {"redirect_urls": listed(URL, 1000)},
        ),
        "settings": closed(
            {
                "event_subscriptions": closed({"bot_events": listed(text(1, 50), 100)}, {"request_url": URL}),
                "interactivity": closed({"is_enabled": FLAG}, {"request_url": URL, "message_menu_options_url": URL}),
                "org_deploy_enabled": FLAG,
                "socket_mode_enabled": FLAG,
                "token_rotation_enabled": FLAG,
            }
        ),
    }
)
"""What Slack says of a manifest, as far as ours goes (docs.slack.dev/reference/app-manifest)."""


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("base_url", "socket"), [("https://u.example/", False), ("https://u.example", True), ("", True)]
)
def test_it_is_a_manifest_that_slack_takes(base_url: str, socket: bool, many: bool) -> None:
    if many and not base_url:
        return
    made = manifest(base_url, socket=socket, many=many)
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(made)] == []
    assert ("request_url" in made["settings"]["event_subscriptions"]) is not socket
    assert "//slack" not in json.dumps(made)
    assert ("redirect_urls" in made["oauth_config"]) is made["settings"]["token_rotation_enabled"] is many
    for how in ({}, {"socket": True, "many": True}):
        with pytest.raises(SetupError, match="BASE_URL"):
            manifest("", **how)


def test_the_command_line_writes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BASE_URL", "https://upstream.example")
    assert main(["manifest", "slack"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest("https://upstream.example")
    assert main(["manifest", "slack", "--socket", "--output", "app.json"]) == 0
    assert json.loads((tmp_path / "app.json").read_text())["settings"]["socket_mode_enabled"] is True


def code() -> str:
    """The adapter's own source."""
    return "\n".join(file.read_text() for file in (ROOT / "adapters/slack").glob("*.py") if file.stem != "scopes")


def called() -> set[str]:
    """The methods of Slack's that the adapter calls."""
    names = set(re.findall(r"client\.([a-z]+_[A-Za-z_]+)\(", code())) - {"send_socket_mode_response"}
    return {name.replace("_", ".", 1) for name in names}


def needed() -> set[str]:
    """The scopes that those methods, the events and the commands need, as the stand-in asks for them."""
    kinds = {kind: scopes[0] for kind, scopes in slacks.KIND_SCOPES.items()}
    found = {scope for method in called() for scope in slacks.SCOPES.get(method, ())}
    if {"conversations.history", "conversations.replies"} & called():
        found |= {scope.format("history") for scope in kinds.values()}
    if "conversations.open" in called():
        found |= {kinds[kind].format("write") for kind in ("im", "mpim")}
    for event in EVENTS:
        kind, _, channel = event.partition(".")
        if kind == "message":
            found.add(slacks.MESSAGE_SCOPES[{"channels": "channel", "groups": "group"}.get(channel, channel)])
        elif kind.startswith(("channel_", "group_")):
            found.add("channels:read" if kind.startswith("channel_") else "groups:read")
        elif kind in slacks.EVENT_SCOPES:
            found.add(slacks.EVENT_SCOPES[kind])
    return found | {"commands"}


def test_the_scopes_are_the_least_that_the_code_needs() -> None:
    assert len(called()) > 10
    assert sorted(SCOPES) == sorted(needed())
    assert OPTIONAL_SCOPES == ("users:read.email",)
    assert '"email"' in code()


def test_every_event_that_is_subscribed_to_is_heard_and_every_one_that_is_heard_is_subscribed_to() -> None:
    heard = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', Path(changes.__file__).read_text()))
    heard &= {"user_change", "app_uninstalled", "tokens_revoked"} | {
        f"{kind}_{what}"
        for kind in ("channel", "group")
        for what in ("rename", "archive", "unarchive", "deleted", "left")
    }
    assert '"app_home_opened"' in Path(incoming.__file__).read_text()
    messages = {f"message.{kind}" for kind in ("im", "channels", "groups", "mpim")}
    assert set(EVENTS) == heard | messages | {"app_home_opened"}


def test_each_shortcut_says_something_that_is_understood() -> None:
    for says in SHORTCUTS:
        assert find(says.replace("_", " "), Kind.PRESSED) is not None


def test_each_scope_and_event_has_its_reason_in_the_guide() -> None:
    guide = (ROOT / "docs/slack.md").read_text()
    for scope in (*SCOPES, *OPTIONAL_SCOPES):
        assert re.search(rf"^\| `{re.escape(scope)}` \| \S", guide, re.MULTILINE), scope
    for event in EVENTS:
        assert f"`{event}`" in guide, event
