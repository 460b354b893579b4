"""A half-made set-up is refused before anything starts, in one line that names the setting and the remedy."""

from pathlib import Path
from urllib.parse import urlsplit

from adapters.settings import Settings, mistyped
from bot.errors import SetupError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
APP_TYPES = frozenset({"SingleTenant", "UserAssignedMSI"})
RESPONSIBLE = {
    "CONTROLLER_NAME": "the organisation that is responsible for what is kept here",
    "CONTROLLER_CONTACT": "an address that people can write to about it",
    "PRIVACY_URL": "where the controller’s privacy notice stands",
    "HOSTED_IN": "where it is kept and by whom, such as “Azure, UK South”",
}
"""What has to be known of whoever runs this for others."""
SHORTEST_TOKEN = 20
BOT_TOKENS = ("xoxb-", "xoxe.xoxb-")  # the second where tokens are renewed


def check_serving(settings: Settings) -> None:
    """The same, and whoever runs it for others has said who is responsible."""
    check(settings)
    if settings.teams_anonymous and not settings.slack:
        return  # Agents Playground on this machine: there are no others
    for name, what in RESPONSIBLE.items():
        if not getattr(settings, name.lower()).strip():
            raise SetupError(f"{name} is not set: {what}. Members are shown it under “privacy”.")
    if not _https(settings.privacy_url):
        raise SetupError("PRIVACY_URL has to begin with https://: members open it in their browser.")
    token = settings.metrics_token.get_secret_value()
    if token and len(token) < SHORTEST_TOKEN:
        raise SetupError(f"METRICS_TOKEN has to be {SHORTEST_TOKEN} characters or more. Leave it empty for no metrics.")


def check(settings: Settings) -> None:
    """Refuse a half-made set-up. Raises SetupError with one line that names the setting and the remedy."""
    wrong = mistyped()
    if wrong:
        raise SetupError(f"{wrong[0]} is no setting. Did you mean {wrong[1]}? The table in the README has them all.")
    _check_slack(settings)
    if settings.teams_anonymous:
        _check_anonymous(settings)
    else:
        _check_teams(settings)
    if not (settings.slack or settings.teams):
        raise SetupError(
            "No chat is set up. Set SLACK_BOT_TOKEN, SLACK_CLIENT_ID or MICROSOFT_APP_ID (the README says how), "
            "or try `upstream demo`."
        )
    if settings.base_url and not _https(settings.base_url):
        raise SetupError("BASE_URL has to begin with https://: people are sent there with links that open once.")
    _check_folder(settings)


def _check_slack(settings: Settings) -> None:
    token, client_id = settings.slack_bot_token.get_secret_value(), settings.slack_client_id
    signing, app_token = settings.slack_signing_secret.get_secret_value(), settings.slack_app_token.get_secret_value()
    if token and client_id:
        raise SetupError(
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: one is for one workspace, the other for many. Set one."
        )
    if not (token or client_id):
        for name, value in {"SLACK_SIGNING_SECRET": signing, "SLACK_APP_TOKEN": app_token}.items():
            if value:
                raise SetupError(f"SLACK_BOT_TOKEN is not set, but {name} needs it or SLACK_CLIENT_ID. Set both.")
        if settings.slack_client_secret.get_secret_value():
            raise SetupError("SLACK_CLIENT_ID is not set, but SLACK_CLIENT_SECRET needs it. Set both, or neither.")
        return
    if not (signing or app_token):
        raise SetupError(
            f"SLACK_SIGNING_SECRET is not set, but {'SLACK_BOT_TOKEN' if token else 'SLACK_CLIENT_ID'} needs it "
            "(or SLACK_APP_TOKEN, for Socket Mode). Set both, or neither."
        )
    if token and not token.startswith(BOT_TOKENS):
        raise SetupError("SLACK_BOT_TOKEN is no bot token: they begin with xoxb-. Slack shows it after installing.")
    if app_token and not app_token.startswith("xapp-"):
        raise SetupError(
            "SLACK_APP_TOKEN is not an app-level token: they begin with xapp-. Use SLACK_BOT_TOKEN for xoxb-."
        )
    if client_id:
        _check_installing(settings)


def _check_installing(settings: Settings) -> None:
    needed = {
        "SLACK_CLIENT_SECRET": settings.slack_client_secret.get_secret_value(),
        "SECRET_KEYS": settings.keys,
        "BASE_URL": settings.base_url,
    }
    for name, value in needed.items():
        if not value:
            raise SetupError(f"{name} is not set, but SLACK_CLIENT_ID needs it. Set both, or neither.")


def _check_anonymous(settings: Settings) -> None:
    """Without sign-in nobody but this machine may be heard, and nobody else spoken to."""
    if settings.microsoft_app_id or settings.microsoft_app_password.get_secret_value():
        raise SetupError("TEAMS_ANONYMOUS is for Agents Playground, without MICROSOFT_APP_ID. Set one or the other.")
    if settings.host not in LOOPBACK:
        raise SetupError(f"TEAMS_ANONYMOUS takes unsigned requests, so HOST must be 127.0.0.1 and not {settings.host}.")
    if not settings.service_urls:
        raise SetupError(
            "TEAMS_SERVICE_URLS is not set, but TEAMS_ANONYMOUS needs it: where Agents Playground listens."
        )
    _check_stand_ins(settings)


def _check_teams(settings: Settings) -> None:
    if not settings.teams:
        _check_no_teams(settings)
        return
    if settings.microsoft_app_type not in APP_TYPES:
        raise SetupError(f"MICROSOFT_APP_TYPE is “{settings.microsoft_app_type}”. Use SingleTenant or UserAssignedMSI.")
    if settings.microsoft_app_type == "SingleTenant" and not settings.microsoft_app_password.get_secret_value():
        raise SetupError("MICROSOFT_APP_PASSWORD is not set, but a SingleTenant MICROSOFT_APP_ID needs it.")
    if not settings.microsoft_app_tenant_id:
        raise SetupError(
            "MICROSOFT_APP_TENANT_ID is not set, but MICROSOFT_APP_ID needs it: the directory ID of the app."
        )
    _check_stand_ins(settings)


def _check_no_teams(settings: Settings) -> None:
    """Nothing of Teams is set, if its first setting is not."""
    others = {
        "MICROSOFT_APP_PASSWORD": settings.microsoft_app_password.get_secret_value(),
        "MICROSOFT_APP_TENANT_ID": settings.microsoft_app_tenant_id,
        "TEAMS_SERVICE_URLS": settings.teams_service_urls,
    }
    for name, value in others.items():
        if value:
            raise SetupError(f"MICROSOFT_APP_ID is not set, but {name} needs it. Set both, or neither.")


def _check_stand_ins(settings: Settings) -> None:
    named = {
        "TEAMS_OPENID_URL": (settings.teams_openid_url,),
        "TEAMS_LOGIN_URL": (settings.teams_login_url,),
        "TEAMS_SERVICE_URLS": settings.service_urls,
    }
    for name, urls in named.items():
        if any(url and urlsplit(url).hostname not in LOOPBACK for url in urls):
            raise SetupError(f"{name} may only name this machine (127.0.0.1): it is for stand-ins. Leave it empty.")


def _check_folder(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        folder = Path(settings.database_url.partition("///")[2] or ".").parent
        if not folder.is_dir():
            raise SetupError(f"DATABASE_URL names a folder that is not there: {folder}. Make it, or choose another.")


def _https(url: str) -> bool:
    """Whether browsers go there safely: by https, or on this machine."""
    address = urlsplit(url)
    return bool(address.hostname) and (address.scheme == "https" or address.hostname in LOOPBACK)
