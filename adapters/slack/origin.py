"""What a button and a modal remember: the sentence they say, and for a modal where it was opened.

Slack brings a button's `value` and a view's `private_metadata` back unchanged, signed with the rest of the request.
"""

import json
import logging
from dataclasses import asdict, dataclass
from typing import Any

from adapters.slack import limits
from adapters.slack.words import length
from bot.chat import Button, Where

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Origin:
    """Where a modal was opened, so that what follows is shown there.

    `message` is the message whose button opened it (`passing`: one that only that person saw, and nobody can find
    again); `url` is Slack's response_url, good for five answers within half an hour.
    """

    where: Where = Where.DIRECT
    conversation: str = ""
    thread: str = ""
    message: str = ""
    passing: bool = False
    url: str = ""


def button_value(button: Button) -> str:
    """What a button carries; empty when its sentence is longer than Slack lets it be."""
    value = _json({"says": button.says, "token": button.token} if button.token else {"says": button.says})
    if length(value) <= limits.BUTTON_VALUE:
        return value
    log.error("button left out: its sentence has %d characters", length(button.says))
    return ""


def says_and_token(value: str) -> tuple[str, str]:
    """What `button_value` wrote; two empty strings for anything else."""
    data = _read(value)
    return str(data.get("says") or ""), str(data.get("token") or "")


def memo(origin: Origin, submit: Button | None) -> str:
    """What a modal carries: its origin, and the sentence and token of its submit button."""
    kept = {name: value for name, value in asdict(origin).items() if value}
    said = {"says": submit.says, "token": submit.token} if submit else {}
    text = _json(said | kept)
    if length(text) > limits.PRIVATE_METADATA:
        kept.pop("url", None)
        text = _json(said | kept)
    return text


def origin_of(view: dict[str, Any]) -> Origin:
    """Where this view was opened; in nobody's channel when it does not say."""
    data = _read(str(view.get("private_metadata") or ""))
    known = {name: data[name] for name in ("conversation", "thread", "message", "url") if name in data}
    where = Where(data["where"]) if data.get("where") in set(Where) else Where.DIRECT
    return Origin(where=where, passing=data.get("passing") is True, **known)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _read(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
