"""The door that the bot calls: the Web API and response URLs, over HTTP."""

import json
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.simulator.slack import (
    chat_methods,
    conversation_methods,
    limits,
    people_methods,
    response_urls,
    view_methods,
)
from adapters.simulator.slack.call import ApiError, Call
from adapters.simulator.slack.pace import TooFastError
from adapters.simulator.slack.world import Team
from adapters.simulator.wire import Fault, LostResponse

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud

METHODS: dict[str, Callable[[Call], Awaitable[dict[str, Any]]]] = {
    **chat_methods.METHODS,
    **conversation_methods.METHODS,
    **people_methods.METHODS,
    **view_methods.METHODS,
}
TAKES_JSON = ("chat.", "views.", "conversations.open", "conversations.join", "auth.test")
"""Methods that read a JSON body; the others see no arguments in it, as in Slack."""


def app_of(cloud: "SlackCloud") -> Starlette:
    """The stand-in's HTTP side."""

    async def method(request: Request) -> Response:
        return await _answer_method(cloud, request)

    async def response_url(request: Request) -> Response:
        return await _answer_response_url(cloud, request)

    return Starlette(
        routes=[
            Route("/api/{method}", method, methods=["GET", "POST"]),
            Route("/actions/{team}/{channel}/{token}", response_url, methods=["POST"]),
        ]
    )


# --- the Web API


async def _answer_method(cloud: "SlackCloud", request: Request) -> Response:
    begun = time.monotonic()
    name = request.path_params["method"]
    args: dict[str, Any] = {}
    fault: Fault | None = None
    try:
        args = await _arguments(request, name)
        shown = {key: value for key, value in args.items() if key not in {"token", "client_secret"}}
        fault = await cloud.ask_fault(name, shown)
        response = _faulty(fault) or JSONResponse(await _call(cloud, name, args, request))
    except ApiError as error:
        response = JSONResponse(_refusal(error))
    except TooFastError as error:
        response = _too_fast(error.retry_after)
    if granted := getattr(request.state, "scopes", None):
        response.headers["x-oauth-scopes"] = ",".join(granted)
    seconds = round(time.monotonic() - begun, 3)
    _log(cloud, request, response, args, seconds, lost=bool(fault and fault.lost))
    return LostResponse() if fault and fault.lost else response


async def _call(cloud: "SlackCloud", name: str, args: dict[str, Any], request: Request) -> dict[str, Any]:
    authorization = request.headers.get("authorization", "")
    if name == "oauth.v2.access":
        nobody = Team("", "", "", "", "", "", "")
        return {"ok": True, **people_methods.oauth_access(Call(cloud, nobody, name, args), authorization)}
    if name == "apps.connections.open":
        if cloud.socket is None:
            raise ApiError("unknown_method")
        return {"ok": True, "url": cloud.socket.open(authorization[7:].strip() or str(args.get("token", "")))}
    team = _authenticate(cloud, authorization, str(args.pop("token", "")))
    request.state.scopes = team.scopes
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    cloud.pace.call(team.id, name)
    call = Call(cloud, team, name, args)
    call.scope(*limits.SCOPES.get(name, ()))
    return {"ok": True, **await method(call)}


def _authenticate(cloud: "SlackCloud", authorization: str, argument: str) -> Team:
    """Whose token this is: a bearer token, or the form's `token`."""
    token = authorization[7:].strip() if authorization.lower().startswith("bearer ") else argument
    if not token:
        raise ApiError("not_authed")
    for team in cloud.world.teams.values():
        if token in team.revoked:
            raise ApiError(team.revoked[token])
        if team.ends.get(token, float("inf")) <= cloud.now().timestamp():
            raise ApiError("token_expired")
        if token == team.bot_token or token in team.ends:
            return team
    raise ApiError("invalid_auth")


async def _arguments(request: Request, name: str) -> dict[str, Any]:
    """The arguments: query, form or JSON. A `token` in a JSON body is no token, as in Slack."""
    query = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "GET" or not body:
        return query
    if kind == "application/json":
        try:
            data = json.loads(body)
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(data, dict):
            raise ApiError("json_not_object")
        data.pop("token", None)
        return query | (data if name.startswith(TAKES_JSON) else {})
    if kind == "application/x-www-form-urlencoded":
        return query | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if kind == "multipart/form-data":
        form = await request.form()
        return query | {key: value for key, value in form.items() if isinstance(value, str)}
    raise ApiError("invalid_post_type" if kind else "missing_post_type")


def _refusal(error: ApiError) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": False, "error": error.code, **error.more}
    if error.messages:
        answer["response_metadata"] = {"messages": list(error.messages)}
    return answer


def _faulty(fault: Fault | None) -> Response | None:
    """The answer that was ordered, if one was."""
    if fault is None:
        return None
    if fault.status == 429:  # noqa: PLR2004 - its own shape
        return _too_fast(fault.retry_after or 1)
    if fault.status >= 500:  # noqa: PLR2004 - no JSON then
        return PlainTextResponse(fault.error or "upstream connect error", fault.status)
    if fault.error:
        return JSONResponse(_refusal(ApiError(fault.error)), fault.status or 200)
    return None


def _too_fast(retry_after: float) -> Response:
    headers = {"retry-after": f"{retry_after:g}"}
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)


# --- response URLs


async def _answer_response_url(cloud: "SlackCloud", request: Request) -> Response:
    begun = time.monotonic()
    body: Any = None
    fault: Fault | None = None
    try:
        body = json.loads(await request.body())
        fault = await cloud.ask_fault("response_url", body)
        response = _faulty(fault)
        if response is None:
            response_urls.answer(cloud, request.path_params["token"], body)
            response = PlainTextResponse("ok")
    except ValueError:
        response = PlainTextResponse("invalid_payload", 400)
    except ApiError as error:
        status = 404 if error.code in {"used_url", "expired_url"} else 400
        response = JSONResponse(_refusal(error), status)
    seconds = round(time.monotonic() - begun, 3)
    _log(cloud, request, response, body, seconds, lost=bool(fault and fault.lost))
    return LostResponse() if fault and fault.lost else response


def _log(cloud: "SlackCloud", request: Request, response: Response, body: Any, seconds: float, *, lost: bool) -> None:
    """Put the exchange on the wire, without tokens and secrets."""
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in {"token", "client_secret"}}
    content = bytes(response.body).decode()
    answer = json.loads(content) if isinstance(response, JSONResponse) else content
    path = request.url.path
    if "/actions/" in path:
        path = path.rpartition("/")[0] + "/…"
    cloud.record(
        "from bot",
        method=request.method,
        path=path,
        status=response.status_code,
        body=body,
        answer=answer,
        seconds=seconds,
        **({"lost": True} if lost else {}),
    )
