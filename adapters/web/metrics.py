"""`/metrics`, for who has the token: it tells when people are about, so it is not for everybody."""

import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

KIND = "text/plain; version=0.0.4; charset=utf-8"


def metrics_routes(token: str, text: Callable[[], Awaitable[bytes]]) -> list[Route]:
    """The route, with `Authorization: Bearer TOKEN`; none where there is no token."""
    if not token:
        return []
    wanted = f"Bearer {token}".encode()

    async def metrics(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted):
            return Response(status_code=401, headers={"www-authenticate": "Bearer"})
        return Response(await text(), media_type=KIND, headers={"cache-control": "no-store"})

    return [Route("/metrics", metrics)]
