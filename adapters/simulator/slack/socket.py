"""Slack's Socket Mode: a WebSocket that the bot opened, over which it is told what would else be posted to its door."""

import asyncio
import json
import secrets
import time
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from adapters.simulator.slack.call import ApiError
from adapters.simulator.wire import TIMED_OUT, Answered


class Socket:
    """Connections of the app, newest last. `app_token` is the only one that opens any."""

    def __init__(self, app_token: str) -> None:
        self.app_token = app_token
        self.connections: list[web.WebSocketResponse] = []
        self.opened = 0
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_get("/link", self._connected)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection."""
        for connection in list(self.connections):
            await connection.close()
        if self._runner:
            await self._runner.cleanup()

    def open(self, token: str) -> str:
        """apps.connections.open: where to connect to, good once."""
        if not token.startswith("xapp-"):
            raise ApiError("not_allowed_token_type")
        if token != self.app_token:
            raise ApiError("invalid_auth")
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._port}/link?ticket={ticket}"

    async def asks_to_reconnect(self) -> None:
        """Slack refreshes a connection every few hours: it says so, and closes it."""
        connection = self.connections[-1]
        await connection.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await connection.close()

    async def send(self, kind: str, payload: dict[str, Any], patience: float, retry: dict[str, Any]) -> Answered:
        """Tell the bot, and wait for its acknowledgement as long as Slack does."""
        begun = time.monotonic()
        if not self.connections:
            return Answered(TIMED_OUT)
        envelope = {"type": kind, "envelope_id": str(uuid.uuid4()), "payload": payload, **retry}
        envelope["accepts_response_payload"] = kind != "events_api"
        waiting = self._waiting[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self.connections[-1].send_str(json.dumps(envelope))
                body = await waiting
        except (TimeoutError, ConnectionError):
            return Answered(TIMED_OUT, late=True, seconds=time.monotonic() - begun)
        finally:
            del self._waiting[envelope["envelope_id"]]
        return Answered(200, body, seconds=time.monotonic() - begun)

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.remove(ticket)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"type": "hello", "num_connections": len(self.connections) + 1})
        self.connections.append(connection)
        self.opened += 1
        try:
            async for message in connection:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(message.json())
        finally:
            self.connections.remove(connection)
        return connection

    def _acknowledged(self, told: dict[str, Any]) -> None:
        waiting = self._waiting.get(str(told.get("envelope_id")))
        if waiting and not waiting.done():
            waiting.set_result(told.get("payload"))
