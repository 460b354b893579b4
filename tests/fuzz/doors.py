"""The doors, and what is knocked on each with: signed where the vendor signs."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from adapters.simulator.slack.sending import signature
from adapters.simulator.teams import keys
from adapters.standins import APP_ID, SIGNING_SECRET
from tests.fuzz.lived import Lived, Request
from tests.fuzz.mutating import ODD, Draw, mutated, odd, sentence

PAGES = ("/about", "/about/privacy", "/about/terms", "/export/", "/healthz", "/readyz", "/metrics", "/slack/install")
PAGES += ("/slack/oauth_redirect", "/slack/events", "/api/messages", "/nowhere", "//", "/export/a/b", "/organise")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Door:
    """One door, and how a request to it comes about."""

    name: str
    make: Callable[[Draw, Lived], Request]


def _slack(draw: Draw, lived: Lived) -> Request:
    """An event, a command or an interaction."""
    body = lived.slack[draw(st.integers(0, len(lived.slack) - 1))]
    body = _fresh(mutated(draw, body, lived.slack)) if draw(st.integers(0, 2)) else _spoken(draw, _fresh(body))
    if "command" in body:
        fields = {str(name): value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        return _signed(_encoded(fields), FORM)
    if body.get("type") in ("event_callback", "url_verification"):
        return _signed(json.dumps(body).encode(), JSON)
    return _signed(_encoded({"payload": json.dumps(body)}), FORM)


def _fresh(body: dict[str, Any]) -> dict[str, Any]:
    """The same, happening once more."""
    again = dict(body)
    for name, made in (("event_id", "Ev"), ("trigger_id", "1.2.")):
        if isinstance(again.get(name), str):
            again[name] = made + secrets.token_hex(6)
    return again


def _spoken(draw: Draw, body: dict[str, Any]) -> dict[str, Any]:
    """The same with other words and nothing else changed."""
    if isinstance(body.get("event"), dict) and "text" in body["event"]:
        return {**body, "event": {**body["event"], "text": sentence(draw)}}
    return {**body, "text": sentence(draw)}


def _signed(content: bytes, kind: str) -> Request:
    at = str(int(time.time()))
    headers = {"x-slack-request-timestamp": at, "x-slack-signature": signature(SIGNING_SECRET, at, content)}
    return Request("POST", "/slack/events", {"content-type": kind, **headers}, content)


def _encoded(fields: dict[str, str]) -> bytes:
    return urlencode(fields, errors="replace").encode()


def _slack_bytes(draw: Draw, _lived: Lived) -> Request:
    """Signed, but nothing that Slack would send."""
    return _signed(draw(_CONTENT), draw(st.sampled_from((JSON, FORM, "text/plain", "", "application/json; charset=x"))))


_CONTENT = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        (b"", b"{", b"[]", b"null", b"1", b'"x"', b"payload=", b"payload=1", b"payload=[]", b"[" * 100_000)
    ),
    st.dictionaries(
        st.sampled_from(("type", "event", "payload", "command", "team_id", "user")), st.text(max_size=9)
    ).map(lambda fields: json.dumps(fields).encode()),
    st.dictionaries(st.sampled_from(("command", "payload", "team_id", "user_id", "text")), st.text(max_size=9)).map(
        lambda fields: urlencode(fields, errors="replace").encode()
    ),
)


def _teams(draw: Draw, lived: Lived) -> Request:
    """An activity with a token that Microsoft gave for it."""
    activity = lived.teams[draw(st.integers(0, len(lived.teams) - 1))]
    body = (
        dict(mutated(draw, activity, lived.teams)) if draw(st.integers(0, 2)) else {**activity, "text": sentence(draw)}
    )
    if isinstance(body.get("id"), str):
        body["id"] = f"f:{secrets.token_hex(6)}"
    return _with_token(lived, json.dumps(body).encode(), str(activity.get("serviceUrl", "")))


def _teams_bytes(draw: Draw, lived: Lived) -> Request:
    """A genuine token, and nothing that Teams would send; or a token that is none."""
    if draw(st.booleans()):
        url = str(lived.teams[0].get("serviceUrl", ""))
        return _with_token(lived, draw(_CONTENT), url)
    token = draw(st.one_of(st.text("aA0._-=", min_size=1, max_size=60), st.sampled_from(("a.b.c", "e30.e30.", "."))))
    activity = json.dumps(lived.teams[0]).encode()
    return Request("POST", "/api/messages", {"authorization": f"Bearer {token}", "content-type": JSON}, activity)


def _with_token(lived: Lived, content: bytes, url: str) -> Request:
    token = keys.channel_token(lived.sky.clouds.teams.keys, APP_ID, url)
    return Request("POST", "/api/messages", {"authorization": f"Bearer {token}", "content-type": JSON}, content)


def _pages(draw: Draw, _lived: Lived) -> Request:
    """A browser, or something that is none."""
    path = draw(st.sampled_from(PAGES)) + (_quoted(draw) if draw(st.booleans()) else "")
    asked = draw(
        st.dictionaries(st.sampled_from(("lang", "code", "state", "invitation", "error")), st.sampled_from(ODD[:30]))
    )
    query = urlencode({name: value[:500] for name, value in asked.items()}, errors="replace")
    method = draw(st.sampled_from(("GET", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")))
    headers = {
        "accept-language": draw(st.sampled_from(("cy", "en", "", ";;q=9", "x" * 500))),
        "cookie": draw(st.sampled_from(("", "upstream-install=x", "a", "=;=;"))),
    }
    body = str(odd(draw)).encode("utf-8", "replace")[:1000] if method in {"POST", "PUT"} else b""
    return Request(method, f"{path}?{query}" if query else path, headers, body)


def _quoted(draw: Draw) -> str:
    return "".join(f"%{byte:02x}" for byte in draw(st.binary(max_size=20)))


DOORS = (
    Door("slack", _slack),
    Door("slack, bytes", _slack_bytes),
    Door("teams", _teams),
    Door("teams, bytes", _teams_bytes),
    Door("pages", _pages),
)
