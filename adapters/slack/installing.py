"""The pages where somebody adds the app to their workspace: what it asks for, off to Slack, back, what was granted.

An opened link changes nothing: only the button's POST begins, and only the browser that began comes back with its
cookie. A state counts once, for ten minutes.
"""

import hmac
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from adapters.slack.incoming import SLACK
from adapters.slack.oauth import Granted, OAuth
from adapters.slack.page import page
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from adapters.slack.tokens import Tokens
from adapters.slack.vault import Vault
from bot.arriving import Arrival
from bot.doors import FrontDoor
from bot.errors import DeliveryFailed, Refusal, Unavailable

log = logging.getLogger(__name__)

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
COOKIE = "upstream-install"
HOLDS = 600
"""Seconds from the button to coming back."""

LANGUAGES = {"en": "cy", "cy": "en"}
NAMES = {"en": "English", "cy": "Cymraeg"}


def doorstep(base_url: str) -> str:
    """Where an invitation leads, up to its code."""
    return f"{base_url.rstrip('/')}{INSTALL}?invitation="


@dataclass(frozen=True)
class _Began:
    """What a state holds: who began, with which invitation, in which language."""

    nonce: str
    code: str
    language: str


@dataclass
class Installing:
    """The two pages. `base_url` is the address that people reach us at."""

    oauth: OAuth
    vault: Vault
    tokens: Tokens
    front: FrontDoor
    base_url: str
    redirect_uri: str = field(init=False)

    def __post_init__(self) -> None:
        self.base_url = self.base_url.rstrip("/")
        self.redirect_uri = self.base_url + BACK

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route(INSTALL, self._safely(self.show), methods=["GET"]),
            Route(INSTALL, self._safely(self.begin), methods=["POST"]),
            Route(BACK, self._safely(self.back), methods=["GET"]),
        ]

    def _safely(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except Unavailable:
                return Response(status_code=503, headers={"retry-after": "10"})

        return answered

    # --- before

    async def show(self, request: Request) -> Response:
        """What the invitation is for, and what the app asks for."""
        code, language = request.query_params.get("invitation", ""), _language(request)
        try:
            card = await self.front.welcome(code, language, SCOPES, OPTIONAL_SCOPES)
        except Refusal as refusal:
            return await self._sorry(refusal, language)
        here, other = _query(code, language), LANGUAGES[language]
        elsewhere = (other, NAMES[other], f"{INSTALL}?{_query(code, other)}")
        to = urlsplit(self.oauth.address("", ""))
        return page(card, post=f"{INSTALL}?{here}", to=f"{to.scheme}://{to.netloc}", other=elsewhere)

    async def begin(self, request: Request) -> Response:
        """Off to Slack's page of consent, with a state that only this browser can come back with."""
        began = _Began(secrets.token_urlsafe(18), request.query_params.get("invitation", ""), _language(request))
        state = self.vault.seal(json.dumps([began.nonce, began.code, began.language]))
        response = RedirectResponse(self.oauth.address(self.redirect_uri, state), 303)
        response.headers["cache-control"] = "no-store"
        secure = self.base_url.startswith("https")
        response.set_cookie(COOKIE, began.nonce, HOLDS, path="/slack", secure=secure, httponly=True, samesite="lax")
        return response

    # --- after

    async def back(self, request: Request) -> Response:
        """Slack sends the browser back, with a code or with a refusal."""
        began = self._began(request)
        if began is None:
            return page(await self.front.sorry("expired", _language(request)), status=400)
        if request.query_params.get("error"):
            return page(await self.front.sorry("cancelled", began.language))
        if not await self.front.begin(began.nonce):
            return page(await self.front.sorry("used", began.language), status=400)
        try:
            granted = await self.oauth.exchange(request.query_params.get("code", ""), self.redirect_uri)
        except DeliveryFailed as failed:
            log.warning("an installation was not completed: %s", failed.code)
            return page(await self.front.sorry("failed", began.language, code=failed.code), status=502)
        return await self._granted(granted, began)

    def _began(self, request: Request) -> _Began | None:
        """What the state says, if it is ours, fresh, and this browser's."""
        opened = self.vault.open(request.query_params.get("state", ""), within=HOLDS)
        if not opened:
            return None
        began = _Began(*json.loads(opened))
        own = hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), began.nonce.encode())
        return began if own else None

    async def _granted(self, granted: Granted, began: _Began) -> Response:
        if not granted.tenant:
            await self.oauth.give_back(granted.token)
            log.info("an installation for a whole organisation was refused")
            return page(await self.front.sorry("whole-org", began.language, name=granted.organisation), status=400)
        lacks = [scope for scope in (*SCOPES, *OPTIONAL_SCOPES) if scope not in granted.scopes]
        try:
            card = await self.front.arrive(self._sealed(granted), began.code, began.language, lacks)
        except (Refusal, Unavailable) as error:
            await self.oauth.give_back(granted.token)
            log.info("the installation in workspace %s was not kept", granted.tenant)
            if isinstance(error, Unavailable):
                raise
            return await self._sorry(error, began.language)
        self.tokens.forget(granted.tenant)
        response = page(card)
        response.delete_cookie(COOKIE, path="/slack")
        return response

    def _sealed(self, granted: Granted) -> Arrival:
        seal = self.vault.seal
        return Arrival(
            platform=SLACK,
            tenant=granted.tenant,
            name=granted.name,
            by=granted.by,
            bot_user=granted.bot_user,
            token=seal(granted.token),
            refresh_token=seal(granted.refresh_token),
            expires_at=granted.expires_at,
            scopes=granted.scopes,
        )

    async def _sorry(self, refusal: Refusal, language: str) -> Response:
        return page(await self.front.sorry("refused", language, reason=refusal.sentence), status=403)


def _language(request: Request) -> str:
    """The language asked for, else the browser's first."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return "cy" if asked.lower().startswith("cy") else "en"


def _query(code: str, language: str) -> str:
    return urlencode(({"invitation": code} if code else {}) | {"lang": language})
