"""What Slack says of our tokens and of our app, without changing anything: for `upstream doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api import Api
from adapters.slack.errors import at_the_edge
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from adapters.slack.vault import Vault
from bot.errors import DeliveryFailed
from storage.installations import Installations

TAKES_US = frozenset({"invalid_code", "invalid_grant", "code_already_used"})
"""What Slack says of a made-up code where client id and secret are right."""


@dataclass(frozen=True)
class Token:
    """A workspace's token, opened; None where no key of ours opens it.

    `ends` is when it has to be renewed by, `newest` whether the newest key sealed it.
    """

    tenant: str
    token: str | None
    ends: datetime | None = None
    newest: bool = True


@dataclass(frozen=True)
class Checked:
    """What Slack said. `code` is its refusal; `lacks` and `may_lack` are the manifest's scopes that it did not grant.

    `told` is whether it said what it granted; `date` is the time by its clock, as HTTP has it.
    """

    tenant: str
    code: str = ""
    lacks: tuple[str, ...] = ()
    may_lack: tuple[str, ...] = ()
    told: bool = False
    date: str = ""


def sealed(kept: Installations, keys: tuple[str, ...]) -> Iterator[Token]:
    """The token of every workspace that installed the app. Raises SetupError where a key is too short to be one."""
    vault = Vault(keys)
    for row in kept.all():
        newest = vault.current(row.token) and vault.current(row.refresh_token)
        yield Token(row.tenant, vault.open(row.token), row.expires_at, newest)


class Checkup:
    """Asks Slack. `api_url` is empty for Slack's own."""

    def __init__(self, api_url: str) -> None:
        async def nobody(_tenant: str) -> str | None:
            return None

        self._api = Api(nobody, api_url)

    async def token(self, token: Token) -> Checked:
        """`auth.test` with this token, and what the answer's headers say was granted."""
        try:
            with at_the_edge():
                answer = await self._api.client(token.token).auth_test()
        except DeliveryFailed as failed:
            return Checked(token.tenant, failed.code)
        headers = _headers(answer)
        granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
        lacks, may_lack = (tuple(one for one in asked if one not in granted) for asked in (SCOPES, OPTIONAL_SCOPES))
        tenant = token.tenant or str(answer.get("team_id") or "")
        if not granted:
            return Checked(tenant, date=headers.get("date", ""))
        return Checked(tenant, "", lacks, may_lack, told=True, date=headers.get("date", ""))

    async def app(self, client_id: str, client_secret: str) -> str:
        """Slack's refusal of our client id and secret; empty where it takes them. It is shown a made-up code."""
        form = {"client_id": client_id, "client_secret": client_secret, "code": "made-up"}
        try:
            with at_the_edge():
                await self._api.client().api_call("oauth.v2.access", data=form)
        except DeliveryFailed as failed:
            return "" if failed.code in TAKES_US else failed.code
        return ""

    async def socket(self, app_token: str) -> str:
        """Slack's refusal of our app-level token; empty where it takes it. No connection is opened."""
        try:
            with at_the_edge():
                await self._api.client().apps_connections_open(app_token=app_token)
        except DeliveryFailed as failed:
            return failed.code
        return ""

    async def close(self) -> None:
        """Let go of the connections."""
        await self._api.close()


def _headers(answer: AsyncSlackResponse) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in dict(answer.headers or {}).items()}
