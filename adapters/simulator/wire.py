"""What both stand-ins have in common: ordered faults, the log of the wire, who is told, and being served.

A stand-in inherits `Cloud`, answers its API calls through `Cloud.ask_fault` and `Cloud.record`, and speaks to
the bot through `Cloud.post_to_bot`. Nothing here knows a vendor.
"""

import asyncio
import json
import socket
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import httpx
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

CUT = "simulator.cut"
TIMED_OUT = 0
"""What stands for a status where the bot did not answer in time, or not at all."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one API call.

    `status` answers that instead of doing anything (429 with `retry_after` seconds, 500, 503); `error` is
    the vendor's word for it where there is one. `lost` does what was asked and then drops the connection
    without an answer, so that the caller cannot know. `delay` waits that many seconds first.
    """

    status: int = 0
    error: str = ""
    retry_after: float | None = None
    lost: bool = False
    delay: float = 0.0


Faults = Callable[[str, dict[str, Any]], Fault | None]
"""Asked before each API call, with the call's name and its arguments, what is to go wrong with it."""


class BotFailedError(Exception):
    """The bot answered what a person did with a 5xx (or, if so told, with anything but 2xx)."""

    def __init__(self, status: int, path: str) -> None:
        super().__init__(f"the bot answered {status or 'nothing in time'} at {path}")
        self.status = status


@dataclass
class Answered:
    """What the bot answered; `status` is `TIMED_OUT` where it did not, `late` where it ran out of time.

    `body` is parsed where it is JSON.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    late: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bot took it."""
        return 200 <= self.status < 300  # noqa: PLR2004 - what 2xx means


class LostResponse(Response):
    """An answer that never arrives: the connection is dropped. Needs `droppable` around the app."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's shape
        """Drop the connection; where the server gives no way to, break off in the middle of an answer."""
        cut = scope.get(CUT)
        if cut is None:
            headers = [(b"content-length", b"1")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return
        cut()
        for _ in range(3):  # let the server notice, so that it does not answer in our stead
            await asyncio.sleep(0)


def droppable(app: ASGIApp) -> ASGIApp:
    """The same app, whose `LostResponse` can drop uvicorn's connection."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        cycle = getattr(send, "__self__", None)
        transport = getattr(cycle, "transport", None)
        if transport is not None:
            scope[CUT] = transport.abort
        await app(scope, receive, send)

    return outer


class Cloud:
    """What both vendors' stand-ins keep: the time, the wire, the faults, the listeners.

    `now` is the time that people and messages live by, and may be moved. Signatures, tokens and deadlines
    live by the wall clock, as the bot's checks of them do. `patience` is how long the bot has to answer.
    `raises` says which of the bot's failures a person's gesture raises: `"faults"` is 5xx, `"all"` is also
    any other status but 2xx, and no answer.
    """

    def __init__(self, now: Callable[[], datetime] | None = None, *, patience: float) -> None:
        self.now = now or (lambda: datetime.now(UTC))
        self.patience = patience
        self.raises: Literal["never", "faults", "all"] = "faults"
        self.wire: deque[dict[str, Any]] = deque(maxlen=500)
        self.listeners: list[Callable[[dict[str, Any]], None]] = []
        self.faults: Faults | None = None
        self._client: tuple[asyncio.AbstractEventLoop, httpx.AsyncClient] | None = None
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loopback speaks plain HTTP: no certificates to load

    def tell(self, change: str, **about: Any) -> None:
        """Tell the listeners that something changed."""
        for listener in list(self.listeners):
            listener({"change": change, **about})

    def record(
        self,
        direction: Literal["to bot", "from bot"],
        *,
        method: str,
        path: str,
        status: int,
        body: Any,
        answer: Any = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Put one exchange on the log. `body` and `answer` are copied, as JSON."""
        entry = {
            "at": self.now().isoformat(),
            "direction": direction,
            "method": method,
            "path": path,
            "status": status,
            "body": plain(body),
            "answer": plain(answer),
            **more,
        }
        self.wire.append(entry)
        self.tell("wire", entry=entry)
        return entry

    async def ask_fault(self, call: str, body: dict[str, Any]) -> Fault | None:
        """What goes wrong with this call, after having waited for as long as it says."""
        fault = self.faults(call, body) if self.faults else None
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        return fault

    async def post_to_bot(
        self, url: str, content: bytes, headers: Mapping[str, str], shown: Any, **more: Any
    ) -> Answered:
        """Send this to the bot and log it, as `shown`. Never raises: a bot that cannot be reached is 0."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self.patience):
                response = await self._http().post(url, content=content, headers=dict(headers))
            answered = Answered(response.status_code, _parsed(response), dict(response.headers))
        except (TimeoutError, httpx.HTTPError) as error:
            answered = Answered(TIMED_OUT, late=isinstance(error, TimeoutError | httpx.TimeoutException))
            more["error"] = type(error).__name__
        answered.seconds = time.monotonic() - begun
        path = httpx.URL(url).path
        seconds = round(answered.seconds, 3)
        self.record(
            "to bot",
            method="POST",
            path=path,
            status=answered.status,
            body=shown,
            answer=answered.body,
            seconds=seconds,
            **more,
        )
        return answered

    def judge(self, status: int, path: str) -> None:
        """Raise what a person's gesture is to raise after the bot answered `status`."""
        failed = not 200 <= status < 300  # noqa: PLR2004 - what 2xx means
        if self.raises == "all" and failed:
            raise BotFailedError(status, path)
        if self.raises == "faults" and status >= 500:  # noqa: PLR2004 - what 5xx means
            raise BotFailedError(status, path)

    async def close(self) -> None:
        """Let go of the connections to the bot."""
        if self._client is not None:
            await self._client[1].aclose()
            self._client = None

    def _http(self) -> httpx.AsyncClient:
        """One client for each event loop; it keeps no connection, so nothing stays open when a loop ends."""
        loop = asyncio.get_running_loop()
        if self._client is None or self._client[0] is not loop:
            limits = httpx.Limits(max_keepalive_connections=0)
            client = httpx.AsyncClient(verify=self._tls, timeout=30, limits=limits, trust_env=False)
            self._client = (loop, client)
        return self._client[1]


def plain(value: Any) -> Any:
    """A copy of this that JSON can carry."""
    return json.loads(json.dumps(value, default=str))


def _parsed(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text


class _Server(uvicorn.Server):
    """Serves inside a program that has signals of its own."""

    @contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Leave the signals to whoever runs the event loop."""
        yield


@contextmanager
def listening_at(port: int = 0) -> Iterator[tuple[socket.socket, str]]:
    """A socket on loopback, and its address without a slash at the end: known before anybody is served."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        # the protocol is named so that asyncio sets TCP_NODELAY: without it each answer waits 40 ms
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
        yield listening, f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def served(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serve an app on loopback while the block lasts; gives its address, without a slash at the end."""
    with listening_at(port) as (listening, address):
        async with served_at(app, listening):
            yield address


@asynccontextmanager
async def served_at(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an app on a socket that listens already."""
    config = uvicorn.Config(
        app, log_config=None, lifespan="on", access_log=False, timeout_graceful_shutdown=2, timeout_keep_alive=30
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        await running
