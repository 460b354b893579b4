"""Slack's refusals as ours: one table of codes, and one place where foreign exceptions stop."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import (
    BotUserAccessError,
    SlackApiError,
    SlackClientNotConnectedError,
    SlackTokenRotationError,
)

from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, Uncertain

LATER = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "service_unavailable",
        "request_timeout",
        "accesslimited",
        "external_channel_migrating",
        "team_added_to_org",
    }
)
"""Not now: nothing was posted."""

TOO_FAST = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
"""Of these, what says that we come too often."""

PERHAPS = frozenset({"internal_error", "fatal_error"})
"""Slack: "it is possible some aspect of the operation succeeded"."""

_PERSON = {"cannot_dm_bot", "messages_tab_disabled", "user_disabled", "user_not_found"}
_PERSON |= {"user_not_in_channel", "user_not_visible", "users_not_found"}
_PLACE = {"channel_is_limited_access", "channel_not_found", "invalid_channel", "is_archived", "is_inactive"}
_PLACE |= {"method_not_supported_for_channel_type", "not_in_channel", "posting_to_general_channel_denied"}
_PLACE |= {"restricted_action", "restricted_action_non_threadable_channel", "restricted_action_read_only_channel"}
_PLACE |= {"restricted_action_thread_locked", "restricted_action_thread_only_channel", "thread_locked"}
_MESSAGE = {"cant_delete_message", "cant_update_message", "edit_window_closed", "message_not_found", "thread_not_found"}

AWAY = frozenset(_PERSON | _PLACE | _MESSAGE)
"""This person, place or message cannot be reached until something changes there: it is marked so."""

_WORKSPACE = {"access_denied", "account_inactive", "ekm_access_denied", "enterprise_is_restricted", "invalid_auth"}
_WORKSPACE |= {"missing_scope", "no_permission", "not_allowed_token_type", "not_authed", "org_login_required"}
_WORKSPACE |= {"team_access_not_granted", "team_not_found", "token_expired", "token_revoked"}

CLOSED = frozenset(_WORKSPACE)
"""The workspace does not let us: the app was taken out (our token's user is the inactive account), or may do too
little. No person or place of it is to blame: what waits for it goes on waiting, for a week at most."""

_SECONDS = re.compile(r"\d{1,6}(\.\d+)?")

SERVER_FAULT = 500
TOO_MANY = 429


def failure_of_code(code: str, status: int = 200, retry_after: str = "", now: datetime | None = None) -> DeliveryFailed:
    """What a refusal of Slack means for a delivery. A code nobody knows is our fault, unless the server was."""
    if status == TOO_MANY or code in LATER:
        known = _SECONDS.fullmatch(retry_after)
        begin = now or datetime.now(UTC)
        at = begin + timedelta(seconds=float(retry_after)) if known else None
        return RetryAt(code or "ratelimited", at, too_fast=status == TOO_MANY or code in TOO_FAST)
    if code in PERHAPS or status >= SERVER_FAULT:
        return Uncertain(code or f"http_{status}")
    if code in AWAY:
        return Gone(code)
    if code in CLOSED:
        return RetryAt(code)
    return Refused(code or f"http_{status}")


def failure(error: Exception, now: datetime | None = None) -> DeliveryFailed:
    """Any exception of slack-sdk, aiohttp or the network as a failed delivery."""
    for kinds, meaning in _MEANING:
        if isinstance(error, kinds):
            return meaning(error, now)
    return Refused(type(error).__name__)


def _refusal(error: SlackApiError, now: datetime | None) -> DeliveryFailed:
    """`response` is slack-sdk's own, or aiohttp's where the body could not be read."""
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 200)
    headers = {str(name).lower(): str(value) for name, value in dict(getattr(response, "headers", None) or {}).items()}
    data = getattr(response, "data", response)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    return failure_of_code(code, status, headers.get("retry-after", ""), now)


def _rotation(error: SlackTokenRotationError, now: datetime | None) -> DeliveryFailed:
    return _refusal(error.api_error, now)


_MEANING: tuple[tuple[tuple[type[Exception], ...], Callable[[Any, datetime | None], DeliveryFailed]], ...] = (
    ((SlackApiError,), _refusal),
    ((SlackTokenRotationError,), _rotation),
    ((BotUserAccessError,), lambda *_: RetryAt("not_allowed_token_type")),
    ((SlackClientNotConnectedError,), lambda *_: RetryAt("not_connected")),
    ((aiohttp.InvalidURL,), lambda error, _now: Refused(type(error).__name__)),
    # nothing was sent
    ((aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError), lambda *_: RetryAt("unreachable")),
    # whatever else breaks on the way may have arrived
    ((aiohttp.ClientError, OSError), lambda *_: Uncertain("connection_lost")),  # TimeoutError is an OSError
)
"""Exceptions and their meaning, the particular before the general; the rest was never sent, and is our fault."""


@contextmanager
def at_the_edge(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[None]:
    """No foreign exception leaves this block; nor does its text, which may hold what people wrote."""
    try:
        yield
    except DeliveryFailed:
        raise
    except Exception as error:  # noqa: BLE001 - whatever they raise stops here
        raise failure(error, now()) from None
