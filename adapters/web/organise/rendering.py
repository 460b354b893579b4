"""Templates to pages: the GOV.UK components, our sentences in the page's language, and what every answer carries."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse

from adapters.web.organise import drawing
from bot.organising.door import belongs_here, only_shows
from content import English

Say = Callable[..., str]
"""A sentence by its key, in a language, with its variables."""

HERE = Path(__file__).parent
STYLE = HERE / "style" / "organise.css"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}


@cache
def _environment() -> Environment:
    ours = PackageLoader("adapters.web.organise")
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(loader=ChoiceLoader([ours, govuk]), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        belongs_here=belongs_here,
        only_shows=only_shows,
        bars=drawing.bars,
        spots=drawing.spots,
        lines=drawing.lines,
        size=(drawing.WIDTH, drawing.HEIGHT),
        style=f"/organise/style.css?{style_mark()}",
    )
    made.filters["spoken"] = _spoken
    made.filters["kind"] = lambda value: type(value).__name__
    made.filters["query"] = lambda asked: "?" + urlencode(asked)
    return made


def _spoken(value: Any) -> Any:
    """Words that are English on a page that may not be say so."""
    return Markup('<span lang="en">{}</span>').format(str(value)) if isinstance(value, English) else value


@cache
def style_mark() -> str:
    """Changes when the style does, so that browsers may keep it for ever."""
    return hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]


def render(template: str, say: Say, language: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. `say` in a template takes a key and its variables."""

    def said(key: str, **variables: Any) -> str:
        return say(key, language, **variables)

    html = _environment().get_template(template).render(say=said, language=language, **values)
    return HTMLResponse(html, status, {**HEADERS, "Content-Language": language})


def others(path: str, asked: Mapping[str, str], language: str) -> tuple[str, str, str]:
    """The same page in the other language: code, name, address."""
    code, name = ("en", "English") if language == "cy" else ("cy", "Cymraeg")
    return code, name, f"{path}?{urlencode({**asked, 'lang': code})}"
