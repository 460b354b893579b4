"""A half-made set-up does not start: one line names the setting and says what to do."""

import pytest

from adapters.half_made import check
from adapters.main import main
from adapters.settings import Settings
from bot.errors import SetupError

GOOD = {
    "microsoft_app_id": "00000000-0000-4000-8000-00000000b07a",
    "microsoft_app_password": "p",
    "microsoft_app_tenant_id": "t",
}
PLAYGROUND = {"teams_anonymous": True, "teams_service_urls": "http://127.0.0.1:56150"}


@pytest.mark.parametrize("good", [GOOD, {**GOOD, "microsoft_app_type": "UserAssignedMSI"}, PLAYGROUND], ids=len)
def test_a_whole_set_up_starts(good):
    check(Settings(_env_file=None, **good))


def test_a_managed_identity_needs_no_password():
    check(Settings(_env_file=None, **{**GOOD, "microsoft_app_type": "UserAssignedMSI", "microsoft_app_password": ""}))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({**GOOD, "microsoft_app_id": ""}, "MICROSOFT_APP_ID"),
        ({**GOOD, "microsoft_app_id": "", "microsoft_app_password": ""}, "MICROSOFT_APP_TENANT_ID"),
        ({"teams_service_urls": "http://127.0.0.1:9"}, "TEAMS_SERVICE_URLS"),
        ({**GOOD, "microsoft_app_password": ""}, "MICROSOFT_APP_PASSWORD"),
        ({**GOOD, "microsoft_app_tenant_id": ""}, "MICROSOFT_APP_TENANT_ID"),
        ({**GOOD, "microsoft_app_type": "MultiTenant"}, "MICROSOFT_APP_TYPE"),
        ({**GOOD, "teams_openid_url": "https://evil.example/"}, "TEAMS_OPENID_URL"),
        ({**GOOD, "teams_login_url": "https://evil.example/"}, "TEAMS_LOGIN_URL"),
        ({**GOOD, "teams_service_urls": "http://127.0.0.1:9,https://evil.example/"}, "TEAMS_SERVICE_URLS"),
        ({**GOOD, **PLAYGROUND}, "TEAMS_ANONYMOUS"),
        ({**PLAYGROUND, "host": "0.0.0.0"}, "HOST"),
        ({"teams_anonymous": True}, "TEAMS_SERVICE_URLS"),
        ({**PLAYGROUND, "teams_service_urls": "https://smba.trafficmanager.net"}, "TEAMS_SERVICE_URLS"),
        ({}, "MICROSOFT_APP_ID"),
    ],
)
def test_half_of_one_is_refused_in_one_line_that_names_the_setting(wrong, named):
    with pytest.raises(SetupError, match=named) as refused:
        check(Settings(_env_file=None, **wrong))
    assert "\n" not in str(refused.value)


def test_serving_ends_with_that_line_and_no_stack_trace(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MICROSOFT_APP_ID", GOOD["microsoft_app_id"])
    assert main(["serve"]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "MICROSOFT_APP_PASSWORD is not set" in told.err
    assert list(tmp_path.iterdir()) == []
