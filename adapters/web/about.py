"""What this is, what it keeps, and on what terms: for whoever is asked to install it. Both languages, open to all."""

import html
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

Say = Callable[[str, str], str]
"""A sentence by its key, in a language."""

LANGUAGES = {"en": "English", "cy": "Cymraeg"}
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "/about": ("teams-app.full", ("teams-app.about-full",)),
    "/about/privacy": (
        "privacy.title",
        ("privacy.kept", "privacy.organisers", "privacy.carried", "privacy.leaving", "privacy.stays"),
    ),
    "/about/terms": ("about.terms", ("about.use", "about.residents", "about.offered")),
}
"""Each page: its title and its paragraphs."""

STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}"
    "a{color:#00526a}a:focus-visible{outline:3px solid #ffbf47;outline-offset:2px}"
)
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
}


def about_routes(say: Say) -> list[Route]:
    """The pages. `?lang=cy` is Welsh; else what the browser prefers."""

    def page(path: str) -> Route:
        async def show(request: Request) -> Response:
            language = _language(request)
            return HTMLResponse(_page(say, path, language), headers={**HEADERS, "content-language": language})

        return Route(path, show)

    return [page(path) for path in PAGES]


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    preferred = request.headers.get("accept-language", "")
    return asked if asked in LANGUAGES else "cy" if preferred.lower().startswith("cy") else "en"


def _page(say: Say, path: str, language: str) -> str:
    title, keys = PAGES[path]
    paragraphs = [part for key in keys for part in say(key, language).split("\n\n")]
    words = "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
    pages = " · ".join(
        f'<a href="{other}?lang={language}">{html.escape(say(PAGES[other][0], language))}</a>'
        for other in PAGES
        if other != path
    )
    languages = " · ".join(
        f'<a href="{path}?lang={code}" lang="{code}" hreflang="{code}">{name}</a>'
        for code, name in LANGUAGES.items()
        if code != language
    )
    heading = html.escape(say(title, language))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{heading}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{heading}</h1>{words}</main><nav><p>{pages}</p><p>{languages}</p></nav></body></html>"
    )
