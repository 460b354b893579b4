"""The page behind a one-time link. Looking at it spends nothing, for link scanners look first; its button does."""

from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

Say = Callable[[str, str], str]
"""A sentence by its key, in a language."""
Take = Callable[[str], Awaitable[bytes | None]]
"""Spends a link's secret and gives the file; None where it holds no more."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
}
STYLE = """
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
h1 { line-height: 1.2 }
main { max-width: 36rem; margin: 10vh auto; padding: 1rem }
button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .3rem; background: #00703c; color: #fff }
button:focus-visible { outline: .25rem solid #ffdd00; outline-offset: .1rem }
"""


def export_routes(say: Say, take: Take) -> list[Route]:
    """`GET /export/SECRET` shows the button, `POST` gives the file once."""

    async def look(request: Request) -> Response:
        language = _language(request)
        button = f'<form method="post"><button>{escape(say("export.page-button", language))}</button></form>'
        return _page(language, say("export.title", language), say("export.page-once", language), button)

    async def have(request: Request) -> Response:
        language = _language(request)
        file = await take(request.path_params["secret"])
        if file is None:
            gone = _page(language, say("export.page-gone", language), say("export.page-again", language))
            gone.status_code = 410
            return gone
        named = {"Content-Disposition": 'attachment; filename="about-me.zip"'}
        return Response(file, media_type="application/zip", headers={**HEADERS, **named})

    return [Route("/export/{secret}", look), Route("/export/{secret}", have, methods=["POST"])]


def _language(request: Request) -> str:
    return "cy" if request.query_params.get("lang") == "cy" else "en"


def _page(language: str, title: str, text: str, more: str = "") -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{more}</main>"
        "</body></html>",
        headers=HEADERS,
    )
