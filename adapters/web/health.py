"""Whether the program is alive, and whether it can do its work."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def health_routes(ready: Callable[[], Awaitable[bool]]) -> list[Route]:
    """`/healthz` answers while the process lives; `/readyz` only while `ready` says that the database answers."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_request: Request) -> Response:
        if await ready():
            return PlainTextResponse("ready\n")
        return PlainTextResponse("the database is not to be reached\n", status_code=503)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]
