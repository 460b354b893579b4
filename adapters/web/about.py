"""What this is, what it keeps, and on what terms: for whoever is asked to install it. Both languages, open to all."""

import html
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.chat import Facts, Heading
from bot.keeping.promises import Promises

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
    "dt{font-weight:bold}dd{margin:0 0 .6rem}"
)
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
}


def about_routes(say: Say, promises: Promises) -> list[Route]:
    """The pages. `?lang=cy` is Welsh; else what the browser prefers. Each ends with who is responsible."""

    def page(path: str) -> Route:
        async def show(request: Request) -> Response:
            language = _language(request)
            return HTMLResponse(_page(say, promises, path, language), headers={**HEADERS, "content-language": language})

        return Route(path, show)

    return [page(path) for path in PAGES]


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    preferred = request.headers.get("accept-language", "")
    return asked if asked in LANGUAGES else "cy" if preferred.lower().startswith("cy") else "en"


def _page(say: Say, promises: Promises, path: str, language: str) -> str:
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
    heading, answers = html.escape(say(title, language)), _responsible(say, promises, language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{heading}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{heading}</h1>{words}{answers}</main><nav><p>{pages}</p><p>{languages}</p></nav></body></html>"
    )


def _responsible(say: Say, promises: Promises, language: str) -> str:
    """Who answers for it, where whoever runs it has said so."""
    parts = []
    for block in promises.responsible(lambda key: say(key, language)):
        if isinstance(block, Heading):
            parts.append(f"<h2>{html.escape(block.text)}</h2>")
        elif isinstance(block, Facts):
            facts = (f"<dt>{html.escape(label)}</dt><dd>{html.escape(value)}</dd>" for label, value in block.facts)
            parts.append(f"<dl>{''.join(facts)}</dl>")
    if promises.notice:
        name, url = html.escape(say("privacy.notice", language)), html.escape(promises.notice)
        parts.append(f'<p><a href="{url}">{name}</a></p>')
    return "".join(parts)
