"""What is forwarded to those who have to approve it says what the program asks for, keeps and can be told not to do."""

from pathlib import Path

import pytest

import content
from adapters.settings import Settings
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from adapters.teams import manifest
from bot.keeping.promises import Promises
from storage.switches import NAMES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "for-your-it-team.md").read_text()
OF_WHO_IS_RESPONSIBLE = ("CONTROLLER_NAME", "CONTROLLER_CONTACT", "PRIVACY_URL", "HOSTED_IN")


@pytest.mark.parametrize("scope", [*SCOPES, *OPTIONAL_SCOPES])
def test_each_permission_in_slack_stands_there(scope: str) -> None:
    assert f"`{scope}`" in PAGE


def test_teams_is_asked_for_no_more_than_stands_there() -> None:
    made = manifest.manifest(content.load().wording.say, app_id="x", base_url="", publisher="", version="1.0.0")
    assert not {"permissions", "authorization", "webApplicationInfo"} & made.keys()
    for scope in {scope for bot in made["bots"] for scope in bot["scopes"]}:
        assert f"*{scope}*" in PAGE
    assert ("composeExtensions" in made) == ("`composeExtensions`" in PAGE)


@pytest.mark.parametrize("name", NAMES)
def test_each_switch_stands_there(name: str) -> None:
    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize("name", [one for one in Settings.model_fields if one.startswith(("keep_", "ask_", "warn_"))])
def test_each_period_stands_there_with_its_usual_length(name: str) -> None:
    lines = [line for line in PAGE.splitlines() if f"`{name.upper()}`" in line]
    usual = Settings.model_fields[name].default
    unit = name.rpartition("_")[2]
    assert any(f"{usual} {unit}" in line for line in lines), (name, usual, unit)


@pytest.mark.parametrize("name", OF_WHO_IS_RESPONSIBLE)
def test_who_is_responsible_stands_there_by_setting(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("draft", sorted((DOCS / "drafts").glob("*.md")), ids=lambda file: file.name)
def test_drafts_say_that_they_are_drafts(draft: Path) -> None:
    text = draft.read_text()
    assert text.startswith("# DRAFT")
    assert "Not legal" in text


def test_promises_are_the_settings() -> None:
    assert Settings(_env_file=None).promises == Promises()
