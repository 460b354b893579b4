"""What serving needs of whoever runs it, and secrets that stand in files; nothing secret is ever printed."""

from pathlib import Path

import pytest

from adapters.half_made import check_serving
from adapters.main import main
from adapters.settings import Settings, load
from bot.errors import SetupError
from tests.servers import RESPONSIBLE

SLACK = {"slack_bot_token": "xoxb-marmalade", "slack_signing_secret": "rhubarb"}
WHOLE = {**SLACK, **{name.lower(): value for name, value in RESPONSIBLE.items()}}


def test_a_whole_set_up_serves() -> None:
    check_serving(Settings(_env_file=None, **WHOLE))  # type: ignore[arg-type]
    alone = {"teams_anonymous": True, "teams_service_urls": "http://127.0.0.1:56150"}
    check_serving(Settings(_env_file=None, **alone))  # type: ignore[arg-type]  # Agents Playground: nobody else is there


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        *(({name.lower(): ""}, name) for name in RESPONSIBLE),
        ({"controller_name": "  "}, "CONTROLLER_NAME"),
        ({"privacy_url": "council.example/privacy"}, "PRIVACY_URL"),
        ({"privacy_url": "http://council.example/privacy"}, "PRIVACY_URL"),
        ({"metrics_token": "short"}, "METRICS_TOKEN"),
        ({"slack_signing_secret": ""}, "SLACK_SIGNING_SECRET"),
        (
            {"teams_anonymous": True, "teams_service_urls": "http://127.0.0.1:56150", "controller_name": ""},
            "CONTROLLER_NAME",
        ),
    ],
)
def test_half_of_one_is_refused_in_one_line_that_names_the_setting(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(SetupError, match=named) as refused:
        check_serving(Settings(_env_file=None, **{**WHOLE, **wrong}))  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    assert "marmalade" not in str(refused.value)


def test_secrets_may_stand_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, held in {"SLACK_BOT_TOKEN": "xoxb-marmalade", "DATABASE_URL": "sqlite:///elsewhere.db"}.items():
        (tmp_path / name).write_text(f"{held}\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    (tmp_path / ".env").write_text(f"SLACK_SIGNING_SECRET_FILE={tmp_path}/signing\n")
    (tmp_path / "signing").write_text("rhubarb")
    settings = load()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-marmalade"
    assert settings.slack_signing_secret.get_secret_value() == "rhubarb"
    assert settings.database_url == "sqlite:///elsewhere.db"
    assert "marmalade" not in repr(settings)
    assert "elsewhere" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SLACK_BOT_TOKEN_FILE": "xoxb-marmalade"}, "SLACK_BOT_TOKEN_FILE"),
        ({"SLACK_BOT_TOKEN_FILE": "/dev/null"}, "SLACK_BOT_TOKEN_FILE"),
        ({"SLACK_BOT_TOKEN_FILE": "/dev/null", "SLACK_BOT_TOKEN": "xoxb-marmalade"}, "SLACK_BOT_TOKEN_FILE are both"),
        ({"PORT": "marmalade"}, "PORT"),
        ({"LOG_LEVEL": "marmalade"}, "LOG_LEVEL"),
        ({"DATABASE_URL": "marmalade"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://marmalade@here/upstream"}, "DATABASE_URL"),
    ],
)
def test_what_cannot_be_read_is_one_line_that_tells_no_value(
    environment: dict[str, str],
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {**{k.upper(): v for k, v in WHOLE.items() if k != "slack_bot_token"}, **environment}.items():
        monkeypatch.setenv(name, value)
    if not any(name.startswith("SLACK_BOT_TOKEN") for name in environment):
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-none")
    assert main(["serve"]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert named in told.err
    assert "marmalade" not in told.err + told.out
