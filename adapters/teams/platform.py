"""Teams as the outbox sees it: posting to channels and direct chats, changing and deleting what was posted."""

import asyncio
import functools
import logging
import random
import ssl
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx

from bot.chat import Address, Card, Incoming, MessageRef, Pace, Profile, Stands, Where, known_digest, noted_nowhere
from bot.errors import DeliveryFailed, Failing, Refused, RetryAt, SetupError, Uncertain, nobody_told

from . import outgoing, places, tokens
from .channels import Channels
from .hosts import ServiceUrls, loopback_only
from .trust import Keys, Trust
from .wire import Connect, Json, Wire, client

log = logging.getLogger(__name__)

Done = TypeVar("Done")

CHAT = "https://teams.microsoft.com/l/chat/0/0"
"""Opens a chat with people named by their sign-in names, in the tenant of who opens it."""
LOOK_SECONDS = 1.0
"""Looking somebody up never holds a turn up for longer."""
KNOWN_SECONDS, UNKNOWN_SECONDS, KNOWN_PEOPLE = 6 * 3600.0, 60.0, 10_000
PAUSES = (0.4, 1.2, 3.0)
"""Seconds between the tries of an answer, each up to half as long again or half as short."""
LONGEST_PAUSE = 5.0
"""Teams waits 15 s for a turn to end."""


class TeamsPlatform:
    """One bot registration, serving every tenant that has installed it.

    `app_type` is *SingleTenant* (with a password) or *UserAssignedMSI* (without). `login_url`, `openid_url` and
    `service_urls` name stand-ins on this machine and are refused otherwise; empty means Microsoft's own. `anonymous`
    takes unsigned activities and sends without a token, for Agents Playground on this machine alone.
    """

    name = places.PLATFORM
    makes_groups = False
    pace = Pace(conversation=2.0, tenant=30.0, at_once=4)
    """Teams: 7 in 1 s, 8 in 2 s, 60 in 30 s a conversation, of which the last binds longest; 30–50/s a tenant.

    Four at once, for Teams cannot be asked: whatever is on its way when a process dies may come twice.
    """

    def __init__(
        self,
        *,
        app_id: str,
        app_password: str,
        tenant_id: str,
        app_type: str,
        login_url: str = "",
        openid_url: str = "",
        service_urls: tuple[str, ...] = (),
        anonymous: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        connect: Connect | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        failing: Failing = nobody_told,
    ) -> None:
        self.service_urls = ServiceUrls(service_urls)
        login_url = loopback_only("TEAMS_LOGIN_URL", login_url)
        openid_url = loopback_only("TEAMS_OPENID_URL", openid_url)
        if anonymous:
            _check_anonymous(self.service_urls)
        else:
            _check_settings(app_id, app_password, tenant_id, app_type)
        local = self.service_urls.all_loopback
        tls = _tls(trust_env=not local)
        self._http = httpx.AsyncClient(
            verify=tls,
            timeout=httpx.Timeout(15.0, connect=5.0),
            transport=transport,
            trust_env=not local,
        )
        fetch = tokens.by_managed_identity(app_id)
        if anonymous:
            fetch = tokens.nobody
        elif app_type == "SingleTenant":
            fetch = tokens.by_secret(
                self._http, app_id=app_id, secret=app_password, tenant=tenant_id, login_url=login_url
            )
        self._keys = Keys(self._http, openid_url)
        self._anonymous, self._now = anonymous, now
        self.pauses = PAUSES
        self.trust = Trust(app_id=app_id, keys=self._keys, service_urls=self.service_urls, anonymous=anonymous)
        self.tenant = tenant_id
        self._bot = f"28:{app_id}"
        self.stands: Stands = noted_nowhere
        connect = connect or (lambda: client(tls, trust_env=not local))
        self._tokens = tokens.Tokens(fetch)
        self._wire = Wire(connect, self._tokens, self.service_urls, now, failing=failing)
        self.channels = Channels(self._wire)
        self._profiles: OrderedDict[tuple[str, str], tuple[float, Profile | None]] = OrderedDict()

    async def warm(self) -> None:
        """Fetch Microsoft's keys ahead, so that the first request does not wait for them. Never raises."""
        if not self._anonymous:
            await self._keys.renew()

    async def checked(self) -> tuple[str, bool]:
        """Why Microsoft gives us no token (empty where it does), and whether its keys can be had. Never raises."""
        await self.warm()
        try:
            await self._tokens.value()
        except DeliveryFailed as failed:
            return failed.code, self._keys.current or self._anonymous
        return "", self._keys.current or self._anonymous

    async def close(self) -> None:
        """Let go of the connections."""
        await self._wire.close()
        await self._http.aclose()

    async def post(self, address: Address, card: Card, key: str) -> MessageRef:  # noqa: ARG002 - nowhere to keep it
        """Post a card: to a known conversation (in its thread, if the address has one), else to a direct chat."""
        return await self.show(address, card)

    async def show(self, address: Address, card: Card, style: outgoing.Style = outgoing.MESSAGE) -> MessageRef:
        """Post a card rendered in this style."""
        return await self.send(address, outgoing.message(card, style))

    async def answer(self, address: Address, card: Card, style: outgoing.Style) -> MessageRef:
        """Show an answer. No row stands behind it, so what Teams asks to be tried later is tried again here."""
        return await self._persist(lambda: self.show(address, card, style))

    async def answer_in_place(self, ref: MessageRef, card: Card) -> None:
        """The same in the place of a message of ours."""
        await self._persist(lambda: self.update(ref, card))

    async def _persist(self, attempt: Callable[[], Awaitable[Done]]) -> Done:
        """Only where Teams certainly did nothing: an answer twice would puzzle more than one that is missing."""
        for pause in self.pauses:
            try:
                return await attempt()
            except RetryAt as later:
                wait = pause * random.uniform(0.5, 1.5)  # noqa: S311 - so that not all come back at once
                named = (later.at - self._now()).total_seconds() if later.at else 0.0
                if named > LONGEST_PAUSE:
                    raise
            await asyncio.sleep(max(wait, named))
        return await attempt()

    async def send(self, address: Address, activity: Json) -> MessageRef:
        """Post an activity."""
        service_url = address.route.get("service_url", "")
        conversation = address.conversation or await self._open(address)
        threaded = address.thread and address.where is not Where.DIRECT  # one's own chat has no threads
        place = f"{conversation};messageid={address.thread}" if threaded else conversation
        message = await self._wire.send(service_url, place, activity)
        return MessageRef(self.name, address.tenant, conversation, message, {"service_url": service_url})

    async def update(self, ref: MessageRef, card: Card) -> None:
        """Replace a message of ours."""
        await self._wire.replace(
            ref.route.get("service_url", ""), ref.conversation, ref.message, outgoing.message(card)
        )

    async def delete(self, ref: MessageRef) -> None:
        """Take a message of ours away. One that is gone already is done."""
        await self._wire.remove(ref.route.get("service_url", ""), ref.conversation, ref.message)

    async def was_posted(self, address: Address, key: str, begun_at: datetime) -> MessageRef | None:  # noqa: ARG002
        """Teams keeps nothing with a message that could be asked for."""
        raise Uncertain("Teams cannot be asked")

    async def known(self, heard: Incoming, person: str) -> Incoming:
        """The same, with what the roster adds to the profile: the e-mail's domain, and whether they are a guest.

        `person` is what this bot calls them. Of whom the roster tells nothing, the tenant does not vouch for either.
        """
        found = await self._looked_up(heard, person) or Profile(guest=True)
        told = heard.profile or Profile()
        return replace(
            heard,
            profile=replace(
                told,
                name=told.name or found.name,
                domain=found.domain,
                mail=found.mail,
                chat=found.chat,
                guest=told.guest or found.guest,
            ),
        )

    async def _open(self, address: Address) -> str:
        """Somebody's direct chat. Bots cannot make group chats, and a channel always has a conversation."""
        if address.where is not Where.DIRECT:
            raise Refused("bots cannot make a group chat")
        route = address.route
        person = address.people[0].user if address.people else route.get("user", "")
        if person == route.get("user", person):
            person = route.get("user_id", person)  # what this bot calls them; only if it is them that the route is of
        if not person:
            raise Refused("nobody to write to")
        bot = route.get("bot_id", self._bot)
        return await self._wire.open(
            route.get("service_url", ""), bot=bot, person=person, tenant=route.get("tenant", address.tenant)
        )

    async def _looked_up(self, heard: Incoming, person: str) -> Profile | None:
        who = (heard.account.tenant, heard.account.user)
        ends, profile = self._profiles.get(who, (0.0, None))
        if ends > time.monotonic():
            return profile
        route, conversation = heard.address.route, heard.address.conversation
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                member = await self._wire.member(route.get("service_url", ""), conversation, person)
                profile = _profile(member, heard.address.tenant)
        except (DeliveryFailed, TimeoutError) as failure:
            log.info("roster not read: %s", type(failure).__name__)
            profile = None
        lasts = UNKNOWN_SECONDS if profile is None else KNOWN_SECONDS
        self._profiles[who] = (time.monotonic() + lasts, profile)
        if len(self._profiles) > KNOWN_PEOPLE:
            self._profiles.popitem(last=False)
        return profile


