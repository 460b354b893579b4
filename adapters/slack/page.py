"""A card as a page of its own, for a browser: where the app is installed. No script, nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from starlette.responses import HTMLResponse

from adapters.slack.words import safe
from bot.chat import Card, Facts, Heading, Text

_STYLE = """
:root{color-scheme:light}
body{margin:0;background:#fff;color:#0b0c0c;font:1.1875rem/1.5 arial,sans-serif}
main{max-width:42rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 1.5rem}
h2{font-size:1.4rem;margin:2rem 0 .5rem}
p,dd{margin:0 0 1rem;overflow-wrap:anywhere}
.quiet{color:#484949;font-size:1rem}
dt{font-weight:bold;font-family:monospace}
dd{margin-left:0}
a{color:#1a65a6}
button{background:#0f7a52;color:#fff;border:0;border-bottom:2px solid #083d29;padding:.6rem 1rem;
font:inherit;font-weight:bold;cursor:pointer}
a:focus,button:focus{outline:3px solid #fd0;background-color:#fd0;color:#0b0c0c}
.languages{text-align:right;margin:0 0 2rem}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def page(
    card: Card, *, status: int = 200, post: str = "", to: str = "", other: tuple[str, str, str] | None = None
) -> HTMLResponse:
    """The card as a page.

    `post` is where its button posts to, `to` where that may lead (an origin); `other` is the same page in the
    other language: code, name, address.
    """
    body = "\n".join([*_language(other), f"<h1>{_text(card.title)}</h1>", *_blocks(card), *_form(card, post)])
    html = (
        f'<!doctype html>\n<html lang="{card.language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(card.title)} – Upstream</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body>\n</html>\n"
    )
    allowed = f"'self' {to}".strip()
    headers = {
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {allowed}",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(html, status, headers)


def _language(other: tuple[str, str, str] | None) -> Iterator[str]:
    if other:
        code, name, address = other
        yield f'<p class="languages"><a href="{escape(address)}" lang="{code}" hreflang="{code}">{_text(name)}</a></p>'


def _blocks(card: Card) -> Iterator[str]:
    for block in card.blocks:
        match block:
            case Text():
                yield f'<p class="quiet">{_text(block.text)}</p>' if block.quiet else f"<p>{_text(block.text)}</p>"
            case Heading():
                yield f"<h2>{_text(block.text)}</h2>"
            case Facts():
                rows = "".join(f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in block.facts)
                yield f"<dl>{rows}</dl>"
            case _:
                raise ValueError(f"a page shows no {block.block}")


def _form(card: Card, post: str) -> Iterator[str]:
    if card.opens and post:
        yield f'<form method="post" action="{escape(post)}"><button>{_text(card.opens)}</button></form>'


def _text(text: str) -> str:
    return escape(safe(text))
