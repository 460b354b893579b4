"""The token that our calls to the Bot Connector carry: fetched off the loop, kept until it is nearly over.

botbuilder makes a new MSAL application and a blocking request for every turn, so this is ours. A secret is exchanged
with httpx (MSAL would insist on discovering an authority first, and has no async client); a managed identity is
asked through MSAL, which knows where each kind of Azure host keeps it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from msal import (  # type: ignore[import-untyped]  # MSAL has no types
    ManagedIdentityClient,
    UserAssignedManagedIdentity,
)

from bot.errors import DeliveryFailed, RetryAt

from . import errors

log = logging.getLogger(__name__)

LOGIN_URL = "https://login.microsoftonline.com"
RESOURCE = "https://api.botframework.com"
RENEW_SECONDS = 300.0
"""How long before its end a token is renewed."""

Fetch = Callable[[], Awaitable["Fetched"]]


@dataclass(frozen=True)
class Fetched:
    """A token, and for how many seconds it lasts."""

    token: str
    seconds: float


class Tokens:
    """The current token. One request at a time, whoever asks; a failing renewal keeps the old one while it lasts."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token = ""
        self._ends = 0.0
        self._lock = asyncio.Lock()

    async def value(self) -> str:
        """A token that is good for some minutes. Raises `RetryAt` where there is none to be had."""
        if self._left() > RENEW_SECONDS:
            return self._token
        async with self._lock:
            if self._left() > RENEW_SECONDS:
                return self._token
            try:
                fetched = await self._fetch()
            except DeliveryFailed as failure:
                if self._left() > 0:
                    return self._token
                log.warning("no token for the connector: %s", failure.code)
                raise
            self._token, self._ends = fetched.token, self._clock() + fetched.seconds
        return self._token

    def drop(self, token: str) -> None:
        """Forget this token: the connector did not take it."""
        if token == self._token:
            self._ends = 0.0

    def _left(self) -> float:
        return self._ends - self._clock()


def by_secret(http: httpx.AsyncClient, *, app_id: str, secret: str, tenant: str, login_url: str = "") -> Fetch:
    """Exchange the app's secret for a token of its own tenant (OAuth 2 client credentials)."""
    address = f"{login_url or LOGIN_URL}/{tenant}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": app_id,
        "client_secret": secret,
        "scope": f"{RESOURCE}/.default",
    }

    async def fetch() -> Fetched:
        try:
            response = await http.post(address, data=form)
        except httpx.HTTPError as error:
            raise RetryAt(f"token {type(error).__name__}") from error
        return _fetched(response)

    return fetch


def by_managed_identity(app_id: str, seconds: float = 10.0) -> Fetch:
    """Ask the machine we run on, which knows who it is (Azure: user-assigned managed identity)."""

    def ask() -> dict[str, object]:
        with httpx.Client(timeout=seconds, trust_env=False) as http:
            client = ManagedIdentityClient(UserAssignedManagedIdentity(client_id=app_id), http_client=http)
            found: dict[str, object] = client.acquire_token_for_client(resource=RESOURCE)
            return found

    async def fetch() -> Fetched:
        try:
            answer = await asyncio.to_thread(ask)
        except Exception as error:
            if errors.of_exception(error) is None and not isinstance(error, ValueError):
                raise
            raise RetryAt(f"token {type(error).__name__}") from error
        return _from_answer(answer)

    return fetch


async def nobody() -> Fetched:
    """No token at all: for Agents Playground on this machine, which asks for none."""
    return Fetched("", 3600.0)


def _fetched(response: httpx.Response) -> Fetched:
    try:
        answer = response.json()
    except ValueError as error:
        raise RetryAt(f"token {response.status_code}") from error
    return _from_answer(answer)


def _from_answer(answer: object) -> Fetched:
    """A token endpoint's answer; its own word for what is wrong (`invalid_client`) otherwise."""
    if not isinstance(answer, dict):
        raise RetryAt("token malformed")
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if isinstance(token, str) and token and isinstance(seconds, int | float | str):
        try:
            return Fetched(token, float(seconds))
        except ValueError:
            pass
    raise RetryAt(f"token {str(answer.get('error', 'malformed'))[:60]}")
