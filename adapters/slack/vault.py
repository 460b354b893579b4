"""Sealing tokens: the newest of several keys seals, every one of them opens."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SetupError

SHORTEST = 32
"""Characters of a key: `openssl rand -base64 32` gives 44."""


class Vault:
    """Made from SECRET_KEYS, the newest first. Raises SetupError where a key is too short to be one."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys or any(len(key) < SHORTEST for key in keys):
            raise SetupError(
                f"SECRET_KEYS needs keys of {SHORTEST} characters or more: `openssl rand -base64 32` makes one."
            )
        self._newest = _fernet(keys[0])
        self._any = MultiFernet([_fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """The text, for whoever has the newest key."""
        return self._newest.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str, *, within: int | None = None) -> str | None:
        """What was sealed; None where no key opens it, or it is older than `within` seconds."""
        if not sealed:
            return ""
        try:
            return self._any.decrypt(sealed.encode(), ttl=within).decode()
        except (InvalidToken, ValueError):
            return None

    def current(self, sealed: str) -> bool:
        """Whether the newest key sealed this."""
        try:
            return not sealed or bool(self._newest.decrypt(sealed.encode()))
        except InvalidToken:
            return False


def _fernet(key: str) -> Fernet:
    """Any long secret will do: its hash has the shape that Fernet wants."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
