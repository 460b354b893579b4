"""What Bolt does with a payload that is known to be Slack's: the same for HTTP and Socket Mode.

It finds the workspace, drops what we did ourselves, answers Slack's own checks, and hands everything else to one
listener: told on or heard, shown, acknowledged, in that order.
"""

import asyncio
import json
import logging
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import quiet
from adapters.slack.changes import change
from adapters.slack.fields import offered
from adapters.slack.incoming import Here, asking_for_options, incoming, people_mentioned
from adapters.slack.platform import SlackPlatform
from adapters.slack.showing import Spot, Surface, in_the_modal, show, spot_of
from bot.chat import Change, Changed, Hear, Incoming, Kind, Reply, Shift, Shown, Where
from bot.errors import DeliveryFailed, Unavailable

log = logging.getLogger(__name__)

SHOW_WITHIN = 1.0
"""Seconds that an answer may take before we acknowledge and go on showing: Slack waits for three in all."""

KNOW_OURSELVES_WITHIN = 2.0
"""Seconds to ask Slack who we are in a workspace, where the event does not say; after them Slack is to come again."""

MISSHAPEN = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading raises where something is not of the kind that it always is."""

ANYTHING = re.compile(".*", re.DOTALL)


async def take(bolt: AsyncApp, payload: dict[str, Any]) -> BoltResponse:
    """What comes of a payload, whichever way it came: 200 taken, 503 come again, 400 not readable, 500 our fault."""
    try:
        asked = AsyncBoltRequest(body=payload, mode="socket_mode")
        json.dumps(asked.body, ensure_ascii=False).encode()  # half a character is none, and no database keeps it
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        log.info("a payload of Slack's could not be read")
        return BoltResponse(status=400)
    try:
        return await bolt.async_dispatch(asked)
    except Exception as error:  # noqa: BLE001 - Bolt's own, over a shape it does not know; its text holds the body
        log.warning("Bolt could not take a payload: %s at %s", type(error).__name__, _place(error))
        return BoltResponse(status=400 if isinstance(error, MISSHAPEN) else 500)


def bolt_app(platform: SlackPlatform, hear: Hear, changed: Changed, form: Hear | None = None) -> AsyncApp:
    """Bolt with one listener for everything, so that nothing Slack sends is answered with 404."""
    heard = _Listener(platform, hear, changed, form)

    async def authorize(context: AsyncBoltContext, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        token, bot = await heard.installation(team_id or "", context)
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token, bot_user_id=bot or None)

    async def before(context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Any]) -> None:  # noqa: A002
        context["upstream_bot"] = _bot_named(body)
        context["upstream_needs_bot"] = _needs_bot(body)
        await next()

    logger = quiet("adapters.slack.bolt")
    app = AsyncApp(
        name="upstream",
        logger=logger,
        client=AsyncWebClient(base_url=platform.api.url, logger=logger),
        authorize=authorize,
        before_authorize=before,
        process_before_response=True,
        request_verification_enabled=False,  # done at the door, where nothing is logged
        raise_error_for_unhandled_request=True,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    async def listener(body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        return await heard(body, context)

    for register in (app.event, app.action, app.view, app.view_closed, app.command, app.shortcut, app.options):
        register(ANYTHING)(listener)

    @app.error
    async def failed(error: Exception, context: AsyncBoltContext) -> BoltResponse:
        if isinstance(error, Unavailable):
            log.warning("answered with 503, so that Slack comes again: %s", error)
            return BoltResponse(status=503)
        if isinstance(error, BoltUnhandledRequestError):
            log.info("Slack sent something of a kind we do not know")
            return BoltResponse(status=200)
        if isinstance(error, MISSHAPEN) and not context.get("upstream_heard"):
            log.warning("a payload of Slack's has another shape: %s at %s", type(error).__name__, _place(error))
            return BoltResponse(status=400)
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("a payload of Slack's failed: %s\n%s", type(error).__name__, where)  # not its text: it may hold words
        return BoltResponse(status=500)

    return app


class _Listener:
    """What is done with each payload: heard or told on, shown, acknowledged."""

    def __init__(self, platform: SlackPlatform, hear: Hear, changed: Changed, form: Hear | None) -> None:
        self.platform = platform
        self.hear = hear
        self.changed = changed
        self.form = form

    async def installation(self, tenant: str, context: Mapping[str, Any]) -> tuple[str | None, str]:
        """Token and user id of our bot there. The event itself names the latter; else it is asked for once."""
        token = await self.platform.api.token_of(tenant) if tenant else None
        if not token:
            return None, ""
        if named := str(context.get("upstream_bot") or ""):
            self.platform.people.learn_bot(tenant, named)
            return token, named
        if not context.get("upstream_needs_bot"):
            return token, ""
        try:
            async with asyncio.timeout(KNOW_OURSELVES_WITHIN):
                return token, await self.platform.people.bot(tenant)
        except (DeliveryFailed, TimeoutError):
            raise Unavailable("who we are there is not known yet") from None

    async def __call__(self, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        here = Here(str(context.team_id or ""), str(context.bot_user_id or ""), str(context.enterprise_id or ""))
        told = change(body, here)
        if not context.bot_token and not (told and told.kind is Shift.UNINSTALLED):
            log.warning("workspace %s sent something, but we are not installed there", here.tenant)
            return _ok()
        if told:
            self._learn(told, body, here)
            context["upstream_heard"] = True
            if told.kind is not Shift.UNINSTALLED or await self._gone(here):
                await self.changed(told)
            return _ok()
        if body.get("type") == "block_suggestion":
            return _ok(await self._offered(body, here))
        said = incoming(body, here)
        if said is None:
            return _ok()
        said = await self._introduced(said, body, here)
        if said.profile and said.profile.bot:
            return _ok()
        spot = spot_of(body, said)
        context["upstream_heard"] = True
        return await self._heard(said, spot)

    def _learn(self, told: Change, body: dict[str, Any], here: Here) -> None:
        """Keep what was told by itself of people and channels."""
        if told.kind in (Shift.PERSON_CHANGED, Shift.PERSON_GONE):
            self.platform.people.learn(here.tenant, body["event"]["user"])
        if told.kind is Shift.SPACE_CHANGED and told.address:
            self.platform.channels.learn(here.tenant, told.address.conversation, told.name)

    async def _gone(self, here: Here) -> bool:
        """Whether we are out of this workspace indeed: a late event may be of a time before we came back."""
        if await self.platform.still_there(here.tenant):
            return False
        self.platform.people.forget_bot(here.tenant)
        return True

    async def _offered(self, body: dict[str, Any], here: Here) -> dict[str, Any]:
        """What a menu that is searched offers: the field's options that hold what was typed."""
        asked = asking_for_options(body, here)
        if asked is None or self.form is None:
            return {"options": []}
        profile = await self.platform.people.profile(here.tenant, asked.account.user)
        reply = await self.form(replace(asked, profile=profile or asked.profile))
        name = str(body.get("block_id") or "")
        field = next((one for one in reply.card.fields if one.name == name), None) if reply else None
        return {"options": offered(field, str(body.get("value") or "")) if field else []}

    async def _introduced(self, said: Incoming, body: dict[str, Any], here: Here) -> Incoming:
        """The same with the speaker's profile and the names of whom they mention, as far as a second tells."""
        if said.kind is Kind.DELETED:
            return said
        people = self.platform.people
        profile, names, called = await asyncio.gather(
            people.profile(here.tenant, said.account.user),
            people.names(here.tenant, people_mentioned(body)),
            self._called(said, body),
        )
        if names:
            said = incoming(body, replace(here, names=names)) or said
        if said.kind in (Kind.SAID, Kind.HOME):
            self.platform.learn_direct(said.account, said.address)
        direct = self.platform.direct(said.account)
        return replace(said, profile=profile or said.profile, direct=direct, called=called)

    async def _called(self, said: Incoming, body: dict[str, Any]) -> str:
        """The name of the channel. Who speaks to us in one may make it a home, so then it is looked up."""
        spoken_to = said.kind is Kind.SAID and said.address.where is Where.CHANNEL and (said.named or "command" in body)
        if said.called or not spoken_to:
            return said.called
        return await self.platform.channels.name(said.address.tenant, said.address.conversation)

    async def _heard(self, said: Incoming, spot: Spot) -> BoltResponse:
        reply = await self.hear(said)
        if said.kind is not Kind.FILLED:
            await self.platform.within(self._shown(said, spot, reply), SHOW_WITHIN)
            return _ok()
        action = in_the_modal(reply, spot)
        if action is None:
            await self.platform.within(self._shown(said, spot, reply, sent=True), SHOW_WITHIN)
        elif action["response_action"] != "errors":
            await self.platform.within(self._home_again(said, spot), SHOW_WITHIN)
        return _ok(action or {"response_action": "clear"})

    async def _shown(self, said: Incoming, spot: Spot, reply: Reply | None, *, sent: bool = False) -> None:
        if reply is not None:
            await show(self.platform, said, spot, reply, sent=sent)
        if said.kind is not Kind.HOME and (reply is None or reply.shown not in (Shown.FORM, Shown.HOME)):
            await self._home_again(said, spot)

    async def _home_again(self, said: Incoming, spot: Spot) -> None:
        """Home as it is now, after something was done from it."""
        if not spot.from_home:
            return
        opened = Incoming(
            Kind.HOME, said.account, self.platform.direct(said.account), f"{said.event}:home", profile=said.profile
        )
        try:
            reply = await self.hear(opened)
        except Unavailable:
            return  # the next time it is opened
        if reply is not None and reply.shown is Shown.HOME:
            await show(self.platform, opened, replace(spot, surface=Surface.HOME), reply)


def _place(error: Exception) -> str:
    """Where in the code it was raised."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(at.filename).name}:{at.lineno}"


def _bot_named(body: Mapping[str, Any]) -> str:
    """Our bot's user id, as an event names it beside the workspace it was sent for."""
    for one in body.get("authorizations") or []:
        if one.get("is_bot") and one.get("user_id"):
            return str(one["user_id"])
    return ""


def _needs_bot(body: Mapping[str, Any]) -> bool:
    """Only a message has to be told from our own, and a thread of ours from others'."""
    return (body.get("event") or {}).get("type") in ("message", "member_left_channel")


def _ok(body: dict[str, Any] | None = None) -> BoltResponse:
    if body is None:
        return BoltResponse(status=200)
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})
