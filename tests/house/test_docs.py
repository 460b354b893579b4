"""What can be said and what can be set stands in the documents."""

import re
from pathlib import Path

import pytest

from adapters.cli import _parser
from adapters.settings import Settings
from bot.commands import COMMANDS, Command

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.listed], ids=lambda c: c.name)
def test_each_command_stands_in_the_documents_with_all_its_names(command: Command) -> None:
    text = (ROOT / "docs" / "commands.md").read_text() + (ROOT / "README.md").read_text()
    for name in command.names:
        assert f"`{name}`" in text, name


def test_the_documents_name_no_command_that_is_not_there() -> None:
    known = {name for command in COMMANDS for name in command.names}
    for line in (ROOT / "docs" / "commands.md").read_text().splitlines():
        first = re.match(r"\|\s*`([a-z ]+)`", line)
        if first:
            assert first[1].split(maxsplit=1)[0] in known or first[1] in known, line


@pytest.mark.parametrize("setting", list(Settings.model_fields))
def test_each_setting_stands_in_the_table_of_the_readme(setting: str) -> None:
    text = (ROOT / "README.md").read_text()
    assert re.search(rf"^\|\s*`{setting.upper()}`", text, re.MULTILINE), setting.upper()


def test_every_link_within_the_documents_leads_somewhere() -> None:
    for file in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", file.read_text()):
            if "://" not in link:
                assert (file.parent / link).exists(), f"{link} in {file.name}"


def test_each_command_of_the_command_line_stands_in_the_documents() -> None:
    text = "".join(file.read_text() for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    (commands,) = (action.choices for action in _parser()._actions if action.choices)
    assert set(commands) >= {"serve", "doctor", "backup"}
    for name in commands:
        assert f"upstream {name}" in text, name
