"""Which hosts we speak to: Microsoft's own, or stand-ins on this machine, and nothing else.

Every activity names the address to answer to, and that address is stored for later. Whoever could choose it freely
would get our token, so it is checked when it comes in and again before each call.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from bot.errors import SetupError

_MICROSOFT = re.compile(r"https://([a-z0-9.-]+)(?::443)?(?:/[A-Za-z0-9._~/-]*)?", re.IGNORECASE)
_LOCAL = re.compile(r"https?://(localhost|[0-9.]+|\[::1\])(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?", re.IGNORECASE)


def is_loopback(url: str) -> bool:
    """Whether this is an address on this very machine."""
    found = _LOCAL.fullmatch(url)
    if not found:
        return False
    host = found[1].strip("[]").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_microsofts(url: str) -> bool:
    """Whether this is an address of the Bot Connector: https, the usual port, one of its hosts, no tricks."""
    found = _MICROSOFT.fullmatch(url)
    if not found:
        return False
    host = found[1].lower()
    return host == "smba.trafficmanager.net" or host.endswith(".botframework.com")


def loopback_only(setting: str, url: str) -> str:
    """The address as it is, or a `SetupError`: these settings exist for stand-ins on this machine alone."""
    if url and not is_loopback(url):
        raise SetupError(
            f"{setting} may only name this machine (http://127.0.0.1:…). Leave it empty for Microsoft's own."
        )
    return url.rstrip("/")


class ServiceUrls:
    """The service URLs that we answer to. `local` ones, where there are any, take the place of Microsoft's."""

    def __init__(self, local: tuple[str, ...] = ()) -> None:
        self._local = tuple(loopback_only("TEAMS_SERVICE_URLS", url) for url in local)

    @property
    def all_loopback(self) -> bool:
        """Whether nothing beyond this machine can be reached."""
        return bool(self._local)

    def allow(self, url: object) -> bool:
        """Whether activities may name this address, and whether we may send to it."""
        if not isinstance(url, str):
            return False
        if not self._local:
            return is_microsofts(url)
        return is_loopback(url) and any(url == one or url.startswith(f"{one}/") for one in self._local)


def same_party(openid_url: str, keys_url: object) -> bool:
    """Whether signing keys may come from the address that a metadata document names."""
    if not isinstance(keys_url, str):
        return False
    if is_loopback(openid_url):
        return is_loopback(keys_url) and urlsplit(keys_url).port == urlsplit(openid_url).port
    return is_microsofts(keys_url)
