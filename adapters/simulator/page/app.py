"""The page as a Starlette app: its files, both people's screens, gestures, controls, and events.

Loopback only: it answers no other host name, and takes nothing that a page of somebody else's could send unasked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.simulator.page import gestures, views
from adapters.simulator.page.files import BUILT, COMMAND
from adapters.simulator.page.live import Live
from adapters.simulator.slack import CannotError as SlackCannotError
from adapters.simulator.slack import SlackCloud
from adapters.simulator.teams import BadAnswerError, TeamsCloud
from adapters.simulator.teams import CannotError as TeamsCannotError
from adapters.simulator.wire import BotFailedError

Control = Callable[[], Awaitable[str]]

FILES = {"": "index.html", "page.js": "page.js", "page.css": "page.css"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
    " trusted-types adaptivecards#deprecatedExportedFunctionPolicy adaptivecards#markdownPassthroughPolicy"
    " adaptivecards#restoreContentsPolicy"
)
"""No script but ours, and none that writes HTML: the three policies are those that the adaptivecards package makes."""
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
MOST = 60
"""So many messages of the open place are sent unless the page asks for more."""


def page_app(
    slack: SlackCloud,
    teams: TeamsCloud,
    controls: Mapping[str, Control],
    clock: Callable[[], datetime],
    *,
    place_of: views.PlaceOf = lambda _name: None,
    built: Path = BUILT,
) -> Starlette:
    """The demo's page. Each control is a button with its key as label; what it returns is shown as a status.

    `place_of` tells the council of somebody of that name, to choose by.
    """
    page = _Page(slack, teams, controls, clock, place_of, built)
    routes = [
        *(Route(f"/{path}", page.file) for path in FILES),
        Route("/api/state", page.state),
        Route("/api/wire", page.wire),
        Route("/api/events", page.events),
        Route("/api/controls/{number:int}", page.control, methods=["POST"]),
        Route("/api/slack/{team}/{person}", page.slack_view),
        Route("/api/slack/{team}/{person}/{gesture}", page.slack_gesture, methods=["POST"]),
        Route("/api/teams/{person}", page.teams_view),
        Route("/api/teams/{person}/{gesture}", page.teams_gesture, methods=["POST"]),
    ]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
    return Starlette(routes=routes, middleware=[hosts, Middleware(_Headers)])


class _Headers:
    """Puts `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                kept = [pair for pair in message["headers"] if pair[0].decode().lower() not in HEADERS]
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        await self.app(scope, receive, sending)


class _Page:
    """What the routes work with."""

    def __init__(
        self,
        slack: SlackCloud,
        teams: TeamsCloud,
        controls: Mapping[str, Control],
        clock: Callable[[], datetime],
        place_of: views.PlaceOf,
        built: Path,
    ) -> None:
        self._slack, self._teams = slack, teams
        self._controls, self._clock = controls, clock
        self._place_of, self._built = place_of, built
        self._live = Live(slack, teams, clock)
        self._one_at_a_time = asyncio.Lock()

    async def file(self, request: Request) -> Response:
        """One of the built files, or the sentence that says how to build them."""
        path = self._built / FILES[request.url.path.rpartition("/")[2]]
        if not path.is_file():
            return PlainTextResponse(f"The page is not built yet. Run: {COMMAND}\n", 503)
        return FileResponse(path)

    async def state(self, _: Request) -> Response:
        """Who can be acted as, the controls, the time."""
        return JSONResponse(
            {
                "clock": self._clock().isoformat(),
                "controls": list(self._controls),
                "command": self._slack.command,
                "slack": views.slack_people(self._slack, self._place_of),
                "teams": views.teams_people(self._teams, self._place_of),
            }
        )

    async def wire(self, request: Request) -> Response:
        """What went over the wire, newest first."""
        return JSONResponse(self._live.wire(_number(request, "after", 0)))

    async def events(self, _: Request) -> Response:
        """What changes, as it does."""
        return StreamingResponse(self._live.events(), media_type="text/event-stream")

    async def control(self, request: Request) -> Response:
        """Press one of the controls; they run one at a time."""
        names = list(self._controls)
        number = request.path_params["number"]
        if number >= len(names):
            return _problem("There is no such control.", 404)
        if not _from_this_page(request):
            return _problem("Only this page may do that.", 415)
        async with self._one_at_a_time:
            said = await self._controls[names[number]]()
        return JSONResponse({"said": said, "clock": self._clock().isoformat()})

    async def slack_view(self, request: Request) -> Response:
        """All that the Slack pane draws."""
        place, most = request.query_params.get("place", ""), _number(request, "most", MOST)
        try:
            person = self._slack.person(request.path_params["person"], request.path_params["team"])
        except KeyError:
            return _nobody()
        return JSONResponse(views.slack_view(self._slack, person, place, most))

    async def teams_view(self, request: Request) -> Response:
        """All that the Teams pane draws."""
        place, most = request.query_params.get("place", ""), _number(request, "most", MOST)
        try:
            person = self._teams.person(request.path_params["person"])
        except KeyError:
            return _nobody()
        return JSONResponse(views.teams_view(self._teams, person, place, most))

    async def slack_gesture(self, request: Request) -> Response:
        """Somebody does something in Slack."""
        try:
            person = self._slack.person(request.path_params["person"], request.path_params["team"])
        except KeyError:
            return _nobody()
        gesture = gestures.SLACK.get(request.path_params["gesture"])
        return await _do(request, gesture and (lambda body: gesture(person, body)))

    async def teams_gesture(self, request: Request) -> Response:
        """Somebody does something in Teams."""
        try:
            person = self._teams.person(request.path_params["person"])
        except KeyError:
            return _nobody()
        gesture = gestures.TEAMS.get(request.path_params["gesture"])
        return await _do(request, gesture and (lambda body: gesture(person, body)))


async def _do(request: Request, gesture: Callable[[gestures.Body], Awaitable[None]] | None) -> Response:
    """Do it, and say what a client would say where it cannot be done."""
    if gesture is None:
        return _problem("There is no such gesture.", 404)
    if not _from_this_page(request):
        return _problem("Only this page may do that.", 415)
    words, status = "", 200
    try:
        await gesture(gestures.body_of(await request.body()))
    except (SlackCannotError, TeamsCannotError) as error:
        words, status = str(error), 409
    except gestures.UnusableError as error:
        words, status = f"That request cannot be used: {error}", 400
    except BotFailedError as error:
        words, status = f"Upstream did not take it: {error}.", 502
    except BadAnswerError as error:
        words, status = f"Something went wrong. {error}", 502
    return _problem(words, status) if words else JSONResponse({})


def _from_this_page(request: Request) -> bool:
    """A page elsewhere cannot send JSON here without being asked first, and it is refused then."""
    return request.headers.get("content-type", "").partition(";")[0] == "application/json"


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() else default


def _problem(words: str, status: int) -> Response:
    return JSONResponse({"problem": words}, status)


def _nobody() -> Response:
    return _problem("There is nobody with that id.", 404)
