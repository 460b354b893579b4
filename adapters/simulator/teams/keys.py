"""The keys of this cloud, and the tokens made with them: Bot Framework's for the bot, Entra's for the connector.

Tokens live by the wall clock, whatever time the stand-in lives in, because whoever reads them does.
"""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from adapters.simulator.teams import limits

CHANNEL_ISSUER = "https://api.botframework.com"
CONNECTOR_AUDIENCE = "https://api.botframework.com"
UNSET: Any = object()


@cache
def _private(slot: str) -> RSAPrivateKey:  # noqa: ARG001 - one for each
    """A key pair. Making one takes a while, so all clouds of a process share those of the same slot."""
    return generate_private_key(public_exponent=65537, key_size=2048)


class SigningKey:
    """An RSA key, the name it is published under, and the channels it speaks for. `slot` tells it from others."""

    def __init__(self, slot: str, *endorsements: str) -> None:
        self.private = _private(slot)
        self.kid = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        self.endorsements = list(endorsements)

    def jwk(self) -> dict[str, Any]:
        """The public half as it is published."""
        public = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        named = {"kid": self.kid, "use": "sig", "x5t": self.kid, "kty": "RSA"}
        more = {"endorsements": self.endorsements} if self.endorsements else {}
        return named | {"n": public["n"], "e": public["e"]} | more

    def public_pem(self) -> bytes:
        """The public half as PEM: what a forger who confuses the algorithms would use as a secret."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Keys:
    """All keys of the cloud. The second of Bot Framework's speaks for another channel than Teams."""

    def __init__(self) -> None:
        self.rotations = 0
        self.channel = SigningKey("channel", "msteams", "skype")
        self.other_channel = SigningKey("other channel", "directline", "webchat")
        self.entra = SigningKey("entra")
        self.retired: list[SigningKey] = []

    def rotate(self, *, keep_old: bool = False) -> None:
        """Sign with a new key from now on. The old one stays published only where it is kept."""
        self.retired = [self.channel] if keep_old else []
        self.rotations += 1
        self.channel = SigningKey(f"channel {self.rotations}", "msteams", "skype")

    def rotate_entra(self) -> None:
        """From now on the connector believes no token that was given before."""
        self.rotations += 1
        self.entra = SigningKey(f"entra {self.rotations}")

    def published(self) -> list[dict[str, Any]]:
        """What stands at Bot Framework's `jwks_uri`."""
        return [key.jwk() for key in (self.channel, *self.retired, self.other_channel)]


def channel_token(
    keys: Keys,
    app_id: str,
    service_url: str,
    *,
    alg: str = "RS256",
    kid: Any = UNSET,
    unendorsed: bool = False,
    forged: bool = False,
    header: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    """A token as Bot Framework sends with an activity, or one that is wrong in the ways named.

    A claim given as None is left out. `alg` may be `none` or `HS256` (the public key taken for a secret), `forged`
    signs with a key nobody published, `unendorsed` with one that does not speak for Teams.
    """
    now = int(time.time())
    body = {"serviceurl": service_url, "nbf": now, "exp": now + 3600, "iss": CHANNEL_ISSUER, "aud": app_id} | claims
    body = {name: value for name, value in body.items() if value is not None}
    key = keys.other_channel if unendorsed else keys.channel
    named = key.kid if kid is UNSET else kid
    head: dict[str, Any] = {"typ": "JWT", "alg": alg} | ({"kid": named, "x5t": named} if named else {})
    signed = f"{_part(head | (header or {}))}.{_part(body)}"
    return f"{signed}.{_b64(_signature(SigningKey('forger') if forged else key, alg, signed.encode()))}"


_HASHES: dict[str, Callable[[], HashAlgorithm]] = {"RS256": SHA256, "RS384": SHA384, "RS512": SHA512}


def _signature(key: SigningKey, alg: str, signed: bytes) -> bytes:
    """Made by hand, for no library signs as wrongly as a test may want."""
    if alg in _HASHES:
        return key.private.sign(signed, PKCS1v15(), _HASHES[alg]())
    if alg == "HS256":
        return hmac.new(key.public_pem(), signed, hashlib.sha256).digest()
    return b""


def _part(value: dict[str, Any]) -> str:
    return _b64(json.dumps(value, separators=(",", ":")).encode())


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def connector_token(keys: Keys, app_id: str, tenant: str) -> str:
    """What Entra gives an app that wants to speak to the connector."""
    now = int(time.time())
    body = {
        "aud": CONNECTOR_AUDIENCE,
        "iss": f"https://sts.windows.net/{tenant}/",
        "iat": now,
        "nbf": now,
        "exp": now + limits.TOKEN_SECONDS,
        "appid": app_id,
        "appidacr": "1",
        "tid": tenant,
        "ver": "1.0",
        "uti": uuid.uuid4().hex,
    }
    return jwt.encode(body, keys.entra.private, algorithm="RS256", headers={"kid": keys.entra.kid})


def connector_app(keys: Keys, authorization: str) -> str | None:
    """Which app this header speaks for; None where the connector would not believe it."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        body = jwt.decode(
            token,
            keys.entra.private.public_key(),
            algorithms=["RS256"],
            audience=CONNECTOR_AUDIENCE,
            options={"require": ["exp", "aud", "appid"]},
        )
    except jwt.InvalidTokenError:
        return None
    return str(body["appid"])
