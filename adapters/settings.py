"""Settings: the environment, or a file `.env`, into one frozen object."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
APP_TYPES = frozenset({"SingleTenant", "UserAssignedMSI"})


class Settings(BaseSettings):
    """Everything that can be set. The README has a table of the same names; a test holds the two together."""

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    database_url: str = "sqlite:///upstream.db"
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    log_level: str = "INFO"

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = ""

    microsoft_app_id: str = ""
    microsoft_app_password: SecretStr = SecretStr("")
    microsoft_app_tenant_id: str = ""
    microsoft_app_type: str = "SingleTenant"
    teams_openid_url: str = ""
    teams_login_url: str = ""
    teams_service_urls: str = ""

    @property
    def slack(self) -> bool:
        """Whether Slack is set up."""
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def teams(self) -> bool:
        """Whether Teams is set up."""
        return bool(self.microsoft_app_id)

    @property
    def service_urls(self) -> tuple[str, ...]:
        """The Teams service URLs of a stand-in, from a list with commas."""
        return tuple(url.strip() for url in self.teams_service_urls.split(",") if url.strip())


def check(settings: Settings) -> None:
    """Refuse a half-made set-up. Raises SetupError with one line that names the setting and the remedy."""
    if settings.slack and not settings.slack_signing_secret.get_secret_value():
        raise SetupError("SLACK_SIGNING_SECRET is not set, but SLACK_BOT_TOKEN needs it. Set both, or neither.")
    if settings.slack_signing_secret.get_secret_value() and not settings.slack:
        raise SetupError("SLACK_BOT_TOKEN is not set, but SLACK_SIGNING_SECRET needs it. Set both, or neither.")
    if settings.microsoft_app_password.get_secret_value() and not settings.teams:
        raise SetupError("MICROSOFT_APP_ID is not set, but MICROSOFT_APP_PASSWORD needs it. Set both, or neither.")
    if settings.teams:
        _check_teams(settings)
    if not (settings.slack or settings.teams):
        raise SetupError(
            "No chat is set up. Set SLACK_BOT_TOKEN or MICROSOFT_APP_ID (the README says how), or try `upstream demo`."
        )
    _check_folder(settings)


def _check_teams(settings: Settings) -> None:
    if settings.microsoft_app_type not in APP_TYPES:
        raise SetupError(f"MICROSOFT_APP_TYPE is “{settings.microsoft_app_type}”. Use SingleTenant or UserAssignedMSI.")
    if settings.microsoft_app_type == "SingleTenant" and not settings.microsoft_app_password.get_secret_value():
        raise SetupError("MICROSOFT_APP_PASSWORD is not set, but a SingleTenant MICROSOFT_APP_ID needs it.")
    if not settings.microsoft_app_tenant_id:
        raise SetupError(
            "MICROSOFT_APP_TENANT_ID is not set, but MICROSOFT_APP_ID needs it: the directory ID of the app."
        )
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
