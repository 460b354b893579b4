"""Whether what comes in is from Microsoft, for us, and about a place we may speak to.

Ours rather than botbuilder's, whose own check answers many bad tokens with 500, does not refresh its keys for one it
has not seen, takes tokens without an end or without a service URL, and fetches keys on the event loop without a
time limit.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.errors import UpstreamError

from .hosts import ServiceUrls, same_party

log = logging.getLogger(__name__)

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
SKEW_SECONDS = 300.0
"""Bot Framework: tokens are taken five minutes before and after their time."""
RSA_BITS = 2048
TOKEN_CHARACTERS = 16_384

FRESH_SECONDS = 12 * 3600.0
"""Older keys are renewed in the background; Bot Framework asks for once a day at least."""
STALE_SECONDS = 72 * 3600.0
"""Keys that could not be renewed for so long are not believed any more."""
FETCHES, WHILE_SECONDS = 5, 60.0
"""So many fetches in so long a time at most, so that nobody can make us hammer Microsoft with unknown keys."""


class UntrustedError(UpstreamError):
    """Not to be listened to. `reason` is a word for the log, never anything that was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeysUnreachableError(UpstreamError):
    """Microsoft's signing keys cannot be had just now, so nothing can be said about a token."""


@dataclass(frozen=True)
class Key:
    """A public key of Microsoft's and the channels it may speak for."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """Microsoft's current signing keys, renewed in the background, and at once when an unknown one turns up.

    `current` is whether the last fetch succeeded.
    """

    def __init__(
        self, http: httpx.AsyncClient, openid_url: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._http = http
        self._openid_url = openid_url or OPENID_URL
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._fetched = float("-inf")
        self.current = False
        self._tries: deque[float] = deque(maxlen=FETCHES)
        self._lock = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        """The key of this id; nothing if Microsoft has none such. Raises `KeysUnreachableError`."""
        age = self._clock() - self._fetched
        if kid in self._keys and age < STALE_SECONDS:
            if age > FRESH_SECONDS and (self._renewal is None or self._renewal.done()):
                self._renewal = asyncio.create_task(self.renew())
            return self._keys[kid]
        await self.renew(unless=kid)
        if kid not in self._keys and not self.current:
            raise KeysUnreachableError("signing keys")
        return self._keys.get(kid)

    async def renew(self, unless: str = "") -> None:
        """Fetch the keys again, unless that was done too often just now, or the awaited key has come meanwhile."""
        async with self._lock:
            if unless in self._keys and self._clock() - self._fetched < STALE_SECONDS:
                return
            if len(self._tries) == FETCHES and self._clock() - self._tries[0] < WHILE_SECONDS:
                return
            self._tries.append(self._clock())
            try:
                self._keys = await self._ask()
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeysUnreachableError) as error:
                log.warning("signing keys could not be fetched: %s", type(error).__name__)
                self.current = False
                if self._clock() - self._fetched > STALE_SECONDS:
                    self._keys = {}
            else:
                self._fetched, self.current = self._clock(), True

    async def _ask(self) -> dict[str, Key]:
        metadata = (await self._http.get(self._openid_url)).raise_for_status().json()
        address = metadata.get("jwks_uri") if isinstance(metadata, dict) else None
        if not same_party(self._openid_url, address):
            raise KeysUnreachableError("jwks_uri")
        published = (await self._http.get(str(address))).raise_for_status().json()
        listed = published.get("keys") if isinstance(published, dict) else None
        keys = dict(filter(None, map(_key, listed if isinstance(listed, list) else ())))
        if not keys:
            raise KeysUnreachableError("no keys")
        return keys


def _key(jwk: object) -> tuple[str, Key] | None:
    """A published key; nothing for one that we would not believe anyway."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or jwk.get("kty") != "RSA":
        return None
    try:
        public = jwt.PyJWK.from_dict(jwk, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < RSA_BITS:
        return None
    endorsements = jwk.get("endorsements")
    named = endorsements if isinstance(endorsements, list) else ()
    return jwk["kid"], Key(public, frozenset(one for one in named if isinstance(one, str)))


class Trust:
    """The check of every request: first its token, then what it says against that token."""

    def __init__(self, *, app_id: str, keys: Keys, service_urls: ServiceUrls, anonymous: bool = False) -> None:
        self._app_id = app_id
        self._keys = keys
        self._service_urls = service_urls
        self._anonymous = anonymous

    async def token(self, header: str, caller: str) -> Mapping[str, Any]:
        """The claims of a request's token. Raises `UntrustedError`, or `KeysUnreachableError` where nobody can say.

        `caller` is the network address it came from: without tokens (Agents Playground) only this machine is heard.
        """
        if self._anonymous:
            if caller not in {"127.0.0.1", "::1"}:
                raise UntrustedError("anonymous from elsewhere")
            return {}
        try:
            return await self._claims(header)
        except (UntrustedError, KeysUnreachableError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a hostile token manages to raise, it is a refusal
            raise UntrustedError(type(error).__name__) from None

    async def _claims(self, header: str) -> Mapping[str, Any]:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > TOKEN_CHARACTERS:
            raise UntrustedError("no token")
        unverified = jwt.get_unverified_header(token)
        kid = unverified.get("kid")
        if unverified.get("alg") != "RS256" or not isinstance(kid, str):
            raise UntrustedError("algorithm")
        key = await self._keys.find(kid)
        if key is None:
            raise UntrustedError("unknown key")
        if CHANNEL not in key.endorsements:
            raise UntrustedError("unendorsed key")
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=["RS256"],
            audience=self._app_id,
            issuer=ISSUER,
            leeway=SKEW_SECONDS,
            options={"require": ["exp", "iss", "aud"], "strict_aud": True},
        )
        return claims

    def activity(self, claims: Mapping[str, Any], activity: Mapping[str, Any]) -> None:
        """Raise `UntrustedError` unless this activity is one that the token's bearer may send us."""
        url = activity.get("serviceUrl")
        if not self._service_urls.allow(url):
            raise UntrustedError("service URL")
        conversation = activity.get("conversation")
        if not isinstance(conversation, dict) or not conversation.get("id"):
            raise UntrustedError("no conversation")
        if not isinstance(conversation["id"], str):
            raise UntrustedError("no conversation")
        if self._anonymous:
            return
        if activity.get("channelId") != CHANNEL:
            raise UntrustedError("channel")
        claimed = claims.get("serviceurl")
        if not isinstance(claimed, str) or claimed.rstrip("/") != str(url).rstrip("/"):
            raise UntrustedError("service URL of another token")
