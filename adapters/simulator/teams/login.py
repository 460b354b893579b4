"""Where keys and tokens come from: Bot Framework's OpenID documents, and Entra's token endpoint."""

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.simulator.teams import keys, limits
from adapters.simulator.wire import LostResponse

if TYPE_CHECKING:
    from adapters.simulator.teams.cloud import TeamsCloud

MULTI_TENANT = "botframework.com"
"""The tenant that multi-tenant bots ask for a token."""

SCOPE = "https://api.botframework.com/.default"


class Login:
    """The doors at which nobody needs a token yet."""

    def __init__(self, cloud: "TeamsCloud") -> None:
        self.cloud = cloud

    def routes(self) -> list[Route]:
        """What is served."""
        return [
            Route("/v1/.well-known/openidconfiguration", self.openid),
            Route("/v1/.well-known/keys", self.jwks),
            Route("/{tenant}/v2.0/.well-known/openid-configuration", self.entra),
            Route("/{tenant}/discovery/v2.0/keys", self.entra_keys),
            Route("/{tenant}/oauth2/v2.0/token", self.token, methods=["POST"]),
        ]

    async def openid(self, request: Request) -> Response:
        """Bot Framework's metadata: who signs what it sends to bots."""
        base = self.cloud.base_url
        return await self._answer(
            request,
            "openid",
            {
                "issuer": keys.CHANNEL_ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{base}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            },
        )

    async def jwks(self, request: Request) -> Response:
        """Bot Framework's keys, with the channels that each speaks for."""
        return await self._answer(request, "keys", {"keys": self.cloud.keys.published()})

    async def entra(self, request: Request) -> Response:
        """Entra's metadata of a tenant."""
        tenant = request.path_params["tenant"]
        base = f"{self.cloud.base_url}/{tenant}"
        return JSONResponse(
            {
                "issuer": f"{base}/v2.0",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            }
        )

    async def entra_keys(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's shape
        """Entra's keys."""
        return JSONResponse({"keys": [self.cloud.keys.entra.jwk()]})

    async def token(self, request: Request) -> Response:
        """A token for the connector, in exchange for the app's password."""
        tenant = request.path_params["tenant"]
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        refusal = self._refusal(tenant, form)
        if refusal:
            return await self._answer(request, "token", _entra_error(self.cloud, *refusal[1:]), refusal[0])
        token = keys.connector_token(self.cloud.keys, self.cloud.app_id, tenant)
        seconds = limits.TOKEN_SECONDS
        given = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}
        return await self._answer(request, "token", given)

    def _refusal(self, tenant: str, form: dict[str, str]) -> tuple[int, str, int, str] | None:
        """Status, error, AADSTS number and sentence, where there is no token for this."""
        cloud = self.cloud
        homes = {cloud.home_tenant} if cloud.home_tenant else {MULTI_TENANT, *cloud.tenants}
        if tenant not in {MULTI_TENANT, cloud.home_tenant, *cloud.tenants}:
            return 400, "invalid_request", 90002, f"Tenant '{tenant}' not found."
        if form.get("grant_type") != "client_credentials":
            return 400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type."
        client = form.get("client_id", "")
        if client != cloud.app_id or tenant not in homes:
            words = f"Application with identifier '{client}' was not found in the directory '{tenant}'."
            return 400, "unauthorized_client", 700016, words
        if form.get("client_secret") != cloud.app_password:
            return 401, "invalid_client", 7000215, "Invalid client secret provided."
        if form.get("scope") != SCOPE:
            words = "The provided value for the input parameter 'scope' is not valid."
            return 400, "invalid_scope", 70011, words
        return None

    async def _answer(self, request: Request, call: str, body: dict[str, Any], status: int = 200) -> Response:
        fault = await self.cloud.ask_fault(call, {"path": request.url.path})
        if fault and fault.status:
            body, status = {"error": fault.error or "temporarily_unavailable"}, fault.status
        shown = {**body, "access_token": "…"} if "access_token" in body else body
        self.cloud.record(
            "from bot", method=request.method, path=request.url.path, status=status, body=None, answer=shown, call=call
        )
        return LostResponse() if fault and fault.lost else JSONResponse(body, status)


def _entra_error(cloud: "TeamsCloud", error: str, number: int, words: str) -> dict[str, Any]:
    at = cloud.now().strftime("%Y-%m-%d %H:%M:%SZ")
    trace = str(uuid.uuid4())
    return {
        "error": error,
        "error_description": f"AADSTS{number}: {words} Trace ID: {trace} Timestamp: {at}",
        "error_codes": [number],
        "timestamp": at,
        "trace_id": trace,
        "correlation_id": str(uuid.uuid4()),
        "error_uri": f"https://login.microsoftonline.com/error?code={number}",
    }
