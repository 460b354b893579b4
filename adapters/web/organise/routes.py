"""The addresses of the organisers' pages: the way in and out, each page, its tables, and what is done there."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.web.organise import visits
from adapters.web.organise.forms import Posted, first, posted, pressed
from adapters.web.organise.rendering import HEADERS, STYLE, Say, others, render
from adapters.web.organise.taking import as_csv
from bot.chat import Card, Field, Reply, Said, Shown, Text
from bot.errors import Refusal, Unavailable
from bot.network import where_it_broke
from bot.organising.door import PAGES, PagesDoor, Pressed, only_shows
from bot.organising.entering import LASTS
from bot.organising.reception import Visitor

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]
Known = Callable[[Request, Visitor, str], Awaitable[Response]]
"""A handler that is told who asks, and in which language."""

FIRST = "overview"
WRITTEN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
OWN = frozenset({"lang", "says"})  # of the address, not of the page


@dataclass(frozen=True)
class Pages:
    """The handlers. `secure` says that people come by TLS."""

    door: PagesDoor
    say: Say
    secure: bool

    # --- the way in and out ------------------------------------------------------------------------------------------

    async def enter(self, request: Request) -> Response:
        """The page behind the link. Looking at it spends nothing, for link scanners look first; its button does."""
        return self._plain(request, "enter", 200)

    async def come_in(self, request: Request) -> Response:
        """Its button: the link is used up, and this browser has a visit."""
        if not visits.began_here(request):
            return await self._away(request, "a form from elsewhere", "forged", 403)
        visit = await self.door.enter(request.path_params["secret"], visits.visit_of(request, secure=self.secure))
        if visit is None:
            return self._plain(request, "stale", 410)
        response = RedirectResponse(f"/organise/{FIRST}", 303, HEADERS)
        visits.give(response, visit, secure=self.secure, seconds=int(LASTS.total_seconds()))
        visits.keep_language(request, response, secure=self.secure)
        return response

    async def out(self, request: Request) -> Response:
        """Sign out."""
        visit = visits.visit_of(request, secure=self.secure)
        if not visits.proven(visit, first(await posted(request), "proof")):
            return await self._away(request, "a form without its proof", "forged", 403)
        await self.door.leave(visit)
        response = self._plain(request, "out", 200)
        visits.take_back(response, secure=self.secure)
        return response

    def _plain(self, request: Request, what: str, status: int) -> Response:
        """A page for who is not signed in: `enter` with its button, or one that says what to do now."""
        language = visits.language_of(request)
        other = others(request.url.path, {}, language)
        return render("door.html", self.say, language, status=status, what=what, other=other)

    async def _away(self, request: Request, why: str, what: str, status: int, who: int | None = None) -> Response:
        await self.door.turned_away(why, who)
        return self._plain(request, what, status)

    # --- pages -------------------------------------------------------------------------------------------------------

    def known(self, handler: Known) -> Handler:
        """A handler for organisers who are signed in; everybody else is turned away."""

        async def handled(request: Request) -> Response:
            visit = visits.visit_of(request, secure=self.secure)
            visitor = await self.door.visitor(visit)
            if visitor is None:
                why = "a visit that holds no more" if visit else "no visit"
                return await self._away(request, why, "nobody", 401)
            response = await handler(request, visitor, visits.language_of(request, visitor.language))
            visits.keep_language(request, response, secure=self.secure)
            return response

        return self.there(handled)

    def there(self, handler: Handler) -> Handler:
        """A handler that says so where the database is away."""

        async def handled(request: Request) -> Response:
            try:
                return await handler(request)
            except Unavailable:
                return self._plain(request, "unavailable", 503)
            except Exception as error:  # noqa: BLE001  (whatever it is, nobody sees a stack trace, nor does a log see words)
                log.error("fault on a page: %s at %s", type(error).__name__, where_it_broke(error))  # noqa: TRY400
                return self._plain(request, "fault", 500)

        return handled

    async def show(self, request: Request, who: Visitor, language: str) -> Response:
        """A page, or on it what a link of a card shows."""
        page, says = _page(request), request.query_params.get("says", "")
        if page not in PAGES:
            return self._missing(request, who, language)
        if says and only_shows(says):
            reply = await self.door.press(who, Pressed(says, secrets.token_urlsafe(9)), language)
            return await self._answer(request, who, language, reply)
        return await self._render(request, who, language)

    async def act(self, request: Request, who: Visitor, language: str) -> Response:
        """What a button or a form of a page does."""
        form: Posted = await posted(request)
        if not visits.began_here(request) or not visits.proven(
            visits.visit_of(request, secure=self.secure), first(form, "proof")
        ):
            return await self._away(request, "a form without its proof", "forged", 403, who.member_id)
        if _page(request) not in PAGES:
            return self._missing(request, who, language)
        try:
            reply = await self.door.press(who, pressed(form), language)
        except Refusal as refusal:
            return await self._render(request, who, language, said=refusal.sentence)
        return await self._answer(request, who, language, reply)

    async def table(self, request: Request, who: Visitor, language: str) -> Response:
        """One of a page's tables as CSV."""
        if _page(request) not in PAGES:
            return self._missing(request, who, language)
        table = await self.door.table(who, _page(request), request.path_params["file"], _asked(request), language)
        if table is None:
            return self._missing(request, who, language)
        named = {"Content-Disposition": f'attachment; filename="{table.file}.csv"'}
        return Response(as_csv(table), media_type="text/csv", headers={**HEADERS, **named})

    async def handbook(self, request: Request, who: Visitor, language: str) -> Response:
        """A handbook as a file."""
        number, ending = request.path_params["number"], request.path_params["ending"]
        found = await self.door.handbook(who, number, ending, language)
        if found is None:
            return self._missing(request, who, language)
        named = {"Content-Disposition": f'attachment; filename="{found[0]}"'}
        return Response(found[1], media_type=WRITTEN[ending], headers={**HEADERS, **named})

    # --- answers -----------------------------------------------------------------------------------------------------

    async def _answer(self, request: Request, who: Visitor, language: str, reply: Reply | None) -> Response:
        """What came of it: a form, a card to look at, or a word above the page as it is now."""
        if reply is None:
            return await self._render(request, who, language, said=self.say("again.done", language))
        if reply.shown is Shown.FORM or not _short(reply.card):
            status = 422 if reply.problem else 200
            return self._page(
                request, who, language, "card.html", status=status, card=reply.card, problem=reply.problem
            )
        told = [block.text for block in reply.card.blocks if isinstance(block, Text)]
        more = told if len(told) == len(reply.card.blocks) else []
        done = reply.shown is Shown.IN_PLACE
        return await self._render(request, who, language, said=reply.card.title, more=more, done=done)

    async def _render(self, request: Request, who: Visitor, language: str, **values: Any) -> Response:
        try:
            seen = await self.door.see(who, _page(request), _asked(request), language)
        except Refusal as refusal:
            return self._page(request, who, language, "card.html", status=403, card=Card(refusal.sentence))
        return self._page(request, who, language, "page.html", page=seen, **values)

    def _missing(self, request: Request, who: Visitor, language: str) -> Response:
        card = Card(self.say("pages.missing", language), (Text(self.say("pages.missing-what", language)),))
        return self._page(request, who, language, "card.html", status=404, card=card)

    def _page(
        self, request: Request, who: Visitor, language: str, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        asked, name = _asked(request), _page(request)
        return render(
            template,
            self.say,
            language,
            status=status,
            name=name if name in PAGES else FIRST,
            asked=asked,
            menu=[(slug, self.say(key, language)) for slug, (key, _) in PAGES.items()],
            who=who,
            proof=visits.proof(visits.visit_of(request, secure=self.secure)),
            fresh=lambda: secrets.token_urlsafe(9),
            other=others(f"/organise/{name}", asked, language),
            **values,
        )


def _page(request: Request) -> str:
    return str(request.path_params.get("page") or FIRST)


def _asked(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if name not in OWN}


def _short(card: Card) -> bool:
    """Whether its title says it all: nothing to fill in, to read or to go on with."""
    return not card.buttons and not any(isinstance(block, Field | Said) for block in card.blocks)


async def _style(_request: Request) -> Response:
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return FileResponse(STYLE, media_type="text/css", headers=kept)


def organise_routes(door: PagesDoor, say: Say, *, secure: bool) -> list[Route]:
    """Everything below `/organise`."""
    pages = Pages(door, say, secure)
    return [
        Route("/organise/style.css", _style),
        Route("/organise/enter/{secret}", pages.enter),
        Route("/organise/enter/{secret}", pages.there(pages.come_in), methods=["POST"]),
        Route("/organise/out", pages.there(pages.out), methods=["POST"]),
        Route("/organise", pages.known(pages.show)),
        Route("/organise/", pages.known(pages.show)),
        Route("/organise/{page}", pages.known(pages.show)),
        Route("/organise/{page}", pages.known(pages.act), methods=["POST"]),
        Route("/organise/handbook/{number:int}.{ending}", pages.known(pages.handbook)),
        Route("/organise/{page}/{file}.csv", pages.known(pages.table)),
    ]
