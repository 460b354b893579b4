"""The web server around the program, and what Python is told for a process that stays."""

import asyncio
import errno
import socket

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.long_lived import settle_in
from bot.errors import SetupError

MOST_AT_ONCE = 500  # connections; more are told to come again


FAULTS = {
    errno.EADDRINUSE: "PORT {port} is taken: another program listens there. Stop it, or choose another.",
    errno.EACCES: "PORT {port} may not be listened on by this user. Choose one from 1024 on.",
    errno.EADDRNOTAVAIL: "HOST {host} is no address of this machine.",
}


def check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on. Raises SetupError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trying.bind(address)
    except OSError as error:
        said = FAULTS.get(error.errno or 0, "HOST {host} with PORT {port} cannot be listened on.")
        raise SetupError(said.format(host=host, port=port)) from None


def ends_quietly(app: ASGIApp) -> ASGIApp:
    """The same app. What is still asked of it when the server ends is told to come again, and leaves no trace."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await app(scope, receive, sending)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if not begun:
                await PlainTextResponse("", 503, {"retry-after": "10", "connection": "close"})(scope, receive, send)

    return around


def serve(app: ASGIApp, *, host: str, port: int) -> None:
    """Serve until a signal ends it."""
    settle_in()
    uvicorn.run(
        ends_quietly(app),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=2,
    )