def _profile(member: dict[str, Any], here: str) -> Profile:
    """What a roster says. Whoever is of another tenant than `here` is a guest too.

    A guest's sign-in name looks like `ana_leeds.example#EXT#@gateshead.example`: its domain is the host's.
    """
    sign_in = places.words(member.get("userPrincipalName"))
    outside = places.words(member.get("tenantId")) not in {"", here}
    role = places.words(member.get("userRole")).lower()
    guest = outside or role in {"guest", "anonymous"} or "#ext#" in sign_in.lower()
    mail = places.words(member.get("email")) or ("" if guest else sign_in)
    domain = mail.rpartition("@")[2].lower() if "@" in mail and "#" not in mail else ""
    chat = f"{CHAT}?{urlencode({'users': sign_in})}" if sign_in and not guest else ""
    name, known = places.words(member.get("name")), known_digest(mail) if domain else ""
    return Profile(name=name, domain=domain, guest=guest, chat=chat, mail=known)


@functools.cache
def _tls(*, trust_env: bool) -> ssl.SSLContext:
    """Whom this process believes: read once, for it takes longer than everything else here."""
    return httpx.create_ssl_context(trust_env=trust_env)


def _check_settings(app_id: str, app_password: str, tenant_id: str, app_type: str) -> None:
    if not app_id:
        raise SetupError(
            "MICROSOFT_APP_ID is not set: without it anybody could speak as Teams. Set it, or leave Teams out."
        )
    if app_type not in {"SingleTenant", "UserAssignedMSI"}:
        raise SetupError("MICROSOFT_APP_TYPE must be SingleTenant or UserAssignedMSI.")
    if not tenant_id:
        raise SetupError("MICROSOFT_APP_TENANT_ID is not set: it is the tenant in which the bot is registered.")
    if app_type == "SingleTenant" and not app_password:
        raise SetupError("MICROSOFT_APP_PASSWORD is not set. Set it, or use MICROSOFT_APP_TYPE=UserAssignedMSI.")


def _check_anonymous(service_urls: ServiceUrls) -> None:
    if not service_urls.all_loopback:
        raise SetupError(
            "Teams without sign-in needs TEAMS_SERVICE_URLS on this machine: it is for Agents Playground only."
        )
