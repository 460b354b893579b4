"""Settings: the environment, files that it names, or a file `.env`, into one frozen object."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import SetupError
from bot.keeping.promises import Promises

IN_FILES = ("database_url",)  # beside what is secret: it holds a password
NEARLY = 0.85  # alike: one letter in six or seven is another, or two have changed places


class Settings(BaseSettings):
    """Everything that can be set. The README has a table of the same names; a test holds the two together."""

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    database_url: str = Field("sqlite:///upstream.db", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    base_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    secret_keys: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    most_a_minute: int = Field(120, ge=0)

    controller_name: str = ""
    controller_contact: str = ""
    privacy_url: str = ""
    hosted_in: str = ""

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

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said outright, then the environment, then what the files hold that it names."""
        del file_secret_settings
        named = (dotenv_settings, env_settings)
        return init_settings, env_settings, _Files(settings_cls, *named), dotenv_settings

    @property
    def teams_app(self) -> dict[str, Any]:
        """What Teams' adapter is made from."""
        return {
            "app_id": self.microsoft_app_id,
            "app_password": self.microsoft_app_password.get_secret_value(),
            "tenant_id": self.microsoft_app_tenant_id,
            "app_type": self.microsoft_app_type,
            "login_url": self.teams_login_url,
            "openid_url": self.teams_openid_url,
            "service_urls": self.service_urls,
            "anonymous": self.teams_anonymous,
        }

    @property
    def promises(self) -> Promises:
        """What members are promised."""
        return Promises(
            address=self.base_url,
            controller=self.controller_name,
            contact=self.controller_contact,
            notice=self.privacy_url,
            hosted_in=self.hosted_in,
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


class _Files(PydanticBaseSettingsSource):
    """`NAME_FILE` names a file that holds the secret NAME, as container platforms hand them over."""

    def __init__(self, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._named: dict[str, str | None] = {}
        for source in sources:
            known: Mapping[str, str | None] = source.env_vars if isinstance(source, EnvSettingsSource) else {}
            self._named |= known

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What the file holds; None where none is named."""
        file = self._named.get(f"{field_name}_file") if _secret(field_name, field) else None
        if file and self._named.get(field_name):
            name = field_name.upper()
            raise SetupError(f"{name} and {name}_FILE are both set. Set one.")
        return _held(field_name.upper(), Path(file)) if file else None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every secret that a file holds."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def _secret(name: str, field: FieldInfo) -> bool:
    return field.annotation is SecretStr or name in IN_FILES


def _held(name: str, file: Path) -> str:
    """What a file holds, without the line's end. Its path is not told: somebody may have put the secret there."""
    try:
        held = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SetupError(f"{name}_FILE names a file that cannot be read ({type(error).__name__}).") from None
    if not held:
        raise SetupError(f"{name}_FILE names a file that is empty.")
    return held


def mistyped() -> tuple[str, str] | None:
    """A name in the environment or in `.env` that is no setting, and the one that was meant; None where all are known.

    Only what is nearly the name of a setting that is not set itself: others' variables stand there too.
    """
    known = set(Settings.model_fields)
    known |= {f"{name}_file" for name, field in Settings.model_fields.items() if _secret(name, field)}
    set_here = {name.lower() for name in (*os.environ, *DotEnvSettingsSource(Settings).env_vars)}
    for name in sorted(set_here - known):
        meant = get_close_matches(name, known - set_here, 1, NEARLY)
        if meant:
            return name.upper(), meant[0].upper()
    return None


def load() -> Settings:
    """The settings of this process. Raises SetupError that names the first wrong one, and never what it holds."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SetupError(
            f"{name} cannot be that: {first['msg']}. The table in the README says what it takes."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(".env cannot be read: it has to be text in UTF-8 that this user may read.") from error
