"""Settings: the environment, or a file `.env`, into one frozen object."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupError
from bot.keeping.promises import Promises

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
    secret_keys: SecretStr = SecretStr("")

    keep_reflections_months: int = Field(24, ge=1)
    ask_still_true_months: int = Field(6, ge=1)
    warn_before_days: int = Field(30, ge=7)
    keep_deliveries_days: int = Field(90, ge=14)
    keep_events_days: int = Field(14, ge=1)
    keep_acts_months: int = Field(24, ge=1)

    slack_bot_token: SecretStr = SecretStr("")
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = ""

    microsoft_app_id: str = ""
    microsoft_app_password: SecretStr = SecretStr("")
    microsoft_app_tenant_id: str = ""
    microsoft_app_type: str = "SingleTenant"
    teams_openid_url: str = ""
    teams_login_url: str = ""
    teams_service_urls: str = ""
    teams_anonymous: bool = False

    @property
    def promises(self) -> Promises:
        """What members are promised."""
        return Promises(
            address=self.base_url,
            reflections_months=self.keep_reflections_months,
            asked_months=self.ask_still_true_months,
            warned_days=self.warn_before_days,
            deliveries_days=self.keep_deliveries_days,
            events_days=self.keep_events_days,
            acts_months=self.keep_acts_months,
        )

    @property
    def slack(self) -> bool:
        """Whether Slack is set up: for one workspace by its token, or for many that install the app."""
        return bool(self.slack_bot_token.get_secret_value() or self.slack_client_id)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that seal what is secret, the newest first, from a list with commas."""
        return tuple(key.strip() for key in self.secret_keys.get_secret_value().split(",") if key.strip())

    @property
    def teams(self) -> bool:
        """Whether Teams is set up."""
        return bool(self.microsoft_app_id) or self.teams_anonymous

    @property
    def service_urls(self) -> tuple[str, ...]:
        """The Teams service URLs of a stand-in, from a list with commas."""
        return tuple(url.strip() for url in self.teams_service_urls.split(",") if url.strip())


def check(settings: Settings) -> None:
    """Refuse a half-made set-up. Raises SetupError with one line that names the setting and the remedy."""
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
    address = urlsplit(settings.base_url)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise SetupError("BASE_URL has to begin with https://: Slack sends people back there with a code.")


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
