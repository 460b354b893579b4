"""What the Bot Connector's refusals, and the exceptions of the libraries here, mean for a delivery."""

import json
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
import httpx

from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Uncertain

STATUSES: Mapping[int, type[DeliveryFailed]] = {
    400: Refused,
    401: RetryAt,  # our token was not taken: a new one may be
    403: Gone,  # MessageWritesBlocked, BotNotInConversationRoster, BotDisabledByAdmin
    404: Gone,
    408: RetryAt,
    412: RetryAt,  # Teams: another operation on this conversation was under way
    413: Refused,
    429: RetryAt,
}
"""What an answer other than 2xx means. Those not named: 5xx may be tried again, everything else is refused."""

NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
"""Nothing can have arrived."""

OUR_FAULT = (
    aiohttp.InvalidURL,
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.CookieConflict,
)
"""The request could not even be made."""

FOREIGN = frozenset(
    {"aiohttp", "anyio", "azure", "botbuilder", "botframework", "h11", "httpcore", "httpx", "jwt", "msal", "msrest"}
)
"""The packages whose exceptions stop here."""

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def of_response(status: int, body: bytes, retry_after: str, now: datetime) -> DeliveryFailed:
    """What this answer of the connector means."""
    code = _code(status, body)
    kind = STATUSES.get(status, RetryAt if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Refused)
    if kind is RetryAt:
        too_fast = status == HTTPStatus.TOO_MANY_REQUESTS
        return RetryAt(code, _retry_after(retry_after, now), too_fast=too_fast)
    return kind(code)


def of_exception(error: BaseException) -> DeliveryFailed | None:
    """What this exception means; nothing for one that is neither the network's nor a library's."""
    name = type(error).__name__
    if isinstance(error, NEVER_SENT):
        return RetryAt(name)
    if isinstance(error, OUR_FAULT):
        return Refused(name)
    if isinstance(error, TimeoutError | OSError | ssl.SSLError):
        return Uncertain(name)
    if any(parent.__module__.partition(".")[0] in FOREIGN for parent in type(error).__mro__):
        return Uncertain(name)
    return None


def _code(status: int, body: bytes) -> str:
    """The connector's own word where it gives one, else the status: never its text, which may repeat ours."""
    try:
        error = json.loads(body).get("error", {})
        code = error.get("code", "") if isinstance(error, dict) else error
    except (ValueError, AttributeError):
        code = ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else str(status)


def _retry_after(value: str, now: datetime) -> datetime | None:
    """`Retry-After` is seconds or a date. An absurd one (more than a day) counts as a day."""
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    if not seconds >= 0:  # also what is not a number
        return now
    return now + timedelta(seconds=min(seconds, 86_400))
