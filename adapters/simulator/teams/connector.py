"""The connector: the API that bots speak to, with its doorkeeper. What is allowed is said in `posting`."""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.simulator.teams import answers, keys, limits, posting
from adapters.simulator.teams.posting import Refused
from adapters.simulator.wire import Fault, LostResponse

if TYPE_CHECKING:
    from adapters.simulator.teams.cloud import TeamsCloud
    from adapters.simulator.teams.people import Person
    from adapters.simulator.teams.places import Team
    from adapters.simulator.teams.state import Conversation

Found = dict[str, Any]
Answer = tuple[int, Any]
Handler = Callable[[Request, Found], Awaitable[Answer]]


class Connector:
    """What is served below a service URL."""

    def __init__(self, cloud: "TeamsCloud") -> None:
        self.cloud = cloud

    def routes(self) -> list[Route]:
        """What is served. The names are those of Bot Framework's own description of the API."""
        one = "/{region}/v3/conversations/{conversation}"
        team = "/{region}/v3/teams/{team}"
        rows: list[tuple[str, str, str, str, Handler]] = [
            ("POST", "/{region}/v3/conversations", "createConversation", "create", self.create),
            ("POST", f"{one}/activities", "sendToConversation", "send", self.send),
            ("POST", one + "/activities/{activity}", "replyToActivity", "send", self.reply),
            ("PUT", one + "/activities/{activity}", "updateActivity", "send", self.update),
            ("DELETE", one + "/activities/{activity}", "deleteActivity", "send", self.delete),
            ("GET", f"{one}/members", "getConversationMembers", "members", self.members),
            ("GET", f"{one}/pagedmembers", "getConversationPagedMembers", "members", self.paged_members),
            ("GET", one + "/members/{member}", "getConversationMember", "members", self.member),
            ("GET", team, "getTeamDetails", "list", self.team),
            ("GET", f"{team}/conversations", "getTeamChannels", "list", self.channels),
        ]
        return [
            Route(path, self._guarded(call, kind, handler), methods=[method], name=call)
            for method, path, call, kind, handler in rows
        ]

    def _guarded(self, call: str, kind: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """The same for every call: what goes wrong, who calls, how often, what is sent; then the log."""

        async def guarded(request: Request) -> Response:
            raw = await request.body()
            where = request.path_params.get("conversation", "")
            shown = _parsed(raw)
            fault = await self.cloud.ask_fault(call, {"conversation": where, "body": shown, "path": request.url.path})
            headers: dict[str, str] = {}
            if fault and fault.status:
                status, answer = fault.status, posting.error(fault.error or "ServiceError", "injected")
                headers = {"Retry-After": f"{fault.retry_after:g}"} if fault.retry_after is not None else {}
            else:
                status, answer, headers = await self._handled(request, raw, shown, kind, handler)
            self.cloud.record(
                "from bot",
                method=request.method,
                path=request.url.path,
                status=status,
                body=shown,
                answer=answer,
                call=call,
            )
            return _response(status, answer, headers, fault)

        return guarded

    async def _handled(
        self, request: Request, raw: bytes, body: Any, kind: str, handler: Handler
    ) -> tuple[int, Any, dict[str, str]]:
        if keys.connector_app(self.cloud.keys, request.headers.get("authorization", "")) != self.cloud.app_id:
            denied = {"message": "Authorization has been denied for this request."}
            return 401, denied, {"WWW-Authenticate": "Bearer"}
        try:
            self._throttled(request, kind)
            if request.method in {"POST", "PUT"}:
                posting.check_body(raw, body)
            status, answer = await handler(request, body if isinstance(body, dict) else {})
        except Refused as refused:
            return refused.status, posting.error(refused.code, str(refused)), refused.headers
        return status, answer, {}

    def _throttled(self, request: Request, kind: str) -> None:
        if not self.cloud.pacing:
            return
        place = request.path_params.get("conversation", request.path_params.get("team", "")).partition(";")[0]
        where = self.cloud.conversations.get(place)
        tenant = where.tenant if where else ""
        seconds = self.cloud.throttle.wait(kind, place, tenant, self.cloud.now())
        if seconds:
            raise Refused(429, "Throttled", "Too many requests.", {"Retry-After": str(seconds)})

    # --- posting ---

    async def create(self, request: Request, body: Found) -> Answer:
        """A person's own chat with the bot, or a new post in a channel."""
        return posting.create(self.cloud, request.path_params["region"], body)

    async def send(self, request: Request, body: Found) -> Answer:
        """A message: in a chat, as a new post in a channel, or under the post that the id names."""
        where, root = self._where(request)
        return posting.send(self.cloud, where, body, root)

    async def reply(self, request: Request, body: Found) -> Answer:
        """A message under another."""
        where, _ = self._where(request)
        message = posting.find(where, request.path_params["activity"])
        return posting.send(self.cloud, where, body, message.root)

    async def update(self, request: Request, body: Found) -> Answer:
        """Another content for a message of the bot's."""
        where, _ = self._where(request)
        ident = request.path_params["activity"]
        message = posting.find(where, ident)
        looking = [self.cloud.people_by_id[one] for one in message.views]
        answer = posting.update(self.cloud, where, ident, body)
        for person in looking:  # their client asks at once, and nobody has to wait for it
            await answers.refresh(person, message)
        return answer

    async def delete(self, request: Request, body: Found) -> Answer:  # noqa: ARG002 - all handlers alike
        """Take a message of the bot's away."""
        where, _ = self._where(request)
        return posting.delete(self.cloud, where, request.path_params["activity"])

    def _where(self, request: Request) -> "tuple[Conversation, str]":
        return posting.place(self.cloud, request.path_params["region"], request.path_params["conversation"])

    # --- asking ---

    async def members(self, request: Request, body: Found) -> Answer:  # noqa: ARG002 - all handlers alike
        """Everybody in a conversation."""
        where, _ = self._where(request)
        return 200, [person.account() for person in self._people(where)]

    async def paged_members(self, request: Request, body: Found) -> Answer:  # noqa: ARG002 - all handlers alike
        """Everybody in a conversation, some at a time."""
        where, _ = self._where(request)
        least, most = limits.PAGE_OF_MEMBERS
        asked = request.query_params.get("pageSize") or str(most)
        begin = request.query_params.get("continuationToken") or "0"
        if not (asked.isdigit() and begin.isdigit()):
            raise Refused(400, "BadArgument", "pageSize or continuationToken is not valid.")
        size, start = min(max(int(asked), least), most), int(begin)
        people = self._people(where)
        answer: Found = {"members": [person.account() for person in people[start : start + size]]}
        if start + size < len(people):
            answer["continuationToken"] = str(start + size)
        return 200, answer

    async def member(self, request: Request, body: Found) -> Answer:  # noqa: ARG002 - all handlers alike
        """One of them, by either id."""
        where, _ = self._where(request)
        ident = request.path_params["member"]
        for person in self._people(where):
            if ident in {person.mri, person.id}:
                return 200, person.account()
        raise Refused(404, "MemberNotFoundInConversation", "Member not found in conversation.")

    def _people(self, where: "Conversation") -> "list[Person]":
        return self.cloud.members(where)

    def _team(self, request: Request) -> "Team":
        found = self.cloud.team(request.path_params["team"])
        if found is None or found.deleted or found.tenant.region != request.path_params["region"]:
            raise Refused(404, "NotFound", "Team not found.")
        if not found.installed:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return found

    async def team(self, request: Request, body: Found) -> Answer:  # noqa: ARG002 - all handlers alike
        """What a team is called."""
        found = self._team(request)
        counts = {"channelCount": len(found.channels), "memberCount": len(found.people())}
        return 200, found.described() | counts

    async def channels(self, request: Request, body: Found) -> Answer:  # noqa: ARG002 - all handlers alike
        """The channels of a team. Teams gives General no name."""
        found = self._team(request)
        listed = [one for one in found.channels.values() if not one.deleted and not one.conversation.private]
        return 200, {
            "conversations": [{"id": one.id, "name": None if one.id == found.id else one.name} for one in listed]
        }


def _parsed(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _response(status: int, answer: Any, headers: dict[str, str], fault: Fault | None) -> Response:
    if fault and fault.lost:
        return LostResponse()
    if answer is None:
        return Response(status_code=status, headers=headers)
    return JSONResponse(answer, status, headers)
