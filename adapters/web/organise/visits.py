"""What a browser carries: the secret of its visit in a cookie, and in every form the proof that it came from a page."""

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import Response

LANGUAGES = ("en", "cy")
LANGUAGE = "upstream-language"
OURS = frozenset({"", "same-origin", "none"})  # what browsers say of a request that no other site began


def cookie_name(*, secure: bool) -> str:
    """A name that binds it to this host, where there is TLS."""
    return "__Host-upstream-visit" if secure else "upstream-visit"


def visit_of(request: Request, *, secure: bool) -> str:
    """The secret of this browser's visit; empty where it has none."""
    return request.cookies.get(cookie_name(secure=secure), "")


def give(response: Response, visit: str, *, secure: bool, seconds: int) -> None:
    """Let the browser carry it: to this host alone, never to scripts, never from another site."""
    response.set_cookie(
        cookie_name(secure=secure), visit, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict"
    )


def take_back(response: Response, *, secure: bool) -> None:
    """Let the browser forget it."""
    response.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="strict")


def proof(visit: str) -> str:
    """What every form of this visit carries. It cannot be made without the secret, nor the secret from it."""
    return hmac.new(visit.encode(), b"a form of ours", hashlib.sha256).hexdigest()


def proven(visit: str, told: str) -> bool:
    """Whether a form came from a page of this visit."""
    return hmac.compare_digest(proof(visit).encode(), told.encode())


def began_here(request: Request) -> bool:
    """Whether this is no request that another site began, as far as the browser tells."""
    return request.headers.get("sec-fetch-site", "") in OURS


def language_of(request: Request, own: str = "en") -> str:
    """The language asked for now, else the one chosen before, else the organiser's own."""
    wanted = (request.query_params.get("lang", ""), request.cookies.get(LANGUAGE, ""), own)
    return next((one for one in wanted if one in LANGUAGES), "en")


def keep_language(request: Request, response: Response, *, secure: bool) -> None:
    """Remember a language that was asked for."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        response.set_cookie(LANGUAGE, asked, path="/organise", secure=secure, httponly=True, samesite="lax")
