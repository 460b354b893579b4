"""The program as it runs in production, beside a Microsoft of our own behind the names of the real one.

Nothing in the bot knows: it is started by its command with the settings of production, believes a certificate authority
that is named by the environment, and goes out through a proxy as behind many a council's firewall. The authority, the
hosts and the proxy are made here, and nothing but those hosts can be reached.
"""

import asyncio
import datetime
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.simulator.teams import TeamsCloud, keys
from adapters.simulator.wire import served
from tests.servers import RESPONSIBLE
from tests.sky import Loop

HOSTS = ("login.botframework.com", "login.microsoftonline.com", "smba.trafficmanager.net")
APP_ID, SECRET = "00000000-0000-4000-8000-00000000b07a", "a-secret-of-this-test"
HOME = "00000000-0000-4000-8000-000000000001"
STARTS_WITHIN, ANSWERS_WITHIN = 60.0, 20.0
UPSTREAM = Path(sys.executable).with_name("upstream")


class Production:
    """The running program, and the Microsoft that it believes in. `went_to` are the hosts that it asked for."""

    def __init__(self, loop: Loop, folder: Path, app_type: str) -> None:
        self.loop, self.folder, self.app_type = loop, folder, app_type
        self.went_to: list[str] = []
        self.asked_for_identity: list[dict[str, str]] = []
        self.cloud = TeamsCloud("http://127.0.0.1", APP_ID, SECRET, home_tenant=HOME)
        self.cloud.base_url = f"https://{HOSTS[-1]}"
        self.tenant = self.cloud.tenant(HOME, "Leeds", region="uk")
        self._stack = AsyncExitStack()
        self.environment: dict[str, str] = {}

    def start(self) -> None:
        """Serve everything, and run `upstream serve`."""
        self.loop.run(self._start())

    def close(self) -> None:
        """Stop everything."""
        self.loop.run(self._stack.aclose())

    async def _start(self) -> None:
        try:
            await self._begin()
        except BaseException:
            await self._stack.aclose()
            raise

    async def _begin(self) -> None:
        port = _free_port()
        microsoft = await self._stack.enter_async_context(_over_tls(self.cloud.app, self.folder))
        proxy = await self._stack.enter_async_context(self._proxy(microsoft))
        identity = await self._stack.enter_async_context(
            served(Starlette(routes=[Route("/msi/token", self._identity)]))
        )
        self.address = f"http://127.0.0.1:{port}"
        self.cloud.bot_url = f"{self.address}/api/messages"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{self.folder}/upstream.db",
            "PORT": str(port),
            **RESPONSIBLE,
            "MICROSOFT_APP_ID": APP_ID,
            "MICROSOFT_APP_TENANT_ID": HOME,
            "MICROSOFT_APP_TYPE": self.app_type,
            "HTTPS_PROXY": proxy,
            "SSL_CERT_FILE": str(self.folder / "authority.pem"),
        }
        if self.app_type == "SingleTenant":
            self.environment["MICROSOFT_APP_PASSWORD"] = SECRET
        else:  # as Azure tells whoever runs in it
            self.environment |= {"IDENTITY_ENDPOINT": f"{identity}/msi/token", "IDENTITY_HEADER": "of-this-machine"}
        await self._stack.enter_async_context(self._serving())

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        with (self.folder / "upstream.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                UPSTREAM, "serve", cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
            try:
                async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient(trust_env=False) as http:
                    while process.returncode is None:
                        with suppress(httpx.HTTPError):
                            if (await http.get(f"{self.address}/readyz")).status_code == 200:
                                break
                        await asyncio.sleep(0.1)
                yield
            finally:
                with suppress(ProcessLookupError):
                    process.terminate()
                await process.wait()

    async def _identity(self, request: Request) -> Response:
        """What Azure answers a machine that asks who it is."""
        self.asked_for_identity.append({**request.query_params, "header": request.headers["x-identity-header"]})
        token = keys.connector_token(self.cloud.keys, APP_ID, HOME)
        return JSONResponse({"access_token": token, "expires_on": "4102444800", "resource": "r"})

    @asynccontextmanager
    async def _proxy(self, microsoft: int) -> AsyncIterator[str]:
        """Connects to our own Microsoft whoever asks for one of its hosts; to nothing else."""

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, _, rest = asked.partition(" ")
            host = rest.partition(" ")[0].removesuffix(":443")
            self.went_to.append(host)
            if method != "CONNECT" or host not in HOSTS:
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
                writer.close()
                return
            there, back = await asyncio.open_connection("127.0.0.1", microsoft)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_carry(reader, back), _carry(there, writer))

        server = await asyncio.start_server(connect, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()

    # --- for tests

    def command(self, *arguments: str) -> str:
        """Run `upstream` once more, beside the one that serves; what it prints."""

        async def run() -> str:
            process = await asyncio.create_subprocess_exec(
                UPSTREAM,
                *arguments,
                cwd=self.folder,
                env=self.environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            told, _ = await process.communicate()
            return told.decode()

        return self.loop.run(run())

    def does(self, gesture: Any) -> Any:
        """Let somebody do something."""
        return self.loop.run(gesture)

    def waits_for(self, person: Any, words: str, where: Any = None) -> str:
        """All the words on somebody's screen, once these are among them."""

        async def until() -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWERS_WITHIN):
                    while words not in person.sees(where):  # noqa: ASYNC110 - the program beats by itself
                        await asyncio.sleep(0.05)

        self.loop.run(until())
        seen = str(person.sees(where))
        assert words in seen, seen
        return seen

    def log(self) -> str:
        """What the program logged."""
        return (self.folder / "upstream.log").read_text()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    with suppress(ConnectionError):
        writer.close()


@asynccontextmanager
async def _over_tls(app: Any, folder: Path) -> AsyncIterator[int]:
    """Serve an app under the names of Microsoft's hosts; gives its port."""
    _certificates(folder)
    port = _free_port()
    config = uvicorn.Config(
        app,
        port=port,
        ssl_keyfile=folder / "hosts.key",
        ssl_certfile=folder / "hosts.pem",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    server.capture_signals = suppress  # type: ignore[assignment,method-assign]  # the test's own are left alone
    running = asyncio.create_task(server.serve())
    while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        await running


def _certificates(folder: Path) -> None:
    """An authority of our own, and what it signed for the hosts."""
    now = datetime.datetime.now(datetime.UTC)
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority of this test")])

    def begun(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        valid = (now - datetime.timedelta(minutes=5), now + datetime.timedelta(hours=1))
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(authority).public_key(public)
        builder = builder.serial_number(secrets.randbits(64)).not_valid_before(valid[0]).not_valid_after(valid[1])
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
        return builder.add_extension(identifier, critical=False)

    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    root = begun(authority, authority_key.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(usage, critical=True)
    root = root.add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
    host = begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOSTS[0])]), key.public_key())
    names = x509.SubjectAlternativeName([x509.DNSName(name) for name in HOSTS])
    host = host.add_extension(names, critical=False)
    host = host.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    for name, builder in (("authority.pem", root), ("hosts.pem", host)):
        signed = builder.sign(authority_key, hashes.SHA256())
        (folder / name).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "hosts.key").write_bytes(private)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
